//! One request: what was asked, what was said, what was offered, and the form that answers.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tabard_core::client::RecordView;
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::codes::{CodeList, SUPPORT, SUPPORT_RESPONSE, WELLBEING_STATUS};
use tabard_core::words::Words;

use super::Shared;
use super::answering::READY;
use super::list::helplines;
use super::pressing;
use super::row::{Due, Row, asked, due};
use super::visit::{Answer, Trouble, Visit, glance, visit};
use crate::host::entropy;
use crate::said::words as said;
use crate::web::form::Form;
use crate::web::{Frame, html};

/// Something to choose: its code, what it says, and whether it is chosen.
pub(super) type Choice = (&'static str, String, bool);

/// What is wrong with a form: the field, and the key of its words.
pub(super) type Fault = (&'static str, &'static str);

#[derive(Template)]
#[template(path = "welfare/request.html")]
struct Page<'a> {
    frame: Frame<'a>,
    said: Said<'a>,
    faults: Vec<(&'static str, String)>,
    again: bool,
    answered: bool,
    typed: &'a Form,
    signed: String,
    was_status: String,
    ready: Vec<Choice>,
    statuses: Vec<Choice>,
    supports: Vec<Choice>,
    offers: Vec<Offer>,
    due: Vec<Due>,
    helplines: Vec<String>,
}

#[derive(Template)]
#[template(path = "welfare/said.html")]
struct Part<'a> {
    said: Said<'a>,
}

/// What the page keeps up to date while it is open.
struct Said<'a> {
    words: &'a Words,
    row: Row,
    came: String,
    asked: Vec<(String, String)>,
    talk: Vec<Line>,
}

/// A message.
struct Line {
    by: String,
    at: String,
    text: String,
    ours: bool,
}

/// What was offered.
struct Offer {
    id: String,
    what: String,
    by: String,
    done: Option<String>,
    responses: Vec<Choice>,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.frame.words.text(&format!("console.welfare.{key}")).to_owned()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(of, _)| *of == field).map(|(_, text)| text.as_str())
    }
}

/// `GET /requests/{id}`: who asked then sees that somebody has opened it.
pub(super) async fn page(
    State(welfare): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    visit(welfare, &headers, move |visit| {
        let id = named(visit, &id)?;
        let now = visit.now;
        visit.wrote |= visit.client.open_support_request(id, now, &mut entropy())?;
        let answered = Form::new(fields).said("answered").is_some();
        shown(visit, id, &Form::default(), &[], answered)
    })
    .await
}

/// `GET /requests/{id}/said`: what changes while the page is open.
pub(super) async fn said(
    State(welfare): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    glance(welfare, &headers, move |visit| {
        let request = visit.client.record(named(visit, &id)?)?;
        Ok(html(StatusCode::OK, &Part { said: told(visit, &request)? }))
    })
    .await
}

/// The request of an address.
pub(super) fn named(visit: &Visit<'_>, id: &str) -> Result<RecordId, Trouble> {
    let id = id.parse().map_err(|_| Trouble::NotFound)?;
    match visit.client.standing(id)?.kind {
        Kind::Wellbeing => Ok(id),
        _ => Err(Trouble::NotFound),
    }
}

/// The page, with what was typed and what is wrong with it.
pub(super) fn shown(
    visit: &Visit<'_>,
    id: RecordId,
    typed: &Form,
    faults: &[Fault],
    answered: bool,
) -> Answer {
    let (words, request) = (visit.words, visit.client.record(id)?);
    let status = text(&request.view, "status").to_owned();
    let said = told(visit, &request)?;
    let chosen = |field: &str, now: &str| typed.said(field).unwrap_or_else(|| now.to_owned());
    let title = match said.row.name.is_empty() {
        true => said.row.title.clone(),
        false => said.row.name.clone(),
    };
    let again = faults.iter().any(|(field, _)| *field == "again");
    let wrong = faults.iter().filter(|(field, _)| *field != "again");
    let faults: Vec<_> = wrong.map(|(field, key)| (*field, words.text(key).to_owned())).collect();
    let ready = READY.iter().map(|one| {
        let says = words.text(&one.key()).to_owned();
        (one.code, says, typed.typed("ready") == one.code)
    });
    let page = Page {
        frame: Frame { faulty: !faults.is_empty(), ..visit.frame("", title) },
        again,
        answered,
        typed,
        signed: chosen("role", visit.role),
        ready: ready.collect(),
        statuses: choices(words, &WELLBEING_STATUS, &chosen("status", &status)),
        was_status: status,
        supports: choices(words, &SUPPORT, typed.typed("offer")),
        offers: offers(words, &request.view),
        due: due(words, &request, visit.now),
        helplines: helplines(words),
        said,
        faults,
    };
    let status = match page.faults.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(html(status, &page))
}

fn told<'a>(visit: &Visit<'a>, request: &RecordView) -> Result<Said<'a>, Trouble> {
    let words = visit.words;
    let stands = pressing::of(visit.client, request)?;
    Ok(Said {
        words,
        row: Row::of(words, request, stands, visit.now),
        came: said::moment(words, request.started_at),
        asked: asked(words, &request.view),
        talk: talk(words, &request.view),
    })
}

fn choices(words: &Words, list: &CodeList, chosen: &str) -> Vec<Choice> {
    let choice =
        |code: &'static str| (code, words.label(list.name, code).to_owned(), code == chosen);
    list.spellings().map(choice).collect()
}

fn talk(words: &Words, view: &Value) -> Vec<Line> {
    let mut all: Vec<&Value> = items(view, "messages").collect();
    all.sort_by_key(|one| text(one, "at"));
    let line = |one: &Value| {
        let from = one.get("from").and_then(Value::as_str);
        Line {
            by: from.unwrap_or_else(|| words.text("shown.the_requester")).to_owned(),
            at: said::time_if_said(words, one.get("at").and_then(Value::as_str)),
            text: text(one, "text").to_owned(),
            ours: from.is_some(),
        }
    };
    all.into_iter().map(line).collect()
}

fn offers(words: &Words, view: &Value) -> Vec<Offer> {
    let offer = |one: &Value| {
        let by = [
            text(one, "offered_by").to_owned(),
            said::time_if_said(words, one.get("offered_at").and_then(Value::as_str)),
        ];
        let done = one.get("done_at").and_then(Value::as_str);
        Offer {
            id: text(one, "id").to_owned(),
            what: words.label(SUPPORT.name, text(one, "support")).to_owned(),
            by: by.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" · "),
            done: done.map(|at| {
                words.fill("console.welfare.offer_done", &[("when", &said::time(words, at))])
            }),
            responses: choices(words, &SUPPORT_RESPONSE, text(one, "response")),
        }
    };
    items(view, "offers").map(offer).collect()
}

/// The items of a list.
pub(super) fn items<'a>(view: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    view.get(list).and_then(Value::as_array).into_iter().flatten()
}

/// A text; empty where it is none.
pub(super) fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item.get(name).and_then(Value::as_str).unwrap_or_default()
}
