//! The history of a report, and of the hub's own file on it: who changed what, and when, the newest
//! first.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::{Change, Version};
use tabard_core::ids::RecordId;
use tabard_core::model::{ReadingAct, RecordKind, Scalar, title};
use tabard_core::words::Words;

use super::fields::heading;
use super::named;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::visit;
use crate::said::fields::{member, stated};
use crate::said::names::Names;
use crate::said::words as said;

/// One save of one device.
struct Shown {
    at: String,
    by: String,
    changes: Vec<Changed>,
}

/// A field that it changed.
struct Changed {
    asks: String,
    before: Option<String>,
    after: Option<String>,
    settled: bool,
}

#[derive(Template)]
#[template(path = "console/history.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: RecordId,
    versions: Vec<Shown>,
    /// Those of the hub's own file.
    case: Vec<Shown>,
}

/// `GET /reports/{id}/history`.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    visit(console, &headers, Right::Reports, move |visit| {
        let incident = named(visit, &id)?;
        let id = incident.summary.id;
        visit.note(ReadingAct::ViewedHistory, Some(id))?;
        let words = visit.words;
        let names = Names::at_hub(visit.hub.devices()?, &incident.summary.report);
        let versions = visit.hub.history(id)?;
        let kind = RecordKind::Incident;
        let versions = versions.iter().rev().map(|one| shown(words, kind, one, &names)).collect();
        let mut case = Vec::new();
        for record in visit.hub.case(id)?.records {
            let mut signed = BTreeMap::new();
            for one in visit.hub.history(record)? {
                let shown = of_case(words, &one, &names, &mut signed);
                case.push((one.at, shown));
            }
        }
        case.sort_by(|one, other| other.0.cmp(&one.0));
        let case = case.into_iter().map(|(_, shown)| shown).collect();
        let frame = Frame::of(visit, "inbox", title(words, &incident.summary.report));
        Ok(html(StatusCode::OK, &Page { frame, id, versions, case }))
    })
    .await
}

fn shown(words: &Words, kind: RecordKind, version: &Version, names: &Names) -> Shown {
    let by = version.by.map(|by| names.of(words, by));
    Shown {
        at: said::time_if_said(words, version.at.as_deref()),
        by: by.unwrap_or_else(|| words.text("shown.device_not_named").to_owned()),
        changes: version.changes.iter().map(|one| changed(words, kind, one)).collect(),
    }
}

/// A version of the hub's own file: all of them are the hub's device's, so who was signed in says it.
/// `signed` is who wrote each item last: who does so again does not say it again.
fn of_case(
    words: &Words,
    version: &Version,
    names: &Names,
    signed: &mut BTreeMap<String, String>,
) -> Shown {
    let mut shown = shown(words, RecordKind::Case, version, names);
    let ends = |change: &Change, name: &str| change.field.segments().nth(2) == Some(name);
    let item = |change: &Change| change.field.segments().nth(1).unwrap_or_default().to_owned();
    for change in version.changes.iter().filter(|change| ends(change, "by")) {
        if let Some(Scalar::Text(by)) = &change.after {
            signed.insert(item(change), by.clone());
        }
    }
    if let Some(by) = version.changes.iter().find_map(|change| signed.get(&item(change))) {
        shown.by.clone_from(by);
    }
    let apart = |change: &&Change| ["by", "at"].iter().any(|name| ends(change, name));
    let told = version.changes.iter().filter(|change| !apart(change) && !is_subject(change));
    shown.changes = told.map(|one| changed(words, RecordKind::Case, one)).collect();
    shown
}

/// Whether it only says which incident the file is on.
fn is_subject(change: &Change) -> bool {
    change.field.segments().next() == Some("incident")
}

fn changed(words: &Words, kind: RecordKind, change: &Change) -> Changed {
    let path = change.field.segments().collect::<Vec<_>>().join(".");
    let (before, after) = match member(words, kind, &path) {
        // A member of a set is there or not.
        Some(member) if change.after == Some(Scalar::Flag(true)) => (None, Some(member)),
        Some(member) => (Some(member), None),
        None => {
            let text = |value: &Scalar| stated(words, kind, &path, value);
            (change.before.as_ref().map(text), change.after.as_ref().map(text))
        }
    };
    Changed { asks: heading(words, kind, &path), before, after, settled: change.settled }
}
