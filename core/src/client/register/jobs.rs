//! Crews: a phone asks whether there is a marker for the job it is sent to, and is given the text of
//! markers alone, until the job is over. It never holds the register.

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::{Reach, json_of, unsent_in};
use crate::client::register::lookup::Warning;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::Patch;
use crate::model::subject::Nearness;
use crate::vault::{Done, RecordRow};

/// The job that a crew is sent to, as it asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// Its number in the dispatch system.
    pub cad_number: String,
    /// The crew's callsign.
    pub callsign: Option<String>,
    /// The caller's number, as the crew was given it.
    pub number: Option<String>,
    /// The address, as the crew was given it.
    pub place: Option<String>,
}

/// A crew's question, and what it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobAnswer {
    /// The question.
    pub id: RecordId,
    /// The job.
    pub job: Job,
    /// When it was asked (RFC 3339).
    pub asked_at: Option<String>,
    /// A code of `enquiry_reply`; none while the control room has not answered.
    pub reply: Option<String>,
    /// What the markers say: the sentence, a code of `response_instruction`, and whether it is about
    /// another part of the same building.
    pub markers: Vec<(String, Option<String>, bool)>,
    /// When it was answered (RFC 3339).
    pub answered_at: Option<String>,
    /// When the crew said that it had read the answer (RFC 3339).
    pub acknowledged_at: Option<String>,
    /// Whether the job is over, and with it the answer.
    pub over: bool,
    /// Whether the region holds the question.
    pub sent: bool,
}

/// How long an answer holds that nobody ended: 12 hours, a proposal of this project.
const HOURS: i64 = 12;

impl Client {
    /// Asks whether there is a marker for a job.
    ///
    /// # Errors
    /// [`ClientError::Empty`] without the number of the job, [`ClientError::NobodyReads`] while the
    /// region has no register, and storage errors.
    pub fn ask_about_job(
        &mut self,
        job: &Job,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        if job.cad_number.trim().is_empty() {
            return Err(ClientError::Empty);
        }
        let mut patch = Patch::default();
        patch.state("cad_number", job.cad_number.trim());
        for (field, value) in
            [("callsign", &job.callsign), ("number", &job.number), ("place", &job.place)]
        {
            if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
                patch.state(field, value);
            }
        }
        let row = self.begin(Kind::Enquiry, now, rng)?;
        let id = row.id;
        self.commit(row, &patch, Vec::new(), now, rng)?;
        Ok(id)
    }

    /// Answers a crew: with the text of the markers that warn, and nothing else of them. With none
    /// it is told that nothing is known.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, [`ClientError::UnknownRecord`] when
    /// the question is not here, and storage errors.
    pub fn answer_job(
        &mut self,
        enquiry: RecordId,
        warnings: &[Warning],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let mut patch = Patch::default();
        let told = warnings.iter().filter_map(|one| Some((one, one.sentence.as_deref()?)));
        let mut any = false;
        for (warning, sentence) in told {
            any = true;
            let item = format!("markers/m{}", HEXLOWER.encode(&rng.next_u32().to_be_bytes()));
            patch.state(&format!("{item}/sentence"), sentence);
            if let Some(instruction) = &warning.instruction {
                patch.state(&format!("{item}/instruction"), instruction.clone());
            }
            if warning.nearness == Nearness::SameBuilding {
                patch.state(&format!("{item}/same_building"), true);
            }
        }
        // An alert of today has no sentence for crews yet: they are told to ask.
        let reply = match (any, warnings.is_empty()) {
            (true, _) => "marker",
            (false, true) => "nothing_known",
            (false, false) => "cannot_say",
        };
        // By the region's clock, as the phone judges it: this device's may be wrong.
        let at = self.step_time(now).as_millisecond();
        patch.state("until", Millis(at.saturating_add(HOURS * 3_600_000)).rfc3339());
        self.tell_crew(enquiry, reply, patch, now, rng)
    }

    /// Says that a question cannot be answered: the crew asks by voice.
    ///
    /// # Errors
    /// As [`Client::answer_job`].
    pub fn refuse_job(
        &mut self,
        enquiry: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        self.tell_crew(enquiry, "cannot_say", Patch::default(), now, rng)
    }

    fn tell_crew(
        &mut self,
        enquiry: RecordId,
        reply: &str,
        mut patch: Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        self.may_read_register()?;
        let row = self.known(enquiry, Kind::Enquiry)?;
        patch.state("reply", reply);
        patch.state("answered_at", now.rfc3339());
        self.commit(row, &patch, Vec::new(), now, rng)?;
        Ok(())
    }

    /// Ends what crews were told of a job.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, and storage errors.
    pub fn end_job(
        &mut self,
        cad_number: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<usize, ClientError> {
        self.may_read_register()?;
        let mut ended = 0;
        for enquiry in self.job_answers()? {
            if enquiry.job.cad_number != cad_number.trim() || enquiry.over {
                continue;
            }
            let row = self.known(enquiry.id, Kind::Enquiry)?;
            let mut patch = Patch::default();
            patch.state("over", true);
            patch.state("reply", "job_over");
            let markers = json_of(&row)?;
            let ids = markers.get("markers").and_then(Value::as_array).map(Vec::as_slice);
            for id in ids.unwrap_or_default().iter().filter_map(|one| one.get("id")?.as_str()) {
                for field in ["sentence", "instruction", "same_building"] {
                    if let Ok(path) = crate::model::Path::parse(&format!("markers/{id}/{field}")) {
                        patch.clear(path);
                    }
                }
            }
            self.commit(row, &patch, Vec::new(), now, rng)?;
            ended += 1;
        }
        Ok(ended)
    }

    /// Says that the crew has read what it was told.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when the question is not here, and storage errors.
    pub fn acknowledge_job(
        &mut self,
        enquiry: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.known(enquiry, Kind::Enquiry)?;
        if json_of(&row)?.get("acknowledged_at").is_some() {
            return Ok(false);
        }
        let mut patch = Patch::default();
        patch.state("acknowledged_at", now.rfc3339());
        self.commit(row, &patch, Vec::new(), now, rng)
    }

    /// What crews asked, the newest first, with what they were told while the job goes on.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn job_answers(&self) -> Result<Vec<JobAnswer>, ClientError> {
        self.may_read()?;
        let (now, chain) = (self.register_time(), self.own_chain()?);
        let rows = self.vault.read(|tables| tables.records(Kind::Enquiry))?;
        let rows = rows.into_iter().filter(|row| row.key.is_some() && row.document.is_some());
        let answers = rows.map(|row| {
            let (_, reach) = self.vault.read(|tables| unsent_in(tables, row.id, chain))?;
            job_answer(&row, now, reach != Reach::Here)
        });
        answers.collect()
    }

    /// Lets go of what this phone was told of jobs that are over.
    pub(in crate::client) fn forget_jobs(&mut self) -> Result<(), ClientError> {
        if self.keeps(Kind::Enquiry) {
            return Ok(());
        }
        let (now, chain) = (self.register_time(), self.own_chain()?);
        let rows = self.vault.read(|tables| tables.records(Kind::Enquiry))?;
        for row in rows.into_iter().filter(|row| row.key.is_some() && row.document.is_some()) {
            let unsent = self.vault.read(|tables| unsent_in(tables, row.id, chain))?;
            if unsent.0 == 0 && unsent.1 == Reach::Region && job_answer(&row, now, true)?.over {
                self.vault.write(|tables| {
                    tables.set_done(row.id, Done { changed: row.changed_at, since: now })?;
                    tables.let_go(row.id)?;
                    tables.forget_words()
                })?;
            }
        }
        Ok(())
    }
}

