//! A part of the standard: what shows it, what is missing, and how it is rated.

use askama::Template;
use axum::extract::{Form as Fields, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::model::RecordKind;
use tabard_core::model::codes::{EVIDENCE_LINK, RAG};
use tabard_core::words::Words;

use super::{Read, evidence};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates::moment;
use crate::console::page::fields::{Fault, Field, Maker, codes, summary};
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::host::{entropy, now};
use crate::hub::{new_item, patch_of};
use crate::said::words as said;
use crate::standard::{Evidence, Figures, Live, Part, PartState, parts};

#[derive(Template)]
#[template(path = "console/standard_part.html")]
struct Page<'a> {
    frame: Frame<'a>,
    part: &'static str,
    faults: Vec<(String, String)>,
    again: bool,
    done: bool,
    rating: Option<(String, String)>,
    evidence: Vec<Piece>,
    live: Vec<(String, String)>,
    missing: Vec<(String, String)>,
    ended: Vec<Piece>,
    ratings: Vec<Rated>,
    rate: Vec<Field>,
    add: Vec<Field>,
    end: Vec<Field>,
}

/// A piece of evidence as it reads.
struct Piece {
    id: String,
    title: String,
    what: String,
    /// What it points to, with its value where that is live.
    points_to: String,
    by: String,
    review: Option<String>,
    overdue: bool,
    ended: String,
}

struct Rated {
    code: String,
    name: String,
    by: String,
    at: String,
    reason: String,
}

/// What was typed into which form of the page, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) rate: Option<(Form, Vec<Fault>)>,
    pub(super) add: Option<(Form, Vec<Fault>)>,
    pub(super) end: Option<(Form, Vec<Fault>)>,
    pub(super) again: bool,
}

/// `GET /standard/{part}`.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(part): Path<String>,
    asked: Query<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let asked = Form::new(asked.0);
    visit(console, &headers, Right::Standard, move |visit| {
        let part = Part::from_code(&part).ok_or(Trouble::NotFound)?;
        let done = !asked.typed("done").is_empty();
        shown(visit, &shared, part, &Typed::default(), done)
    })
    .await
}

/// `POST /standard/{part}/rate`.
pub(super) async fn rate(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(part): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let path = format!("/standard/{part}/rate");
    posted(console, &headers, Right::Standard, path, Form::new(fields), move |visit, form| {
        let part = Part::from_code(&part).ok_or(Trouble::NotFound)?;
        let again = !visit.showed(form);
        let faults = if again { Vec::new() } else { rated(visit, part, form)? };
        if !again && faults.is_empty() {
            return Ok(see_other(&format!("/standard/{part}?done=1")));
        }
        let typed = Typed { rate: Some((form.clone(), faults)), again, ..Typed::default() };
        shown(visit, &shared, part, &typed, false)
    })
    .await
}

/// Rates a part; what is wrong with the form, where nothing is written.
fn rated(visit: &mut Visit<'_>, part: Part, form: &Form) -> Result<Vec<Fault>, Trouble> {
    let words = visit.words;
    let fault = |field, key: &str| (field, words.text(key).to_owned());
    let rating = form.typed("rating");
    let mut faults = Vec::new();
    if RAG.get(rating).is_none() {
        faults.push(fault("rating", "console.fault.no_rating"));
    }
    if form.said("reason").is_none() {
        faults.push(fault("reason", "console.fault.no_rating_reason"));
    }
    if !faults.is_empty() {
        return Ok(faults);
    }
    let at = now();
    let item = format!("ratings.{}", new_item('g', &mut entropy()));
    let fields = [
        ("part", part.code()),
        ("rating", rating),
        ("reason", form.typed("reason")),
        ("by", &*visit.who.name),
        ("at", &*at.rfc3339()),
    ];
    match patch_of(RecordKind::Standard, &item, &fields) {
        Ok(patch) => visit.hub.write_standard(None, &patch, at, &mut entropy())?,
        Err(field) => return Ok(vec![fault(field, "console.fault.too_long")]),
    }
    Ok(Vec::new())
}

