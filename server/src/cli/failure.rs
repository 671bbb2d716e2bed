//! How a command ends, and why it did not do its work.

use std::process::ExitCode;

use tabard_core::attachment::AttachmentError;
use tabard_core::client::ClientError;
use tabard_core::link::LinkFault;
use tabard_core::phone::PhoneError;
use tabard_core::region::{CodeError, MateCodeError};
use tabard_core::vault::VaultError;
use tabard_core::wire::ProblemCode;

use crate::edge::EdgeError;
use crate::hub::HubError;
use crate::listener::TlsError;
use crate::relay::RelayError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Everything that was asked for is done.
    Done,
    /// It failed.
    Failed,
    /// What was given has faults.
    BadInput,
    /// Something waits to be held by the region.
    NotHeld,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0_u8,
            Exit::Failed => 1,
            Exit::BadInput => 2,
            Exit::NotHeld => 3,
        })
    }
}

/// Why a command did not do its work. It holds nothing of any report.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    code: &'static str,
    what_to_do: String,
    exit: Exit,
}

impl Failure {
    pub(super) fn new(code: &'static str, what_to_do: impl Into<String>) -> Self {
        Self { code, what_to_do: what_to_do.into(), exit: Exit::Failed }
    }

    /// The caller has to write something else.
    pub(super) fn input(code: &'static str, what_to_do: impl Into<String>) -> Self {
        Self { exit: Exit::BadInput, ..Self::new(code, what_to_do) }
    }

    pub(super) fn unprintable() -> Self {
        Self::new("output", "standard output is closed or full; what was saved before is kept")
    }

    /// A file or folder that the system does not give.
    pub(super) fn folder(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull => VaultError::Full.into(),
            ErrorKind::AlreadyExists => {
                Self::new("exists", "there are files in that folder already: choose another")
            }
            ErrorKind::NotFound => Self::new("not_found", "there is no such file or folder"),
            ErrorKind::PermissionDenied => Self::new(
                "permission",
                "the system does not allow it: check the folder's owner and mode",
            ),
            kind => Self::new(
                "storage",
                format!("the storage failed ({kind}); what was saved before is kept"),
            ),
        }
    }
    /// For programs.
    pub(super) const fn code(&self) -> &'static str {
        self.code
    }

    /// For people: what was wrong and what to do.
    pub(super) fn what_to_do(&self) -> &str {
        &self.what_to_do
    }

    pub(super) const fn exit(&self) -> Exit {
        self.exit
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let code = match error {
            ClientError::Vault(error) => return error.into(),
            ClientError::Code(error) => return error.into(),
            ClientError::Duplicate(error) => return Self::input("bad_link", error.to_string()),
            ClientError::NotEnrolled => "not_enrolled",
            ClientError::NotCertified => "not_certified",
            ClientError::UnknownRecord(_) => "unknown_report",
            ClientError::NotAWriter(_) => "not_a_writer",
            ClientError::NotTheReporter => "not_the_reporter",
            ClientError::NotAnswered => "not_answered",
            ClientError::NoReason => "no_reason",
            ClientError::Empty => "empty",
            ClientError::TooLarge => "too_large",
            ClientError::UnknownDevice => "unknown_device",
            ClientError::RevokedDevice => "revoked_device",
            ClientError::NobodyReads(_) => "nobody_reads",
            ClientError::Role => "role",
            ClientError::LeaseEnded => "lease_ended",
            ClientError::LetGo(_) => "let_go",
            ClientError::NotOrdered => "not_ordered",
            ClientError::WipeUnfinished => "wiped",
            ClientError::CrewIsFull => "crew_is_full",
            ClientError::NoConflict => "no_conflict",
            ClientError::NotStated => "not_stated",
            ClientError::NoSuchMessage => return Self::input("no_such_message", error.to_string()),
            ClientError::OtherRegion => "other_region",
            ClientError::MateCode(error) => return error.into(),
            ClientError::Link(error) => return error.into(),
            ClientError::NoOutbox => "no_outbox",
            ClientError::OwnOutbox => "own_outbox",
            ClientError::Problem(problem) => refusal(problem),
            ClientError::Fault(_) | ClientError::LateAnswer => "answer_refused",
            ClientError::Directory(_) | ClientError::Statement(_) | ClientError::Wrap(_) => {
                "directory_refused"
            }
            ClientError::Attachment(error) => return error.into(),
            ClientError::Step(_) => return Self::input("bad_step", error.to_string()),
            ClientError::AheadOfLog => return Self::input("ahead_of_log", error.to_string()),
            ClientError::Import(_) => return Self::input("bad_line", error.to_string()),
            ClientError::Flags(_) => "not_exported",
            ClientError::Damaged(_) => "entry_damaged",
        };
        Self::new(code, error.to_string())
    }
}

