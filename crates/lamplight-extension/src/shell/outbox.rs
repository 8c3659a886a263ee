//! What goes out: attempts, each in a task of its own that can be given up.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderValue, RETRY_AFTER, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use lamplight_core::clock::Clock;
use lamplight_core::lookup::Lookup;
use tokio::task::AbortHandle;

use super::connection::{Connection, Connector};
use super::inbox::{Arrival, Inbox};
use super::target::{Endpoint, Target};
use super::voice;
use crate::event::{Event, Verdict};
use crate::otlp::answer;
use crate::settings::Destination;
use crate::signal::{Encoding, Signal};

/// Of an answer no more is read.
const MOST_ANSWER: usize = 64 * 1024;
/// A connection that was not used for so long may have been forgotten on its way.
const IDLE: Duration = Duration::from_secs(30);
const AGENT: &str = concat!("lamplight-extension/", env!("CARGO_PKG_VERSION"));

/// The attempts on their way.
pub(crate) struct Outbox {
    inbox: Inbox,
    posts: Option<Arc<Post>>,
    tasks: HashMap<u64, AbortHandle>,
}

/// The one destination there is.
struct Post {
    target: Target,
    connector: Connector,
    clock: Clock,
    /// Connections that are kept, with when they were used last.
    kept: Mutex<Vec<(String, Connection, lamplight_core::clock::Timestamp)>>,
}

// === impl Outbox ===

impl Outbox {
    pub(crate) fn new(inbox: Inbox) -> Self {
        Self { inbox, posts: None, tasks: HashMap::new() }
    }

    /// Reads where to send. What makes no sense is said, and done without.
    pub(crate) fn configure(&mut self, lookup: &dyn Lookup, clock: &Clock) -> Vec<Destination> {
        let (target, problems) = Target::from_lookup(lookup);
        for problem in problems {
            voice::say(clock, format_args!("a setting is skipped: {problem}"));
        }
        let Some(target) = target else {
            voice::say(
                clock,
                format_args!("telemetry goes nowhere: OTEL_EXPORTER_OTLP_ENDPOINT names no collector"),
            );
            return Vec::new();
        };
        let destinations = vec![target.destination()];
        let (connector, kept) = (Connector::default(), Mutex::default());
        self.posts = Some(Arc::new(Post { target, connector, clock: clock.clone(), kept }));
        destinations
    }

    pub(crate) fn send(
        &mut self,
        attempt: u64,
        _destination: usize,
        signal: Signal,
        encoding: Encoding,
        bodies: Vec<Bytes>,
    ) {
        self.tasks.retain(|_, task| !task.is_finished());
        let (Some(posts), inbox) = (self.posts.clone(), self.inbox.clone()) else {
            return;
        };
        let task = tokio::spawn(async move {
            let verdict = posts.post(signal, encoding, &bodies).await;
            let _ = inbox.send(Arrival::Event(Event::Sent { attempt, verdict }));
        });
        self.tasks.insert(attempt, task.abort_handle());
    }

    /// Gives an attempt up, and closes its connection.
    pub(crate) fn abort(&mut self, attempt: u64) {
        if let Some(task) = self.tasks.remove(&attempt) {
            task.abort();
        }
    }

    pub(crate) fn abort_all(&mut self) {
        self.tasks.drain().for_each(|(_, task)| task.abort());
    }
}

// === impl Post ===

impl Post {
    async fn post(&self, signal: Signal, encoding: Encoding, bodies: &[Bytes]) -> Verdict {
        let Some(endpoint) = &self.target.endpoints[signal.index()] else {
            return Verdict::Refused;
        };
        let Ok(body) = joined(bodies, endpoint.is_compressed) else {
            return Verdict::Refused;
        };
        let place = place(endpoint);
        // A connection that was kept may have been closed since; that says nothing about the collector.
        if let Some(mut connection) = self.take(&place) {
            if let Ok(verdict) = self.post_on(&mut connection, endpoint, encoding, body.clone()).await {
                self.keep(place, connection);
                return verdict;
            }
        }
        let Ok(mut connection) = self.connector.connect(&endpoint.uri).await else {
            return Verdict::Failed;
        };
        match self.post_on(&mut connection, endpoint, encoding, body).await {
            Ok(verdict) => {
                self.keep(place, connection);
                verdict
            }
            Err(_) => Verdict::Failed,
        }
    }

    async fn post_on(
        &self,
        connection: &mut Connection,
        endpoint: &Endpoint,
        encoding: Encoding,
        body: Bytes,
    ) -> Result<Verdict, Box<dyn std::error::Error + Send + Sync>> {
        let path = endpoint.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = path.parse()?;
        let headers = request.headers_mut();
        *headers = endpoint.headers.clone();
        let authority = endpoint.uri.authority().map_or("", |authority| authority.as_str());
        headers.insert(HOST, HeaderValue::from_str(authority)?);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(encoding.content_type()));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if endpoint.is_compressed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        connection.ready().await?;
        let response = connection.send_request(request).await?;
        let status = response.status();
        let after = response.headers().get(RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?));
        let answer = Limited::new(response.into_body(), MOST_ANSWER).collect().await?.to_bytes();
        Ok(verdict(status, after, || answer::rejected(encoding, &answer)))
    }

    fn take(&self, place: &str) -> Option<Connection> {
        let now = self.clock.now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, connection, used)| !connection.is_closed() && now.saturating_since(*used) < IDLE);
        let at = kept.iter().position(|(known, _, _)| known == place)?;
        Some(kept.swap_remove(at).1)
    }

    fn keep(&self, place: String, connection: Connection) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push((place, connection, self.clock.now()));
    }
}

fn place(endpoint: &Endpoint) -> String {
    let (scheme, authority) = (endpoint.uri.scheme_str(), endpoint.uri.authority());
    format!("{}://{}", scheme.unwrap_or_default(), authority.map_or("", |authority| authority.as_str()))
}

/// The bodies as one, as OTLP's protobuf allows.
fn joined(bodies: &[Bytes], is_compressed: bool) -> std::io::Result<Bytes> {
    if is_compressed {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        bodies.iter().try_for_each(|body| packed.write_all(body))?;
        return packed.finish().map(Bytes::from);
    }
    Ok(match bodies {
        [body] => body.clone(),
        bodies => bodies.concat().into(),
    })
}

/// By the OTLP specification, "Retryable Response Codes".
fn verdict(status: StatusCode, after: Option<Duration>, rejected: impl FnOnce() -> u64) -> Verdict {
    match status.as_u16() {
        200..=299 => Verdict::Delivered { rejected: rejected() },
        429 | 502 | 503 | 504 => Verdict::Retry { after },
        413 => Verdict::TooLarge,
        _ => Verdict::Refused,
    }
}

/// Seconds. A date is not read; the pause is then the breaker's own.
fn retry_after(value: &str) -> Option<Duration> {
    value.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_classes() {
        let of = |status: u16| verdict(StatusCode::from_u16(status).expect("a status"), None, || 2);
        assert_eq!(of(200), Verdict::Delivered { rejected: 2 });
        for status in [429, 502, 503, 504] {
            assert_eq!(of(status), Verdict::Retry { after: None }, "{status}");
        }
        for status in [400, 401, 403, 404, 500, 501] {
            assert_eq!(of(status), Verdict::Refused, "{status}");
        }
        assert_eq!(of(413), Verdict::TooLarge);
    }
}
