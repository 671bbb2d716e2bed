//! The region's register for the standard, as it is read from its records.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use tabard_core::client::RecordView;
use tabard_core::ids::RecordId;

use super::part::Part;
use crate::said::values::{day, items, text, time};

/// All that is in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The evidence, in the order in which it was added.
    pub evidence: Vec<Evidence>,
    /// The ratings, the last one last.
    pub ratings: Vec<Rating>,
    /// The risks: the open ones by score, then the closed ones.
    pub risks: Vec<Risk>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The record that holds it.
    pub record: RecordId,
    /// Its id there.
    pub id: String,
    /// The part of the standard.
    pub part: Part,
    /// The code of an indicator; empty where it is of none.
    pub indicator: String,
    /// What it is called.
    pub title: String,
    /// What it shows.
    pub what: String,
    /// What it points to, a code of `evidence_link`.
    pub link: String,
    /// The live figure it points to.
    pub figure: String,
    /// Where the document is kept.
    pub reference: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub at: Option<Timestamp>,
    /// When it is looked at again.
    pub review_on: Option<Date>,
    /// When it stopped to count.
    pub ended_at: Option<Timestamp>,
    /// Who ended it.
    pub ended_by: String,
    /// Why.
    pub ended_reason: String,
}

/// A rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The part of the standard.
    pub part: Part,
    /// A code of `rag`.
    pub rating: String,
    /// Who rated it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// The record that holds it.
    pub record: RecordId,
    /// Its id there.
    pub id: String,
    /// What may happen.
    pub title: String,
    /// The part of the standard; none where it is of none.
    pub part: Option<Part>,
    /// Why it may happen.
    pub cause: String,
    /// From 1 to 5.
    pub likelihood: u64,
    /// From 1 to 5.
    pub impact: u64,
    /// Who answers for it, by role.
    pub owner_role: String,
    /// What holds it in check.
    pub controls: String,
    /// What is still to be done.
    pub actions: String,
    /// When it is looked at again.
    pub review_on: Option<Date>,
    /// Who changed it last.
    pub changed_by: String,
    /// When it was added.
    pub added_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Why.
    pub closed_reason: String,
}

impl Register {
    /// The register of a region: that of all its hubs.
    #[must_use]
    pub fn of(records: &[RecordView]) -> Self {
        let mut register = Self::default();
        for record in records {
            let id = record.id;
            let list = |name| items(&record.view, name);
            register.evidence.extend(list("evidence").filter_map(|item| evidence(id, item)));
            register.ratings.extend(list("ratings").filter_map(rating));
            register.risks.extend(list("risks").filter_map(|item| risk(id, item)));
        }
        register.evidence.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        register.ratings.sort_by(|one, other| (one.at, &one.by).cmp(&(other.at, &other.by)));
        register.risks.sort_by(|one, other| {
            let first = |risk: &Risk| (risk.closed_at.is_some(), std::cmp::Reverse(risk.score()));
            let then = |risk: &Risk| (risk.review_on, risk.added_at);
            (first(one), then(one), &one.id).cmp(&(first(other), then(other), &other.id))
        });
        register
    }

    /// A piece of evidence by its id.
    #[must_use]
    pub fn evidence(&self, id: &str) -> Option<&Evidence> {
        self.evidence.iter().find(|one| one.id == id)
    }

    /// A risk by its id.
    #[must_use]
    pub fn risk(&self, id: &str) -> Option<&Risk> {
        self.risks.iter().find(|one| one.id == id)
    }

    /// The rating of a part as of a moment.
    #[must_use]
    pub fn rating(&self, part: Part, until: Timestamp) -> Option<&Rating> {
        self.ratings.iter().rfind(|one| one.part == part && one.at < until)
    }

    /// The risks that are open.
    pub fn open_risks(&self) -> impl Iterator<Item = &Risk> {
        self.risks.iter().filter(|risk| risk.closed_at.is_none())
    }
}

impl Evidence {
    /// Whether it still counts.
    #[must_use]
    pub const fn stands(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Whether it should have been looked at again.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.stands() && self.review_on.is_some_and(|day| day < today)
    }
}

impl Risk {
    /// Likelihood times impact: from 1 to 25.
    #[must_use]
    pub const fn score(&self) -> u64 {
        self.likelihood * self.impact
    }

    /// Whether it should have been looked at again.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.closed_at.is_none() && self.review_on.is_some_and(|day| day < today)
    }
}

/// None for what is of a part that a newer version has.
fn evidence(record: RecordId, item: &Value) -> Option<Evidence> {
    Some(Evidence {
        record,
        id: text(item, "id").to_owned(),
        part: Part::from_code(text(item, "part"))?,
        indicator: text(item, "indicator").to_owned(),
        title: text(item, "title").to_owned(),
        what: text(item, "what").to_owned(),
        link: text(item, "link").to_owned(),
        figure: text(item, "figure").to_owned(),
        reference: text(item, "reference").to_owned(),
        added_by: text(item, "added_by").to_owned(),
        at: time(item, "at"),
        review_on: day(item, "review_on"),
        ended_at: time(item, "ended_at"),
        ended_by: text(item, "ended_by").to_owned(),
        ended_reason: text(item, "ended_reason").to_owned(),
    })
}

fn rating(item: &Value) -> Option<Rating> {
    Some(Rating {
        part: Part::from_code(text(item, "part"))?,
        rating: text(item, "rating").to_owned(),
        by: text(item, "by").to_owned(),
        at: time(item, "at")?,
        reason: text(item, "reason").to_owned(),
    })
}

fn risk(record: RecordId, item: &Value) -> Option<Risk> {
    let title = text(item, "title");
    (!title.is_empty()).then(|| Risk {
        record,
        id: text(item, "id").to_owned(),
        title: title.to_owned(),
        part: Part::from_code(text(item, "part")),
        cause: text(item, "cause").to_owned(),
        likelihood: points(item, "likelihood"),
        impact: points(item, "impact"),
        owner_role: text(item, "owner_role").to_owned(),
        controls: text(item, "controls").to_owned(),
        actions: text(item, "actions").to_owned(),
        review_on: day(item, "review_on"),
        changed_by: text(item, "changed_by").to_owned(),
        added_at: time(item, "added_at"),
        closed_at: time(item, "closed_at"),
        closed_reason: text(item, "closed_reason").to_owned(),
    })
}

fn points(item: &Value, field: &str) -> u64 {
    item.get(field).and_then(Value::as_u64).unwrap_or(1).clamp(1, 5)
}
