//! Who read what: for an auditor, who reads no report. It shows ids and links nowhere. What is asked
//! is a form's body, because it names people.

use askama::Template;
use axum::Router;
use axum::extract::{Form as Fields, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use tabard_core::client::ReadingLine;
use tabard_core::model::ReadingAct;
use tabard_core::model::codes::READING;
use tabard_core::words::Words;

use super::Shared;
use super::access::roles::Right;
use super::page::form::Form;
use super::page::frame::{Frame, download, html};
use super::page::guard::see_other;
use super::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::audit::{self, Busy, Wanted};
use crate::learning::csv;
use crate::said::words as said;

/// So many lines are shown; the file has all.
const ROWS: usize = 200;

/// A line in words.
struct Row {
    at: String,
    by: String,
    what: String,
    record: String,
    why: String,
}

#[derive(Template)]
#[template(path = "console/audit.html")]
struct Page<'a> {
    frame: Frame<'a>,
    typed: &'a Form,
    from: String,
    until: String,
    fault: Option<String>,
    acts: Vec<(&'static str, String, bool)>,
    busy: Vec<String>,
    count: String,
    cut: Option<String>,
    rows: Vec<Row>,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.frame.words.text(&format!("console.audit.{key}")).to_owned()
    }
}

/// The routes of the audit.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/audit", get(page))
        .route("/audit/find", post(find))
        .route("/audit.csv", post(file))
}

async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::Audit, |visit| shown(visit, &Form::default())).await
}

async fn find(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = "/audit/find".to_owned();
    posted(console, &headers, Right::Audit, path, Form::new(fields), |visit, form| {
        shown(visit, form)
    })
    .await
}

/// `POST /audit.csv`: every line that is asked for.
async fn file(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = "/audit.csv".to_owned();
    posted(console, &headers, Right::Audit, path, Form::new(fields), |visit, form| {
        let Some(asked) = visit.showed(form).then(|| Asked::of(form, visit)).flatten() else {
            return Ok(see_other("/audit"));
        };
        let lines = asked.lines(visit)?;
        visit.note(ReadingAct::Exported, None)?;
        Ok(download("text/csv; charset=utf-8", "audit.csv", in_file(&lines)))
    })
    .await
}

/// What is asked for.
struct Asked {
    from: Date,
    until: Date,
    wanted: Wanted,
}

impl Asked {
    /// None where a day is none, or the last comes before the first.
    fn of(form: &Form, visit: &Visit<'_>) -> Option<Self> {
        let (first, last) = audit::last_days(visit.now);
        let day = |field: &str, otherwise: Date| match form.said(field) {
            Some(text) => text.parse().ok(),
            None => Some(otherwise),
        };
        let (from, until) = (day("from", first)?, day("until", last)?);
        let wanted = Wanted {
            by: form.said("by"),
            record: form.said("record"),
            what: form.said("what").and_then(|code| ReadingAct::of(&code)),
        };
        (from <= until).then_some(Self { from, until, wanted })
    }

    fn lines(&self, visit: &Visit<'_>) -> Result<Vec<ReadingLine>, Trouble> {
        let mut lines = self.all(visit)?;
        lines.retain(|line| self.wanted.has(line));
        Ok(lines)
    }

    /// Those of every person: what is usual is reckoned from all.
    fn all(&self, visit: &Visit<'_>) -> Result<Vec<ReadingLine>, Trouble> {
        let (from, until) = audit::span(self.from, self.until).ok_or(Trouble::NotFound)?;
        Ok(visit.hub.readings(from, until)?)
    }
}

fn shown(visit: &mut Visit<'_>, form: &Form) -> Answer {
    visit.note(ReadingAct::ViewedAudit, None)?;
    let words = visit.words;
    let asked = Asked::of(form, visit);
    let all = asked.as_ref().map(|asked| asked.all(visit)).transpose()?.unwrap_or_default();
    let busy = audit::sticking_out(&all).iter().map(|one| busy(words, one)).collect();
    let has = |line: &&ReadingLine| asked.as_ref().is_some_and(|asked| asked.wanted.has(line));
    let lines: Vec<&ReadingLine> = all.iter().filter(has).collect();
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let cut = (lines.len() > ROWS).then(|| words.counted("console.audit.cut", number(ROWS)));
    let (first, last) = audit::last_days(visit.now);
    let typed_or = |field: &str, day: Date| form.said(field).unwrap_or_else(|| day.to_string());
    let fault = asked.is_none().then(|| words.text("console.audit.bad_days").to_owned());
    let mut frame = Frame::of(visit, "audit", words.text("console.audit.title").to_owned());
    frame.faulty = fault.is_some();
    let status = match frame.faulty {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = Page {
        frame,
        typed: form,
        from: typed_or("from", first),
        until: typed_or("until", last),
        fault,
        acts: acts(words, form.typed("what")),
        busy,
        count: words.counted("console.audit.count", number(lines.len())),
        cut,
        rows: lines.iter().rev().take(ROWS).map(|line| row(words, line)).collect(),
    };
    Ok(html(status, &page))
}

fn acts(words: &Words, chosen: &str) -> Vec<(&'static str, String, bool)> {
    let act =
        |code: &'static str| (code, words.label(READING.name, code).to_owned(), code == chosen);
    READING.codes.iter().map(|one| act(one.code)).collect()
}

fn row(words: &Words, line: &ReadingLine) -> Row {
    let at = line.at.parse().map(|at: jiff::Timestamp| super::page::dates::moment(words, at));
    Row {
        at: at.unwrap_or_else(|_| line.at.clone()),
        by: line.by.clone(),
        what: words.label(READING.name, line.what.code()).to_owned(),
        record: line.record.map(|id| id.to_string()).unwrap_or_default(),
        why: line.why.clone().unwrap_or_default(),
    }
}

fn busy(words: &Words, one: &Busy) -> String {
    let (records, usual) = (one.records.to_string(), one.usual.to_string());
    let day = said::day(words, one.day);
    let values = [("who", &*one.by), ("day", &*day), ("records", &*records), ("usual", &*usual)];
    words.fill("console.audit.busy", &values)
}

fn in_file(lines: &[ReadingLine]) -> String {
    let head = ["at", "by", "what", "record", "why"].map(str::to_owned).into();
    let row = |line: &ReadingLine| {
        let record = line.record.map(|id| id.to_string()).unwrap_or_default();
        let why = line.why.clone().unwrap_or_default();
        vec![line.at.clone(), line.by.clone(), line.what.code().to_owned(), record, why]
    };
    csv::written(std::iter::once(head).chain(lines.iter().map(row)))
}
