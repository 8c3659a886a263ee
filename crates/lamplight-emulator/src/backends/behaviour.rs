//! How a backend behaves, as data.

use std::collections::VecDeque;
use std::time::Duration;

use http::StatusCode;

/// What a backend does with one request.
///
/// ```
/// use std::time::Duration;
/// use lamplight_emulator::backends::Behaviour;
///
/// // Throttled twice, then down for a request, then well again.
/// let plan = [
///     Behaviour::throttle(Duration::from_secs(1)),
///     Behaviour::throttle(Duration::from_secs(1)),
///     Behaviour::status(503),
/// ];
/// # let _ = plan;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Behaviour {
    /// Answers as it should.
    #[default]
    Answer,
    /// Answers as it should, after this long.
    Latency(Duration),
    /// Takes nothing, and answers with this status; 429 and 503 may say when to come again.
    Status {
        /// The status code.
        status: u16,
        /// The header `Retry-After`, in whole seconds; at least one.
        retry_after: Option<Duration>,
    },
    /// OTLP: takes all but the last so many items of a request, and says so with status 200.
    PartialSuccess {
        /// How many items it rejects.
        rejected: u64,
        /// What it says of them. With none rejected this is a warning.
        message: String,
    },
    /// Takes the request off the connection, and never answers.
    Blackhole,
    /// Reads the beginning of the body, takes nothing, and resets the connection.
    Reset,
    /// Reads the body at most this fast, then answers as it should.
    SlowRead {
        /// How much is read in one go.
        bytes: usize,
        /// How long it waits before it reads on.
        every: Duration,
    },
    /// Answers as it should and closes the connection, as a server does that speaks HTTP/1.0.
    Close,
}

/// What becomes of a connection that nobody uses for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Idle {
    /// For how long it may be idle.
    pub after: Duration,
    /// What becomes of it then.
    pub end: IdleEnd,
}

/// How a connection that was idle for too long ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdleEnd {
    /// It is closed, which the other side is told (`FIN`).
    #[default]
    Close,
    /// It is reset (`RST`).
    Reset,
    /// Nobody is told: what is sent on it is never answered, as behind a NAT gateway that forgot it.
    Silence,
}

/// Behaviours of the next requests, one each, and the behaviour after them.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    next: VecDeque<Behaviour>,
    then: Behaviour,
}

/// Latencies that are spread evenly between two bounds, always the same ones for the same seed.
///
/// ```
/// use std::time::Duration;
/// use lamplight_emulator::backends::spread;
///
/// let plan = spread(Duration::from_millis(5), Duration::from_millis(50), 7).take(100);
/// # assert_eq!(plan.count(), 100);
/// ```
pub fn spread(from: Duration, to: Duration, seed: u64) -> impl Iterator<Item = Behaviour> {
    let width = u64::try_from(to.saturating_sub(from).as_nanos()).unwrap_or(u64::MAX - 1);
    // xorshift64: <https://www.jstatsoft.org/article/view/v008i14>. It must not begin at zero.
    let mut state = seed | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Behaviour::Latency(from + Duration::from_nanos(state % (width + 1)))
    })
}

// === impl Behaviour ===

impl Behaviour {
    /// Takes nothing, and answers with this status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None }
    }

    /// Takes nothing, and answers with status 429 and the time after which to come again.
    #[must_use]
    pub fn throttle(retry_after: Duration) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS.as_u16();
        Self::Status { status, retry_after: Some(retry_after) }
    }
}

// === impl Idle ===

impl Idle {
    /// A connection that is closed when it was idle for this long.
    #[must_use]
    pub fn closed_after(after: Duration) -> Self {
        Self { after, end: IdleEnd::Close }
    }

    /// The same, with another end.
    #[must_use]
    pub fn with_end(self, end: IdleEnd) -> Self {
        Self { end, ..self }
    }
}

// === impl Plan ===

impl Plan {
    pub(super) fn replace(&mut self, next: impl IntoIterator<Item = Behaviour>, then: Behaviour) {
        *self = Self { next: next.into_iter().collect(), then };
    }

    /// The behaviour of the next request.
    pub(super) fn peek(&self) -> &Behaviour {
        self.next.front().unwrap_or(&self.then)
    }

    pub(super) fn take(&mut self) -> Behaviour {
        self.next.pop_front().unwrap_or_else(|| self.then.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_followed_and_then_there_is_what_comes_after_it() {
        let mut plan = Plan::default();
        plan.replace([Behaviour::status(503), Behaviour::Reset], Behaviour::Blackhole);
        assert_eq!(plan.take(), Behaviour::status(503));
        assert_eq!(plan.peek(), &Behaviour::Reset);
        assert_eq!(plan.take(), Behaviour::Reset);
        assert_eq!((plan.take(), plan.take()), (Behaviour::Blackhole, Behaviour::Blackhole));
    }

    #[test]
    fn latencies_are_within_their_bounds_and_come_again_with_their_seed() {
        let (from, to) = (Duration::from_millis(5), Duration::from_millis(6));
        let first: Vec<_> = spread(from, to, 3).take(200).collect();
        assert_eq!(first, spread(from, to, 3).take(200).collect::<Vec<_>>());
        assert_ne!(first, spread(from, to, 9).take(200).collect::<Vec<_>>());
        for behaviour in first {
            let Behaviour::Latency(latency) = behaviour else { panic!("it is a latency") };
            assert!((from..=to).contains(&latency));
        }
        assert_eq!(spread(from, from, 0).next(), Some(Behaviour::Latency(from)));
    }
}
