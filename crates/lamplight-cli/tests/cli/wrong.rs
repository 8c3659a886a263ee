//! What can go wrong around a function: each with what failed, why, what to do, and its exit code.

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::{FUNCTION, Package, Running, dev, function, lamplight, run, text};

#[test]
fn a_port_in_use_is_told_before_anything_is_built() {
    let holder = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = holder.local_addr().expect("an address").to_string();
    let package = Package::new("orders", FUNCTION);
    let done = run(package.path(), &["dev", "--listen", &address]);
    let what = format!("error: cannot listen on {address}");
    done.assert_code(8).assert_stderr(&[
        &what,
        "cause: the port is in use by another process",
        "help: end that one; or take a free port with --listen 127.0.0.1:0",
    ]);
    assert!(!done.stderr.contains("Compiling"), "{}", done.stderr);
}

#[test]
fn a_missing_executable_is_not_found() {
    let package = Package::new("orders", FUNCTION);
    for arguments in
        [&["dev", "--bin-path", "target/debug/nothing"][..], &["dev", "--", "target/debug/nothing"]]
    {
        run(package.path(), arguments).assert_code(9).assert_stderr(&[
            "error: there is no executable target/debug/nothing",
            "cause: No such file",
            "help: build it first",
        ]);
    }
}

#[test]
fn a_file_that_is_no_program_does_not_start() {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "{}");
    run(package.path(), &["dev", "--once", "--bin-path", "Cargo.toml"])
        .assert_code(6)
        .assert_stderr(&["error: Cargo did not start", "cannot be executed"]);
}

#[test]
fn a_function_that_does_not_compile_is_bad_input() {
    let package =
        Package::new("orders", "fn main() { let order: u32 = \"A-17\"; }").with_event("1.json", "{}");
    run(package.path(), &["dev", "--once"]).assert_code(3).assert_stderr(&[
        "mismatched types",
        "error: cannot build orders",
        "cause: cargo build ended with exit status: 101",
        "help: the same without Lamplight: cargo build -p orders --bin orders",
    ]);
}

#[test]
fn a_build_that_is_interrupted_is_no_bad_input() {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "{}");
    let cargo = package.path().join("cargo.sh");
    let script = format!("#!/bin/sh\n[ $1 = metadata ] && exec {} \"$@\"\nkill -INT $$\n", env!("CARGO"));
    std::fs::write(&cargo, script).expect("a file");
    std::fs::set_permissions(&cargo, Permissions::from_mode(0o755)).expect("a mode");
    let mut command = lamplight(package.path(), &["dev", "--once"]);
    Running::start(command.env("CARGO", &cargo))
        .end()
        .assert_code(130)
        .assert_stderr(&["error: the build of orders was interrupted"]);
}

#[test]
fn without_cargo_it_says_where_to_get_it() {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "{}");
    let mut command = lamplight(package.path(), &["dev", "--once"]);
    Running::start(command.env("CARGO", "/nowhere/cargo")).end().assert_code(8).assert_stderr(&[
        "error: cannot run /nowhere/cargo",
        "cause: there is no such program",
        "help: install Rust from https://rustup.rs",
    ]);
}

#[test]
fn a_crash_in_init_shows_its_last_words_and_fires_no_more() {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "{}").with_event("2.json", "{}");
    let done = dev(&package, &["--once", "--env", "MODE=crash"]);
    done.assert_code(6).assert_stdout(&["1.json · did not start", "no TABLE is set", "exit status 101"]);
    done.assert_stderr(&[
        "error: orders did not start",
        "cause: the process ended (exit status 101) before it asked for its first event",
        "help: a function's process asks the Runtime API",
    ]);
    assert!(!done.stdout.contains("2.json"), "{}", done.stdout);
    assert!(!package.has_orphan());
}

#[test]
fn a_process_that_never_asks_for_an_event_is_given_up() {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "{}");
    // It is tried again within the invocation, for as long as that may take.
    let limits = ["--init-timeout", "300ms", "--timeout", "300ms"];
    let done = dev(&package, &[&["--once", "--env", "MODE=never"], &limits[..]].concat());
    done.assert_code(6).assert_stderr(&[
        "error: orders did not start",
        "cause: the process did not ask for its first event within 300 ms",
    ]);
    assert!(!package.has_orphan());
}

#[test]
fn a_function_that_is_not_there_brings_up_the_one_that_was_meant() {
    let package = Package::new("orders", FUNCTION);
    run(package.path(), &["dev", "oders", "--once"]).assert_code(9).assert_stderr(&[
        "error: there is no function named \"oders\"",
        "cause: the binaries of the workspace are: orders",
        "help: did you mean \"orders\"?",
    ]);
}

#[test]
fn outside_of_a_workspace_it_says_what_else_can_be_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(folder.path(), &["dev"]).assert_code(9).assert_stderr(&[
        "error: there is no Cargo workspace here",
        "help: run this in a folder of a Cargo workspace, or give an executable with --bin-path PATH",
    ]);
}

#[test]
fn without_events_it_says_where_to_put_them() {
    let package = Package::new("orders", FUNCTION);
    let done = run(package.path(), &["dev", "--once"]);
    done.assert_code(3).assert_stderr(&[
        "error: orders has no example events to fire",
        "cause: cannot read the folder",
        "help: put example events into",
    ]);
    assert!(!done.stderr.contains("Compiling"), "{}", done.stderr);
}

#[test]
fn a_malformed_event_is_shown_before_anything_is_built() {
    let package = Package::new("orders", FUNCTION).with_event("1-bad.json", "{\n  \"id\": \"A-17\",\n}");
    let done = run(package.path(), &["dev", "--once"]);
    done.assert_code(3).assert_stderr(&["events/1-bad.json is not JSON", "at line 3 column 1", "3 | }"]);
    assert!(!done.stderr.contains("Compiling"), "{}", done.stderr);
}

#[test]
fn settings_that_lambda_does_not_allow_are_named_by_their_flags() {
    let package = Package::new("orders", FUNCTION).with_event("1.json", "{}");
    let path = text(function());
    let arguments = ["dev", "--once", "--bin-path", path, "--memory", "1", "--timeout", "20m"];
    run(package.path(), &arguments).assert_code(3).assert_stderr(&[
        "error: the settings of orders are not allowed",
        "cause: --memory is ",
        "cause: --timeout is ",
    ]);
}

#[test]
fn a_command_line_that_makes_no_sense_is_usage() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for arguments in [&["deploy"][..], &["dev", "--count", "2"], &["invoke", "-A", "1", "-F", "x"], &[]] {
        run(folder.path(), arguments).assert_code(2);
    }
    run(folder.path(), &["--help"]).assert_code(0).assert_stdout(&["Exit codes:"]);
    run(folder.path(), &["--version"]).assert_code(0).assert_stdout(&["lamplight 0."]);
}
