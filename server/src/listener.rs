//! Where connections come in: an accept loop of our own that trusts no client to be quick or small.
//!
//! `axum::serve` arms no timeout at all, so one laptop could hold every connection of a region. Here
//! each step of a connection has a limit of its own: see [`Limits`].

mod admission;
mod body;
mod connection;
mod limits;
mod nonces;
mod problem;
mod pulse;
mod service;
#[cfg(test)]
mod tests;
mod tls;

pub use limits::Limits;
pub use nonces::{NonceCache, NonceRefusal};
pub use problem::{PROBLEM, problem, said};
pub use tls::{TlsConfig, TlsError};

use std::{io, pin::pin, sync::Arc, time::Duration};

use admission::Doors;
use axum::{Router, extract::DefaultBodyLimit};
use connection::Connection;
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinError, JoinSet},
    time::{sleep, timeout},
};

/// How the server came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were cut because their requests took longer than [`Limits::drain`].
    pub cut: usize,
}

/// Serves `app` until `shutdown` is ready, then lets the requests that are being answered finish.
///
/// `app` sees the peer as [`axum::extract::ConnectInfo`]. Bodies are limited here and not by axum's
/// default; a route that wants less sets its own [`DefaultBodyLimit`].
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsConfig>,
    app: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> Drained {
    let app = app.layer(DefaultBodyLimit::disable());
    let limits = Arc::new(limits);
    let doors = Doors::new(limits.connections);
    let (closing, is_closing) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(ended) = connections.join_next() => report(ended),
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => if let Some(admission) = doors.admit() {
                    let connection = Connection {
                        peer,
                        app: app.clone(),
                        admission,
                        limits: limits.clone(),
                        closing: is_closing.clone(),
                    };
                    connections.spawn(connection.run(stream, tls.clone()));
                },
                Err(error) => recover(&error).await,
            }
        }
    }
    drop(listener);
    closing.send_replace(true);
    drain(connections, limits.drain).await
}

async fn drain(mut connections: JoinSet<()>, deadline: Duration) -> Drained {
    let finish = async {
        while let Some(ended) = connections.join_next().await {
            report(ended);
        }
    };
    let _ = timeout(deadline, finish).await;
    let cut = connections.len();
    connections.shutdown().await;
    Drained { cut }
}

/// A client that leaves early is nobody's fault; anything else, such as too many open files, passes
/// only if the loop does not spin on it.
async fn recover(error: &io::Error) {
    let client_left = [io::ErrorKind::ConnectionAborted, io::ErrorKind::ConnectionReset];
    if !client_left.contains(&error.kind()) {
        tracing::error!(error = %error.kind(), "cannot accept connections");
        sleep(Duration::from_millis(200)).await;
    }
}

fn report(ended: Result<(), JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("a request panicked, its connection is closed");
    }
}
