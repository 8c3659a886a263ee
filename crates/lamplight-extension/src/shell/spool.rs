//! The spool as the environment's variables name it, and what there is to say about it.

use std::path::{Path, PathBuf};

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::lookup::Lookup;
use lamplight_core::variable;

use super::{choices, voice};
use crate::event::{Event, Saved};
use crate::settings;
use crate::spool::{Folder, Found};

/// The folder below that of temporary files.
const FOLDER: &str = ".lamplight";
/// No more is kept there.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The spool; without a folder if there is to be none.
pub(crate) struct Spool {
    folder: Option<Folder>,
    clock: Clock,
    /// What is wrong with it is said once.
    has_complained: bool,
}

// === impl Spool ===

impl Spool {
    /// Nothing is read or made yet.
    pub(crate) fn new(lookup: &dyn Lookup, mode: settings::Spool, clock: &Clock) -> Self {
        let get = |name| choices::get(lookup, name);
        let parent = get(variable::TMP_FOLDER.name).unwrap_or_else(|| "/tmp".to_owned());
        // On a laptop environments share the folder. Where each finds Lambda tells them apart.
        let FunctionEnvironment { name, version, .. } = FunctionEnvironment::read(lookup);
        let parts = [name, version, get(variable::RUNTIME_API.name)];
        let instance = parts.map(Option::unwrap_or_default).join(" ");
        let folder = (mode != settings::Spool::Never)
            .then(|| Folder::new(Path::new(&parent).join(FOLDER), instance, MOST_BYTES));
        Self { folder, clock: clock.clone(), has_complained: false }
    }

    /// The files that an extension before a reset has left.
    pub(crate) fn files(&mut self) -> Vec<PathBuf> {
        self.folder.as_mut().map(Folder::files).unwrap_or_default()
    }

    /// What one of them is to the state.
    pub(crate) fn read(&mut self, path: &Path, now: Timestamp) -> Option<Event> {
        let clock = &self.clock;
        match self.folder.as_mut()?.read(path, now) {
            Found::Saved(saved) => Some(Event::Restored(saved)),
            Found::Lost { signal, items, reason } => {
                let (signal_name, reason_name) = (signal.name(), reason.name());
                voice::say(
                    clock,
                    format_args!("{items} items of {signal_name} in the spool are lost ({reason_name})"),
                );
                Some(Event::Lost { signal, items, reason })
            }
            Found::Broken => {
                voice::say(clock, format_args!("a file in the spool is of no use: {}", path.display()));
                None
            }
            Found::Others => None,
        }
    }

    /// Writes a file. Whether it was.
    pub(crate) fn write(&mut self, saved: &Saved) -> bool {
        let written = self.folder.as_mut().map(|folder| folder.write(saved));
        if let Some(Err(refusal)) = &written {
            if !std::mem::replace(&mut self.has_complained, true) {
                voice::say(&self.clock, format_args!("telemetry cannot be spooled: {refusal}"));
            }
        }
        matches!(written, Some(Ok(())))
    }

    pub(crate) fn delete(&mut self, file: u64) {
        if let Some(folder) = &mut self.folder {
            folder.delete(file);
        }
    }
}
