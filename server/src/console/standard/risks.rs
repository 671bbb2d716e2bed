//! The risk register: the risks by score, each with its form and what was said of it before.

use askama::Template;
use axum::extract::{Form as Fields, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::civil::Date;
use tabard_core::ids::Millis;
use tabard_core::model::codes::VPR_PART;
use tabard_core::model::{RecordKind, Scalar};
use tabard_core::words::Words;

use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::fields::{Fault, Field, Maker, codes, filled, summary};
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::host::{entropy, now};
use crate::hub::{new_item, patch_of};
use crate::said::fields::asked;
use crate::said::words as said;
use crate::standard::{Register, Risk};

#[derive(Template)]
#[template(path = "console/risks.html")]
struct List<'a> {
    frame: Frame<'a>,
    open: Vec<Line>,
    closed: Vec<Line>,
    done: bool,
}

struct Line {
    id: String,
    title: String,
    score: u64,
    likelihood: u64,
    impact: u64,
    part: String,
    owner: String,
    review: String,
    overdue: bool,
}

#[derive(Template)]
#[template(path = "console/risk.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: Option<String>,
    line: Option<Line>,
    closed: String,
    faults: Vec<(String, String)>,
    again: bool,
    fields: Vec<Field>,
    close: Vec<Field>,
    history: Vec<Version>,
}

/// A version of a risk: when, and each field with what it said before and after.
struct Version {
    at: String,
    changes: Vec<(String, String, String)>,
}

/// `GET /risks`.
pub(super) async fn list(
    State(console): State<Shared>,
    headers: HeaderMap,
    asked: Query<Vec<(String, String)>>,
) -> Response {
    let asked = Form::new(asked.0);
    visit(console, &headers, Right::Standard, move |visit| {
        let register = Register::of(&visit.hub.standards()?);
        let today = dates::date_of(visit.now);
        let lines = |open: bool| {
            let risks = register.risks.iter().filter(|risk| risk.closed_at.is_none() == open);
            risks.map(|risk| line(visit.words, risk, today)).collect()
        };
        let title = visit.words.text("console.risks.title").to_owned();
        let page = List {
            open: lines(true),
            closed: lines(false),
            done: !asked.typed("done").is_empty(),
            frame: Frame::of(visit, "risks", title),
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}

fn line(words: &Words, risk: &Risk, today: Date) -> Line {
    Line {
        id: risk.id.clone(),
        title: risk.title.clone(),
        score: risk.score(),
        likelihood: risk.likelihood,
        impact: risk.impact,
        part: risk.part.map(|part| part.name(words).to_owned()).unwrap_or_default(),
        owner: risk.owner_role.clone(),
        review: risk.review_on.map(|day| said::day(words, day)).unwrap_or_default(),
        overdue: risk.is_overdue(today),
    }
}

/// `GET /risks/new`.
pub(super) async fn new(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::Standard, move |visit| {
        shown(visit, None, &Form::default(), &[], None, false)
    })
    .await
}

/// `GET /risks/{id}`.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    visit(console, &headers, Right::Standard, move |visit| {
        let risk = found(visit, &id)?;
        shown(visit, Some(&risk), &as_typed(&risk), &[], None, false)
    })
    .await
}

/// `POST /risks/new`.
pub(super) async fn add(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let form = Form::new(fields);
    posted(console, &headers, Right::Standard, "/risks/new".to_owned(), form, |visit, form| {
        written(visit, None, form)
    })
    .await
}

/// `POST /risks/{id}`.
pub(super) async fn change(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/risks/{id}");
    posted(console, &headers, Right::Standard, path, Form::new(fields), move |visit, form| {
        let risk = found(visit, &id)?;
        written(visit, Some(&risk), form)
    })
    .await
}

