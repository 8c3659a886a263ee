//! Every page of the documentation can be reached from its navigation, and every entry there has a page.

use super::finding::{Finding, numbered};

/// The navigation's own file.
const NAVIGATION: &str = "mkdocs.yml";

/// Compares the navigation with the pages, which are paths that begin with `docs/`.
pub(super) fn check(navigation: &str, pages: &[&str]) -> Vec<(String, Finding)> {
    let listed = entries(navigation);
    let unlisted = pages.iter().filter(|page| !listed.iter().any(|(_, entry)| entry == *page));
    let unlisted = unlisted.map(|page| {
        ((*page).to_owned(), Finding::new(1, format!("this page is not in the nav of {NAVIGATION}")))
    });
    let missing = listed.iter().filter(|(_, entry)| !pages.contains(&entry.as_str()));
    let missing = missing.map(|(line, entry)| {
        (NAVIGATION.to_owned(), Finding::new(*line, format!("there is no page `{entry}`")))
    });
    unlisted.chain(missing).collect()
}

/// The pages that the `nav` section lists, with their lines.
fn entries(navigation: &str) -> Vec<(usize, String)> {
    let below = numbered(navigation).skip_while(|(_, line)| *line != "nav:").skip(1);
    let below = below.take_while(|(_, line)| line.is_empty() || line.starts_with([' ', '-', '#']));
    below
        .filter_map(|(number, line)| {
            let entry = line.trim().strip_prefix("- ")?;
            let page = entry.rsplit(": ").next()?.trim_matches(['"', '\'']);
            page.ends_with(".md").then(|| (number, format!("docs/{page}")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAV: &str = "\
site_name: x
nav:
  - Home: index.md
  - Manual:
      - manual/cli.md
theme:
  - name.md
";

    #[test]
    fn pages_and_navigation_that_agree_pass() {
        assert_eq!(check(NAV, &["docs/index.md", "docs/manual/cli.md"]), []);
    }

    #[test]
    fn a_page_that_is_not_listed_is_found() {
        let found = check(NAV, &["docs/index.md", "docs/manual/cli.md", "docs/lost.md"]);
        assert_eq!(
            found,
            [("docs/lost.md".to_owned(), Finding::new(1, "this page is not in the nav of mkdocs.yml"))]
        );
    }

    #[test]
    fn an_entry_without_a_page_is_found_at_its_line() {
        let found = check(NAV, &["docs/index.md"]);
        assert_eq!(
            found,
            [("mkdocs.yml".to_owned(), Finding::new(5, "there is no page `docs/manual/cli.md`"))]
        );
    }
}
