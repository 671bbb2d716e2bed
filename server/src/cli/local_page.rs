//! Serving a page over a device's own vault: where it listens, what it prints, and when it ends.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::device::Http;
use super::failure::Failure;
use super::output::Output;
use super::serve::told_to_stop;
use crate::listener::Drained;
use crate::local::{Aboard, Carrier, ordered};
use crate::web::Token;

/// How a page's device syncs.
#[derive(Debug, clap::Args)]
pub(super) struct Syncing {
    /// Seconds between two exchanges with the region; what is written goes at once
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=600))]
    sync_every: u16,
}

/// Ends when the page is to.
pub(super) type Shutdown = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Serves a page until the process is told to stop or the device is ordered away, syncing meanwhile.
pub(super) fn run<A: Aboard, F>(
    (listen, syncing): (SocketAddr, &Syncing),
    (mut http, device, link): (Http, &Arc<A>, &Token),
    output: &Output,
    serve: impl FnOnce(TcpListener, Carrier, Shutdown) -> F,
) -> Result<Drained, Failure>
where
    F: Future<Output = std::io::Result<Drained>>,
{
    let folder = |error: std::io::Error| Failure::folder(&error);
    Runtime::new().map_err(folder)?.block_on(async {
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            let what_to_do =
                format!("cannot listen on {listen} ({}): choose another", error.kind());
            Failure::new("cannot_listen", what_to_do)
        })?;
        let socket = listener.local_addr().map_err(folder)?;
        let send = Box::new(move |request: &_| match http.send(request) {
            Ok(reply) => Ok((reply.status, reply.body)),
            Err(unsent) => Err(unsent.obstacle()),
        });
        let every = Duration::from_secs(syncing.sync_every.into());
        let carrier = Carrier::start(Arc::clone(device), send, every).map_err(folder)?;
        let page = format!("http://{socket}/?token={}", link.tell());
        // Whoever started it may not listen; it serves all the same.
        let _ = output.json(&json!({ "listening": socket.to_string(), "page": page }));
        let (stop, ordered) = (told_to_stop()?, ordered(carrier.watch()));
        let shutdown: Shutdown = Box::pin(async move {
            tokio::select! {
                () = stop => {}
                () = ordered => {}
            }
        });
        serve(listener, carrier, shutdown).await.map_err(folder)
    })
}
