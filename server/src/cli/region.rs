//! `tabard region`.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::failure::{Exit, Failure};
use super::output::Output;
use crate::host::{entropy, now};
use crate::hub::Hub;

/// Where the region is.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// The region's folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) dir: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Found a region in an empty folder: its authority, its relay and its hub
    Init(Init),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard region init --dir ./region --name \"Yorkshire Ambulance Service\""
)]
pub(super) struct Init {
    #[command(flatten)]
    place: Place,
    /// What the region is called
    #[arg(long)]
    name: String,
}

impl Place {
    /// Opens the hub, once nobody else works with it.
    pub(super) fn hub(&self) -> Result<Hub, Failure> {
        Ok(Hub::open(&self.dir, now())?)
    }

    /// The hub with everything that the relay has for it.
    pub(super) fn hub_up_to_date(&self) -> Result<Hub, Failure> {
        let mut hub = self.hub()?;
        hub.pump(now(), &mut entropy())?;
        Ok(hub)
    }
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Init(options) => options.run(output),
        }
    }
}

impl Init {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let founded = Hub::init(&self.place.dir, &self.name, now(), &mut entropy())?;
        let (region, hub) = (founded.region.to_string(), founded.hub.to_string());
        let key = founded.authority_key.display().to_string();
        output.say(
            || {
                format!(
                    "{} is founded; its id is {region}.\n\
                     Move {key} to a place that is offline: it is the root of the region, and \
                     nothing below needs it.\n\
                     Next: tabard serve --dir {}",
                    self.name,
                    self.place.dir.display()
                )
            },
            || json!({ "region": region, "name": self.name, "hub": hub, "authority_key": key }),
        )?;
        Ok(Exit::Done)
    }
}
