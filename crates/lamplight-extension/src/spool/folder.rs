//! The folder with the files: nobody else's, and never larger than it may be.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lamplight_core::clock::Timestamp;

use super::file::{self, Broken};
use crate::event::Saved;
use crate::ledger::Reason;
use crate::signal::Signal;

/// What has waited for longer is of no use to anyone.
const MOST_AGE: Duration = Duration::from_secs(15 * 60);
/// The end of the name of a file that is complete, and of one that is being written.
const WHOLE: &str = "otlp";
const PART: &str = "part";

/// A folder. It is made when the first file is written.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Which environment this is, among those that share the folder.
    instance: String,
    most_bytes: u64,
    /// The lengths of the files that are known; of all there are, once it was looked.
    lengths: Option<BTreeMap<PathBuf, u64>>,
}

/// What a file turned out to be. All but the first are deleted, unless they are another environment's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Saved(Saved),
    /// It was here for too long, or is not what was written.
    Lost {
        signal: Signal,
        items: u64,
        reason: Reason,
    },
    /// Nobody can say what it was.
    Broken,
    Others,
}

/// Why a file was not written.
#[derive(Debug)]
pub(crate) enum Refusal {
    Full { most_bytes: u64 },
    Foreign,
    Io(io::Error),
}

// === impl Folder ===

impl Folder {
    /// A folder at this path, which need not be there.
    pub(crate) fn new(path: PathBuf, instance: String, most_bytes: u64) -> Self {
        Self { path, instance, most_bytes, lengths: None }
    }

