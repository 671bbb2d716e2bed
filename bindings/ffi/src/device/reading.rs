//! Reading: what is on this device, with no network.

use tabard_core::client::{Client, Filter, record_kind};
use tabard_core::entry::Kind;
use tabard_core::ids::Millis;
use tabard_core::model::due::Clocks;
use tabard_core::model::finding::Query;
use tabard_core::model::missing::RULES;
use tabard_core::vault::Place;

use super::{Device, id};
use crate::error::{Fault, TabardError};
use crate::host::now;
use crate::records::{Draft, Due, MissingField, RecordView, ReportView, Summary, Version};

/// Which reports are wanted, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ListRequest {
    /// Words that must all be in it, each by its beginning; none for every report.
    pub words: Option<String>,
    /// Whether this device started it.
    pub own: Option<bool>,
    /// Whether entries of this device in it wait to be held by the region.
    pub unsent: Option<bool>,
    /// Whether something was typed that is not saved yet.
    pub draft: Option<bool>,
    /// Whether something that is asked first is not said yet.
    pub unfinished: Option<bool>,
    /// It happened at this time or later, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// It happened before this time, in milliseconds since 1970.
    pub until_ms: Option<i64>,
    /// A code of `incident_type`.
    pub incident_type: Option<String>,
    /// The place from which the list goes on, as the page before gave it.
    pub after: Option<String>,
    /// How many at most, 1 to 500.
    pub most: u32,
}

/// A report at its place in a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ListedReport {
    /// Its place.
    pub place: String,
    /// The report.
    pub summary: Summary,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReportPage {
    /// The reports.
    pub reports: Vec<ListedReport>,
    /// The place after which there are more; none at the end.
    pub next: Option<String>,
}

/// Records of a kind that are about an incident.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct About {
    /// The incident.
    pub incident: String,
    /// The kind, such as `account`.
    pub kind: String,
}

#[uniffi::export]
impl Device {
    /// The reports on this device but for those it left, the newest first.
    ///
    /// # Errors
    /// [`TabardError::LeaseEnded`], and storage errors.
    pub fn reports(&self) -> Result<Vec<Summary>, TabardError> {
        self.with(|client| {
            let reports = client.current_incidents()?;
            Ok(reports.into_iter().map(|one| Summary::of(one, &self.words)).collect())
        })
    }

    /// A page of the reports that pass a filter, and hold the words where some are given.
    ///
    /// # Errors
    /// [`TabardError::Input`], [`TabardError::LeaseEnded`], and storage errors.
    pub fn list(&self, request: ListRequest) -> Result<ReportPage, TabardError> {
        self.with(|client| self.page(client, request))
    }

    /// A report with the hub's answer and what is being typed.
    ///
    /// # Errors
    /// [`TabardError::NotFound`], [`TabardError::LeaseEnded`], and storage errors.
    pub fn report(&self, record: String) -> Result<ReportView, TabardError> {
        self.with(|client| {
            let incident = client.incident(id(&record)?)?;
            let left = client.has_left(&incident.summary);
            Ok(ReportView::of(incident, left, &self.words))
        })
    }

    /// A record of another kind: an account, a request for support.
    ///
    /// # Errors
    /// As [`Device::report`].
    pub fn record(&self, record: String) -> Result<RecordView, TabardError> {
        self.with(|client| Ok(RecordView::of(client.record(id(&record)?)?, &self.words)))
    }

    /// The records of a kind, such as `wellbeing`, the newest first.
    ///
    /// # Errors
    /// [`TabardError::Input`] for no kind, [`TabardError::LeaseEnded`], and storage errors.
    pub fn records(&self, kind: String) -> Result<Vec<RecordView>, TabardError> {
        self.with(|client| {
            let records = client.records(kind_of(&kind)?)?;
            Ok(records.into_iter().map(|one| RecordView::of(one, &self.words)).collect())
        })
    }

