//! A lesson as it is read from its view. What is not of the shape is not said.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{CHECKLIST, Scope};
use crate::model::view::CONFLICTS;

/// The fields that are shared, in the order of the digest.
const TEXTS: [&str; 5] = ["title", "happened", "helped", "change", "part"];

pub(super) struct Lesson<'v> {
    pub(super) texts: [&'v str; 5],
    pub(super) factors: Vec<&'v str>,
    /// How many people have to agree: one at least.
    pub(super) affected: u64,
    authors: BTreeSet<String>,
    pub(super) consents: Vec<Consent<'v>>,
    pub(super) reviews: Vec<Review<'v>>,
    pub(super) shares: Vec<Share<'v>>,
    /// Whether two devices stated something else at once, but for when they did.
    pub(super) contested: bool,
}

pub(super) struct Consent<'v>(&'v Value);

pub(super) struct Review<'v> {
    pub(super) text: &'v str,
    pub(super) by: &'v str,
    confirmed: bool,
}

pub(super) struct Share<'v> {
    pub(super) scope: &'v str,
    pub(super) text: &'v str,
}

impl<'v> Lesson<'v> {
    pub(super) fn of(view: &'v Value) -> Self {
        let conflicts = list(view, CONFLICTS);
        let field = |one: &'v Value| text(one, "field");
        Self {
            texts: TEXTS.map(|field| text(view, field)),
            factors: list(view, "factors").filter_map(Value::as_str).collect(),
            affected: view.get("affected").and_then(Value::as_u64).unwrap_or(1).max(1),
            authors: list(view, "authors").map(|one| same(text(one, "name"))).collect(),
            consents: list(view, "consents").map(Consent).collect(),
            reviews: list(view, "reviews").map(Review::of).collect(),
            shares: list(view, "shares")
                .map(|one| Share { scope: text(one, "scope"), text: text(one, "text") })
                .collect(),
            contested: conflicts.map(field).any(|field| !field.starts_with("edits.")),
        }
    }

    /// Whether there is something to review: by somebody, with a title and what happened.
    pub(super) fn is_written(&self) -> bool {
        let [title, happened, ..] = self.texts;
        let said = |text: &str| !text.trim().is_empty();
        said(title) && said(happened) && self.authors.iter().any(|name| said(name))
    }

    /// Whether somebody wrote on it.
    pub(super) fn wrote(&self, name: &str) -> bool {
        self.authors.contains(&same(name))
    }

    /// Whether as many people as were affected agreed that it goes so far, and nobody to less.
    pub(super) fn all_agreed(&self, scope: Scope) -> bool {
        let agree = |consent: &Consent<'_>| consent.covers(scope);
        let people: BTreeSet<String> = self.consents.iter().map(Consent::of).collect();
        let people = people.iter().filter(|name| !name.is_empty()).count();
        self.consents.iter().all(agree) && u64::try_from(people).is_ok_and(|n| n >= self.affected)
    }
}

impl Consent<'_> {
    pub(super) fn is_withdrawn(&self) -> bool {
        !text(self.0, "withdrawn_at").is_empty()
    }

    fn covers(&self, scope: Scope) -> bool {
        flag(self.0, scope.code())
    }

    fn of(&self) -> String {
        same(text(self.0, "of"))
    }
}

impl<'v> Review<'v> {
    fn of(value: &'v Value) -> Self {
        let confirmed = CHECKLIST.iter().all(|line| flag(value, line));
        Self { text: text(value, "text"), by: text(value, "by"), confirmed }
    }

    /// Whether somebody signed it and confirmed every line.
    pub(super) fn is_complete(&self) -> bool {
        self.confirmed && !self.by.trim().is_empty()
    }
}

/// A name as it is compared: one person who typed it otherwise is no second person.
fn same(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn list<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.get(field).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn flag(value: &Value, field: &str) -> bool {
    value.get(field).and_then(Value::as_bool).unwrap_or_default()
}
