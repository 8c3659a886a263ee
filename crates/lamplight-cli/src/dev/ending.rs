//! The end of a session: what was begun is let end, until a request to stop says otherwise.

use lamplight_emulator::EventKind;

use super::session::Session;
use crate::block::Trigger;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Result;
use crate::signals::Signals;

/// Waits for `first`, for what runs and for what extensions do after it, and has the environment end as on Lambda.
///
/// `stopped` is the request to stop that this is about, if there was one. The second request kills what is left,
/// without a word to it. The exit is that of the last request.
///
/// # Errors
///
/// That what has ended meanwhile cannot be printed.
pub(super) async fn wind_down(
    context: &mut Context,
    session: &mut Session,
    signals: &mut Signals,
    first: impl Future<Output = ()>,
    mut stopped: Option<Exit>,
) -> Result<Option<Exit>> {
    let function = session.function.clone();
    let mut end = std::pin::pin!(async {
        first.await;
        function.idle().await;
        function.shutdown().await;
    });
    loop {
        tokio::select! {
            () = &mut end => break,
            exit = signals.stop() => match stopped.replace(exit) {
                None => context.printer.note("\nthe environment is about to end; Ctrl-C once more kills it\n"),
                Some(_) => {
                    session.function.kill().await;
                    break;
                }
            },
            Some(happened) = session.next() => show(context, session, happened)?,
        }
    }
    while let Some(happened) = session.next_if_any() {
        show(context, session, happened)?;
    }
    Ok(stopped)
}

/// Prints an invocation that has ended.
pub(super) fn show(context: &mut Context, session: &mut Session, happened: EventKind) -> Result<()> {
    match happened {
        EventKind::InvocationEnded(invocation) => {
            session.show(&mut context.printer, Trigger::Http, &invocation).map(drop)
        }
        _ => Ok(()),
    }
}
