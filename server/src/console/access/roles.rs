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
    /// Reads reports, and makes packs of evidence
    #[n(3)]
    #[value(name = "evidence_officer")]
    EvidenceOfficer,
    /// Says who may use the console, and reads no report
    #[n(5)]
    Administrator,
    /// Reads who read what, and no report
    #[n(4)]
    Auditor,
    /// Sees what is due to be erased, lays holds and reads who read what
    #[n(6)]
    Governance,
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
    /// To approve or refuse what others proposed about somebody.
    Sanctions,
    /// To make packs of evidence.
    Evidence,
    /// To take out what is counted, and to see what else was taken out.
    Export,
    /// To see what the national return says, and to sign it.
    Returns,
    /// To say who may use the console.
    People,
    /// To approve what another asked for.
    Approvals,
    /// To read who read what.
    Audit,
    /// To see what is due to be erased, and to hold it.
    Retention,
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
            Self::EvidenceOfficer => "evidence_officer",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Governance => "governance",
            Self::Lead => "lead",
        }
    }

    const fn gives(self) -> &'static [Right] {
        match self {
            Self::Triager => &[Right::Reports, Right::Learning, Right::Export],
            Self::EvidenceOfficer => &[Right::Reports, Right::Evidence],
            Self::Analyst => &[Right::Learning, Right::Returns, Right::Export],
            Self::Approver => &[Right::Markers, Right::Approvals, Right::Sanctions],
            Self::Administrator => &[Right::People, Right::Approvals],
            Self::Auditor => &[Right::Audit, Right::Learning],
            Self::Governance => &[Right::Retention, Right::Audit],
            Self::Lead => &[Right::Standard, Right::Lessons, Right::Learning, Right::Returns],
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

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use tabard_core::words::Words;

    use super::Role;

    #[test]
    fn each_role_is_told_in_words() {
        for role in Role::value_variants() {
            for part in ["label", "hint"] {
                let key = format!("console.role.{role}.{part}");
                assert_ne!(Words::english().text(&key), key);
            }
        }
    }
}
