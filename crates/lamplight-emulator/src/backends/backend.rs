//! A backend that runs.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::behaviour::Plan;
use super::config::Service;
use super::connection::{self, Gap};
use super::{BackendConfig, Behaviour, Credentials, Limits, Received, Signal, Signals};

/// A server on a free port of this machine that takes telemetry. Dropping it closes the port and every connection.
#[derive(Debug)]
pub struct Backend {
    address: SocketAddr,
    secure: bool,
    shared: Arc<Shared>,
    listening: Mutex<Listening>,
    gap: watch::Sender<Gap>,
}

/// What the connections of a backend share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: BackendConfig,
    plan: Mutex<Plan>,
    taken: Mutex<Taken>,
    /// How many requests were answered or given up.
    done: watch::Sender<usize>,
    connections: AtomicU64,
    open: AtomicUsize,
    #[cfg(feature = "tls-backends")]
    pub(super) tls: Option<super::tls::Acceptor>,
}

#[derive(Debug, Default)]
struct Taken {
    requests: Vec<Received>,
    signals: Signals,
}

/// Whether somebody can connect.
#[derive(Debug)]
enum Listening {
    Yes(JoinHandle<()>),
    /// The port is kept, so that nobody else gets it.
    No {
        _socket: TcpSocket,
    },
}

/// How many may wait to be accepted.
const BACKLOG: u32 = 1024;

// === impl Backend ===

impl Backend {
    /// A collector of OTLP over HTTP: it takes every signal, from anyone.
    #[must_use]
    pub fn otlp() -> BackendConfig {
        BackendConfig::new(Service::Collector, None, Limits::COLLECTOR)
    }

    /// The traces endpoint of X-Ray: requests are signed for the service `xray`.
    #[must_use]
    pub fn xray(credentials: Credentials) -> BackendConfig {
        BackendConfig::new(Service::Endpoint(Signal::Traces), Some(credentials), Limits::XRAY)
    }

    /// The logs endpoint of CloudWatch Logs: requests are signed for the service `logs`, and name a log stream
    /// that [exists](BackendConfig::log_stream).
    #[must_use]
    pub fn logs(credentials: Credentials) -> BackendConfig {
        BackendConfig::new(Service::Endpoint(Signal::Logs), Some(credentials), Limits::LOGS)
    }

    /// The metrics endpoint of CloudWatch: requests are signed for the service `monitoring`.
    #[must_use]
    pub fn metrics(credentials: Credentials) -> BackendConfig {
        BackendConfig::new(Service::Endpoint(Signal::Metrics), Some(credentials), Limits::METRICS)
    }

    /// `GetSecretValue` of Secrets Manager, `GetParameter` and `GetParameters` of the Parameter Store: requests are
    /// signed for the services `secretsmanager` and `ssm`.
    #[must_use]
    pub fn secrets(credentials: Credentials) -> BackendConfig {
        BackendConfig::new(Service::Secrets, Some(credentials), Limits::COLLECTOR)
    }

    pub(super) async fn start(config: BackendConfig) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        #[cfg(feature = "tls-backends")]
        let tls = config.authority.as_ref().map(super::Authority::acceptor).transpose()?;
        #[cfg(feature = "tls-backends")]
        let secure = tls.is_some();
        #[cfg(not(feature = "tls-backends"))]
        let secure = false;
        let shared = Arc::new(Shared {
            config,
            plan: Mutex::default(),
            taken: Mutex::default(),
            done: watch::Sender::new(0),
            connections: AtomicU64::new(0),
            open: AtomicUsize::new(0),
            #[cfg(feature = "tls-backends")]
            tls,
        });
        let gap = watch::Sender::new(Gap::default());
        let task = tokio::spawn(accept(listener, Arc::clone(&shared), gap.subscribe()));
        Ok(Self { address, secure, shared, listening: Mutex::new(Listening::Yes(task)), gap })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a URL without a path: `http://127.0.0.1:…`, or `https://localhost:…` where it speaks TLS.
    #[must_use]
    pub fn url(&self) -> String {
        match self.secure {
            true => format!("https://localhost:{}", self.address.port()),
            false => format!("http://{}", self.address),
        }
    }

