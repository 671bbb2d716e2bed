//! One marker, with all that an approver needs for a decision and nothing beyond it: of a report
//! its kind, its day, its kind of place and the number of its job, and never its story.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tabard_core::client::{MarkerView, Summary, View};
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;
use tabard_core::model::marker::{Act, Evidence, Status, Taken};
use tabard_core::words::Words;

use super::acts::possible;
use super::{letters, lists, subjects};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Trouble, Visit, visit};
use crate::host::entropy;
use crate::said::words as said;
use crate::said::words::sentence;

/// The most views that are shown, the newest.
const VIEWS: usize = 50;

/// One incident that it rests on.
struct Ground {
    at: String,
    cad: String,
    call: String,
    report: Option<String>,
    missing: bool,
}

/// One step of its life.
struct Event {
    what: String,
    at: String,
    by: String,
    facts: Vec<(String, String)>,
    reason: Option<String>,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "console/marker.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: RecordId,
    kind: String,
    done: Option<String>,
    status: String,
    tone: &'static str,
    until: Option<String>,
    appeal: bool,
    same_person: bool,
    no_advice: bool,
    facts: Vec<(&'static str, String)>,
    grounds: Vec<Ground>,
    acts: Vec<(&'static str, String)>,
    life: Vec<Event>,
    views: Vec<(String, String, String)>,
    views_count: String,
    letters: Vec<(String, String)>,
}

/// `GET /markers/{id}`: to be shown it is a view, which is logged.
pub(super) async fn marker(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let asked = Form::new(asked);
    visit(console, &headers, Right::Markers, move |visit| {
        let id: RecordId = id.parse().map_err(|_| Trouble::NotFound)?;
        let view = visit.hub.marker(id)?.ok_or(Trouble::NotFound)?;
        visit.note(ReadingAct::ViewedMarker, Some(id))?;
        let name = visit.who.name.clone();
        visit.hub.note_views(&[id], "opened", &name, visit.now, &mut entropy())?;
        let views = visit.hub.views_of_marker(id, visit.now, &mut entropy())?;
        Ok(html(StatusCode::OK, &page(visit, &view, &views, Act::from_code(asked.typed("done")))))
    })
    .await
}

fn page<'a>(
    visit: &'a Visit<'_>,
    view: &MarkerView,
    views: &[View],
    done: Option<Act>,
) -> Page<'a> {
    let words = visit.words;
    let marker = &view.marker;
    let title = subjects::line(words, &marker.subject);
    let acts = possible(view, visit.hub.may_decide());
    let title_of = |act: &Act| words.text(&format!("console.act.{}.title", act.code())).to_owned();
    let shown = views.iter().rev().take(VIEWS).map(|one| {
        let why = words.label("view_reason", &one.why).to_owned();
        (moment_of(words, &one.at), one.by.clone(), why)
    });
    let proposer = marker.life.counted().filter(|one| one.step.act == Act::Proposed).last();
    let proposer = proposer.map(|one| one.step.by.to_lowercase());
    Page {
        frame: Frame::of(visit, "", title),
        id: view.record.id,
        kind: subjects::kind(words, &marker.subject),
        done: done.map(|act| words.text(&format!("console.act.{}.done", act.code())).to_owned()),
        status: lists::status(words, view.status),
        tone: lists::tone(view.status),
        until: view.until.map(|until| until_line(visit, view.status, until)),
        appeal: is_appealed(marker.life.counted()),
        same_person: waits(view.status) && proposer == Some(visit.who.name.to_lowercase()),
        no_advice: view.status == Some(Status::TemporaryActive),
        facts: facts(words, view),
        grounds: marker.facts.evidence.values().map(|one| ground(visit, one)).collect(),
        acts: acts.iter().map(|act| (act.code(), title_of(act))).collect(),
        life: marker.life.steps.iter().map(|taken| event(visit, taken)).collect(),
        views: shown.collect(),
        views_count: words.counted("console.views", u64::try_from(views.len()).unwrap_or(u64::MAX)),
        letters: letters::all(visit),
    }
}

const fn waits(status: Option<Status>) -> bool {
    matches!(status, Some(Status::TemporaryActive | Status::DecisionPending))
}

