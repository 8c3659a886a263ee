//! What the extension beside the function is told of invocations, and that only once it is true.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use lamplight_core::clock::Clock;
use lamplight_core::level::Level;
use lamplight_core::link::{Datagram, Sender};
use lamplight_core::notice;

use crate::trace::lock;

/// The link with the extension. It is said once that it does not work; the invocation goes on.
pub(crate) struct Link {
    sender: Sender,
    clock: Clock,
    unsaid: AtomicU64,
}

/// An invocation that the extension is told of.
#[derive(Debug)]
pub(crate) struct Announced {
    link: Arc<Link>,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    is_known: bool,
    /// How many batches are on their way.
    sending: u32,
    spans: u32,
    root_sent: bool,
    /// The invocation that is over, where something of it is still on its way.
    over: Option<String>,
}

/// Spans of an invocation on their way to the extension. Dropped, they did not arrive.
#[derive(Debug)]
pub(crate) struct Receipt {
    announced: Arc<Announced>,
    spans: u32,
    has_root: bool,
}

// === impl Link ===

impl Link {
    pub(crate) fn new(sender: Sender, clock: Clock) -> Self {
        Self { sender, clock, unsaid: AtomicU64::new(0) }
    }

    /// How much could not be said.
    pub(crate) fn unsaid(&self) -> u64 {
        self.unsaid.load(Ordering::Relaxed)
    }

    fn say(&self, message: &Datagram) -> bool {
        let said = self.sender.say(message);
        if let Err(error) = &said {
            if self.unsaid.fetch_add(1, Ordering::Relaxed) == 0 {
                notice::say(
                    &self.clock,
                    Level::Warn,
                    format_args!("the extension cannot be told of an invocation: {error}"),
                );
            }
        }
        said.is_ok()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("unsaid", &self.unsaid).finish_non_exhaustive()
    }
}

// === impl Announced ===

impl Announced {
    /// Tells of an invocation that begins.
    pub(crate) fn new(link: &Arc<Link>, begin: &Datagram) -> Self {
        let is_known = link.say(begin);
        Self { link: link.clone(), progress: Mutex::new(Progress { is_known, ..Progress::default() }) }
    }

    /// Whether the extension knows of it, by now: an extension that did not keep up may do so again.
    pub(crate) fn is_known(&self, begin: impl FnOnce() -> Option<Datagram>) -> bool {
        let mut progress = lock(&self.progress);
        progress.is_known = progress.is_known || begin().is_some_and(|begin| self.link.say(&begin));
        progress.is_known
    }

    /// So many spans are about to be sent, the root among them or not.
    pub(crate) fn sends(self: &Arc<Self>, spans: usize, has_root: bool) -> Receipt {
        lock(&self.progress).sending += 1;
        Receipt { announced: self.clone(), spans: u32::try_from(spans).unwrap_or(u32::MAX), has_root }
    }

    /// The invocation is over for the function. The extension is told as soon as nothing of it is on its way any more:
    /// another invocation may be sending it, which nobody waits for.
    pub(crate) fn is_over(&self, request_id: &str) {
        let mut progress = lock(&self.progress);
        if progress.sending > 0 {
            progress.over = Some(request_id.to_owned());
        } else {
            self.link.say(&progress.done(request_id));
        }
    }
}

// === impl Progress ===

impl Progress {
    fn done(&self, request_id: &str) -> Datagram {
        Datagram::done(request_id, self.root_sent, self.spans)
    }
}

// === impl Receipt ===

impl Receipt {
    /// They were taken.
    pub(crate) fn delivered(self) {
        let mut progress = lock(&self.announced.progress);
        progress.spans = progress.spans.saturating_add(self.spans);
        progress.root_sent |= self.has_root;
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        let mut progress = lock(&self.announced.progress);
        progress.sending -= 1;
        if progress.sending == 0 {
            if let Some(request_id) = progress.over.take() {
                self.announced.link.say(&progress.done(&request_id));
            }
        }
    }
}
