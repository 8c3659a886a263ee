//! Telling Lambda why a start failed, instead of leaving it with "exited without providing a reason".

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use lamplight_core::clock::Clock;
use lamplight_core::json::Object;
use lamplight_core::level::Level;
use lamplight_core::lookup::Lookup;
use lamplight_core::notice;
use lamplight_core::variable;

use crate::start_error::StartError;

/// How long to wait for the Runtime API, which is on this machine.
const PATIENCE: Duration = Duration::from_secs(1);

/// Says the error in the log, and then posts it to the Runtime API, in this order because Lambda may end the
/// process as soon as it knows. Blocks; there is nothing left to be held up. Outside Lambda there is neither,
/// and `main` prints the error.
pub(crate) fn report(error: &StartError, lookup: &dyn Lookup) {
    if let Ok(Some(address)) = lookup.get(variable::RUNTIME_API.name) {
        notice::say(&Clock::system(), Level::Error, format_args!("{}", error.with_sources()));
        if let Err(failed) = post(&address, error) {
            notice::say(
                &Clock::system(),
                Level::Warn,
                format_args!("the Runtime API at {address} could not be told: {failed}"),
            );
        }
    }
}

fn post(address: &str, error: &StartError) -> io::Result<()> {
    let mut body = Vec::new();
    let mut object = Object::begin(&mut body);
    object.string("errorMessage", &error.with_sources());
    object.string("errorType", error.error_type());
    object.end();
    let resolved = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
    let mut stream = TcpStream::connect_timeout(&resolved, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let head = format!(
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Lambda-Runtime-Function-Error-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        error.error_type(),
        body.len(),
    );
    stream.write_all(&[head.as_bytes(), &body].concat())?;
    // The process ends next: wait until the API has taken it in.
    stream.read(&mut [0; 64]).map(|_| ())
}
