//! How the fields of an event are read: leniently, and without losing anything.

// Where there is no source, there is nothing to read. Looked for with one of them.
#![cfg_attr(not(feature = "sqs"), allow(dead_code, unused_imports, reason = "there may be no source"))]

mod collections;
mod macros;
mod read;
mod scalars;
mod structs;
mod visitor;

pub(crate) use self::macros::event;
#[allow(unused_imports, reason = "not every source has words")]
pub(crate) use self::macros::words;
pub use self::read::{Field, Read};
pub(crate) use self::structs::{Key, Keys, Slot, StructVisitor, WriteFields, missing};
pub(crate) use self::visitor::{Seed, strict};
