//! A model of a destination: what it answers, when, and what it really took.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;

use super::chance::Chance;
use crate::event::Verdict;
use crate::otlp::count;
use crate::otlp::wire::Fields;
use crate::signal::{Encoding, Signal};

/// A destination.
#[derive(Debug)]
pub(super) struct Backend {
    is_reliable: bool,
    mood: Mood,
    until: Timestamp,
    /// How many items each part has that was taken: a resource of a protobuf body, or a whole JSON body.
    pub(super) taken: HashMap<(Signal, Vec<u8>), u64>,
    /// Bodies in the order they were taken.
    pub(super) bodies: Vec<(Signal, Encoding, Bytes)>,
}

#[derive(Clone, Copy, Debug)]
enum Mood {
    Well,
    Slow,
    Hanging,
    Refusing,
    Limiting,
    Down,
    Partial,
    Picky,
    Narrow,
    /// Takes everything and breaks the connection before it answers.
    Rude,
}

/// An answer, and after how long it comes; none where none comes.
pub(super) type Reply = Option<(Duration, Verdict)>;

// === impl Backend ===

impl Backend {
    pub(super) fn new(is_reliable: bool) -> Self {
        let (taken, bodies) = Default::default();
        Self { is_reliable, mood: Mood::Well, until: Timestamp::EPOCH, taken, bodies }
    }

    pub(super) fn receive(
        &mut self,
        signal: Signal,
        encoding: Encoding,
        bodies: &[Bytes],
        now: Timestamp,
        chance: &mut Chance,
    ) -> Reply {
        use Mood::*;
        if self.is_reliable {
            self.take(signal, encoding, bodies, 0);
            return Some((Duration::from_millis(1), Verdict::Delivered { rejected: 0 }));
        }
        if now >= self.until {
            self.until = now.saturating_add(chance.millis(1, 60_000));
            self.mood = chance.pick(&[
                Well, Well, Well, Slow, Hanging, Refusing, Limiting, Down, Partial, Picky, Narrow, Rude,
            ]);
        }
        let soon = chance.millis(1, 80);
        let length: usize = bodies.iter().map(Bytes::len).sum();
        match self.mood {
            Hanging => None,
            Refusing => Some((Duration::from_micros(200), Verdict::Failed)),
            Limiting => {
                let after = chance.percent(70).then(|| chance.millis(0, 5000));
                Some((soon, Verdict::Retry { after }))
            }
            Down => Some((soon, Verdict::Retry { after: None })),
            Picky if chance.percent(50) => Some((soon, Verdict::Refused)),
            Narrow if length > 20_000 => Some((soon, Verdict::TooLarge)),
            Partial => {
                let rejected = self.take(signal, encoding, bodies, 1);
                Some((soon, Verdict::Delivered { rejected }))
            }
            Rude => {
                self.take(signal, encoding, bodies, 0);
                Some((soon, Verdict::Failed))
            }
            Slow => {
                self.take(signal, encoding, bodies, 0);
                Some((chance.millis(80, 4000), Verdict::Delivered { rejected: 0 }))
            }
            Well | Picky | Narrow => {
                self.take(signal, encoding, bodies, 0);
                Some((soon, Verdict::Delivered { rejected: 0 }))
            }
        }
    }

    /// Takes all parts but so many. How many items these have.
    fn take(&mut self, signal: Signal, encoding: Encoding, bodies: &[Bytes], without: usize) -> u64 {
        let parts: Vec<(Vec<u8>, u64)> =
            bodies.iter().flat_map(|body| parts(signal, encoding, body)).collect();
        let (rejected, taken) = parts.split_at(without.min(parts.len()));
        self.taken.extend(taken.iter().map(|(part, items)| ((signal, part.clone()), *items)));
        self.bodies.extend(bodies.iter().map(|body| (signal, encoding, body.clone())));
        rejected.iter().map(|(_, items)| items).sum()
    }
}

fn parts(signal: Signal, encoding: Encoding, body: &Bytes) -> Vec<(Vec<u8>, u64)> {
    let count = |part: &[u8]| count::items(signal, encoding, part).expect("only what is well-formed is sent");
    if encoding == Encoding::Json {
        return vec![(body.to_vec(), count(body))];
    }
    let mut begin = 0;
    let fields = Fields::of(body).map(|field| field.expect("only what is well-formed is sent"));
    let ends: Vec<usize> = fields.map(|field| field.end).collect();
    ends.into_iter()
        .map(|end| {
            let part = body[begin..end].to_vec();
            begin = end;
            let items = count(&part);
            (part, items)
        })
        .collect()
}
