//! The kinds of record and the compartments that read them: who may write, and whom a grant makes
//! a writer. Phones, hubs and relays go by this one table.

use minicbor::{Decode, Encode};

/// The kinds of record, as the relay needs them to know who may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// The shared facts of an incident, written by the reporter, crew-mates and the EOC.
    #[n(1)]
    Incident,
    /// The hub's answer, written by triage, read by the incident's writers.
    #[n(2)]
    Followup,
    /// One person's own words on an incident, written by that person alone, read by triage.
    #[n(3)]
    Account,
    /// A photograph, a voice note or a document, and what was done with it since.
    #[n(4)]
    Attachment,
    /// A request for support and what came of it, between the requester and wellbeing alone.
    #[n(5)]
    Wellbeing,
}

/// Whom a device's grant makes what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Whom a writer lets in writes too.
    Writers,
    /// Whom a writer lets in reads.
    Readers,
    /// A writer lets nobody in.
    Nobody,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Incident, Self::Followup, Self::Account, Self::Attachment, Self::Wellbeing];

    /// The number on the wire and in tables.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Incident => 1,
            Self::Followup => 2,
            Self::Account => 3,
            Self::Attachment => 4,
            Self::Wellbeing => 5,
        }
    }

    /// The kind of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The compartment that reads every record of this kind. Its members may hand a record on to a
    /// further device, such as the new phone of who wrote it.
    #[must_use]
    pub const fn home(self) -> Compartment {
        match self {
            Self::Incident | Self::Followup | Self::Account | Self::Attachment => {
                Compartment::Triage
            }
            Self::Wellbeing => Compartment::Wellbeing,
        }
    }

    /// Whether the members of the home compartment write it.
    #[must_use]
    pub const fn home_writes(self) -> bool {
        match self {
            Self::Followup | Self::Attachment | Self::Wellbeing => true,
            Self::Incident | Self::Account => false,
        }
    }

    /// Whether nobody else writes it: its members read and write it as one.
    #[must_use]
    pub const fn of_home_alone(self) -> bool {
        matches!(self, Self::Followup)
    }

    /// What a writer's grant does.
    #[must_use]
    pub const fn sharing(self) -> Sharing {
        match self {
            Self::Incident => Sharing::Writers,
            Self::Followup | Self::Attachment => Sharing::Readers,
            Self::Account | Self::Wellbeing => Sharing::Nobody,
        }
    }

    /// Whether a device that the home compartment handed the record to writes it: it took the
    /// place of one that did.
    #[must_use]
    pub const fn handed_on_writes(self) -> bool {
        match self {
            Self::Incident | Self::Account | Self::Wellbeing => true,
            Self::Followup | Self::Attachment => false,
        }
    }
}

/// Devices that share one receiving key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Compartment {
    /// Reads and answers incidents.
    #[n(1)]
    Triage,
    /// Gives support; reads nothing else.
    #[n(2)]
    Wellbeing,
}

impl Compartment {
    /// Every compartment.
    pub const ALL: [Self; 2] = [Self::Triage, Self::Wellbeing];

    /// Whether its own members make its keys and hand them on, so that no issuer ever holds one.
    /// Elsewhere issuers do.
    #[must_use]
    pub const fn keyed_by_members(self) -> bool {
        matches!(self, Self::Wellbeing)
    }

    /// The number on the wire and in tables.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Triage => 1,
            Self::Wellbeing => 2,
        }
    }
}
