//! What a request is answered, by the plan and by the service.

use std::convert::Infallible;
use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use flate2::read::GzDecoder;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, Version, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use tokio::sync::watch;

use super::backend::Shared;
use super::config::Service;
use super::connection::State;
use super::limits::Breach;
use super::otlp::{Batch, Encoding, Signal, Signals, failed, taken};
use super::sigv4::{Scope, Signed};
use super::{Behaviour, Received, aws};

type Reply = Response<Full<Bytes>>;

/// An answer, and what was taken of the request.
pub(super) struct Answer {
    pub(super) reply: Reply,
    pub(super) signals: Signals,
}

/// Answers a request, unless the plan says otherwise.
pub(super) async fn answer(
    request: Request<Incoming>,
    connection: u64,
    shared: Arc<Shared>,
    state: watch::Sender<State>,
) -> Result<Reply, Infallible> {
    state.send_replace(State::Busy);
    let time = shared.config.clock.now();
    let (head, body) = request.into_parts();
    let behaviour = shared.next_behaviour();
    let received = |body: Bytes, status: Option<StatusCode>| Received {
        time,
        connection,
        method: head.method.clone(),
        path: head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        headers: head.headers.clone(),
        body,
        status: status.map(|status| status.as_u16()),
    };
    let body = read(body, &behaviour).await;
    match behaviour {
        Behaviour::Reset => {
            shared.note(received(body, None), Signals::default());
            state.send_replace(State::Reset);
            return std::future::pending().await;
        }
        Behaviour::Blackhole => {
            shared.note(received(body, None), Signals::default());
            return std::future::pending().await;
        }
        Behaviour::Latency(latency) => tokio::time::sleep(latency).await,
        _ => {}
    }
    let Answer { mut reply, signals } = match &behaviour {
        Behaviour::Status { status, retry_after } => Answer::only(unwell(&head, *status, *retry_after)),
        Behaviour::PartialSuccess { rejected, message } => {
            of_service(&shared, &head, &body, Some((*rejected, message)))
        }
        _ => of_service(&shared, &head, &body, None),
    };
    if behaviour == Behaviour::Close {
        *reply.version_mut() = Version::HTTP_10;
        reply.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    shared.note(received(body, Some(reply.status())), signals);
    state.send_replace(State::Idle);
    Ok(reply)
}

/// The body, or as much of it as the behaviour wants, or as came.
async fn read(mut body: Incoming, behaviour: &Behaviour) -> Bytes {
    let mut read = BytesMut::new();
    while let Some(Ok(frame)) = body.frame().await {
        let Ok(data) = frame.into_data() else { continue };
        read.extend_from_slice(&data);
        match behaviour {
            Behaviour::Reset => break,
            Behaviour::SlowRead { bytes, every } => {
                let pauses = data.len().div_ceil((*bytes).max(1));
                tokio::time::sleep(every.saturating_mul(u32::try_from(pauses).unwrap_or(u32::MAX))).await;
            }
            _ => {}
        }
    }
    read.freeze()
}

fn unwell(head: &Parts, status: u16, retry_after: Option<Duration>) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let encoding = Encoding::of(&head.headers).unwrap_or(Encoding::Json);
    let mut reply = failed(status, encoding, status.canonical_reason().unwrap_or("unwell"));
    if let Some(after) = retry_after {
        let seconds = after.as_secs().max(1);
        reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    reply
}

fn of_service(shared: &Shared, head: &Parts, body: &Bytes, partial: Option<(u64, &str)>) -> Answer {
    match (shared.config.service, Signal::of_path(head.uri.path())) {
        (Service::Secrets, _) => Answer::only(aws::secrets(&shared.config, head, body)),
        (Service::Collector, Some(signal)) => otlp(shared, signal, head, body, partial),
        (Service::Endpoint(own), Some(signal)) if own == signal => otlp(shared, signal, head, body, partial),
        _ => Answer::only(empty(StatusCode::NOT_FOUND)),
    }
}

fn otlp(shared: &Shared, signal: Signal, head: &Parts, body: &Bytes, partial: Option<(u64, &str)>) -> Answer {
    if head.method != Method::POST {
        return Answer::only(empty(StatusCode::METHOD_NOT_ALLOWED));
    }
    let Some(encoding) = Encoding::of(&head.headers) else {
        return Answer::only(empty(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    };
    let refuse = |status, message: &str| Answer::only(failed(status, encoding, message));
    let config = &shared.config;
    if config.service != Service::Collector {
        if let Err(refusal) = aws::check(config, signal, head, body) {
            return Answer::only(refusal.reply());
        }
    }
    let body = match decompressed(head, body, config.limits.request) {
        Ok(body) => body,
        Err((status, message)) => return refuse(status, &message),
    };
    if let Err(Breach::TooLarge(message) | Breach::Refused(message)) = config.limits.check_size(body.len()) {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, &message);
    }
    let batch = match Batch::read(signal, encoding, &body) {
        Ok(batch) => batch,
        Err(malformed) => return refuse(StatusCode::BAD_REQUEST, &malformed.0),
    };
    match config.limits.check(batch, config.clock.now()) {
        Err(Breach::TooLarge(message)) => refuse(StatusCode::PAYLOAD_TOO_LARGE, &message),
        Err(Breach::Refused(message)) => refuse(StatusCode::BAD_REQUEST, &message),
        Ok((mut signals, over)) => {
            let rejected = match partial {
                Some((rejected, message)) => {
                    signals.forget(rejected);
                    Some((rejected, message))
                }
                None if over > 0 => Some((over, "some items are larger than the limits allow")),
                None => None,
            };
            Answer { reply: taken(signal, encoding, rejected), signals }
        }
    }
}

/// Reads one byte more than the limit at most, so that nothing grows without bound.
fn decompressed(head: &Parts, body: &Bytes, limit: usize) -> Result<Bytes, (StatusCode, String)> {
    let encoding = head.headers.get(header::CONTENT_ENCODING);
    match encoding.map_or(Ok("identity"), HeaderValue::to_str) {
        Ok("identity" | "none" | "") => Ok(body.clone()),
        Ok("gzip") => {
            let mut plain = Vec::new();
            let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            match GzDecoder::new(&body[..]).take(limit).read_to_end(&mut plain) {
                Ok(_) => Ok(plain.into()),
                Err(error) => Err((StatusCode::BAD_REQUEST, format!("the body is not gzip: {error}"))),
            }
        }
        _ => Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "only gzip is read".to_owned())),
    }
}

pub(super) fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Full::default());
    *reply.status_mut() = status;
    reply
}

/// Whether a request is signed by who it should be, for this service.
pub(super) fn check_signature(
    shared: &super::BackendConfig,
    service: &str,
    head: &Parts,
    body: &Bytes,
) -> Result<(), super::SignatureError> {
    let Some(credentials) = &shared.credentials else { return Ok(()) };
    let request = Signed { method: &head.method, uri: &head.uri, headers: &head.headers, body };
    credentials.verify(Scope { region: &shared.region, service }, request, shared.clock.now())
}

// === impl Answer ===

impl Answer {
    /// Nothing was taken.
    fn only(reply: Reply) -> Self {
        Self { reply, signals: Signals::default() }
    }
}
