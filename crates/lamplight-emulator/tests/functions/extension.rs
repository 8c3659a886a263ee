//! An extension, standard library only, that does as a variable tells it: `SCRIPT_` and its name.

#![forbid(unsafe_code)]

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;
use std::{fs, thread};

use self::api::{Api, Reply, variable};

mod api;

fn main() -> io::Result<()> {
    let executable = std::env::args().next().unwrap_or_default();
    let name = Path::new(&executable).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let script = variable(&format!("SCRIPT_{name}"));
    let (command, argument) = script.split_once(' ').unwrap_or((&script, ""));
    let mut api = Api::connect()?;
    match command {
        "environment" => {
            for entry in fs::read("/proc/self/environ")?.split(|byte| *byte == 0) {
                print(&format!("has {}", String::from_utf8_lossy(entry)));
            }
        }
        "exit" => std::process::exit(argument.parse().expect("a number")),
        "hang" => hang(),
        "refusals" => refusals(&mut api, &name)?,
        "sleep-before-register" => sleep(argument),
        _ => {}
    }
    let events = if command == "events" { argument } else { "INVOKE,SHUTDOWN" };
    let registered = api.register(&name, events)?;
    print(&format!("registered {} {}", registered.status, String::from_utf8_lossy(&registered.body)));
    let id = registered.extension_id();
    match command {
        "init-error" => return fail(&mut api, &id, "init", argument),
        "no-next" => hang(),
        "sleep-before-next" => sleep(argument),
        _ => {}
    }
    if command.starts_with("telemetry") || command.starts_with("logs") {
        telemetry(&mut api, &id, command, argument)?;
    }
    loop {
        let event = api.extension_next(&id)?;
        let body = String::from_utf8_lossy(&event.body).into_owned();
        print(&format!("told {body}"));
        if body.contains("SHUTDOWN") {
            if command.ends_with("deaf") {
                hang();
            }
            print("goodbye");
            return Ok(());
        }
        match command {
            "crash" => std::process::exit(argument.parse().expect("a number")),
            "exit-error" => return fail(&mut api, &id, "exit", argument),
            "slow" => sleep(argument),
            "logs" => {
                let late = subscribe_at(LOGS, &mut api, &id, &TO_NOBODY.replace("2022-12-13", "2021-03-18"))?;
                print(&format!("late {}", String::from_utf8_lossy(&late.told())));
            }
            "telemetry-refusals" => {
                let late = subscribe(&mut api, &id, TO_NOBODY)?;
                print(&format!("subscribed {}", String::from_utf8_lossy(&late.told())));
            }
            _ => {}
        }
    }
}

fn fail(api: &mut Api, id: &str, which: &str, error_type: &str) -> io::Result<()> {
    let path = format!("/2020-01-01/extension/{which}/error");
    let headers = format!("Lambda-Extension-Identifier: {id}\r\n");
    let without = api.call("POST", &path, &headers, b"{}")?;
    print(&String::from_utf8_lossy(&without.told()));
    let headers = format!("{headers}Lambda-Extension-Function-Error-Type: {error_type}\r\n");
    let reply = api.call("POST", &path, &headers, b"{}")?;
    print(&String::from_utf8_lossy(&reply.told()));
    hang()
}

/// A subscription that is good, to a port where nobody listens.
const TO_NOBODY: &str =
    r#"{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"TCP","port":1}}"#;

const TELEMETRY: &str = "/2022-07-01/telemetry";
const LOGS: &str = "/2020-08-15/logs";

fn subscribe(api: &mut Api, id: &str, body: &str) -> io::Result<Reply> {
    subscribe_at(TELEMETRY, api, id, body)
}

fn subscribe_at(path: &str, api: &mut Api, id: &str, body: &str) -> io::Result<Reply> {
    let headers = format!("Lambda-Extension-Identifier: {id}\r\n");
    api.call("PUT", path, &headers, body.as_bytes())
}

