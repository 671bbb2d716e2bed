//! `tabard backup`.

use std::path::PathBuf;

use serde_json::json;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The copy is a region's folder: to restore it, serve it. It holds the hub's keys, and so must be\nkept as the region itself is; the authority's key is left out. What came after the copy is given\nback by the devices when they sync. It may run while the region is served.\n\nExample:\n  tabard backup --dir ./region --to /media/backup/2026-11-22"
)]
pub(super) struct Options {
    #[command(flatten)]
    place: Place,
    /// A folder that is empty or not there yet
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

impl Options {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let hub = self.place.hub()?;
        hub.backup(&self.to)?;
        let size = hub.relay().head()?.size;
        let to = self.to.display().to_string();
        output.say(
            || {
                let name = hub.region_name();
                format!(
                    "{name} is copied to {to}: {size} lines of the log. The authority's key is \
                     not in the copy."
                )
            },
            || json!({ "to": to, "size": size }),
        )?;
        Ok(Exit::Done)
    }
}
