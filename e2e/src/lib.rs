//! Function binaries for the whole-system tests with what these and the tests share, and the code of the manual as
//! documentation tests.

#![forbid(unsafe_code)]

pub mod ending;
pub mod otlp;
pub mod seeded;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

#[cfg(doctest)]
#[doc = include_str!("../../docs/manual/batch.md")]
mod batch {}

#[cfg(doctest)]
#[doc = include_str!("../../docs/manual/events.md")]
mod events {}

#[cfg(doctest)]
#[doc = include_str!("../../docs/manual/getting-started.md")]
mod getting_started {}

#[cfg(doctest)]
#[doc = include_str!("../../docs/manual/logger.md")]
mod logger {}

#[cfg(doctest)]
#[doc = include_str!("../../docs/manual/traces.md")]
mod traces {}
