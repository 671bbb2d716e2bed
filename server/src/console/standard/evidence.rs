//! Adding evidence to a part, and ending it.

use axum::extract::{Form as Fields, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use tabard_core::model::RecordKind;
use tabard_core::model::codes::EVIDENCE_LINK;

use super::part::{Typed, shown};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::fields::{Fault, Field, Maker, codes};
use crate::console::page::form::Form;
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Trouble, Visit, posted};
use crate::host::{entropy, now};
use crate::hub::{new_item, patch_of};
use crate::standard::{Indicators, Live, Part, Register};

/// The fields of the form that adds a piece.
pub(super) fn fields(maker: &Maker<'_>, indicators: &Indicators, part: Part) -> Vec<Field> {
    let words = maker.words;
    let none = |key: &str| (String::new(), words.text(key).to_owned());
    let known = indicators.of(part).map(|one| {
        let label = format!("{} {}", one.code, one.title(words));
        (one.code.clone(), label)
    });
    let known: Vec<_> =
        [none("console.standard_evidence.no_indicator")].into_iter().chain(known).collect();
    let figures = Live::ALL.map(|live| (live.code().to_owned(), live.name(words).to_owned()));
    let figures =
        [none("console.standard_evidence.no_figure")].into_iter().chain(figures).collect();
    let indicator = (known.len() > 1).then(|| maker.select("indicator", known));
    indicator
        .into_iter()
        .chain([
            maker.line("title"),
            maker.area("what"),
            maker.radios("link", codes(words, &EVIDENCE_LINK)),
            maker.select("figure", figures),
            maker.line("reference"),
            maker.day("review_on"),
        ])
        .collect()
}

/// `POST /standard/{part}/evidence`.
pub(super) async fn add(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(part): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let path = format!("/standard/{part}/evidence");
    posted(console, &headers, Right::Standard, path, Form::new(fields), move |visit, form| {
        let part = Part::from_code(&part).ok_or(Trouble::NotFound)?;
        let again = !visit.showed(form);
        let faults = if again { Vec::new() } else { added(visit, part, form)? };
        if !again && faults.is_empty() {
            return Ok(see_other(&format!("/standard/{part}?done=1")));
        }
        let typed = Typed { add: Some((form.clone(), faults)), again, ..Typed::default() };
        shown(visit, &shared, part, &typed, false)
    })
    .await
}

/// Adds a piece; what is wrong with the form, where nothing is written.
fn added(visit: &mut Visit<'_>, part: Part, form: &Form) -> Result<Vec<Fault>, Trouble> {
    let words = visit.words;
    let fault = |field, key: &str| (field, words.text(key).to_owned());
    let mut faults = Vec::new();
    if form.said("title").is_none() {
        faults.push(fault("title", "console.fault.no_title"));
    }
    let live = Live::from_code(form.typed("figure"));
    match (form.typed("link"), live) {
        ("document", _) if form.said("reference").is_none() => {
            faults.push(fault("reference", "console.fault.no_reference"));
        }
        ("live_figure", None) | ("report_count", None) => {
            faults.push(fault("figure", "console.fault.no_figure"));
        }
        ("report_count", Some(live)) if !live.is_count() => {
            faults.push(fault("figure", "console.fault.no_count"));
        }
        ("document" | "live_figure" | "report_count", _) => {}
        _ => faults.push(fault("link", "console.fault.no_link")),
    }
    let review_on = match dates::typed(form, "review_on") {
        Ok(Some(day)) => day.to_string(),
        _ => {
            faults.push(fault("review_on", "console.fault.no_day"));
            String::new()
        }
    };
    if !faults.is_empty() {
        return Ok(faults);
    }
    let at = now();
    let item = format!("evidence.{}", new_item('e', &mut entropy()));
    let document = form.typed("link") == "document";
    let fields = [
        ("part", part.code()),
        ("indicator", form.typed("indicator")),
        ("title", form.typed("title")),
        ("what", form.typed("what")),
        ("link", form.typed("link")),
        ("figure", live.filter(|_| !document).map(Live::code).unwrap_or_default()),
        ("reference", form.typed("reference")),
        ("review_on", &*review_on),
        ("added_by", &*visit.who.name),
        ("at", &*at.rfc3339()),
    ];
    match patch_of(RecordKind::Standard, &item, &fields) {
        Ok(patch) => visit.hub.write_standard(None, &patch, at, &mut entropy())?,
        Err(field) => return Ok(vec![fault(field, "console.fault.too_long")]),
    }
    Ok(Vec::new())
}

/// `POST /standard/{part}/evidence/{id}/end`.
pub(super) async fn end(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((part, id)): Path<(String, String)>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let path = format!("/standard/{part}/evidence/{id}/end");
    posted(console, &headers, Right::Standard, path, Form::new(fields), move |visit, form| {
        let part = Part::from_code(&part).ok_or(Trouble::NotFound)?;
        let register = Register::of(&visit.hub.standards()?);
        let piece = register.evidence(&id).filter(|one| one.part == part && one.stands());
        let record = piece.ok_or(Trouble::NotFound)?.record;
        let again = !visit.showed(form);
        let reason = form.typed("reason");
        let key = match form.said("reason") {
            _ if again => None,
            None => Some("console.fault.no_end_reason"),
            Some(_) => {
                let at = now();
                let when = at.rfc3339();
                let by = visit.who.name.clone();
                let fields = [("ended_at", &*when), ("ended_by", &*by), ("ended_reason", reason)];
                match patch_of(RecordKind::Standard, &format!("evidence.{id}"), &fields) {
                    Ok(patch) => {
                        visit.hub.write_standard(Some(record), &patch, at, &mut entropy())?;
                        return Ok(see_other(&format!("/standard/{part}?done=1")));
                    }
                    Err(_) => Some("console.fault.too_long"),
                }
            }
        };
        let faults = key.map(|key| ("reason", visit.words.text(key).to_owned()));
        let faults = faults.into_iter().collect();
        let typed = Typed { end: Some((form.clone(), faults)), again, ..Typed::default() };
        shown(visit, &shared, part, &typed, false)
    })
    .await
}
