//! Every type of an event against the events of its family.

mod messaging;
mod operations;
mod support;
