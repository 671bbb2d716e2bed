//! An act that takes two people, with all that makes a difference.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::retention::Item;

/// What takes two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// Making somebody an administrator.
    #[n(0)]
    Administrator,
    /// Letting a further device read every report.
    #[n(1)]
    Triage,
    /// Taking out what is about many people.
    #[n(2)]
    Export,
    /// Erasing what is kept.
    #[n(3)]
    Erasure,
}

impl Kind {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Triage, Self::Export, Self::Erasure];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Triage => "triage",
            Self::Export => "export",
            Self::Erasure => "erasure",
        }
    }
}

/// One act: two are the same where kind, names and values are, in their order.
#[derive(Clone)]
pub struct Act {
    kind: Kind,
    hash: Sha256,
}

impl Act {
    /// An act of a kind, so far without anything that makes a difference.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self { kind, hash: Sha256::new().chain_update("tabard/console/act/v1") }.part(kind.word())
    }

    /// The erasure of these reports and of no others, in their order, each as what and since when.
    #[must_use]
    pub fn erasing<'a>(reports: impl IntoIterator<Item = &'a Item>) -> Self {
        reports.into_iter().fold(Self::of(Kind::Erasure), |act, one| {
            act.with("report", &one.record.to_string())
                .with("class", one.class.code())
                .with("from", &one.from.to_string())
                .with("due", &one.due.to_string())
        })
    }

    /// What makes a difference, by its name.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.part(name).part(value)
    }

    /// Lengths keep apart what would read the same when put together.
    fn part(mut self, text: &str) -> Self {
        self.hash.update((text.len() as u64).to_be_bytes());
        self.hash.update(text);
        self
    }

    pub(super) const fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_that_differ_in_anything_are_not_the_same() {
        let acts = [
            Act::of(Kind::Export),
            Act::of(Kind::Erasure),
            Act::of(Kind::Export).with("from", "1"),
            Act::of(Kind::Export).with("from", "2"),
            Act::of(Kind::Export).with("fro", "m1"),
            Act::of(Kind::Export).with("from", "1").with("until", ""),
        ];
        for (at, one) in acts.iter().enumerate() {
            let same = acts.iter().filter(|other| other.hash() == one.hash()).count();
            assert_eq!(same, 1, "{at}");
        }
        let again = Act::of(Kind::Export).with("from", "1");
        assert_eq!(acts.get(2).map(Act::hash), Some(again.hash()));
    }
}
