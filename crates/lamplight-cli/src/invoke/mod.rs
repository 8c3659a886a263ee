//! `lamplight invoke`: send an event to a function that `lamplight dev` serves.

mod client;
mod reply;

use std::io::Read as _;

use crate::args::Invoke;
use crate::context::Context;
use crate::event_files;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::payload;
use crate::project;
use crate::signals::Signals;

use self::client::Endpoint;

/// Runs the command.
///
/// # Errors
///
/// That the event is not JSON, that nothing listens, that there is no such function, or that the function
/// returned an error.
pub(crate) async fn run(context: &mut Context, arguments: Invoke) -> Result<Exit> {
    let mut signals = Signals::catch()?;
    let endpoint = Endpoint::parse(&arguments.endpoint)?;
    let event = event(context, &arguments)?;
    let function = match &arguments.function {
        Some(name) => name.clone(),
        None => project::find(&context.cargo, None)?.name,
    };
    let reply = tokio::select! {
        reply = endpoint.invoke(&function, event) => reply?,
        exit = signals.stop() => return Ok(exit),
    };
    reply.show(&mut context.printer, &function, arguments.tail)
}

/// The event, which is JSON.
fn event(context: &Context, arguments: &Invoke) -> Result<Vec<u8>> {
    let (what, event) = match (&arguments.data, &arguments.file) {
        (Some(data), _) => ("the event".to_owned(), data.clone().into_bytes()),
        (None, Some(path)) if path.as_os_str() != "-" => {
            (format!("the event {}", path.display()), event_files::read(path)?)
        }
        (None, None) if context.printer.terminal.stdin_is_terminal => {
            return Err(Failure::new(Exit::Usage, "there is no event to send")
                .because("standard input is a terminal")
                .help("give a file with -F FILE, or the event with -A JSON, or pipe it in"));
        }
        (None, _) => ("the event on standard input".to_owned(), standard_input()?),
    };
    payload::check(&what, &event)?;
    Ok(event)
}

fn standard_input() -> Result<Vec<u8>> {
    let mut event = Vec::new();
    std::io::stdin().lock().read_to_end(&mut event).map_err(|error| {
        Failure::new(Exit::Input, "cannot read the event on standard input").because_of(&error)
    })?;
    Ok(event)
}