    /// How it behaves with the next requests, one each; after them it answers as it should.
    pub fn plan(&self, next: impl IntoIterator<Item = Behaviour>) {
        lock(&self.shared.plan).replace(next, Behaviour::Answer);
    }

    /// How it behaves with every request from now on.
    pub fn always(&self, behaviour: Behaviour) {
        lock(&self.shared.plan).replace([], behaviour);
    }

    /// Refuses connections from now on, and closes those that are there.
    ///
    /// # Errors
    ///
    /// That the port cannot be kept.
    pub async fn refuse(&self) -> io::Result<()> {
        let task = match &mut *lock(&self.listening) {
            Listening::Yes(task) => {
                task.abort();
                std::mem::replace(task, tokio::spawn(async {}))
            }
            Listening::No { .. } => return Ok(()),
        };
        // Only then is the port free.
        _ = task.await;
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        *lock(&self.listening) = Listening::No { _socket: socket };
        Ok(())
    }

    /// Takes connections again.
    ///
    /// # Errors
    ///
    /// That the port cannot be listened on.
    pub fn accept(&self) -> io::Result<()> {
        let mut listening = lock(&self.listening);
        if let Listening::No { .. } = &*listening {
            let socket = TcpSocket::new_v4()?;
            socket.set_reuseaddr(true)?;
            // Given up only now, so that nobody else gets the port in between.
            *listening = Listening::Yes(tokio::spawn(async {}));
            socket.bind(self.address)?;
            let listener = socket.listen(BACKLOG)?;
            let task = tokio::spawn(accept(listener, Arc::clone(&self.shared), self.gap.subscribe()));
            *listening = Listening::Yes(task);
        }
        Ok(())
    }

    /// As if so much time had passed for the connections that are idle: those that may not be idle for so long
    /// [end](BackendConfig::idle). For gaps between invocations that nobody wants to wait for.
    pub fn pass(&self, gap: Duration) {
        self.gap.send_modify(|last| *last = Gap { number: last.number + 1, length: gap });
    }

    /// How many connections there were.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many connections are open.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// Every request that was answered or given up, in that order.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        lock(&self.shared.taken).requests.clone()
    }

    /// Waits until so many requests were answered or given up.
    pub async fn received(&self, count: usize) {
        // The sender is here, so this cannot fail.
        _ = self.shared.done.subscribe().wait_for(|done| *done >= count).await;
    }

    /// Every item that it took.
    #[must_use]
    pub fn signals(&self) -> Signals {
        lock(&self.shared.taken).signals.clone()
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Listening::Yes(task) = &*lock(&self.listening) {
            task.abort();
        }
    }
}

// === impl Shared ===

impl Shared {
    pub(super) fn next_is_slow(&self) -> bool {
        matches!(lock(&self.plan).peek(), Behaviour::SlowRead { .. })
    }

    pub(super) fn next_behaviour(&self) -> Behaviour {
        lock(&self.plan).take()
    }

    /// Takes note of a request and of what was taken of it.
    pub(super) fn note(&self, request: Received, signals: Signals) {
        let mut taken = lock(&self.taken);
        taken.signals.append(signals);
        taken.requests.push(request);
        let count = taken.requests.len();
        drop(taken);
        self.done.send_replace(count);
    }
}

/// Nobody panics while they hold one of these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, gap: watch::Receiver<Gap>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let number = shared.connections.fetch_add(1, Ordering::SeqCst) + 1;
                    connections.spawn(serve(stream, number, Arc::clone(&shared), gap.clone()));
                }
                // Out of file descriptors, or the peer has gone already: neither ends the others.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, number: u64, shared: Arc<Shared>, gap: watch::Receiver<Gap>) {
    /// Counts a connection, also when its task is aborted.
    struct Open(Arc<Shared>);
    impl Drop for Open {
        fn drop(&mut self) {
            self.0.open.fetch_sub(1, Ordering::SeqCst);
        }
    }
    shared.open.fetch_add(1, Ordering::SeqCst);
    let _open = Open(Arc::clone(&shared));
    connection::serve(stream, number, shared, gap).await;
}
