//! Being asked to end: Lambda does not, but who runs the extension beside a container may.

use tokio::signal::unix::{SignalKind, signal};

use super::inbox::{Arrival, Inbox};
use crate::event::Event;

/// Tells of `SIGTERM`. Where signals cannot be taken it ends the process, as it does by itself.
pub(crate) fn listen(inbox: Inbox) {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::spawn(async move {
        while terminate.recv().await.is_some() {
            let _ = inbox.send(Arrival::Event(Event::Terminated));
        }
    });
}
