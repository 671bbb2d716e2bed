//! `/approvals`: what waits for a second person, and what came of it.

use askama::Template;
use axum::extract::{Form as Fields, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::ids::Millis;
use tabard_core::words::Words;

use super::store::{Approvals, DecideFault, Request, RequestId, State as Standing};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::said::words as said;

/// How many of those that wait no longer are shown.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "console/approvals.html")]
struct Page<'a> {
    frame: Frame<'a>,
    faults: Vec<(String, String)>,
    waiting: Vec<Card>,
    done: Vec<Card>,
}

/// A request, as one reads it.
struct Card {
    id: String,
    kind: String,
    what: String,
    why: String,
    asked: String,
    until: String,
    /// Where it stands; by whom, when and why, where somebody decided.
    state: String,
    decided: Option<String>,
    reason: Option<String>,
    /// Whether whoever looks decides on it.
    yours_to_decide: bool,
    typed: String,
    fault: Option<String>,
}

/// What was wrong with a decision: of which request, what was typed, and the key of the words.
type Wrong<'a> = (&'a str, &'a str, &'static str);

/// `GET /approvals`: all for who may decide; one's own for everybody else.
pub(super) async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::SignedIn, |visit| shown(visit, None)).await
}

fn shown(visit: &mut Visit<'_>, wrong: Option<Wrong<'_>>) -> Answer {
    let approvals = Approvals::read(visit.hub)?;
    let decides = visit.who.may(Right::Approvals);
    let seen = |request: &&Request| decides || request.by == visit.who.name;
    let (open, done): (Vec<_>, Vec<_>) =
        approvals.list().filter(seen).partition(|request| is_open(request, visit.now));
    let words = visit.words;
    let card = |request: &Request| card(visit, request, wrong);
    let waiting = open.into_iter().map(card).collect();
    let done = done.into_iter().take(SHOWN).map(card).collect();
    let mut frame = Frame::of(visit, "approvals", words.text("console.approvals.title").to_owned());
    frame.faulty = wrong.is_some();
    let faults = wrong.map(|(id, _, key)| (format!("reason-{id}"), words.text(key).to_owned()));
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let faults = faults.into_iter().collect();
    Ok(html(status, &Page { frame, faults, waiting, done }))
}

fn is_open(request: &Request, now: Millis) -> bool {
    matches!(request.state(now), Standing::Waiting | Standing::Approved)
}

fn card(visit: &Visit<'_>, request: &Request, wrong: Option<Wrong<'_>>) -> Card {
    let (words, id, state) = (visit.words, request.id.text(), request.state(visit.now));
    let wrong = wrong.filter(|(of, ..)| *of == id);
    let by = |key: &str, name: &str, when: Millis| {
        words.fill(key, &[("name", name), ("when", &moment(words, when))])
    };
    let decision = request.decision.as_ref();
    Card {
        kind: words.text(&format!("console.approvals.kind.{}", request.kind.word())).to_owned(),
        what: request.what.clone(),
        why: request.why.clone(),
        asked: by("console.approvals.by", &request.by, request.asked()),
        until: moment(words, request.until()),
        state: words.text(&format!("console.approvals.state.{}", state.word())).to_owned(),
        decided: decision.map(|one| by("console.approvals.by", &one.by, one.when())),
        reason: decision.map(|one| one.reason.clone()),
        yours_to_decide: state == Standing::Waiting
            && visit.who.may(Right::Approvals)
            && request.by != visit.who.name,
        typed: wrong.map(|(_, typed, _)| typed.to_owned()).unwrap_or_default(),
        fault: wrong.map(|(.., key)| words.text(key).to_owned()),
        id,
    }
}

fn moment(words: &Words, at: Millis) -> String {
    said::moment(words, at)
}

/// `POST /approvals/{id}`: approves or refuses.
pub(super) async fn decide(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/approvals/{id}");
    posted(console, &headers, Right::Approvals, path, Form::new(fields), move |visit, form| {
        decided(visit, &id, form)
    })
    .await
}

fn decided(visit: &mut Visit<'_>, id: &str, form: &Form) -> Answer {
    let typed = form.typed("reason");
    if !visit.showed(form) {
        return shown(visit, Some((id, typed, "console.fault.again")));
    }
    let request = RequestId::read(id).ok_or(Trouble::NotFound)?;
    let approved = match form.typed("verdict") {
        "approve" => true,
        "refuse" => false,
        _ => return shown(visit, Some((id, typed, "console.fault.no_verdict"))),
    };
    let mut approvals = Approvals::read(visit.hub)?;
    let key = match approvals.decide(request, approved, typed, &visit.who.name, visit.now) {
        Ok(()) => {
            approvals.write(visit.hub)?;
            return Ok(see_other("/approvals"));
        }
        Err(DecideFault::NoReason) => "console.fault.no_verdict_reason",
        Err(DecideFault::TooLong) => "console.fault.too_long",
        Err(DecideFault::Own) => "console.fault.own_request",
        Err(DecideFault::NotWaiting) => "console.fault.not_waiting",
    };
    shown(visit, Some((id, typed, key)))
}
