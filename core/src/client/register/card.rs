//! What is kept of a marker for looking it up: all that a call handler sees, with where it stands
//! from when on. So a look-up reads one row, and what is over by its date is over without a sync.

use std::collections::BTreeMap;

use jiff::Timestamp;
use minicbor::{Decode, Encode};

use crate::client::reading::history::dated;
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};
use crate::model::marker::{Hand, Marker, Revision, Status};
use crate::model::subject::{Subject, SubjectKind};
use crate::record::{Edited, Record};
use crate::region::{Directory, Role};
use crate::vault::{Tables, VaultError};
use crate::wire::Message;

/// The card of a marker.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(in crate::client) struct MarkerCard {
    #[n(0)]
    pub(in crate::client) marker: RecordId,
    /// What it is about, by field.
    #[n(1)]
    pub(in crate::client) subject: BTreeMap<String, String>,
    #[n(2)]
    pub(in crate::client) category: Option<String>,
    #[n(3)]
    pub(in crate::client) behaviours: Vec<String>,
    #[n(4)]
    pub(in crate::client) instruction: Option<String>,
    #[n(5)]
    pub(in crate::client) sentence: Option<String>,
    /// How many incidents it rests on.
    #[n(6)]
    pub(in crate::client) incidents: u32,
    /// When the last of them was (RFC 3339).
    #[n(7)]
    pub(in crate::client) last_incident: Option<String>,
    /// From when on, in milliseconds since 1970, it stands where, by the codes of `marker_status`.
    #[n(8)]
    stands: Vec<(i64, u8)>,
    /// Who asked for it, as they signed.
    #[n(9)]
    pub(in crate::client) proposed_by: Option<String>,
    /// Whether the person spoke to it and nothing was decided since.
    #[n(10)]
    pub(in crate::client) appeal: bool,
}

impl MarkerCard {
    fn of(id: RecordId, marker: &Marker) -> Self {
        let facts = &marker.facts;
        let last = facts.evidence.values().filter_map(|one| one.at.clone()).max();
        let incidents = facts.evidence.values().map(|one| (&one.incident, &one.cad_number));
        let incidents: std::collections::BTreeSet<_> = incidents.collect();
        let proposal = marker.life.counted().find(|one| !one.step.by.is_empty());
        Self {
            marker: id,
            subject: marker.subject.clone(),
            category: facts.category.clone(),
            behaviours: facts.behaviours.iter().cloned().collect(),
            instruction: facts.instruction.clone(),
            sentence: facts.sentence.clone(),
            incidents: u32::try_from(incidents.len()).unwrap_or(u32::MAX),
            last_incident: last,
            stands: marker
                .life
                .stands
                .iter()
                .map(|(from, status)| (from.as_millisecond(), number_of(*status)))
                .collect(),
            proposed_by: proposal.map(|one| one.step.by.clone()),
            appeal: appeal(marker),
        }
    }

    /// Where it stands at a moment.
    pub(in crate::client) fn status(&self, now: Millis) -> Option<Status> {
        let stands = self.stands.iter().rev().find(|(from, _)| *from <= now.0);
        stands.and_then(|(_, number)| status_of(*number))
    }

    /// When it began.
    pub(in crate::client) fn since(&self) -> Option<Millis> {
        self.stands.first().map(|(from, _)| Millis(*from))
    }

    /// Until when what warns at a moment warns, if nothing further is decided.
    pub(in crate::client) fn until(&self, now: Millis) -> Option<Millis> {
        let warns = |number: u8| status_of(number).is_some_and(Status::warns);
        self.status(now).filter(|status| status.warns())?;
        let mut later = self.stands.iter().filter(|(from, _)| *from > now.0);
        later.find(|(_, number)| !warns(*number)).map(|(from, _)| Millis(*from))
    }

    /// What it is about; none where its fields name nothing that this version knows.
    pub(in crate::client) fn subject(&self) -> Option<Subject> {
        subject_of(&self.subject)
    }
}

