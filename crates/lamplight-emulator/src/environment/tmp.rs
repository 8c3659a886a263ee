//! The directory for temporary files of one environment.

use std::path::{Path, PathBuf};

use uuid::Uuid;

/// A directory that is removed, with everything in it, when it is dropped.
#[derive(Debug)]
pub(super) struct Tmp(PathBuf);

// === impl Tmp ===

impl Tmp {
    pub(super) fn new() -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("lamplight-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Tmp {
    fn drop(&mut self) {
        // What cannot be removed stays, as it would without us.
        _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_goes_with_everything_in_it() {
        let tmp = Tmp::new().expect("there is a directory for temporary files");
        let path = tmp.path().to_owned();
        std::fs::write(path.join("file"), "content").expect("it can be written to");
        drop(tmp);
        assert!(!path.exists());
    }
}
