//! Calls as the page and a CAD are told of them: facts and codes, which the page puts into words.

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tabard_core::ids::Millis;
use tabard_core::model::subject::{Caution, PhoneNumber, Presented};

use super::known::Known;
use super::writing::Subject;

/// A call that rings again so much later is another one, whose id an exchange uses again. A proposal
/// of this project.
const ANOTHER_AFTER: u64 = 12 * 60 * 60 * 1_000;

/// Who rings.
#[derive(Clone, Serialize)]
pub(super) struct Caller {
    /// `number`, or why there is none.
    pub(super) kind: &'static str,
    /// In international form, where it is the caller's own.
    pub(super) number: Option<String>,
    /// In groups, as it is read out.
    pub(super) grouped: Option<String>,
    /// Whether the network vouches for the number.
    pub(super) verified: bool,
    /// Whether it is of a range of organisations, so that many people ring from it.
    pub(super) organisation: bool,
}

/// One call.
#[derive(Clone, Serialize)]
pub(super) struct Call {
    /// Its name at this desk.
    pub(super) key: String,
    /// When it rang, in milliseconds since 1970.
    pub(super) at: i64,
    pub(super) caller: Caller,
    pub(super) call_id: Option<String>,
    pub(super) cad_number: Option<String>,
    pub(super) known: Known,
    pub(super) noted: Vec<Noted>,
}

/// Something that was written down about a call at this desk.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Noted {
    /// What: `flag`, or the act.
    pub(super) what: &'static str,
    /// When, in milliseconds since 1970.
    pub(super) at: i64,
    /// With a flag: its id.
    pub(super) flag: Option<String>,
    /// With a flag: a code of `caller_behaviour`. With a warning: which it was.
    pub(super) detail: Option<String>,
    /// A flag that was taken back.
    pub(super) taken_back: bool,
}

/// How the desk stands to the region.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Standing {
    /// As of when the markers are, in milliseconds since 1970; none before the first contact.
    pub(super) as_of: Option<i64>,
    /// Whether the region answered the last time; none before it was first asked.
    pub(super) reachable: Option<bool>,
    /// Entries that wait to be sent.
    pub(super) waiting: u64,
    /// Whether markers may be shown: not after too long without contact.
    pub(super) readable: bool,
}

impl Caller {
    pub(super) fn of(presented: &Presented) -> Self {
        let (kind, cautions) = match presented {
            Presented::Number { cautions, .. } => ("number", cautions.as_slice()),
            Presented::Withheld => ("withheld", [].as_slice()),
            Presented::Unavailable => ("unavailable", [].as_slice()),
            Presented::Payphone(_) => ("payphone", [].as_slice()),
            Presented::Internal => ("internal", [].as_slice()),
            Presented::Unreadable => ("unreadable", [].as_slice()),
        };
        let number = presented.as_number();
        Self {
            kind,
            number: number.filter(|_| kind == "number").map(|number| number.as_e164().to_owned()),
            grouped: number.map(PhoneNumber::national),
            verified: !cautions.contains(&Caution::MayBeSpoofed),
            organisation: cautions.contains(&Caution::MayBeShared),
        }
    }

    /// Whether the same number is presented, or none for the same reason.
    pub(super) fn is(&self, other: &Self) -> bool {
        (self.kind, &self.number, &self.grouped) == (other.kind, &other.number, &other.grouped)
    }

    /// The name of this caller's call. Exchanges use an id again, so that it alone names no call.
    pub(super) fn key_of(&self, id: &str) -> String {
        let mut hash = Sha256::new().chain_update("tabard desk call");
        for part in [Some(id), Some(self.kind), self.number.as_deref(), self.grouped.as_deref()] {
            let part = part.unwrap_or_default();
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        HEXLOWER.encode(hash.finalize().get(..16).unwrap_or_default())
    }

    /// The caller's own number.
    pub(super) fn number(&self) -> Option<PhoneNumber> {
        PhoneNumber::parse(self.number.as_deref()?).ok()
    }
}

impl Call {
    /// Whether this is the same call, and not one whose name is used again.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.key == other.key
            && self.caller.is(&other.caller)
            && self.at.abs_diff(other.at) < ANOTHER_AFTER
    }

    /// The call as something is written down about it.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            key: self.key.clone(),
            at: Millis(self.at),
            number: self.caller.number(),
            call_id: self.call_id.clone(),
            cad_number: self.cad_number.clone(),
        }
    }
}
