//! What is due, of one report or of all that are here.

use jiff::Timestamp;
use serde_json::Value;

use crate::client::reading::case::view_of;
use crate::client::reading::read::{json_of, parsed};
use crate::client::{Client, ClientError, Filter};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::due::{self, Clocks, Due};
use crate::vault::VaultError;

/// Records read in one transaction.
const AT_ONCE: usize = 500;

/// Something that is due, with the record that makes it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The record.
    pub record: RecordId,
    /// Its kind: an incident, or a request for support.
    pub kind: Kind,
    /// What is due.
    pub due: Due,
}

impl Client {
    /// All that an incident makes due, done or not, what is due first at the beginning.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, [`ClientError::LeaseEnded`],
    /// and storage errors.
    pub fn due(
        &self,
        incident: RecordId,
        now: Millis,
        clocks: &Clocks,
    ) -> Result<Vec<Due>, ClientError> {
        self.may_read()?;
        let row = self.known(incident, Kind::Incident)?;
        let (answer, cases) = self.vault.read(|tables| {
            let cases = tables.about(incident, Kind::Case)?;
            Ok::<_, VaultError>((tables.followup_of(incident)?, cases))
        })?;
        let answer = answer.as_ref().map_or(Ok(Value::Null), json_of)?;
        let case = view_of(cases)?;
        Ok(due::with_case(&json_of(&row)?, &answer, &case, timestamp(now), clocks))
    }

    /// What the hub's own file on an incident makes due, done or not, what is due first at the
    /// beginning. The incident itself is not read.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn due_of_case(&self, incident: RecordId) -> Result<Vec<Due>, ClientError> {
        self.may_read()?;
        Ok(due::of_case(&view_of(self.cases_of(incident)?)?))
    }

    /// All that is due and not done, of the incidents here that the hub has not closed and of
    /// requests for support, what is due first at the beginning.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn all_due(&mut self, now: Millis, clocks: &Clocks) -> Result<Vec<Reminder>, ClientError> {
        self.may_read()?;
        self.list_all_changed()?;
        let mut all = Vec::new();
        for kind in [Kind::Incident, Kind::Wellbeing] {
            self.due_of(kind, now, clocks, &mut all)?;
        }
        all.sort_by_key(|one| (one.due.when.ends(), one.due.what, one.record));
        Ok(all)
    }

    fn due_of(
        &self,
        kind: Kind,
        now: Millis,
        clocks: &Clocks,
        all: &mut Vec<Reminder>,
    ) -> Result<(), ClientError> {
        let filter = Filter { kind, closed: Some(false), ..Filter::default() };
        let mut after = None;
        loop {
            let page = self.vault.read(|tables| {
                let found =
                    tables.page(&self.wanted(&filter, &[], (&[], &[])), None, after, AT_ONCE)?;
                let read = |(place, id)| {
                    Ok((place, id, tables.views_of(id)?, tables.about(id, Kind::Case)?))
                };
                found.into_iter().map(read).collect::<Result<Vec<_>, VaultError>>()
            })?;
            let Some((last, ..)) = page.last() else { return Ok(()) };
            after = Some(*last);
            for (_, record, (view, answer), cases) in page {
                let read = |view: Option<String>| view.as_deref().map_or(Ok(Value::Null), parsed);
                let (view, answer) = (read(view)?, read(answer)?);
                let due = match kind {
                    Kind::Wellbeing => due::of_support(&view, timestamp(now), clocks),
                    _ => {
                        let case = view_of(cases)?;
                        due::with_case(&view, &answer, &case, timestamp(now), clocks)
                    }
                };
                let open = due.into_iter().filter(|due| !due.done);
                all.extend(open.map(|due| Reminder { record, kind, due }));
            }
        }
    }
}

fn timestamp(at: Millis) -> Timestamp {
    let out_of_range = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at.0).unwrap_or(out_of_range)
}
