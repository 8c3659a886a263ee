//! Every type of an event against the events of its family.

mod http;
mod messaging;
mod operations;
mod support;
