//! `tabard device edit`.

use serde_json::json;
use tabard_core::ids::RecordId;
use tabard_core::model::{Patch, RecordKind, parse_assignment};

use super::session::{Place, Session};
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::words;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "field=value sets a field, field= clears it, set+=code and set-=code change a set of codes, and\nlist.item.field=value changes an item of a list.\n\nExample:\n  tabard device edit --vault ./phone 3f9a --set callsign=YA215 --set types+=verbal_threat"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// What to change; may be given several times
    #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut patch = Patch::default();
        let mut exit = Exit::Done;
        for assignment in &self.set {
            match parse_assignment(RecordKind::Incident, assignment) {
                Ok(edit) => patch.extend(edit),
                Err(fault) => {
                    output.fault(&fault);
                    exit = Exit::BadInput;
                }
            }
        }
        if exit != Exit::Done {
            return Ok(exit);
        }
        let mut session = self.place.open(output)?;
        let id = session.report(&self.id)?;
        let changed = session.client.edit(id, &patch, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(exit)
    }
}

/// Says where a report stands after a change.
pub(super) fn say_changed(
    session: &Session,
    id: RecordId,
    changed: bool,
    output: &Output,
) -> Result<(), Failure> {
    let summary = session.client.standing(id)?;
    output.say(
        || match changed {
            true => format!("{id}  {}", words::standing(&summary)),
            false => format!("{id}  Nothing to change. {}", words::standing(&summary)),
        },
        || json!({ "id": id.to_string(), "state": summary.state.word(), "changed": changed }),
    )
}
