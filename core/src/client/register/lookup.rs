//! Looking up, on a connection of its own: while the device syncs, a call handler waits for nothing.
//! Nothing of it leaves this device: no relay sees a number, nor anything made from one.

use crate::client::register::callers::{CallerCard, CallerFacts};
use crate::client::register::card::MarkerCard;
use crate::client::{Client, ClientError};
use crate::clock::Clock;
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::marker::Status;
use crate::model::subject::{Nearness, Subject};
use crate::vault::{Contact, Tables, Vault, VaultError};
use crate::wire::Message;

/// The index of a million markers.
const INDEX_KIB: u32 = 48 * 1024;

/// The register of this device, to be looked up while the device itself is busy.
pub struct Register {
    vault: Vault,
    lease: Option<u64>,
}

/// What is known of a number, an address or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// The markers that warn now, the surest match first.
    pub warnings: Vec<Warning>,
    /// What is known of the number and is no warning.
    pub caller: Option<CallerFacts>,
    /// The time by which it was asked what warns.
    pub at: Millis,
    /// When the region was last heard from, by its clock: what was decided since is not known here.
    pub known_until: Option<Millis>,
}

impl LookUp {
    /// Whether many people ring from there, so that a marker says little of who rings now.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.caller.as_ref().is_some_and(|caller| caller.shared_line.is_some())
    }
}

/// A marker that warns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The marker.
    pub marker: RecordId,
    /// How near what was met is to what it is about.
    pub nearness: Nearness,
    /// Where it stands.
    pub status: Status,
    /// Until when it warns, if nothing further is decided.
    pub until: Option<Millis>,
    /// A code of `marker_category`.
    pub category: Option<String>,
    /// Codes of `caller_behaviour`.
    pub behaviours: Vec<String>,
    /// A code of `response_instruction`.
    pub instruction: Option<String>,
    /// The neutral sentence for crews.
    pub sentence: Option<String>,
    /// How many incidents it rests on.
    pub incidents: u32,
    /// When the last of them was (RFC 3339).
    pub last_incident: Option<String>,
}

impl Client {
    /// The register of this device, to be asked apart from it.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, and storage errors.
    pub fn register(&self) -> Result<Register, ClientError> {
        if !self.keeps(Kind::Marker) {
            return Err(ClientError::Role);
        }
        let vault = Vault::open(&self.dir, &self.key)?;
        vault.keep_in_memory(INDEX_KIB)?;
        Ok(Register { vault, lease: self.lease_millis() })
    }

    /// The time by which warnings end: the region's, and never less than it was.
    #[must_use]
    pub fn register_time(&self) -> Millis {
        self.contact.time()
    }
}

impl Register {
    /// What is known of a subject. `clock` is what the host's clocks say.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn look_up(&self, met: &Subject, clock: Clock) -> Result<LookUp, ClientError> {
        self.vault.read(|tables| {
            let contact = tables.contact()?.unwrap_or_else(|| Contact::none_yet(clock)).at(clock);
            if self.lease.is_some_and(|lease| contact.age() >= lease) {
                return Err(ClientError::LeaseEnded);
            }
            Ok(look_up(tables, met, contact.time(), contact.server())?)
        })
    }

    /// How old what is known here is: when the region was last heard from, and the time now, both by
    /// the region's clock.
    ///
    /// # Errors
    /// Storage errors.
    pub fn times(&self, clock: Clock) -> Result<(Option<Millis>, Millis), ClientError> {
        let contact = self.vault.read(|tables| tables.contact())?;
        let contact = contact.unwrap_or_else(|| Contact::none_yet(clock)).at(clock);
        Ok((contact.server(), contact.time()))
    }
}

fn look_up(
    tables: &Tables<'_>,
    met: &Subject,
    now: Millis,
    known_until: Option<Millis>,
) -> Result<LookUp, VaultError> {
    let mut found = LookUp { warnings: Vec::new(), caller: None, at: now, known_until };
    for key in met.met_keys() {
        for (kind, card) in tables.cards(&key)? {
            if kind == Kind::Marker.number() {
                let card = MarkerCard::from_bytes(&card).map_err(|_| VaultError::Damaged)?;
                found.warnings.extend(warning(&card, met, now));
            } else {
                let card = CallerCard::from_bytes(&card).map_err(|_| VaultError::Damaged)?;
                found.caller = Some(card.facts().joined(found.caller.take()));
            }
        }
    }
    found.warnings.sort_by(|a, b| {
        let rank = |one: &Warning| (one.nearness, one.category.clone(), one.marker);
        rank(a).cmp(&rank(b))
    });
    found.warnings.dedup_by_key(|one| one.marker);
    Ok(found)
}

/// The warning on a card, where it warns now and is about what was met.
fn warning(card: &MarkerCard, met: &Subject, now: Millis) -> Option<Warning> {
    let status = card.status(now).filter(|status| status.warns())?;
    let nearness = card.subject()?.nearness(met)?;
    Some(Warning {
        marker: card.marker,
        nearness,
        status,
        until: card.until(now),
        category: card.category.clone(),
        behaviours: card.behaviours.clone(),
        instruction: card.instruction.clone(),
        sentence: card.sentence.clone(),
        incidents: card.incidents,
        last_incident: card.last_incident.clone(),
    })
}
