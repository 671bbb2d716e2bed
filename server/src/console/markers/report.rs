//! How many markers there were: by a stated rule, at a stated moment, from a stated size of the
//! region's log, so that whoever asks again gets the same number.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::json;
use tabard_core::client::{CountOf, CountedMarkers};
use tabard_core::ids::Millis;
use tabard_core::model::ReadingAct;
use tabard_core::model::marker::{Rule, Unit};

use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, download, html};
use crate::console::page::visit::{Answer, Trouble, Visit, visit};

const RULES: [&str; 4] = ["approved", "temporary", "alert", "warning"];
const UNITS: [&str; 3] = ["marker", "subject", "premises"];

/// What is asked, read.
struct Asked {
    at: Timestamp,
    rule: &'static str,
    unit: &'static str,
    log_size: Option<u64>,
}

/// What is wrong with what is asked: the field, and the key of the words.
type Fault = (&'static str, &'static str);

struct Counted {
    count: String,
    at: String,
    rule: String,
    unit: String,
    log_size: u64,
    log_root: Option<String>,
    left_out: Option<String>,
    again: String,
    query: String,
}

#[derive(Template)]
#[template(path = "console/report.html")]
struct Page<'a> {
    frame: Frame<'a>,
    days: Vec<(&'static str, String, String)>,
    rules: Vec<(&'static str, String, bool)>,
    units: Vec<(&'static str, String, bool)>,
    log_size: String,
    faults: Vec<(&'static str, String)>,
    counted: Option<Counted>,
}

/// One of those that are known, as it is known; the first where nothing was said.
fn chosen<const N: usize>(known: [&'static str; N], said: &str) -> Option<&'static str> {
    match said {
        "" => known.first().copied(),
        said => known.into_iter().find(|one| *one == said),
    }
}

/// What is asked; none where nothing is.
fn asked(form: &Form, now: Millis) -> Result<Option<Asked>, Fault> {
    let day = dates::typed(form, "on").map_err(|()| ("on-day", "console.fault.no_day"))?;
    let at: Option<Timestamp> = match (form.said("at"), day) {
        (Some(at), _) => Some(at.parse().map_err(|_| ("on-day", "console.fault.no_day"))?),
        (None, Some(day)) => {
            let end = dates::end_of(day).ok_or(("on-day", "console.fault.no_day"))?;
            // Today is not over: it is counted as it stands now.
            Some(match day == dates::date_of(now) {
                true => Timestamp::from_second(now.0.div_euclid(1000)).unwrap_or(end),
                false => end,
            })
        }
        (None, None) => None,
    };
    let rule = chosen(RULES, form.typed("rule")).ok_or(("rule-1", "console.fault.no_rule"))?;
    let unit = chosen(UNITS, form.typed("unit")).ok_or(("unit-1", "console.fault.no_rule"))?;
    let log_size = form.said("log_size").map(|size| size.parse()).transpose();
    let log_size = log_size.map_err(|_| ("log_size", "console.fault.no_size"))?;
    let Some(at) = at else {
        return match form.kept().is_empty() {
            true => Ok(None),
            false => Err(("on-day", "console.fault.no_day")),
        };
    };
    if at.as_millisecond() > now.0 {
        return Err(("on-day", "console.fault.to_come"));
    }
    Ok(Some(Asked { at, rule, unit, log_size }))
}

fn count(visit: &Visit<'_>, asked: &Asked) -> Result<CountedMarkers, Trouble> {
    let unit: Unit = asked.unit.parse().unwrap_or_default();
    let rule = Rule::named(asked.rule, unit).map_err(|_| Trouble::NotFound)?;
    let at = Millis(asked.at.as_millisecond());
    Ok(visit.hub.count_markers(&CountOf { rule, at, log_size: asked.log_size })?)
}

/// What makes the same number come out again.
fn query(asked: &Asked, log_size: u64) -> String {
    format!("at={}&rule={}&unit={}&log_size={log_size}", asked.at, asked.rule, asked.unit)
}

/// `GET /report`.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    visit(console, &headers, Right::Markers, move |visit| {
        let form = Form::new(fields);
        let (counted, fault) = match asked(&form, visit.now) {
            Ok(None) => (None, None),
            Ok(Some(asked)) => (Some(counted(visit, &asked)?), None),
            Err(fault) => (None, Some(fault)),
        };
        Ok(shown(visit, &form, counted, fault))
    })
    .await
}

fn counted(visit: &Visit<'_>, asked: &Asked) -> Result<Counted, Trouble> {
    let counted = count(visit, asked)?;
    let words = visit.words;
    let at = dates::moment(words, asked.at);
    let rule = words.text(&format!("console.rule.{}", asked.rule)).to_owned();
    let unit = words.text(&format!("console.unit.{}", asked.unit)).to_owned();
    let size = counted.log_size.to_string();
    let again = [("at", &*at), ("rule", &*rule), ("unit", &*unit), ("size", &*size)];
    let left_out = u64::try_from(counted.left_out).unwrap_or(u64::MAX);
    Ok(Counted {
        count: counted.count.to_string(),
        again: words.fill("console.report.again", &again),
        left_out: (left_out > 0).then(|| words.counted("console.report.left_out", left_out)),
        log_size: counted.log_size,
        log_root: counted.log_root,
        query: query(asked, counted.log_size),
        at,
        rule,
        unit,
    })
}

fn shown(
    visit: &Visit<'_>,
    form: &Form,
    counted: Option<Counted>,
    fault: Option<Fault>,
) -> Response {
    let words = visit.words;
    let day = form.said("at").and_then(|at| at.parse::<Timestamp>().ok());
    let day = day.map(|at| dates::date_of(Millis(at.as_millisecond())));
    let typed = |part: &'static str| {
        let given = day.map(|day| match part {
            "day" => day.day().to_string(),
            "month" => day.month().to_string(),
            _ => day.year().to_string(),
        });
        let typed = given.unwrap_or_else(|| form.typed(&format!("on-{part}")).to_owned());
        (part, words.text(&format!("console.date.{part}")).to_owned(), typed)
    };
    let options = |kind: &str, known: &[&'static str]| -> Vec<(&'static str, String, bool)> {
        let said = form.typed(kind);
        let said = if said.is_empty() { known.first().copied().unwrap_or_default() } else { said };
        let text = |one: &str| words.text(&format!("console.{kind}.{one}")).to_owned();
        known.iter().map(|one| (*one, text(one), *one == said)).collect()
    };
    let mut frame = Frame::of(visit, "report", words.text("console.report.title").to_owned());
    frame.faulty = fault.is_some();
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page {
        frame,
        days: dates::PARTS.map(typed).into(),
        rules: options("rule", &RULES),
        units: options("unit", &UNITS),
        log_size: form.typed("log_size").to_owned(),
        faults: fault.map(|(at, key)| (at, words.text(key).to_owned())).into_iter().collect(),
        counted,
    };
    html(status, &page)
}

/// `GET /report.csv`.
pub(super) async fn csv(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    visit(console, &headers, Right::Markers, move |visit| {
        visit.note(ReadingAct::Exported, None)?;
        file(visit, &fields, "text/csv; charset=utf-8", "markers.csv", |asked, counted| {
            let root = counted.log_root.as_deref().unwrap_or_default();
            format!(
                "at,rule,unit,count,log_size,log_root,left_out\r\n{},{},{},{},{},{root},{}\r\n",
                asked.at, asked.rule, asked.unit, counted.count, counted.log_size, counted.left_out
            )
        })
    })
    .await
}

/// `GET /report.json`.
pub(super) async fn json(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    visit(console, &headers, Right::Markers, move |visit| {
        visit.note(ReadingAct::Exported, None)?;
        let again = visit.origin.to_owned();
        file(visit, &fields, "application/json", "markers.json", move |asked, counted| {
            let report = json!({
                "at": asked.at.to_string(),
                "rule": asked.rule,
                "unit": asked.unit,
                "count": counted.count,
                "log_size": counted.log_size,
                "log_root": counted.log_root,
                "left_out": counted.left_out,
                "again": format!("{again}/report?{}", query(asked, counted.log_size)),
            });
            format!("{report}\n")
        })
    })
    .await
}

fn file(
    visit: &Visit<'_>,
    fields: &[(String, String)],
    kind: &'static str,
    name: &str,
    text: impl Fn(&Asked, &CountedMarkers) -> String,
) -> Answer {
    match asked(&Form::new(fields.to_vec()), visit.now) {
        Ok(Some(asked)) => {
            let counted = count(visit, &asked)?;
            Ok(download(kind, name, text(&asked, &counted)))
        }
        _ => Err(Trouble::NotFound),
    }
}
