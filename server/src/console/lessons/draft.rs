//! Writing a lesson: beginning one from a report, and changing its words.

use askama::Template;
use axum::extract::{Form as Fields, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::codes::{CONTRIBUTORY_FACTOR, VPR_PART};
use tabard_core::model::lesson::State as Stands;
use tabard_core::model::{Patch, Path as Place, RecordKind, Scalar};

use super::lesson::{Typed, shown};
use super::named;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::fields::{Fault, Field, Maker, codes, summary};
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::host::{entropy, now};
use crate::hub::{new_item, patch_of};
use crate::lessons::Lesson;

#[derive(Template)]
#[template(path = "console/lesson_new.html")]
struct Page<'a> {
    frame: Frame<'a>,
    faults: Vec<(String, String)>,
    again: bool,
    fields: Vec<Field>,
}

/// `GET /lessons/new?report=`.
pub(super) async fn new(
    State(console): State<Shared>,
    headers: HeaderMap,
    asked: Query<Vec<(String, String)>>,
) -> Response {
    let asked = Form::new(asked.0);
    visit(console, &headers, Right::Lessons, move |visit| form_page(visit, &asked, &[], false))
        .await
}

fn form_page(visit: &Visit<'_>, form: &Form, faults: &[Fault], again: bool) -> Answer {
    let maker = Maker { words: visit.words, section: "lessons", form, faults };
    let fields: Vec<Field> = [maker.line("report")].into_iter().chain(texts(&maker)).collect();
    let title = visit.words.text("console.lessons.new").to_owned();
    let mut frame = Frame::of(visit, "lessons", title);
    frame.faulty = !faults.is_empty();
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(html(status, &Page { frame, faults: summary(&fields), again, fields }))
}

/// The fields of a lesson's words.
pub(super) fn texts(maker: &Maker<'_>) -> Vec<Field> {
    let none = [(String::new(), maker.words.text("console.lessons.no_part").to_owned())];
    let parts = none.into_iter().chain(codes(maker.words, &VPR_PART)).collect();
    vec![
        maker.line("title"),
        maker.area("happened"),
        maker.area("helped"),
        maker.area("change"),
        maker.line("affected"),
        maker.select("part", parts),
        maker.checks("factor", codes(maker.words, &CONTRIBUTORY_FACTOR)),
    ]
}

/// What a form would hold had somebody typed what a lesson says.
pub(super) fn as_typed(lesson: &Lesson) -> Form {
    let affected = lesson.affected.to_string();
    let texts = [
        ("title", &*lesson.title),
        ("happened", &*lesson.happened),
        ("helped", &*lesson.helped),
        ("change", &*lesson.change),
        ("affected", &*affected),
        ("part", &*lesson.part),
    ];
    let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let factors = lesson.factors.iter().map(|code| (format!("factor-{code}"), "yes".to_owned()));
    Form::new(texts.into_iter().chain(factors).collect())
}

/// `POST /lessons/new`.
pub(super) async fn start(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let form = Form::new(fields);
    posted(console, &headers, Right::Lessons, "/lessons/new".to_owned(), form, |visit, form| {
        if !visit.showed(form) {
            return form_page(visit, form, &[], true);
        }
        let words = visit.words;
        let report = report_of(visit, form)?;
        let at = now();
        match (report, patch(visit, form, &[], at)) {
            (Some(report), Ok(patch)) => {
                let id = visit.hub.start_lesson(report, &patch, at, &mut entropy())?;
                Ok(see_other(&format!("/lessons/{id}?done=1")))
            }
            (report, patch) => {
                let mut faults = patch.err().unwrap_or_default();
                if report.is_none() {
                    let text = words.text("console.fault.no_report").to_owned();
                    faults.insert(0, ("report", text));
                }
                form_page(visit, form, &faults, false)
            }
        }
    })
    .await
}

/// The one report whose number begins as was typed.
fn report_of(visit: &Visit<'_>, form: &Form) -> Result<Option<RecordId>, Trouble> {
    let typed = form.typed("report").trim().to_lowercase();
    if typed.len() < 4 {
        return Ok(None);
    }
    let found = visit.hub.find(&typed)?;
    Ok(match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// `POST /lessons/{id}`.
pub(super) async fn change(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/lessons/{id}");
    posted(console, &headers, Right::Lessons, path, Form::new(fields), move |visit, form| {
        let lesson = named(visit, &id)?;
        let again = !visit.showed(form);
        let at = now();
        let faults = match patch(visit, form, &lesson.factors, at) {
            _ if again => Vec::new(),
            _ if lesson.standing.state == Stands::Withdrawn => {
                vec![("title", visit.words.text("console.fault.lesson_withdrawn").to_owned())]
            }
            Ok(patch) => {
                visit.hub.edit_lesson(lesson.id, &patch, at, &mut entropy())?;
                return Ok(see_other(&format!("/lessons/{id}?done=1")));
            }
            Err(faults) => faults,
        };
        let typed = Typed { text: Some((form.clone(), faults)), again, ..Typed::default() };
        shown(visit, &lesson, &typed, false)
    })
    .await
}

/// What a form says of a lesson's words, signed by who is signed in.
fn patch(
    visit: &Visit<'_>,
    form: &Form,
    before: &[String],
    at: Millis,
) -> Result<Patch, Vec<Fault>> {
    let words = visit.words;
    let fault = |field, key: &str| (field, words.text(key).to_owned());
    let mut faults: Vec<Fault> = Vec::new();
    for (field, key) in [("title", "no_lesson_title"), ("happened", "no_lesson_text")] {
        if form.said(field).is_none() {
            faults.push(fault(field, &format!("console.fault.{key}")));
        }
    }
    let affected = form.typed("affected").trim().parse::<u8>().ok();
    if !affected.is_some_and(|count| (1..=64).contains(&count)) {
        faults.push(fault("affected", "console.fault.no_affected"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let texts = ["title", "happened", "helped", "change", "affected", "part"];
    let texts = texts.map(|field| (field, form.typed(field).trim()));
    let too_long = |field| vec![fault(field, "console.fault.too_long")];
    let mut patch = patch_of(RecordKind::Lesson, "", &texts).map_err(too_long)?;
    for code in CONTRIBUTORY_FACTOR.spellings() {
        let chosen = !form.typed(&format!("factor-{code}")).is_empty();
        let place = Place::parse(&format!("factors/{code}"));
        match (chosen, before.iter().any(|one| one == code), place) {
            (true, false, Ok(place)) => patch.set(place, Scalar::Flag(true)),
            (false, true, Ok(place)) => patch.clear(place),
            _ => {}
        }
    }
    let author = format!("authors.{}", new_item('a', &mut entropy()));
    let signed = [("name", &*visit.who.name), ("at", &*at.rfc3339())];
    patch.extend(patch_of(RecordKind::Lesson, &author, &signed).map_err(too_long)?);
    Ok(patch)
}
