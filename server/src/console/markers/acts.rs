//! One step on a marker: its form, and taking it. What would not count is not written down; the form
//! comes back with why and with all that was typed.

use askama::Template;
use axum::extract::{Form as Fields, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::ToSpan;
use tabard_core::client::{ClientError, MarkerView};
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;
use tabard_core::model::codes::MARKER_ADVICE;
use tabard_core::model::marker::{Act, Status, Step, StepFault};

use super::letters;
use super::marker::facts;
use super::subjects;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates::{self, PARTS};
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Trouble, Visit, posted, visit};
use crate::host::{entropy, now};
use crate::hub::HubError;
use crate::said::words::sentence;

/// How long a name and a reason may be, in bytes, as the dictionary of markers has it.
const LONGEST: [(&str, usize); 2] = [("by", 160), ("reason", 2048)];

/// What a field of a step is filled in with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Line,
    Area,
    Day,
    Choice,
}

/// A field of a form, with what was typed.
struct Field {
    name: &'static str,
    kind: Kind,
    label: String,
    hint: String,
    typed: String,
    days: Vec<(&'static str, String, String)>,
    choices: Vec<(String, String)>,
    fault: Option<String>,
}

impl Field {
    fn is(&self, kind: &str) -> bool {
        let own = match self.kind {
            Kind::Line => "line",
            Kind::Area => "area",
            Kind::Day => "day",
            Kind::Choice => "choice",
        };
        own == kind
    }

    /// Where a fault leads.
    fn anchor(&self) -> String {
        match self.kind {
            Kind::Day => format!("{}-day", self.name),
            Kind::Choice => format!("{}-1", self.name),
            Kind::Line | Kind::Area => self.name.to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "console/act.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: RecordId,
    act: &'static str,
    subject: String,
    intro: String,
    facts: Vec<(&'static str, String)>,
    again: bool,
    grave: bool,
    fields: Vec<Field>,
    /// Each fault with where it leads.
    faults: Vec<(String, String)>,
}

/// A fault, and the field it is of; none where it is of the whole.
struct Fault {
    field: Option<&'static str>,
    text: String,
}

/// What may be done with a marker as it stands, in the order in which it is offered.
pub(super) fn possible(view: &MarkerView, may_decide: bool) -> Vec<Act> {
    let represented = view.marker.life.counted().any(|one| one.step.act == Act::Represented);
    let appeal = represented.then_some(Act::RemovedOnAppeal);
    let standing: Vec<Act> = match view.status {
        Some(Status::AlertToday) => vec![Act::Refused, Act::EnteredInError],
        Some(Status::TemporaryActive) => {
            vec![Act::Advised, Act::Refused, Act::Ended, Act::EnteredInError]
        }
        Some(Status::DecisionPending) => {
            vec![Act::Approved, Act::Refused, Act::Advised, Act::Ended, Act::EnteredInError]
        }
        Some(Status::ApprovedActive | Status::Renewed | Status::DueReview) => {
            vec![Act::Renewed, Act::Ended, Act::EnteredInError]
        }
        _ => Vec::new(),
    };
    let removable = appeal.filter(|_| view.status.is_some_and(Status::warns));
    let decided = standing.into_iter().chain(removable);
    let told = [Act::Represented, Act::LetterSent, Act::LetterWithheld];
    let told = told.into_iter().filter(|_| view.status.is_some());
    decided.filter(|act| may_decide || *act == Act::Advised).chain(told).collect()
}

/// `GET /markers/{id}/{act}`.
pub(super) async fn form(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, act)): Path<(String, String)>,
    asked: axum::extract::Query<Vec<(String, String)>>,
) -> Response {
    let asked = Form::new(asked.0);
    visit(console, &headers, Right::Markers, move |visit| {
        let (view, act) = found(visit, &id, &act)?;
        Ok(page(visit, &view, act, &asked, Vec::new(), false))
    })
    .await
}

/// `POST /markers/{id}/{act}`.
pub(super) async fn take(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, act)): Path<(String, String)>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/markers/{id}/{act}");
    posted(console, &headers, Right::Markers, path, Form::new(fields), move |visit, form| {
        let (view, act) = found(visit, &id, &act)?;
        if !visit.showed(form) {
            // Of a session that has ended: nothing is done, and nothing that was typed is lost.
            return Ok(page(visit, &view, act, form, Vec::new(), true));
        }
        let faults = match step_of(visit, &view, act, form) {
            Ok(step) => match taken(visit, view.record.id, &step)? {
                None => {
                    let to = format!("/markers/{}?done={}", view.record.id, act.code());
                    return Ok(see_other(&to));
                }
                Some(fault) => vec![fault],
            },
            Err(faults) => faults,
        };
        Ok(page(visit, &view, act, form, faults, false))
    })
    .await
}

