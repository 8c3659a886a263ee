//! `lamplight dev --once`.

use crate::support::{Ear, FUNCTION, Package, Running, dev, function, lamplight, run, text};

fn orders() -> Package {
    Package::new("orders", FUNCTION)
        .with_event("1-create.json", r#"{"id": "A-17"}"#)
        .with_event("2-out-of-stock.error.json", r#"{"do": "fail"}"#)
}

#[test]
fn builds_the_function_and_fires_its_events_in_order() {
    let package = orders();
    let done = run(package.path(), &["dev", "--once", "--env", &package.pid_file()]);
    done.assert_code(0).assert_stdout(&[
        "✓ orders #1",
        "1-create.json · success, as expected",
        "INFO   order received  bytes=14",
        "stdout a line of text",
        r#"→ {"echo":{"id":"A-17"}}"#,
        "✗ orders #2",
        "2-out-of-stock.error.json · error, as expected",
        "ERROR  cannot reserve stock  sku=A-17",
        "OutOfStock: A-17 is sold out",
        "└ no row",
        "✗ OutOfStock: A-17 is sold out",
        "2 invocations · 1 ok · 1 error, as expected · 1 cold",
    ]);
    assert_eq!(done.stdout.matches(" cold ").count(), 1, "only the first is cold: {}", done.stdout);
    assert!(done.stderr.contains("Compiling orders"), "cargo's progress: {}", done.stderr);
    assert!(!package.has_orphan());
}

#[test]
fn prints_an_object_a_line_for_programs() {
    let package = orders();
    let done = dev(&package, &["--once", "--output", "json"]);
    done.assert_code(0);
    let objects = done.objects();
    assert_eq!(objects.len(), 2, "no summary");
    let first = &objects[0];
    assert_eq!(first["type"], "invocation");
    assert_eq!(first["schema_version"], 1);
    assert_eq!(first["function"], "orders");
    assert_eq!(first["status"], "success");
    assert_eq!(first["cold"], true);
    assert_eq!(first["env"], "e-1");
    assert_eq!(first["event"], "1-create.json");
    assert_eq!(first["as_expected"], true);
    assert_eq!(first["bytes"]["event"], 14);
    assert_eq!(first["counts"]["logs"], 2);
    assert_eq!(first["memory_mb"]["size"], 128);
    assert!(first["ms"]["init"].as_f64().expect("a cold start") > 0.0);
    assert_eq!(first["response"]["echo"]["id"], "A-17");
    assert_eq!(objects[1]["status"], "error");
    assert_eq!(objects[1]["as_expected"], true);
    assert_eq!(objects[1]["error"]["type"], "OutOfStock");
    assert_eq!(objects[1]["ms"]["init"], serde_json::Value::Null);
}

#[test]
fn an_error_that_was_not_expected_is_the_exit_code() {
    let package = orders().with_event("3-worse.json", r#"{"do": "fail"}"#);
    dev(&package, &["--once"]).assert_code(4).assert_stderr(&[
        "error: 1 invocation did not end as expected",
        "cause: 3-worse.json ended in an error",
        "help: an event whose file is named *.error.json should end in an error",
    ]);
}

#[test]
fn an_expected_error_that_does_not_come_is_the_exit_code() {
    let package = Package::new("orders", FUNCTION).with_event("1-fine.error.json", "{}");
    dev(&package, &["--once"])
        .assert_code(7)
        .assert_stdout(&["success, but an error was expected"])
        .assert_stderr(&["1-fine.error.json ended in success, but an error was expected"]);
}

#[test]
fn a_timeout_is_worse_than_an_error_and_the_next_start_is_cold() {
    let package = Package::new("orders", FUNCTION)
        .with_event("1-hang.json", r#"{"do": "hang"}"#)
        .with_event("2-fail.json", r#"{"do": "fail"}"#)
        .with_event("3-fine.json", "{}");
    let done = dev(&package, &["--once", "--timeout", "300ms"]);
    done.assert_code(5)
        .assert_stdout(&["timed out after 300 ms", "3 invocations · 1 ok · 1 error · 1 timeout · 2 cold"]);
    done.assert_stderr(&["1-hang.json timed out", "2-fail.json ended in an error"]);
    assert!(!package.has_orphan());
}

#[test]
fn a_process_that_ends_by_itself_is_the_worst() {
    let package = Package::new("orders", FUNCTION)
        .with_event("1-crash.json", r#"{"do": "crash"}"#)
        .with_event("2-fine.json", "{}");
    let done = dev(&package, &["--once"]);
    done.assert_code(6)
        .assert_stdout(&["· crashed", "stderr about to give up", "exit status 7", "✓ orders #2"])
        .assert_stderr(&["1-crash.json crashed"]);
    assert!(!package.has_orphan());
}

#[test]
fn fires_the_events_that_are_named_as_often_as_asked() {
    let package = orders();
    let event = package.path().join("events/1-create.json");
    let done = dev(&package, &["--once", "-e", text(&event), "--count", "3"]);
    done.assert_code(0).assert_stdout(&["3 invocations · 3 ok · 1 cold"]);
    assert!(!done.stdout.contains("out-of-stock"));
}

#[test]
fn tells_the_function_its_settings() {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "{}");
    let done = dev(&package, &["--once", "--memory", "512", "--log-format", "json"]);
    done.assert_code(0).assert_stdout(&["/512 MB"]);
    assert!(!done.stdout.contains("platform."), "lines of Lambda's own are the header: {}", done.stdout);
}

#[test]
fn runs_a_command_with_its_arguments() {
    let package = orders();
    let path = text(function());
    run(package.path(), &["dev", "api", "--once", "--env", &package.pid_file(), "--", path, "--flag"])
        .assert_code(0)
        .assert_stdout(&["✓ api #1"]);
}

#[test]
fn is_plain_ascii_without_colour_where_the_locale_is_not_utf_8() {
    let package = orders();
    let path = text(function());
    let pid = package.pid_file();
    let mut command = lamplight(package.path(), &["dev", "--once", "--bin-path", path, "--env", &pid]);
    let done = Running::start(command.env("LC_ALL", "C")).end();
    done.assert_code(0).assert_stdout(&["+ orders #1", "x orders #2", "> {\"echo\""]);
    assert!(done.stdout.is_ascii(), "{}", done.stdout);
    assert!(!done.stdout.contains('\u{1b}'), "{}", done.stdout);
}

#[test]
fn colours_come_when_asked_for_and_only_then() {
    let package = orders();
    assert!(!dev(&package, &["--once"]).stdout.contains('\u{1b}'), "piped");
    assert!(dev(&package, &["--once", "--color", "always"]).stdout.contains("\u{1b}[31m"));
    let path = text(function());
    let pid = package.pid_file();
    let arguments = ["dev", "--once", "--bin-path", path, "--env", &pid];
    let forced = Running::start(lamplight(package.path(), &arguments).env("CLICOLOR_FORCE", "1")).end();
    assert!(forced.stdout.contains("\u{1b}[31m"));
    let refused =
        Running::start(lamplight(package.path(), &arguments).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"))
            .end();
    assert!(!refused.stdout.contains('\u{1b}'));
}

#[test]
fn ctrl_c_lets_the_running_invocation_end_and_fires_no_more() {
    let package = Package::new("orders", FUNCTION)
        .with_event("1-hang.json", r#"{"do": "hang"}"#)
        .with_event("2-fine.json", "{}");
    let (path, pid, ear) = (text(function()), package.pid_file(), Ear::new());
    let tell = &ear.variable;
    let arguments = ["dev", "--once", "--timeout", "1s", "--bin-path", path, "--env", &pid, "--env", tell];
    let mut running = Running::start(&mut lamplight(package.path(), &arguments));
    let _works = ear.hear();
    running.signal("INT");
    running.wait_for("Ctrl-C once more kills it");
    let done = running.end();
    done.assert_code(130).assert_stdout(&["timed out after 1.00 s", "1 invocation · 1 timeout"]);
    assert!(!package.has_orphan());
}

#[test]
fn a_second_ctrl_c_kills_the_function() {
    let package = Package::new("orders", FUNCTION).with_event("1-hang.json", r#"{"do": "hang"}"#);
    let (path, pid, ear) = (text(function()), package.pid_file(), Ear::new());
    let tell = &ear.variable;
    let arguments = ["dev", "--once", "--timeout", "15m", "--bin-path", path, "--env", &pid, "--env", tell];
    let mut running = Running::start(&mut lamplight(package.path(), &arguments));
    let _works = ear.hear();
    running.signal("INT");
    running.wait_for("Ctrl-C once more kills it");
    running.signal("INT");
    running.end().assert_code(130);
    assert!(!package.has_orphan());
}
