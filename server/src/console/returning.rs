//! The national return: what a quarter's would say, and the file to send, signed by the hub. It holds
//! counts alone.

use askama::Template;
use axum::Router;
use axum::extract::{Form as Fields, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use tabard_core::model::ReadingAct;
use tabard_core::wire::Message;
use tabard_core::words::Words;

use super::access::roles::Right;
use super::page::dates;
use super::page::form::Form;
use super::page::frame::{Frame, download, html};
use super::page::guard::see_other;
use super::page::visit::{Answer, Trouble, Visit, posted, visit};
use super::{Shared, State as Console};
use crate::learning::chart::HIDDEN;
use crate::returns::words::{category, dimension};
use crate::returns::{Grid, Period, Return, Service, tally};

/// So many quarters are offered, the one that is not over included.
const QUARTERS: usize = 9;

/// How a file is handed in, on a service's device.
const SEND: &str = "tabard return send --vault FOLDER FILE";

/// What is asked for, read.
struct Asked {
    service: Service,
    period: Period,
    revision: u32,
}

/// What is wrong with what is asked: the field, and the key of the words.
type Fault = (&'static str, &'static str);

/// Counts under a heading, each row with what it is called.
struct Table {
    title: String,
    head: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

/// What the return would say.
struct Preview {
    incidents: String,
    rule: String,
    /// Where the quarter is not over, or nothing can be told of it.
    notes: Vec<String>,
    singly: Vec<Table>,
    doubly: Vec<Table>,
}

#[derive(Template)]
#[template(path = "console/return.html")]
struct Page<'a> {
    frame: Frame<'a>,
    faults: Vec<(&'static str, String)>,
    service: String,
    quarters: Vec<(String, String, bool)>,
    revision: String,
    preview: Option<Preview>,
    send_command: &'static str,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.frame.words.text(&format!("console.return.{key}")).to_owned()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, text)| text.as_str())
    }
}

/// The routes of the return.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/return", get(page)).route("/return/file", post(file))
}

/// `GET /return`: the preview, where a quarter was chosen. Nothing is signed.
async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    visit(console, &headers, Right::Returns, move |visit| shown(visit, &shared, &Form::new(fields)))
        .await
}

/// `POST /return/file`: signs it, and gives it as a file.
async fn file(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let (shared, path) = (Shared::clone(&console), "/return".to_owned());
    posted(console, &headers, Right::Returns, path, Form::new(fields), move |visit, form| {
        if !visit.showed(form) {
            return Ok(see_other("/return"));
        }
        let Ok(Some(asked)) = asked(form) else { return shown(visit, &shared, form) };
        let told = told(visit, &shared, &asked)?;
        visit.note(ReadingAct::Exported, None)?;
        let signed = visit.hub.attest(told.to_bytes())?.to_bytes();
        let name = format!("{}-{}-{}.return", told.service, told.period, told.revision);
        Ok(download("application/octet-stream", &name, signed))
    })
    .await
}

/// What is asked; none where nothing is.
fn asked(form: &Form) -> Result<Option<Asked>, Fault> {
    if form.kept().is_empty() {
        return Ok(None);
    }
    let service = form.typed("service").trim().to_uppercase();
    let service = service.parse().map_err(|_| ("service", "console.fault.no_service"))?;
    let period = form.typed("period").parse();
    let period = period.map_err(|_| ("period", "console.fault.no_quarter"))?;
    let revision = form.said("revision").map_or(Ok(1), |text| text.parse());
    let revision = revision.ok().filter(|number| *number > 0);
    let revision = revision.ok_or(("revision", "console.fault.no_revision"))?;
    Ok(Some(Asked { service, period, revision }))
}

fn told(visit: &Visit<'_>, console: &Console, asked: &Asked) -> Result<Return, Trouble> {
    let facts = console.learning.facts(visit.hub)?;
    let (disclosure, rule) = console.learning.disclosure();
    let of = (&asked.service, asked.period, asked.revision);
    Ok(tally(facts.counted(), of, disclosure, rule))
}

