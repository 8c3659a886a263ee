//! From a request of the function to a [`Call`], and from its outcome to a response.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::answer::{MAX_BUFFERED, MAX_STREAMED};
use super::{Answer, Call, respond};
use crate::environment::Answering;
use crate::http_server::Reply;

pub(crate) type Calls = mpsc::UnboundedSender<Call>;

const ERROR_TYPE: &str = "lambda-runtime-function-error-type";
const RESPONSE_MODE: &str = "lambda-runtime-function-response-mode";

/// A body that is over its limit is read on to this size, because a client that is still sending often does
/// not see an answer. What is larger is cut off.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;

/// The environment is gone, or the process that asked: there is nobody to answer.
#[derive(Debug, thiserror::Error)]
#[error("the execution environment is closed")]
pub(crate) struct Closed;

pub(super) async fn handle(request: Request<Incoming>, calls: Calls) -> Result<Reply, Closed> {
    let path = request.uri().path().to_owned();
    let Some(path) = path.strip_prefix("/2018-06-01") else { return Ok(respond::not_found()) };
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let expected = match segments[..] {
        ["ping"] | ["runtime", "invocation", "next"] => Method::GET,
        ["runtime", "init", "error"] | ["runtime", "invocation", _, "response" | "error"] => Method::POST,
        _ => return Ok(respond::not_found()),
    };
    if request.method() != expected {
        return Ok(respond::method_not_allowed());
    }
    match segments[..] {
        ["ping"] => Ok(respond::pong()),
        ["runtime", "invocation", "next"] => next(&calls).await,
        ["runtime", "init", "error"] => init_error(request, &calls).await,
        ["runtime", "invocation", id, "response"] => response(id, request, &calls).await,
        ["runtime", "invocation", id, _] => error(id, request, &calls).await,
        _ => Ok(respond::not_found()),
    }
}

async fn next(calls: &Calls) -> Result<Reply, Closed> {
    Ok(match ask(calls, |reply| Call::Next { reply }).await? {
        Ok(delivery) => respond::event(delivery),
        Err(refusal) => respond::refused(refusal),
    })
}

async fn init_error(request: Request<Incoming>, calls: &Calls) -> Result<Reply, Closed> {
    let error_type = header(request.headers(), ERROR_TYPE).to_owned();
    let body = match read(request.into_body(), MAX_BUFFERED).await {
        Body::Whole(body, _) | Body::Truncated(body) => body,
        Body::TooLarge => return Ok(respond::too_large(MAX_BUFFERED)),
    };
    let answer = Answer::init_error(body, &error_type);
    Ok(match ask(calls, |reply| Call::InitError { answer, reply }).await? {
        Ok(()) => respond::accepted(),
        Err(refusal) => respond::refused(refusal),
    })
}

async fn response(id: &str, request: Request<Incoming>, calls: &Calls) -> Result<Reply, Closed> {
    let mut promise = match begin(id, &request, Answering::Response, calls).await? {
        Ok(promise) => promise,
        Err(reply) => return Ok(reply),
    };
    let streamed = match header(request.headers(), RESPONSE_MODE) {
        "" => false,
        "streaming" => true,
        other => {
            let answer = Answer::invalid_mode(other);
            discard(request.into_body()).await;
            promise.keep(answer).await?;
            return Ok(respond::invalid_mode());
        }
    };
    promise.streamed = streamed;
    let limit = if streamed { MAX_STREAMED } else { MAX_BUFFERED };
    let (answer, reply) = match read(request.into_body(), limit).await {
        Body::Whole(body, trailers) => {
            (Answer::response(body, streamed, trailers.as_ref()), respond::accepted())
        }
        Body::Truncated(body) => (Answer::truncated(body, streamed), respond::truncated()),
        Body::TooLarge => (Answer::too_large(limit), respond::too_large(limit)),
    };
    promise.keep(answer).await?;
    Ok(reply)
}

async fn error(id: &str, request: Request<Incoming>, calls: &Calls) -> Result<Reply, Closed> {
    let promise = match begin(id, &request, Answering::Error, calls).await? {
        Ok(promise) => promise,
        Err(reply) => return Ok(reply),
    };
    let error_type = header(request.headers(), ERROR_TYPE).to_owned();
    let (answer, reply) = match read(request.into_body(), MAX_BUFFERED).await {
        Body::Whole(body, _) => (Answer::error(body, &error_type), respond::accepted()),
        Body::Truncated(body) => (Answer::truncated(body, false), respond::truncated()),
        Body::TooLarge => (Answer::too_large(MAX_BUFFERED), respond::too_large(MAX_BUFFERED)),
    };
    promise.keep(answer).await?;
    Ok(reply)
}

/// Announces an answer. The inner error is a response that turns it down.
async fn begin(
    id: &str,
    request: &Request<Incoming>,
    answering: Answering,
    calls: &Calls,
) -> Result<Result<Promise, Reply>, Closed> {
    // The invocation id is that of the request; a runtime that sends back another one answers an event
    // that it was not given.
    let echoed = header(request.headers(), "lambda-runtime-invocation-id");
    let Some(id) = Uuid::try_parse(id).ok().filter(|_| echoed.is_empty() || echoed == id) else {
        return Ok(Err(respond::invalid_request_id()));
    };
    Ok(match ask(calls, |reply| Call::Begin { id, answering, reply }).await? {
        Ok(()) => Ok(Promise { id, calls: Some(calls.clone()), streamed: false }),
        Err(refusal) => Err(respond::refused(refusal)),
    })
}

/// An answer was announced. When the connection breaks before it has come, and everything here is dropped,
/// the environment is told that it never will.
struct Promise {
    id: Uuid,
    calls: Option<Calls>,
    streamed: bool,
}

impl Promise {
    async fn keep(mut self, answer: Answer) -> Result<(), Closed> {
        let Some(calls) = self.calls.take() else { return Ok(()) };
        let id = self.id;
        ask(&calls, |reply| Call::Answer { id, answer, reply }).await
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        if let Some(calls) = self.calls.take() {
            let answer = Answer::truncated(Bytes::new(), self.streamed);
            // When the environment is gone too, nobody waits for the answer.
            _ = calls.send(Call::Answer { id: self.id, answer, reply: oneshot::channel().0 });
        }
    }
}

/// Asks the environment, and waits for what it says.
pub(crate) async fn ask<T>(
    calls: &Calls,
    call: impl FnOnce(oneshot::Sender<T>) -> Call,
) -> Result<T, Closed> {
    let (reply, answer) = oneshot::channel();
    calls.send(call(reply)).map_err(|_| Closed)?;
    answer.await.map_err(|_| Closed)
}

/// A body as far as it was read.
pub(crate) enum Body {
    Whole(Bytes, Option<HeaderMap>),
    /// The connection broke in the middle.
    Truncated(Bytes),
    TooLarge,
}

pub(crate) async fn read(mut body: Incoming, limit: usize) -> Body {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Body::Truncated(bytes.freeze()) };
        match frame.into_data() {
            Ok(data) if bytes.len() + data.len() > limit => {
                discard(body).await;
                return Body::TooLarge;
            }
            Ok(data) => bytes.extend_from_slice(&data),
            Err(frame) => return Body::Whole(bytes.freeze(), frame.into_trailers().ok()),
        }
    }
    Body::Whole(bytes.freeze(), None)
}

async fn discard(mut body: Incoming) {
    let mut total = 0;
    while let Some(Ok(frame)) = body.frame().await {
        total += frame.data_ref().map_or(0, Bytes::len);
        if total > MAX_DISCARDED {
            return;
        }
    }
}

/// The value of a header; empty when it is absent or not text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
