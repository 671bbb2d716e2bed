//! What can go wrong, and what to do about it.

use crate::attachment::AttachmentError;
use crate::client::register::ImportFault;
use crate::entry::{Compartment, OpenError, RefusedEntry};
use crate::ids::RecordId;
use crate::keys::WrapError;
use crate::link::LinkFault;
use crate::model::case::CaseFault;
use crate::model::exchange::fhir_flag::FlagError;
use crate::model::marker::StepFault;
use crate::record::EditError;
use crate::region::{CodeError, DirectoryError, EpochError, MateCodeError, StatementError};
use crate::sync::SyncFault;
use crate::vault::VaultError;
use crate::wire::ProblemCode;

/// Why a call failed. Nothing that was saved before is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// There is no device in this folder.
    #[error("this device is not enrolled: ask the hub for a code, then run `tabard device enrol`")]
    NotEnrolled,
    /// The certificate has not come.
    #[error("the region has not certified this device yet: sync, then try again")]
    NotCertified,
    /// No such record on this device.
    #[error("there is no report {0} on this device: sync, or check the id")]
    UnknownRecord(RecordId),
    /// The device may read the record, and not write it.
    #[error("this device may read report {0}, and not change it")]
    NotAWriter(RecordId),
    /// Only who reported may do this.
    #[error("only the device that reported it may take a report back: ask who reported it")]
    NotTheReporter,
    /// The report would be closed without an answer.
    #[error(
        "a report is closed with an answer: give an outcome, and a message to the reporter, who did not opt out of hearing it"
    )]
    NotAnswered,
    /// "No further action" without a reason.
    #[error("no further action takes a reason, which the reporter reads: give one")]
    NoReason,
    /// Nothing is in the report.
    #[error("the report is empty: fill in at least one field")]
    Empty,
    /// More than one entry holds.
    #[error("the report is too large: shorten the text, or add the rest by an edit")]
    TooLarge,
    /// Not a device of the region.
    #[error("there is no such device in the region: check the id, or sync first")]
    UnknownDevice,
    /// The device was removed.
    #[error("that device was removed from the region")]
    RevokedDevice,
    /// The region has no key to write to: nobody reads such a record there yet.
    #[error("nobody in the region can read this yet: sync, then try again, or ask the hub")]
    NobodyReads(Compartment),
    /// Nothing goes out that names its reporter, who asked for that.
    #[error(
        "the reporter asked to be named in no export, and evidence names the device that signed: ask whether they agree; they change `naming` in their report"
    )]
    NamedInNoExport,
    /// The device's role does not allow it.
    #[error("this device's role may not write this: ask the hub")]
    Role,
    /// Two reports cannot be linked as one.
    #[error(transparent)]
    Duplicate(#[from] DuplicateFault),
    /// Too long without a contact with the region.
    #[error(
        "this device has been without contact with the region for too long to show what it holds: sync, then try again; new reports can be written and are sent as ever"
    )]
    LeaseEnded,
    /// Past the region's limit for what is kept on a device.
    #[error("report {0} is not kept on this device any more: the region holds it, ask the hub")]
    LetGo(RecordId),
    /// The region ordered its erasure.
    #[error("report {0} was erased, because the time for which the region keeps it is over")]
    Erased(RecordId),
    /// Nobody ordered it.
    #[error("the region has not ordered this device to be wiped")]
    NotOrdered,
    /// The device is being wiped.
    #[error(
        "this device was removed from the region and is being wiped by its order: run the command again"
    )]
    WipeUnfinished,
    /// The incident has as many writers as it takes.
    #[error(
        "the incident has as many crew-mates as it takes: the others write a report of their own"
    )]
    CrewIsFull,
    /// Devices do not disagree on the field.
    #[error("there is nothing to settle in that field: its devices agree")]
    NoConflict,
    /// No device stated it.
    #[error("no device states that value: choose one of those shown")]
    NotStated,
    /// The reply names a message that the hub has not sent here.
    #[error("the hub sent no message with that id: see those under its answer, or sync first")]
    NoSuchMessage,
    /// A crew-mate's code of another region.
    #[error("that crew-mate's device is of another region: it cannot be let in")]
    OtherRegion,
    /// A crew-mate's code.
    #[error(transparent)]
    MateCode(#[from] MateCodeError),
    /// The link.
    #[error(transparent)]
    Link(#[from] LinkFault),
    /// No outbox to carry.
    #[error("there is no outbox in that folder: name the folder of a device")]
    NoOutbox,
    /// The outbox to carry is this device's own.
    #[error("that is this device's own outbox: it goes by itself with every sync")]
    OwnOutbox,
    /// The code.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The server refused.
    #[error("{}", .0.advice())]
    Problem(ProblemCode),
    /// The server's answer was not believed.
    #[error("the server's answer was refused: {0}")]
    Fault(#[from] SyncFault),
    /// The answer came for an exchange that is not under way.
    #[error("this answer is for an exchange that is over")]
    LateAnswer,
    /// The directory.
    #[error("a line of the region's directory was refused: {0}")]
    Directory(#[from] DirectoryError),
    /// A statement.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// Storage.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A key that cannot be used.
    #[error("a key of the region cannot be used: {0}")]
    Wrap(#[from] WrapError),
    /// The bytes of an attachment.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// A step of a marker that would not count.
    #[error(transparent)]
    Step(#[from] StepFault),
    /// What an action of a case lacks.
    #[error(transparent)]
    Case(#[from] CaseFault),
    /// A count as of a state of the log that has not come here.
    #[error(
        "that state of the region's log has not come here yet: sync, then count again, or leave its size away"
    )]
    AheadOfLog,
    /// A line of another system's markers.
    #[error(transparent)]
    Import(#[from] ImportFault),
    /// Markers that cannot leave as they are.
    #[error(transparent)]
    Flags(#[from] FlagError),
    /// An own entry that does not open again.
    #[error("an entry on this device is damaged: {0}")]
    Damaged(OpenError),
}

impl ClientError {
    /// The same for programs. What a server refused has the server's own code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::NotCertified => "not_certified",
            Self::UnknownRecord(_) => "unknown_report",
            Self::NotAWriter(_) => "not_a_writer",
            Self::NotTheReporter => "not_the_reporter",
            Self::NotAnswered => "not_answered",
            Self::NoReason => "no_reason",
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::UnknownDevice => "unknown_device",
            Self::RevokedDevice => "revoked_device",
            Self::NobodyReads(_) => "nobody_reads",
            Self::Role => "role",
            Self::Duplicate(_) => "bad_link",
            Self::LeaseEnded => "lease_ended",
            Self::LetGo(_) => "let_go",
            Self::Erased(_) => "erased",
            Self::NotOrdered => "not_ordered",
            Self::WipeUnfinished => "wiped",
            Self::CrewIsFull => "crew_is_full",
            Self::NamedInNoExport => "named_in_no_export",
            Self::NoConflict => "no_conflict",
            Self::NotStated => "not_stated",
            Self::NoSuchMessage => "no_such_message",
            Self::OtherRegion => "other_region",
            Self::MateCode(error) => error.code(),
            Self::Link(fault) => fault.code(),
            Self::NoOutbox => "no_outbox",
            Self::OwnOutbox => "own_outbox",
            Self::Code(error) => error.code(),
            Self::Problem(problem) => problem.code(),
            Self::Fault(_) | Self::LateAnswer => "answer_refused",
            Self::Directory(_) | Self::Statement(_) | Self::Wrap(_) => "directory_refused",
            Self::Vault(error) => error.code(),
            Self::Attachment(error) => error.code(),
            Self::Step(_) => "bad_step",
            Self::Case(_) => "bad_action",
            Self::AheadOfLog => "ahead_of_log",
            Self::Import(_) => "bad_line",
            Self::Flags(_) => "not_exported",
            Self::Damaged(_) => "entry_damaged",
        }
    }
}

/// Why a report is not linked to another that tells the same event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DuplicateFault {
    /// Not the id of a report.
    #[error("duplicate_of takes the whole id of another report: see `tabard device list --json`")]
    NotAnId,
    /// It would be its own duplicate.
    #[error("a report cannot be a duplicate of itself: give the id of the other one")]
    Itself,
    /// The other one is linked, over others maybe, to this one.
    #[error(
        "the other report is already linked to this one, so the links would go round in a circle: \
         leave it as it is, or clear that link first"
    )]
    Circle,
}

impl From<EpochError> for ClientError {
    fn from(error: EpochError) -> Self {
        match error {
            EpochError::Wrap(error) => error.into(),
            EpochError::Statement(error) => error.into(),
        }
    }
}

impl From<RefusedEntry> for ClientError {
    fn from(_: RefusedEntry) -> Self {
        Self::TooLarge
    }
}

impl From<EditError> for ClientError {
    fn from(_: EditError) -> Self {
        Self::TooLarge
    }
}
