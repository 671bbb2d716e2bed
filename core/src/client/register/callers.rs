//! What is known of a number and is no warning: that many people ring from there, or how often
//! somebody does, with the plan that was made for them.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::marker::CallCounts;
use crate::model::subject::{PhoneNumber, Subject};
use crate::model::{Node, Patch, Scalar, Tree};
use crate::record::Record;

/// What is known of a number and is no warning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerFacts {
    /// The record.
    pub record: Option<RecordId>,
    /// Why many people ring from there: a code of `shared_line`.
    pub shared_line: Option<String>,
    /// How often it rang, as far as somebody counted.
    pub counts: CallCounts,
    /// The day up to which was counted.
    pub counted_on: Option<String>,
    /// The plan to follow.
    pub plan: Option<String>,
}

impl CallerFacts {
    /// Together with what else is known of the same number: two desks may have written apart.
    pub(super) fn joined(self, other: Option<Self>) -> Self {
        let Some(other) = other else { return self };
        Self {
            record: self.record.or(other.record),
            shared_line: self.shared_line.or(other.shared_line),
            counts: if self.counted_on >= other.counted_on { self.counts } else { other.counts },
            counted_on: self.counted_on.max(other.counted_on),
            plan: self.plan.or(other.plan),
        }
    }
}

/// The same as it is kept for looking up.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct CallerCard {
    #[n(0)]
    record: RecordId,
    #[n(1)]
    number: Option<String>,
    #[n(2)]
    shared_line: Option<String>,
    #[n(3)]
    month: u64,
    #[n(4)]
    three_months: u64,
    #[n(5)]
    six_months: u64,
    #[n(6)]
    child: bool,
    #[n(7)]
    counted_on: Option<String>,
    #[n(8)]
    plan: Option<String>,
}

impl CallerCard {
    pub(super) fn of(record: RecordId, document: &Record) -> Self {
        let tree = document.tree();
        let whole = |field| match value(&tree, field) {
            Some(Scalar::Whole(number)) => u64::try_from(*number).unwrap_or_default(),
            _ => 0,
        };
        let text = |field| match value(&tree, field) {
            Some(Scalar::Text(text)) => Some(text.clone()),
            _ => None,
        };
        Self {
            record,
            number: text("number"),
            shared_line: text("shared_line"),
            month: whole("calls_in_month"),
            three_months: whole("calls_in_three_months"),
            six_months: whole("calls_in_six_months"),
            child: value(&tree, "child") == Some(&Scalar::Flag(true)),
            counted_on: text("counted_on"),
            plan: text("plan"),
        }
    }

    pub(super) fn keys(&self) -> Vec<String> {
        let number = self.number.as_deref().and_then(|number| PhoneNumber::parse(number).ok());
        number.map(|number| Subject::Number(number).keys()).unwrap_or_default()
    }

    pub(super) fn facts(&self) -> CallerFacts {
        CallerFacts {
            record: Some(self.record),
            shared_line: self.shared_line.clone(),
            counts: CallCounts {
                month: self.month,
                three_months: self.three_months,
                six_months: self.six_months,
                child: self.child,
                communal: self.shared_line.is_some(),
            },
            counted_on: self.counted_on.clone(),
            plan: self.plan.clone(),
        }
    }
}

fn value<'a>(tree: &'a Tree, field: &str) -> Option<&'a Scalar> {
    match tree.get(field) {
        Some(Node::Leaf(stated, _)) => Some(&stated.value),
        _ => None,
    }
}

impl Client {
    /// Writes down what is known of a number and is no warning: `patch` holds fields of a `caller`.
    /// What was known of it before goes on.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, and storage errors.
    pub fn note_caller(
        &mut self,
        number: &PhoneNumber,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let key = Subject::Number(number.clone()).keys();
        let known = self.vault.read(|tables| {
            let mut cards = Vec::new();
            for key in &key {
                cards.extend(tables.cards(key)?);
            }
            Ok::<_, ClientError>(cards)
        })?;
        use crate::wire::Message;
        let known = known.into_iter().filter(|(kind, _)| *kind == Kind::Caller.number());
        let known = known.filter_map(|(_, card)| CallerCard::from_bytes(&card).ok()).next();
        let mut patch = patch.clone();
        patch.state("number", number.as_e164().to_owned());
        let row = match known {
            Some(card) => self.writable(card.record)?,
            None => self.begin(Kind::Caller, now, rng)?,
        };
        let id = row.id;
        self.commit(row, &patch, Vec::new(), now, rng)?;
        Ok(id)
    }
}
