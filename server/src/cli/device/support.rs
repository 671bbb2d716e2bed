//! `tabard device support`: asking for support, and hearing back.

use clap::Subcommand;
use serde_json::json;
use tabard_core::client::Message;
use tabard_core::entry::Kind;
use tabard_core::model::RecordKind;
use tabard_core::model::helplines::HELPLINES;

use super::account::json_of;
use super::edit::{parsed, say_changed};
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::table::aligned;
use crate::cli::{readable, words};
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
    after_help = "`tabard codes support` lists what there is.\n\nExample:\n  tabard device support ask --vault ./phone --set support+=trim_72h --set contact_when=after_shift --set contact=\"07700 900123\""
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
        let mut session = self.place.open(output)?;
        let incident = self.incident.as_deref().map(|typed| session.report(typed)).transpose()?;
        let Some(patch) = parsed(RecordKind::Wellbeing, &self.set, output) else {
            return Ok(Exit::BadInput);
        };
        let (now, rng) = (device_now(), &mut entropy());
        let begun = session.client.start_support_request(incident, now, rng);
        if begun.is_err() {
            // Whatever stands in the way, there is somebody to call.
            output.aside(&call());
        }
        let id = begun?;
        session.client.type_into(id, &patch)?;
        session.client.save(id, now, rng)?;
        let request = session.client.record(id)?;
        output.say(
            || {
                format!(
                    "{id}  Saved on this phone. Nobody has it yet: it goes with the next sync, to \
                     wellbeing alone.\n{}",
                    call()
                )
            },
            || {
                let lines = HELPLINES.iter().map(
                    |line| json!({ "name": line.name, "number": line.number, "hours": line.hours }),
                );
                let mut json = json_of(&request);
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
fn call() -> String {
    let lines = HELPLINES.iter().map(|line| {
        format!("If it cannot wait, call {}: {} ({}).", line.name, line.number, line.hours)
    });
    lines.collect::<Vec<_>>().join("\n")
}

impl List {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let requests = self.place.open(output)?.client.records(Kind::Wellbeing)?;
        output.say(
            || match requests.is_empty() {
                true => format!("You have not asked for support on this phone.\n{}", call()),
                false => {
                    let row = |one: &tabard_core::client::RecordView| {
                        vec![
                            one.id.to_string().chars().take(10).collect(),
                            words::moment(one.started_at),
                            words::support_standing(&one.state, one.unsent),
                        ]
                    };
                    aligned(&requests.iter().map(row).collect::<Vec<_>>())
                }
            },
            || requests.iter().map(json_of).collect(),
        )?;
        Ok(Exit::Done)
    }
}

impl One {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open(output)?;
        let found = session.client.find_of(Kind::Wellbeing, self.id.trim())?;
        let request = session.client.record(pick::one(&self.id, "request", found)?)?;
        output.say(
            || {
                let stands = words::support_standing(&request.state, request.unsent);
                let fields = readable::record(RecordKind::Wellbeing, &request.view);
                format!("{}  {stands}\n{fields}", request.id)
            },
            || json_of(&request),
        )?;
        Ok(Exit::Done)
    }
}

impl Reply {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let found = session.client.find_of(Kind::Wellbeing, self.id.trim())?;
        let id = pick::one(&self.id, "request", found)?;
        let message = Message { text: &self.text, to: None, from: None };
        let changed =
            session.client.say_about_support(id, message, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}
