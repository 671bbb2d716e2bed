//! The region over HTTP.

mod address;
mod chunks;
mod directory;
mod document;
mod edge;
mod enrol;
mod health;
mod mirror;
mod problem;
mod queue;
mod signed;
mod sync;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::routing::{get, post};
use tabard_core::wire::{
    CHUNKS_PATH, DIRECTORY_PATH, ENROL_PATH, MAX_REQUEST, MIRROR_PATH, SYNC_PATH,
};
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot, watch};

use crate::console::{self, Console};
use crate::host::{entropy, now};
use crate::hub::{Hub, HubError, Pumped};
use crate::listener::{self, Drained, NonceCache, TlsConfig};
use crate::relay::{Limits, Relay};
use crate::telemetry::{self, Metrics};

use edge::Contact;

pub(crate) use queue::Queue;

pub use address::{Address, read_address};
pub use edge::EdgeService;

/// How often the hub looks for work that nobody announced, such as certificates that end.
const ROUND: Duration = Duration::from_secs(300);
/// How many requests of one device, and of all, are remembered against replay.
const NONCES: (usize, usize) = (4096, 262_144);

/// How a region is served.
pub struct Service {
    /// The region's folder.
    pub dir: PathBuf,
    /// The certificate, where the region ends TLS itself.
    pub tls: Option<TlsConfig>,
    /// The authority by which devices reach the region, where a proxy changes it.
    pub public_authority: Option<String>,
    /// Where it is no region but the edge of a control room.
    pub edge: Option<EdgeService>,
    /// The console, where one is served.
    pub console: Option<Console>,
}

/// What the routes share.
struct Region {
    dir: PathBuf,
    relay: Relay,
    hub: Arc<Queue>,
    offers: Queue,
    nonces: Mutex<NonceCache>,
    news: Notify,
    /// How many rounds of the hub took something in.
    taken_in: watch::Sender<u64>,
    metrics: Metrics,
    public_authority: Option<String>,
    /// At an edge: the last contact with its region.
    contact: Contact,
}

type Shared = Arc<Region>;

/// Serves a region until `shutdown`, then lets requests under way finish.
///
/// # Errors
/// [`HubError`] when there is no region in the folder or it does not open.
pub async fn serve(
    service: Service,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Drained, HubError> {
    serve_announced(service, listener, |_| {}, shutdown).await
}

/// The same, and calls `announce` once devices can be answered.
///
/// # Errors
/// As [`serve`].
pub async fn serve_announced(
    service: Service,
    listener: TcpListener,
    announce: impl FnOnce(&Address),
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Drained, HubError> {
    if service.edge.is_none() {
        let dir = service.dir.clone();
        blocking(move || first_round(&dir)).await?;
    }
    let address = Address { tls: service.tls.is_some(), socket: listener.local_addr()? };
    address::write(&service.dir, &address)?;
    let metrics = Metrics::new();
    metrics.install();
    let relay = Relay::open(&service.dir.join("relay"), Limits::default())?;
    relay.sweep_chunks()?;
    let contact = Contact::default();
    contact.set(relay.upstream()?.word);
    let region = Arc::new(Region {
        relay,
        dir: service.dir,
        hub: Arc::default(),
        offers: Queue::default(),
        nonces: Mutex::new(NonceCache::new(NONCES.0, NONCES.1)),
        news: Notify::new(),
        taken_in: watch::Sender::new(0),
        metrics: metrics.clone(),
        public_authority: service.public_authority,
        contact,
    });
    let rounds = match service.edge {
        Some(edge) => tokio::spawn(edge::rounds(Arc::clone(&region), edge)),
        None => tokio::spawn(rounds(Arc::clone(&region))),
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let console = service.console.map(|console| {
        let (dir, hub) = (region.dir.clone(), Arc::clone(&region.hub));
        let behind = console::Behind { dir, hub, news: region.taken_in.clone() };
        let until = async { drop(stopped.await) };
        tokio::spawn(console::serve(console, behind, metrics.clone(), until))
    });
    let app = telemetry::observe(routes(region), metrics);
    let limits = listener::Limits { body_bytes: MAX_REQUEST as u64, ..Default::default() };
    announce(&address);
    let shutdown = async move {
        shutdown.await;
        drop(stop);
    };
    let mut drained = listener::serve(listener, service.tls, app, limits, shutdown).await;
    if let Some(console) = console
        && let Ok(console) = console.await
    {
        drained.cut += console.cut;
    }
    rounds.abort();
    Ok(drained)
}

fn routes(region: Shared) -> Router {
    Router::new()
        .route(SYNC_PATH, post(sync::sync))
        .route(MIRROR_PATH, post(mirror::mirror))
        .route(CHUNKS_PATH, post(chunks::chunks))
        .route(ENROL_PATH, post(enrol::enrol).layer(at_most(enrol::MAX_ANSWER)))
        .route(DIRECTORY_PATH, post(directory::offer).layer(at_most(directory::MAX_OFFER_BYTES)))
        .layer(map_response(problem::in_form))
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/openapi.json", get(document::openapi))
        .with_state(region)
}

fn at_most(bytes: usize) -> DefaultBodyLimit {
    DefaultBodyLimit::max(bytes)
}

/// The hub may have been copied back with its folder: it begins a new chain before it writes.
fn first_round(dir: &Path) -> Result<(), HubError> {
    let mut hub = Hub::open(dir, now())?;
    hub.begin_new_chain(now(), &mut entropy())?;
    round(&mut hub).map(|_| ())
}

fn round(hub: &mut Hub) -> Result<Pumped, HubError> {
    let pumped = hub.pump(now(), &mut entropy())?;
    if let Some(end) = hub.renewal_due(now()) {
        tracing::warn!(
            not_after = end.rfc3339(),
            "the hub's own certificate ends: certify it anew by `tabard region renew`"
        );
    }
    Ok(pumped)
}

/// The hub takes in what comes, soon after it came.
async fn rounds(region: Shared) {
    loop {
        let _ = tokio::time::timeout(ROUND, region.news.notified()).await;
        let dir = region.dir.clone();
        let round = region.hub.own(move || round(&mut Hub::open(&dir, now())?)).await;
        match round {
            Ok(pumped) => {
                if pumped.received > 0 {
                    region.taken_in.send_modify(|rounds| *rounds += 1);
                }
                tracing::info!(
                    received = pumped.received,
                    acknowledged = pumped.acknowledged,
                    renewed = pumped.renewed,
                    "the hub made a round"
                );
            }
            Err(error) => tracing::error!(%error, "the hub's round failed: it is tried again"),
        }
    }
}

/// Runs work that waits for the disk on a thread that may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
) -> Result<T, HubError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(gone) => match gone.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(HubError::Files(std::io::ErrorKind::Interrupted)),
        },
    }
}
