//! `tabard device account`.

use serde_json::{Value, json};
use tabard_core::client::RecordView;
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::draft::say_begun;
use super::edit::{parsed, say_changed};
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::names::Names;
use crate::cli::output::Output;
use crate::cli::table::aligned;
use crate::cli::{readable, words};
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
            output.say(|| words_of(output.words(), &account), || json_of(&account))?;
            return Ok(Exit::Done);
        }
        session.client.type_into(id, &patch)?;
        let changed = session.client.save(id, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}

/// The accounts about an incident that can be read in a vault, for people.
pub(in crate::cli) fn words_of(words: &Words, account: &RecordView) -> String {
    let mut parts = vec![format!(
        "{}  {}",
        account.id,
        words::account_standing(words, &account.state, account.unsent)
    )];
    if account.view.get("private") == Some(&Value::Bool(true)) {
        let apart = match account.own {
            true => words.text("shown.account_apart"),
            false => words.text("shown.account_apart_hub"),
        };
        parts.push(apart.to_owned());
    }
    // It is read with its incident.
    let (apart, names) = (["incident"], Names::default());
    let (kind, view) = (RecordKind::Account, &account.view);
    parts.push(readable::record_without(words, kind, view, &apart, &names));
    if !account.answer.is_null() {
        let answer =
            readable::record_without(words, RecordKind::Followup, &account.answer, &apart, &names);
        parts.push(format!("{}\n{answer}", words.text("shown.account_answer")));
    }
    parts.join("\n")
}

/// The same for programs.
pub(in crate::cli) fn json_of(account: &RecordView) -> Value {
    json!({
        "id": account.id.to_string(),
        "kind": tabard_core::client::record_kind(account.kind).name(),
        "about": account.about.map(|about| about.to_string()),
        "state": account.state.word(),
        "unsent": account.unsent,
        "own": account.own,
        "by": account.by.map(|by| by.to_string()),
        "record": account.view,
        "draft": account.draft,
        "answer": account.answer,
    })
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
