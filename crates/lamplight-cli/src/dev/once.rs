//! `lamplight dev --once`: fire the example events, print what comes of them, exit.

use lamplight_emulator::{Invocation, Invoke, InvokeError};

use super::ending::wind_down;
use super::session::Session;
use crate::block::{Told, Trigger};
use crate::context::Context;
use crate::event_files::EventFile;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::outcome::Outcome;
use crate::signals::Signals;
use crate::text::count;

/// How an event was left.
enum Fired {
    Ended(Box<Invocation>),
    /// A first request to stop came meanwhile: no further event is fired.
    EndedAndStop(Box<Invocation>, Exit),
    /// A second one came: the function was killed.
    Killed(Exit),
}

/// Fires the events, `rounds` times over.
///
/// A function that does not start is not asked again: it would take its time to fail each time.
pub(super) async fn run(
    context: &mut Context,
    mut session: Session,
    signals: &mut Signals,
    events: &[EventFile],
    rounds: u32,
) -> Result<Exit> {
    let mut not_started = None;
    let mut stopped = None;
    for event in (0..rounds).flat_map(|_| events) {
        let invocation = match fire(context, &session, signals, event).await? {
            Fired::Ended(invocation) => invocation,
            Fired::EndedAndStop(invocation, exit) => {
                stopped = Some(exit);
                invocation
            }
            Fired::Killed(exit) => return Ok(exit),
        };
        session.catch_up();
        let trigger =
            Trigger::Event { name: event.name.clone(), bytes: event.payload.len(), expected: event.expected };
        let block = session.show(&mut context.printer, trigger, &invocation)?;
        if block.outcome == Outcome::InitError {
            not_started = Some(block.told);
        }
        if stopped.is_some() || not_started.is_some() {
            break;
        }
    }
    let stopped = wind_down(context, &mut session, signals, std::future::ready(()), stopped).await?;
    context.printer.summary(&session.tally)?;
    match (stopped, not_started) {
        (Some(exit), _) => Ok(exit),
        (None, Some(told)) => Err(did_not_start(session.function.name(), &told)),
        (None, None) => verdict(&session),
    }
}

async fn fire(
    context: &Context,
    session: &Session,
    signals: &mut Signals,
    event: &EventFile,
) -> Result<Fired> {
    let function = &session.function;
    let mut invocation = std::pin::pin!(function.invoke(Invoke::new(event.payload.clone())));
    let ended = |result: Result<Invocation, InvokeError>| {
        result.map(Box::new).map_err(|error| {
            Failure::new(Exit::Internal, format!("cannot invoke {}", function.name())).because_of(&error)
        })
    };
    let exit = tokio::select! {
        result = &mut invocation => return ended(result).map(Fired::Ended),
        exit = signals.stop() => exit,
    };
    context.printer.note("\nwaiting for the invocation that is running; Ctrl-C once more kills it\n");
    tokio::select! {
        result = &mut invocation => ended(result).map(|invocation| Fired::EndedAndStop(invocation, exit)),
        exit = signals.stop() => {
            function.kill().await;
            Ok(Fired::Killed(exit))
        }
    }
}

fn verdict(session: &Session) -> Result<Exit> {
    let unexpected = session.tally.unexpected();
    if unexpected.is_empty() {
        return Ok(Exit::Success);
    }
    let what = format!("{} did not end as expected", count(unexpected.len(), "invocation"));
    Err(Failure::new(session.tally.worst, what)
        .because(unexpected.join("\n"))
        .help("an event whose file is named *.error.json should end in an error, every other in success"))
}

/// The block above has the details: the last words of the process among them.
fn did_not_start(function: &str, told: &Told) -> Failure {
    let failure = Failure::new(Exit::ProcessFailed, format!("{function} did not start"));
    let failure = match told {
        Told::Error { message, .. } => failure.because(message),
        Told::Response(_) => failure,
    };
    failure.help(
        "a function's process asks the Runtime API for its first event, and goes on asking: its main ends in \
         `lamplight::start` or `lambda_runtime::run`",
    )
}
