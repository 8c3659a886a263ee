//! A collector that does, connection by connection and request by request, what a test tells it.

#[path = "../http/mod.rs"]
mod http;

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// What is done with one request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answer this.
    Answer(Vec<u8>),
    /// Answer this, byte by byte.
    Trickle(Vec<u8>),
    /// Answer this, then close.
    AnswerAndClose(Vec<u8>),
    /// Say this much, then reset the connection.
    Reset(&'static [u8]),
    /// Say nothing more.
    Hang,
}

/// What was received: the head, and the spans of the body.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) spans: usize,
}

#[derive(Debug)]
pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    pub(crate) connections: Arc<AtomicUsize>,
    received: mpsc::UnboundedReceiver<Received>,
    closed: mpsc::UnboundedReceiver<()>,
    task: JoinHandle<()>,
}

impl Collector {
    /// Does these acts in turn, whichever connection the requests come by. The last is repeated.
    pub(crate) async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (send, received) = mpsc::unbounded_channel();
        let (send_closed, closed) = mpsc::unbounded_channel();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let mut acts = acts.into_iter().collect::<Vec<_>>();
        acts.reverse();
        let task = tokio::spawn(async move {
            // Kept open to the end, so that whoever waits for them waits.
            let mut hanging = Vec::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let mut is_hanging = false;
                while let Some(request) = read(&mut stream).await {
                    send.send(request).unwrap();
                    let act = if acts.len() > 1 { acts.pop() } else { acts.last().cloned() };
                    match act.unwrap() {
                        Act::Answer(answer) => {
                            stream.write_all(&answer).await.unwrap();
                            continue;
                        }
                        Act::Trickle(answer) => {
                            stream.set_nodelay(true).unwrap();
                            for byte in answer {
                                stream.write_all(&[byte]).await.unwrap();
                                tokio::task::yield_now().await;
                            }
                            continue;
                        }
                        Act::AnswerAndClose(answer) => stream.write_all(&answer).await.unwrap(),
                        Act::Reset(beginning) => {
                            stream.write_all(beginning).await.unwrap();
                            stream.set_zero_linger().unwrap();
                        }
                        Act::Hang => is_hanging = true,
                    }
                    break;
                }
                if is_hanging {
                    hanging.push(stream);
                } else {
                    drop(stream);
                    send_closed.send(()).unwrap();
                }
            }
        });
        Self { address, connections, received, closed, task }
    }

    /// The next request that was received.
    pub(crate) async fn received(&mut self) -> Received {
        self.received.recv().await.unwrap()
    }

    /// Waits until a connection is at its end.
    pub(crate) async fn closed(&mut self) {
        self.closed.recv().await.unwrap();
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer of this status, with more headers and a body.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Act {
    let mut answer =
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    Act::Answer(answer)
}

/// A request; nothing at the end of the connection.
async fn read(stream: &mut TcpStream) -> Option<Received> {
    let (head, mut body) = http::request(stream).await?;
    if head.contains("content-encoding: gzip\r\n") {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut plain).unwrap();
        body = plain;
    }
    let request = if head.contains("content-type: application/json\r\n") {
        serde_json::from_slice(&body).unwrap()
    } else {
        ExportTraceServiceRequest::decode(&body[..]).unwrap()
    };
    let scopes = request.resource_spans.iter().flat_map(|spans| &spans.scope_spans);
    Some(Received { head, spans: scopes.map(|scope| scope.spans.len()).sum() })
}
