//! The code map in the architecture page has every package, and says of each what the import table says.

use std::collections::BTreeSet;

use super::finding::{Finding, numbered};
use super::imports::{allowed, short};

/// A row of the code map: `` | `name` | what it is | what it may import | ``.
struct Row<'a> {
    line: usize,
    name: &'a str,
    imports: &'a str,
}

/// Every package has a row, every row a package, and the last column is the import table's.
pub(super) fn check(page: &str, packages: &[&str]) -> Vec<Finding> {
    let rows = rows(page);
    let mut found = Vec::new();
    for package in packages.iter().filter(|package| !rows.iter().any(|row| row.name == **package)) {
        found.push(Finding::new(1, format!("the code map has no row for `{package}`")));
    }
    for row in rows {
        if !packages.contains(&row.name) {
            found.push(Finding::new(row.line, format!("there is no package `{}`", row.name)));
        } else if let Some(problem) = wrong_imports(&row, packages) {
            found.push(Finding::new(row.line, problem));
        }
    }
    found
}

fn rows(page: &str) -> Vec<Row<'_>> {
    let map = numbered(page).skip_while(|(_, line)| line.trim() != "## Code map").skip(1);
    let map = map.take_while(|(_, line)| !line.starts_with("## "));
    map.filter_map(|(line, text)| {
        let cells: Vec<&str> = text.trim().trim_matches('|').split('|').map(str::trim).collect();
        let name = cells.first()?.strip_prefix('`')?.strip_suffix('`')?;
        Some(Row { line, name, imports: cells.last()? })
    })
    .collect()
}

/// Compares with what the table allows of the packages that exist.
fn wrong_imports(row: &Row<'_>, packages: &[&str]) -> Option<String> {
    let stated: BTreeSet<&str> =
        row.imports.split([',', ';']).filter_map(|item| item.split_whitespace().next()).collect();
    let expected: BTreeSet<&str> = match allowed(row.name) {
        None => ["anything"].into(),
        Some(imports) => {
            let existing = |import: &&&str| packages.iter().any(|package| short(package) == **import);
            imports.iter().filter(existing).copied().collect()
        }
    };
    let expected = if expected.is_empty() { ["nothing"].into() } else { expected };
    let list = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
    (stated != expected)
        .then(|| format!("`{}` may import {}, but its row says {}", row.name, list(&expected), list(&stated)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
## Code map

| crate | what it is | may import |
|---|---|---|
| `lamplight-core` | vocabulary | nothing |
| `lamplight-logger` | logs | core |
| `orders` | an example | anything that is published |

## Elsewhere
| `x` | y |
";

    #[test]
    fn a_map_that_agrees_with_the_table_passes() {
        assert_eq!(check(PAGE, &["lamplight-core", "lamplight-logger", "orders"]), []);
    }

    #[test]
    fn a_package_without_a_row_and_a_row_without_a_package_are_found() {
        let found = check(PAGE, &["lamplight-core", "lamplight-logger", "e2e"]);
        assert_eq!(
            found,
            [
                Finding::new(1, "the code map has no row for `e2e`"),
                Finding::new(7, "there is no package `orders`")
            ]
        );
    }

    #[test]
    fn a_row_that_says_something_else_than_the_table_is_found() {
        let packages = ["lamplight-core", "lamplight-invocation", "lamplight-logger", "orders"];
        let found = check(PAGE, &packages);
        assert!(
            found.contains(&Finding::new(
                6,
                "`lamplight-logger` may import core, invocation, but its row says core"
            )),
            "{found:?}"
        );
    }
}
