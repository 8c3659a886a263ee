//! Keys that code adds to the lines of an invocation, or of the whole process.

mod guard;
mod store;
mod value;

pub use self::guard::KeysGuard;
pub(crate) use self::store::{Before, KeyStore, Keys};
pub use self::value::{Displayed, KeyValue, displayed};

use std::sync::atomic::{AtomicBool, Ordering};

use lamplight_core::clock::Clock;
use lamplight_core::level::Level;
use lamplight_core::notice;
use lamplight_invocation::Scope;

use crate::invocation_log::InvocationLog;

/// Names and values of keys, as they are given.
pub(crate) type Given<'a> = &'a [(&'a str, &'a dyn KeyValue)];

/// Puts keys on every line of this invocation that is written from now on, until they are removed. A key that is
/// there already gets the new value.
///
/// A field of an event, or of a span around it, hides a key of the same name. A key that is named like a standard
/// one gets an underscore at its end.
///
/// Outside of an invocation there is nothing to put them on: that is said once, on stderr. Keys for the lines of
/// all invocations are [those of the process](crate::Logger::append_process_keys).
///
/// ```
/// lamplight_logger::append_keys(&[("order_id", &"A-17"), ("items", &3), ("paid", &true)]);
/// ```
pub fn append_keys(keys: &[(&str, &dyn KeyValue)]) {
    of_this_invocation(|_, log| log.append_keys(keys));
}

/// As [`append_keys`], for one.
pub fn append_key(name: &str, value: impl KeyValue) {
    append_keys(&[(name, &value)]);
}

/// Takes keys off the lines of this invocation again. Those that are not there are none the less gone.
pub fn remove_keys(names: &[&str]) {
    of_this_invocation(|_, log| log.keys().remove(names));
}

/// Takes all keys off the lines of this invocation that were put on them by code.
pub fn clear_keys() {
    of_this_invocation(|_, log| log.keys().clear());
}

/// Puts keys on the lines of this invocation until the guard is dropped; then what was there before is there
/// again.
///
/// ```
/// # fn charge() {}
/// let _keys = lamplight_logger::with_keys(&[("step", &"payment")]);
/// charge();
/// ```
pub fn with_keys(keys: &[(&str, &dyn KeyValue)]) -> KeysGuard {
    KeysGuard::new(of_this_invocation(|scope, log| (scope.clone(), log.replace_keys(keys))))
}

/// Sets the key `correlation_id` of this invocation, instead of what was found in the event. An empty one
/// removes the key.
pub fn set_correlation_id(id: &str) {
    of_this_invocation(|scope, log| log.set_correlation_id(scope, Some(id).filter(|id| !id.is_empty())));
}

/// Writes the lines that are held back for this invocation now.
pub fn flush_buffer() {
    of_this_invocation(|scope, log| log.flush(scope));
}

fn of_this_invocation<T>(work: impl FnOnce(&Scope, &InvocationLog) -> T) -> Option<T> {
    let scope = Scope::try_current();
    let found = scope.as_ref().and_then(|scope| Some((scope, scope.get::<InvocationLog>()?)));
    if found.is_none() {
        say_no_invocation();
    }
    found.map(|(scope, log)| work(scope, log))
}

#[cold]
fn say_no_invocation() {
    static SAID: AtomicBool = AtomicBool::new(false);
    if !SAID.swap(true, Ordering::Relaxed) {
        notice::say(
            &Clock::system(),
            Level::Warn,
            format_args!(
                "a key of an invocation was set, or its lines were to be flushed, where there is no invocation or no \
                 logger for it: nothing is done; this is said once"
            ),
        );
    }
}