/// Subscribes, and prints what comes. The argument is a schema version, the types, and how many batches to
/// refuse before the first one is taken.
fn telemetry(api: &mut Api, id: &str, command: &str, argument: &str) -> io::Result<()> {
    if command == "telemetry-refusals" {
        for body in ["{}", &TO_NOBODY.replace("2022-12-13", "1999"), TO_NOBODY, TO_NOBODY] {
            let reply = subscribe(api, id, body)?;
            print(&format!("subscribed {}", String::from_utf8_lossy(&reply.told())));
        }
        let reply = subscribe(api, "00000000-0000-4000-8000-000000000000", TO_NOBODY)?;
        print(&format!("subscribed {}", String::from_utf8_lossy(&reply.told())));
        return Ok(());
    }
    let [schema, types, refused] = argument.split(' ').collect::<Vec<_>>()[..] else { panic!("{argument}") };
    let mut refused: u32 = refused.parse().expect("a number");
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let over_tcp = command == "telemetry-tcp";
    let destination = if over_tcp {
        format!(r#"{{"protocol":"TCP","port":{port}}}"#)
    } else {
        format!(r#"{{"protocol":"HTTP","URI":"http://sandbox.localdomain:{port}/records"}}"#)
    };
    thread::spawn(move || -> io::Result<()> {
        loop {
            let mut connection = Api { stream: BufReader::new(listener.accept()?.0) };
            if over_tcp {
                for line in connection.stream.lines() {
                    print(&format!("batch [{}]", line?));
                }
                continue;
            }
            let request = connection.read()?;
            let head = request.headers.lines().next().unwrap_or_default();
            let status = if refused > 0 { "500 Broken" } else { "200 OK" };
            print(&format!("{head} {:?} {status}", request.header("host")));
            if refused == 0 {
                print(&format!("batch {}", String::from_utf8_lossy(&request.body)));
            }
            refused = refused.saturating_sub(1);
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            connection.stream.get_mut().write_all(answer.as_bytes())?;
        }
    });
    let timeout = if command == "telemetry-late" { 300 } else { 25 };
    let types = types.replace(',', "\",\"");
    let body = format!(
        r#"{{"schemaVersion":"{schema}","types":["{types}"],"buffering":{{"timeoutMs":{timeout}}},"destination":{destination}}}"#
    );
    let logs = command.starts_with("logs");
    let path = if logs { LOGS } else { TELEMETRY };
    let reply = subscribe_at(path, api, id, &body)?;
    print(&format!("subscribed {}", String::from_utf8_lossy(&reply.told())));
    if logs {
        let other = subscribe(api, id, TO_NOBODY)?;
        print(&format!("other {}", String::from_utf8_lossy(&other.told())));
    }
    Ok(())
}

/// Does everything that is forbidden, and says what comes of it.
fn refusals(api: &mut Api, name: &str) -> io::Result<()> {
    const EXTENSION: &str = "/2020-01-01/extension";
    let named = format!("Lambda-Extension-Name: {name}\r\n");
    let unknown = "Lambda-Extension-Identifier: 00000000-0000-4000-8000-000000000000\r\n";
    let mut tried = vec![
        api.register("", "INVOKE")?,
        api.register(name, "FREEZE")?,
        api.call("POST", &format!("{EXTENSION}/register"), &named, b"{")?,
        api.call("GET", &format!("{EXTENSION}/event/next"), "", b"")?,
        api.call("GET", &format!("{EXTENSION}/event/next"), "Lambda-Extension-Identifier: x\r\n", b"")?,
        api.call("GET", &format!("{EXTENSION}/event/next"), unknown, b"")?,
        api.call("GET", &format!("{EXTENSION}/register"), &named, b"")?,
        api.call("POST", &format!("{EXTENSION}/other"), &named, b"")?,
    ];
    for number in 0..9 {
        let reply = api.register(&format!("inner-{number}"), "INVOKE")?;
        print(&format!("inner-{number} {}", reply.status));
    }
    tried.push(api.register("inner-0", "INVOKE")?);
    tried.push(api.register("inner-9", "INVOKE")?);
    tried.iter().for_each(|reply| print(&format!("refused {}", String::from_utf8_lossy(&reply.told()))));
    hang()
}

fn print(line: &str) {
    _ = io::stdout().write_all(format!("{}\n", line.trim_end()).as_bytes());
}

fn sleep(millis: &str) {
    thread::sleep(Duration::from_millis(millis.parse().expect("a number")));
}

fn hang() -> ! {
    loop {
        thread::park();
    }
}
