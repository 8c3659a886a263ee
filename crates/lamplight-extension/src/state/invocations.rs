//! What is known of the latest invocations.

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::link::{Begin, Done};
use lamplight_core::trace::{Sampling, SpanId, TraceHeader, TraceId};
use lamplight_records::platform::Tracing;

use crate::event::Invoke;
use crate::otlp::spans::Spans;
use crate::signal::Encoding;
use crate::synthesis::missing_root::Failure;
use crate::synthesis::trace::Root;

/// How many are kept; the oldest is forgotten first.
const MOST: usize = 64;

/// One invocation.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    pub(crate) request_id: String,
    pub(crate) arn: Option<String>,
    pub(crate) deadline: Option<Timestamp>,
    pub(crate) began: Timestamp,
    trace_header: Option<String>,
    pub(crate) begin: Option<Begin>,
    pub(crate) done: Option<Done>,
    /// When it was over at the latest: as the function said so, or by the platform's clock.
    ended: Option<Timestamp>,
    /// Its root span came in.
    root_came: bool,
    /// The platform said that it is over.
    pub(crate) is_over: bool,
    /// The platform said what it took.
    pub(crate) is_reported: bool,
    failure: Option<(Failure, Timestamp)>,
    /// The extension has written its root.
    root_told: bool,
}

/// Where in the trace of an invocation the set-up is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) parent: Option<SpanId>,
    pub(crate) root: Root,
}

/// The latest invocations, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Invocations(Vec<Invocation>);

// === impl Invocation ===

impl Invocation {
    fn new(request_id: &str, now: Timestamp) -> Self {
        Self {
            request_id: request_id.to_owned(),
            arn: None,
            deadline: None,
            began: now,
            trace_header: None,
            begin: None,
            done: None,
            ended: None,
            root_came: false,
            is_over: false,
            is_reported: false,
            failure: None,
            root_told: false,
        }
    }

    /// Its root, as far as it is known.
    pub(crate) fn root(&self) -> Root {
        match &self.begin {
            Some(begin) => Root::announced(begin),
            None => Root::derived(&self.request_id, self.trace_header.as_deref(), self.began),
        }
    }

    /// The trace and the parent of what comes before it: below its root where one is sent under the id that is known
    /// here, else beside it, below whoever called. `None` as long as that is open.
    pub(crate) fn place_of_set_up(&self, is_last: bool) -> Option<Place> {
        let root = self.root();
        let is_named = self.begin.is_some() || self.root_told;
        let parent = match (is_named, self.is_over || is_last) {
            (true, _) => Some(root.id),
            (false, true) => root.parent,
            (false, false) => return None,
        };
        Some(Place { parent, root })
    }

    /// Its trace, if anybody said which it is.
    pub(crate) fn trace_id(&self) -> Option<TraceId> {
        let header = || self.trace_header.as_deref().and_then(|header| TraceHeader::parse(header).root);
        self.begin.as_ref().map(|begin| begin.trace_id).or_else(header)
    }

    /// The platform said when it began, and in which trace. What the extension itself was told of the trace counts more;
    /// of an invocation that crashes at once this may come first.
    pub(crate) fn started(&mut self, at: Timestamp, tracing: Option<&Tracing>) {
        if self.deadline.is_none() {
            self.began = self.began.min(at);
        }
        let Some(tracing) = tracing.filter(|_| self.trace_header.is_none()) else { return };
        let mut header = TraceHeader::default();
        (header.root, header.parent) = (tracing.trace_id, tracing.segment_id);
        header.sampling = match tracing.sampled {
            Some(true) => Sampling::Sampled,
            Some(false) => Sampling::NotSampled,
            None => Sampling::Unsaid,
        };
        self.trace_header = Some(header.to_string());
    }

    /// Whether its root will come, or has come, from the function itself.
    fn has_root(&self) -> bool {
        self.root_came || self.done.as_ref().is_some_and(|done| done.root_sent)
    }

    /// It went wrong in this way. The first that is said counts.
    pub(crate) fn failed(&mut self, failure: Failure, at: Timestamp) {
        self.failure.get_or_insert((failure, at));
    }