/// What a server says of a code that it does not take; anything else is plainly a refusal.
const fn refusal(problem: ProblemCode) -> &'static str {
    match problem {
        ProblemCode::CodeUnknown => "code_unknown",
        ProblemCode::CodeExpired => "code_expired",
        ProblemCode::CodeUsed => "code_used",
        ProblemCode::CodeMismatch => "code_mismatch",
        ProblemCode::Unavailable => "unavailable",
        ProblemCode::CutOff => "cut_off",
        _ => "refused",
    }
}

impl From<AttachmentError> for Failure {
    fn from(error: AttachmentError) -> Self {
        let what_to_do = error.to_string();
        match error {
            AttachmentError::Empty => Self::input("empty", what_to_do),
            AttachmentError::TooLarge => Self::input("too_large", what_to_do),
            AttachmentError::Format => Self::input("format", what_to_do),
            AttachmentError::Image => Self::input("image", what_to_do),
            AttachmentError::Field(_) => Self::input("bad_field", what_to_do),
            AttachmentError::Storage(std::io::ErrorKind::StorageFull)
            | AttachmentError::Target(std::io::ErrorKind::StorageFull) => {
                Self::new("disk_full", what_to_do)
            }
            AttachmentError::Source(_)
            | AttachmentError::Target(_)
            | AttachmentError::Storage(_) => Self::new("storage", what_to_do),
            AttachmentError::Part { .. }
            | AttachmentError::Manifest
            | AttachmentError::OtherWhole => Self::new("attachment_refused", what_to_do),
            AttachmentError::Damaged(_) => Self::new("chunk_damaged", what_to_do),
            AttachmentError::NotHere => Self::new("not_here", what_to_do),
            AttachmentError::NotHeld => Self::new("not_held", what_to_do),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        let code = match error {
            VaultError::Missing => "no_vault",
            VaultError::Exists => "vault_exists",
            VaultError::WrongKeyOrDamaged => "vault_key_or_damage",
            VaultError::Newer => "vault_newer",
            VaultError::Full => "disk_full",
            VaultError::Damaged => "vault_damaged",
            VaultError::Storage(_) => "storage",
        };
        Self::new(code, error.to_string())
    }
}

impl From<CodeError> for Failure {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::NotACode => Self::input("not_a_code", error.to_string()),
            CodeError::Damaged => Self::input("code_damaged", error.to_string()),
            CodeError::Expired => Self::new("code_expired", error.to_string()),
        }
    }
}

impl From<MateCodeError> for Failure {
    fn from(error: MateCodeError) -> Self {
        let code = match error {
            MateCodeError::NotACode => "not_a_code",
            MateCodeError::Damaged => "code_damaged",
            MateCodeError::TooLong => "too_long",
        };
        Self::input(code, error.to_string())
    }
}

impl From<LinkFault> for Failure {
    fn from(fault: LinkFault) -> Self {
        let code = match fault {
            LinkFault::Unreadable => "link_unreadable",
            LinkFault::Stranger => "link_stranger",
            LinkFault::Revoked => "revoked_device",
            LinkFault::Itself => "own_device",
            LinkFault::TooMuch => "link_too_much",
        };
        Self::new(code, fault.to_string())
    }
}

impl From<PhoneError> for Failure {
    fn from(error: PhoneError) -> Self {
        let code = match error {
            PhoneError::Storage(error) => return error.into(),
            PhoneError::BadLabel => return Self::input("bad_label", error.to_string()),
            PhoneError::Taken => return Self::input("label_taken", error.to_string()),
            PhoneError::Nobody => return Self::input("unknown_person", error.to_string()),
            PhoneError::Unsent(_) => "unsent",
            PhoneError::Attachments(_) => "unsent_attachments",
            PhoneError::Unsaved(_) => "unsaved",
        };
        Self::new(code, error.to_string())
    }
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        let code = match error {
            HubError::Client(error) => return error.into(),
            HubError::Edge(EdgeError::Relay(error)) | HubError::Relay(error) => {
                return error.into();
            }
            HubError::Edge(EdgeError::NoEdge) => "no_edge",
            HubError::Edge(EdgeError::NotEmpty) => "exists",
            HubError::Edge(EdgeError::Key) => "key_damaged",
            HubError::Edge(EdgeError::Files(_)) => "storage",
            HubError::Field(fault) => return Self::input("bad_field", fault.to_string()),
            HubError::Name => return Self::input("bad_name", error.to_string()),
            HubError::Role => return Self::input("bad_role", error.to_string()),
            HubError::Authority => return Self::input("other_authority", error.to_string()),
            HubError::Item => return Self::input("unknown_item", error.to_string()),
            HubError::NoRegion => "no_region",
            HubError::Exists => "region_exists",
            HubError::NotEmpty => "exists",
            HubError::Ended => "certificate_ended",
            HubError::Files(std::io::ErrorKind::StorageFull) => "disk_full",
            HubError::Files(_) => "storage",
            HubError::KeyFile => "key_damaged",
            HubError::UnknownDevice => "unknown_device",
            HubError::OwnDevice => "own_device",
            HubError::Epoch(_) => "directory_refused",
            HubError::Attachment(_) => "attachment",
            HubError::Refused(_) => "relay_refused",
        };
        Self::new(code, error.to_string())
    }
}

