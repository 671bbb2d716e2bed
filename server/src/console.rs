//! The approver's page, on a listener of its own: warning markers are decided on here. It is the
//! server's, reads and writes as the hub, and works without scripts.
//!
//! It listens on loopback alone. Who wants it elsewhere puts a proxy that ends TLS before it and
//! says by which address people reach it.

mod acts;
mod dates;
mod export;
mod form;
mod guard;
mod letters;
mod lists;
mod marker;
mod pages;
mod people;
mod report;
mod signing;
mod subjects;
#[cfg(test)]
mod tests;
mod visit;

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use axum::routing::{get, post};
use tabard_core::words::Words;
use tokio::net::TcpListener;

use crate::api::Queue;
use crate::listener::{self, Drained};
use crate::telemetry::{self, Metrics};
use crate::web;

pub use people::{APPROVER, BadName, People, PersonLine};

/// The largest body of a form: a reason is the longest thing that is written here.
const MAX_BODY: usize = 64 * 1024;
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
}

type Shared = Arc<State>;

/// Serves a region's console until `shutdown`.
pub(crate) async fn serve(
    console: Console,
    dir: PathBuf,
    hub: Arc<Queue>,
    metrics: Metrics,
    shutdown: impl Future<Output = ()>,
) -> Drained {
    let Ok(address) = console.listener.local_addr() else { return Drained { cut: 0 } };
    let state = Arc::new(State {
        origins: origins(address, console.public.as_deref()),
        secure: console.public.as_deref().is_some_and(|url| url.starts_with("https://")),
        port: address.port(),
        words: console.words,
        letters: console.letters,
        dir,
        hub,
    });
    let limits = listener::Limits {
        body_bytes: MAX_BODY as u64,
        connections: CONNECTIONS,
        ..Default::default()
    };
    let app = telemetry::observe(routes(state), metrics);
    listener::serve(console.listener, None, app, limits, shutdown).await
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
        .route("/", get(lists::proposals))
        .route("/expiring", get(lists::expiring))
        .route("/appeals", get(lists::appeals))
        .route("/alerts", get(lists::alerts))
        .route("/all", get(lists::all))
        .route("/search", get(lists::search_form).post(lists::search))
        .route("/markers/{id}", get(marker::marker))
        .route("/markers/{id}/letter/{kind}/{language}", get(letters::letter))
        .route("/markers/{id}/{act}", get(acts::form).post(acts::take))
        .route("/report", get(report::page))
        .route("/report.csv", get(report::csv))
        .route("/report.json", get(report::json))
        .route("/export", get(export::page).post(export::take_out))
        .route("/enter/{token}", get(signing::knock).post(signing::enter))
        .route("/leave", post(signing::leave))
        .route("/left", get(signing::left))
        .route("/assets/{file}", get(pages::asset))
        .fallback(pages::nothing_here)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(map_response_with_state(Arc::clone(&state), pages::in_form))
        .layer(from_fn_with_state(Arc::clone(&state), guard::address))
        .layer(from_fn(web::headers))
        .with_state(state)
}
