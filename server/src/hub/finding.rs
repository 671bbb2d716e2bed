//! What the hub finds among its reports, what is due, and what it says came of it.

use rand_core::CryptoRng;
use tabard_core::client::{Filter, Page, PossibleDuplicate, PressingPage, Reminder};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::due::{Clocks, Due};
use tabard_core::model::finding::{Likeness, Query};
use tabard_core::model::{Patch, RecordKind, parse_assignment};
use tabard_core::vault::{Place, Pressing, PressingPlace};

use super::{Hub, HubError};

/// What became of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FootageNews {
    /// A code of the list `footage_status`.
    pub status: String,
    /// Who saw to it, by role.
    pub role: Option<String>,
}

/// What was decided of a report to HSE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RiddorNews {
    /// The day it was reported.
    pub reported_on: Option<String>,
    /// The reference that HSE gave.
    pub reference: Option<String>,
    /// Why it need not be reported.
    pub not_reported_reason: Option<String>,
    /// Who decided, by role.
    pub role: Option<String>,
}

impl Hub {
    /// A page of the reports that pass a filter.
    ///
    /// # Errors
    /// Storage errors.
    pub fn list(
        &mut self,
        filter: &Filter,
        after: Option<Place>,
        most: usize,
    ) -> Result<Page, HubError> {
        Ok(self.client.list(filter, after, most)?)
    }

    /// A page of the open reports that pass a filter, the most pressing first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn pressing(
        &mut self,
        which: Pressing,
        filter: &Filter,
        after: Option<PressingPlace>,
        most: usize,
    ) -> Result<PressingPage, HubError> {
        Ok(self.client.pressing(which, filter, after, most)?)
    }

    /// A page of the reports that pass a filter and hold all words of a query.
    ///
    /// # Errors
    /// Storage errors.
    pub fn search(
        &mut self,
        words: &Query,
        filter: &Filter,
        after: Option<Place>,
        most: usize,
    ) -> Result<Page, HubError> {
        Ok(self.client.search(words, filter, after, most)?)
    }

    /// The reports that may tell the same event as this one.
    ///
    /// # Errors
    /// [`HubError`] when it is not here.
    pub fn possible_duplicates(
        &mut self,
        incident: RecordId,
        likeness: &Likeness,
    ) -> Result<Vec<PossibleDuplicate>, HubError> {
        Ok(self.client.possible_duplicates(incident, likeness)?)
    }

    /// Keeps that two reports tell different events.
    ///
    /// # Errors
    /// [`HubError`] when one is not here.
    pub fn not_the_same(&mut self, one: RecordId, other: RecordId) -> Result<(), HubError> {
        Ok(self.client.not_the_same(one, other)?)
    }

    /// Links a report to another that tells the same event, and hands the answer to the relay.
    ///
    /// # Errors
    /// [`HubError`] when the links would go round in a circle, and what the relay says.
    pub fn link_duplicate(
        &mut self,
        incident: RecordId,
        of: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.write(now, rng, |client, rng| {
            Ok(client.link_duplicate(incident, of, now, rng).map(drop)?)
        })
    }

    /// All that an incident makes due, done or not.
    ///
    /// # Errors
    /// [`HubError`] when it is not here.
    pub fn due(
        &self,
        incident: RecordId,
        now: Millis,
        clocks: &Clocks,
    ) -> Result<Vec<Due>, HubError> {
        Ok(self.client.due(incident, now, clocks)?)
    }

    /// What the hub's own file on an incident makes due, done or not.
    ///
    /// # Errors
    /// Storage errors.
    pub fn due_of_case(&self, incident: RecordId) -> Result<Vec<Due>, HubError> {
        Ok(self.client.due_of_case(incident)?)
    }

    /// All that is due and not done, of the reports that are not closed.
    ///
    /// # Errors
    /// Storage errors.
    pub fn all_due(&mut self, now: Millis, clocks: &Clocks) -> Result<Vec<Reminder>, HubError> {
        Ok(self.client.all_due(now, clocks)?)
    }

    /// Says what became of a recording of a report, for those who wrote it to read.
    ///
    /// # Errors
    /// [`HubError::Item`] when the report has no such recording, [`HubError::Field`] when the
    /// status is none of the list's, and what the relay says.
    pub fn say_of_footage(
        &mut self,
        incident: RecordId,
        recording: &str,
        news: &FootageNews,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.item(incident, "recordings", recording)?;
        // The recording's id names the item, so that two who say it at once say it of one.
        let item = format!("footage.{recording}");
        let stated = [
            ("recording", Some(recording)),
            ("status", Some(news.status.as_str())),
            ("at", Some(&now.rfc3339())),
            ("by", news.role.as_deref()),
        ];
        self.state(incident, &item, &stated, now, rng)
    }

    /// Says what was decided of a report to HSE for a member of staff. Who sends it is a person.
    ///
    /// # Errors
    /// [`HubError::Item`] when the report has no such member of staff, [`HubError::Field`] when
    /// the day is none, and what the relay says.
    pub fn say_of_riddor(
        &mut self,
        incident: RecordId,
        staff: &str,
        news: &RiddorNews,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.item(incident, "staff", staff)?;
        let item = format!("riddor.{staff}");
        let stated = [
            ("staff", Some(staff)),
            ("reported_on", news.reported_on.as_deref()),
            ("reference", news.reference.as_deref()),
            ("not_reported_reason", news.not_reported_reason.as_deref()),
            ("by", news.role.as_deref()),
        ];
        self.state(incident, &item, &stated, now, rng)
    }

    fn item(&self, incident: RecordId, list: &str, id: &str) -> Result<(), HubError> {
        let report = self.client.incident(incident)?.summary.report;
        let items = report.get(list).and_then(|items| items.as_array()).into_iter().flatten();
        let known = items.filter_map(|item| item.get("id")?.as_str()).any(|known| known == id);
        if known { Ok(()) } else { Err(HubError::Item) }
    }

    pub(super) fn state(
        &mut self,
        incident: RecordId,
        item: &str,
        stated: &[(&str, Option<&str>)],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let mut patch = Patch::default();
        for (field, value) in stated {
            let Some(value) = value.filter(|value| !value.trim().is_empty()) else { continue };
            let edit = parse_assignment(RecordKind::Followup, &format!("{item}.{field}={value}"));
            patch.extend(edit.map_err(HubError::Field)?);
        }
        self.write_answer(incident, &patch, now, rng)
    }
}
