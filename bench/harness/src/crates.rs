//! What a function of ours is made of: the bytes of its code and tables by crate, beside those of one without
//! telemetry, and whether all that was added is within its budget.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use crate::build::{build_into, root};

/// Its name, among those of the comparisons.
pub const NAME: &str = "crates";

/// Without telemetry.
const FLOOR: &str = "subject-bare";
/// With it, and how many KiB it may add. To raise a budget takes a reason in the change that does.
const SUBJECTS: [(&str, u64); 2] = [("subject-xray", 750), ("subject-otlp", 820)];
/// Crates that differ by less are not listed.
const LEAST_KIB: f64 = 2.0;

/// Builds them with their symbols, and says what is in them.
///
/// # Errors
///
/// When one cannot be built or read, or adds more than its budget.
pub fn measure() -> Result<String, String> {
    if ["nm", "strip"].into_iter().any(|tool| run(tool, &["--version".into()]).is_err()) {
        return Ok("\nskipped: crates, since there are no binutils\n".to_owned());
    }
    let mut out = String::new();
    let mut exceeded = Vec::new();
    let (floor_bytes, floor) = contents(FLOOR)?;
    for (subject, budget) in SUBJECTS {
        let (bytes, found) = contents(subject)?;
        let added = bytes.saturating_sub(floor_bytes) / 1024;
        _ = writeln!(out, "\ncrates: KiB in {subject}, and how many more than in {FLOOR}");
        for (name, kib, more) in compared(&found, &floor) {
            _ = writeln!(out, "{name:<28}{kib:>9.1}{more:>9.1}");
        }
        _ = writeln!(out, "size {subject} adds {added} KiB; its budget is {budget} KiB");
        if added > budget {
            exceeded.push(subject);
        }
    }
    if exceeded.is_empty() {
        Ok(out)
    } else {
        Err(format!("{out}more than its budget: {}", exceeded.join(", ")))
    }
}

/// Crates by how much more of them there is.
fn compared(found: &BTreeMap<String, u64>, floor: &BTreeMap<String, u64>) -> Vec<(String, f64, f64)> {
    let kib = |bytes: u64| bytes as f64 / 1024.0;
    let names = found.keys().chain(floor.keys().filter(|name| !found.contains_key(*name)));
    let mut rows: Vec<_> = names
        .map(|name| {
            let of = |sizes: &BTreeMap<String, u64>| kib(sizes.get(name).copied().unwrap_or_default());
            (name.clone(), of(found), of(found) - of(floor))
        })
        .filter(|(_, _, more)| more.abs() >= LEAST_KIB)
        .collect();
    rows.sort_by(|one, other| other.2.total_cmp(&one.2));
    rows
}

/// The size of a program without its symbols, and what of it belongs to which crate.
fn contents(package: &str) -> Result<(u64, BTreeMap<String, u64>), String> {
    build_into("symbols", package, &[("CARGO_PROFILE_SUBJECT_STRIP", "false")])?;
    let path = root().join("target/symbols/subject").join(package);
    let stripped = path.with_extension("stripped");
    run("strip", &["-o".into(), stripped.clone(), path.clone()])?;
    let bytes =
        std::fs::metadata(&stripped).map_err(|error| format!("{}: {error}", stripped.display()))?.len();
    let mut crates = BTreeMap::new();
    for line in run("nm", &["--print-size".into(), "--demangle".into(), path])?.lines() {
        let mut words = line.splitn(4, ' ');
        let (_, size, kind, name) = (words.next(), words.next(), words.next(), words.next());
        let size = size.and_then(|size| u64::from_str_radix(size, 16).ok());
        let is_loaded = kind.is_some_and(|kind| "tTrRdD".contains(kind));
        if let (Some(size), Some(name), true) = (size, name, is_loaded) {
            *crates.entry(crate_of(name).to_owned()).or_default() += size;
        }
    }
    Ok((bytes, crates))
}

/// The crate that a symbol's name begins with: of an implementation that of its type.
fn crate_of(name: &str) -> &str {
    let name = name
        .trim_start_matches(['<', '&', '(', '[', '*'])
        .trim_start_matches("mut ")
        .trim_start_matches("dyn ");
    let end = name.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    match end {
        Some(end) if name[end..].starts_with("::") => &name[..end],
        _ => "(others)",
    }
}

fn run(program: &str, arguments: &[PathBuf]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}
