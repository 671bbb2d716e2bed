//! What is done with a lesson beside its words: consent, review and sharing. What may be done is the
//! core's to say.

use axum::extract::{Form as Fields, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use tabard_core::ids::Millis;
use tabard_core::model::RecordKind;
use tabard_core::model::codes::CONSENT_HOW;
use tabard_core::model::lesson::{CHECKLIST, Scope, digest, may_review, may_share};

use super::lesson::{Typed, shown};
use super::{fault_key, named};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::fields::Fault;
use crate::console::page::form::Form;
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Trouble, Visit, posted};
use crate::host::{entropy, now};
use crate::hub::{new_item, patch_of};
use crate::lessons::Lesson;

/// `POST /lessons/{id}/consent`.
pub(super) async fn consent(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/lessons/{id}/consent");
    posted(console, &headers, Right::Lessons, path, Form::new(fields), move |visit, form| {
        let lesson = named(visit, &id)?;
        let again = !visit.showed(form);
        let faults = if again { Vec::new() } else { agreed(visit, &lesson, form)? };
        if !again && faults.is_empty() {
            return Ok(see_other(&format!("/lessons/{id}?done=1")));
        }
        let typed = Typed { consent: Some((form.clone(), faults)), again, ..Typed::default() };
        shown(visit, &lesson, &typed, false)
    })
    .await
}

fn agreed(visit: &mut Visit<'_>, lesson: &Lesson, form: &Form) -> Result<Vec<Fault>, Trouble> {
    let words = visit.words;
    let fault = |field, key: &str| (field, words.text(key).to_owned());
    let mut faults = Vec::new();
    if form.said("of").is_none() {
        faults.push(fault("of", "console.fault.no_consent_of"));
    }
    if CONSENT_HOW.get(form.typed("how")).is_none() {
        faults.push(fault("how", "console.fault.no_consent_how"));
    }
    let given_on = match dates::typed(form, "given_on") {
        Ok(Some(day)) if day <= dates::date_of(now()) => day.to_string(),
        Ok(Some(_)) => {
            faults.push(fault("given_on", "console.fault.to_come"));
            String::new()
        }
        _ => {
            faults.push(fault("given_on", "console.fault.no_day"));
            String::new()
        }
    };
    let to = |scope: Scope| !form.typed(&format!("scope-{}", scope.code())).is_empty();
    if !Scope::ALL.into_iter().any(to) {
        faults.push(fault("scope", "console.fault.no_scope"));
    }
    if !faults.is_empty() {
        return Ok(faults);
    }
    let yes = |scope| if to(scope) { "true" } else { "false" };
    let mut fields =
        vec![("of", form.typed("of")), ("how", form.typed("how")), ("given_on", &*given_on)];
    fields.extend(Scope::ALL.into_iter().map(|scope| (scope.code(), yes(scope))));
    add(visit, lesson, ("consents", 'c'), &fields, "by")
}

/// Adds a signed item to a list of a lesson; what is wrong, where nothing is written.
fn add(
    visit: &mut Visit<'_>,
    lesson: &Lesson,
    (list, letter): (&str, char),
    fields: &[(&'static str, &str)],
    by: &'static str,
) -> Result<Vec<Fault>, Trouble> {
    let at = now();
    let item = format!("{list}.{}", new_item(letter, &mut entropy()));
    write(visit, lesson, &item, fields, (by, "at"), at)
}

fn write(
    visit: &mut Visit<'_>,
    lesson: &Lesson,
    item: &str,
    fields: &[(&'static str, &str)],
    (by, when): (&'static str, &'static str),
    at: Millis,
) -> Result<Vec<Fault>, Trouble> {
    let (name, time) = (visit.who.name.clone(), at.rfc3339());
    let mut fields = fields.to_vec();
    fields.extend([(by, &*name), (when, &*time)]);
    match patch_of(RecordKind::Lesson, item, &fields) {
        Ok(patch) => visit.hub.edit_lesson(lesson.id, &patch, at, &mut entropy())?,
        Err(field) => {
            return Ok(vec![(field, visit.words.text("console.fault.too_long").to_owned())]);
        }
    }
    Ok(Vec::new())
}

/// `POST /lessons/{id}/consent/{consent}/withdraw`.
pub(super) async fn withdraw(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, consent)): Path<(String, String)>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/lessons/{id}/consent/{consent}/withdraw");
    posted(console, &headers, Right::Lessons, path, Form::new(fields), move |visit, form| {
        let lesson = named(visit, &id)?;
        let stands = |one: &&crate::lessons::Consent| one.id == consent;
        lesson.consents.iter().find(stands).ok_or(Trouble::NotFound)?;
        if !visit.showed(form) {
            return shown(visit, &lesson, &Typed { again: true, ..Typed::default() }, false);
        }
        let item = format!("consents.{consent}");
        write(visit, &lesson, &item, &[], ("withdrawn_by", "withdrawn_at"), now())?;
        Ok(see_other(&format!("/lessons/{id}?done=1")))
    })
    .await
}

/// `POST /lessons/{id}/review`.
pub(super) async fn review(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/lessons/{id}/review");
    posted(console, &headers, Right::Lessons, path, Form::new(fields), move |visit, form| {
        let lesson = named(visit, &id)?;
        let again = !visit.showed(form);
        let text = digest(&lesson.view);
        // What was read is what is confirmed: the page said which text it showed.
        let other = form.typed("text") != text;
        let ticked = |line: &&&str| !form.typed(&format!("confirm-{line}")).is_empty();
        let confirmed: Vec<&str> = CHECKLIST.iter().filter(ticked).copied().collect();
        let faults = match may_review(&lesson.view, &visit.who.name, &confirmed) {
            _ if again => Vec::new(),
            _ if other => {
                vec![("confirm", visit.words.text("console.fault.other_text").to_owned())]
            }
            Err(fault) => vec![("confirm", visit.words.text(fault_key(fault)).to_owned())],
            Ok(()) => {
                let mut fields = vec![("text", &*text), ("note", form.typed("note"))];
                fields.extend(CHECKLIST.map(|line| (line, "true")));
                add(visit, &lesson, ("reviews", 'v'), &fields, "by")?
            }
        };
        if !again && faults.is_empty() {
            return Ok(see_other(&format!("/lessons/{id}?done=1")));
        }
        let typed = Typed { review: Some((form.clone(), faults)), again, ..Typed::default() };
        shown(visit, &lesson, &typed, false)
    })
    .await
}

/// `POST /lessons/{id}/share`.
pub(super) async fn share(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/lessons/{id}/share");
    posted(console, &headers, Right::Lessons, path, Form::new(fields), move |visit, form| {
        let lesson = named(visit, &id)?;
        let scope = Scope::from_code(form.typed("scope")).ok_or(Trouble::NotFound)?;
        let again = !visit.showed(form);
        let text = digest(&lesson.view);
        let share = match may_share(&lesson.view, scope) {
            _ if again => None,
            Err(fault) => Some(visit.words.text(fault_key(fault)).to_owned()),
            Ok(()) => {
                let fields = [("scope", scope.code()), ("text", &*text)];
                add(visit, &lesson, ("shares", 's'), &fields, "by")?;
                return Ok(see_other(&format!("/lessons/{id}?done=1")));
            }
        };
        shown(visit, &lesson, &Typed { share, again, ..Typed::default() }, false)
    })
    .await
}
