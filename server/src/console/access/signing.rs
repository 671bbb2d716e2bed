//! Signing in by a link that works once, and signing out.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::Reading;
use tabard_core::model::ReadingAct;

use super::people::People;
use super::roles::Right;
use crate::console::Shared;
use crate::console::page::frame::{Notice, door, first_place, notice};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Trouble, in_turn, visit};
use crate::host::{entropy, now};
use crate::hub::{Hub, HubError};
use crate::web::Token;

/// `GET /`: leads to the first page that whoever is signed in may see.
pub(in crate::console) async fn first(
    State(console): State<Shared>,
    headers: HeaderMap,
) -> Response {
    visit(console, &headers, Right::SignedIn, |visit| {
        first_place(&visit.who).map(see_other).ok_or(Trouble::NotFound)
    })
    .await
}

/// `GET /enter/{token}`: says who the link is for. It is used up by the button and not by opening
/// it, because mail systems open links to look at them.
pub(in crate::console) async fn knock(
    State(console): State<Shared>,
    Path(token): Path<String>,
) -> Response {
    if Token::read(&token).is_none() {
        return notice(&console.words, StatusCode::GONE, Notice::LinkUsed);
    }
    let dir = console.dir.clone();
    let path = format!("/enter/{token}");
    let invited = in_turn(&console.hub, move || {
        let hub = Hub::open(&dir, now())?;
        Ok(People::read(&hub)?.invited(&token, now()).map(str::to_owned))
    });
    match invited.await {
        Ok(Some(name)) => door(&console.words, &name, &path),
        Ok(None) => notice(&console.words, StatusCode::GONE, Notice::LinkUsed),
        Err(why) => notice(&console.words, StatusCode::SERVICE_UNAVAILABLE, why),
    }
}

/// `POST /enter/{token}`: changes the link for a session.
pub(in crate::console) async fn enter(
    State(console): State<Shared>,
    Path(token): Path<String>,
) -> Response {
    if Token::read(&token).is_none() {
        return notice(&console.words, StatusCode::GONE, Notice::LinkUsed);
    }
    let dir = console.dir.clone();
    let entered = in_turn(&console.hub, move || {
        let mut hub = Hub::open(&dir, now())?;
        let mut people = People::read(&hub)?;
        let session = people.enter(&token, now(), &mut entropy());
        if let Some(session) = &session {
            told(&people, session.tell(), ReadingAct::SignedIn, &mut hub)?;
        }
        people.write(&mut hub)?;
        Ok(session)
    });
    match entered.await {
        Ok(Some(session)) => console.set_session(see_other("/"), Some(&session)),
        Ok(None) => notice(&console.words, StatusCode::GONE, Notice::LinkUsed),
        Err(why) => notice(&console.words, StatusCode::SERVICE_UNAVAILABLE, why),
    }
}

/// Writes into the audit what whoever has a session did with it.
fn told(people: &People, session: &str, what: ReadingAct, hub: &mut Hub) -> Result<(), HubError> {
    let Some(who) = people.signed_in(session, now()) else { return Ok(()) };
    let reading = Reading { what, record: None, by: &who.name, why: None };
    hub.note_reading(&reading, now(), &mut entropy())
}

/// `POST /leave`: ends the session.
pub(in crate::console) async fn leave(
    State(console): State<Shared>,
    headers: HeaderMap,
) -> Response {
    if let Some(session) = console.session(&headers) {
        let dir = console.dir.clone();
        let left = in_turn(&console.hub, move || {
            let mut hub = Hub::open(&dir, now())?;
            let mut people = People::read(&hub)?;
            told(&people, &session, ReadingAct::SignedOut, &mut hub)?;
            people.leave(&session);
            people.write(&mut hub)
        });
        if let Err(why) = left.await {
            return notice(&console.words, StatusCode::SERVICE_UNAVAILABLE, why);
        }
    }
    console.set_session(see_other("/left"), None)
}

/// `GET /left`.
pub(in crate::console) async fn left(State(console): State<Shared>) -> Response {
    notice(&console.words, StatusCode::OK, Notice::Left)
}
