//! All facts of a region, kept in memory. They are read once; after that only what changed is read.

use std::collections::HashMap;

use tabard_core::ids::{Millis, RecordId};
use tabard_core::vault::Told;

use super::fact::{Fact, Standing};
use super::zone::Zone;
use crate::hub::{Hub, HubError};

/// What changed is asked for from so long before the newest change that was seen: the hub's clock may
/// have been set back meanwhile. To read a fact twice changes nothing.
const OVERLAP_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// The facts.
#[derive(Debug, Default)]
pub struct Facts {
    zone: Zone,
    all: Vec<Fact>,
    at: HashMap<RecordId, usize>,
    newest: Option<Millis>,
    /// How many records were erased when this was last read: what is erased is nowhere among what changed.
    erased: usize,
}

impl Facts {
    /// None yet, of a region that lives by this time.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self { zone, ..Self::default() }
    }

    /// None yet, of a region where so many records were erased.
    #[must_use]
    pub(crate) fn after_erasing(zone: Zone, erased: usize) -> Self {
        Self { zone, erased, ..Self::default() }
    }

    /// Reads what changed since the last time; everything at the first. Returns how many were read.
    ///
    /// # Errors
    /// Storage errors; the facts are then as they were, or newer.
    pub fn refresh(&mut self, hub: &Hub) -> Result<usize, HubError> {
        let erased = hub.erased_records();
        if erased != self.erased {
            *self = Self { zone: std::mem::take(&mut self.zone), erased, ..Self::default() };
        }
        let mut read = 0;
        hub.tell_incidents(self.since(), |told| {
            self.take(told);
            read += 1;
        })?;
        Ok(read)
    }

    /// From when on changes are to be read next; none where everything is.
    #[must_use]
    pub fn since(&self) -> Option<Millis> {
        self.newest.map(|newest| Millis(newest.0.saturating_sub(OVERLAP_MILLIS)))
    }

    /// Takes in one incident as it reads now.
    pub fn take(&mut self, told: &Told<'_>) {
        let fact = Fact::of(told, &self.zone);
        self.newest = self.newest.max(Some(told.changed_at));
        match self.at.get(&fact.id).and_then(|at| self.all.get_mut(*at)) {
            Some(known) => *known = fact,
            None => {
                self.at.insert(fact.id, self.all.len());
                self.all.push(fact);
            }
        }
    }

    /// Every fact, those that do not count among them.
    #[must_use]
    pub fn all(&self) -> &[Fact] {
        &self.all
    }

    /// The facts that count.
    pub fn counted(&self) -> impl Iterator<Item = &Fact> {
        self.all.iter().filter(|fact| fact.standing == Standing::Counted)
    }

    /// The region's time.
    #[must_use]
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }
}