/// The marker and the act that an address names. What the marker says is on the page.
fn found(visit: &mut Visit<'_>, id: &str, act: &str) -> Result<(MarkerView, Act), Trouble> {
    let id: RecordId = id.parse().map_err(|_| Trouble::NotFound)?;
    let act = Act::from_code(act).filter(|act| !matches!(act, Act::Flagged | Act::Proposed));
    let act = act.ok_or(Trouble::NotFound)?;
    let marker = visit.hub.marker(id)?.ok_or(Trouble::NotFound)?;
    visit.note(ReadingAct::ViewedMarker, Some(id))?;
    Ok((marker, act))
}

/// Takes the step; the fault by which it would not count, if there is one.
fn taken(visit: &mut Visit<'_>, id: RecordId, step: &Step) -> Result<Option<Fault>, Trouble> {
    match visit.hub.take_step(id, step, now(), &mut entropy()) {
        Ok(()) => Ok(None),
        Err(HubError::Client(ClientError::Step(fault))) => {
            let text = sentence(visit.words.advice(&fault.to_string()));
            Ok(Some(Fault { field: field_of(fault, step), text }))
        }
        Err(error) => Err(error.into()),
    }
}

const fn field_of(fault: StepFault, step: &Step) -> Option<&'static str> {
    match fault {
        StepFault::NoReason => Some("reason"),
        StepFault::NoAdvice if matches!(step.act, Act::Advised) => Some("by"),
        StepFault::Nobody => Some("by"),
        StepFault::NoEnd | StepFault::BackDated | StepFault::TooLong => Some("until"),
        StepFault::AddressUnchecked => Some("address_checked_on"),
        _ => None,
    }
}

fn names_of(view: &MarkerView, act: Act) -> &'static [(&'static str, Kind)] {
    let place = view.marker.subject.get("subject").map(String::as_str);
    let place = matches!(place, Some("address" | "premises_unit"));
    match act {
        Act::Advised => &[("advice", Kind::Choice), ("by", Kind::Line), ("reason", Kind::Area)],
        Act::Approved | Act::Renewed if place => {
            &[("until", Kind::Day), ("address_checked_on", Kind::Day), ("reason", Kind::Area)]
        }
        Act::Approved | Act::Renewed => &[("until", Kind::Day), ("reason", Kind::Area)],
        Act::Represented => &[("by", Kind::Line), ("reason", Kind::Area)],
        Act::LetterSent => &[("letter", Kind::Choice)],
        _ => &[("reason", Kind::Area)],
    }
}

/// The step that a form says.
fn step_of(
    visit: &Visit<'_>,
    view: &MarkerView,
    act: Act,
    form: &Form,
) -> Result<Step, Vec<Fault>> {
    let words = visit.words;
    let mut faults = Vec::new();
    let fault = |field, key: &str| Fault { field: Some(field), text: words.text(key).to_owned() };
    for (field, longest) in LONGEST {
        if form.typed(field).len() > longest {
            faults.push(fault(field, "console.fault.too_long"));
        }
    }
    let mut step = visit.hub.step(act, &visit.who.name, now());
    step.reason = form.said("reason");
    for (name, kind) in names_of(view, act) {
        match (*name, kind) {
            ("by", _) => {
                // Somebody else's words, written down by who is signed in.
                step.by = form.said("by").unwrap_or_default();
                let by = words.fill("console.act.written_by", &[("name", &visit.who.name)]);
                step.reason = step.reason.map(|reason| format!("{reason}\n{by}"));
            }
            ("advice", _) => {
                step.advice = form.said("advice").filter(|code| MARKER_ADVICE.get(code).is_some());
                if step.advice.is_none() {
                    faults.push(fault("advice", "console.fault.no_advice_kind"));
                }
            }
            ("letter", _) => {
                step.letter = form.said("letter").filter(|name| letters::is_one(visit, name));
                if step.letter.is_none() {
                    faults.push(fault("letter", "console.fault.no_letter"));
                }
            }
            (name, Kind::Day) => match dates::typed(form, name) {
                Ok(Some(day)) if name == "until" => step.until = dates::end_of(day),
                Ok(day) => step.address_checked_on = step.address_checked_on.or(day),
                Err(()) => faults.push(fault(name, "console.fault.no_day")),
            },
            _ => {}
        }
    }
    if faults.is_empty() { Ok(step) } else { Err(faults) }
}

