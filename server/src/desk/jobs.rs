//! Jobs as the CAD tells them, and the crews' questions that they answer with no hand. A job is kept
//! in the vault, so that a restart loses none; what a phone typed is never looked up.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use tabard_core::client::{Client, ClientError, JobAnswer, Warning};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::subject::{
    Address, AddressFault, AddressParts, Nearness, Presented, Subject,
};

use super::fault::RegisterError;
use super::register::Register;
use super::shown::Caller;
use crate::host::entropy;

/// The kind of note that keeps a job, under its number.
const JOB: &str = "job";
/// How many jobs are kept; those that are over make room first.
const KEPT: usize = 2_000;
/// How long a job holds that is told of no more, as long as an answer does: numbers come again, and
/// another job's address would be looked up. A proposal of this project.
pub(super) const LASTS: i64 = 12 * 3_600_000;

/// What a job is about, as it is told.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct About {
    /// The caller's number, as an exchange presents it.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// The address in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Or its parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    uprn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    building: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
}

/// The longest that an exchange presents.
const LONGEST_NUMBER: usize = 256;

/// What is looked up for a crew.
#[derive(Clone, Default)]
pub(super) struct Sought {
    subjects: Vec<Subject>,
    /// Whether the number is of a range from which many people ring.
    organisation: bool,
}

/// What a crew may be told of it.
#[derive(Default)]
pub(super) struct Found {
    /// What warns, each once.
    pub(super) warnings: Vec<Warning>,
    /// Whether something is kept that a person has to settle first.
    pub(super) doubtful: bool,
}

/// A job that the CAD told.
#[derive(Serialize, Deserialize)]
struct Told {
    /// When it was last told of, in milliseconds of the region's time.
    at: i64,
    /// Whether it is over; what it was about is let go of then.
    over: bool,
    #[serde(flatten)]
    about: About,
}

impl About {
    /// What is to be looked up.
    ///
    /// # Errors
    /// The name of the field that says nothing, or not what it should.
    pub(super) fn sought(&self) -> Result<Sought, &'static str> {
        let caller = self.number.as_deref().map(caller).transpose()?;
        let number = caller.as_ref().and_then(Caller::number).map(Subject::Number);
        let address = self.place()?.map(Subject::Address);
        let subjects: Vec<_> = number.into_iter().chain(address).collect();
        if subjects.is_empty() {
            return Err("number");
        }
        Ok(Sought { subjects, organisation: caller.is_some_and(|caller| caller.organisation) })
    }

    fn place(&self) -> Result<Option<Address>, &'static str> {
        let parts = AddressParts {
            uprn: self.uprn.as_deref(),
            unit: self.unit.as_deref(),
            building: self.building.as_deref(),
            street: self.street.as_deref(),
            postcode: self.postcode.as_deref(),
        };
        let all = [parts.uprn, parts.unit, parts.building, parts.street, parts.postcode];
        let in_parts = all.into_iter().flatten().any(|part| !part.trim().is_empty());
        match self.address.as_deref().map(str::trim).filter(|line| !line.is_empty()) {
            Some(_) if in_parts => Err("address"),
            Some(line) => Address::parse(line).map(Some).map_err(|_| "address"),
            None if in_parts => Address::from_parts(&parts).map(Some).map_err(field_of),
            None => Ok(None),
        }
    }
}

/// A number that is presented; what cannot be read is no withheld one.
fn caller(text: &str) -> Result<Caller, &'static str> {
    match Presented::parse(text, false) {
        _ if text.len() > LONGEST_NUMBER => Err("number"),
        Presented::Unreadable => Err("number"),
        presented => Ok(Caller::of(&presented)),
    }
}

fn field_of(fault: AddressFault) -> &'static str {
    match fault {
        AddressFault::NotAUprn => "uprn",
        AddressFault::NotAUnit => "unit",
        AddressFault::NoPostcode | AddressFault::NotAPostcode => "postcode",
        AddressFault::NoPremises => "building",
        AddressFault::TooLong => "street",
    }
}

