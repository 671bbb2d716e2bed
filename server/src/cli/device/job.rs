//! `tabard device job`: a crew asks whether there is a marker for the job it is sent to.

use clap::Subcommand;
use tabard_core::client::{Job, JobAnswer};
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::RecordKind;

use super::edit::parsed;
use super::session::{Place, Session};
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::register::advice;
use crate::cli::{pick, shown_job};
use crate::host::entropy;

/// The control room answers with the text of markers alone, until the job is over
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Ask whether there is a marker for a job; it goes with the next sync
    Ask(Ask),
    /// List the jobs that were asked about, with what the control room says
    List(List),
    /// Say that the crew has read what it was told
    Acknowledge(Acknowledge),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The question reaches the control room with the next sync; until it has answered, nothing is known here.\n\nExample:\n  tabard device job ask --vault ./phone --cad 4711 --place \"12 High Street, Leeds, LS1 4AB\" --callsign YA214"
)]
pub(in crate::cli) struct Ask {
    #[command(flatten)]
    place: Place,
    /// The number of the job in the dispatch system
    #[arg(long, value_name = "NUMBER")]
    cad: String,
    /// The caller's number, where the crew was given it
    #[arg(long)]
    number: Option<String>,
    /// The address, with its postcode
    #[arg(long = "place", value_name = "ADDRESS")]
    address: Option<String>,
    /// The crew's callsign
    #[arg(long)]
    callsign: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard device job list --vault ./phone")]
pub(in crate::cli) struct List {
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard device job acknowledge --vault ./phone 51c0")]
pub(in crate::cli) struct Acknowledge {
    #[command(flatten)]
    place: Place,
    /// The question, by its id or the first characters of it
    id: String,
}

impl Command {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Ask(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Acknowledge(options) => options.run(output),
        }
    }
}

impl Ask {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let fields = [
            ("cad_number", Some(&self.cad)),
            ("number", self.number.as_ref()),
            ("place", self.address.as_ref()),
            ("callsign", self.callsign.as_ref()),
        ];
        let set = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let set: Vec<_> = set.map(|(name, value)| format!("{name}={value}")).collect();
        if parsed(RecordKind::Enquiry, &set, output).is_none() {
            return Ok(Exit::BadInput);
        }
        let mut session = self.place.open_to_read(output)?;
        let job = Job {
            cad_number: self.cad,
            callsign: self.callsign,
            number: self.number,
            place: self.address,
        };
        let id = session.client.ask_about_job(&job, device_now(), &mut entropy())?;
        say(&session, id, output)
    }
}

impl List {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let asked = self.place.open_to_read(output)?.client.job_answers()?;
        let words = output.words();
        output.say(
            || match asked.is_empty() {
                true => words.text("register.job.none").to_owned(),
                false => {
                    let said = asked.iter().map(|one| shown_job::in_words(words, one));
                    said.collect::<Vec<_>>().join("\n")
                }
            },
            || asked.iter().map(shown_job::json).collect(),
        )?;
        Ok(Exit::Done)
    }
}

impl Acknowledge {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open_to_read(output)?;
        let found = session.client.find_of(Kind::Enquiry, self.id.trim())?;
        let id = pick::one(&self.id, "question", found)?;
        if find(&session, id)?.reply.is_none() {
            return Err(Failure::input("not_answered_yet", advice::NOT_ANSWERED));
        }
        session.client.acknowledge_job(id, device_now(), &mut entropy())?;
        say(&session, id, output)
    }
}

fn find(session: &Session, id: RecordId) -> Result<JobAnswer, Failure> {
    let found = session.client.job_answers()?.into_iter().find(|one| one.id == id);
    found.ok_or_else(|| Failure::new("unknown_id", advice::UNKNOWN_QUESTION))
}

fn say(session: &Session, id: RecordId, output: &Output) -> Result<Exit, Failure> {
    let (asked, words) = (find(session, id)?, output.words());
    output.say(|| shown_job::in_words(words, &asked), || shown_job::json(&asked))?;
    Ok(Exit::Done)
}
