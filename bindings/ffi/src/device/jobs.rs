//! Whether there is a warning marker for the job a crew is sent to: a question to the control room.

use tabard_core::client::{Job, JobAnswer};

use super::{Device, id};
use crate::error::TabardError;
use crate::host::{entropy, now};

/// The job, as the crew knows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JobQuestion {
    /// Its number in the dispatch system.
    pub cad_number: String,
    /// Who asks.
    pub callsign: Option<String>,
    /// The number that called.
    pub number: Option<String>,
    /// Where it is.
    pub place: Option<String>,
}

/// A job that was asked about, with what the control room says.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JobView {
    /// The question.
    pub id: String,
    /// The job.
    pub job: JobQuestion,
    /// A code of `enquiry_reply`; none while the control room has not answered, which is not an
    /// "all clear".
    pub reply: Option<String>,
    /// What the markers say, until the job is over.
    pub markers: Vec<JobMarker>,
    /// When it was answered (RFC 3339).
    pub answered_at: Option<String>,
    /// When the crew said that it had read the answer (RFC 3339).
    pub acknowledged_at: Option<String>,
    /// Whether the job is over, and with it the answer.
    pub over: bool,
    /// Whether the region holds the question.
    pub sent: bool,
}

/// What one marker says to crews.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JobMarker {
    /// Its sentence.
    pub sentence: String,
    /// A code of `response_instruction`.
    pub instruction: Option<String>,
    /// Whether it is about another part of the same building.
    pub same_building: bool,
}

#[uniffi::export]
impl Device {
    /// Asks whether there is a marker for a job; the question goes with the next sync. Gives its id.
    ///
    /// # Errors
    /// [`TabardError::Input`] without the number of the job, [`TabardError::NotAllowed`] while the
    /// region has no register, and storage errors.
    pub fn ask_about_job(&self, question: JobQuestion) -> Result<String, TabardError> {
        self.with(|client| {
            let job = Job {
                cad_number: question.cad_number,
                callsign: question.callsign,
                number: question.number,
                place: question.place,
            };
            Ok(client.ask_about_job(&job, now(), &mut entropy())?.to_string())
        })
    }

    /// The jobs that were asked about, the newest first.
    ///
    /// # Errors
    /// [`TabardError::LeaseEnded`], and storage errors.
    pub fn jobs(&self) -> Result<Vec<JobView>, TabardError> {
        self.with(|client| Ok(client.job_answers()?.into_iter().map(JobView::of).collect()))
    }

    /// Says that the crew has read what it was told. Gives whether that was new.
    ///
    /// # Errors
    /// [`TabardError::NotFound`], and storage errors.
    pub fn acknowledge_job(&self, job: String) -> Result<bool, TabardError> {
        self.with(|client| Ok(client.acknowledge_job(id(&job)?, now(), &mut entropy())?))
    }
}

impl JobView {
    fn of(one: JobAnswer) -> Self {
        let markers = one.markers.into_iter();
        let markers = markers.map(|(sentence, instruction, same_building)| JobMarker {
            sentence,
            instruction,
            same_building,
        });
        Self {
            id: one.id.to_string(),
            job: JobQuestion {
                cad_number: one.job.cad_number,
                callsign: one.job.callsign,
                number: one.job.number,
                place: one.job.place,
            },
            reply: one.reply,
            markers: markers.collect(),
            answered_at: one.answered_at,
            acknowledged_at: one.acknowledged_at,
            over: one.over,
            sent: one.sent,
        }
    }
}