/// `POST /risks/{id}/close`.
pub(super) async fn close(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/risks/{id}/close");
    posted(console, &headers, Right::Standard, path, Form::new(fields), move |visit, form| {
        let risk = found(visit, &id)?;
        let again = !visit.showed(form);
        let key = match form.said("reason") {
            _ if again => None,
            None => Some("console.fault.no_close_reason"),
            Some(reason) => {
                let at = now();
                let fields = [("closed_reason", &*reason)];
                match save(visit, &risk.id, Some(&risk), &fields, ("closed_at", at))? {
                    None => return Ok(see_other("/risks?done=1")),
                    Some(_) => Some("console.fault.too_long"),
                }
            }
        };
        let faults: Vec<Fault> =
            key.map(|key| ("reason", visit.words.text(key).to_owned())).into_iter().collect();
        shown(visit, Some(&risk), &as_typed(&risk), &[], Some((form, &faults)), again)
    })
    .await
}

/// The risk of an id, as long as it is open.
fn found(visit: &Visit<'_>, id: &str) -> Result<Risk, Trouble> {
    let register = Register::of(&visit.hub.standards()?);
    register.risk(id).cloned().ok_or(Trouble::NotFound)
}

fn as_typed(risk: &Risk) -> Form {
    let (likelihood, impact) = (risk.likelihood.to_string(), risk.impact.to_string());
    let fields = [
        ("title", &*risk.title),
        ("part", risk.part.map_or("", |part| part.code())),
        ("cause", &*risk.cause),
        ("likelihood", &*likelihood),
        ("impact", &*impact),
        ("owner_role", &*risk.owner_role),
        ("controls", &*risk.controls),
        ("actions", &*risk.actions),
    ];
    filled(&fields, risk.review_on.map(|day| ("review_on", day)))
}

