//! A function that writes what its event says, on stdout and stderr, and sends a segment where X-Ray is.

#![forbid(unsafe_code)]

use std::io::Write as _;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use lamplight::core::lookup::{Lookup, ProcessEnvironment};
use serde::Deserialize;
use tokio::net::UdpSocket;

#[derive(Debug, Deserialize)]
struct Event {
    /// Lines for stdout, and for stderr.
    #[serde(default)]
    out: Vec<String>,
    #[serde(default)]
    err: Vec<String>,
    /// A thread panics with this.
    panic: Option<String>,
    /// Datagrams for the X-Ray daemon.
    #[serde(default)]
    datagrams: Vec<String>,
}

async fn handler(event: LambdaEvent<Event>) -> Result<(), Error> {
    let Event { out, err, panic, datagrams } = event.payload;
    let mut stdout = std::io::stdout().lock();
    out.iter().try_for_each(|line| writeln!(stdout, "{line}"))?;
    let mut stderr = std::io::stderr().lock();
    err.iter().try_for_each(|line| writeln!(stderr, "{line}"))?;
    drop((stdout, stderr));
    if let Some(panic) = panic {
        // It has ended when this goes on; what it was shows in the log.
        let _ = std::thread::spawn(move || std::panic::panic_any(panic)).join();
    }
    if !datagrams.is_empty() {
        let daemon = ProcessEnvironment.get("AWS_XRAY_DAEMON_ADDRESS")?.ok_or("no daemon")?;
        let socket = UdpSocket::bind(("127.0.0.1", 0)).await?;
        for datagram in datagrams {
            let datagram = format!("{{\"format\":\"json\",\"version\":1}}\n{datagram}");
            socket.send_to(datagram.as_bytes(), &daemon).await?;
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handler)).await
}
