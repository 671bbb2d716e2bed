//! What a device's certificate allows.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};

use crate::entry::{Compartment, Kind};

/// A single role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reports incidents.
    Crew,
    /// Works at an emergency operations centre's desk: reports, and flags callers.
    Eoc,
    /// Opens, answers and follows up incidents.
    Triage,
    /// Gives support to those who ask for it, and reads nothing else.
    Wellbeing,
    /// Decides on warning markers that others proposed.
    Approver,
    /// Carries the log between the region and a control room that may be cut off, and reads nothing.
    Edge,
    /// Is an ambulance service in a national region: hands in its returns, and reads no other's.
    Service,
    /// Signs certificates, member lists and revocations.
    Issuer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Crew,
        Self::Eoc,
        Self::Triage,
        Self::Wellbeing,
        Self::Approver,
        Self::Edge,
        Self::Service,
        Self::Issuer,
    ];

    const fn bit(self) -> u16 {
        match self {
            Self::Crew => 1,
            Self::Eoc => 1 << 1,
            Self::Triage => 1 << 2,
            Self::Wellbeing => 1 << 3,
            Self::Approver => 1 << 4,
            Self::Edge => 1 << 5,
            Self::Service => 1 << 6,
            Self::Issuer => 1 << 7,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Crew => "crew",
            Self::Eoc => "eoc",
            Self::Triage => "triage",
            Self::Wellbeing => "wellbeing",
            Self::Approver => "approver",
            Self::Edge => "edge",
            Self::Service => "service",
            Self::Issuer => "issuer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A word that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is one of: crew, eoc, triage, wellbeing, approver, edge, service, issuer")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or(UnknownRole)
    }
}

/// The roles of one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Roles(#[n(0)] u16);

impl Roles {
    /// Just these roles.
    #[must_use]
    pub fn of(roles: &[Role]) -> Self {
        Self(roles.iter().fold(0, |bits, role| bits | role.bit()))
    }

    /// Whether a role is among them.
    #[must_use]
    pub const fn allow(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether the holder may start records of a kind, and write those it is let into.
    #[must_use]
    pub const fn may_start(self, kind: Kind) -> bool {
        let reports = self.allow(Role::Crew) || self.allow(Role::Eoc);
        match kind {
            Kind::Incident | Kind::Account | Kind::Attachment => reports,
            Kind::Followup | Kind::Case | Kind::Readings | Kind::Standard | Kind::Lesson => {
                self.allow(Role::Triage)
            }
            // Whoever works here may need support, at the hub too.
            Kind::Wellbeing => reports || self.allow(Role::Triage),
            // Who decides on markers never proposes one.
            Kind::Marker => self.allow(Role::Eoc),
            Kind::Caller | Kind::Views => self.may_join(Compartment::Register),
            Kind::Enquiry => self.allow(Role::Crew),
            // Not even the national hub writes a service's figures.
            Kind::Returned => self.allow(Role::Service),
        }
    }

    /// Whether the holder may change records of a kind that it is let into.
    #[must_use]
    pub const fn may_write(self, kind: Kind) -> bool {
        self.may_start(kind) || (kind.home_writes() && self.keeps(kind))
    }

    /// Whether the holder may send anything of a kind: as who starts such records, or as a member
    /// of their home compartment, if only to hand them on.
    #[must_use]
    pub const fn may_send(self, kind: Kind) -> bool {
        self.may_start(kind) || self.keeps(kind)
    }

    /// Whether the holder reads every record of a kind, as a member of its home compartment.
    #[must_use]
    pub const fn keeps(self, kind: Kind) -> bool {
        self.may_join(kind.home())
    }

    /// Whether the holder may be a member of a compartment.
    #[must_use]
    pub const fn may_join(self, compartment: Compartment) -> bool {
        match compartment {
            Compartment::Triage => self.allow(Role::Triage),
            Compartment::Wellbeing => self.allow(Role::Wellbeing),
            Compartment::Register => {
                self.allow(Role::Eoc) || self.allow(Role::Approver) || self.allow(Role::Triage)
            }
        }
    }

    /// Whether a device with these roles, and those it had before, would both investigate or decide
    /// and give support. Support is not investigation: no device ever does both.
    #[must_use]
    pub const fn mixes_support(self, before: Option<Self>) -> bool {
        let before = match before {
            Some(Self(bits)) => bits,
            None => 0,
        };
        let all = Self(self.0 | before);
        let investigates = all.allow(Role::Triage) || all.allow(Role::Approver);
        all.allow(Role::Wellbeing) && (investigates || all.allow(Role::Issuer))
    }

    /// The roles in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.allow(*role))
    }
}
