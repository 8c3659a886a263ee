//! `cargo xtask tidy`: the rules of this repository that no compiler checks. Takes about a second.
//!
//! Each rule is a pure function over strings in a file of its own; this file reads the tree and hands
//! each rule what it looks at.

mod architecture;
mod changelog;
mod cycles;
mod evidence;
mod finding;
mod first_line;
mod foreign;
mod graph;
mod imports;
mod leftovers;
mod machine;
mod manifest;
mod manifests;
mod pages;
mod snippets;
mod tree;
mod unsafe_code;
mod variables;

use crate::ci::Done;
use crate::failure::{Failure, Result};
use crate::repository::{self, Repository};

use finding::{Findings, Violation};
use graph::Graph;
use tree::{File, Tree};

/// Prints every violation with its place and its rule, and fails if there is any.
pub(crate) fn run(repository: &Repository, _arguments: &[String]) -> Result {
    let violations = violations(repository, &Tree::read(&repository.root)?)?;
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => Ok(()),
        1 => Err(Failure::new("tidy found 1 violation")),
        count => Err(Failure::new(format!("tidy found {count} violations"))),
    }
}

/// The same, as a step of `ci`.
pub(crate) fn check(repository: &Repository) -> Result<Done> {
    run(repository, &[])?;
    Ok(Done::Ran)
}

fn violations(repository: &Repository, tree: &Tree) -> Result<Vec<Violation>> {
    let mut findings = Findings::default();
    for file in &tree.files {
        check_file(file, &mut findings);
    }
    check_packages(repository, tree, &mut findings)?;
    check_documents(repository, tree, &mut findings)?;
    Ok(findings.sorted())
}

/// Rules that look at one file at a time.
fn check_file(file: &File, findings: &mut Findings) {
    let File { path, text } = file;
    if file.is_rust() {
        findings.add("first-line", path, first_line::check(text));
    }
    if !file.is_data() {
        findings.add("leftovers", path, leftovers::check(path, text));
        findings.add("machine", path, machine::check(path, text));
    }
}

/// Rules about packages: their manifests, what they import, where they begin.
fn check_packages(repository: &Repository, tree: &Tree, findings: &mut Findings) -> Result {
    let root = tree.text("Cargo.toml")?;
    findings.add("manifests", "Cargo.toml", manifests::check_workspace(root));

    let graph = Graph::of(&repository.packages);
    for package in &repository.packages {
        let path = repository.relative(package.manifest_path.as_std_path());
        let manifest = tree.text(&path)?;
        findings.add("manifests", &path, manifests::check_package(manifest));
        findings.add("imports", &path, imports::check(&graph, &package.name, manifest));
        findings.add("foreign", &path, foreign::check(&graph, &package.name, manifest));
        findings.add("cycles", &path, cycles::check(&graph, &package.name, manifest));
        for root in repository::crate_roots(package) {
            let root = repository.relative(root);
            findings.add("unsafe-code", &root, unsafe_code::check(&root, tree.text(&root)?));
        }
    }
    Ok(())
}

/// Rules that hold documents and code together.
fn check_documents(repository: &Repository, tree: &Tree, findings: &mut Findings) -> Result {
    let names: Vec<&str> = repository.packages.iter().map(|package| package.name.as_str()).collect();
    let (page, text) = ("docs/contributing/architecture.md", tree.text("docs/contributing/architecture.md")?);
    findings.add("architecture", page, architecture::check(text, &names));
    findings.add("changelog", "CHANGELOG.md", changelog::check(tree.text("CHANGELOG.md")?));

    let pages: Vec<&str> = tree.below("docs/").filter(|file| file.is_markdown()).map(File::path).collect();
    for (path, found) in pages::check(tree.text("mkdocs.yml")?, &pages) {
        findings.add("pages", &path, vec![found]);
    }

    let reference = tree.text(variables::REFERENCE)?;
    let contributing: String = tree.below("docs/contributing/").map(|file| file.text.as_str()).collect();
    for file in &tree.files {
        let page = match variables::documented_in(&file.path) {
            Some(variables::Page::Reference) => reference,
            Some(variables::Page::Contributing) => &contributing,
            None => continue,
        };
        findings.add("variables", &file.path, variables::check(&file.text, page));
    }

    let compiled = snippets::compiled(tree.files.iter().filter(|file| file.is_rust()));
    for file in tree.files.iter().filter(|file| file.is_markdown() && !file.is_data()) {
        findings.add("snippets", &file.path, snippets::check(&file.text, compiled.contains(&file.path)));
        findings.add("evidence", &file.path, evidence::check(&file.text, tree));
    }
    Ok(())
}
