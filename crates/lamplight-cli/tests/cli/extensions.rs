//! `lamplight dev` with extensions and the freeze.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::Duration;

use crate::serve::session;
use crate::support::{FUNCTION, Package, dev, function, run};

fn orders() -> Package {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "1").with_event("2.json", "2");
    symlink(function(), package.path().join("watcher")).expect("a link");
    package
}

/// Waits until the function is stopped. Nobody tells of it, so this looks again and again.
fn wait_until_frozen(package: &Package) {
    let pid = std::fs::read_to_string(package.path().join("pid")).expect("the function ran");
    for _ in 0..10_000 {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
        if stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T')) {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("it is not stopped");
}

#[test]
fn the_phases_of_an_environment_with_extensions_are_shown() {
    let package = orders();
    let (running, endpoint) = session(&package, &["--extension", "watcher", "--freeze", "0"]);
    for _ in 0..2 {
        run(package.path(), &["invoke", "orders", "-A", "1", "--endpoint", &endpoint]).assert_code(0);
        wait_until_frozen(&package);
    }
    running.signal("INT");
    running.end().assert_stdout(&[
        "✓ orders #1",
        "phases",
        "init",
        "invoke",
        "extensions",
        "✓ orders #2",
        "phases   frozen",
        " before",
        "invoke",
        "extensions",
    ]);
}

#[test]
fn an_init_that_is_tried_again_within_the_invocation_has_a_phase() {
    let done = dev(&orders(), &["--once", "--env", "MODE=crash-once"]);
    done.assert_code(0).assert_stdout(&[
        "✓ orders #1",
        "phases   init",
        "invoke",
        "no TABLE is set yet",
        "✓ orders #2",
    ]);
    assert_eq!(done.stdout.matches("phases").count(), 1, "{}", done.stdout);
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
fn what_an_extension_sends_at_the_end_is_in_the_summary() {
    let done = dev(&orders(), &["--once", "--otlp", "--extension", "watcher"]);
    done.assert_code(0)
        .assert_stdout(&["2 invocations · 2 ok · ", " · outside of invocations 1 OTLP record\n"]);
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
