//! Batches: what fails, what is reported, and when it is too late.

mod failures;
mod property;
mod support;
mod time;
