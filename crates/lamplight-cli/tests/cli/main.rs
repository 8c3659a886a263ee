//! The command as its users meet it: real processes, their output and their exit codes.

mod ending;
mod extensions;
mod invoke;
mod layer;
mod once;
mod serve;
mod support;
mod telemetry;
mod wrong;
