//! An extension, standard library only, that does as a variable tells it: `SCRIPT_` and its name.

#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;
use std::{fs, thread};

use self::api::{Api, variable};

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
    loop {
        let event = api.extension_next(&id)?;
        let body = String::from_utf8_lossy(&event.body).into_owned();
        print(&format!("told {body}"));
        if body.contains("SHUTDOWN") {
            if command == "deaf" {
                hang();
            }
            print("goodbye");
            return Ok(());
        }
        match command {
            "crash" => std::process::exit(argument.parse().expect("a number")),
            "exit-error" => return fail(&mut api, &id, "exit", argument),
            "slow" => sleep(argument),
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
