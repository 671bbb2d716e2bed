//! `tabard device mate-code`.

use serde_json::json;

use super::session::Place;
use crate::cli::enrol_code::drawn;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A crew-mate scans or types the code to let this device into a report. It is no secret.\n\nExample:\n  tabard device mate-code --vault ./phone --name \"Sam\" --role \"Paramedic\" --qr"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The name that others are to read in the report
    #[arg(long)]
    name: Option<String>,
    /// The role that others are to read in the report
    #[arg(long)]
    role: Option<String>,
    /// Draw the code as a QR code too
    #[arg(long)]
    qr: bool,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open(output)?;
        let text = session.client.mate_code(self.name, self.role)?.text();
        let qr = if self.qr { Some(drawn(&text)?) } else { None };
        output.say(
            || format!("{}{text}", qr.as_deref().unwrap_or_default()),
            || json!({ "code": text, "qr": qr }),
        )?;
        Ok(Exit::Done)
    }
}
