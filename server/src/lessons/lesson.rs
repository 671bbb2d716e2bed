//! A lesson as it is read from its record.

use jiff::Timestamp;
use serde_json::Value;
use tabard_core::client::RecordView;
use tabard_core::ids::RecordId;
use tabard_core::model::lesson::{Scope, Standing, digest, standing};

use crate::hub::{Hub, HubError};
use crate::said::values::{items, text, time};

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Its record.
    pub id: RecordId,
    /// The report it comes from.
    pub incident: Option<RecordId>,
    /// What it is called.
    pub title: String,
    /// What happened.
    pub happened: String,
    /// What helped.
    pub helped: String,
    /// What should change.
    pub change: String,
    /// The part of the standard, by its code.
    pub part: String,
    /// What contributed, by codes of `contributory_factor`.
    pub factors: Vec<String>,
    /// For how many people it takes consent.
    pub affected: u64,
    /// Who wrote on it, each once.
    pub authors: Vec<String>,
    /// Who agreed.
    pub consents: Vec<Consent>,
    /// Who reviewed it.
    pub reviews: Vec<Review>,
    /// When it was shared as it reads now, the first time.
    pub shared_at: Option<Timestamp>,
    /// Where it stands.
    pub standing: Standing,
    /// The record as JSON, for the rules.
    pub view: Value,
}

/// A consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its id.
    pub id: String,
    /// Who agreed.
    pub of: String,
    /// How, a code of `consent_how`.
    pub how: String,
    /// On which day.
    pub given_on: String,
    /// To what.
    pub scopes: Vec<Scope>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Who reviewed it.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
    /// Whether it is of the text that shows.
    pub of_this_text: bool,
}

impl Lesson {
    /// A lesson of a record.
    #[must_use]
    pub fn of(record: &RecordView) -> Self {
        let view = &record.view;
        let current = digest(view);
        let mut authors: Vec<String> =
            items(view, "authors").map(|one| text(one, "name").to_owned()).collect();
        authors.sort();
        authors.dedup();
        let shares = items(view, "shares").filter(|one| text(one, "text") == current);
        Self {
            id: record.id,
            incident: text(view, "incident").parse().ok(),
            title: text(view, "title").to_owned(),
            happened: text(view, "happened").to_owned(),
            helped: text(view, "helped").to_owned(),
            change: text(view, "change").to_owned(),
            part: text(view, "part").to_owned(),
            factors: items(view, "factors")
                .filter_map(|code| Some(code.as_str()?.to_owned()))
                .collect(),
            affected: view.get("affected").and_then(Value::as_u64).unwrap_or(1),
            authors,
            consents: items(view, "consents").map(consent).collect(),
            reviews: items(view, "reviews")
                .map(|one| Review {
                    by: text(one, "by").to_owned(),
                    at: time(one, "at"),
                    of_this_text: text(one, "text") == current,
                })
                .collect(),
            shared_at: shares.filter_map(|one| time(one, "at")).min(),
            standing: standing(view),
            view: view.clone(),
        }
    }

    /// All lessons of a hub, the newest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn all(hub: &Hub) -> Result<Vec<Self>, HubError> {
        Ok(hub.lessons()?.iter().map(Self::of).collect())
    }
}

fn consent(item: &Value) -> Consent {
    let agreed = |scope: &Scope| item.get(scope.code()).and_then(Value::as_bool) == Some(true);
    Consent {
        id: text(item, "id").to_owned(),
        of: text(item, "of").to_owned(),
        how: text(item, "how").to_owned(),
        given_on: text(item, "given_on").to_owned(),
        scopes: Scope::ALL.into_iter().filter(agreed).collect(),
        withdrawn_at: time(item, "withdrawn_at"),
    }
}