/// The page of a part.
pub(super) fn shown(
    visit: &Visit<'_>,
    console: &Shared,
    part: Part,
    typed: &Typed,
    done: bool,
) -> Answer {
    let words = visit.words;
    let read = Read::of(visit, console)?;
    let figures = read.figures();
    let states = parts(&read.register, &console.indicators, &figures);
    let state = states.into_iter().find(|state| state.part == part).ok_or(Trouble::NotFound)?;
    let nothing = (Form::default(), Vec::new());
    let of =
        |typed: &'_ Option<(Form, Vec<Fault>)>| typed.clone().unwrap_or_else(|| nothing.clone());
    let ((rate_form, rate_faults), (add_form, add_faults)) = (of(&typed.rate), of(&typed.add));
    let (end_form, end_faults) = of(&typed.end);
    let maker = Maker { words, section: "rate", form: &rate_form, faults: &rate_faults };
    let rate = vec![maker.radios("rating", codes(words, &RAG)), maker.area("reason")];
    let maker = Maker { words, section: "standard_evidence", form: &add_form, faults: &add_faults };
    let add = evidence::fields(&maker, &console.indicators, part);
    let maker = Maker { words, section: "end", form: &end_form, faults: &end_faults };
    let end = vec![maker.line("reason")];
    let mut faults = summary(&rate);
    faults.extend(summary(&add));
    faults.extend(end_faults.iter().map(|(_, text)| (String::new(), text.clone())));
    let mut frame = Frame::of(visit, "standard", part.name(words).to_owned());
    frame.faulty = !faults.is_empty();
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = |one: &&crate::standard::Indicator| (one.code.clone(), one.title(words).to_owned());
    let value = |one: &&crate::standard::Indicator| {
        let live = one.figure.map(|live| figures.said(live)).unwrap_or_default();
        (one.title(words).to_owned(), live)
    };
    let page = Page {
        frame,
        part: part.code(),
        faults,
        again: typed.again,
        done,
        rating: state
            .rating()
            .map(|one| (one.rating.clone(), words.label(RAG.name, &one.rating).to_owned())),
        evidence: pieces(words, &state.evidence, &figures),
        live: state.live.iter().map(value).collect(),
        missing: state.missing.iter().map(title).collect(),
        ended: pieces(words, &state.ended, &figures),
        ratings: ratings(words, &state),
        rate,
        add,
        end,
    };
    Ok(html(status, &page))
}

fn pieces(words: &Words, all: &[&Evidence], figures: &Figures<'_>) -> Vec<Piece> {
    let signed = |by: &str, at: Option<jiff::Timestamp>| {
        let at = at.map(|at| moment(words, at)).unwrap_or_default();
        words.fill("console.standard.signed", &[("name", by), ("at", &at)])
    };
    let piece = |one: &&Evidence| {
        let live = Live::from_code(&one.figure);
        let points_to = match live {
            Some(live) => format!("{}: {}", live.name(words), figures.said(live)),
            None if one.reference.is_empty() => String::new(),
            None => format!("{}: {}", words.label(EVIDENCE_LINK.name, &one.link), one.reference),
        };
        let ended = match one.stands() {
            true => String::new(),
            false => format!("{} {}", signed(&one.ended_by, one.ended_at), one.ended_reason),
        };
        let indicator = match one.indicator.as_str() {
            "" => String::new(),
            code => format!("{code} · "),
        };
        Piece {
            id: one.id.clone(),
            title: format!("{indicator}{}", one.title),
            what: one.what.clone(),
            points_to,
            by: signed(&one.added_by, one.at),
            review: one.review_on.map(|day| said::day(words, day)),
            overdue: one.is_overdue(figures.today),
            ended,
        }
    };
    all.iter().map(piece).collect()
}

fn ratings(words: &Words, state: &PartState<'_>) -> Vec<Rated> {
    let rated = state.ratings.iter().map(|one| Rated {
        code: one.rating.clone(),
        name: words.label(RAG.name, &one.rating).to_owned(),
        by: one.by.clone(),
        at: moment(words, one.at),
        reason: one.reason.clone(),
    });
    rated.collect()
}
