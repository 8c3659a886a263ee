//! A function on the bare Runtime API, standard library only, that does as the payload tells it: for what
//! a well-behaved runtime never does.
//!
//! A payload `"!command argument"` is a command, anything else is echoed. The variable `AT_START` holds a
//! command for before the first event.

#![forbid(unsafe_code)]
#![expect(clippy::print_stderr, reason = "functions write what they like")]

use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

use self::api::{Api, Reply, variable};

mod api;

fn main() -> io::Result<()> {
    at_start(&variable("AT_START"))?;
    let mut api = Api::connect()?;
    loop {
        let event = api.next()?;
        let payload = String::from_utf8_lossy(&event.body).into_owned();
        let command = payload.trim_matches('"').strip_prefix('!').map(str::to_owned);
        match command {
            None => _ = api.respond(&event, &event.body)?,
            Some(command) => {
                let (command, argument) = command.split_once(' ').unwrap_or((&command, ""));
                run(&mut api, &event, command, argument)?;
            }
        }
    }
}

fn at_start(command: &str) -> io::Result<()> {
    let (command, argument) = command.split_once(' ').unwrap_or((command, ""));
    match command {
        "" => {}
        "exit" => {
            eprintln!("first complaint");
            eprintln!("second complaint");
            exit(argument);
        }
        "error" => {
            let body = r#"{"errorType":"NoTable","errorMessage":"TABLE is not set","stackTrace":[]}"#;
            let headers = "Lambda-Runtime-Function-Error-Type: Runtime.NoTable\r\n";
            let reply = Api::connect()?.post("runtime/init/error", headers, body.as_bytes())?;
            print(&format!("init error: {}", reply.status));
            hang();
        }
        "hang" => {
            eprintln!("still connecting to the database");
            hang();
        }
        "extension" => {
            // An internal extension, which is at work for a while after each event.
            let id = Api::connect()?.register("inner", "INVOKE")?.extension_id();
            let forbidden = Api::connect()?.register("other", "SHUTDOWN")?;
            print(&String::from_utf8_lossy(&forbidden.body));
            let pause = argument.to_owned();
            thread::spawn(move || -> io::Result<()> {
                let mut api = Api::connect()?;
                loop {
                    let event = api.extension_next(&id)?;
                    sleep(&pause);
                    print(&format!("inner {}", String::from_utf8_lossy(&event.body)));
                }
            });
        }
        "sleep" => sleep(argument),
        "print" => print(argument),
        "xray" => send_to_xray(argument)?,
        other => panic!("unknown command at start: {other}"),
    }
    Ok(())
}

