//! `tabard region`.

mod edge;
mod policy;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;
use tabard_core::region::Authority;
use zeroize::Zeroizing;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::words;
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
    /// Certify the hub for three more years, by the authority's key
    Renew(Renew),
    /// Make the relay of a control room, by the authority's key
    Edge(edge::Options),
    /// Show or state how long devices may be read without contact, and how long they keep what is done
    Policy(policy::Options),
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

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It may run while the region is served, and after the hub's certificate has ended. `tabard hub\ndevices` shows when that is. Take the key offline again.\n\nExample:\n  tabard region renew --dir ./region --authority /media/offline/authority.key"
)]
pub(super) struct Renew {
    #[command(flatten)]
    place: Place,
    /// The authority's key, which `tabard region init` made
    #[arg(long, value_name = "KEYFILE")]
    authority: PathBuf,
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
            Self::Renew(options) => options.run(output),
            Self::Edge(options) => options.run(output),
            Self::Policy(options) => options.run(output),
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

impl Renew {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let authority = read_authority(&self.authority)?;
        let mut hub = self.place.hub()?;
        let not_after = hub.renew_own(&authority, now(), &mut entropy())?;
        output.say(
            || format!("The hub is certified until {}.", words::moment(output.words(), not_after)),
            || json!({ "hub": hub.device().to_string(), "not_after": not_after.rfc3339() }),
        )?;
        Ok(Exit::Done)
    }
}

fn read_authority(file: &Path) -> Result<Authority, Failure> {
    let bytes = fs::read(file).map(Zeroizing::new);
    let bytes = bytes.map_err(|error| Failure::folder(&error))?;
    let secrets: &[u8; 64] = bytes.as_slice().try_into().map_err(|_| {
        let what_to_do = "the file of --authority holds no authority's key, which has 64 bytes";
        Failure::input("bad_authority", what_to_do)
    })?;
    Ok(Authority::from_secrets(secrets))
}
