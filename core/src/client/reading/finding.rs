//! Finding reports: lists with filters, page by page, and search by words. It needs no network.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::reading::read::{ReportState, at_edge, unsent_in};
use crate::client::{Client, ClientError, Summary};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::finding::Query;
use crate::vault::{Place, Pressing, PressingPlace, RecordRow, Tables, VaultError, Wanted};

/// Records listed in one transaction: a host that does it in idle moments is not held up.
const AT_ONCE: usize = 1000;

/// Which records are wanted. What is none is not asked; the default is every incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The kind of record.
    pub kind: Kind,
    /// Where it stands.
    pub state: Option<ReportState>,
    /// Whether this device started it, or a mate's did.
    pub own: Option<bool>,
    /// It happened at this time or later; where it is not said when, it came here then.
    pub from: Option<Millis>,
    /// It happened before this time; where it is not said when, it came here then.
    pub until: Option<Millis>,
    /// A code of what happened.
    pub incident_type: Option<String>,
    /// The code of the kind of place.
    pub location_type: Option<String>,
    /// Whether something that is asked first is not said yet.
    pub unfinished: Option<bool>,
    /// Whether entries of this device in it wait to be held by the region.
    pub unsent: Option<bool>,
    /// Whether something was typed that is not saved yet.
    pub draft: Option<bool>,
    /// Whether the hub has closed it.
    pub closed: Option<bool>,
    /// Whether it was taken back.
    pub withdrawn: Option<bool>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            kind: Kind::Incident,
            state: None,
            own: None,
            from: None,
            until: None,
            incident_type: None,
            location_type: None,
            unfinished: None,
            unsent: None,
            draft: None,
            closed: None,
            withdrawn: None,
        }
    }
}

/// A record at its place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its place, from which the list goes on.
    pub place: Place,
    /// The record.
    pub summary: Summary,
}

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The records, those that came last first.
    pub records: Vec<Listed>,
    /// The place after which there are more; none at the end.
    pub next: Option<Place>,
}

/// A part of the open reports in the order of what is pressing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PressingPage {
    /// The reports, the most pressing first.
    pub records: Vec<Summary>,
    /// The place after which there are more; none at the end.
    pub next: Option<PressingPlace>,
    /// How many pass, on all pages.
    pub count: u64,
}

