//! `lamplight dev` as a session.

use crate::support::{Ear, FUNCTION, Package, Running, function, lamplight, run, text};

/// A session on a free port, and where it listens.
pub(crate) fn session(package: &Package, more: &[&str]) -> (Running, String) {
    let (path, pid) = (text(function()), package.pid_file());
    let mut arguments = vec!["dev", "--listen", "127.0.0.1:0", "--bin-path", path, "--env", &pid];
    arguments.extend(more);
    let mut running = Running::start(&mut lamplight(package.path(), &arguments));
    let line = running.wait_for("is served at ");
    let address = line.split("is served at ").nth(1).expect("an address");
    let endpoint = address.split(';').next().expect("an address").to_owned();
    (running, endpoint)
}

pub(crate) fn orders() -> Package {
    Package::new("orders", FUNCTION).with_event("1-create.json", r#"{"id": "A-17"}"#)
}

#[test]
fn prints_a_block_for_every_invocation_until_ctrl_c() {
    let package = orders();
    let (running, endpoint) = session(&package, &[]);
    for (event, code) in [(r#"{"id": 1}"#, 0), (r#"{"do": "fail"}"#, 4)] {
        run(package.path(), &["invoke", "orders", "-A", event, "--endpoint", &endpoint]).assert_code(code);
    }
    running.signal("INT");
    let done = running.end();
    done.assert_code(130).assert_stdout(&[
        "✓ orders #1",
        "✗ orders #2",
        "OutOfStock: A-17 is sold out",
        "2 invocations · 1 ok · 1 error · 1 cold",
    ]);
    done.assert_stderr(&["stopping"]);
    assert!(!package.has_orphan());
}

#[test]
fn says_how_to_invoke_it() {
    let package = orders();
    let (running, endpoint) = session(&package, &[]);
    running.signal("TERM");
    let done = running.end();
    let invoke = format!("lamplight invoke orders -F events/1-create.json --endpoint {endpoint}");
    let aws = format!("aws lambda invoke --endpoint-url {endpoint}");
    done.assert_code(143).assert_stderr(&[&invoke, &aws, "--payload fileb://events/1-create.json"]);
    assert_eq!(done.stdout, "", "nothing was invoked");
}

#[test]
fn a_session_outlives_a_function_that_fails() {
    let package = orders();
    let (running, endpoint) = session(&package, &["--timeout", "300ms"]);
    for (event, code) in [(r#"{"do": "crash"}"#, 6), (r#"{"do": "hang"}"#, 5), ("{}", 0)] {
        run(package.path(), &["invoke", "orders", "-A", event, "--endpoint", &endpoint]).assert_code(code);
    }
    running.signal("INT");
    running.end().assert_code(130).assert_stdout(&["3 invocations · 1 ok · 1 timeout · 1 crashed"]);
    assert!(!package.has_orphan());
}

#[test]
fn a_function_that_does_not_start_is_a_block_too() {
    let package = orders();
    let (running, endpoint) = session(&package, &["--env", "MODE=crash"]);
    run(package.path(), &["invoke", "orders", "-A", "{}", "--endpoint", &endpoint])
        .assert_code(6)
        .assert_stderr(&["error: orders crashed or did not start"]);
    running.signal("INT");
    running.end().assert_code(130).assert_stdout(&["did not start", "no TABLE is set", "exit status 101"]);
    assert!(!package.has_orphan());
}

#[test]
fn an_invocation_that_runs_at_ctrl_c_is_answered() {
    let (package, ear) = (orders(), Ear::new());
    let (mut running, endpoint) = session(&package, &["--env", &ear.variable, "--timeout", "15m"]);
    let arguments = ["invoke", "orders", "-A", r#"{"do": "wait"}"#, "--endpoint", &endpoint];
    let invoke = Running::start(&mut lamplight(package.path(), &arguments));
    let works = ear.hear();
    running.signal("INT");
    running.wait_for("stopping");
    drop(works);
    invoke.end().assert_code(0).assert_stdout(&["echo"]);
    running.end().assert_code(130).assert_stdout(&["✓ orders #1"]);
}

#[test]
fn a_second_ctrl_c_kills_what_is_running() {
    let (package, ear) = (orders(), Ear::new());
    let (mut running, endpoint) = session(&package, &["--env", &ear.variable, "--timeout", "15m"]);
    let arguments = ["invoke", "orders", "-A", r#"{"do": "hang"}"#, "--endpoint", &endpoint];
    let invoke = Running::start(&mut lamplight(package.path(), &arguments));
    let _works = ear.hear();
    running.signal("INT");
    running.wait_for("stopping");
    running.signal("INT");
    running.end().assert_code(130);
    assert_eq!(invoke.end().code, Some(8), "its session is gone");
    assert!(!package.has_orphan());
}
