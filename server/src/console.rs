//! The hub's pages, on a listener of their own: reports are answered and markers decided on here. They
//! are the server's, read and write as the hub, and work without scripts.
//!
//! It listens on loopback alone. Who wants it elsewhere puts a proxy that ends TLS before it and
//! says by which address people reach it.

mod access;
mod approvals;
mod audit;
mod data;
mod learning;
mod lessons;
mod markers;
mod page;
mod reports;
mod retention;
mod returning;
mod standard;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use axum::routing::get;
use tabard_core::words::Words;
use tokio::net::TcpListener;
use tokio::sync::watch;

use access::Pending;
use access::stretching::Door;
use page::{frame, guard};

use crate::api::Queue;
use crate::hub::Resting;
use crate::listener::{self, Drained};
use crate::retention::Settings as Retention;
use crate::returns::Service;
use crate::standard::Indicators;
use crate::telemetry::{self, Metrics};
use crate::web;

pub use access::people::{BadName, Kept, People, PersonLine};
pub use access::roles::Role;
pub use access::{OpenId, OpenIdFault};
pub use approvals::{
    Act, Approvals, Approved, AskFault, Kind as ActKind, RequestId, listed as listed_for_approval,
};
pub use learning::Learning;

/// The largest body of a form: a note of 32 KiB is the longest thing that is written here, and a form
/// spells a byte by three.
const MAX_BODY: usize = 128 * 1024;
/// Connections at a time: a few people, each with a browser.
const CONNECTIONS: usize = 256;

/// How a console is served.
pub struct Console {
    /// Where it listens.
    pub listener: TcpListener,
    /// The address by which people reach it, where a proxy stands before it: `https://…`.
    pub public: Option<String>,
    /// What it speaks.
    pub words: Words,
    /// What letters are written in.
    pub letters: Vec<Words>,
    /// Within how many hours of its coming a person should answer a report.
    pub answer_hours: u32,
    /// What the charts are drawn from.
    pub learning: Learning,
    /// The service that the region is, for its national return.
    pub service: Option<Service>,
    /// For how long what is kept is kept.
    pub retention: Retention,
    /// The indicators of the VPR Standard, as the region words them.
    pub indicators: Indicators,
    /// A trust's own sign-on, where there is one.
    pub open_id: Option<OpenId>,
}

impl Console {
    /// The address by which people reach it.
    #[must_use]
    pub fn url(&self) -> String {
        let socket = || self.listener.local_addr().map(|address| format!("http://{address}"));
        self.public.clone().or_else(|| socket().ok()).unwrap_or_default()
    }
}

/// What the routes share.
struct State {
    words: Words,
    letters: Vec<Words>,
    /// Each `scheme://host:port` by which it is reached.
    origins: Vec<String>,
    secure: bool,
    port: u16,
    dir: PathBuf,
    hub: Arc<Queue>,
    /// The hub between two visits.
    resting: Mutex<Option<Resting>>,
    answer_hours: u32,
    learning: Learning,
    service: Option<Service>,
    /// Where passwords are stretched.
    door: Door,
    retention: Retention,
    indicators: Indicators,
    open_id: Option<OpenId>,
    /// Who has set out to the sign-on.
    pending: Pending,
    /// Changes whenever the hub took something in.
    news: watch::Sender<u64>,
    /// Whether the server is about to stop.
    closing: watch::Receiver<bool>,
}

type Shared = Arc<State>;

/// The region whose hub a console shows.
pub(crate) struct Behind {
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// Who is at work with its hub.
    pub(crate) hub: Arc<Queue>,
    /// Changes whenever the hub took something in.
    pub(crate) news: watch::Sender<u64>,
}

/// Serves a region's console until `shutdown`.
pub(crate) async fn serve(
    console: Console,
    behind: Behind,
    metrics: Metrics,
    shutdown: impl Future<Output = ()>,
) -> Drained {
    let Ok(address) = console.listener.local_addr() else { return Drained { cut: 0 } };
    let (close, closing) = watch::channel(false);
    let shutdown = async move {
        shutdown.await;
        let _ = close.send(true);
    };
    let state = Arc::new(State {
        origins: origins(address, console.public.as_deref()),
        secure: console.public.as_deref().is_some_and(|url| url.starts_with("https://")),
        port: address.port(),
        words: console.words,
        letters: console.letters,
        answer_hours: console.answer_hours,
        learning: console.learning,
        service: console.service,
        door: Door::default(),
        retention: console.retention,
        indicators: console.indicators,
        open_id: console.open_id,
        pending: Pending::default(),
        dir: behind.dir,
        hub: behind.hub,
        resting: Mutex::default(),
        news: behind.news,
        closing,
    });
    read_ahead(Arc::clone(&state));
    let limits = listener::Limits {
        body_bytes: MAX_BODY as u64,
        connections: CONNECTIONS,
        ..Default::default()
    };
    let app = telemetry::observe(routes(state), metrics);
    listener::serve(console.listener, None, app, limits, shutdown).await
}

/// Reads what the charts are drawn from, so that nobody waits for it who opens them first.
fn read_ahead(state: Shared) {
    tokio::task::spawn_blocking(move || {
        if let Err(error) = state.learning.read_ahead(&state.dir) {
            tracing::warn!(%error, "the charts' facts are read when somebody asks for them");
        }
    });
}

/// The public address alone, where there is one: a proxy passes on the name that was asked for.
fn origins(address: SocketAddr, public: Option<&str>) -> Vec<String> {
    match public {
        Some(url) => vec![url.trim_end_matches('/').to_owned()],
        None => vec![format!("http://{address}"), format!("http://localhost:{}", address.port())],
    }
}

fn routes(state: Shared) -> Router {
    Router::new()
        .route("/assets/{file}", get(frame::asset))
        .merge(access::routes())
        .merge(reports::routes())
        .merge(learning::routes())
        .merge(data::routes())
        .merge(returning::routes())
        .merge(audit::routes())
        .merge(retention::routes())
        .merge(markers::routes())
        .merge(approvals::routes())
        .merge(standard::routes())
        .merge(lessons::routes())
        .fallback(frame::nothing_here)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(map_response_with_state(Arc::clone(&state), frame::in_form))
        .layer(from_fn_with_state(Arc::clone(&state), guard::address))
        .layer(from_fn(web::headers))
        .with_state(state)
}