/// Writes what a form says; the form with what is wrong, where nothing is written.
fn written(visit: &mut Visit<'_>, risk: Option<&Risk>, form: &Form) -> Answer {
    if !visit.showed(form) {
        return shown(visit, risk, form, &[], None, true);
    }
    let words = visit.words;
    let fault = |field, key: &str| (field, words.text(key).to_owned());
    let mut faults: Vec<Fault> = Vec::new();
    if form.said("title").is_none() {
        faults.push(fault("title", "console.fault.no_risk"));
    }
    for field in ["likelihood", "impact"] {
        if !["1", "2", "3", "4", "5"].contains(&form.typed(field)) {
            faults.push(fault(field, "console.fault.no_points"));
        }
    }
    if form.said("owner_role").is_none() {
        faults.push(fault("owner_role", "console.fault.no_owner"));
    }
    let review_on = match dates::typed(form, "review_on") {
        Ok(Some(day)) => day.to_string(),
        _ => {
            faults.push(fault("review_on", "console.fault.no_day"));
            String::new()
        }
    };
    if faults.is_empty() {
        let texts = ["title", "part", "cause", "likelihood", "impact", "owner_role", "controls"];
        let mut fields: Vec<(&'static str, &str)> =
            texts.map(|field| (field, form.typed(field))).into();
        fields.extend([("actions", form.typed("actions")), ("review_on", &*review_on)]);
        let id = risk.map_or_else(|| new_item('r', &mut entropy()), |risk| risk.id.clone());
        let stamp = if risk.is_none() { "added_at" } else { "changed_at" };
        match save(visit, &id, risk, &fields, (stamp, now()))? {
            None => return Ok(see_other("/risks?done=1")),
            Some(field) => faults.push(fault(field, "console.fault.too_long")),
        }
    }
    shown(visit, risk, form, &faults, None, false)
}

/// Writes fields of a risk; the field that the dictionary does not take, where nothing is written.
fn save(
    visit: &mut Visit<'_>,
    id: &str,
    risk: Option<&Risk>,
    fields: &[(&'static str, &str)],
    (stamp, at): (&'static str, Millis),
) -> Result<Option<&'static str>, Trouble> {
    let (when, by) = (at.rfc3339(), visit.who.name.clone());
    let mut all = fields.to_vec();
    all.extend([("changed_by", &*by), (stamp, &*when)]);
    match patch_of(RecordKind::Standard, &format!("risks.{id}"), &all) {
        Ok(patch) => {
            let record = risk.map(|risk| risk.record);
            visit.hub.write_standard(record, &patch, at, &mut entropy())?;
            Ok(None)
        }
        Err(field) => Ok(Some(field)),
    }
}

fn shown(
    visit: &Visit<'_>,
    risk: Option<&Risk>,
    form: &Form,
    faults: &[Fault],
    closing: Option<(&Form, &[Fault])>,
    again: bool,
) -> Answer {
    let words = visit.words;
    let nothing = Form::default();
    let maker = Maker { words, section: "risks", form, faults };
    let none = [(String::new(), words.text("console.risks.no_part").to_owned())];
    let parts = none.into_iter().chain(codes(words, &VPR_PART)).collect();
    let points = |field: &str| {
        let point = |point: u8| {
            let key = format!("console.risks.{field}.{point}");
            (point.to_string(), format!("{point} – {}", words.text(&key)))
        };
        let choose = (String::new(), words.text("console.risks.choose").to_owned());
        [choose].into_iter().chain((1..=5).map(point)).collect()
    };
    let fields = vec![
        maker.line("title"),
        maker.select("part", parts),
        maker.area("cause"),
        maker.select("likelihood", points("likely")),
        maker.select("impact", points("grave")),
        maker.line("owner_role"),
        maker.area("controls"),
        maker.area("actions"),
        maker.day("review_on"),
    ];
    let (close_form, close_faults) = closing.unwrap_or((&nothing, &[]));
    let maker = Maker { words, section: "close", form: close_form, faults: close_faults };
    let close = vec![maker.area("reason")];
    let mut said_faults = summary(&fields);
    said_faults.extend(summary(&close));
    let title = match risk {
        Some(risk) => risk.title.clone(),
        None => words.text("console.risks.new").to_owned(),
    };
    let mut frame = Frame::of(visit, "risks", title);
    frame.faulty = !said_faults.is_empty();
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let today = dates::date_of(visit.now);
    let page = Page {
        frame,
        id: risk.map(|risk| risk.id.clone()),
        line: risk.map(|risk| line(words, risk, today)),
        closed: risk
            .and_then(|risk| {
                let at = dates::moment(words, risk.closed_at?);
                Some(words.fill(
                    "console.risks.closed_because",
                    &[("at", &at), ("reason", &risk.closed_reason)],
                ))
            })
            .unwrap_or_default(),
        faults: said_faults,
        again,
        fields,
        close,
        history: match risk {
            Some(risk) => history(visit, risk)?,
            None => Vec::new(),
        },
    };
    Ok(html(status, &page))
}

/// What was said of a risk before, the newest first.
fn history(visit: &Visit<'_>, risk: &Risk) -> Result<Vec<Version>, Trouble> {
    let words = visit.words;
    let versions = visit.hub.history(risk.record)?;
    let told = versions.iter().rev().filter_map(|version| {
        let changes = version.changes.iter().filter_map(|one| {
            let mut segments = one.field.segments();
            let own = segments.next() == Some("risks") && segments.next() == Some(&*risk.id);
            let field = segments.next().filter(|_| own)?;
            if matches!(field, "changed_at" | "added_at" | "closed_at") {
                return None;
            }
            let said = |value: &Option<Scalar>| match value {
                Some(Scalar::Text(text)) if field == "part" => {
                    words.label(VPR_PART.name, text).to_owned()
                }
                Some(Scalar::Text(text)) => text.clone(),
                Some(Scalar::Whole(number)) => number.to_string(),
                Some(Scalar::Flag(_)) | None => String::new(),
            };
            let path = format!("risks.{field}");
            let label = asked(words, RecordKind::Standard, &path);
            let label = label.trim_end_matches('?').to_owned();
            Some((label, said(&one.before), said(&one.after)))
        });
        let changes: Vec<_> = changes.collect();
        let at = said::time_if_said(words, version.at.as_deref());
        (!changes.is_empty()).then_some(Version { at, changes })
    });
    Ok(told.collect())
}
