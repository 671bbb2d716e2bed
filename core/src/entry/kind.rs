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
    /// A warning about a caller, an address or a person, and what was decided on it since.
    #[n(6)]
    Marker,
    /// What is known of a number that is no warning: a shared line, how often it calls.
    #[n(7)]
    Caller,
    /// A crew's question whether there is a marker for the job it is sent to, and the answer.
    #[n(8)]
    Enquiry,
    /// Who was shown which marker, and why: each device keeps its own.
    #[n(9)]
    Views,
    /// The hub's own file on an incident, which no phone reads.
    #[n(10)]
    Case,
    /// What people at the hub read, took out and decided on reading: the hub keeps it of itself.
    #[n(11)]
    Readings,
    /// The region's register for the VPR Standard: evidence, ratings and risks.
    #[n(12)]
    Standard,
    /// What others can learn from an incident, with who agreed to it and who reviewed it.
    #[n(13)]
    Lesson,
    /// What a service tells a national region of a quarter, as a file that the service's own hub
    /// signed.
    #[n(14)]
    Returned,
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
    pub const ALL: [Self; 14] = [
        Self::Incident,
        Self::Followup,
        Self::Account,
        Self::Attachment,
        Self::Wellbeing,
        Self::Marker,
        Self::Caller,
        Self::Enquiry,
        Self::Views,
        Self::Case,
        Self::Readings,
        Self::Standard,
        Self::Lesson,
        Self::Returned,
    ];

    /// The number on the wire and in tables.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Incident => 1,
            Self::Followup => 2,
            Self::Account => 3,
            Self::Attachment => 4,
            Self::Wellbeing => 5,
            Self::Marker => 6,
            Self::Caller => 7,
            Self::Enquiry => 8,
            Self::Views => 9,
            Self::Case => 10,
            Self::Readings => 11,
            Self::Standard => 12,
            Self::Lesson => 13,
            Self::Returned => 14,
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
            Self::Incident
            | Self::Followup
            | Self::Account
            | Self::Attachment
            | Self::Case
            | Self::Readings
            | Self::Standard
            | Self::Lesson
            | Self::Returned => Compartment::Triage,
            Self::Wellbeing => Compartment::Wellbeing,
            Self::Marker | Self::Caller | Self::Enquiry | Self::Views => Compartment::Register,
        }
    }

    /// Whether the members of the home compartment write it.
    #[must_use]
    pub const fn home_writes(self) -> bool {
        match self {
            Self::Followup
            | Self::Attachment
            | Self::Wellbeing
            | Self::Marker
            | Self::Caller
            | Self::Enquiry
            | Self::Case
            | Self::Standard
            | Self::Lesson => true,
            // Who may read it all writes none of it but its own.
            Self::Incident | Self::Account | Self::Views | Self::Readings | Self::Returned => false,
        }
    }

    /// Whether nobody else writes it: its members read and write it as one.
    #[must_use]
    pub const fn of_home_alone(self) -> bool {
        matches!(
            self,
            Self::Followup
                | Self::Marker
                | Self::Caller
                | Self::Case
                | Self::Standard
                | Self::Lesson
        )
    }

    /// What a writer's grant does.
    #[must_use]
    pub const fn sharing(self) -> Sharing {
        match self {
            Self::Incident => Sharing::Writers,
            Self::Followup | Self::Attachment => Sharing::Readers,
            Self::Account
            | Self::Wellbeing
            | Self::Marker
            | Self::Caller
            | Self::Enquiry
            | Self::Views
            | Self::Case
            | Self::Readings
            | Self::Standard
            | Self::Lesson
            | Self::Returned => Sharing::Nobody,
        }
    }

    /// Whether a device that the home compartment handed the record to writes it: it took the
    /// place of one that did.
    #[must_use]
    pub const fn handed_on_writes(self) -> bool {
        match self {
            Self::Incident | Self::Account | Self::Wellbeing | Self::Enquiry => true,
            Self::Followup
            | Self::Attachment
            | Self::Marker
            | Self::Caller
            | Self::Views
            | Self::Case
            | Self::Readings
            | Self::Standard
            | Self::Lesson
            | Self::Returned => false,
        }
    }

    /// Whether an author too is given its entries back with their places in the log: what is counted
    /// as of a state of the log has to come out the same on every device.
    #[must_use]
    pub const fn placed_for_author(self) -> bool {
        matches!(self, Self::Marker)
    }

    /// Whether each entry is sealed under the newest key of the home compartment as well, so that
    /// who was removed from it reads no later word of a record that it once held the key of. All
    /// who write and read such a kind are members.
    #[must_use]
    pub const fn epoch_bound(self) -> bool {
        matches!(self, Self::Marker | Self::Caller | Self::Views)
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
    /// Keeps the register of warning markers: desks, approvers and the hub.
    #[n(3)]
    Register,
}

impl Compartment {
    /// Every compartment.
    pub const ALL: [Self; 3] = [Self::Triage, Self::Wellbeing, Self::Register];

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
            Self::Register => 3,
        }
    }
}
