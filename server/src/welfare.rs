//! Welfare's page: a local web page for those who give support, over the vault of a wellbeing device
//! of this machine, with that device's own key. It listens on loopback alone, and no hub serves it.

mod answering;
mod guard;
mod list;
mod notice;
mod pressing;
mod request;
mod row;
mod sessions;
#[cfg(test)]
mod tests;
mod visit;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use axum::routing::{get, post};
use tabard_core::words::Words;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::listener::{self, Drained};
use crate::local::{Carried, Carrier, Held};
use crate::web::{self, Token};

use sessions::Sessions;

/// The largest body of a form: a message of 2 KiB is the longest thing that is written here, and a
/// form spells a byte by three.
const MAX_BODY: usize = 32 * 1024;

/// How welfare's page is served.
pub struct Welfare {
    /// The vault.
    pub held: Arc<Held>,
    /// What the page speaks.
    pub words: Words,
    /// By what role messages are signed unless the form says otherwise.
    pub role: String,
    /// Who may open the page: for whoever starts it, and new each time.
    pub link: Token,
}

/// What the routes share.
struct State {
    held: Arc<Held>,
    words: Words,
    role: String,
    link: Token,
    sessions: Mutex<Sessions>,
    address: SocketAddr,
    /// What came of the last round of syncing.
    carried: watch::Receiver<Carried>,
    /// Changes whenever something came or was written.
    news: watch::Sender<u64>,
    closing: watch::Receiver<bool>,
}

type Shared = Arc<State>;

/// Serves welfare's page until `shutdown`, syncing meanwhile with what `carrier` brings.
///
/// # Errors
/// What the system says of the socket.
pub async fn serve(
    welfare: Welfare,
    listener: TcpListener,
    carrier: Carrier,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<Drained> {
    let address = listener.local_addr()?;
    let (close, closing) = watch::channel(false);
    let state = Arc::new(State {
        held: welfare.held,
        words: welfare.words,
        role: welfare.role,
        link: welfare.link,
        sessions: Mutex::default(),
        address,
        carried: carrier.watch(),
        news: watch::Sender::new(0),
        closing,
    });
    let news = tokio::spawn(tell(Arc::clone(&state), carrier.watch()));
    let limits = listener::Limits { body_bytes: MAX_BODY as u64, ..Default::default() };
    // A stream of events ends of itself, so that it does not keep the page from ending.
    let shutdown = async move {
        shutdown.await;
        close.send_replace(true);
    };
    let drained = listener::serve(listener, None, routes(state), limits, shutdown).await;
    news.abort();
    carrier.stop();
    Ok(drained)
}

fn routes(state: Shared) -> Router {
    Router::new()
        .route("/", get(list::page))
        .route("/rows", get(list::rows))
        .route("/events", get(list::events))
        .route("/requests/{id}", get(request::page))
        .route("/requests/{id}/said", get(request::said))
        .route("/requests/{id}/answer", post(answering::answer))
        .route("/requests/{id}/offers/{item}", post(answering::offer))
        .route("/leave", post(guard::leave))
        .route("/assets/{file}", get(notice::asset))
        .fallback(notice::nothing_here)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(map_response_with_state(Arc::clone(&state), notice::in_form))
        .layer(from_fn_with_state(Arc::clone(&state), guard::address))
        .layer(from_fn(web::headers))
        .with_state(state)
}

/// Tells pages that are open when something came, or the region is reached or lost.
async fn tell(welfare: Shared, mut carried: watch::Receiver<Carried>) {
    let mut told = carried.borrow_and_update().clone();
    while carried.changed().await.is_ok() {
        let now = carried.borrow_and_update().clone();
        if (now.received, now.reachable) != (told.received, told.reachable) {
            welfare.news.send_modify(|news| *news += 1);
        }
        told = now;
    }
}
