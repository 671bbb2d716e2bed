//! One request of somebody who is signed in, with the hub open for it.

use std::sync::{Arc, PoisonError};

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::Reading;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use crate::api::Queue;
use crate::console::Shared;
use crate::console::access::people::{People, Who};
use crate::console::access::roles::Right;
use crate::console::page::form::{Form, MARK};
use crate::console::page::frame::{Notice, notice, signed_out};
use crate::console::page::guard::mark_of;
use crate::host::{entropy, now};
use crate::hub::{Hub, HubError};

/// Who asks, with the hub.
pub(in crate::console) struct Visit<'a> {
    /// The hub. No other process has it meanwhile.
    pub(in crate::console) hub: &'a mut Hub,
    /// What is spoken.
    pub(in crate::console) words: &'a Words,
    /// What letters are written in.
    pub(in crate::console) letters: &'a [Words],
    /// The address by which the console is reached.
    pub(in crate::console) origin: &'a str,
    /// Within how many hours a person should answer a report.
    pub(in crate::console) answer_hours: u32,
    /// Who asks.
    pub(in crate::console) who: Who,
    /// What this session's forms hold.
    pub(in crate::console) mark: String,
    /// The time by which warnings end.
    pub(in crate::console) now: Millis,
}

/// Why a page is not what was asked for.
#[derive(Debug)]
pub(in crate::console) enum Trouble {
    /// There is no such thing.
    NotFound,
    /// The hub.
    Hub(HubError),
}

impl<E: Into<HubError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Hub(error.into())
    }
}

/// What a page does.
pub(in crate::console) type Answer = Result<Response, Trouble>;

/// Shows a page to whoever is signed in and has the right.
pub(in crate::console) async fn visit(
    console: Shared,
    headers: &HeaderMap,
    right: Right,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    asked(console, headers, Asking { right, form: None, is_use: true, is_long: false }, work).await
}

/// The same where a page asks by itself: a session that nobody uses ends all the same.
pub(in crate::console) async fn glance(
    console: Shared,
    headers: &HeaderMap,
    right: Right,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    asked(console, headers, Asking { right, form: None, is_use: false, is_long: false }, work).await
}

