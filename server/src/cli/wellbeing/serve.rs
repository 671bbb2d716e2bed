//! `tabard wellbeing serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tracing::level_filters::LevelFilter;

use crate::cli::clock::device_clock;
use crate::cli::device::{Http, Place, obey_orders};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::serve::told_to_stop;
use crate::host::entropy;
use crate::local::{Carrier, Held, ordered};
use crate::telemetry::init_logs;
use crate::web::Token;
use crate::welfare::{self, Welfare};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "One line of JSON on standard output says where it listens and the address that opens its page, whose\ntoken is new each time: whoever keeps that line opens the page. Logs go to standard error. SIGINT and\nSIGTERM end it.\n\nExample:\n  tabard wellbeing serve --vault ./wellbeing --role \"TRiM lead\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The address to listen on, of this machine alone; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8490")]
    listen: SocketAddr,
    /// By what role messages are signed unless the page says otherwise
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Certificates to trust instead of the public ones, as a PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        if !self.listen.ip().is_loopback() {
            return Err(Failure::input(
                "not_loopback",
                "welfare's page is for this machine alone: give an address such as 127.0.0.1:8490",
            ));
        }
        let mut http = Http::new(self.ca.as_deref())?;
        let session = self.place.open(output)?;
        if !session.client.gives_support()? {
            return Err(not_wellbeing());
        }
        init_logs(LevelFilter::INFO)
            .map_err(|error| Failure::new("internal", error.to_string()))?;
        let (client, lock) = session.into_parts();
        let held = Arc::new(Held::new(client, device_clock));
        let words = output.words().clone();
        let role = self.role.map(|role| role.trim().to_owned()).filter(|role| !role.is_empty());
        let welfare = Welfare {
            held: Arc::clone(&held),
            role: role.unwrap_or_else(|| words.text("console.welfare.role").to_owned()),
            words,
            link: Token::random(&mut entropy()),
        };
        let runtime = Runtime::new().map_err(|error| Failure::folder(&error))?;
        runtime.block_on(async {
            let listener = TcpListener::bind(self.listen).await.map_err(|error| {
                let what_to_do =
                    format!("cannot listen on {} ({}): choose another", self.listen, error.kind());
                Failure::new("cannot_listen", what_to_do)
            })?;
            let socket = listener.local_addr().map_err(|error| Failure::folder(&error))?;
            let send = Box::new(move |request: &_| match http.send(request) {
                Ok(reply) => Ok((reply.status, reply.body)),
                Err(unsent) => Err(unsent.obstacle()),
            });
            let carrier =
                Carrier::start(Arc::clone(&held), send).map_err(|error| Failure::folder(&error))?;
            let page = format!("http://{socket}/?token={}", welfare.link.tell());
            // Whoever started it may not listen; it serves all the same.
            let _ = output.json(&json!({ "listening": socket.to_string(), "page": page }));
            let (stop, removed) = (told_to_stop()?, ordered(carrier.watch()));
            let shutdown = async move {
                tokio::select! {
                    () = stop => {}
                    () = removed => {}
                }
            };
            let drained = welfare::serve(welfare, listener, carrier, shutdown).await;
            let drained = drained.map_err(|error| Failure::folder(&error))?;
            tracing::info!(cut = drained.cut, "welfare's page has stopped");
            Ok::<_, Failure>(())
        })?;
        if let Some(client) = held.give_back() {
            obey_orders(client, lock, &self.place.dir)?;
        }
        Ok(Exit::Done)
    }
}

fn not_wellbeing() -> Failure {
    Failure::input(
        "not_wellbeing",
        "this device gives no support, so no request can be read here: make a code for a device of its own by `tabard enrol-code --role wellbeing`, enrol it in a folder of its own, and serve that",
    )
}
