//! What somebody may do at the console: a person has roles, a role gives rights, and each page asks
//! for one.

use std::fmt;

use minicbor::{Decode, Encode};

/// What a person is at the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, clap::ValueEnum)]
#[cbor(index_only)]
pub enum Role {
    /// Reads reports and answers them
    #[n(0)]
    Triager,
    /// Decides on markers
    #[n(1)]
    Approver,
    /// Reads figures, and no report
    #[n(2)]
    Analyst,
    /// Keeps the VPR Standard, the risks and the lessons, and reads no report
    #[n(7)]
    Lead,
}

/// What a page needs of who asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::console) enum Right {
    /// None but to be signed in with any role.
    SignedIn,
    /// To read reports, and to answer them.
    Reports,
    /// To read markers, and to decide on them.
    Markers,
    /// To read what is counted.
    Learning,
    /// To read the register for the VPR Standard with its risks, and to write in it.
    Standard,
    /// To read lessons, and to write, review and share them.
    Lessons,
}

impl Role {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Triager => "triager",
            Self::Approver => "approver",
            Self::Analyst => "analyst",
            Self::Lead => "lead",
        }
    }

    const fn gives(self) -> &'static [Right] {
        match self {
            Self::Triager => &[Right::Reports, Right::Learning],
            Self::Approver => &[Right::Markers],
            Self::Analyst => &[Right::Learning],
            Self::Lead => &[Right::Standard, Right::Lessons, Right::Learning],
        }
    }

    /// Whether it gives a right.
    pub(in crate::console) fn may(self, right: Right) -> bool {
        right == Right::SignedIn || self.gives().contains(&right)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.word())
    }
}
