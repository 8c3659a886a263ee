//! Panics: told to the observers of the invocation they happen in, instead of forty lines on stderr.

use std::any::Any;
use std::panic::{Location, PanicHookInfo};
use std::sync::Once;

use crate::scope::Scope;

/// A panic, as the panic hook sees it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PanicRecord<'a> {
    /// What was said: the text given to `panic!`.
    pub message: &'a str,
    /// Where.
    pub location: Option<&'a Location<'a>>,
}

/// Makes panics within an invocation known to its observers, which then say so in their own form. Every
/// other panic goes to the hook that was there before. Doing it again does nothing.
pub fn install_panic_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !tell_observers(info) {
                previous(info);
            }
        }));
    });
}

/// Whether there was anyone to tell.
fn tell_observers(info: &PanicHookInfo<'_>) -> bool {
    Scope::try_current().is_some_and(|scope| {
        let record = PanicRecord { message: panic_message(info.payload()), location: info.location() };
        scope.panicked(&record)
    })
}

/// The text of a panic that was caught.
#[must_use]
pub fn panic_message(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&'static str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "panicked with a value that is not text"
    }
}