impl Client {
    /// A page of the records that pass a filter, those that came to this device last first.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn list(
        &mut self,
        filter: &Filter,
        after: Option<Place>,
        most: usize,
    ) -> Result<Page, ClientError> {
        self.may_read()?;
        self.page(filter, None, after, most)
    }

    /// A page of the records that pass a filter and hold all words of a query, each by its
    /// beginning: saved words and those that are only typed. Words that were edited away are not
    /// found, and neither is what this device cannot read.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn search(
        &mut self,
        words: &Query,
        filter: &Filter,
        after: Option<Place>,
        most: usize,
    ) -> Result<Page, ClientError> {
        self.may_read()?;
        self.page(filter, Some(words), after, most)
    }

    /// Lists some of the records that changed, as a host may do in idle moments. Returns whether
    /// there are more. A question does what is left of it before it is answered.
    ///
    /// # Errors
    /// Storage errors.
    pub fn list_changed(&mut self) -> Result<bool, ClientError> {
        // To ask first spares a reader the wait for whoever writes.
        if !self.vault.read(|tables| tables.has_unlisted())? {
            return Ok(false);
        }
        let listed = self.vault.write(|tables| tables.list_changed(AT_ONCE))?;
        Ok(listed == AT_ONCE)
    }

    pub(in crate::client) fn list_all_changed(&mut self) -> Result<(), ClientError> {
        while self.list_changed()? {}
        Ok(())
    }

    /// A page of the open reports that pass a filter, the most pressing first, and how many there
    /// are. It is a hub's order: what is news is what crews wrote.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn pressing(
        &mut self,
        which: Pressing,
        filter: &Filter,
        after: Option<PressingPlace>,
        most: usize,
    ) -> Result<PressingPage, ClientError> {
        self.may_read()?;
        let (mut count, mut more) = (0, false);
        let found = self.ask(filter, |tables, wanted| {
            count = tables.count_pressing(which, wanted)?;
            let mut found = tables.pressing(which, wanted, after, most.saturating_add(1))?;
            more = found.len() > most;
            found.truncate(most);
            Ok(found)
        })?;
        let next = found.last().map(|(place, _)| *place).filter(|_| more);
        let records = found.into_iter().map(|(_, summary)| summary).collect();
        Ok(PressingPage { records, next, count })
    }

    fn page(
        &mut self,
        filter: &Filter,
        words: Option<&Query>,
        after: Option<Place>,
        most: usize,
    ) -> Result<Page, ClientError> {
        let mut more = false;
        let found = self.ask(filter, |tables, wanted| {
            let mut found = tables.page(wanted, words, after, most.saturating_add(1))?;
            more = found.len() > most;
            found.truncate(most);
            Ok(found)
        })?;
        let next = found.last().map(|(place, _)| *place).filter(|_| more);
        let listed = |(place, summary)| Listed { place, summary };
        Ok(Page { records: found.into_iter().map(listed).collect(), next })
    }

    /// Asks for records by a filter, and reads what is found, from one state of the vault.
    fn ask<P>(
        &mut self,
        filter: &Filter,
        asked: impl FnOnce(&Tables<'_>, &Wanted<'_>) -> Result<Vec<(P, RecordId)>, VaultError>,
    ) -> Result<Vec<(P, Summary)>, ClientError> {
        self.list_all_changed()?;
        let chain = self.own_chain()?;
        let by_sending = filter.state.is_some() || filter.unsent.is_some();
        let rows = self.vault.read(|tables| {
            let unsent = if by_sending {
                tables.unsent(chain.device, chain.incarnation, chain.at_region)?
            } else {
                BTreeMap::new()
            };
            let all: Vec<RecordId> = unsent.keys().copied().collect();
            let unproved = unsent.iter().filter(|(_, (_, first))| *first);
            let mut unproved: Vec<RecordId> = unproved.map(|(id, _)| *id).collect();
            let mut edge = BTreeSet::new();
            if filter.state.is_some() {
                unproved.extend(tables.only_direct(self.device())?);
                edge = at_edge(tables, unproved.iter().copied(), chain)?;
                unproved.retain(|id| !edge.contains(id));
            }
            let edge: Vec<RecordId> = edge.into_iter().collect();
            let wanted = self.wanted(filter, &all, (&unproved, &edge));
            let mut rows = Vec::new();
            for (place, id) in asked(tables, &wanted)? {
                let row = tables.record(id)?.ok_or(VaultError::Damaged)?;
                let answer = tables.followup_of(id)?;
                let draft = !tables.draft(id)?.is_empty();
                rows.push((place, row, answer, unsent_in(tables, id, chain)?, draft));
            }
            Ok::<_, VaultError>(rows)
        })?;
        let summary =
            |(place, row, answer, unsent, draft): (P, RecordRow, Option<RecordRow>, _, _)| {
                Ok((place, self.summary(&row, answer.as_ref(), unsent, draft)?))
            };
        rows.into_iter().map(summary).collect()
    }

    pub(in crate::client) fn wanted<'a>(
        &self,
        filter: &'a Filter,
        unsent: &'a [RecordId],
        (here, edge): (&'a [RecordId], &'a [RecordId]),
    ) -> Wanted<'a> {
        Wanted {
            kind: filter.kind,
            own: filter.own.map(|own| (self.device(), own)),
            from: filter.from,
            until: filter.until,
            incident_type: filter.incident_type.as_deref(),
            location_type: filter.location_type.as_deref(),
            unfinished: filter.unfinished,
            draft: filter.draft,
            withdrawn: filter.withdrawn,
            closed: filter.closed,
            unsent: filter.unsent.map(|wanted| (wanted, unsent)),
            state: filter.state.as_ref().map(|state| (state.word(), here, edge)),
        }
    }
}
