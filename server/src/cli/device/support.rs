//! `tabard device support`: asking for support, and hearing back.

use clap::Subcommand;
use serde_json::json;
use tabard_core::client::Message;
use tabard_core::entry::Kind;
use tabard_core::model::RecordKind;
use tabard_core::model::helplines::{HELPLINES, Helpline};
use tabard_core::words::Words;

use super::edit::{parsed, say_changed};
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::table::aligned;
use crate::cli::{shown_record, shown_talk, words};
use crate::host::entropy;

/// Support is between you and wellbeing: triage cannot open it
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Ask for support, with or without a report
    Ask(Ask),
    /// List your requests
    List(List),
    /// Show a request with what came of it
    Show(One),
    /// Say something more
    Reply(Reply),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Fields: support, a set of `tabard codes support`; from_whom, a code of support_from; contact_when and\ncontact_how, codes of the lists of these names; name, contact and note, in your own words.\n\nExample:\n  tabard device support ask --vault ./phone --set support+=trim_72h --set contact_when=after_shift --set contact=\"07700 900123\""
)]
pub(in crate::cli) struct Ask {
    #[command(flatten)]
    place: Place,
    /// The incident that it follows, where wellbeing may know
    #[arg(long, value_name = "ID")]
    incident: Option<String>,
    /// What would help, from whom, when and how; may be given several times
    #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard device support list --vault ./phone")]
pub(in crate::cli) struct List {
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard device support show --vault ./phone 3f9a")]
pub(in crate::cli) struct One {
    #[command(flatten)]
    place: Place,
    /// The request, by its id or the first characters of it
    id: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard device support reply --vault ./phone 3f9a \"Tuesday suits me.\""
)]
pub(in crate::cli) struct Reply {
    #[command(flatten)]
    place: Place,
    /// The request, by its id or the first characters of it
    id: String,
    /// What to say
    text: String,
}

impl Command {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Ask(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Reply(options) => options.run(output),
        }
    }
}

impl Ask {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open_to_read(output)?;
        let incident = self.incident.as_deref().map(|typed| session.report(typed)).transpose()?;
        let Some(patch) = parsed(RecordKind::Wellbeing, &self.set, output) else {
            return Ok(Exit::BadInput);
        };
        let (now, rng) = (device_now(), &mut entropy());
        let begun = session.client.start_support_request(incident, now, rng);
        if begun.is_err() {
            // Whatever stands in the way, there is somebody to call.
            output.aside(&call(output.words()));
        }
        let id = begun?;
        session.client.type_into(id, &patch)?;
        session.client.save(id, now, rng)?;
        let (request, words) = (session.client.record(id)?, output.words());
        output.say(
            || {
                let stands = request.state.said(words, request.kind, request.unsent);
                format!("{id}  {stands} {}\n{}", words.text("shown.support_goes"), call(words))
            },
            || {
                let lines = HELPLINES.iter().map(|line| {
                    json!({
                        "name": words.text(&name_of(line)),
                        "number": line.number,
                        "hours": words.text(&hours_of(line)),
                    })
                });
                let mut json = shown_record::json(&request);
                if let Some(object) = json.as_object_mut() {
                    object.insert("call".to_owned(), lines.collect());
                }
                json
            },
        )?;
        Ok(Exit::Done)
    }
}

/// The numbers to call while nobody has a request.
fn call(words: &Words) -> String {
    let lines = HELPLINES.iter().map(|line| {
        let (name, hours) = (name_of(line), hours_of(line));
        let values =
            [("name", words.text(&name)), ("number", line.number), ("hours", words.text(&hours))];
        words.fill("shown.helpline", &values)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn name_of(line: &Helpline) -> String {
    format!("helplines.{}.name", line.key)
}

fn hours_of(line: &Helpline) -> String {
    format!("helplines.{}.hours", line.key)
}

impl List {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let requests = self.place.open_to_read(output)?.client.records(Kind::Wellbeing)?;
        let words = output.words();
        output.say(
            || match requests.is_empty() {
                true => format!("{}\n{}", words.text("shown.no_support"), call(words)),
                false => {
                    let row = |one: &tabard_core::client::RecordView| {
                        vec![
                            pick::short(one.id),
                            words::moment(words, one.started_at),
                            one.state.said(words, one.kind, one.unsent),
                        ]
                    };
                    aligned(&requests.iter().map(row).collect::<Vec<_>>())
                }
            },
            || requests.iter().map(shown_record::json).collect(),
        )?;
        Ok(Exit::Done)
    }
}

impl One {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open_to_read(output)?;
        let request = session.client.record(session.request(&self.id)?)?;
        let words = output.words();
        output.say(|| shown_talk::support(words, &request), || shown_record::json(&request))?;
        Ok(Exit::Done)
    }
}

impl Reply {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open_to_read(output)?;
        let id = session.request(&self.id)?;
        let message = Message { text: &self.text, to: None, from: None };
        let changed =
            session.client.say_about_support(id, message, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}
