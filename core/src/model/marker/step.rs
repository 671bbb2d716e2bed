//! One step in the life of a marker, as one device wrote it.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::model::{Patch, Scalar};

/// Who wrote something: a device's id, and what its certificate lets it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    /// The device.
    pub device: [u8; 8],
    /// Whether it is of the control room, which flags and proposes.
    pub proposes: bool,
    /// Whether it decides on what others proposed.
    pub decides: bool,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A call handler flags for today.
    Flagged,
    /// The control room asks for a marker, which warns until it is decided or its time is over.
    Proposed,
    /// A clinician or the safeguarding lead gives advice.
    Advised,
    /// It stands until its review.
    Approved,
    /// It does not stand.
    Refused,
    /// It was looked at again and stands until the next review.
    Renewed,
    /// The person it is about, or somebody for them, spoke to it.
    Represented,
    /// What they said was right.
    RemovedOnAppeal,
    /// It is no longer needed.
    Ended,
    /// It should never have been.
    EnteredInError,
    /// The person was told.
    LetterSent,
    /// The person was not told, for a reason.
    LetterWithheld,
}

impl Act {
    /// Every act, in the order of the code list.
    pub const ALL: [Self; 12] = [
        Self::Flagged,
        Self::Proposed,
        Self::Advised,
        Self::Approved,
        Self::Refused,
        Self::Renewed,
        Self::Represented,
        Self::RemovedOnAppeal,
        Self::Ended,
        Self::EnteredInError,
        Self::LetterSent,
        Self::LetterWithheld,
    ];

    /// Its code in the list `marker_act`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Flagged => "flagged",
            Self::Proposed => "proposed",
            Self::Advised => "advised",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Renewed => "renewed",
            Self::Represented => "represented",
            Self::RemovedOnAppeal => "removed_on_appeal",
            Self::Ended => "ended",
            Self::EnteredInError => "entered_in_error",
            Self::LetterSent => "letter_sent",
            Self::LetterWithheld => "letter_withheld",
        }
    }

    /// The act of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// A step: an act with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub act: Act,
    /// When, by the clock of who took it.
    pub at: Timestamp,
    /// The person who took it, by name or role as they signed.
    pub by: String,
    /// Until when what it grants holds: for a flag, a proposal, an approval and a renewal.
    pub until: Option<Timestamp>,
    /// Why, in words.
    pub reason: Option<String>,
    /// For advice, whose it is: a code of `marker_advice`.
    pub advice: Option<String>,
    /// For a decision on an address, the day on which somebody checked who lives there.
    pub address_checked_on: Option<Date>,
    /// Which letter was sent.
    pub letter: Option<String>,
    /// What was decided on, as who decided read it: with an approval and a renewal.
    pub words: Words,
}

/// What a decision lets stand, in the words in which it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// A code of `marker_category`.
    pub category: Option<String>,
    /// A code of `response_instruction`.
    pub instruction: Option<String>,
    /// The neutral sentence for crews.
    pub sentence: Option<String>,
}

impl Words {
    /// Whether nothing is missing.
    pub(super) fn are_whole(&self) -> bool {
        let said =
            |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        said(&self.category) && said(&self.instruction) && said(&self.sentence)
    }
}

/// The id of a step that a device takes: nobody else can write one of this name.
#[must_use]
pub fn step_id(device: [u8; 8], number: u32) -> String {
    format!("s{}_{number:08x}", HEXLOWER.encode(&device))
}

/// Whether a step of this id is the device's to write.
pub(super) fn is_of(id: &str, device: [u8; 8]) -> bool {
    id.strip_prefix('s')
        .and_then(|rest| rest.split_once('_'))
        .is_some_and(|(name, _)| name == HEXLOWER.encode(&device))
}

impl Step {
    /// A step with nothing but who and when.
    #[must_use]
    pub fn new(act: Act, at: Timestamp, by: &str) -> Self {
        Self {
            act,
            // Times are written in whole seconds.
            at: Timestamp::from_second(at.as_second()).unwrap_or(at),
            by: by.trim().to_owned(),
            until: None,
            reason: None,
            advice: None,
            address_checked_on: None,
            letter: None,
            words: Words::default(),
        }
    }

    /// The edits that write it under an id.
    #[must_use]
    pub fn patch(&self, id: &str) -> Patch {
        let mut patch = Patch::default();
        let mut state = |field: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                patch.state(&format!("steps/{id}/{field}"), value);
            }
        };
        state("act", Some(self.act.code().to_owned()));
        state("at", Some(written(self.at)));
        state("by", Some(self.by.clone()));
        state("until", self.until.map(written));
        state("reason", self.reason.clone());
        state("advice", self.advice.clone());
        state("address_checked_on", self.address_checked_on.map(|day| day.to_string()));
        state("letter", self.letter.clone());
        state("category", self.words.category.clone());
        state("instruction", self.words.instruction.clone());
        state("sentence", self.words.sentence.clone());
        patch
    }

    /// The step that a device wrote; none where it says no act or no time.
    pub(super) fn read(fields: &BTreeMap<&str, &Scalar>) -> Option<Self> {
        let text = |field: &str| match fields.get(field) {
            Some(Scalar::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let act = Act::from_code(&text("act")?)?;
        let at = text("at")?.parse().ok()?;
        let until = match text("until") {
            Some(until) => Some(until.parse().ok()?),
            None => None,
        };
        Some(Self {
            until,
            reason: text("reason").filter(|reason| !reason.trim().is_empty()),
            advice: text("advice"),
            address_checked_on: text("address_checked_on").and_then(|day| day.parse().ok()),
            letter: text("letter"),
            words: Words {
                category: text("category"),
                instruction: text("instruction"),
                sentence: text("sentence"),
            },
            ..Self::new(act, at, &text("by").unwrap_or_default())
        })
    }
}

/// A time as it stands in a record: whole seconds.
fn written(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}
