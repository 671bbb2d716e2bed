//! `tabard wellbeing`: those who give support, on a device of that role.

mod serve;

use clap::Subcommand;
use tabard_core::client::{Message, RecordView};
use tabard_core::entry::Kind;
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::clock::device_now;
use super::device::{Place, parsed, say_changed};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::table::aligned;
use super::{pick, shown_record, shown_talk, words};
use crate::host::entropy;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the requests for support, the newest first
    List(List),
    /// Show a request; the requester then sees that somebody has opened it
    Show(One),
    /// Say how far it has come, what is offered, or a word to the requester
    Answer(Answer),
    /// Serve the page of those who give support, on this machine alone
    Serve(serve::Options),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard wellbeing list --vault ./wellbeing")]
pub(super) struct List {
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard wellbeing show --vault ./wellbeing 3f9a")]
pub(super) struct One {
    #[command(flatten)]
    place: Place,
    /// The request, by its id or the first characters of it
    id: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "`tabard codes wellbeing_status` and `tabard codes support` list the words.\n\nExample:\n  tabard wellbeing answer --vault ./wellbeing 3f9a --set status=support_arranged --set offers.o1.support=trim_72h --note \"I call you on Tuesday.\" --role \"TRiM lead\""
)]
pub(super) struct Answer {
    #[command(flatten)]
    place: Place,
    /// The request, by its id or the first characters of it
    id: String,
    /// What to set; may be given several times
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// What to say to the requester
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who says it, by role and not by name
    #[arg(long)]
    role: Option<String>,
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Answer(options) => options.run(output),
            Self::Serve(options) => options.run(output),
        }
    }
}

impl List {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let requests = self.place.open_to_read(output)?.client.records(Kind::Wellbeing)?;
        let words = output.words();
        output.say(
            || match requests.is_empty() {
                true => words.text("shown.no_support_at_hub").to_owned(),
                false => aligned(&requests.iter().map(|one| row(words, one)).collect::<Vec<_>>()),
            },
            || requests.iter().map(shown_record::json).collect(),
        )?;
        Ok(Exit::Done)
    }
}

fn row(words: &Words, request: &RecordView) -> Vec<String> {
    let when = request.view.get("contact_when").and_then(serde_json::Value::as_str);
    vec![
        pick::short(request.id),
        words::moment(words, request.started_at),
        words.label("contact_when", when.unwrap_or_default()).to_owned(),
        request.state.said(words, request.kind, request.unsent),
    ]
}

impl One {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open_to_read(output)?;
        let id = session.request(&self.id)?;
        session.client.open_support_request(id, device_now(), &mut entropy())?;
        let (request, words) = (session.client.record(id)?, output.words());
        output.say(|| shown_talk::support(words, &request), || shown_record::json(&request))?;
        Ok(Exit::Done)
    }
}

impl Answer {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open_to_read(output)?;
        let id = session.request(&self.id)?;
        let Some(mut patch) = parsed(RecordKind::Wellbeing, &self.set, output) else {
            return Ok(Exit::BadInput);
        };
        let (now, rng) = (device_now(), &mut entropy());
        if let Some(role) = &self.role {
            let role = [format!("role={role}")];
            let Some(role) = parsed(RecordKind::Wellbeing, &role, output) else {
                return Ok(Exit::BadInput);
            };
            patch.extend(role);
        }
        session.client.open_support_request(id, now, rng)?;
        let mut changed = session.client.edit(id, &patch, now, rng)?;
        if let Some(text) = self.note.as_deref().filter(|text| !text.trim().is_empty()) {
            let message = Message { text, to: None, from: self.role.as_deref() };
            changed |= session.client.say_about_support(id, message, now, rng)?;
        }
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}