/// Does what a form says for whoever is signed in and has the right. What was typed is given back to
/// who is not signed in.
pub(in crate::console) async fn posted(
    console: Shared,
    headers: &HeaderMap,
    right: Right,
    path: String,
    form: Form,
    work: impl FnOnce(&mut Visit<'_>, &Form) -> Answer + Send + 'static,
) -> Response {
    let given = form.clone();
    let asking = Asking { right, form: Some((path, form)), is_use: true, is_long: false };
    asked(console, headers, asking, move |visit| work(visit, &given)).await
}

/// The same for what may take minutes: whoever asked waits for it.
pub(in crate::console) async fn posted_long(
    console: Shared,
    headers: &HeaderMap,
    right: Right,
    path: String,
    form: Form,
    work: impl FnOnce(&mut Visit<'_>, &Form) -> Answer + Send + 'static,
) -> Response {
    let given = form.clone();
    let asking = Asking { right, form: Some((path, form)), is_use: true, is_long: true };
    asked(console, headers, asking, move |visit| work(visit, &given)).await
}

/// How something is asked.
struct Asking {
    right: Right,
    form: Option<(String, Form)>,
    /// Whether a person asks, and not a page by itself.
    is_use: bool,
    /// Whether it may take minutes.
    is_long: bool,
}

async fn asked(
    console: Shared,
    headers: &HeaderMap,
    asking: Asking,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    // The region's devices wait in the same queue: who brings no session takes no place in it.
    let Some(session) = console.session(headers) else {
        return signed_out(&console.words, asking.form.as_ref());
    };
    let (shared, is_long) = (Arc::clone(&console), asking.is_long);
    let work = move || {
        let console = shared;
        let mut hub = awake(&console)?;
        let answer = seen(&console, &mut hub, &session, &asking, work)?;
        rest(&console, hub);
        Ok(answer)
    };
    let done = match is_long {
        true => console.hub.own(work).await.map_err(failed),
        false => in_turn(&console.hub, work).await,
    };
    done.unwrap_or_else(|notice_of| {
        notice(&console.words, StatusCode::SERVICE_UNAVAILABLE, notice_of)
    })
}

/// The hub of the visit before, or one that is opened.
fn awake(console: &Shared) -> Result<Hub, HubError> {
    // Whoever failed in the middle left none.
    let resting = console.resting.lock().unwrap_or_else(PoisonError::into_inner).take();
    match resting {
        Some(resting) => resting.wake(now()),
        None => Hub::open(&console.dir, now()),
    }
}

/// Keeps the hub for the next visit. What fails here costs that one the opening.
fn rest(console: &Shared, hub: Hub) {
    *console.resting.lock().unwrap_or_else(PoisonError::into_inner) = hub.rest().ok();
}

/// What one visit sees. After a failure of the hub's nothing of it is kept.
fn seen(
    console: &Shared,
    hub: &mut Hub,
    session: &str,
    asking: &Asking,
    work: impl FnOnce(&mut Visit<'_>) -> Answer,
) -> Result<Response, HubError> {
    let mut people = People::read(hub)?;
    let Some(who) = people.signed_in(session, now()) else {
        return Ok(signed_out(&console.words, asking.form.as_ref()));
    };
    if !who.may(asking.right) {
        let refused = reading(&who, ReadingAct::Refused, None, None);
        hub.note_reading(&refused, now(), &mut entropy())?;
        return Ok(notice(&console.words, StatusCode::FORBIDDEN, Notice::NotYours));
    }
    if asking.is_use && people.touch(session, now()) {
        people.write(hub)?;
    }
    let now = hub.register_time()?;
    let mut visit = Visit {
        hub,
        words: &console.words,
        letters: &console.letters,
        origin: console.origins.first().map(String::as_str).unwrap_or_default(),
        answer_hours: console.answer_hours,
        who,
        mark: mark_of(session),
        now,
    };
    let done = work(&mut visit);
    if hub.came() > 0 {
        // Pages that are open hear of it, whoever's work brought it.
        console.news.send_modify(|rounds| *rounds += 1);
    }
    match done {
        Ok(response) => Ok(response),
        Err(Trouble::NotFound) => {
            Ok(notice(&console.words, StatusCode::NOT_FOUND, Notice::NotFound))
        }
        Err(Trouble::Hub(error)) => Err(error),
    }
}

/// Does something with the hub's folder in its turn, after the hub's own rounds.
pub(in crate::console) async fn in_turn<T: Send + 'static>(
    queue: &Queue,
    work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
) -> Result<T, Notice> {
    match queue.visit(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(failed(error)),
        Err(_) => Err(Notice::Busy),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what an error is turned into")]
fn failed(error: HubError) -> Notice {
    tracing::error!(%error, "the console's work at the hub failed");
    Notice::Failed
}

/// What somebody did, for the audit.
fn reading<'a>(
    who: &'a Who,
    what: ReadingAct,
    record: Option<RecordId>,
    why: Option<&'a str>,
) -> Reading<'a> {
    Reading { what, record, by: &who.name, why }
}

impl Visit<'_> {
    /// Writes into the audit what this person is about to be shown, or did. Nothing is shown where
    /// that cannot be written.
    pub(in crate::console) fn note(
        &mut self,
        what: ReadingAct,
        record: Option<RecordId>,
    ) -> Result<(), Trouble> {
        self.note_why(what, record, None)
    }

    /// The same, with why.
    pub(in crate::console) fn note_why(
        &mut self,
        what: ReadingAct,
        record: Option<RecordId>,
        why: Option<&str>,
    ) -> Result<(), Trouble> {
        let reading = reading(&self.who, what, record, why);
        Ok(self.hub.note_reading(&reading, now(), &mut entropy())?)
    }

    /// Whether a form is one that we showed to this session.
    pub(in crate::console) fn showed(&self, form: &Form) -> bool {
        form.typed(MARK) == self.mark
    }
}
