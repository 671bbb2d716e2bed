//! The vault while one request is answered, and whoever asks.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::{Client, ClientError};
use tabard_core::ids::Millis;
use tabard_core::words::Words;

use super::Shared;
use super::notice::{Notice, notice, signed_out};
use crate::local::HeldError;
use crate::web::Frame;
use crate::web::form::{Form, MARK, mark_of};

/// Who asks, with the vault.
pub(super) struct Visit<'a> {
    pub(super) client: &'a mut Client,
    pub(super) words: &'a Words,
    /// By what role messages are signed unless the form says otherwise.
    pub(super) role: &'a str,
    /// What this session's forms hold.
    pub(super) mark: String,
    pub(super) now: Millis,
    /// Whether the region answered last; none before it was asked.
    pub(super) reachable: Option<bool>,
    /// Whether something was written, and is to be sent.
    pub(super) wrote: bool,
}

/// Why a page is not what was asked for.
#[derive(Debug)]
pub(super) enum Trouble {
    /// There is no such thing.
    NotFound,
    /// The device.
    Client(ClientError),
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

/// What a page does.
pub(super) type Answer = Result<Response, Trouble>;

/// The places of these pages.
const PLACES: [(&str, &str); 2] = [("/", "requests"), ("/?list=closed", "requests_closed")];

impl<'a> Visit<'a> {
    /// What stands around a page.
    pub(super) fn frame(&'a self, here: &'static str, title: String) -> Frame<'a> {
        let name = self.words.text("console.welfare.name");
        Frame {
            here,
            who: Some(self.role),
            mark: &self.mark,
            places: PLACES.into(),
            ..Frame::of_nobody(self.words, name, title)
        }
    }

    /// Whether a form is one that we showed to this session.
    pub(super) fn showed(&self, form: &Form) -> bool {
        form.typed(MARK) == self.mark
    }
}

/// Shows a page to whoever opened the link.
pub(super) async fn visit(
    welfare: Shared,
    headers: &HeaderMap,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    match welfare.session(headers, true) {
        Some(session) => answered(welfare, session, work).await,
        None => signed_out(&welfare.words, None),
    }
}

/// The same where a page asks by itself: a session that nobody uses ends all the same.
pub(super) async fn glance(
    welfare: Shared,
    headers: &HeaderMap,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    match welfare.session(headers, false) {
        Some(session) => answered(welfare, session, work).await,
        None => signed_out(&welfare.words, None),
    }
}

/// Does what a form says. What was typed is given back to who has no session.
pub(super) async fn posted(
    welfare: Shared,
    headers: &HeaderMap,
    path: String,
    form: Form,
    work: impl FnOnce(&mut Visit<'_>, &Form) -> Answer + Send + 'static,
) -> Response {
    match welfare.session(headers, true) {
        Some(session) => answered(welfare, session, move |visit| work(visit, &form)).await,
        None => signed_out(&welfare.words, Some(&(path, form))),
    }
}

async fn answered(
    welfare: Shared,
    session: String,
    work: impl FnOnce(&mut Visit<'_>) -> Answer + Send + 'static,
) -> Response {
    let shared = Arc::clone(&welfare);
    let seen = move || seen(&shared, &session, work);
    // A thread that failed in the middle is a failure like any other.
    tokio::task::spawn_blocking(seen)
        .await
        .unwrap_or_else(|_| notice(&welfare.words, StatusCode::SERVICE_UNAVAILABLE, Notice::Failed))
}

fn seen(welfare: &Shared, session: &str, work: impl FnOnce(&mut Visit<'_>) -> Answer) -> Response {
    let clock = welfare.held.clock();
    let done = welfare.held.with(|client| {
        client.tick(clock)?;
        let mut visit = Visit {
            client,
            words: &welfare.words,
            role: &welfare.role,
            mark: mark_of(session),
            now: clock.wall,
            reachable: welfare.carried.borrow().reachable,
            wrote: false,
        };
        let answer = work(&mut visit);
        Ok((answer, visit.wrote))
    });
    if matches!(done, Ok((_, true))) {
        welfare.held.wake();
        welfare.news.send_modify(|news| *news += 1);
    }
    let (status, why) = match done {
        Ok((Ok(response), _)) => return response,
        Ok((Err(Trouble::NotFound), _)) => (StatusCode::NOT_FOUND, Notice::NotFound),
        Ok((Err(Trouble::Client(error)), _)) | Err(HeldError::Client(error)) => of_client(&error),
        Err(HeldError::Ending) => (StatusCode::SERVICE_UNAVAILABLE, Notice::Failed),
    };
    notice(&welfare.words, status, why)
}

fn of_client(error: &ClientError) -> (StatusCode, Notice) {
    match error {
        ClientError::UnknownRecord(_) | ClientError::LetGo(_) => {
            (StatusCode::NOT_FOUND, Notice::NotFound)
        }
        ClientError::LeaseEnded => (StatusCode::FORBIDDEN, Notice::LeaseEnded),
        error => {
            tracing::error!(code = error.code(), "welfare's vault was not read or written");
            (StatusCode::SERVICE_UNAVAILABLE, Notice::Failed)
        }
    }
}
