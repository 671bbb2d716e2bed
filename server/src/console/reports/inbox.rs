//! The inbox: what came, the most pressing first; lists by state; and what is found by its words.

use std::fmt::Display;

use askama::Template;
use axum::extract::{Form as Fields, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::Summary;
use tabard_core::model::ReadingAct;
use tabard_core::model::codes::{CodeList, INCIDENT_TYPE, LOCATION_TYPE};
use tabard_core::vault::Pressing;
use tabard_core::words::Words;

use super::filters::{Asked, List};
use super::row::Row;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Answer, Trouble, Visit, glance, posted, visit};

/// Rows of a page.
const ROWS: usize = 50;

/// What is on a page of the inbox.
pub(super) struct Shown {
    rows: Vec<Row>,
    /// How many there are, in words.
    count: String,
    /// Where the rest of it is.
    next: Option<Next>,
}

/// The way to the rest of a list.
struct Next {
    query: String,
    label: String,
}

/// A list of codes to choose from.
struct Choice {
    name: &'static str,
    label: String,
    any: String,
    options: Vec<(&'static str, String, bool)>,
}

#[derive(Template)]
#[template(path = "console/inbox.html")]
struct Page<'a> {
    frame: Frame<'a>,
    /// Each list with its word, its name and whether it is this one.
    lists: Vec<(&'static str, String, bool)>,
    list: &'static str,
    choices: Vec<Choice>,
    typed: &'a str,
    query: String,
    thanked: Option<String>,
    empty: String,
    shown: Shown,
}

#[derive(Template)]
#[template(path = "console/inbox_rows.html")]
struct Rows<'a> {
    frame: Frame<'a>,
    empty: String,
    shown: Shown,
}

/// `GET /inbox`.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    visit(console, &headers, Right::Reports, move |visit| {
        visit.note(ReadingAct::Listed, None)?;
        let form = Form::new(fields);
        let thanked = form.said("thanked").and_then(|count| count.parse().ok());
        let thanked = thanked.map(|count| visit.words.counted("console.inbox.thanked", count));
        whole(visit, &Asked::of(&form), thanked)
    })
    .await
}

/// `POST /inbox/find`: words are typed into a form, so that no address holds them.
pub(super) async fn find(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = "/inbox/find".to_owned();
    posted(console, &headers, Right::Reports, path, Form::new(fields), |visit, form| {
        visit.note(ReadingAct::Searched, None)?;
        whole(visit, &Asked::of(form), None)
    })
    .await
}

/// `GET /inbox/rows`: the rows alone, for a page that is open. Nobody need be at it.
pub(super) async fn rows(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    glance(console, &headers, Right::Reports, move |visit| {
        visit.note(ReadingAct::Listed, None)?;
        let asked = Asked::of(&Form::new(fields));
        let shown = shown(visit, &asked)?;
        let (frame, empty) = (Frame::of(visit, "inbox", String::new()), empty(visit.words, &asked));
        Ok(html(StatusCode::OK, &Rows { frame, empty, shown }))
    })
    .await
}

fn whole(visit: &mut Visit<'_>, asked: &Asked, thanked: Option<String>) -> Answer {
    let shown = shown(visit, asked)?;
    let words = visit.words;
    let name = |list: List| words.text(&format!("console.inbox.list.{}", list.word())).to_owned();
    let lists = List::ALL.map(|list| (list.word(), name(list), list == asked.list));
    let page = Page {
        frame: Frame::of(visit, "inbox", words.text("console.inbox.title").to_owned()),
        lists: lists.into(),
        list: asked.list.word(),
        choices: vec![
            choice(words, "type", &INCIDENT_TYPE, asked.filter.incident_type.as_deref()),
            choice(words, "place", &LOCATION_TYPE, asked.filter.location_type.as_deref()),
        ],
        typed: &asked.typed,
        query: asked.here(),
        thanked,
        empty: empty(words, asked),
        shown,
    };
    Ok(html(StatusCode::OK, &page))
}

fn empty(words: &Words, asked: &Asked) -> String {
    let key = match asked.is_narrowed() {
        true => "console.inbox.none_like_that".to_owned(),
        false => format!("console.inbox.none.{}", asked.list.word()),
    };
    words.text(&key).to_owned()
}

fn choice(words: &Words, name: &'static str, list: &CodeList, chosen: Option<&str>) -> Choice {
    let option =
        |code: &'static str| (code, words.label(list.name, code).to_owned(), chosen == Some(code));
    Choice {
        name,
        label: words.text(&format!("console.inbox.filter.{name}")).to_owned(),
        any: words.text("console.inbox.filter.any").to_owned(),
        options: list.codes.iter().map(|code| option(code.code)).collect(),
    }
}

fn shown(visit: &mut Visit<'_>, asked: &Asked) -> Result<Shown, Trouble> {
    match asked.list.pressing() {
        Some(which) if asked.words.is_none() => by_pressure(visit, which, asked),
        Some(_) | None => by_time(visit, asked),
    }
}

fn by_time(visit: &mut Visit<'_>, asked: &Asked) -> Result<Shown, Trouble> {
    let filter = &asked.filter;
    let after = asked.after.as_ref().and_then(|place| place.parse().ok());
    let found = match &asked.words {
        Some(words) => visit.hub.search(words, filter, after, ROWS)?,
        None => visit.hub.list(filter, after, ROWS)?,
    };
    let rows: Vec<Summary> = found.records.into_iter().map(|one| one.summary).collect();
    let count = visit.words.counted("console.inbox.shown", rows.len() as u64);
    let next = found.next.map(|place| next(visit, asked, &place, "console.inbox.older"));
    Ok(Shown { rows: in_words(visit, &rows)?, count, next })
}

fn by_pressure(visit: &mut Visit<'_>, which: Pressing, asked: &Asked) -> Result<Shown, Trouble> {
    let after = asked.after.as_ref().and_then(|place| place.parse().ok());
    let found = visit.hub.pressing(which, &asked.filter, after, ROWS)?;
    let count = visit.words.counted("console.inbox.count", found.count);
    let next = found.next.map(|place| next(visit, asked, &place, "console.inbox.further"));
    Ok(Shown { rows: in_words(visit, &found.records)?, count, next })
}

fn next(visit: &Visit<'_>, asked: &Asked, place: &dyn Display, label: &str) -> Next {
    let query = format!("{}&after={place}", asked.query());
    Next { query, label: visit.words.text(label).to_owned() }
}

fn in_words(visit: &Visit<'_>, reports: &[Summary]) -> Result<Vec<Row>, Trouble> {
    let (words, now) = (visit.words, visit.now);
    let row = |one: &Summary| {
        let due = visit.hub.due_of_case(one.id)?;
        Ok(Row::of(words, one, now, visit.answer_hours).with_due(words, &due, now))
    };
    reports.iter().map(row).collect()
}
