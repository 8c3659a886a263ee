//! `lamplight dev`: serve a function until Ctrl-C.

use std::io;
use std::net::SocketAddr;

use lamplight_emulator::{BindError, DEFAULT_ADDRESS, Server};

use super::ending::{show, wind_down};
use super::session::Session;
use super::subject::Subject;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::signals::Signals;
use crate::theme;

/// Serves the function and prints its invocations, until a request to stop.
///
/// The first request lets the invocations that are running end, and what extensions do after them, and then the
/// environment. The second kills everything.
pub(super) async fn run(
    context: &mut Context,
    mut session: Session,
    signals: &mut Signals,
    listen: SocketAddr,
    subject: &Subject,
) -> Result<Exit> {
    let server = Server::bind(listen, [session.function.clone()]).await.map_err(|error| match error {
        BindError::InUse { address } => port_in_use(address),
        other => Failure::new(Exit::Environment, format!("cannot listen on {listen}")).because_of(&other),
    })?;
    context.printer.note(&preamble(server.local_addr(), subject));
    let exit = loop {
        tokio::select! {
            happened = session.next() => match happened {
                Some(happened) => show(context, &mut session, happened)?,
                None => return Err(Failure::new(Exit::Internal, "the local Lambda ended by itself")),
            },
            request = signals.stop_or_resize() => match request {
                Some(exit) => break exit,
                None => context.printer.terminal.resized(),
            },
        }
    };
    context.printer.note("\nstopping; Ctrl-C once more kills what is running\n");
    let stopped = wind_down(context, &mut session, signals, server.shutdown(), Some(exit)).await?;
    if !session.tally.is_empty() {
        context.printer.summary(&session.tally)?;
    }
    Ok(stopped.unwrap_or(exit))
}

/// How to invoke what is served.
fn preamble(address: SocketAddr, subject: &Subject) -> String {
    let (name, bold, dim) = (&subject.name, theme::NAME, theme::DIM);
    let endpoint =
        if address == DEFAULT_ADDRESS { String::new() } else { format!(" --endpoint http://{address}") };
    let sample = subject.sample_event();
    let (data, payload) = match &sample {
        Some(path) => (format!("-F {}", quote(path)), format!("fileb://{}", path.display())),
        None => ("-A '{}'".to_owned(), "fileb://event.json".to_owned()),
    };
    format!(
        "{bold}{name}{bold:#} is served at {bold}http://{address}{bold:#}; Ctrl-C ends the session. Invoke it with\n\
         {dim}  lamplight invoke {name} {data}{endpoint}\n  \
           aws lambda invoke --endpoint-url http://{address} --no-sign-request --region us-east-1 \\\n      \
               --function-name {name} --payload {payload} response.json{dim:#}\n\n"
    )
}

/// Quotes a path for a shell, if it needs it.
fn quote(path: &std::path::Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// The address cannot be listened on.
pub(super) fn cannot_listen(address: SocketAddr, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::AddrInUse => port_in_use(address),
        _ => Failure::new(Exit::Environment, format!("cannot listen on {address}"))
            .because_of(error)
            .help("give an address of this machine, such as --listen 127.0.0.1:9001"),
    }
}

fn port_in_use(address: SocketAddr) -> Failure {
    Failure::new(Exit::Environment, format!("cannot listen on {address}"))
        .because("the port is in use by another process, perhaps by another `lamplight dev`")
        .help("end that one; or take a free port with --listen 127.0.0.1:0")
}
