//! `tabard device start`, `type`, `save`, `discard`, `drafts` and `missing`: a report that is
//! written bit by bit, as an app writes it.

use serde_json::{Value, json};
use tabard_core::client::record_kind;
use tabard_core::ids::RecordId;
use tabard_core::model::RecordKind;
use tabard_core::model::missing::{Missing, RULES};
use tabard_core::words::Words;

use super::edit::{parsed, say_changed};
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::readable;
use crate::cli::table::aligned;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The report is there at once, and sent once something in it is saved.\n\nExample:\n  tabard device start --vault ./phone"
)]
pub(in crate::cli) struct Start {
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is typed survives the end of the process, and becomes part of the report by `tabard device\nsave`.\n\nExample:\n  tabard device type --vault ./phone 3f9a --set types+=verbal_abuse --set callsign=YA215"
)]
pub(in crate::cli) struct Type {
    #[command(flatten)]
    place: Place,
    /// The report, account or request, by its id or the first characters of it
    id: String,
    /// What to type; may be given several times
    #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct One {
    #[command(flatten)]
    place: Place,
    /// The report, account or request, by its id or the first characters of it
    id: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard device drafts --vault ./phone")]
pub(in crate::cli) struct Drafts {
    #[command(flatten)]
    place: Place,
}

impl Start {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let id = session.client.start_incident(device_now(), &mut entropy())?;
        say_begun(id, output)
    }
}

/// Says that a record is there, with nothing saved in it.
pub(super) fn say_begun(id: RecordId, output: &Output) -> Result<Exit, Failure> {
    let begun = output.words().text("states.begun");
    output.say(|| format!("{id}  {begun}"), || json!({ "id": id.to_string() }))?;
    Ok(Exit::Done)
}

impl Type {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let (id, kind) = session.any(&self.id)?;
        let Some(patch) = parsed(record_kind(kind), &self.set, output) else {
            return Ok(Exit::BadInput);
        };
        session.client.type_into(id, &patch)?;
        output.say(
            || format!("{id}  {}", output.words().text("states.typed")),
            || json!({ "id": id.to_string(), "typed": patch.iter().count() }),
        )?;
        Ok(Exit::Done)
    }
}

impl One {
    pub(in crate::cli) fn save(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let (id, _) = session.any(&self.id)?;
        let changed = session.client.save(id, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }

    pub(in crate::cli) fn discard(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let (id, _) = session.any(&self.id)?;
        session.client.discard_draft(id)?;
        output.say(
            || format!("{id}  {}", output.words().text("states.forgotten")),
            || json!({ "id": id.to_string() }),
        )?;
        Ok(Exit::Done)
    }

    pub(in crate::cli) fn missing(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open_to_read(output)?;
        let id = session.report(&self.id)?;
        let missing = session.client.missing(id, RULES)?;
        output.say(|| list(output.words(), &missing), || missing.iter().map(line).collect())?;
        Ok(Exit::Done)
    }
}

impl Drafts {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let (drafts, words) = (self.place.open_to_read(output)?.client.drafts()?, output.words());
        output.say(
            || {
                let shown = drafts.iter().map(|draft| {
                    let typed = json!(draft.fields);
                    format!(
                        "{}\n{}",
                        draft.record,
                        readable::record(words, record_kind(draft.kind), &typed)
                    )
                });
                let shown: Vec<_> = shown.collect();
                match shown.is_empty() {
                    true => words.text("states.nothing_typed").to_owned(),
                    false => shown.join("\n\n"),
                }
            },
            || {
                let line = |draft: &tabard_core::client::Draft| {
                    let kind = record_kind(draft.kind).name();
                    json!({ "id": draft.record.to_string(), "kind": kind, "typed": draft.fields })
                };
                drafts.iter().map(line).collect()
            },
        )?;
        Ok(Exit::Done)
    }
}

fn line(missing: &Missing) -> Value {
    json!({
        "field": missing.field,
        "at_once": missing.at_once,
        "because_of": missing.because_of,
    })
}

fn list(words: &Words, missing: &[Missing]) -> String {
    if missing.is_empty() {
        return words.text("shown.all_filled_in").to_owned();
    }
    let row = |one: &Missing| {
        let question = words.field(RecordKind::Incident.name(), one.field);
        vec![one.field.to_owned(), question.to_owned()]
    };
    let rows: Vec<_> = missing.iter().map(row).collect();
    format!("{}\n{}", words.text("shown.finish_when_you_can"), aligned(&rows))
}
