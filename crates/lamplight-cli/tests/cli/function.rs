//! A function without dependencies: it speaks the Runtime API by hand and does as its event says.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::{env, fs, process, thread};

fn main() {
    if let Ok(path) = env::var("PID_FILE") {
        fs::write(path, process::id().to_string()).expect("a pid file");
    }
    match env::var("MODE").as_deref() {
        Ok("crash") => panic!("no TABLE is set"),
        Ok("never") => loop {
            thread::park();
        },
        _ => {}
    }
    let api = env::var("AWS_LAMBDA_RUNTIME_API").expect("a Runtime API");
    loop {
        let (head, event) = request(&api, "GET", "invocation/next", "");
        let id = header(&head, "lambda-runtime-aws-request-id");
        handle(&api, &id, &event);
    }
}

fn handle(api: &str, id: &str, event: &str) {
    println!(r#"{{"level":"INFO","message":"order received","function_request_id":"{id}","bytes":{}}}"#, event.len());
    if event.contains("\"crash\"") {
        eprintln!("about to give up");
        process::exit(7);
    }
    if event.contains("\"hang\"") {
        let _told = tell();
        loop {
            thread::park();
        }
    }
    if event.contains("\"wait\"") {
        tell().read_to_end(&mut Vec::new()).expect("the test hangs up");
    }
    let (path, body) = if event.contains("\"fail\"") {
        println!(
            r#"{{"level":"ERROR","message":"cannot reserve stock","sku":"A-17","error":{{"type":"OutOfStock","message":"A-17 is sold out","chain":["no row"]}}}}"#
        );
        ("error", r#"{"errorType":"OutOfStock","errorMessage":"A-17 is sold out"}"#.to_owned())
    } else {
        println!("a line of text");
        ("response", format!(r#"{{"echo":{event}}}"#))
    };
    request(api, "POST", &format!("invocation/{id}/{path}"), &body);
}

/// Tells the test, if it listens, that the event is being worked on.
fn tell() -> Box<dyn Read> {
    match env::var("TELL") {
        Ok(address) => Box::new(TcpStream::connect(address).expect("the test listens")),
        Err(_) => Box::new(std::io::empty()),
    }
}

/// One request on a connection of its own; the head in lower case, and the body.
fn request(api: &str, method: &str, path: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(api).expect("the Runtime API listens");
    let length = body.len();
    write!(
        stream,
        "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nhost: {api}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    (head.to_lowercase(), body.to_owned())
}

fn header(head: &str, name: &str) -> String {
    let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.expect("a request id").trim().to_owned()
}
