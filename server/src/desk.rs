//! The desk: a local web page for a call handler, and a local HTTP interface for a CAD or telephony
//! system, over a vault of this machine. It listens on loopback alone, and works with the region
//! out of reach.

mod acts;
mod cad;
mod calls;
mod crews;
mod events;
mod fault;
mod guard;
mod jobs;
mod known;
mod page;
mod problem;
mod rate;
mod register;
mod shown;
mod writing;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::{get, post, put};
use tabard_core::words::Words;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::listener::{self, Drained};
use crate::local::Carrier;
use crate::web;

use calls::Calls;
use crews::Crews;
use rate::Rate;

pub use crate::web::Token;
pub use fault::RegisterError;
pub use register::Register;

/// The largest body of a request: a note after a call is the longest thing that is written here.
const MAX_BODY: usize = 64 * 1024;
/// A page holds its connection by its stream of events; others make room for who comes next.
const IDLE: Duration = Duration::from_secs(10);

/// How a desk is served.
pub struct Desk {
    /// What it knows and writes.
    pub register: Arc<Register>,
    /// What the page speaks.
    pub words: Words,
    /// Who may open the page: for whoever starts the desk, and new each time.
    pub page_token: Token,
    /// What the page is known by afterwards. It lasts, so that a page outlives a restart.
    pub cookie: Token,
    /// Who may ask as a CAD or telephony system.
    pub cad_token: Token,
    /// How many warnings the trust asks for before a call is ended.
    pub warnings: u8,
}

/// What the routes share.
struct State {
    register: Arc<Register>,
    words: Words,
    page_token: Token,
    cookie: Token,
    cad_token: Token,
    warnings: u8,
    address: SocketAddr,
    calls: Calls,
    crews: Crews,
    rings: Mutex<Rate>,
    lookups: Mutex<Rate>,
    closing: watch::Receiver<bool>,
}

type Shared = Arc<State>;

/// Serves a desk until `shutdown`, syncing meanwhile with what `carrier` brings.
///
/// # Errors
/// What the system says of the socket.
pub async fn serve(
    desk: Desk,
    listener: TcpListener,
    carrier: Carrier,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<Drained> {
    let address = listener.local_addr()?;
    let (close, closing) = watch::channel(false);
    let state = Arc::new(State {
        register: desk.register,
        words: desk.words,
        page_token: desk.page_token,
        cookie: desk.cookie,
        cad_token: desk.cad_token,
        warnings: desk.warnings,
        address,
        calls: Calls::default(),
        crews: Crews::default(),
        rings: Mutex::new(Rate::new(60, 10)),
        lookups: Mutex::new(Rate::new(120, 40)),
        closing,
    });
    let carried = carrier.watch();
    let news = tokio::spawn(events::take_news(Arc::clone(&state), carried));
    let limits = listener::Limits { body_bytes: MAX_BODY as u64, idle: IDLE, ..Default::default() };
    // A stream of events ends of itself, so that it does not keep the desk from ending.
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
    let page = Router::new()
        .route("/words.json", get(page::words))
        .route("/page/ring", post(cad::ring_by_hand))
        .route("/page/flags/{id}", put(acts::flag).delete(acts::take_back))
        .route("/page/acts", post(acts::act))
        .route("/page/jobs/look-up", post(crews::look_up))
        .route("/page/jobs/{id}", post(crews::answer))
        .layer(from_fn_with_state(Arc::clone(&state), guard::page));
    let cad = Router::new()
        .route("/api/ring", post(cad::ring))
        .route("/lookup", get(cad::look_up))
        .route("/api/jobs/{cad_number}", put(crews::tell).delete(crews::end))
        .layer(from_fn_with_state(Arc::clone(&state), guard::cad));
    let either = Router::new()
        .route("/events", get(events::events))
        .layer(from_fn_with_state(Arc::clone(&state), guard::either));
    Router::new()
        .merge(page)
        .merge(cad)
        .merge(either)
        .route("/", get(page::page))
        .route("/assets/{file}", get(page::asset))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(map_response(problem::in_form))
        .layer(from_fn_with_state(Arc::clone(&state), guard::address))
        .layer(from_fn(web::headers))
        .with_state(state)
}
