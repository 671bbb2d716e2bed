//! Reports that may tell the same event. They are offered to a person; nothing is joined by
//! itself, and linking them changes neither.

use std::collections::BTreeSet;

use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::error::DuplicateFault;
use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::finding::{Facts, Likeness, Resemblance};
use crate::model::{Patch, Scalar};
use crate::vault::{RecordRow, Tables, VaultError};

/// The field that links a report to another.
const FIELD: &str = "duplicate_of";
/// The note under which a person's "not the same" is kept, on this device alone.
const NOTE: &str = "not_the_same";
/// So many of one number or one hour are looked at: more than a person would.
const MOST: usize = 500;

/// A report that may tell the same event as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleDuplicate {
    /// The report.
    pub id: RecordId,
    /// Why.
    pub resemblance: Resemblance,
}

impl Client {
    /// The reports here that may tell the same event as this one, the likeliest first. Those that
    /// are linked with it already, and those of which a person said that they are another event,
    /// are not offered.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, [`ClientError::LeaseEnded`],
    /// and storage errors.
    pub fn possible_duplicates(
        &mut self,
        incident: RecordId,
        likeness: &Likeness,
    ) -> Result<Vec<PossibleDuplicate>, ClientError> {
        self.may_read()?;
        self.list_all_changed()?;
        self.vault.read(|tables| {
            let own =
                incident_row(tables, incident)?.ok_or(ClientError::UnknownRecord(incident))?;
            let facts = Facts::of(&json_of(&own)?);
            let linked = links(tables, &own)?;
            let at = facts.occurred_at.map(|at| Millis(at.as_millisecond()));
            let millis = i64::from(likeness.minutes) * 60_000;
            let near = tables.near(facts.cad_number.as_deref(), at, millis, MOST)?;
            let near: BTreeSet<RecordId> = near.into_iter().filter(|id| *id != incident).collect();
            let mut found = Vec::new();
            for id in near {
                if linked.contains(&id) || tables.note(NOTE, &pair(incident, id))?.is_some() {
                    continue;
                }
                let Some(row) = incident_row(tables, id)? else { continue };
                let Some(resemblance) = likeness.compare(&facts, &Facts::of(&json_of(&row)?))
                else {
                    continue;
                };
                if !links(tables, &row)?.contains(&incident) {
                    found.push(PossibleDuplicate { id, resemblance });
                }
            }
            found.sort_by_key(|one| (std::cmp::Reverse(one.resemblance.score), one.id));
            Ok(found)
        })
    }

    /// Keeps that a person said of two reports that they tell different events: they are not
    /// offered again on this device.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when one is not here, and storage errors.
    pub fn not_the_same(&mut self, one: RecordId, other: RecordId) -> Result<(), ClientError> {
        self.vault.read(|tables| {
            for id in [one, other] {
                incident_row(tables, id)?.ok_or(ClientError::UnknownRecord(id))?;
            }
            Ok::<_, ClientError>(())
        })?;
        self.set_note(NOTE, &pair(one, other), &[1])
    }

    /// Links a report to another that tells the same event. Both stay whole. A writer of the report
    /// states it there; the hub, which writes no incident, states it in its answer.
    ///
    /// # Errors
    /// [`DuplicateFault`] when the links would go round in a circle; [`ClientError`] when one of the
    /// reports is not here or this device writes neither.
    pub fn link_duplicate(
        &mut self,
        incident: RecordId,
        of: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let roles = self.roles()?;
        let mut patch = Patch::default();
        patch.state(FIELD, of.to_string());
        if roles.may_write(Kind::Incident) {
            return self.edit(incident, &patch, now, rng).map(drop);
        }
        patch.state("status", "duplicate_linked");
        self.answer(incident, &patch, now, rng).map(drop)
    }

    /// Refuses a link that a patch would make to the report itself, to one that is not here, or to
    /// one that leads back. Links that devices made without knowing of each other may still meet
    /// in a circle; it hurts nobody, for nothing follows them on its own.
    pub(in crate::client) fn check_link(
        &self,
        row: &RecordRow,
        patch: &Patch,
    ) -> Result<(), ClientError> {
        let stated = patch.iter().find(|(path, _)| path.to_string() == FIELD);
        let Some((_, Some(Scalar::Text(text)))) = stated else { return Ok(()) };
        let from = match row.kind {
            Kind::Followup => row.about.unwrap_or(row.id),
            _ => row.id,
        };
        let to: RecordId = text.parse().map_err(|_| DuplicateFault::NotAnId)?;
        if to == from {
            return Err(DuplicateFault::Itself.into());
        }
        self.vault.read(|tables| {
            let other = incident_row(tables, to)?.ok_or(ClientError::UnknownRecord(to))?;
            let (mut ahead, mut seen) = (vec![other], BTreeSet::from([to]));
            while let Some(row) = ahead.pop() {
                for next in links(tables, &row)? {
                    if next == from {
                        return Err(DuplicateFault::Circle.into());
                    }
                    if seen.insert(next) {
                        ahead.extend(incident_row(tables, next)?);
                    }
                }
            }
            Ok(())
        })
    }
}

fn incident_row(tables: &Tables<'_>, id: RecordId) -> Result<Option<RecordRow>, VaultError> {
    let row = tables.record(id)?;
    Ok(row.filter(|row| row.kind == Kind::Incident && row.key.is_some()))
}

/// Where an incident is linked to, by itself and by its answer.
fn links(tables: &Tables<'_>, incident: &RecordRow) -> Result<BTreeSet<RecordId>, ClientError> {
    let mut links = BTreeSet::new();
    links.extend(link_in(&json_of(incident)?));
    if let Some(answer) = tables.followup_of(incident.id)? {
        links.extend(link_in(&json_of(&answer)?));
    }
    Ok(links)
}

fn link_in(record: &Value) -> Option<RecordId> {
    Facts::of(record).duplicate_of?.parse().ok()
}

/// Two ids, whichever is named first.
fn pair(one: RecordId, other: RecordId) -> Vec<u8> {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    [first.as_bytes().as_slice(), second.as_bytes().as_slice()].concat()
}
