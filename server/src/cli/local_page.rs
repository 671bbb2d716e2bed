//! Serving a page over a device's own vault: where it listens, what it prints, and when it ends.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

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

/// Ends when the page is to.
pub(super) type Shutdown = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Serves a page until the process is told to stop or the device is ordered away, syncing meanwhile.
pub(super) fn run<A: Aboard, F>(
    listen: SocketAddr,
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
        let carrier = Carrier::start(Arc::clone(device), send).map_err(folder)?;
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
