//! Flagging, proposing, deciding: each is a step that is judged before it is written, by the rules
//! by which every reader judges it.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use rand_core::CryptoRng;

use crate::client::register::card::marker_of;
use crate::client::syncing::merge::document_of;
use crate::client::{Client, ClientError};
use crate::clock::Clock;
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::Patch;
use crate::model::marker::{Act, Evidence, Quick, Step, StepFault, Words, step_id};
use crate::model::subject::{PhoneNumber, Subject};
use crate::record::Record;
use crate::vault::RecordRow;

/// The kind of note by which a flag is found under the name that the host gave it.
const NAMED: &str = "flag";

/// An abusive call, flagged by one key while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Who rings.
    pub number: PhoneNumber,
    /// What was done, and how grave it is.
    pub quick: Quick,
    /// The number of the job, where there is one.
    pub cad_number: Option<String>,
    /// The reference of the call's recording.
    pub call: Option<String>,
    /// The call handler or the desk, as they sign.
    pub by: String,
}

/// What flagging made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flagged {
    /// The report of the call: a marker rests on one.
    pub incident: RecordId,
    /// The alert for today.
    pub marker: RecordId,
}

/// What a marker says, as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// A code of `marker_category`.
    pub category: Option<String>,
    /// Codes of `caller_behaviour`.
    pub behaviours: BTreeSet<String>,
    /// A code of `response_instruction`.
    pub instruction: Option<String>,
    /// One neutral sentence for crews.
    pub sentence: Option<String>,
    /// The incidents it rests on.
    pub evidence: Vec<Evidence>,
    /// Until when it warns while nobody decides; as long as the region allows where none is given.
    pub until: Option<Timestamp>,
    /// Why it is asked for.
    pub reason: Option<String>,
    /// Who asks, by name or role.
    pub by: String,
}