fn until_line(
    visit: &Visit<'_>,
    status: Option<Status>,
    until: tabard_core::ids::Millis,
) -> String {
    let words = visit.words;
    let key = match status {
        Some(status) if status.is_approved() => "console.marker.review_on",
        _ => "console.marker.lapses_on",
    };
    let left = words.counted("console.left", dates::days_left(until, visit.now));
    words.fill(key, &[("day", &dates::day(words, until)), ("left", &left)])
}

/// Whether the person spoke to it and nothing was decided since.
fn is_appealed<'a>(steps: impl Iterator<Item = &'a Taken>) -> bool {
    let told = |act: Act| {
        matches!(
            act,
            Act::Represented
                | Act::Approved
                | Act::Refused
                | Act::Renewed
                | Act::RemovedOnAppeal
                | Act::Ended
                | Act::EnteredInError
        )
    };
    steps
        .filter(|one| told(one.step.act))
        .last()
        .is_some_and(|one| one.step.act == Act::Represented)
}

/// What a marker says, each with the key of what it is called.
pub(super) fn facts(words: &Words, view: &MarkerView) -> Vec<(&'static str, String)> {
    let facts = &view.marker.facts;
    let label = |list: &str, code: &Option<String>| {
        code.as_deref().map(|code| words.label(list, code).to_owned())
    };
    let behaviours: Vec<_> =
        facts.behaviours.iter().map(|code| words.label("caller_behaviour", code)).collect();
    let stated = [
        ("category", label("marker_category", &facts.category)),
        ("behaviours", Some(behaviours.join(", ")).filter(|text| !text.is_empty())),
        ("sentence", facts.sentence.clone()),
        ("instruction", label("response_instruction", &facts.instruction)),
    ];
    let none = words.text("console.marker.not_stated");
    stated.into_iter().map(|(key, text)| (key, text.unwrap_or_else(|| none.to_owned()))).collect()
}

fn ground(visit: &Visit<'_>, one: &Evidence) -> Ground {
    let words = visit.words;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let report = one.incident.as_deref().and_then(|id| visit.hub.report_behind(id));
    Ground {
        at: one.at.as_deref().map(|at| moment_of(words, at)).unwrap_or_default(),
        cad: text(&one.cad_number),
        call: text(&one.call),
        missing: one.incident.is_some() && report.is_none(),
        report: report.map(|report| in_a_line(words, &report)),
    }
}

/// A report as far as an approver is shown it.
fn in_a_line(words: &Words, report: &Summary) -> String {
    let text = |field: &str| report.report.get(field).and_then(Value::as_str);
    let kind = text("primary_type").map(|code| words.label("incident_type", code).to_owned());
    let at = text("occurred_at").map(|at| said::time(words, at));
    let place = text("location_type").map(|code| words.label("location_type", code).to_owned());
    let cad = text("cad_number");
    let cad = cad.map(|number| words.fill("console.marker.cad", &[("number", number)]));
    [kind, at, place, cad].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn event(visit: &Visit<'_>, taken: &Taken) -> Event {
    let words = visit.words;
    let step = &taken.step;
    let own = taken.hand.device == *visit.hub.device().as_bytes();
    let until = step.until.map(|until| dates::moment(words, until));
    let facts = [
        ("until", until),
        (
            "advice",
            step.advice.as_deref().map(|code| words.label("marker_advice", code).to_owned()),
        ),
        ("checked", step.address_checked_on.map(|day| said::day(words, day))),
        ("letter", step.letter.as_deref().map(|name| letters::name_of(visit, name))),
        ("device", (!own).then(|| device_of(visit, &taken.hand.device))),
    ];
    let key = |name: &str| words.text(&format!("console.step.{name}")).to_owned();
    let why =
        |fault: tabard_core::model::marker::StepFault| sentence(words.advice(&fault.to_string()));
    Event {
        what: words.label("marker_act", step.act.code()).to_owned(),
        at: dates::moment(words, step.at),
        by: if step.by.is_empty() { key("nobody") } else { step.by.clone() },
        facts: facts.into_iter().filter_map(|(name, text)| Some((key(name), text?))).collect(),
        reason: step.reason.clone(),
        fault: taken.fault.map(why),
    }
}

fn device_of(visit: &Visit<'_>, device: &[u8; 8]) -> String {
    let label = visit.hub.label_of(device);
    label.unwrap_or_else(|| data_encoding::HEXLOWER.encode(device))
}

fn moment_of(words: &Words, at: &str) -> String {
    at.parse().map_or_else(|_| at.to_owned(), |at| dates::moment(words, at))
}
