//! A server that does, request by request, what a test tells it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// What is done with one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Answer this, and stay open.
    Answer(&'static str),
    /// Say nothing, and close.
    Close,
    /// Say nothing, and stay open.
    Hang,
}

pub(crate) const WELL: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// A request: the number of its connection, its head, and its body.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) connection: usize,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    received: mpsc::UnboundedReceiver<Received>,
    task: JoinHandle<()>,
}

impl Server {
    /// Does these acts in turn, whichever connection requests come by. After the last it answers that all is well.
    pub(crate) async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (send, received) = mpsc::unbounded_channel();
        let acts: Arc<Mutex<VecDeque<Act>>> = Arc::new(Mutex::new(acts.into_iter().collect()));
        let task = tokio::spawn(async move {
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, connection, Arc::clone(&acts), send.clone()));
            }
        });
        Self { address, received, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next request that was received.
    pub(crate) async fn received(&mut self) -> Received {
        self.received.recv().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    connection: usize,
    acts: Arc<Mutex<VecDeque<Act>>>,
    send: mpsc::UnboundedSender<Received>,
) {
    while let Some((head, body)) = request(&mut stream).await {
        let act = acts.lock().unwrap().pop_front().unwrap_or(Act::Answer(WELL));
        if send.send(Received { connection, head, body }).is_err() {
            return;
        }
        match act {
            Act::Answer(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
            Act::Close => return,
            Act::Hang => {}
        }
    }
}

/// The head of a request and its body, which may have no length; nothing at the end of the connection.
pub(crate) async fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).unwrap();
    let length = head.split_once("content-length: ").and_then(|(_, rest)| rest.lines().next());
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((head, body))
}