impl Client {
    /// Reports an abusive call and flags its number for today, as one act. Both are durable when
    /// this returns.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that is no desk's, and storage errors.
    pub fn flag(
        &mut self,
        flag: &Flag,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Flagged, ClientError> {
        if !self.roles()?.may_start(Kind::Marker) {
            return Err(ClientError::Role);
        }
        let incident = self.report(&call_report(flag, now), now, rng)?;
        let row = self.begin(Kind::Marker, now, rng)?;
        let marker = row.id;
        self.write_alert(row, incident, flag, now, rng)?;
        Ok(Flagged { incident, marker })
    }

    /// Flags a number for today upon a report of the call that is here already. The same `name`
    /// again makes no second flag, whatever happened in between, so that a host may ask until it is
    /// answered.
    ///
    /// # Errors
    /// As [`Client::flag`].
    pub fn flag_once(
        &mut self,
        name: &[u8],
        incident: RecordId,
        flag: &Flag,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        if let Some(marker) = self.flagged_as(name)? {
            let row = self.known(marker, Kind::Marker)?;
            if row.document.is_none() {
                self.write_alert(row, incident, flag, now, rng)?;
            }
            return Ok(marker);
        }
        let row = self.begin(Kind::Marker, now, rng)?;
        let marker = row.id;
        self.vault.write_synced(|tables| {
            tables.set_record(&row)?;
            tables.set_note(NAMED, name, marker.as_bytes())
        })?;
        self.write_alert(row, incident, flag, now, rng)?;
        Ok(marker)
    }

    /// The marker that [`Client::flag_once`] made under a name.
    ///
    /// # Errors
    /// Storage errors.
    pub fn flagged_as(&self, name: &[u8]) -> Result<Option<RecordId>, ClientError> {
        let noted = self.note(NAMED, name)?;
        Ok(noted.and_then(|bytes| RecordId::from_slice(&bytes).ok()))
    }

    fn write_alert(
        &mut self,
        row: RecordRow,
        incident: RecordId,
        flag: &Flag,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let at = self.step_time(now);
        let evidence = Evidence {
            incident: Some(incident.to_string()),
            cad_number: flag.cad_number.clone(),
            call: flag.call.clone(),
            at: Some(now.rfc3339()),
        };
        let mut patch = about(&Subject::Number(flag.number.clone()));
        patch.state("category", flag.quick.category);
        patch.state(&format!("behaviours/{}", flag.quick.behaviour), true);
        patch.state("instruction", "information_only");
        patch.extend(evidence_patch(&evidence, rng));
        let mut step = Step::new(Act::Flagged, at, &flag.by);
        step.until = at.checked_add(self.directory.terms_at(now).alert).ok();
        self.write_step(row, &step, patch, now, rng)
    }

    /// Takes a flag of this device back: it was a slip. The report of the call is taken back too.
    ///
    /// # Errors
    /// [`ClientError::Step`] once it is more than a flag, and storage errors.
    pub fn undo_flag(
        &mut self,
        flagged: Flagged,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let step = Step::new(Act::EnteredInError, self.step_time(now), "");
        self.take_step(flagged.marker, &step, now, rng)?;
        self.withdraw(flagged.incident, None, now, rng)?;
        Ok(())
    }

    /// Asks for a marker about a subject.
    ///
    /// # Errors
    /// [`ClientError::Step`] for what is missing, [`ClientError::Role`] on a device that is no
    /// desk's, and storage errors.
    pub fn propose_marker(
        &mut self,
        subject: &Subject,
        proposal: &Proposal,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let row = self.begin(Kind::Marker, now, rng)?;
        let marker = row.id;
        let (step, mut patch) = self.proposed(proposal, now, rng);
        patch.extend(about(subject));
        self.write_step(row, &step, patch, now, rng)?;
        Ok(marker)
    }

    /// Asks that an alert become a marker. What the proposal does not say stays as it is.
    ///
    /// # Errors
    /// As [`Client::propose_marker`].
    pub fn propose_from_alert(
        &mut self,
        marker: RecordId,
        proposal: &Proposal,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let row = self.known(marker, Kind::Marker)?;
        let (step, patch) = self.proposed(proposal, now, rng);
        self.write_step(row, &step, patch, now, rng)
    }

    /// Takes a further step on a marker: advice, a decision, a letter, what the person said to it.
    ///
    /// # Errors
    /// [`ClientError::Step`] for why it would not count, [`ClientError::UnknownRecord`] when it is
    /// not here, and storage errors.
    pub fn take_step(
        &mut self,
        marker: RecordId,
        step: &Step,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let row = self.known(marker, Kind::Marker)?;
        let mut step = step.clone();
        if matches!(step.act, Act::Approved | Act::Renewed) {
            let document = document_of(row.document.as_deref())?;
            let facts = marker_of(&document, row.owner, &self.directory).facts;
            let (category, instruction) = (facts.category, facts.instruction);
            step.words = Words { category, instruction, sentence: facts.sentence };
        }
        self.write_step(row, &step, Patch::default(), now, rng)
    }

    /// Words a marker anew: category, behaviours, instruction, sentence, further evidence. Once it
    /// was approved only an approver's words count.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, and storage errors.
    pub fn reword_marker(
        &mut self,
        marker: RecordId,
        proposal: &Proposal,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.known(marker, Kind::Marker)?;
        let patch = words_of(proposal, rng);
        self.commit(row, &patch, Vec::new(), now, rng)
    }

    /// The time of a step: the region's, so that a wrong clock of this device makes no wrong date.
    #[must_use]
    pub fn step_time(&self, now: Millis) -> Timestamp {
        let known = self.contact.server().is_some();
        let at = if known { self.contact.at(Clock::wall(now)).time() } else { now };
        Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn proposed(&self, proposal: &Proposal, now: Millis, rng: &mut dyn CryptoRng) -> (Step, Patch) {
        let at = self.step_time(now);
        let mut step = Step::new(Act::Proposed, at, &proposal.by);
        let longest = || at.checked_add(self.directory.terms_at(now).temporary).ok();
        step.until = proposal.until.or_else(longest);
        step.reason.clone_from(&proposal.reason);
        (step, words_of(proposal, rng))
    }

    fn write_step(
        &mut self,
        row: RecordRow,
        step: &Step,
        mut beside: Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let id = step_id(*self.device().as_bytes(), rng.next_u32());
        beside.extend(step.patch(&id));
        self.commit(row, &beside, Vec::new(), now, rng)?;
        Ok(())
    }

    /// Whether a marker may be written down as it is about to be: every new step of this device
    /// counts, and there is one that does.
    pub(in crate::client) fn may_stand(
        &self,
        row: &RecordRow,
        document: &Record,
    ) -> Result<(), ClientError> {
        let before = document_of(row.document.as_deref())?;
        let before = marker_of(&before, row.owner, &self.directory);
        let after = marker_of(document, row.owner, &self.directory);
        let own = *self.device().as_bytes();
        let known: BTreeSet<_> = before.life.steps.iter().map(|taken| &taken.id).collect();
        let new = after.life.steps.iter().filter(|taken| !known.contains(&taken.id));
        let fault = new.filter(|taken| taken.hand.device == own).find_map(|taken| taken.fault);
        match fault {
            Some(fault) => Err(fault.into()),
            None if after.life.stands.is_empty() => Err(StepFault::NoIncident.into()),
            None => Ok(()),
        }
    }
}

/// What a marker is about.
fn about(subject: &Subject) -> Patch {
    let mut patch = Patch::default();
    patch.state("subject", subject.kind().code());
    for (field, value) in subject.fields() {
        patch.state(field, value);
    }
    patch
}

fn words_of(proposal: &Proposal, rng: &mut dyn CryptoRng) -> Patch {
    let mut patch = Patch::default();
    let fields = [
        ("category", &proposal.category),
        ("instruction", &proposal.instruction),
        ("sentence", &proposal.sentence),
    ];
    for (field, value) in fields {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            patch.state(field, value);
        }
    }
    for behaviour in &proposal.behaviours {
        patch.state(&format!("behaviours/{behaviour}"), true);
    }
    for evidence in &proposal.evidence {
        patch.extend(evidence_patch(evidence, rng));
    }
    patch
}

fn evidence_patch(evidence: &Evidence, rng: &mut dyn CryptoRng) -> Patch {
    let id = format!("e{}", HEXLOWER.encode(&rng.next_u32().to_be_bytes()));
    let mut patch = Patch::default();
    let fields = [
        ("incident", &evidence.incident),
        ("cad_number", &evidence.cad_number),
        ("call", &evidence.call),
        ("at", &evidence.at),
    ];
    for (field, value) in fields {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            patch.state(&format!("evidence/{id}/{field}"), value);
        }
    }
    patch
}

/// The report of an abusive call.
fn call_report(flag: &Flag, now: Millis) -> Patch {
    let mut patch = Patch::default();
    patch.state("types/abusive_call", true);
    patch.state("primary_type", "abusive_call");
    patch.state("occurred_at", now.rfc3339());
    patch.state("location_type", "eoc_by_phone");
    patch.state("reporting_channel", "eoc_desktop");
    patch.state("phases/call_taking", true);
    patch.state("caller_number", flag.number.as_e164().to_owned());
    patch.state(&format!("caller_behaviours/{}", flag.quick.behaviour), true);
    for (field, value) in [("cad_number", &flag.cad_number), ("call_id", &flag.call)] {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            patch.state(field, value);
        }
    }
    patch
}
