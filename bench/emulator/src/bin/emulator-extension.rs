//! An extension that subscribes to all telemetry, and says how many reports it was sent each time it is told of an
//! invocation. Standard library only, so that it costs next to nothing.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn main() -> std::io::Result<()> {
    let api = std::env::var("AWS_LAMBDA_RUNTIME_API").expect("an extension is told where the API is");
    let mut connection = BufReader::new(TcpStream::connect(api)?);
    let events = r#"{"events":["INVOKE","SHUTDOWN"]}"#;
    let name = "Lambda-Extension-Name: emulator-extension\r\n";
    let (head, _) = call(&mut connection, "POST", "/2020-01-01/extension/register", name, events)?;
    let id = head.iter().find_map(|line| {
        line.to_lowercase().strip_prefix("lambda-extension-identifier: ").map(str::to_owned)
    });
    let id = format!("Lambda-Extension-Identifier: {}\r\n", id.expect("it has an id"));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let reports = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reports);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counted = Arc::clone(&counted);
            std::thread::spawn(move || take(BufReader::new(stream), &counted));
        }
    });
    let subscription = format!(
        r#"{{"schemaVersion":"2025-01-29","types":["platform","function","extension"],"buffering":{{"timeoutMs":25}},"destination":{{"protocol":"HTTP","URI":"http://sandbox.localdomain:{port}/"}}}}"#
    );
    call(&mut connection, "PUT", "/2022-07-01/telemetry", &id, &subscription)?;
    loop {
        let (_, event) = call(&mut connection, "GET", "/2020-01-01/extension/event/next", &id, "")?;
        if event.contains("SHUTDOWN") {
            return Ok(());
        }
        println!("reports {}", reports.load(Ordering::SeqCst));
    }
}

/// Takes every batch of a connection.
fn take(mut stream: BufReader<TcpStream>, reports: &AtomicUsize) -> std::io::Result<()> {
    loop {
        let (_, body) = read(&mut stream)?;
        reports.fetch_add(body.matches("\"platform.report\"").count(), Ordering::SeqCst);
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?;
    }
}

fn call(
    stream: &mut BufReader<TcpStream>,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> std::io::Result<(Vec<String>, String)> {
    let length = body.len();
    let request =
        format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    stream.get_mut().write_all(request.as_bytes())?;
    read(stream)
}

/// The lines of the head, and the body.
fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<(Vec<String>, String)> {
    let mut head = Vec::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
            length = value.parse().unwrap_or(0);
        }
        head.push(line);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((head, String::from_utf8_lossy(&body).into_owned()))
}
