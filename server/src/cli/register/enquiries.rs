//! What crews ask of their jobs, and what they are told.

use serde_json::json;
use tabard_core::client::{JobAnswer, LookUp, Warning};
use tabard_core::ids::RecordId;
use tabard_core::model::codes::ENQUIRY_REPLY;
use tabard_core::model::subject::Subject;
use tabard_core::words::Words;

use super::about::{About, Met, address_of};
use super::place::{Desk, Place};
use super::{advice, said};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::shown_job;
use crate::cli::table::aligned;
use crate::cli::{pick, words};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard register enquiries --vault ./desk")]
pub(in crate::cli) struct List {
    #[command(flatten)]
    place: Place,
    /// Those that are answered or over too
    #[arg(long)]
    all: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The crew is given the sentences and instructions of the markers that warn, until the job ends or twelve\nhours have passed. Without --number and the like, what the crew gave is looked up.\n\nExample:\n  tabard register answer --vault ./desk 51c0 --by \"Dispatch 2\"\n  tabard register answer --vault ./desk 51c0 --address \"Flat 2B, 12 High Street, Leeds, LS1 4AB\""
)]
pub(in crate::cli) struct Answer {
    #[command(flatten)]
    place: Place,
    /// The question, by its id or the first characters of it
    enquiry: String,
    #[command(flatten)]
    about: About,
    /// Who answers, by role or desk
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard register refuse-enquiry --vault ./desk 51c0")]
pub(in crate::cli) struct Refuse {
    #[command(flatten)]
    place: Place,
    /// The question, by its id or the first characters of it
    enquiry: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What crews were told of the job goes from their phones with the next sync.\n\nExample:\n  tabard register end-job --vault ./desk 4711"
)]
pub(in crate::cli) struct EndJob {
    #[command(flatten)]
    place: Place,
    /// The number of the job in the dispatch system
    #[arg(value_name = "CAD")]
    cad: String,
}

impl List {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let desk = self.place.open(output)?;
        let mut asked = desk.client().job_answers()?;
        asked.retain(|one| self.all || (one.reply.is_none() && !one.over));
        let words = output.words();
        output.say(
            || match asked.is_empty() {
                true => words.text("register.no_enquiries").to_owned(),
                false => aligned(&asked.iter().map(|one| row(words, one)).collect::<Vec<_>>()),
            },
            || asked.iter().map(shown_job::json).collect(),
        )?;
        Ok(Exit::Done)
    }
}

fn row(words: &Words, one: &JobAnswer) -> Vec<String> {
    let reply = match &one.reply {
        Some(reply) => words.label(ENQUIRY_REPLY.name, reply).to_owned(),
        None => words.text("register.not_answered").to_owned(),
    };
    let read = one.acknowledged_at.as_ref().map(|_| words.text("register.read").to_owned());
    let about = [&one.job.number, &one.job.place].into_iter().flatten().cloned();
    vec![
        pick::short(one.id),
        one.job.cad_number.clone(),
        one.job.callsign.clone().unwrap_or_default(),
        one.asked_at.as_deref().map(|at| words::time(words, at)).unwrap_or_default(),
        reply,
        about.chain(read).collect::<Vec<_>>().join(", "),
    ]
}

impl Answer {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut desk = self.place.open(output)?;
        let id = desk.enquiry(&self.enquiry)?;
        let met = match self.about.is_empty() {
            true => as_the_crew_gave_it(&find(&desk, id)?)?,
            false => vec![self.about.met(None, true)?],
        };
        let warnings = warnings(&desk, met)?;
        let seen: Vec<_> = warnings.iter().map(|one| one.marker).collect();
        desk.note_views(&seen, "job", self.by.as_deref())?;
        desk.write(|client, now, rng| client.answer_job(id, &warnings, now, rng))?;
        say(&desk, id, output)
    }
}

/// What the crew gave, all of it: half a look-up would say that nothing is known.
fn as_the_crew_gave_it(asked: &JobAnswer) -> Result<Vec<Met>, Failure> {
    let job = &asked.job;
    let number = job.number.as_deref().map(|number| {
        let about = About::of_number(number);
        about.met(None, true)
    });
    let place = job.place.as_deref().map(|place| address_of(place).map(Met::sure));
    let met = number.into_iter().chain(place).collect::<Result<Vec<_>, _>>()?;
    match met.is_empty() {
        true => Err(Failure::input("nothing_given", advice::NOTHING_GIVEN)),
        false => Ok(met),
    }
}

/// The markers that warn. Of a number that is not there, or that many people share, nobody can say
/// that nothing is known.
fn warnings(desk: &Desk, met: Vec<Met>) -> Result<Vec<Warning>, Failure> {
    let mut warnings: Vec<Warning> = Vec::new();
    for one in met {
        let shared = one.is_shared();
        let found =
            one.subject.as_ref().map(|subject: &Subject| desk.look_up(subject)).transpose()?;
        let Some(found) = found.filter(|found: &LookUp| !shared && !found.is_shared()) else {
            return Err(Failure::input("shared_number", advice::SHARED));
        };
        for warning in found.warnings {
            if warnings.iter().all(|known| known.marker != warning.marker) {
                warnings.push(warning);
            }
        }
    }
    Ok(warnings)
}

impl Refuse {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut desk = self.place.open(output)?;
        let id = desk.enquiry(&self.enquiry)?;
        desk.write(|client, now, rng| client.refuse_job(id, now, rng))?;
        say(&desk, id, output)
    }
}

impl EndJob {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut desk = self.place.open(output)?;
        let ended = desk.write(|client, now, rng| client.end_job(&self.cad, now, rng))?;
        output.say(
            || output.words().counted("counts.ended", ended as u64),
            || json!({ "ended": ended }),
        )?;
        Ok(Exit::Done)
    }
}

fn find(desk: &Desk, id: RecordId) -> Result<JobAnswer, Failure> {
    let found = desk.client().job_answers()?.into_iter().find(|one| one.id == id);
    found.ok_or_else(|| Failure::new("unknown_id", advice::UNKNOWN_QUESTION))
}

/// Says what the crew is told.
fn say(desk: &Desk, id: RecordId, output: &Output) -> Result<Exit, Failure> {
    let (told, words) = (find(desk, id)?, output.words());
    let record = desk.client().standing(id)?;
    output.say(
        || {
            let reply = told.reply.as_deref().unwrap_or_default();
            let reply = words.label(ENQUIRY_REPLY.name, reply).to_owned();
            let mut lines = vec![format!("{reply}. {}", said::saved(words, &record))];
            lines.extend(shown_job::markers(words, &told));
            lines.join("\n")
        },
        || shown_job::json(&told),
    )?;
    Ok(Exit::Done)
}
