//! What comes in over HTTP: OTLP from the function, platform events from Lambda.

use std::io::Read as _;
use std::net::SocketAddr;

use bytes::Bytes;
use flate2::read::GzDecoder;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use lamplight_records::platform;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use crate::event::{Answer, Event};
use crate::signal::{Encoding, Signal};

/// Of a body of telemetry: twice what was asked for, and more.
const MOST_TELEMETRY: usize = 8 * 1024 * 1024;

/// Something that came in.
#[derive(Debug)]
pub(crate) enum Arrival {
    Body {
        signal: Signal,
        encoding: Encoding,
        body: Bytes,
        answer: oneshot::Sender<Answer>,
    },
    /// Something for the state.
    Event(Event),
    /// Records that could not be read.
    Unreadable(usize),
}

/// Where it goes.
pub(crate) type Inbox = mpsc::UnboundedSender<Arrival>;

/// Listens for OTLP. Bodies longer than this are refused.
pub(crate) async fn serve_otlp(listener: TcpListener, inbox: Inbox, most_bytes: usize) {
    loop {
        let Some(io) = accepted(&listener).await else { continue };
        let inbox = inbox.clone();
        let service = service_fn(move |request| {
            let inbox = inbox.clone();
            async move { Ok::<_, std::convert::Infallible>(otlp(request, &inbox, most_bytes).await) }
        });
        // A connection that breaks is its client's concern.
        tokio::spawn(http1::Builder::new().serve_connection(io, service));
    }
}

/// Listens for what Lambda posts. It is always told that all is well: else it would send the same again, forever.
pub(crate) async fn serve_telemetry(listener: TcpListener, inbox: Inbox) {
    loop {
        let Some(io) = accepted(&listener).await else { continue };
        let inbox = inbox.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let inbox = inbox.clone();
            async move {
                if let Ok(body) = Limited::new(request.into_body(), MOST_TELEMETRY).collect().await {
                    take_telemetry(&body.to_bytes(), &inbox);
                }
                Ok::<_, std::convert::Infallible>(Response::new(Full::<Bytes>::default()))
            }
        });
        tokio::spawn(http1::Builder::new().serve_connection(io, service));
    }
}

/// Listens on a port of one address; 0 is any that is free.
pub(crate) async fn listen(address: [u8; 4], port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((address, port))).await
}

async fn accepted(listener: &TcpListener) -> Option<TokioIo<tokio::net::TcpStream>> {
    match listener.accept().await {
        Ok((stream, _)) => {
            // Without it answers are only later.
            let _ = stream.set_nodelay(true);
            Some(TokioIo::new(stream))
        }
        Err(_) => {
            // Too many open files, as a rule: others have to be closed first.
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            None
        }
    }
}

/// Takes an array of records one by one, so that a bad one costs itself only.
fn take_telemetry(body: &[u8], inbox: &Inbox) {
    let Ok(records) = serde_json::from_slice::<Vec<&RawValue>>(body) else {
        let _ = inbox.send(Arrival::Unreadable(1));
        return;
    };
    let mut unreadable = 0;
    for record in records {
        match serde_json::from_str::<Value>(record.get()) {
            Ok(record) => {
                if let Some(event) = platform::Event::from_value(&record) {
                    let _ = inbox.send(Arrival::Event(Event::Platform(event)));
                }
            }
            Err(_) => unreadable += 1,
        }
    }
    if unreadable > 0 {
        let _ = inbox.send(Arrival::Unreadable(unreadable));
    }
}

async fn otlp(request: Request<Incoming>, inbox: &Inbox, most_bytes: usize) -> Response<Full<Bytes>> {
    let Some(signal) = Signal::of_path(request.uri().path()) else {
        return status(StatusCode::NOT_FOUND);
    };
    if request.method() != Method::POST {
        return status(StatusCode::METHOD_NOT_ALLOWED);
    }
    let content_type =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoding = match content_type.split(';').next().unwrap_or_default().trim() {
        "application/x-protobuf" => Encoding::Protobuf,
        "application/json" => Encoding::Json,
        _ => return status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
    };
    let is_packed = match request.headers().get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => false,
        Some(b"gzip") => true,
        Some(_) => return status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
    };
    let Ok(body) = Limited::new(request.into_body(), most_bytes).collect().await else {
        return status(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let body = match (is_packed, body.to_bytes()) {
        (false, body) => body,
        (true, packed) => match unpacked(&packed, most_bytes) {
            Ok(body) => body,
            Err(refused) => return status(refused),
        },
    };
    let (answer, answered) = oneshot::channel();
    let sent = inbox.send(Arrival::Body { signal, encoding, body, answer });
    match (sent, answered.await) {
        (Ok(()), Ok(answer)) => respond(answer, encoding),
        // It is about to end.
        _ => full(),
    }
}

fn unpacked(packed: &[u8], most_bytes: usize) -> Result<Bytes, StatusCode> {
    let mut body = Vec::with_capacity(packed.len() * 4);
    let limit = u64::try_from(most_bytes).unwrap_or(u64::MAX);
    GzDecoder::new(packed).take(limit + 1).read_to_end(&mut body).map_err(|_| StatusCode::BAD_REQUEST)?;
    if body.len() > most_bytes {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(body.into())
}

/// An empty message is what OTLP answers when all was taken: nothing in protobuf, `{}` in JSON.
fn respond(answer: Answer, encoding: Encoding) -> Response<Full<Bytes>> {
    match answer {
        Answer::Accepted => {
            let body = if encoding == Encoding::Json { Bytes::from_static(b"{}") } else { Bytes::new() };
            let mut response = Response::new(Full::new(body));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(encoding.content_type()));
            response
        }
        Answer::Full => full(),
        Answer::TooLarge => status(StatusCode::PAYLOAD_TOO_LARGE),
        Answer::Malformed => status(StatusCode::BAD_REQUEST),
    }
}

fn full() -> Response<Full<Bytes>> {
    let mut response = status(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
