//! `lamplight invoke`.

use std::io::Write as _;
use std::process::Stdio;

use crate::serve::{orders, session};
use crate::support::{Running, lamplight, run, text};

#[test]
fn gives_the_response_alone_where_it_is_piped() {
    let package = orders();
    let (running, endpoint) = session(&package, &[]);
    let event = package.path().join("events/1-create.json");
    let done = run(package.path(), &["invoke", "orders", "-F", text(&event), "--endpoint", &endpoint]);
    done.assert_code(0);
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), (r#"{"echo":{"id": "A-17"}}"#, ""));
    running.signal("INT");
    running.end().assert_code(130);
}

#[test]
fn takes_the_event_from_standard_input() {
    let package = orders();
    let (running, endpoint) = session(&package, &[]);
    for more in [&[][..], &["-F", "-"]] {
        let arguments: Vec<_> =
            ["invoke", "orders", "--endpoint", &endpoint].into_iter().chain(more.iter().copied()).collect();
        let mut command = lamplight(package.path(), &arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        child.stdin.take().expect("piped").write_all(b"[1]").expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stdout), r#"{"echo":[1]}"#);
    }
    running.signal("INT");
    running.end().assert_code(130);
}

#[test]
fn an_error_of_the_function_is_told_and_is_the_exit_code() {
    let package = orders();
    let (running, endpoint) = session(&package, &[]);
    let done = run(package.path(), &["invoke", "orders", "-A", r#"{"do":"fail"}"#, "--endpoint", &endpoint]);
    done.assert_code(4)
        .assert_stdout(&[r#""errorType":"OutOfStock""#])
        .assert_stderr(&["error: orders returned an error", "cause: OutOfStock: A-17 is sold out"]);
    running.signal("INT");
    running.end().assert_code(130);
}

#[test]
fn shows_the_end_of_the_log_and_facts_as_json_when_asked() {
    let package = orders();
    let (running, endpoint) = session(&package, &[]);
    let done = run(
        package.path(),
        &["invoke", "orders", "-A", "{}", "--endpoint", &endpoint, "--tail", "--output", "json"],
    );
    done.assert_code(0).assert_stderr(&["INFO   order received  bytes=2", "stdout a line of text"]);
    assert!(!done.stderr.contains("REPORT"), "{}", done.stderr);
    let object = &done.objects()[0];
    assert_eq!(object["status"], "success");
    assert_eq!(object["memory_mb"]["size"], 128);
    assert!(object["ms"]["init"].as_f64().expect("a cold start") > 0.0, "{object}");
    assert_eq!(object["response"]["echo"], serde_json::json!({}));
    running.signal("INT");
    running.end().assert_code(130);
}

#[test]
fn without_a_session_it_says_how_to_start_one() {
    let package = orders();
    // A port that was free a moment ago, and that nobody is told of.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    let endpoint = format!("http://{free}");
    run(package.path(), &["invoke", "orders", "-A", "{}", "--endpoint", &endpoint])
        .assert_code(8)
        .assert_stderr(&[
            "error: cannot reach a session at 127.0.0.1:",
            "cause: nothing listens there",
            "help: start one with `lamplight dev`",
        ]);
}

#[test]
fn an_event_that_is_not_json_is_never_sent() {
    let package = orders();
    run(package.path(), &["invoke", "orders", "-A", "{\"id\": A-17}"]).assert_code(3).assert_stderr(&[
        "error: the event is not JSON",
        "at line 1 column 8",
        "1 | {\"id\": A-17}",
    ]);
    run(package.path(), &["invoke", "orders", "-F", "nowhere.json"])
        .assert_code(9)
        .assert_stderr(&["error: cannot read the event nowhere.json"]);
}

#[test]
fn a_function_that_the_session_does_not_serve_is_not_found() {
    let package = orders();
    let (running, endpoint) = session(&package, &[]);
    run(package.path(), &["invoke", "payments", "-A", "{}", "--endpoint", &endpoint])
        .assert_code(9)
        .assert_stderr(&["error: the session serves no function named \"payments\"", "cause: "]);
    running.signal("INT");
    running.end().assert_code(130);
}

#[test]
fn something_else_on_the_port_is_told_from_a_session() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let package = orders();
    let arguments = ["invoke", "orders", "-A", "{}", "--endpoint", &endpoint];
    let invoke = Running::start(&mut lamplight(package.path(), &arguments));
    let (mut stream, _) = listener.accept().expect("a connection");
    stream.write_all(b"220 mail.example ESMTP\r\n").expect("it reads");
    drop(stream);
    invoke.end().assert_code(8).assert_stderr(&["may not be `lamplight dev`"]);
}