    /// It was over by then.
    pub(crate) fn ended_by(&mut self, at: Timestamp) {
        self.ended = Some(self.ended.map_or(at, |ended| ended.min(at)));
    }

    /// Once, when it ended, and what went wrong if that is known, where its root has to be written because the function
    /// could not send it.
    ///
    /// That it could not is believed only once the platform has said that the invocation is over, or another has begun:
    /// what the function sent and had no answer to may be on its way until then.
    pub(crate) fn take_missing_root(&mut self, is_past: bool) -> Option<(Option<Failure>, Timestamp)> {
        if self.root_told || self.has_root() {
            return None;
        }
        let is_unsent = self.begin.is_some() && self.done.is_some() && (self.is_over || is_past);
        let missing = match (&self.failure, self.ended) {
            (Some((failure, at)), _) => (Some(failure.clone()), *at),
            (None, Some(ended)) if is_unsent => (None, ended),
            _ => return None,
        };
        self.root_told = true;
        Some(missing)
    }

    /// When waiting for it has to end, so that the extension does not make it time out.
    pub(crate) fn end_of_waiting(&self) -> Option<Timestamp> {
        let deadline = self.deadline?;
        let whole = deadline.saturating_since(self.began);
        let margin = (whole / 20).clamp(Duration::from_millis(100), Duration::from_millis(500));
        Some(deadline.saturating_sub(margin))
    }
}

// === impl Invocations ===

impl Invocations {
    pub(crate) fn invoke(&mut self, invoke: Invoke, now: Timestamp) {
        let invocation = self.of(&invoke.request_id, now);
        // The same id again is a retry in the same environment. One that is over before it is told of has a platform that
        // was faster: its end is not to be waited for.
        if invocation.is_over && invocation.deadline.is_some() {
            *invocation = Invocation::new(&invoke.request_id, now);
        }
        invocation.arn = invoke.arn;
        invocation.deadline = Some(invoke.deadline);
        invocation.trace_header = invoke.trace_header;
    }

    /// The invocation of this id. Sources are not in step, so that any of them may be the first to name it.
    pub(crate) fn of(&mut self, request_id: &str, now: Timestamp) -> &mut Invocation {
        let place = self.0.iter().position(|known| known.request_id == request_id);
        let place = place.unwrap_or_else(|| {
            if self.0.len() == MOST {
                self.0.remove(0);
            }
            self.0.push(Invocation::new(request_id, now));
            self.0.len() - 1
        });
        &mut self.0[place]
    }

    pub(crate) fn get(&self, request_id: &str) -> Option<&Invocation> {
        self.0.iter().find(|known| known.request_id == request_id)
    }

    pub(crate) fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Invocation> {
        self.0.iter_mut()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Invocation> {
        self.0.iter()
    }

    /// Notes roots that are in a body of spans: of those that are still to come.
    pub(crate) fn see_roots(&mut self, encoding: Encoding, body: &[u8]) {
        let mut spans = None;
        for invocation in self.0.iter_mut().filter(|known| !known.has_root()) {
            if let Some(begin) = invocation.begin.as_ref().filter(|begin| begin.sampled) {
                invocation.root_came = spans.get_or_insert_with(|| Spans::of(encoding, body)).has(begin.root);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoke(request_id: &str) -> Invoke {
        let deadline = Timestamp::from_millis(5000);
        Invoke { request_id: request_id.to_owned(), deadline, arn: None, trace_header: None }
    }

    #[test]
    fn an_invocation_whose_end_is_told_before_its_beginning_is_over() {
        let mut invocations = Invocations::default();
        let now = Timestamp::from_millis(1000);
        invocations.of("fast", now).is_over = true;
        invocations.invoke(invoke("fast"), now);
        assert!(invocations.get("fast").is_some_and(|known| known.is_over && known.deadline.is_some()));
    }

    #[test]
    fn a_retry_with_the_same_id_is_an_invocation_of_its_own() {
        let mut invocations = Invocations::default();
        let now = Timestamp::from_millis(1000);
        invocations.invoke(invoke("again"), now);
        invocations.of("again", now).is_over = true;
        invocations.invoke(invoke("again"), now);
        assert!(invocations.get("again").is_some_and(|known| !known.is_over));
    }
}
