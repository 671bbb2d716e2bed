//! `tabard device edit`.

use serde_json::json;
use tabard_core::client::record_kind;
use tabard_core::ids::RecordId;
use tabard_core::model::{Patch, RecordKind, parse_assignment};

use super::session::{Place, Session};
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "field=value sets a field, field= clears it, set+=code and set-=code change a set of codes, and\nlist.item.field=value changes an item of a list.\n\nExample:\n  tabard device edit --vault ./phone 3f9a --set callsign=YA215 --set types+=verbal_threat"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, account or request, by its id or the first characters of it
    id: String,
    /// What to change; may be given several times
    #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let (id, kind) = session.any(&self.id)?;
        let Some(patch) = parsed(record_kind(kind), &self.set, output) else {
            return Ok(Exit::BadInput);
        };
        let changed = session.client.edit(id, &patch, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}

/// Assignments as one patch; none when one of them is wrong, which is then said.
pub(in crate::cli) fn parsed(
    kind: RecordKind,
    assignments: &[String],
    output: &Output,
) -> Option<Patch> {
    let (mut patch, mut wrong) = (Patch::default(), false);
    for assignment in assignments {
        match parse_assignment(kind, assignment) {
            Ok(edit) => patch.extend(edit),
            Err(fault) => {
                output.fault(&fault);
                wrong = true;
            }
        }
    }
    (!wrong).then_some(patch)
}

/// Says where a report stands after a change.
pub(in crate::cli) fn say_changed(
    session: &Session,
    id: RecordId,
    changed: bool,
    output: &Output,
) -> Result<(), Failure> {
    let (record, words) = (session.client.standing(id)?, output.words());
    let stands = record.state.said(words, record.kind, record.unsent);
    output.say(
        || match changed {
            true => format!("{id}  {stands}"),
            false => format!("{id}  {} {stands}", words.text("states.nothing_to_change")),
        },
        || json!({ "id": id.to_string(), "state": record.state.word(), "changed": changed }),
    )
}