fn page(
    visit: &Visit<'_>,
    view: &MarkerView,
    act: Act,
    form: &Form,
    faults: Vec<Fault>,
    again: bool,
) -> Response {
    let words = visit.words;
    let text = |part: &str| words.text(&format!("console.act.{}.{part}", act.code())).to_owned();
    let names = names_of(view, act);
    let field = |(name, kind): &(&'static str, Kind)| field(visit, act, name, *kind, form, &faults);
    let fields: Vec<Field> = names.iter().map(field).collect();
    let anchor = |fault: &Fault| {
        let named = |field: &&Field| Some(field.name) == fault.field;
        let at = fields.iter().find(named).or(fields.first()).map(Field::anchor);
        (at.unwrap_or_default(), fault.text.clone())
    };
    let faults: Vec<_> = faults.iter().map(anchor).collect();
    let mut frame = Frame::of(visit, "", text("title"));
    frame.faulty = !faults.is_empty();
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page {
        frame,
        id: view.record.id,
        act: act.code(),
        subject: subjects::line(words, &view.marker.subject),
        intro: text("intro"),
        facts: facts(words, view),
        again,
        grave: matches!(
            act,
            Act::Ended | Act::EnteredInError | Act::RemovedOnAppeal | Act::Refused
        ),
        fields,
        faults,
    };
    html(status, &page)
}

fn field(
    visit: &Visit<'_>,
    act: Act,
    name: &'static str,
    kind: Kind,
    form: &Form,
    faults: &[Fault],
) -> Field {
    let words = visit.words;
    let own = |part: &str| {
        // A field may be called otherwise in one step.
        let (key, general) = (
            format!("console.act.{}.{name}_{part}", act.code()),
            format!("console.field.{name}_{part}"),
        );
        let said = words.text(&key);
        if said == key { words.text(&general).to_owned() } else { said.to_owned() }
    };
    let days = PARTS.map(|part| {
        let typed = form.typed(&format!("{name}-{part}")).to_owned();
        (part, words.text(&format!("console.date.{part}")).to_owned(), typed)
    });
    let choices = match name {
        "advice" => MARKER_ADVICE
            .codes
            .iter()
            .map(|one| (one.code.to_owned(), words.label("marker_advice", one.code).to_owned()))
            .collect(),
        "letter" => letters::all(visit),
        _ => Vec::new(),
    };
    let hint = match name {
        "until" => until_hint(visit),
        "address_checked_on" => {
            let days = u64::try_from(visit.hub.terms(visit.now).address_check_days);
            words.counted("console.field.address_checked_on_hint", days.unwrap_or_default())
        }
        _ => own("hint"),
    };
    Field {
        name,
        kind,
        label: own("label"),
        hint,
        typed: form.typed(name).to_owned(),
        days: if kind == Kind::Day { days.into() } else { Vec::new() },
        choices,
        fault: faults.iter().find(|one| one.field == Some(name)).map(|one| one.text.clone()),
    }
}

/// Between which days a review may be, by the region's terms.
fn until_hint(visit: &Visit<'_>) -> String {
    let words = visit.words;
    let today = dates::date_of(visit.now);
    let first = today.checked_add(1.day()).unwrap_or(today);
    let days = visit.hub.terms(visit.now).review.as_hours().div_euclid(24) - 1;
    let last = today.checked_add(days.max(0).days()).unwrap_or(today);
    let said = |day| crate::said::words::day(words, day);
    words.fill("console.field.until_hint", &[("first", &said(first)), ("last", &said(last))])
}
