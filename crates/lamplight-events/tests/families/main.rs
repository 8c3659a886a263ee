//! Every type of an event against the events of its family.

mod appsync;
mod cognito;
mod http;
mod messaging;
mod operations;
mod other;
mod support;
