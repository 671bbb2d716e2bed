//! Active safety markers as FHIR, for a dispatch system that cannot be a desk. Each marker that
//! leaves is logged as a view.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form as Fields, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::MarkerView;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::exchange::fhir_flag::{
    BASE, Category, FlagSubject, Instruction, Publisher, SafetyMarker, Status, bundle, flag,
};
use tabard_core::model::marker::{self, Act};

use super::Shared;
use super::form::Form;
use super::guard::see_other;
use super::pages::{Frame, html};
use super::report::download;
use super::visit::{Answer, Trouble, Visit, posted, visit};
use crate::host::entropy;

#[derive(Template)]
#[template(path = "console/export.html")]
struct Page<'a> {
    frame: Frame<'a>,
    leaves: String,
    stays: Option<String>,
    any: bool,
}

/// A marker with what a resource of it is made of, owned.
struct Leaving {
    record: RecordId,
    id: String,
    subject: BTreeMap<String, String>,
    lines: Vec<String>,
    category: Category,
    instruction: Instruction,
    sentence: String,
    start: String,
    end: String,
    version: u64,
}

impl Leaving {
    /// None where it lacks what a receiver needs.
    fn of(view: &MarkerView) -> Option<Self> {
        let facts = &view.marker.facts;
        let decided = |act| matches!(act, Act::Approved | Act::Renewed);
        let approved = view.marker.life.counted().find(|one| decided(one.step.act))?;
        let subject = view.marker.subject.clone();
        let house = [subject.get("building"), subject.get("street")];
        let house = house.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        Some(Self {
            record: view.record.id,
            id: view.record.id.to_string(),
            lines: (!house.is_empty()).then_some(house).into_iter().collect(),
            subject,
            category: Category::of(facts.category.as_deref()?)?,
            instruction: Instruction::of(facts.instruction.as_deref()?)?,
            sentence: facts.sentence.clone()?,
            start: approved.step.at.to_string(),
            end: view.until?.rfc3339(),
            version: u64::try_from(view.marker.life.steps.len()).ok()?,
        })
    }

    fn as_safety<'a>(&'a self, lines: &'a [&'a str]) -> Option<SafetyMarker<'a>> {
        let of = |field: &str| self.subject.get(field).map(String::as_str);
        let subject = match of("subject")? {
            "phone_number" => FlagSubject::PhoneNumber { e164: of("number")? },
            "address" => FlagSubject::Address { lines, postcode: of("postcode"), uprn: of("uprn") },
            "premises_unit" => FlagSubject::PremisesUnit {
                unit: of("unit")?,
                lines,
                postcode: of("postcode"),
                uprn: of("uprn"),
            },
            "person" => FlagSubject::Person { nhs_number: of("nhs_number")? },
            _ => return None,
        };
        Some(SafetyMarker {
            id: &self.id,
            subject,
            category: self.category,
            sentence: &self.sentence,
            instruction: self.instruction,
            start: &self.start,
            end: &self.end,
            version: self.version,
            status: Status::Active,
        })
    }
}

/// What leaves, as a bundle, and how many active markers cannot.
struct Export {
    text: String,
    left: Vec<RecordId>,
    stayed: usize,
}

fn export(visit: &Visit<'_>) -> Result<Export, Trouble> {
    let active = visit.hub.markers(|one| one.status.is_some_and(marker::Status::is_approved))?;
    let at = Millis(visit.now.0).rfc3339();
    let name = visit.hub.region_name().to_owned();
    let publisher = Publisher { name: &name, ods_code: None, base: BASE };
    let mut leaving = Vec::new();
    for one in &active {
        let view = visit.hub.marker(one.id)?;
        leaving.extend(view.as_ref().and_then(Leaving::of));
    }
    let lines: Vec<Vec<&str>> =
        leaving.iter().map(|one| one.lines.iter().map(String::as_str).collect()).collect();
    let mut markers = Vec::new();
    let mut left = Vec::new();
    for (one, lines) in leaving.iter().zip(&lines) {
        // One that is not of the form that receivers read keeps none of the others.
        if let Some(marker) = one.as_safety(lines)
            && flag(&marker, &publisher, &at).is_ok()
        {
            markers.push(marker);
            left.push(one.record);
        }
    }
    let bundle = bundle(&markers, &publisher, &at).map_err(|_| Trouble::NotFound)?;
    let stayed = active.len().saturating_sub(left.len());
    Ok(Export { text: format!("{bundle}\n"), left, stayed })
}

/// `GET /export`: how many would leave.
pub(super) async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, |visit| {
        let words = visit.words;
        let export = export(visit)?;
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let stays = number(export.stayed);
        let page = Page {
            frame: Frame::of(visit, "export", words.text("console.export.title").to_owned()),
            leaves: words.counted("console.export.leaves", number(export.left.len())),
            stays: (stays > 0).then(|| words.counted("console.export.stays", stays)),
            any: !export.left.is_empty(),
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}

fn taken_out(visit: &mut Visit<'_>, form: &Form) -> Answer {
    if !visit.showed(form) {
        return Ok(see_other("/export"));
    }
    let export = export(visit)?;
    let name = visit.name.clone();
    visit.hub.note_views(&export.left, "exported", &name, visit.now, &mut entropy())?;
    Ok(download("application/fhir+json", "safety-markers.fhir.json", export.text))
}

/// `POST /export`: takes them out.
pub(super) async fn take_out(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    posted(console, &headers, "/export".to_owned(), Form::new(fields), taken_out).await
}