impl From<RelayError> for Failure {
    fn from(error: RelayError) -> Self {
        let code = match error {
            RelayError::Refused(_) | RelayError::Statement { .. } => "relay_refused",
            RelayError::Database(rusqlite::ErrorCode::DiskFull)
            | RelayError::Files(std::io::ErrorKind::StorageFull) => "disk_full",
            RelayError::Database(_) | RelayError::Files(_) => "storage",
            RelayError::Damaged => "relay_damaged",
            RelayError::Missing => "no_region",
            RelayError::Exists => "exists",
            RelayError::Newer { .. } => "relay_newer",
            RelayError::Key => "key_damaged",
        };
        Self::new(code, error.to_string())
    }
}

impl From<TlsError> for Failure {
    fn from(error: TlsError) -> Self {
        Self::input("bad_tls", error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use tabard_core::attachment::Room;
    use tabard_core::entry::Compartment;
    use tabard_core::model::marker::StepFault;
    use tabard_core::model::subject::{AddressFault, NumberFault, PersonFault, SubjectFault};
    use tabard_core::words::{Language, Words};

    use super::*;
    use crate::cli::pick;
    use crate::cli::register::advice;

    /// What a reporter may meet at three in the morning.
    fn met_by_reporters() -> Vec<String> {
        let errors = [
            ClientError::NotEnrolled,
            ClientError::NotCertified,
            ClientError::LeaseEnded,
            ClientError::NotTheReporter,
            ClientError::Empty,
            ClientError::TooLarge,
            ClientError::NoConflict,
            ClientError::NotStated,
            ClientError::NoSuchMessage,
            ClientError::CrewIsFull,
            ClientError::OtherRegion,
            ClientError::NobodyReads(Compartment::Triage),
            AttachmentError::NotHere.into(),
            VaultError::Missing.into(),
            VaultError::Full.into(),
            VaultError::WrongKeyOrDamaged.into(),
        ];
        let mut all: Vec<_> =
            errors.into_iter().map(|error| Failure::from(error).what_to_do().to_owned()).collect();
        for what in ["report", "request", "attachment", "device", "marker"] {
            let failure = pick::one("ffff", what, Vec::<String>::new()).unwrap_err();
            all.push(failure.what_to_do().to_owned());
        }
        let mistyped = pick::one("zz", "report", Vec::<String>::new()).unwrap_err();
        all.push(mistyped.what_to_do().to_owned());
        all.extend(
            [Room::Low, Room::TooLittle].iter().filter_map(|room| room.advice()).map(str::to_owned),
        );
        all.extend(met_by_handlers());
        all
    }

    /// What a call handler, an approver or a crew may meet at the register.
    fn met_by_handlers() -> Vec<String> {
        let steps = [
            StepFault::Role,
            StepFault::Nobody,
            StepFault::NotNow,
            StepFault::Lapsed,
            StepFault::NoIncident,
            StepFault::NoBehaviour,
            StepFault::Incomplete,
            StepFault::NoEnd,
            StepFault::BackDated,
            StepFault::TooLong,
            StepFault::BeforeItsCause,
            StepFault::SamePerson,
            StepFault::NoAdvice,
            StepFault::AddressUnchecked,
            StepFault::NoReason,
            StepFault::NotRepresented,
        ];
        let subjects: [SubjectFault; 20] = [
            NumberFault::Empty.into(),
            NumberFault::NotANumber.into(),
            NumberFault::ShortCode.into(),
            NumberFault::TooShort.into(),
            NumberFault::TooLong.into(),
            NumberFault::WrongLength.into(),
            NumberFault::NoSuchRange.into(),
            NumberFault::NoSuchCountry.into(),
            AddressFault::TooLong.into(),
            AddressFault::NoPostcode.into(),
            AddressFault::NoPremises.into(),
            AddressFault::NotAPostcode.into(),
            AddressFault::NotAUprn.into(),
            AddressFault::NotAUnit.into(),
            PersonFault::NoName.into(),
            PersonFault::NameTooLong.into(),
            PersonFault::NoBirth.into(),
            PersonFault::NotADate.into(),
            PersonFault::NotAnNhsNumber.into(),
            SubjectFault::NoUnit,
        ];
        let steps = steps.into_iter().map(|fault| ClientError::Step(fault).to_string());
        let subjects = subjects.into_iter().map(|fault| fault.to_string());
        let others = [ClientError::Role, ClientError::AheadOfLog].map(|error| error.to_string());
        steps.chain(subjects).chain(others).chain(advice::ALL.map(str::to_owned)).collect()
    }

    #[test]
    fn what_a_reporter_meets_is_said_in_welsh_too() {
        let welsh = Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap();
        for english in met_by_reporters() {
            assert_ne!(welsh.advice(&english), english);
        }
        let met = met_by_reporters();
        let mut told = Words::english().all().filter(|(key, _)| key.starts_with("failures."));
        let left_over = told.find(|(_, text)| !met.iter().any(|one| one == text));
        assert_eq!(left_over, None, "no error says this");
    }
}
