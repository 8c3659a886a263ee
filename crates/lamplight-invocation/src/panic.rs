//! Panics: told to the observers of the invocation they happen in, instead of forty lines on stderr.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind};
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

/// A panic that [`catch_panic`] caught.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaughtPanic {
    /// What was said: the text given to `panic!`.
    pub message: String,
    /// The file and the line, where [the hook](install_panic_hook) is installed, which sees them.
    pub location: Option<String>,
}

thread_local! {
    /// How many [`catch_panic`] this thread is in.
    static CATCHING: Cell<usize> = const { Cell::new(0) };
    static CAUGHT_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes panics within an invocation known to its observers, which then say so in their own form. Every
/// other panic goes to the hook that was there before. Doing it again does nothing.
pub fn install_panic_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !tell_catcher(info) && !tell_observers(info) {
                previous(info);
            }
        }));
    });
}

/// Does work of which a panic is a result like others: who catches it says so, and nobody else does.
///
/// # Errors
///
/// When the work panicked.
pub fn catch_panic<R>(work: impl FnOnce() -> R) -> Result<R, CaughtPanic> {
    CATCHING.set(CATCHING.get() + 1);
    take_place();
    // What a panic leaves half done is for the caller to drop.
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(CATCHING.get() - 1);
    result.map_err(|payload| CaughtPanic {
        message: panic_message(&*payload).to_owned(),
        location: take_place(),
    })
}

/// Where the last panic was; none where the thread is at its end.
fn take_place() -> Option<String> {
    CAUGHT_AT.try_with(RefCell::take).ok().flatten()
}

/// Whether somebody catches it.
fn tell_catcher(info: &PanicHookInfo<'_>) -> bool {
    let catches = CATCHING.get() > 0;
    if catches {
        let place = info.location().map(|location| format!("{}:{}", location.file(), location.line()));
        // An error is a thread at its end; the message is left.
        let _ = CAUGHT_AT.try_with(|caught| caught.replace(place));
    }
    catches
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

// === impl CaughtPanic ===

impl fmt::Display for CaughtPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.location {
            Some(location) => write!(f, " (at {location})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for CaughtPanic {}
