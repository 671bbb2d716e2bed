//! `tabard serve`.

mod console;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::Uri;
use serde_json::json;
use tabard_core::sync::HttpRequest;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tracing::level_filters::LevelFilter;

use super::device::http::{Http, Unsent};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;
use crate::api::{self, EdgeService, Service};
use crate::console::Console;
use crate::edge::{self, Upstream};
use crate::hub::HubError;
use crate::listener::TlsConfig;
use crate::telemetry::init_logs;

/// Keeps the address that devices are told, where it is not that of the socket.
const PUBLIC: &str = "public-url";
/// Keeps the address of the console.
const CONSOLE: &str = "console-url";

/// What a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ServerRole {
    /// The region itself: relay and hub
    Region,
    /// A relay inside a control room, which goes on when the region cannot be reached
    Edge,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "One line of JSON on standard output says where it listens, once it does; logs go to standard\nerror. With --console, and as long as nobody is an administrator, it also holds a link by which the first\none sets up their account: it works once, for a day, and each start makes another. SIGINT and SIGTERM end it after the requests under way.\n\nExample:\n  tabard serve --dir ./region\n  tabard serve --dir ./region --listen 0.0.0.0:443 --tls-cert fullchain.pem --tls-key key.pem --public-url https://tabard.example.org\n  tabard serve --role edge --dir ./edge --upstream https://tabard.example.org --listen 10.0.0.5:8470"
)]
pub(super) struct Options {
    #[command(flatten)]
    place: Place,
    /// What it serves: a region, or the edge that `tabard region edge` made
    #[arg(long, value_enum, default_value = "region")]
    role: ServerRole,
    /// The region's address, for an edge
    #[arg(long, value_name = "URL", required_if_eq("role", "edge"))]
    upstream: Option<String>,
    /// How often an edge asks the region for news, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = clap::value_parser!(u64).range(1..=3600))]
    every: u64,
    /// Certificates to trust at the region instead of the public ones, as a PEM file
    #[arg(long, value_name = "FILE", requires = "upstream")]
    upstream_ca: Option<PathBuf>,
    /// The address to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8470")]
    listen: SocketAddr,
    /// The certificate and those it hangs on, as PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, as PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The address by which devices reach it, where that is another
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    #[command(flatten)]
    console: console::ConsoleOptions,
}

impl Options {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let public_authority =
            self.public_url.as_deref().map(|url| authority(url, "--public-url")).transpose()?;
        let checked = self.console.checked()?;
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Some(TlsConfig::from_pem_files(certificate, key)?),
            _ => None,
        };
        init_logs(LevelFilter::INFO)
            .map_err(|error| Failure::new("internal", error.to_string()))?;
        let dir = self.place.dir.clone();
        let edge = self.edge()?;
        let is_edge = edge.is_some();
        let runtime = Runtime::new().map_err(|error| Failure::folder(&error))?;
        let served = runtime.block_on(async {
            let console = checked.open(output).await?;
            let service = Service { dir, tls, public_authority, edge, console };
            self.serve(service, told_to_stop()?, output).await
        });
        if is_edge {
            // A line that does not answer holds nobody up, and nothing is lost by it.
            runtime.shutdown_background();
        }
        served?;
        Ok(Exit::Done)
    }

    fn edge(&self) -> Result<Option<EdgeService>, Failure> {
        let (ServerRole::Edge, Some(url)) = (self.role, &self.upstream) else { return Ok(None) };
        authority(url, "--upstream")?;
        let (_, identity) = edge::open(&self.place.dir).map_err(HubError::from)?;
        let mut http = Http::new(self.upstream_ca.as_deref())?;
        let line = move |request: &HttpRequest| match http.send(request) {
            Ok(reply) => Some((reply.status, reply.body)),
            Err(unsent) => {
                if unsent != Unsent::NoAnswer {
                    tracing::error!(
                        code = unsent.obstacle().code,
                        "nothing was sent to the region"
                    );
                }
                None
            }
        };
        let upstream = Upstream::new(identity, url, Box::new(line));
        Ok(Some(EdgeService { upstream, every: Duration::from_secs(self.every) }))
    }

    async fn serve(
        &self,
        service: Service,
        stop: impl Future<Output = ()> + Send + 'static,
        output: &Output,
    ) -> Result<(), Failure> {
        let listener = bound(self.listen).await?;
        let console = service.console.as_ref().map(Console::url);
        let setup = match &console {
            Some(console) if service.edge.is_none() => console::set_up(&self.place, console)?,
            _ => None,
        };
        let announce = |address: &api::Address| {
            remember(&self.place.dir, PUBLIC, self.public_url.as_deref());
            remember(&self.place.dir, CONSOLE, console.as_deref());
            let mut said = json!({ "listening": address.socket.to_string() });
            if let (Some(said), Some(console)) = (said.as_object_mut(), &console) {
                said.insert("console".to_owned(), console.as_str().into());
                if let Some(link) = &setup {
                    said.insert("set_up".to_owned(), link.as_str().into());
                }
            }
            // Whoever started it may not listen; it serves all the same.
            let _ = output.json(&said);
        };
        let drained = api::serve_announced(service, listener, announce, stop).await?;
        tracing::info!(cut = drained.cut, "the server has stopped");
        Ok(())
    }
}

/// The address to put into a code: that of `--public-url`, or that of the socket.
pub(super) fn address_of(dir: &Path) -> Option<String> {
    fs::read_to_string(dir.join(PUBLIC)).ok().or_else(|| api::read_address(dir))
}

/// The address of the console when it was served last.
pub(super) fn console_of(dir: &Path) -> Option<String> {
    fs::read_to_string(dir.join(CONSOLE)).ok()
}

async fn bound(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let what_to_do = format!("cannot listen on {address} ({}): choose another", error.kind());
        Failure::new("cannot_listen", what_to_do)
    })
}

fn remember(dir: &Path, file: &str, url: Option<&str>) {
    let kept = match url {
        Some(url) => fs::write(dir.join(file), url),
        None => fs::remove_file(dir.join(file)),
    };
    match kept {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(error = %error.kind(), "a public address was not kept for later commands");
        }
        _ => {}
    }
}

/// The host and port of an address.
fn authority(url: &str, option: &str) -> Result<String, Failure> {
    let uri = url.parse::<Uri>().ok();
    let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    let authority = uri.as_ref().and_then(Uri::authority);
    authority.map(ToString::to_string).ok_or_else(|| {
        let what_to_do = format!("{option} is an address such as https://tabard.example.org");
        Failure::input("bad_url", what_to_do)
    })
}

/// Listens for the signals from here on, so that none that comes early ends the process at once.
pub(super) fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let listen = |kind| signal(kind).map_err(|error| Failure::folder(&error));
    let mut interrupted = listen(SignalKind::interrupt())?;
    let mut terminated = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_has_a_scheme_and_a_host() {
        let authority = |url| authority(url, "--public-url");
        assert_eq!(authority("https://t.example.org/").unwrap(), "t.example.org");
        assert_eq!(authority("https://t.example.org:8443").unwrap(), "t.example.org:8443");
        for bad in ["t.example.org", "ftp://t.example.org", "https://", ""] {
            assert_eq!(authority(bad).unwrap_err().code(), "bad_url", "{bad}");
        }
    }

    #[test]
    fn the_public_address_comes_before_that_of_the_socket() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(address_of(dir.path()), None);
        remember(dir.path(), PUBLIC, Some("https://t.example.org"));
        assert_eq!(address_of(dir.path()).unwrap(), "https://t.example.org");
        remember(dir.path(), PUBLIC, None);
        assert_eq!(address_of(dir.path()), None);
    }
}
