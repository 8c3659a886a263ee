//! The state of the logger in an invocation's scope.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lamplight_core::level::Level;
use lamplight_invocation::Scope;

use crate::buffer::{HeldLines, Stage};
use crate::keys::{Before, Given, KeyStore, Keys};
use crate::shared::Shared;

/// What the lines of an invocation have in common, and which of them are written.
#[derive(Debug)]
pub(crate) struct InvocationLog {
    logger: Arc<Shared>,
    /// The standard keys, as the format wrote them at the start.
    standard: Vec<u8>,
    keys: KeyStore,
    /// The least severe level of this invocation, where that is less severe than the logger's.
    level: Option<Level>,
    held: Option<HeldLines>,
    /// A panic was said already; the end of the invocation has nothing to add to it.
    panic_said: AtomicBool,
}

/// The keys of a line, at the moment it is begun.
#[derive(Debug)]
pub(crate) struct LineKeys<'a> {
    of_start: &'a [u8],
    own: Option<Arc<Keys>>,
    of_process: Option<Arc<Keys>>,
}

// === impl InvocationLog ===

impl InvocationLog {
    pub(crate) fn new(logger: Arc<Shared>, scope: &Scope, level: Option<Level>) -> Self {
        if level.is_some() {
            logger.closer_look(true);
        }
        Self {
            standard: logger.standard_keys(Some(scope), logger.correlation_id(scope).as_deref()),
            keys: KeyStore::default(),
            level,
            held: logger.buffer().map(HeldLines::new),
            panic_said: AtomicBool::new(false),
            logger,
        }
    }

    /// The keys that code has set.
    pub(crate) fn keys(&self) -> &KeyStore {
        &self.keys
    }

    pub(crate) fn append_keys(&self, keys: Given<'_>) {
        self.replace_keys(keys);
    }

    /// Puts keys in. What there was of their names before.
    pub(crate) fn replace_keys(&self, keys: Given<'_>) -> Before {
        self.keys.replace(keys, &|name, json| self.logger.masked_key(name, json))
    }

    pub(crate) fn level(&self) -> Option<Level> {
        self.level
    }

    pub(crate) fn held(&self) -> Option<&HeldLines> {
        self.held.as_ref()
    }

    pub(crate) fn set_correlation_id(&self, scope: &Scope, id: Option<&str>) {
        self.keys.set_standard(self.logger.standard_keys(Some(scope), Some(id.unwrap_or_default())));
    }

    /// Writes the lines that are held back, and how many there were besides.
    pub(crate) fn flush(&self, scope: &Scope) {
        let Some(held) = &self.held else { return };
        let evicted = held.take().drain(|line| self.logger.write_line(Some(scope), line));
        if evicted > 0 {
            self.say_evicted(scope, evicted, held.settings().most_bytes.get());
        }
    }

    /// Writes the lines that are held back, and holds no more back.
    pub(crate) fn pass_on(&self, scope: &Scope) {
        if let Some(held) = &self.held {
            held.go_on(Stage::Passing);
            self.flush(scope);
        }
    }

    /// The invocation is over: what is held back is not needed any more, and nothing is held back after it.
    pub(crate) fn end(&self) {
        if let Some(held) = &self.held {
            held.go_on(Stage::Ended);
            drop(held.take());
        }
    }

    /// Holds a line back, or writes it if it is too long for that.
    pub(crate) fn hold(&self, scope: &Scope, line: &[u8]) {
        let Some(held) = &self.held else { return };
        if held.push(line).is_err() {
            let most_bytes = held.settings().most_bytes;
            self.logger.say(
                Some(scope),
                Level::Warn,
                None,
                format_args!(
                    "the next line is written at once: it has {} bytes, and the buffer has room for {most_bytes}",
                    line.len()
                ),
                &mut |_| {},
            );
            self.logger.write_line(Some(scope), line);
        }
    }

    #[cold]
    fn say_evicted(&self, scope: &Scope, evicted: u64, most_bytes: usize) {
        self.logger.say(
            Some(scope),
            Level::Warn,
            None,
            format_args!(
                "lost of the lines that were held back: {evicted}; the buffer has room for {most_bytes} bytes"
            ),
            &mut |_| {},
        );
    }

    pub(crate) fn panic_was_said(&self) {
        self.panic_said.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_panic_said(&self) -> bool {
        self.panic_said.load(Ordering::Relaxed)
    }
}

impl Drop for InvocationLog {
    fn drop(&mut self) {
        if self.level.is_some() {
            self.logger.closer_look(false);
        }
    }
}

// === impl LineKeys ===

impl<'a> LineKeys<'a> {
    /// Of a line of this invocation, or of none.
    pub(crate) fn now(logger: &'a Shared, log: Option<&'a InvocationLog>) -> Self {
        Self {
            of_start: log.map_or(logger.process_keys(), |log| &log.standard),
            own: log.and_then(|log| log.keys.now()),
            of_process: logger.keys().now(),
        }
    }

    /// The standard keys.
    pub(crate) fn standard(&self) -> &[u8] {
        self.own.as_ref().and_then(|own| own.standard.as_deref()).unwrap_or(self.of_start)
    }

    /// Those that code has set, the invocation's before those of the process.
    pub(crate) fn set_by_code(&self) -> impl Iterator<Item = &Keys> {
        self.own.iter().chain(&self.of_process).map(|keys| &**keys)
    }
}
