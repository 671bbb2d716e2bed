//! `tabard wellbeing serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tracing::level_filters::LevelFilter;

use crate::cli::clock::device_clock;
use crate::cli::device::{Http, Place, obey_orders};
use crate::cli::failure::{Exit, Failure};
use crate::cli::local_page::{self, Syncing};
use crate::cli::output::Output;
use crate::host::entropy;
use crate::local::Held;
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
    #[command(flatten)]
    syncing: Syncing,
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
        let http = Http::new(self.ca.as_deref())?;
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
        let link = welfare.link.clone();
        let serve =
            |listener, carrier, shutdown| welfare::serve(welfare, listener, carrier, shutdown);
        let drained =
            local_page::run((self.listen, &self.syncing), (http, &held, &link), output, serve)?;
        tracing::info!(cut = drained.cut, "welfare's page has stopped");
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
