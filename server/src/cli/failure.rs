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
use crate::evidence::{EvidenceError, Refused};
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
        match error {
            ClientError::Vault(error) => error.into(),
            ClientError::Code(error) => error.into(),
            ClientError::MateCode(error) => error.into(),
            ClientError::Attachment(error) => error.into(),
            ClientError::Duplicate(_)
            | ClientError::NoSuchMessage
            | ClientError::Step(_)
            | ClientError::Case(_)
            | ClientError::AheadOfLog
            | ClientError::Import(_) => Self::input(error.code(), error.to_string()),
            ClientError::Problem(problem) => Self::new(refusal(problem), error.to_string()),
            _ => Self::new(error.code(), error.to_string()),
        }
    }
}

/// What a server says of a code that it does not take; anything else is plainly a refusal.
const fn refusal(problem: ProblemCode) -> &'static str {
    match problem {
        ProblemCode::CodeUnknown
        | ProblemCode::CodeExpired
        | ProblemCode::CodeUsed
        | ProblemCode::CodeMismatch
        | ProblemCode::Unavailable
        | ProblemCode::CutOff => problem.code(),
        _ => "refused",
    }
}

impl From<AttachmentError> for Failure {
    fn from(error: AttachmentError) -> Self {
        match error {
            AttachmentError::Empty
            | AttachmentError::TooLarge
            | AttachmentError::Format
            | AttachmentError::Image
            | AttachmentError::Field(_) => Self::input(error.code(), error.to_string()),
            _ => Self::new(error.code(), error.to_string()),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<CodeError> for Failure {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Expired => Self::new(error.code(), error.to_string()),
            _ => Self::input(error.code(), error.to_string()),
        }
    }
}

impl From<MateCodeError> for Failure {
    fn from(error: MateCodeError) -> Self {
        Self::input(error.code(), error.to_string())
    }
}

impl From<LinkFault> for Failure {
    fn from(fault: LinkFault) -> Self {
        Self::new(fault.code(), fault.to_string())
    }
}

impl From<PhoneError> for Failure {
    fn from(error: PhoneError) -> Self {
        match error {
            PhoneError::BadLabel | PhoneError::Taken | PhoneError::Nobody => {
                Self::input(error.code(), error.to_string())
            }
            _ => Self::new(error.code(), error.to_string()),
        }
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
            HubError::Unreadable => "vault_unreadable",
            HubError::UnknownDevice => "unknown_device",
            HubError::OwnDevice => "own_device",
            HubError::Epoch(_) => "directory_refused",
            HubError::Attachment(_) => "attachment",
            HubError::Refused(_) => "relay_refused",
        };
        Self::new(code, error.to_string())
    }
}

impl From<EvidenceError> for Failure {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Hub(error) => error.into(),
            EvidenceError::Archive(error) => Self::new("pack", error.to_string()),
            EvidenceError::Unfit(_) | EvidenceError::Directory | EvidenceError::Page => {
                Self::new("unfit", error.to_string())
            }
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let what = format!("this pack is not to be relied on: {refused}");
        match refused {
            Refused::OtherRegion(_) => Self::input(refused.code(), what),
            _ => Self::new(refused.code(), what),
        }
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
    use tabard_core::model::case::CaseFault;
    use tabard_core::model::marker::StepFault;
    use tabard_core::model::subject::{AddressFault, NumberFault, PersonFault, SubjectFault};
    use tabard_core::unlock::{PinFault, StoreFault, UnlockError};
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
        all.extend(met_at_unlocking());
        all.extend(met_by_handlers());
        all
    }

    /// What a phone may say before anybody reads anything on it.
    fn met_at_unlocking() -> impl Iterator<Item = String> {
        let errors = [
            UnlockError::WrongPin { wait_ms: 0 },
            UnlockError::Wait { wait_ms: 1 },
            UnlockError::PinNeeded,
            UnlockError::NoPin,
            UnlockError::NoSuchSlot,
            UnlockError::OnlySlot,
            UnlockError::Missing,
            StoreFault::Cancelled.into(),
            StoreFault::Lost.into(),
            StoreFault::Unavailable.into(),
            UnlockError::Damaged,
            UnlockError::Newer,
            UnlockError::Full,
            PinFault::TooShort.into(),
            PinFault::TooLong.into(),
        ];
        errors.into_iter().map(|error| error.to_string())
    }

    /// What a call handler, an approver or a crew may meet at the register, and who makes evidence.
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
        let cases = [
            CaseFault::SamePerson,
            CaseFault::Incomplete,
            CaseFault::NotApproved,
            CaseFault::NoClinicalInput,
            CaseFault::NoExpiry,
            CaseFault::BackDated,
            CaseFault::Decided,
        ];
        let cases = cases.into_iter().map(|fault| ClientError::Case(fault).to_string());
        let others = [ClientError::Role, ClientError::AheadOfLog, ClientError::NamedInNoExport];
        let others = others.map(|error| error.to_string());
        steps
            .chain(cases)
            .chain(subjects)
            .chain(others)
            .chain(advice::ALL.map(str::to_owned))
            .collect()
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
