//! `lamplight dev` with extensions and the freeze.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::{FUNCTION, Package, dev, function};

fn orders() -> Package {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "1").with_event("2.json", "2");
    symlink(function(), package.path().join("watcher")).expect("a link");
    package
}

#[test]
fn the_phases_of_an_environment_with_extensions_are_shown() {
    let done = dev(&orders(), &["--once", "--extension", "watcher", "--freeze", "0"]);
    done.assert_code(0).assert_stdout(&[
        "\u{2713} orders #1",
        "phases",
        "init",
        "invoke",
        "extensions",
        "\u{2713} orders #2",
        "frozen",
        " before",
        "invoke",
        "extensions",
    ]);
}

#[test]
fn programs_are_told_the_phases_too() {
    let done = dev(&orders(), &["--once", "--extension", "watcher", "--output", "json"]);
    done.assert_code(0);
    for object in done.objects() {
        let ms = |key: &str| object["ms"][key].as_f64().expect("a number");
        // The extension is at work for 20 ms, some of them beside the function.
        assert!(ms("duration") >= 20.0 && ms("extensions") > 0.0 && ms("function") > 0.0, "{object}");
        assert!((ms("function") + ms("extensions") - ms("duration")).abs() < 0.01, "{object}");
        assert!(object["ms"]["frozen"].is_null(), "{object}");
    }
}

#[test]
fn without_extensions_there_is_no_phase_for_them() {
    let done = dev(&orders(), &["--once", "--output", "json"]);
    for object in done.objects() {
        assert!(object["ms"]["extensions"].is_null(), "{object}");
        assert_eq!(object["ms"]["function"], object["ms"]["duration"]);
    }
}

#[test]
fn an_extension_that_is_not_there_or_no_program_is_told_of_before_anything_is_built() {
    let package = orders();
    dev(&package, &["--once", "--extension", "nothing"]).assert_code(9).assert_stderr(&[
        "error: there is no extension nothing",
        "cause: No such file",
        "help: build it first; --extension is the path of its executable",
    ]);
    dev(&package, &["--once", "--extension", "events"])
        .assert_code(3)
        .assert_stderr(&["error: cannot run the extension events", "cause: it is not a file"]);
    let file = package.path().join("plain");
    std::fs::write(&file, "text").expect("a file");
    std::fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("it is ours");
    dev(&package, &["--once", "--extension", "plain"])
        .assert_code(3)
        .assert_stderr(&["cause: its file may not be executed"]);
}

#[test]
fn what_cannot_be_set_is_told_with_what_can() {
    let package = orders();
    dev(&package, &["--once", "--freeze", "soon"]).assert_code(2).assert_stderr(&[
        "invalid value 'soon' for '--freeze <MS>'",
        "a number of milliseconds, or a number with ms, s or m",
    ]);
    dev(&package, &["--once", "--extension", "watcher", "--extension", "watcher"])
        .assert_code(3)
        .assert_stderr(&["--extension is", "a file with a name that no other extension has"]);
}
