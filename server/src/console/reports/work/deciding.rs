//! Deciding on what others proposed: whoever has the right sees the action, what it rests on and
//! what was thought of it, and approves or refuses. Never who proposed it.

use askama::Template;
use axum::Router;
use axum::extract::{Form as Fields, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use tabard_core::model::ReadingAct;
use tabard_core::model::case::{actions_of, waits};

use super::actions::{self, LIST};
use super::saving::write;
use super::sheet::{Ask, Field, Given, Kind, Sheet};
use super::subject::{Block, Subject, line};
use super::{anchored, assessments};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::console::reports::named;
use crate::host::now;
use crate::said::values::text;
use crate::said::words as said;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/sanctions", get(list))
        .route("/sanctions/{id}/{item}", get(page).post(take))
}

#[derive(Template)]
#[template(path = "console/sanctions.html")]
struct List<'a> {
    frame: Frame<'a>,
    decided: bool,
    blocks: Vec<Block>,
}

/// `GET /sanctions`: what waits for a decision, the oldest first.
async fn list(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let decided = Form::new(asked).said("saved").is_some();
    visit(console, &headers, Right::Sanctions, move |visit| {
        let words = visit.words;
        let mut waiting = Vec::new();
        for case in visit.hub.cases()? {
            let Some(id) = case.get("incident").and_then(Value::as_str) else { continue };
            for one in actions_of(&case).filter(|one| waits(one)) {
                waiting.push((text(one, "proposed_at").to_owned(), id.to_owned(), one.clone()));
            }
        }
        waiting.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
        let mut blocks = Vec::new();
        for (_, id, one) in waiting {
            let subject = Subject::of(visit, named(visit, &id)?)?;
            let mut block = actions::shown(visit, &subject, &one);
            block.heading = format!("{}: {}", block.heading, subject.title(words));
            let decide = words.text("console.work.actions.decide").to_owned();
            block.links = vec![(format!("/sanctions/{id}/{}", text(&one, "id")), decide)];
            blocks.push(block);
        }
        let frame = Frame::of(visit, "sanctions", words.text("console.sanctions.title").to_owned());
        Ok(html(StatusCode::OK, &List { frame, decided, blocks }))
    })
    .await
}

#[derive(Template)]
#[template(path = "console/sanction.html")]
struct Page<'a> {
    frame: Frame<'a>,
    action: String,
    again: bool,
    over: bool,
    blocks: Vec<Block>,
    fields: Vec<Field>,
    faults: Vec<(String, String)>,
}

/// `GET /sanctions/{id}/{item}`.
async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, item)): Path<(String, String)>,
) -> Response {
    visit(console, &headers, Right::Sanctions, move |visit| {
        let subject = Subject::of(visit, named(visit, &id)?)?;
        drawn(visit, &subject, &item, None, &Given::default(), false)
    })
    .await
}

/// `POST` to the same.
async fn take(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, item)): Path<(String, String)>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/sanctions/{id}/{item}");
    posted(console, &headers, Right::Sanctions, path, Form::new(fields), move |visit, form| {
        let subject = Subject::of(visit, named(visit, &id)?)?;
        subject.item(LIST, &item)?;
        let mut given = sheet(visit).read(visit.words, form);
        let again = !visit.showed(form);
        if !again && given.faults.is_empty() {
            decide(visit, &subject, &item, &mut given)?;
            if given.faults.is_empty() {
                return Ok(see_other("/sanctions?saved=1"));
            }
        }
        drawn(visit, &subject, &item, Some(form), &given, again)
    })
    .await
}

fn sheet(visit: &Visit<'_>) -> Sheet {
    let words = visit.words;
    let choices = ["approve", "refuse"].map(|verdict| {
        let label = words.text(&format!("console.sanctions.{verdict}")).to_owned();
        (verdict.to_owned(), label)
    });
    Sheet {
        kind: None,
        list: LIST,
        current: json!({}),
        asks: vec![
            Ask::of(words, LIST, "verdict", Kind::Choice).among(choices.into()).needed(),
            Ask::of(words, LIST, "refused_reason", Kind::Area),
        ],
        button: String::new(),
    }
}

fn decide(
    visit: &mut Visit<'_>,
    subject: &Subject,
    item: &str,
    given: &mut Given,
) -> Result<(), Trouble> {
    let (who, at) = (visit.who.name.clone(), now().rfc3339());
    let approves = given.text("verdict") == Some("approve");
    let further = match approves {
        true => [("approved_by", &*who), ("approved_at", &*at)],
        false => [("refused_by", &*who), ("refused_at", &*at)],
    };
    if !approves && given.text("refused_reason").is_none() {
        given.wrong("refused_reason", visit.words.text("console.work.fault.needed"));
        return Ok(());
    }
    // A reason is of a refusal alone.
    given.changed.retain(|(field, _)| *field == "refused_reason" && !approves);
    let mut stated = Given {
        changed: further.map(|(at, text)| (at, text.to_owned())).into(),
        ..Given::default()
    };
    stated.changed.append(&mut given.changed);
    write(visit, subject, &format!("{LIST}.{item}"), &[], &mut stated)?;
    given.faults = stated.faults;
    Ok(())
}

fn drawn(
    visit: &mut Visit<'_>,
    subject: &Subject,
    item: &str,
    form: Option<&Form>,
    given: &Given,
    again: bool,
) -> Answer {
    visit.note(ReadingAct::ViewedReport, Some(subject.id()))?;
    let words = visit.words;
    let one = subject.item(LIST, item)?;
    let report = Block {
        heading: subject.title(words),
        lines: vec![
            line(
                words,
                "console.sanctions.when",
                said::time_if_said(
                    words,
                    subject.report().get("occurred_at").and_then(Value::as_str),
                ),
            ),
            line(words, "console.sanctions.told", text(subject.report(), "narrative")),
        ],
        ..Block::default()
    };
    let mut blocks = vec![actions::shown(visit, subject, one), report];
    blocks.extend(assessments::blocks(words, subject));
    let over = !waits(one);
    let fields = match over {
        true => Vec::new(),
        false => sheet(visit).fields(words, form, given),
    };
    let faults = if again { Vec::new() } else { anchored(&fields, given) };
    let mut frame = Frame::of(visit, "sanctions", words.text("console.sanctions.one").to_owned());
    frame.faulty = !faults.is_empty();
    let status = match frame.faulty || again {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let action = format!("/sanctions/{}/{item}", subject.id());
    Ok(html(status, &Page { frame, action, again, over, blocks, fields, faults }))
}