/// What the fields of a marker say it is about.
pub(in crate::client) fn subject_of(fields: &BTreeMap<String, String>) -> Option<Subject> {
    let kind = SubjectKind::from_code(fields.get("subject")?)?;
    Subject::from_fields(kind, |field| fields.get(field).cloned()).ok()
}

fn appeal(marker: &Marker) -> bool {
    use crate::model::marker::Act;
    let last = marker.life.counted().filter(|one| {
        matches!(
            one.step.act,
            Act::Represented
                | Act::Approved
                | Act::Refused
                | Act::Renewed
                | Act::RemovedOnAppeal
                | Act::Ended
                | Act::EnteredInError
        )
    });
    last.last().is_some_and(|one| one.step.act == Act::Represented)
}

fn number_of(status: Status) -> u8 {
    let at = Status::ALL.into_iter().position(|one| one == status).unwrap_or_default();
    u8::try_from(at).unwrap_or(u8::MAX)
}

fn status_of(number: u8) -> Option<Status> {
    Status::ALL.get(usize::from(number)).copied()
}

/// The marker that a document holds, as its history tells it.
pub(in crate::client) fn marker_of(
    document: &Record,
    owner: Option<DeviceId>,
    directory: &Directory,
) -> Marker {
    Marker::read(&revisions(document, owner, directory), |at| terms_at(directory, at))
}

/// The terms of the region at a moment.
pub(in crate::client) fn terms_at(
    directory: &Directory,
    at: Timestamp,
) -> crate::model::marker::Terms {
    directory.terms_at(Millis(at.as_millisecond()))
}

/// The history of a marker with who might do what. It begins with the first word of `owner`, who
/// began the record: another's change that builds on nothing may stand before it.
pub(in crate::client) fn revisions(
    document: &Record,
    owner: Option<DeviceId>,
    directory: &Directory,
) -> Vec<Revision> {
    let revision = |(by, at, edits): (DeviceId, Option<String>, Vec<Edited>)| Revision {
        hand: hand_of(directory, by),
        at: at.and_then(|at| at.parse().ok()),
        edits: edits.into_iter().map(|one| (one.path, one.after)).collect(),
    };
    let mut history: Vec<_> = dated(document, Kind::Marker).into_iter().map(revision).collect();
    let began =
        history.iter().position(|one| owner.is_some_and(|id| one.hand.device == *id.as_bytes()));
    match began {
        Some(began) => {
            let first = history.remove(began);
            history.insert(0, first);
        }
        None => history.clear(),
    }
    history
}

fn hand_of(directory: &Directory, device: DeviceId) -> Hand {
    let roles = directory.device(device).map(|known| known.certificate.roles);
    let may = |role| roles.is_some_and(|roles| roles.allow(role));
    Hand { device: *device.as_bytes(), proposes: may(Role::Eoc), decides: may(Role::Approver) }
}

/// A card with what it is met by, to be stored with its record.
pub(in crate::client) struct Indexed {
    record: RecordId,
    kind: Kind,
    keys: Vec<String>,
    card: Vec<u8>,
}

impl Indexed {
    /// The card of a record; none for kinds that nobody looks up.
    pub(in crate::client) fn of(
        record: RecordId,
        kind: Kind,
        owner: Option<DeviceId>,
        document: &Record,
        directory: &Directory,
    ) -> Option<Self> {
        match kind {
            Kind::Marker => {
                let card = MarkerCard::of(record, &marker_of(document, owner, directory));
                let keys = card.subject().map(|subject| subject.keys()).unwrap_or_default();
                Some(Self { record, kind, keys, card: card.to_bytes() })
            }
            Kind::Caller => {
                let card = super::callers::CallerCard::of(record, document);
                Some(Self { record, kind, keys: card.keys(), card: card.to_bytes() })
            }
            _ => None,
        }
    }

    pub(in crate::client) fn write(&self, tables: &Tables<'_>) -> Result<(), VaultError> {
        tables.set_card(self.record, self.kind, &self.keys, &self.card)
    }
}