fn run(api: &mut Api, event: &Reply, command: &str, argument: &str) -> io::Result<()> {
    let response = |status: u16| format!("\"{status}\"").into_bytes();
    match command {
        "abort" => std::process::abort(),
        "allocate" => {
            let megabytes: usize = argument.parse().expect("a number");
            let mut memory = vec![0u8; megabytes << 20];
            memory.iter_mut().step_by(4096).for_each(|byte| *byte = 1);
            let sum = memory.iter().map(|byte| usize::from(*byte)).sum::<usize>();
            api.respond(event, sum.to_string().as_bytes())?;
        }
        "big" => {
            let size: usize = argument.parse().expect("a number");
            let status = api.respond(event, &vec![b'1'; size])?.status;
            print(&format!("response: {status}"));
        }
        "create" => {
            let created = fs::write(std::env::temp_dir().join("file"), "x");
            let told = created.map_or_else(|error| format!("{:?}", error.kind()), |()| "created".to_owned());
            api.respond(event, format!("\"{told}\"").as_bytes())?;
        }
        "environment" => {
            let variables = fs::read("/proc/self/environ")?;
            api.respond(event, &variables)?;
        }
        "error" => {
            let body =
                format!(r#"{{"errorType":"{argument}","errorMessage":"it failed","stackTrace":["a","b"]}}"#);
            let headers = format!("Lambda-Runtime-Function-Error-Type: {argument}\r\n");
            api.post(&format!("runtime/invocation/{}/error", event.id()), &headers, body.as_bytes())?;
        }
        "extension" => {
            // What an internal extension registers for; its name is the first word.
            let (name, events) = argument.split_once(' ').expect("a name and events");
            let reply = api.register(name, events)?;
            api.respond(event, &reply.told())?;
        }
        "exit" => exit(argument),
        "exit-after-response" => {
            api.respond(event, b"1")?;
            exit(argument);
        }
        "flood" => {
            // As much as fits on its way to somebody who does not read.
            let mut stream = TcpStream::connect(argument)?;
            stream.set_nonblocking(true)?;
            while stream.write(&[0; 65536]).is_ok() {}
            std::mem::forget(stream);
            api.respond(event, b"1")?;
        }
        "get" => {
            let reply = api.call("GET", argument, "", b"")?;
            let body = String::from_utf8_lossy(&reply.body).into_owned();
            api.respond(event, format!("{} {body}", reply.status).as_bytes())?;
        }
        "grandchild" => {
            let child = Command::new("sleep").arg("1000").stdin(Stdio::null()).spawn()?;
            print(&format!("grandchild {}", child.id()));
            hang();
        }
        "hang" => hang(),
        "headers" => _ = api.respond(event, event.headers.as_bytes())?,
        "init-error" => {
            let status = api.post("runtime/init/error", "", b"{}")?.status;
            api.respond(event, &response(status))?;
        }
        "keep" => {
            // As much memory, for as long as it takes somebody to notice.
            let megabytes: usize = argument.parse().expect("a number");
            let mut memory = vec![0u8; megabytes << 20];
            memory.iter_mut().step_by(4096).for_each(|byte| *byte = 1);
            thread::sleep(Duration::from_millis(if megabytes > 100 { 20_000 } else { 60 }));
            api.respond(event, memory.len().to_string().as_bytes())?;
        }
        "leave-open" => {
            // A child that outlives this process's crash, were it not killed, and holds its output open.
            let child = Command::new("sleep").arg("1000").stdin(Stdio::null()).spawn()?;
            print(&format!("grandchild {}", child.id()));
            exit(argument);
        }
        "listen" => {
            let listener = TcpListener::bind(format!("127.0.0.1:{argument}"));
            let told = listener.map_or_else(|error| format!("{:?}", error.kind()), |_| "listens".to_owned());
            api.respond(event, format!("\"{told}\"").as_bytes())?;
        }
        "next" => {
            // A second connection asks while the first one still owes an answer.
            let again = Api::connect()?.next()?;
            api.respond(&again, format!("\"{}\"", again.id() == event.id()).as_bytes())?;
        }
        "next-abandoned" => {
            // Given up before there is an event for it; the next regular one must not be lost.
            api.respond(event, b"1")?;
            let abandoned = Api::connect()?;
            let mut stream = abandoned.stream.get_ref();
            stream.write_all(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n")?;
            thread::sleep(Duration::from_millis(20));
        }
        "other-id" => {
            let status = api.post("runtime/invocation/not-an-id/response", "", b"1")?.status;
            let unknown = "runtime/invocation/00000000-0000-4000-8000-000000000000/response";
            let second = api.post(unknown, "", b"1")?.status;
            api.respond(event, format!("[{status},{second}]").as_bytes())?;
        }
        "other-invocation-id" => {
            let path = format!("runtime/invocation/{}/response", event.id());
            let status = api.post(&path, "Lambda-Runtime-Invocation-Id: another\r\n", b"1")?.status;
            api.respond(event, &response(status))?;
        }
        "pid" => _ = api.respond(event, std::process::id().to_string().as_bytes())?,
        "print" => {
            for line in argument.split("\\n") {
                print(line);
            }
            eprintln!("{argument} (stderr)");
            api.respond(event, b"1")?;
        }
        "print-id" => {
            print(&format!(r#"{{"function_request_id":"{argument}","message":"late"}}"#));
            api.respond(event, b"1")?;
        }
        "print-bytes" => {
            let mut stdout = io::stdout();
            stdout.write_all(b"not \xff utf-8\n")?;
            stdout.write_all(&vec![b'x'; 300 * 1024])?;
            stdout.write_all(b"\nno newline")?;
            stdout.flush()?;
            api.respond(event, b"1")?;
        }
        "respond-twice" => {
            api.respond(event, b"\"first\"")?;
            let second = api.respond(event, b"\"second\"")?;
            print(&format!("{} {}", second.status, String::from_utf8_lossy(&second.body)));
        }
        "sleep" => {
            sleep(argument);
            api.respond(event, b"1")?;
        }
        "sleep-and-tell" => {
            sleep(argument);
            let reply = api.respond(event, b"1")?;
            print(&format!("{} {}", reply.status, String::from_utf8_lossy(&reply.body)));
        }
        "sleep-after-response" => {
            api.respond(event, b"1")?;
            sleep(argument);
        }
        "stdout" => {
            // What a logger sees: the outcome of a write, told in the response because it cannot be printed.
            let mut bytes = 0;
            let error = loop {
                match io::stdout().write_all(b"x\n") {
                    Ok(()) if bytes > 1 << 20 => break "none".to_owned(),
                    Ok(()) => bytes += 2,
                    Err(error) => break format!("{:?}", error.kind()),
                }
            };
            api.respond(event, format!("\"{error}\"").as_bytes())?;
        }
        "stdout-in-thread" => {
            let (done, is_done) = std::sync::mpsc::channel();
            thread::spawn(move || done.send(io::stdout().write_all(b"x\n").is_ok()));
            let outcome = is_done.recv_timeout(Duration::from_millis(50));
            api.respond(event, format!("\"{outcome:?}\"").as_bytes())?;
        }
        "stream" => {
            let mode = "Lambda-Runtime-Function-Response-Mode: streaming\r\n";
            let status = api.stream(event, mode, argument.split(' '), "")?;
            print(&format!("stream: {status}"));
        }
        "stream-error" => {
            // The body is {"errorType":"Broken","errorMessage":"halfway"} in base64.
            let trailers = "Lambda-Runtime-Function-Error-Type: Runtime.Broken\r\n\
                 Lambda-Runtime-Function-Error-Body: eyJlcnJvclR5cGUiOiJCcm9rZW4iLCJlcnJvck1lc3NhZ2UiOiJoYWxmd2F5In0=\r\n";
            let headers = "Lambda-Runtime-Function-Response-Mode: streaming\r\n\
                 Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n";
            api.stream(event, headers, argument.split(' '), trailers)?;
        }
        "stream-mode" => {
            let mode = format!("Lambda-Runtime-Function-Response-Mode: {argument}\r\n");
            let status = api.stream(event, &mode, ["x"].into_iter(), "")?;
            print(&format!("stream: {status}"));
        }
        "otlp" => {
            let status = send_to_otlp("POST", "/v1/traces", "", argument)?;
            api.respond(event, &response(status))?;
        }
        "otlp-with" => {
            let (header, body) = argument.split_once(' ').expect("a header and a body");
            let status = send_to_otlp("POST", "/v1/traces", &format!("{header}\r\n"), body)?;
            api.respond(event, &response(status))?;
        }
        "otlp-to" => {
            let (path, body) = argument.split_once(' ').expect("a path and a body");
            let status = send_to_otlp("POST", path, "", body)?;
            api.respond(event, &response(status))?;
        }
        "otlp-get" => {
            let status = send_to_otlp("GET", argument, "", "")?;
            api.respond(event, &response(status))?;
        }
        "otlp-after-response" => {
            api.respond(event, b"1")?;
            send_to_otlp("POST", "/v1/traces", "", argument)?;
        }
        "tick" => {
            thread::spawn(|| {
                loop {
                    print(&format!("tick {}", std::process::id()));
                    thread::sleep(Duration::from_millis(1));
                }
            });
            api.respond(event, b"1")?;
        }
        "tmp" => {
            // How many files there are, and one more for the next time.
            let directory = std::env::temp_dir();
            let count = fs::read_dir(&directory)?.count();
            fs::write(directory.join(format!("file-{count}")), "x")?;
            api.respond(event, count.to_string().as_bytes())?;
        }
        "truncate" => {
            let path = format!("runtime/invocation/{}/response", event.id());
            write!(
                api.stream.get_mut(),
                "POST /2018-06-01/{path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n0123456789"
            )?;
            *api = Api::connect()?;
            thread::sleep(Duration::from_millis(20));
        }
        "variable" => _ = api.respond(event, format!("{:?}", variable(argument)).as_bytes())?,
        "while-another-runs" => {
            // Both run until both have sent.
            let mut other = Api::connect()?;
            let second = other.next()?;
            for event in [event, &second] {
                send_to_xray(event.header("lambda-runtime-trace-id").expect("tracing is active"))?;
            }
            api.respond(event, b"1")?;
            other.respond(&second, b"1")?;
        }
        "xray" => {
            send_to_xray(argument)?;
            api.respond(event, b"1")?;
        }
        "xray-after-response" => {
            api.respond(event, b"1")?;
            send_to_xray(argument)?;
        }
        "xray-and-exit" => {
            send_to_xray(argument)?;
            exit("1");
        }
        "xray-traced" => {
            // As many as the argument says, each with the header of its own invocation.
            let header = event.header("lambda-runtime-trace-id").expect("tracing is active").to_owned();
            (0..argument.parse().expect("a number"))
                .try_for_each(|n| send_to_xray(&format!("{n} {header}")))?;
            api.respond(event, b"1")?;
        }
        other => panic!("unknown command: {other}"),
    }
    Ok(())
}

fn send_to_xray(datagram: &str) -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.send_to(datagram.as_bytes(), variable("AWS_XRAY_DAEMON_ADDRESS"))?;
    Ok(())
}

fn send_to_otlp(method: &str, path: &str, headers: &str, body: &str) -> io::Result<u16> {
    let endpoint = variable("OTEL_EXPORTER_OTLP_ENDPOINT");
    let address = endpoint.strip_prefix("http://").expect("a URL");
    Ok(Api::connect_to(address)?.call(method, path, headers, body.as_bytes())?.status)
}

/// One write, and no panic when nobody listens.
fn print(line: &str) {
    _ = io::stdout().write_all(format!("{line}\n").as_bytes());
}

fn sleep(millis: &str) {
    thread::sleep(Duration::from_millis(millis.parse().expect("a number")));
}

fn exit(code: &str) -> ! {
    std::process::exit(code.parse().expect("a number"))
}

fn hang() -> ! {
    loop {
        thread::park();
    }
}
