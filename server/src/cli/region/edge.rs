//! `tabard region edge`.

use std::path::PathBuf;

use serde_json::json;

use super::{Place, read_authority};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::{entropy, now};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It may run while the region is served. Bring the folder to the control room, serve it there, and let\nthe devices sync with its address. It holds keys, and must be kept as a server's are. To remove the\nedge, remove its device: `tabard device revoke` with the id that is printed. Take the authority's key\noffline again.\n\nExample:\n  tabard region edge --dir ./region --authority /media/offline/authority.key --label \"EOC Wakefield\" --to ./edge\n  tabard serve --role edge --dir ./edge --upstream https://tabard.example.org"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The authority's key, which `tabard region init` made
    #[arg(long, value_name = "KEYFILE")]
    authority: PathBuf,
    /// What the hub calls it
    #[arg(long)]
    label: String,
    /// A folder that is empty or not there yet
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

impl Options {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let authority = read_authority(&self.authority)?;
        let mut hub = self.place.hub()?;
        let device = hub.make_edge(&authority, &self.label, &self.to, now(), &mut entropy())?;
        let (device, to) = (device.to_string(), self.to.display().to_string());
        output.say(
            || {
                format!(
                    "The edge is in {to}; the region knows it as device {device}.\n\
                     Next, in the control room: tabard serve --role edge --dir {to} --upstream URL"
                )
            },
            || json!({ "device": device, "label": self.label, "to": to }),
        )?;
        Ok(Exit::Done)
    }
}
