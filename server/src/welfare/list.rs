//! The list of requests: what waits for welfare first, the newest first among them.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::entry::Kind;
use tabard_core::model::helplines::HELPLINES;
use tabard_core::words::Words;

use super::Shared;
use super::notice::signed_out;
use super::pressing::{self, Stands};
use super::row::{Row, asked_at};
use super::visit::{Answer, Trouble, Visit, glance, visit};
use crate::web::form::Form;
use crate::web::{self, Frame, html};

#[derive(Template)]
#[template(path = "welfare/list.html")]
struct Page<'a> {
    frame: Frame<'a>,
    from: String,
    shown: Shown<'a>,
    helplines: Vec<String>,
}

#[derive(Template)]
#[template(path = "welfare/rows.html")]
struct Rows<'a> {
    shown: Shown<'a>,
}

struct Shown<'a> {
    words: &'a Words,
    count: String,
    /// Whether the region was not reached when it was last asked.
    cut_off: bool,
    empty: &'a str,
    rows: Vec<Row>,
}

/// `GET /`: the list; and the link, which is changed for a session.
pub(super) async fn page(
    State(welfare): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let form = Form::new(fields);
    if let Some(brought) = form.said("token") {
        return welfare.let_in(&brought).unwrap_or_else(|| signed_out(&welfare.words, None));
    }
    visit(welfare, &headers, move |visit| whole(visit, is_closed(&form))).await
}

/// `GET /rows`: the rows alone, for a page that is open. Nobody need be at it.
pub(super) async fn rows(
    State(welfare): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    glance(welfare, &headers, move |visit| {
        let shown = shown(visit, is_closed(&Form::new(fields)))?;
        Ok(html(StatusCode::OK, &Rows { shown }))
    })
    .await
}

/// `GET /events`: a word whenever something came.
pub(super) async fn events(State(welfare): State<Shared>, headers: HeaderMap) -> Response {
    let (news, closing) = (welfare.news.subscribe(), welfare.closing.clone());
    glance(welfare, &headers, move |_| Ok(web::news_of(news, closing))).await
}

fn is_closed(form: &Form) -> bool {
    form.typed("list") == "closed"
}

fn whole(visit: &mut Visit<'_>, closed: bool) -> Answer {
    let (here, query) = match closed {
        true => ("requests_closed", "closed"),
        false => ("requests", "open"),
    };
    let shown = shown(visit, closed)?;
    let title = visit.words.text(&format!("console.welfare.title.{query}")).to_owned();
    let page = Page {
        frame: visit.frame(here, title),
        from: format!("/rows?list={query}"),
        shown,
        helplines: helplines(visit.words),
    };
    Ok(html(StatusCode::OK, &page))
}

fn shown<'a>(visit: &Visit<'a>, closed: bool) -> Result<Shown<'a>, Trouble> {
    let (words, now) = (visit.words, visit.now);
    let mut all = Vec::new();
    for request in visit.client.records(Kind::Wellbeing)? {
        let stands = pressing::of(visit.client, &request)?;
        if (stands == Stands::Closed) == closed {
            all.push((stands, request));
        }
    }
    // What is over is in no hurry: the newest first.
    all.sort_by_key(|(stands, request)| (*stands, Reverse(asked_at(request))));
    let rows: Vec<Row> =
        all.iter().map(|(stands, request)| Row::of(words, request, *stands, now)).collect();
    let waiting = rows.iter().filter(|row| row.waits).count() as u64;
    let count = match closed {
        true => words.counted("console.welfare.count", rows.len() as u64),
        false => format!(
            "{} {}",
            words.counted("console.welfare.count", rows.len() as u64),
            words.counted("console.welfare.waiting", waiting)
        ),
    };
    let empty = if closed { "console.welfare.none_closed" } else { "console.welfare.none_open" };
    let cut_off = visit.reachable == Some(false);
    Ok(Shown { words, count, cut_off, empty: words.text(empty), rows })
}

/// The numbers that somebody answers, in words.
pub(super) fn helplines(words: &Words) -> Vec<String> {
    let said = HELPLINES.iter().map(|line| {
        let [name, hours] = ["name", "hours"].map(|part| format!("helplines.{}.{part}", line.key));
        let values =
            [("name", words.text(&name)), ("number", line.number), ("hours", words.text(&hours))];
        words.fill("shown.helpline", &values)
    });
    said.collect()
}