fn shown(visit: &Visit<'_>, console: &Console, form: &Form) -> Answer {
    let words = visit.words;
    let now = Period::of(dates::date_of(visit.now));
    let (preview, fault) = match asked(form) {
        Ok(None) => (None, None),
        Ok(Some(asked)) => {
            let told = told(visit, console, &asked)?;
            (Some(preview(words, &told, asked.period >= now)), None)
        }
        Err(fault) => (None, Some(fault)),
    };
    let mut frame = Frame::of(visit, "return", words.text("console.return.title").to_owned());
    frame.faulty = fault.is_some();
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let own = console.service.as_ref().map(Service::code).unwrap_or_default().to_owned();
    let page = Page {
        frame,
        faults: fault.map(|(at, key)| (at, words.text(key).to_owned())).into_iter().collect(),
        service: form.said("service").unwrap_or(own),
        quarters: quarters(words, now, &form.said("period").unwrap_or(now.before().to_string())),
        revision: form.said("revision").unwrap_or_else(|| "1".to_owned()),
        preview,
        send_command: SEND,
    };
    Ok(html(status, &page))
}

/// The quarters that are offered, the newest first; the last whole one is chosen.
fn quarters(words: &Words, now: Period, chosen: &str) -> Vec<(String, String, bool)> {
    let offered = std::iter::successors(Some(now), |one| Some(one.before())).take(QUARTERS);
    let option = |one: Period| {
        let code = one.to_string();
        let is_chosen = code == chosen;
        (code, quarter(words, one), is_chosen)
    };
    offered.map(option).collect()
}

/// A quarter as one reads it: its first and its last month.
fn quarter(words: &Words, period: Period) -> String {
    let [first, _, last, _] = period.months();
    let month = |month: i8| words.text(&format!("months.{month}")).to_owned();
    let (from, until) = (month(first.month()), month(last.month()));
    let year = first.year().to_string();
    words.fill("console.return.quarter", &[("from", &from), ("until", &until), ("year", &year)])
}

fn preview(words: &Words, told: &Return, is_open: bool) -> Preview {
    let rule = told.disclosure;
    let (masked, step) = (rule.masked.to_string(), rule.rounded_to.to_string());
    let note = |key: &str| words.text(&format!("console.return.{key}")).to_owned();
    let mut notes = Vec::new();
    notes.extend(is_open.then(|| note("not_over")));
    notes.extend(told.dimensions.is_empty().then(|| note("too_few")));
    Preview {
        incidents: count(told.incidents),
        rule: words.fill("console.return.rule", &[("masked", &masked), ("step", &step)]),
        notes,
        singly: told.dimensions.iter().map(|one| singly(words, one)).collect(),
        doubly: told.grids.iter().filter_map(|one| doubly(words, told, one)).collect(),
    }
}

fn count(count: Option<u64>) -> String {
    count.map_or_else(|| HIDDEN.to_owned(), |count| count.to_string())
}

fn singly(words: &Words, one: &crate::returns::Dimension) -> Table {
    let row = |(code, figure): (&String, &Option<u64>)| {
        (category(words, &one.name, code), vec![count(*figure)])
    };
    let title = dimension(words, &one.name);
    Table {
        head: vec![title.clone(), words.text("console.learning.incidents").to_owned()],
        rows: one.codes.iter().zip(&one.counts).map(row).collect(),
        title,
    }
}

fn doubly(words: &Words, told: &Return, grid: &Grid) -> Option<Table> {
    let (down, across) = (told.dimension(&grid.rows)?, told.dimension(&grid.columns)?);
    let (rows, columns) = (dimension(words, &down.name), dimension(words, &across.name));
    let heads = across.codes.iter().map(|code| category(words, &across.name, code));
    let row = |(code, counts): (&String, &Vec<Option<u64>>)| {
        (category(words, &down.name, code), counts.iter().map(|one| count(*one)).collect())
    };
    Some(Table {
        title: words.fill("console.return.by_two", &[("rows", &rows), ("columns", &columns)]),
        head: std::iter::once(rows).chain(heads).collect(),
        rows: down.codes.iter().zip(&grid.counts).map(row).collect(),
    })
}
