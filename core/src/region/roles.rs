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
    /// Signs certificates, member lists and revocations.
    Issuer,
}

impl Role {
    const ALL: [Self; 4] = [Self::Crew, Self::Eoc, Self::Triage, Self::Issuer];

    const fn bit(self) -> u16 {
        match self {
            Self::Crew => 1,
            Self::Eoc => 1 << 1,
            Self::Triage => 1 << 2,
            Self::Issuer => 1 << 7,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Crew => "crew",
            Self::Eoc => "eoc",
            Self::Triage => "triage",
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
#[error("a role is one of: crew, eoc, triage, issuer")]
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

    /// Whether the holder may write records of a kind.
    #[must_use]
    pub const fn may_write(self, kind: Kind) -> bool {
        match kind {
            Kind::Incident => self.allow(Role::Crew) || self.allow(Role::Eoc),
            Kind::Followup => self.allow(Role::Triage),
        }
    }

    /// Whether the holder may be a member of a compartment.
    #[must_use]
    pub const fn may_join(self, compartment: Compartment) -> bool {
        match compartment {
            Compartment::Triage => self.allow(Role::Triage),
        }
    }

    /// The roles in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.allow(*role))
    }
}
