//! The way from an extension to its collector, on which answers can be lost, and where is seen what has no answer yet.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// What becomes of answers. In each case but the first the connection ends then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Answers {
    #[default]
    Arrive,
    /// The collector has taken everything, and nobody hears of it.
    Vanish,
    /// Something comes that is no HTTP.
    Garbled,
    /// One ends in its middle.
    Cut,
}

const GARBAGE: &[u8] = b"\x16\x03\x01 nobody speaks like this\n\n";

/// A relay of connections.
#[derive(Debug)]
pub(crate) struct Road {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    to: SocketAddr,
    answers: Mutex<Answers>,
    /// How many requests have begun and have no answer, on connections that are there.
    open: watch::Sender<usize>,
}

/// A request that has begun.
struct Open(Arc<Shared>);

// === impl Road ===

impl Road {
    pub(crate) async fn start(to: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { to, answers: Mutex::default(), open: watch::Sender::new(0) });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn answers(&self, answers: Answers) {
        *self.shared.answers.lock().unwrap_or_else(PoisonError::into_inner) = answers;
    }

    /// Waits until no request is without an answer. How many are, if that takes too long.
    pub(crate) async fn is_clear(&self, patience: Duration) -> Result<(), usize> {
        let mut open = self.shared.open.subscribe();
        let clear = tokio::time::timeout(patience, open.wait_for(|open| *open == 0)).await;
        if clear.is_ok() { Ok(()) } else { Err(*self.shared.open.borrow()) }
    }
}

impl Drop for Road {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => _ = connections.spawn(relay(stream, Arc::clone(&shared))),
                // Out of file descriptors, until other connections end.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Carries a connection until either side ends it: what is lost with it is the point of it.
async fn relay(mut here: TcpStream, shared: Arc<Shared>) {
    let Ok(mut there) = TcpStream::connect(shared.to).await else { return };
    let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut open = None;
    loop {
        tokio::select! {
            read = here.read(&mut asked) => {
                let Some(length) = read.ok().filter(|length| *length > 0) else { return };
                open.get_or_insert_with(|| Open::new(&shared));
                if there.write_all(&asked[..length]).await.is_err() {
                    return;
                }
            }
            read = there.read(&mut answered) => {
                let Some(length) = read.ok().filter(|length| *length > 0) else { return };
                let answers = *shared.answers.lock().unwrap_or_else(PoisonError::into_inner);
                let part = match answers {
                    Answers::Arrive => &answered[..length],
                    Answers::Vanish => &[],
                    Answers::Garbled => GARBAGE,
                    Answers::Cut => &answered[..length / 2],
                };
                if here.write_all(part).await.is_err() || answers != Answers::Arrive {
                    return;
                }
                open = None;
            }
        }
    }
}

// === impl Open ===

impl Open {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.open.send_modify(|open| *open += 1);
        Self(Arc::clone(shared))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open -= 1);
    }
}