    /// Writes a file, so that it is there as a whole or not at all. It is not forced onto a disk: whoever reads it runs
    /// on the same kernel.
    pub(crate) fn write(&mut self, saved: &Saved) -> Result<(), Refusal> {
        let bytes = file::to_bytes(&self.instance, saved);
        DirBuilder::new().recursive(true).mode(0o700).create(&self.path)?;
        let most_bytes = self.most_bytes;
        let taken: u64 = self.lengths()?.values().sum();
        let length = bytes.len() as u64;
        if taken.saturating_add(length) > most_bytes {
            return Err(Refusal::Full { most_bytes });
        }
        let (part, whole) = (self.place(saved.file, PART), self.place(saved.file, WHOLE));
        let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
        let written =
            written.and_then(|mut file| file.write_all(&bytes)).and_then(|()| fs::rename(&part, &whole));
        if let Err(error) = written {
            // Half of it helps nobody.
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
        self.lengths()?.insert(whole, length);
        Ok(())
    }

    /// Deletes a file.
    pub(crate) fn delete(&mut self, file: u64) {
        let path = self.place(file, WHOLE);
        self.remove(&path);
    }

    /// The spool's files that are there, in the order in which they were written. None where there is no folder. What
    /// else is in it takes room, and is left alone.
    pub(crate) fn files(&mut self) -> Vec<PathBuf> {
        let is_own = |path: &&PathBuf| path.extension().is_some_and(|end| end == WHOLE || end == PART);
        let lengths = self.lengths();
        lengths.map(|lengths| lengths.keys().filter(is_own).cloned().collect()).unwrap_or_default()
    }

    /// Reads one of them.
    pub(crate) fn read(&mut self, path: &Path, now: Timestamp) -> Found {
        let found = self.look(path, now);
        if !matches!(found, Found::Saved(_) | Found::Others) {
            self.remove(path);
        }
        found
    }

    fn look(&self, path: &Path, now: Timestamp) -> Found {
        let is_old = |written: u64| now.saturating_since(Timestamp::from_nanos(written)) > MOST_AGE;
        let parsed = fs::read(path).map_err(|_| Broken::Header).and_then(|bytes| file::parse(&bytes));
        match parsed {
            Ok((instance, saved)) if instance != self.instance => {
                if is_old(saved.file) {
                    Found::Broken
                } else {
                    Found::Others
                }
            }
            Ok((_, Saved { file, signal, items, .. })) if is_old(file) => {
                Found::Lost { signal, items, reason: Reason::SpoolExpired }
            }
            // Its number finds it again.
            Ok((_, saved)) if self.place(saved.file, WHOLE) != path => Found::Broken,
            Ok((_, saved)) => Found::Saved(saved),
            Err(Broken::Body { signal, items }) => Found::Lost { signal, items, reason: Reason::SpoolFailed },
            Err(Broken::Header) => Found::Broken,
        }
    }

    fn remove(&mut self, path: &Path) {
        // If it is gone that is as well.
        let _ = fs::remove_file(path);
        if let Some(lengths) = &mut self.lengths {
            lengths.remove(path);
        }
    }

    fn place(&self, file: u64, end: &str) -> PathBuf {
        self.path.join(format!("{file:016x}.{end}"))
    }

    /// The files and their lengths, of a folder that is this user's.
    fn lengths(&mut self) -> Result<&mut BTreeMap<PathBuf, u64>, Refusal> {
        if self.lengths.is_none() {
            let folder = fs::symlink_metadata(&self.path)?;
            // In a folder of somebody else's, or behind a link, anything could be.
            let own = fs::metadata("/proc/self").map(|own| own.uid());
            if !folder.is_dir() || own.is_ok_and(|own| own != folder.uid()) {
                return Err(Refusal::Foreign);
            }
            let mut lengths = BTreeMap::new();
            for entry in fs::read_dir(&self.path)? {
                let entry = entry?;
                lengths.insert(entry.path(), entry.metadata()?.len());
            }
            self.lengths = Some(lengths);
        }
        Ok(self.lengths.get_or_insert_default())
    }
}

// === impl Refusal ===

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { most_bytes } => write!(f, "it would hold more than {most_bytes} bytes"),
            Self::Foreign => f.write_str("the folder is a link, no folder, or somebody else's"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use bytes::Bytes;
    use tempfile::TempDir;

    use super::*;
    use crate::signal::Encoding;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn saved(file: u64) -> Saved {
        let body = Bytes::from_static(&[7; 1000]);
        let (signal, encoding, is_urgent) = (Signal::Traces, Encoding::Protobuf, false);
        Saved { file, destination: "collector".to_owned(), signal, encoding, items: 5, is_urgent, body }
    }

    fn folder(parent: &TempDir, instance: &str) -> Folder {
        Folder::new(parent.path().join("spool"), instance.to_owned(), 2500)
    }

    fn found(folder: &mut Folder, now: Timestamp) -> Vec<Found> {
        folder.files().iter().map(|path| folder.read(path, now)).collect()
    }

    #[test]
    fn another_environment_finds_what_one_has_written_until_it_is_deleted() {
        let parent = TempDir::new().expect("a folder");
        let (first, second) = (saved(NOW.as_nanos()), saved(NOW.as_nanos() + 1));
        let mut before = folder(&parent, "a");
        before.write(&second).expect("room");
        before.write(&first).expect("room");
        let mode = fs::metadata(parent.path().join("spool")).expect("the folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let mut after = folder(&parent, "a");
        assert_eq!(found(&mut after, NOW), [Found::Saved(first), Found::Saved(second.clone())]);
        after.delete(NOW.as_nanos());
        assert_eq!(found(&mut folder(&parent, "a"), NOW), [Found::Saved(second)]);
        assert_eq!(found(&mut folder(&parent, "b"), NOW), [Found::Others], "it is not read by others");
    }

    #[test]
    fn a_full_folder_takes_nothing_until_there_is_room() {
        let parent = TempDir::new().expect("a folder");
        let mut folder = folder(&parent, "a");
        folder.write(&saved(1)).expect("room for two");
        folder.write(&saved(2)).expect("room for two");
        let refused = folder.write(&saved(3)).expect_err("no room for a third");
        assert_eq!(refused.to_string(), "it would hold more than 2500 bytes");
        folder.delete(1);
        folder.write(&saved(3)).expect("room again");
        assert_eq!(folder.files().len(), 2);
    }

    #[test]
    fn what_is_old_broken_or_half_written_is_deleted_and_counted_where_it_says_what_it_was() {
        let parent = TempDir::new().expect("a folder");
        let path = parent.path().join("spool");
        folder(&parent, "a").write(&saved(NOW.as_nanos())).expect("room");
        let later = NOW.saturating_add(MOST_AGE + Duration::from_nanos(1));
        let expired = Found::Lost { signal: Signal::Traces, items: 5, reason: Reason::SpoolExpired };
        assert_eq!(found(&mut folder(&parent, "a"), later), [expired]);
        folder(&parent, "a").write(&saved(NOW.as_nanos())).expect("room");
        let file = path.join(format!("{:016x}.otlp", NOW.as_nanos()));
        let mut bytes = fs::read(&file).expect("the file");
        *bytes.last_mut().expect("it is not empty") ^= 1;
        fs::write(&file, &bytes).expect("it is ours");
        let broken = Found::Lost { signal: Signal::Traces, items: 5, reason: Reason::SpoolFailed };
        assert_eq!(found(&mut folder(&parent, "a"), NOW), [broken]);
        fs::write(path.join("0000000000000001.part"), &bytes[..40]).expect("it is ours");
        assert_eq!(found(&mut folder(&parent, "a"), NOW), [Found::Broken]);
        assert_eq!(fs::read_dir(&path).expect("the folder").count(), 0);
    }

    #[test]
    fn a_folder_that_is_a_link_or_cannot_be_made_is_not_used() {
        let parent = TempDir::new().expect("a folder");
        let elsewhere = parent.path().join("elsewhere");
        fs::create_dir(&elsewhere).expect("it is ours");
        std::os::unix::fs::symlink(&elsewhere, parent.path().join("spool")).expect("it is ours");
        assert!(matches!(folder(&parent, "a").write(&saved(1)), Err(Refusal::Foreign)));
        let below_a_file = parent.path().join("file");
        fs::write(&below_a_file, "").expect("it is ours");
        let mut nowhere = Folder::new(below_a_file.join("spool"), "a".to_owned(), 2500);
        assert!(matches!(nowhere.write(&saved(1)), Err(Refusal::Io(_))));
        assert_eq!(nowhere.files(), Vec::<PathBuf>::new());
    }
}
