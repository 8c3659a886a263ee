//! What a backend is: which service, for whom, with which limits.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use lamplight_core::clock::Clock;

use super::{Backend, Credentials, Idle, Limits, Signal};

/// A backend before it is started; see [`Backend`].
#[derive(Clone, Debug)]
pub struct BackendConfig {
    pub(super) service: Service,
    pub(super) credentials: Option<Credentials>,
    pub(super) region: String,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) idle: Option<Idle>,
    pub(super) log_streams: BTreeSet<(String, String)>,
    pub(super) secrets: BTreeMap<String, String>,
    pub(super) parameters: BTreeMap<String, String>,
    #[cfg(feature = "tls-backends")]
    pub(super) authority: Option<super::Authority>,
}

/// What a backend is in place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// A collector: every signal, from anyone.
    Collector,
    /// An endpoint of AWS for one signal.
    Endpoint(Signal),
    /// Secrets Manager and the Parameter Store.
    Secrets,
}

// === impl BackendConfig ===

impl BackendConfig {
    pub(super) fn new(service: Service, credentials: Option<Credentials>, limits: Limits) -> Self {
        Self {
            service,
            credentials,
            region: crate::FunctionConfig::DEFAULT_REGION.to_owned(),
            clock: Clock::system(),
            limits,
            idle: None,
            log_streams: BTreeSet::new(),
            secrets: BTreeMap::new(),
            parameters: BTreeMap::new(),
            #[cfg(feature = "tls-backends")]
            authority: None,
        }
    }

    /// The region that signatures have to be for; `us-east-1` unless set.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// The clock that signatures and the age of items are checked by.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Other limits than those of the service.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Ends connections that nobody uses.
    #[must_use]
    pub fn idle(mut self, idle: Idle) -> Self {
        self.idle = Some(idle);
        self
    }

    /// Logs: a log group and a stream in it that exist. Logs for another one are refused.
    #[must_use]
    pub fn log_stream(mut self, group: impl Into<String>, stream: impl Into<String>) -> Self {
        self.log_streams.insert((group.into(), stream.into()));
        self
    }

    /// Secrets: a secret of Secrets Manager.
    #[must_use]
    pub fn secret(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.secrets.insert(name.into(), value.into());
        self
    }

    /// Secrets: a parameter of the Parameter Store.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Speaks TLS, with a certificate for `localhost` and the loopback address by this authority.
    #[cfg(feature = "tls-backends")]
    #[must_use]
    pub fn tls(mut self, authority: &super::Authority) -> Self {
        self.authority = Some(authority.clone());
        self
    }

    /// Listens on a free port of the loopback interface, until the backend is dropped.
    ///
    /// # Errors
    ///
    /// That there is no port, or that no certificate can be made.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start(self) -> io::Result<Backend> {
        Backend::start(self).await
    }
}
