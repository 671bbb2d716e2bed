//! Erasing what is due. What is held, not closed or not yet due is not erased, whoever asks: it is
//! reckoned again at the moment of the order, by the hub that gives it.

use jiff::civil::Date;
use rand_core::CryptoRng;
use tabard_core::client::Reading;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::ReadingAct;
use tabard_core::region::{CertificateHash, ErasureClass};

use super::certificate::{self, People};
use super::due::day_of;
use super::{Class, Item, Outlook, Settings, outlook};
use crate::hub::{Hub, HubError, Reach};

/// The most reports that are erased at once. A proposal of this project: a longer list nobody reads.
pub const MOST: usize = 100;

/// A report that may be erased, with all that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The report, and why it is due.
    pub item: Item,
    /// What goes.
    pub reach: Reach,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseFault {
    /// A report may not be erased.
    #[error("{record} may not be erased: {why}")]
    NotErasable {
        /// Which.
        record: RecordId,
        /// Why not.
        why: &'static str,
    },
    /// Nothing is due.
    #[error("nothing is due to be erased today: see `tabard hub retention preview`")]
    Nothing,
    /// Too many.
    #[error("more than {MOST} reports at once: name fewer")]
    TooMany,
    /// A person is not named, or one alone.
    #[error("an erasure takes two different people and a reason")]
    People,
    /// The hub.
    #[error(transparent)]
    Hub(#[from] HubError),
}

/// What would be erased today, with all that goes with it: of the reports that are named, or of all
/// that are due. The dry run and the order itself ask the same.
///
/// # Errors
/// As [`erasable`].
pub fn plan(
    hub: &Hub,
    settings: &Settings,
    wanted: &[RecordId],
    now: Millis,
) -> Result<Vec<Planned>, EraseFault> {
    let planned = erasable(hub, settings, wanted, now)?.into_iter().map(|item| {
        let reach = hub.reach_of(item.record, now)?;
        Ok(Planned { item, reach })
    });
    planned.collect()
}

/// Which reports may be erased today: of those that are named, or of all that are due. Unlike
/// [`plan`], it opens no attachment.
///
/// # Errors
/// [`EraseFault`] where one that is named may not be erased, and storage errors.
pub fn erasable(
    hub: &Hub,
    settings: &Settings,
    wanted: &[RecordId],
    now: Millis,
) -> Result<Vec<Item>, EraseFault> {
    let outlook = outlook(hub, settings, now, 0)?;
    let today = day_of(now);
    let mut items: Vec<Item> = reports_to_erase(&outlook, today).cloned().collect();
    if !wanted.is_empty() {
        for record in wanted {
            if !items.iter().any(|item| item.record == *record) {
                let due = outlook.due.iter().find(|item| item.record == *record);
                return Err(EraseFault::NotErasable { record: *record, why: why_not(due) });
            }
        }
        items.retain(|item| wanted.contains(&item.record));
    }
    if items.len() > MOST {
        return Err(EraseFault::TooMany);
    }
    let holds = hub.holds()?;
    let is_held = |id: &RecordId| holds.get(id).is_some_and(tabard_core::client::Hold::is_in_force);
    let mut erasable = Vec::new();
    for item in items {
        if hub.belonging_to(item.record)?.iter().any(|(id, _)| is_held(id)) {
            if wanted.is_empty() {
                continue;
            }
            return Err(EraseFault::NotErasable { record: item.record, why: HELD });
        }
        erasable.push(item);
    }
    if erasable.is_empty() { Err(EraseFault::Nothing) } else { Ok(erasable) }
}

/// The reports that may be erased on a day.
pub(crate) fn reports_to_erase(outlook: &Outlook, on: Date) -> impl Iterator<Item = &Item> {
    outlook.erasable(on).filter(|item| code_of(item.class).is_some())
}

const HELD: &str = "it is held: a hold ends when somebody ends it";

fn why_not(due: Option<&Item>) -> &'static str {
    match due {
        Some(item) if item.held => HELD,
        Some(_) => "markers and the audit are not erased yet",
        None => "it is not closed, or its period is not over, or it is not here",
    }
}

/// Erases what was planned: reckons it again, writes it into the audit, keeps the certificate, orders.
///
/// # Errors
/// [`EraseFault`]; nothing is erased then.
pub fn erase(
    hub: &mut Hub,
    settings: &Settings,
    records: &[RecordId],
    people: &People<'_>,
    now: Millis,
    rng: &mut dyn CryptoRng,
) -> Result<CertificateHash, EraseFault> {
    if !people.are_two() || records.is_empty() {
        return Err(EraseFault::People);
    }
    hub.take_in(now, rng)?;
    let items = erasable(hub, settings, records, now)?;
    let by = format!("{}, agreed by {}", people.ordered_by, people.approved_by);
    for item in &items {
        let record = Some(item.record);
        let why = Some(people.why);
        hub.note_reading(&Reading { what: ReadingAct::Erased, record, by: &by, why }, now, rng)?;
    }
    // Each line asks the relay what came: what came meanwhile counts.
    let planned = plan(hub, settings, records, now)?;
    let text = certificate::text(hub, settings, &planned, people, now);
    let coded = |one: &Planned| code_of(one.item.class).unwrap_or(ErasureClass(0));
    let erased: Vec<_> = planned.iter().map(|one| (coded(one), &one.reach)).collect();
    Ok(hub.order_erasure(&erased, &text, now, rng)?)
}

/// The number of a class in the order; none for what is not erased yet.
const fn code_of(class: Class) -> Option<ErasureClass> {
    match class {
        Class::Serious => Some(ErasureClass(1)),
        Class::NotSerious => Some(ErasureClass(2)),
        Class::Open | Class::Marker | Class::Audit => None,
    }
}
