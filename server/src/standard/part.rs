//! The parts of the standard: seven domains and four phases.

use std::fmt;

use tabard_core::model::codes::{Code, VPR_PART};
use tabard_core::words::Words;

/// A part of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(&'static Code);

impl Part {
    /// Every part, in its order: the domains, then the phases.
    pub fn all() -> impl Iterator<Item = Self> {
        VPR_PART.codes.iter().map(Self)
    }

    /// The part of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        VPR_PART.get(code).map(Self)
    }

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0.code
    }

    /// Whether it is a phase of the edition of 2021, and no domain of that of 2024.
    #[must_use]
    pub fn is_phase(self) -> bool {
        self.0.group == Some("phase")
    }

    /// What it is called.
    #[must_use]
    pub fn name(self, words: &Words) -> &str {
        words.label(VPR_PART.name, self.0.code)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.0.code)
    }
}