fn job_answer(row: &RecordRow, now: Millis, sent: bool) -> Result<JobAnswer, ClientError> {
    let view = json_of(row)?;
    let text = |field: &str| view.get(field).and_then(Value::as_str).map(str::to_owned);
    let past = |until: &str| {
        let until: Option<jiff::Timestamp> = until.parse().ok();
        until.is_some_and(|until| until.as_millisecond() <= now.0)
    };
    let flagged = view.get("over").and_then(Value::as_bool) == Some(true);
    let over = flagged || text("until").is_some_and(|until| past(&until));
    let told = view.get("markers").and_then(Value::as_array).map(Vec::as_slice);
    let marker = |one: &Value| {
        let instruction = one.get("instruction").and_then(Value::as_str).map(str::to_owned);
        let same_building = one.get("same_building").and_then(Value::as_bool) == Some(true);
        Some((one.get("sentence")?.as_str()?.to_owned(), instruction, same_building))
    };
    // Two desks may have answered at once: the same is said once, and a warning outlives a "nothing".
    let mut markers: Vec<_> = told.unwrap_or_default().iter().filter_map(marker).collect();
    markers.sort();
    markers.dedup();
    let reply = if markers.is_empty() { text("reply") } else { Some("marker".to_owned()) };
    Ok(JobAnswer {
        id: row.id,
        job: Job {
            cad_number: text("cad_number").unwrap_or_default(),
            callsign: text("callsign"),
            number: text("number"),
            place: text("place"),
        },
        asked_at: text("asked_at"),
        reply: if over { Some("job_over".to_owned()) } else { reply },
        markers: if over { Vec::new() } else { markers },
        answered_at: text("answered_at"),
        acknowledged_at: text("acknowledged_at"),
        over,
        sent,
    })
}