impl Told {
    fn read(client: &Client, cad_number: &str) -> Result<Option<Self>, ClientError> {
        let noted = client.note(JOB, cad_number.as_bytes())?;
        Ok(noted.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    fn keep(&self, client: &mut Client, cad_number: &str) -> Result<(), ClientError> {
        let text = serde_json::to_string(self).unwrap_or_default();
        client.set_note(JOB, cad_number.as_bytes(), text.as_bytes())
    }

    const fn holds(&self, now: Millis) -> bool {
        now.0.saturating_sub(self.at) < LASTS
    }

    /// Whether a question was asked before the job was over: a number that comes again is another.
    fn ends(&self, asked: &JobAnswer) -> bool {
        let at = asked.asked_at.as_deref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
        self.over && at.is_some_and(|at| at.as_millisecond() <= self.at)
    }
}

impl Register {
    /// Keeps what a job is about.
    pub(super) fn tell_job(&self, cad_number: &str, about: &About) -> Result<(), RegisterError> {
        let clock = self.clock();
        self.with(|client| {
            client.tick(clock)?;
            let at = client.register_time();
            make_room(client, cad_number, at)?;
            Told { at: at.0, over: false, about: about.clone() }.keep(client, cad_number)
        })
    }

    /// A job is over: what crews were told of it ends, and what it was about is let go of.
    pub(super) fn end_job(&self, cad_number: &str) -> Result<(), RegisterError> {
        let clock = self.clock();
        self.write(|client| {
            client.tick(clock)?;
            let at = client.register_time();
            make_room(client, cad_number, at)?;
            Told { at: at.0, over: true, about: About::default() }.keep(client, cad_number)?;
            match client.end_job(cad_number, clock.wall, &mut entropy()) {
                // It is done once the region was heard from.
                Err(ClientError::LeaseEnded) => Ok(()),
                ended => ended.map(|_| ()),
            }
        })
    }

    /// Answers what crews asked about jobs that the CAD told. How many it answered or ended.
    pub(super) fn answer_told(&self) -> Result<usize, RegisterError> {
        let due = match self.due() {
            // Nothing may be read until the region is heard from.
            Err(RegisterError::LeaseEnded) => return Ok(0),
            due => due?,
        };
        let mut done = 0;
        for (asked, told) in due {
            if told.over {
                let (now, number) = (self.now(), asked.job.cad_number.as_str());
                done += self.with(|client| client.end_job(number, now, &mut entropy()))?;
            } else if let Ok(sought) = told.about.sought() {
                let found = self.seek(&sought)?;
                done += usize::from(self.answer(asked.id, &found)?);
            }
        }
        Ok(done)
    }

    /// The questions that a job answers or ends.
    fn due(&self) -> Result<Vec<(JobAnswer, Told)>, RegisterError> {
        let clock = self.clock();
        self.with(|client| {
            client.tick(clock)?;
            let now = client.register_time();
            let mut due = Vec::new();
            for asked in client.job_answers()?.into_iter().filter(|asked| !asked.over) {
                let told = Told::read(client, &asked.job.cad_number)?;
                let Some(told) = told.filter(|told| told.holds(now)) else { continue };
                if told.ends(&asked) || (!told.over && asked.reply.is_none()) {
                    due.push((asked, told));
                }
            }
            Ok(due)
        })
    }

    /// What a crew may be told of a number and an address. A line that many people share says
    /// nothing of who rang.
    pub(super) fn seek(&self, sought: &Sought) -> Result<Found, RegisterError> {
        let mut found = Found::default();
        for subject in &sought.subjects {
            let known = self.reader().look_up(subject, self.clock())?;
            let is_number = matches!(subject, Subject::Number(_));
            let shared = is_number && (sought.organisation || known.is_shared());
            for warning in known.warnings {
                if shared || warning.nearness == Nearness::Possible {
                    found.doubtful = true;
                } else {
                    found.warnings.push(warning);
                }
            }
        }
        found.warnings.sort_by_key(|one| (one.marker, one.nearness));
        found.warnings.dedup_by_key(|one| one.marker);
        Ok(found)
    }

    /// Tells a crew what was found, and notes that it was shown. Whether it was unanswered.
    pub(super) fn answer(&self, asked: RecordId, found: &Found) -> Result<bool, RegisterError> {
        let now = self.now();
        self.with(|client| {
            let Some(callsign) = unanswered(client, asked)? else { return Ok(false) };
            if found.by_voice() {
                client.refuse_job(asked, now, &mut entropy())?;
                return Ok(true);
            }
            client.answer_job(asked, &found.warnings, now, &mut entropy())?;
            let told = found.warnings.iter().filter(|one| one.sentence.is_some());
            let told: Vec<_> = told.map(|one| one.marker).collect();
            client.note_views(&told, "job", &callsign, now, &mut entropy())?;
            Ok(true)
        })
    }

    /// Tells a crew to ask by voice. Whether it was unanswered.
    pub(super) fn refuse(&self, asked: RecordId) -> Result<bool, RegisterError> {
        let now = self.now();
        self.with(|client| {
            if unanswered(client, asked)?.is_none() {
                return Ok(false);
            }
            client.refuse_job(asked, now, &mut entropy())?;
            Ok(true)
        })
    }
}

impl Found {
    /// Whether only what has to be settled was found: "nothing is known" would be wrong.
    pub(super) fn by_voice(&self) -> bool {
        self.warnings.is_empty() && self.doubtful
    }
}

/// The callsign of a question that nobody has answered; empty where it says none.
fn unanswered(client: &Client, asked: RecordId) -> Result<Option<String>, ClientError> {
    let view = client.record(asked)?.view;
    let text = |field: &str| view.get(field).and_then(serde_json::Value::as_str);
    let open = text("reply").is_none() && view.get("over").is_none();
    Ok(open.then(|| text("callsign").unwrap_or_default().to_owned()))
}

/// Lets go of jobs that hold no more, and of as many others as make room for one.
fn make_room(client: &mut Client, cad_number: &str, now: Millis) -> Result<(), ClientError> {
    let read = |(key, value): (Vec<u8>, Vec<u8>)| {
        let told = serde_json::from_slice::<Told>(&value).ok();
        (key, told.filter(|told| told.holds(now)).map(|told| (told.over, told.at)))
    };
    let others = client.notes(JOB)?.into_iter().filter(|(key, _)| key != cad_number.as_bytes());
    let mut others: Vec<_> = others.map(read).collect();
    // Those to keep longest come first: what goes on, and of that the newest.
    others.sort_by_key(|(_, told)| {
        let (over, at) = told.unwrap_or((true, i64::MIN));
        (over, Reverse(at))
    });
    let held = others.iter().filter(|(_, told)| told.is_some()).count();
    for (key, _) in others.drain(held.min(KEPT - 1)..) {
        client.set_note(JOB, &key, &[])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
