//! `tabard device account`.

use serde_json::json;
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::draft::say_begun;
use super::edit::{parsed, say_changed};
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::shown_record;
use crate::cli::table::aligned;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "One account for each witness, in the first person. Only its author and triage read it: a crew-mate\nneither reads it nor learns that it is there. Without --set it shows your account, or begins one and\nshows what a statement tells, in its order.\n\nExample:\n  tabard device account --vault ./phone 3f9a --set what_happened=\"I knocked, and he opened at once.\"\n  tabard device account --vault ./phone 3f9a"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The incident, by its id or the first characters of it
    id: String,
    /// What to write; may be given several times
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open_to_read(output)?;
        let incident = session.report(&self.id)?;
        let Some(patch) = parsed(RecordKind::Account, &self.set, output) else {
            return Ok(Exit::BadInput);
        };
        let id = session.client.start_account(incident, device_now(), &mut entropy())?;
        if patch.is_empty() {
            let account = session.client.record(id)?;
            if account.view.as_object().is_some_and(serde_json::Map::is_empty) {
                output.say(
                    || prompts(output.words()),
                    || json!({ "id": id.to_string(), "prompts": names() }),
                )?;
                return if output.is_json() { Ok(Exit::Done) } else { say_begun(id, output) };
            }
            output.say(
                || shown_record::account(output.words(), &account),
                || shown_record::json(&account),
            )?;
            return Ok(Exit::Done);
        }
        session.client.type_into(id, &patch)?;
        let changed = session.client.save(id, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}

fn names() -> Vec<&'static str> {
    prompted().map(|field| field.name).collect()
}

fn prompts(words: &Words) -> String {
    let row = |field: &tabard_core::model::Field| {
        vec![field.name.to_owned(), words.field("account", field.name).to_owned()]
    };
    let rows: Vec<_> = prompted().map(row).collect();
    format!("{}\n{}", words.text("shown.account_order"), aligned(&rows))
}

/// The fields that a witness answers, without those that the phone fills in.
fn prompted() -> impl Iterator<Item = &'static tabard_core::model::Field> {
    let by_phone = ["incident", "begun_at", "finished_at", "edits"];
    let fields = RecordKind::Account.fields().iter();
    fields.filter(move |field| !by_phone.contains(&field.name))
}