    /// The records of a kind about an incident, in the order in which they came.
    ///
    /// # Errors
    /// As [`Device::records`].
    pub fn records_about(&self, about: About) -> Result<Vec<RecordView>, TabardError> {
        self.with(|client| {
            let records = client.records_about(id(&about.incident)?, kind_of(&about.kind)?)?;
            Ok(records.into_iter().map(|one| RecordView::of(one, &self.words)).collect())
        })
    }

    /// A record as JSON, in the words of `docs/report.schema.json`: for an app that keeps it in a
    /// form of its own.
    ///
    /// # Errors
    /// As [`Device::report`].
    pub fn record_json(&self, record: String) -> Result<String, TabardError> {
        self.with(|client| Ok(client.record(id(&record)?)?.view.to_string()))
    }

    /// Everything that was typed on this device and is not saved yet, after a crash too.
    ///
    /// # Errors
    /// [`TabardError::LeaseEnded`], and storage errors.
    pub fn drafts(&self) -> Result<Vec<Draft>, TabardError> {
        self.with(|client| Ok(client.drafts()?.iter().map(Draft::of).collect()))
    }

    /// What is still worth filling in of a report. What was typed counts as filled in.
    ///
    /// # Errors
    /// As [`Device::report`].
    pub fn missing(&self, record: String) -> Result<Vec<MissingField>, TabardError> {
        self.with(|client| {
            let missing = client.missing(id(&record)?, RULES)?;
            Ok(missing.iter().map(MissingField::of).collect())
        })
    }

    /// Every version of a record, the first one first.
    ///
    /// # Errors
    /// As [`Device::report`].
    pub fn history(&self, record: String) -> Result<Vec<Version>, TabardError> {
        self.with(|client| Ok(client.history(id(&record)?)?.into_iter().map(Version::of).collect()))
    }

    /// All that a report makes due, done or not, what is due first at the beginning.
    ///
    /// # Errors
    /// As [`Device::report`].
    pub fn due(&self, record: String) -> Result<Vec<Due>, TabardError> {
        self.with(|client| {
            let due = client.due(id(&record)?, now(), &Clocks::default())?;
            Ok(due.into_iter().map(|due| Due::of(&record, due)).collect())
        })
    }

    /// All that is due and not done, of every report and request, what is due first at the
    /// beginning.
    ///
    /// # Errors
    /// [`TabardError::LeaseEnded`], and storage errors.
    pub fn all_due(&self) -> Result<Vec<Due>, TabardError> {
        self.with(|client| {
            let all = client.all_due(now(), &Clocks::default())?;
            Ok(all.into_iter().map(|one| Due::of(&one.record.to_string(), one.due)).collect())
        })
    }
}

impl Device {
    fn page(&self, client: &mut Client, request: ListRequest) -> Result<ReportPage, Fault> {
        let bad = |field: &str| Fault::Field(field.to_owned());
        let filter = Filter {
            own: request.own,
            unsent: request.unsent,
            draft: request.draft,
            unfinished: request.unfinished,
            from: request.from_ms.map(Millis),
            until: request.until_ms.map(Millis),
            incident_type: request.incident_type,
            ..Filter::default()
        };
        let after = request.after.as_deref().map(str::parse::<Place>).transpose();
        let after = after.map_err(|_| bad("after"))?;
        let most = usize::try_from(request.most.clamp(1, 500)).unwrap_or(1);
        let words = request.words.as_deref().and_then(Query::of);
        let page = match &words {
            Some(words) => client.search(words, &filter, after, most)?,
            None => client.list(&filter, after, most)?,
        };
        let listed = page.records.into_iter().map(|one| ListedReport {
            place: one.place.to_string(),
            summary: Summary::of(one.summary, &self.words),
        });
        Ok(ReportPage { reports: listed.collect(), next: page.next.map(|place| place.to_string()) })
    }
}

fn kind_of(name: &str) -> Result<Kind, Fault> {
    let kind = Kind::ALL.into_iter().find(|kind| record_kind(*kind).name() == name);
    kind.ok_or_else(|| Fault::Field("kind".to_owned()))
}
