//! What comes in over HTTP: OTLP from the function, platform events from Lambda.

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flate2::read::GzDecoder;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use super::telemetry::{self, Seen, Told};
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
/// What it sends twice is taken once.
pub(crate) async fn serve_telemetry(listener: TcpListener, inbox: Inbox) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    loop {
        let Some(io) = accepted(&listener).await else { continue };
        let (inbox, seen) = (inbox.clone(), seen.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let (inbox, seen) = (inbox.clone(), seen.clone());
            async move {
                if let Ok(body) = Limited::new(request.into_body(), MOST_TELEMETRY).collect().await {
                    let body = body.to_bytes();
                    if seen.lock().unwrap_or_else(PoisonError::into_inner).is_new(&body) {
                        take_telemetry(&body, &inbox);
                    }
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

/// Takes an array of records one by one, so that a bad one costs itself only: also one that is no text, since functions
/// write what they like. Lines next to each other stay together.
fn take_telemetry(body: &[u8], inbox: &Inbox) {
    let body = String::from_utf8_lossy(body);
    let Ok(records) = serde_json::from_str::<Vec<&RawValue>>(&body) else {
        let _ = inbox.send(Arrival::Unreadable(1));
        return;
    };
    let (mut lines, mut unreadable) = (Vec::new(), 0);
    let tell = |event| _ = inbox.send(Arrival::Event(event));
    for record in records {
        match serde_json::from_str::<Value>(record.get()).map(telemetry::read) {
            Ok(Some(Told::Line(line))) => lines.push(line),
            Ok(Some(Told::Event(event))) => {
                if !lines.is_empty() {
                    tell(Event::Logged(std::mem::take(&mut lines)));
                }
                tell(event);
            }
            Ok(None) => {}
            Err(_) => unreadable += 1,
        }
    }
    if !lines.is_empty() {
        tell(Event::Logged(lines));
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
    let Some(body) = whole(request.into_body(), most_bytes).await else {
        return status(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let body = match is_packed {
        false => body,
        true => match unpacked(&body, most_bytes) {
            Ok(body) => body,
            Err(refused) => return status(refused),
        },
    };
    let body = exactly(body);
    let (answer, answered) = oneshot::channel();
    let sent = inbox.send(Arrival::Body { signal, encoding, body, answer });
    match (sent, answered.await) {
        (Ok(()), Ok(answer)) => respond(answer, encoding),
        // It is about to end.
        _ => full(),
    }
}

/// All of a body, in memory of its own: pieces of it would keep the connection's buffers, of which each is far larger than
/// most bodies.
async fn whole(body: Incoming, most_bytes: usize) -> Option<Vec<u8>> {
    let mut body = Limited::new(body, most_bytes);
    let length = body.size_hint().exact().and_then(|length| usize::try_from(length).ok());
    let mut whole = Vec::with_capacity(length.unwrap_or_default().min(most_bytes));
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame.ok()?.into_data() {
            whole.extend_from_slice(&piece);
        }
    }
    Some(whole)
}

/// What may wait for long takes no more than it is.
fn exactly(mut body: Vec<u8>) -> Bytes {
    body.shrink_to_fit();
    body.into()
}

fn unpacked(packed: &[u8], most_bytes: usize) -> Result<Vec<u8>, StatusCode> {
    let mut body = Vec::with_capacity(packed.len() * 4);
    let limit = u64::try_from(most_bytes).unwrap_or(u64::MAX);
    GzDecoder::new(packed).take(limit + 1).read_to_end(&mut body).map_err(|_| StatusCode::BAD_REQUEST)?;
    if body.len() > most_bytes {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(body)
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
        // Some SDKs take any status from 500 on as an invitation to try again.
        Answer::Malformed | Answer::Failed => status(StatusCode::BAD_REQUEST),
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use lamplight_records::platform;
    use tokio::runtime::Builder;

    use super::*;

    #[test]
    fn a_body_that_waits_keeps_no_buffer_of_its_connection() {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(posts_two_bodies());
    }

    async fn posts_two_bodies() {
        let listener = listen([127, 0, 0, 1], 0).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (inbox, mut arrivals) = mpsc::unbounded_channel();
        let server = tokio::spawn(serve_otlp(listener, inbox, 1000));
        let mut function = std::net::TcpStream::connect(address).expect("it listens");
        let head = "POST /v1/logs HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\n";
        for rest in [
            "content-length: 5\r\n\r\nhello",
            "transfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
        ] {
            function.write_all(format!("{head}{rest}").as_bytes()).expect("it reads");
            let Some(Arrival::Body { body, answer, .. }) = arrivals.recv().await else { panic!("no body") };
            assert_eq!(&body[..], b"hello");
            assert!(body.is_unique());
            assert_eq!(Vec::from(body).capacity(), 5);
            answer.send(Answer::Accepted).expect("somebody waits for it");
        }
        server.abort();
    }

    #[test]
    fn a_record_that_is_no_text_costs_none_of_the_others() {
        let (inbox, mut arrivals) = mpsc::unbounded_channel();
        let mut body = br#"[{"time":"2026-01-01T00:00:00Z","type":"function","record":"#.to_vec();
        body.extend(b"\"\xff\xfe\"},");
        body.extend(
            br#"{"time":"2026-01-01T00:00:01Z","type":"platform.runtimeDone","record":{"requestId":"r","status":"error"}}]"#,
        );
        take_telemetry(&body, &inbox);
        drop(inbox);
        let mut told = Vec::new();
        while let Ok(arrival) = arrivals.try_recv() {
            match arrival {
                Arrival::Event(Event::Platform(event)) => told.push(event.record),
                Arrival::Event(Event::Logged(lines)) => assert_eq!(lines.len(), 1),
                other => panic!("{other:?}"),
            }
        }
        assert!(
            matches!(told.last(), Some(platform::Record::RuntimeDone(done)) if done.request_id == "r"),
            "{told:?}"
        );
    }
}
