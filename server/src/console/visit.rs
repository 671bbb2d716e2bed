//! One request of somebody who is signed in, with the hub open for it.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::ids::Millis;
use tabard_core::words::Words;

use super::form::{Form, MARK};
use super::guard::mark_of;
use super::pages::{Notice, notice, signed_out};
use super::{People, Shared};
use crate::api::Queue;
use crate::host::now;
use crate::hub::{Hub, HubError};

/// Who asks, with the hub.
pub(super) struct Visit<'a> {
    /// The hub. No other process has it meanwhile.
    pub(super) hub: &'a mut Hub,
    /// What is spoken.
    pub(super) words: &'a Words,
    /// What letters are written in.
    pub(super) letters: &'a [Words],
    /// The address by which the console is reached.
    pub(super) origin: &'a str,
    /// Who asks, as they sign.
    pub(super) name: String,
    /// What this session's forms hold.
    pub(super) mark: String,
    /// The time by which warnings end.
    pub(super) now: Millis,
}

/// Why a page is not what was asked for.
#[derive(Debug)]
pub(super) enum Trouble {
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
pub(super) type Answer = Result<Response, Trouble>;

/// Shows a page to whoever is signed in.
pub(super) async fn visit(
    console: Shared,
    headers: &HeaderMap,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    asked(console, headers, None, work).await
}

/// Does what a form says for whoever is signed in. What was typed is given back to who is not.
pub(super) async fn posted(
    console: Shared,
    headers: &HeaderMap,
    path: String,
    form: Form,
    work: impl FnOnce(&mut Visit<'_>, &Form) -> Answer + Send + 'static,
) -> Response {
    let given = form.clone();
    asked(console, headers, Some((path, form)), move |visit| work(visit, &given)).await
}

async fn asked(
    console: Shared,
    headers: &HeaderMap,
    form: Option<(String, Form)>,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    // The region's devices wait in the same queue: who brings no session takes no place in it.
    let Some(session) = console.session(headers) else {
        return signed_out(&console.words, form.as_ref());
    };
    let shared = Arc::clone(&console);
    let done = in_turn(&console.hub, move || {
        let console = shared;
        let mut hub = Hub::open(&console.dir, now())?;
        let mut people = People::read(&hub)?;
        let Some(name) = people.signed_in(&session, now()).map(str::to_owned) else {
            return Ok(signed_out(&console.words, form.as_ref()));
        };
        if people.touch(&session, now()) {
            people.write(&mut hub)?;
        }
        let now = hub.register_time()?;
        let mut visit = Visit {
            hub: &mut hub,
            words: &console.words,
            letters: &console.letters,
            origin: console.origins.first().map(String::as_str).unwrap_or_default(),
            name,
            mark: mark_of(&session),
            now,
        };
        match work(&mut visit) {
            Ok(response) => Ok(response),
            Err(Trouble::NotFound) => {
                Ok(notice(&console.words, StatusCode::NOT_FOUND, Notice::NotFound))
            }
            Err(Trouble::Hub(error)) => Err(error),
        }
    });
    done.await.unwrap_or_else(|notice_of| {
        notice(&console.words, StatusCode::SERVICE_UNAVAILABLE, notice_of)
    })
}

/// Does something with the hub's folder in its turn, after the hub's own rounds.
pub(super) async fn in_turn<T: Send + 'static>(
    queue: &Queue,
    work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
) -> Result<T, Notice> {
    match queue.visit(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(%error, "the console's work at the hub failed");
            Err(Notice::Failed)
        }
        Err(_) => Err(Notice::Busy),
    }
}

impl Visit<'_> {
    /// Whether a form is one that we showed to this session.
    pub(super) fn showed(&self, form: &Form) -> bool {
        form.typed(MARK) == self.mark
    }
}
