//! Vocabulary of Lamplight: clock, settings, trace ids, JSON lines, sinks, event source facts.

#![forbid(unsafe_code)]

pub mod clock;
