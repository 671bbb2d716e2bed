//! The hub's pages beside the server: where they are, and what they go by.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::bound;
use crate::cli::failure::Failure;
use crate::cli::hub::{read_retention, read_settings};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::console::{Console, Learning, People};
use crate::host::{entropy, now};
use crate::retention::Settings as Retention;
use crate::returns::Service;

#[derive(Debug, clap::Args)]
pub(super) struct ConsoleOptions {
    /// Serve the hub's pages too, at an address of this machine alone
    #[arg(long, value_name = "ADDRESS")]
    console: Option<SocketAddr>,
    /// The address by which people reach those pages, where a proxy that ends TLS stands before it
    #[arg(long, value_name = "URL", requires = "console")]
    console_url: Option<String>,
    /// Within how many hours of its coming a person should answer a report
    #[arg(long, value_name = "HOURS", default_value = "24", value_parser = clap::value_parser!(u32).range(1..=720))]
    first_answer_hours: u32,
    /// What the region sets for its charts: docs/learning.md
    #[arg(long, value_name = "FILE", requires = "console")]
    learning: Option<PathBuf>,
    /// The ambulance service that this region is, by its ODS code, for its national return
    #[arg(long, value_name = "CODE", requires = "console")]
    service: Option<Service>,
    /// For how long what is kept is kept: docs/hub.md
    #[arg(long, value_name = "FILE", requires = "console")]
    retention: Option<PathBuf>,
}

/// What was asked for, read before anything is opened.
pub(super) struct Checked {
    address: Option<SocketAddr>,
    public: Option<String>,
    answer_hours: u32,
    learning: Learning,
    service: Option<Service>,
    retention: Retention,
}

impl ConsoleOptions {
    pub(super) fn checked(&self) -> Result<Checked, Failure> {
        let settings = read_settings(self.learning.as_deref())?;
        let learning = Learning::new(settings);
        let learning =
            learning.map_err(|error| Failure::input("bad_settings", error.to_string()))?;
        let (address, answer_hours) = (self.console, self.first_answer_hours);
        let retention = read_retention(self.retention.as_deref())?;
        let (public, service) = (self.url()?, self.service.clone());
        Ok(Checked { address, public, answer_hours, learning, service, retention })
    }

    /// Where people reach the console, if that is elsewhere.
    fn url(&self) -> Result<Option<String>, Failure> {
        if self.console.is_some_and(|address| !address.ip().is_loopback()) {
            return Err(Failure::input(
                "not_loopback",
                "--console listens on this machine alone, as 127.0.0.1:8471: put a proxy that ends TLS before it, and give its address by --console-url",
            ));
        }
        let Some(url) = self.console_url.as_deref() else { return Ok(None) };
        let origin = url.strip_prefix("https://").map(|rest| rest.trim_end_matches('/'));
        let named = |name: &&str| !name.is_empty() && !name.contains(['/', '?', '#', '@', ' ']);
        match origin.filter(named) {
            Some(name) => Ok(Some(format!("https://{}", name.to_lowercase()))),
            None => Err(Failure::input(
                "bad_url",
                "--console-url is an https address without a path, such as https://markers.example.org",
            )),
        }
    }
}

/// The link by which the first administrator sets up their account; none where there is one.
pub(super) fn set_up(place: &Place, console: &str) -> Result<Option<String>, Failure> {
    let mut hub = place.hub()?;
    let mut people = People::read(&hub)?;
    let link = people.set_up(now().plus_days(1), &mut entropy());
    people.write(&mut hub)?;
    Ok(link.map(|link| format!("{console}/enter/{}", link.tell())))
}

impl Checked {
    /// Listens, where that was asked for.
    pub(super) async fn open(self, output: &Output) -> Result<Option<Console>, Failure> {
        let Some(address) = self.address else { return Ok(None) };
        Ok(Some(Console {
            listener: bound(address).await?,
            public: self.public,
            words: output.words().clone(),
            letters: output.languages().to_vec(),
            answer_hours: self.answer_hours,
            learning: self.learning,
            service: self.service,
            retention: self.retention,
        }))
    }
}
