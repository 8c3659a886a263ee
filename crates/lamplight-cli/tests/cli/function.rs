//! A function without dependencies: it speaks the Runtime API by hand and does as its event says.

use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs, process, thread};

fn main() {
    if env::args().next().is_some_and(|name| name.ends_with("/watcher")) {
        return watch();
    }
    if let Ok(path) = env::var("PID_FILE") {
        fs::write(path, process::id().to_string()).expect("a pid file");
    }
    match env::var("MODE").as_deref() {
        Ok("crash") => panic!("no TABLE is set"),
        // Once in each folder.
        Ok("crash-once") => {
            if fs::File::create_new(env::var("PID_FILE").expect("a pid file") + ".once").is_ok() {
                panic!("no TABLE is set yet");
            }
        }
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
    if event.contains("\"telemetry\"") {
        measure();
        trace();
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

/// Two lines of metrics and one that is none.
fn measure() {
    let directive = r#"{"Namespace":"shop","Dimensions":[["service"]],"Metrics":[{"Name":"Orders","Unit":"Count"},{"Name":"ReserveTime","Unit":"Milliseconds"}]}"#;
    for values in [r#""Orders":1,"ReserveTime":[2,4]"#, r#""Orders":2,"ReserveTime":3"#] {
        println!(r#"{{"_aws":{{"Timestamp":1,"CloudWatchMetrics":[{directive}]}},"service":"orders",{values}}}"#);
    }
    println!(r#"{{"_aws":{{"CloudWatchMetrics":[{{"Namespace":"lost"}}]}}}}"#);
}

/// A span and its failing part, to whoever wants them.
fn trace() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    if let Ok(address) = env::var("AWS_XRAY_DAEMON_ADDRESS") {
        let now = now.as_secs_f64();
        let (start, end) = (now - 0.002, now - 0.001);
        let span = |id: u8, parent: u8, name: &str, more: &str| {
            format!(
                "{{\"format\":\"json\",\"version\":1}}\n{{\"id\":\"{id:016x}\",\"parent_id\":\"{parent:016x}\",\"name\":\"{name}\",\"type\":\"subsegment\",\
                 \"trace_id\":\"1-5759e988-bd862e3fe1be46a994272793\",\"start_time\":{start},\"end_time\":{end}{more}}}"
            )
        };
        let cause = r#","fault":true,"cause":{"exceptions":[{"id":"0000000000000001","type":"OutOfStock","message":"sold out"}]}"#;
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        for datagram in [span(2, 1, "DynamoDB", cause), span(1, 9, "reserve stock", ""), "no span".to_owned()] {
            socket.send_to(datagram.as_bytes(), &address).expect("it is sent");
        }
    }
    if let Ok(endpoint) = env::var("OTEL_EXPORTER_OTLP_ENDPOINT") {
        let (start, end) = (now.as_nanos() - 2_000_000, now.as_nanos());
        let span = format!(
            r#"{{"traceId":"5759e988bd862e3fe1be46a994272793","spanId":"0000000000000001","name":"charge card","kind":3,
            "startTimeUnixNano":"{start}","endTimeUnixNano":"{end}","status":{{"code":2,"message":"no funds"}}}}"#
        );
        let body = format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{span}]}}]}}]}}"#);
        let address = endpoint.strip_prefix("http://").expect("a URL");
        send(address, "POST", "/v1/traces", &body);
        let point = r#"{"asInt":"1"}"#;
        let metric = format!(r#"{{"name":"orders.placed","sum":{{"dataPoints":[{point},{point}]}}}}"#);
        let metrics = format!(r#"{{"resourceMetrics":[{{"scopeMetrics":[{{"metrics":[{metric}]}}]}}]}}"#);
        let record = r#"{"body":{"stringValue":"order received"}}"#;
        let logs = format!(r#"{{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{record}]}}]}}]}}"#);
        for (path, body) in [("/v1/metrics", metrics.as_str()), ("/v1/logs", &logs), ("/v1/logs", "no request")] {
            let json = "content-type: application/json\r\n";
            let (head, body) = send_with(address, "POST", path, json, body);
            let kind = header(&head, "content-type");
            assert!(head.starts_with("http/1.1 200 ") && kind == "application/json" && body == "{}", "{head}");
        }
    }
}

/// Tells the test, if it listens, that the event is being worked on.
fn tell() -> Box<dyn Read> {
    match env::var("TELL") {
        Ok(address) => Box::new(TcpStream::connect(address).expect("the test listens")),
        Err(_) => Box::new(std::io::empty()),
    }
}

fn request(api: &str, method: &str, path: &str, body: &str) -> (String, String) {
    send(api, method, &format!("/2018-06-01/runtime/{path}"), body)
}

/// What the executable does under the name `watcher`: it is an extension that is at work for a while after each event,
/// or with `WATCH` until the test hangs up. It leaves a note of the end that it is told of.
fn watch() {
    let note = |name: &str, text: &str| {
        if let Ok(path) = env::var("PID_FILE") {
            fs::write(format!("{path}.{name}"), text).expect("a file");
        }
    };
    note("watcher", &process::id().to_string());
    let api = env::var("AWS_LAMBDA_RUNTIME_API").expect("a Runtime API");
    let extension = |method, path: &str, header: &str, body: &str| {
        send_with(&api, method, &format!("/2020-01-01/extension/{path}"), header, body)
    };
    let events = r#"{"events":["INVOKE","SHUTDOWN"]}"#;
    let (head, _) = extension("POST", "register", "lambda-extension-name: watcher\r\n", events);
    let id = format!("lambda-extension-identifier: {}\r\n", header(&head, "lambda-extension-identifier"));
    loop {
        let (_, event) = extension("GET", "event/next", &id, "");
        if event.contains("SHUTDOWN") {
            if let Ok(endpoint) = env::var("OTEL_EXPORTER_OTLP_ENDPOINT") {
                let logs = r#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}"#;
                send(endpoint.strip_prefix("http://").expect("a URL"), "POST", "/v1/logs", logs);
            }
            return note("shutdown", &event);
        }
        match env::var("WATCH") {
            Ok(_) => _ = tell().read_to_end(&mut Vec::new()).expect("the test hangs up"),
            Err(_) => thread::sleep(std::time::Duration::from_millis(20)),
        }
    }
}

/// One request on a connection of its own; the head in lower case, and the body.
fn send(address: &str, method: &str, path: &str, body: &str) -> (String, String) {
    send_with(address, method, path, "", body)
}

fn send_with(address: &str, method: &str, path: &str, headers: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
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
