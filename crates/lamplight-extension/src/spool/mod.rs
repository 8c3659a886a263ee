//! The spool: files in a folder that outlives a reset of the environment, each with one batch.

mod file;
mod folder;

pub(crate) use self::folder::{Folder, Found};
