//! The connections to one place, and which of them are kept.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lamplight_core::clock::Timestamp;

use crate::connection::{Connection, Failure};
use crate::connector::Connector;
use crate::endpoint::Endpoint;
use crate::settings::Settings;

/// A connection that was not used for longer may have been forgotten somewhere on its way, and nobody would say so:
/// the shortest time that balancers are known to allow is one minute, and a freeze is not counted by clocks that stand
/// still meanwhile.
const LONGEST: Duration = Duration::from_secs(30);

/// Opens connections to one place, and keeps those that can be used again.
#[derive(Debug)]
pub(crate) struct Connections {
    connector: Connector,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// With when they were used last.
    connections: Vec<(Connection, Timestamp)>,
    is_closed: bool,
}

// === impl Connections ===

impl Connections {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self { connector: Connector::new(settings), kept: Mutex::default() }
    }

    pub(crate) async fn open(&self, endpoint: &Endpoint) -> Result<Connection, Failure> {
        self.connector.open(endpoint).await.map(Connection::new)
    }

    /// The one that was used last, if it was used lately.
    pub(crate) fn take(&self, now: Timestamp) -> Option<Connection> {
        self.forget(LONGEST, now);
        self.kept().connections.pop().map(|(connection, _)| connection)
    }

    /// Keeps this one, and of the others as many as there is room for.
    pub(crate) fn keep(&self, connection: Connection, most: usize, now: Timestamp) {
        let mut kept = self.kept();
        if !kept.is_closed {
            kept.connections.push((connection, now));
            let surplus = kept.connections.len().saturating_sub(most);
            kept.connections.drain(..surplus);
        }
    }

    /// Closes those that were not used for as long as this, or were used after now: a clock was set then, and nobody
    /// knows.
    pub(crate) fn forget(&self, unused: Duration, now: Timestamp) {
        let is_fresh = |used: Timestamp| used <= now && now.saturating_since(used) < unused;
        self.kept().connections.retain(|(_, used)| is_fresh(*used));
    }

    /// Closes all of them, and keeps none any more.
    pub(crate) fn close(&self) {
        *self.kept() = Kept { connections: Vec::new(), is_closed: true };
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
