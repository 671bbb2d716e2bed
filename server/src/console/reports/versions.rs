//! The history of a report: who changed what, and when, the newest first.

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

const KIND: RecordKind = RecordKind::Incident;

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
        let versions = versions.iter().rev().map(|one| shown(words, one, &names)).collect();
        let frame = Frame::of(visit, "inbox", title(words, &incident.summary.report));
        Ok(html(StatusCode::OK, &Page { frame, id, versions }))
    })
    .await
}

fn shown(words: &Words, version: &Version, names: &Names) -> Shown {
    let by = version.by.map(|by| names.of(words, by));
    Shown {
        at: said::time_if_said(words, version.at.as_deref()),
        by: by.unwrap_or_else(|| words.text("shown.device_not_named").to_owned()),
        changes: version.changes.iter().map(|one| changed(words, one)).collect(),
    }
}

fn changed(words: &Words, change: &Change) -> Changed {
    let path = change.field.segments().collect::<Vec<_>>().join(".");
    let (before, after) = match member(words, KIND, &path) {
        // A member of a set is there or not.
        Some(member) if change.after == Some(Scalar::Flag(true)) => (None, Some(member)),
        Some(member) => (Some(member), None),
        None => {
            let text = |value: &Scalar| stated(words, KIND, &path, value);
            (change.before.as_ref().map(text), change.after.as_ref().map(text))
        }
    };
    Changed { asks: heading(words, KIND, &path), before, after, settled: change.settled }
}
