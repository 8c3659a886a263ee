//! One connection, from its first request to its end.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::backend::Shared;
use super::service;
use super::wire::Wire;
use super::{Idle, IdleEnd};

/// Time that is said to have passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// Counts them.
    pub(super) number: u64,
    pub(super) length: Duration,
}

/// What a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Idle,
    Busy,
    /// A request wants the connection to be reset.
    Reset,
}

pub(super) async fn serve(stream: TcpStream, number: u64, shared: Arc<Shared>, gap: watch::Receiver<Gap>) {
    // A connection that is gone already has nothing to say.
    let Ok(wire) = Wire::new(stream, shared.next_is_slow()) else { return };
    #[cfg(feature = "tls-backends")]
    if let Some(tls) = &shared.tls {
        if let Ok(stream) = tls.0.accept(wire.clone()).await {
            serve_http(stream, wire, number, shared, gap).await;
        }
        return;
    }
    serve_http(wire.clone(), wire, number, shared, gap).await;
}

async fn serve_http(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    wire: Wire,
    number: u64,
    shared: Arc<Shared>,
    gap: watch::Receiver<Gap>,
) {
    let state = watch::Sender::new(State::Idle);
    let mut changes = state.subscribe();
    let idle = shared.config.idle;
    let service = service_fn(|request| {
        let (shared, state) = (Arc::clone(&shared), state.clone());
        service::answer(request, number, shared, state)
    });
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let end = tokio::select! {
        // How it ends is the other side's business; what is left undone shows in the requests.
        _ = connection.as_mut() => return,
        end = too_long_idle(idle, state.subscribe(), gap) => end,
        _ = changes.wait_for(|state| *state == State::Reset) => IdleEnd::Reset,
    };
    match end {
        IdleEnd::Close => {
            connection.as_mut().graceful_shutdown();
            _ = connection.await;
        }
        IdleEnd::Reset => wire.reset_at_end(),
        IdleEnd::Silence => std::future::pending().await,
    }
}

/// Ends when the connection was idle for too long, really or by what is said to have passed.
async fn too_long_idle(
    idle: Option<Idle>,
    mut state: watch::Receiver<State>,
    mut gap: watch::Receiver<Gap>,
) -> IdleEnd {
    let Some(Idle { after, end }) = idle else { return std::future::pending().await };
    gap.mark_unchanged();
    loop {
        if *state.borrow_and_update() == State::Idle {
            tokio::select! {
                () = tokio::time::sleep(after) => return end,
                changed = gap.changed() => {
                    if changed.is_ok() && gap.borrow_and_update().length >= after {
                        return end;
                    }
                }
                _ = state.changed() => {}
            }
        } else if state.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
}
