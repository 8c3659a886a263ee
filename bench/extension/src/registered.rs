//! From the start of the process until it has asked to be registered, which Lambda's init phase waits for.
//!
//! The other side is a socket in this process, so that nothing else is measured than the start of a process and what the
//! extension does before. A program that does nothing is the measure of the former.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::build::Programs;
use crate::statistics::percentile;

const STARTS: usize = 100;
/// In milliseconds.
const AIM: f64 = 5.0;

pub fn measure(programs: &Programs) -> Result<(), String> {
    let mut registered = Vec::new();
    let mut nothing = Vec::new();
    for _ in 0..STARTS {
        registered.push(start(programs).map_err(|error| format!("a start: {error}"))?);
        nothing.push(start_nothing().map_err(|error| format!("a start of nothing: {error}"))?);
    }
    let (median, p99) = (percentile(&mut registered, 0.5), percentile(&mut registered, 0.99));
    println!("\nfrom the start of the process until the extension asks to be registered, {STARTS} starts");
    println!("median {median:.2} ms (aim: at most {AIM} ms), p99 {p99:.2} ms");
    let nothing = percentile(&mut nothing, 0.5);
    println!("`true`, from its start to its end: median {nothing:.2} ms");
    println!("ratio extension/registered/median-to-5-ms {:.3}", median / AIM);
    println!("ratio extension/registered/median-to-true {:.3}", median / nothing);
    Ok(())
}

fn start(programs: &Programs) -> std::io::Result<Duration> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let port = listener.local_addr()?.port();
    let mut command = Command::new(&programs.extension);
    command
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", listener.local_addr()?.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "measured")
        .env("LAMPLIGHT_SOCKET", format!("@lamplight-bench-{port}"))
        // One that nobody has: the listener's neighbour is as good as any, and whoever cannot bind it goes on.
        .env("LAMPLIGHT_OTLP_PORT", port.wrapping_sub(1).max(1024).to_string())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begun = Instant::now();
    let mut process = command.spawn()?;
    let (mut stream, _) = listener.accept()?;
    let mut asked = Vec::new();
    let mut buffer = [0; 1024];
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        asked.extend_from_slice(&buffer[..length]);
    }
    let took = begun.elapsed();
    let is_register = asked.starts_with(b"POST /2020-01-01/extension/register ");
    // It goes away before it is answered, and ends with this process's patience.
    stream.write_all(b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n")?;
    process.kill()?;
    process.wait()?;
    match is_register {
        true => Ok(took),
        false => Err(std::io::Error::other("it asks for something else first")),
    }
}

fn start_nothing() -> std::io::Result<Duration> {
    let begun = Instant::now();
    Command::new("true").env_clear().env("PATH", "/usr/bin:/bin").status()?;
    Ok(begun.elapsed())
}
