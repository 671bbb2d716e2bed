//! Signing in by name, password and code, and signing out.

use axum::extract::{Form as Fields, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::Reading;
use tabard_core::ids::Millis;
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use super::page::{Asked, Field, drawn};
use super::password::{Password, Stretched};
use super::people::{People, plain};
use super::roles::Right;
use super::tries::Tries;
use crate::console::Shared;
use crate::console::page::form::Form;
use crate::console::page::frame::{Notice, first_place, notice};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Trouble, in_turn, visit};
use crate::host::{entropy, now};
use crate::hub::{Hub, HubError};
use crate::said::words as said;
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

/// `GET /sign-in`.
pub(in crate::console) async fn ask(State(console): State<Shared>) -> Response {
    sign_in_page(&console.words, StatusCode::OK, "", None)
}

/// `POST /sign-in`.
pub(in crate::console) async fn sign_in(
    State(console): State<Shared>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let form = Form::new(fields);
    let name = form.typed("name");
    match tried(&console, &form).await {
        Ok(Tried::In(session)) => console.set_session(see_other("/"), Some(&session)),
        // One answer, whatever was wrong of the three.
        Ok(Tried::Wrong) => {
            let text = console.words.text("console.fault.wrong_sign_in").to_owned();
            sign_in_page(&console.words, StatusCode::UNPROCESSABLE_ENTITY, name, Some(&text))
        }
        Ok(Tried::Wait(until)) => {
            let until = said::moment(&console.words, until);
            let text = console.words.fill("console.fault.wait", &[("until", &until)]);
            sign_in_page(&console.words, StatusCode::TOO_MANY_REQUESTS, name, Some(&text))
        }
        Err(why) => notice(&console.words, StatusCode::SERVICE_UNAVAILABLE, why),
    }
}

fn sign_in_page(words: &Words, status: StatusCode, name: &str, fault: Option<&str>) -> Response {
    let fields = vec![
        Field::of("name", "username", name),
        Field::of("password", "current-password", ""),
        Field::of("code", "one-time-code", ""),
    ];
    let path = "/sign-in";
    let asked = Asked { key: "sign_in", name: None, path, hidden: None, fields, factor: None };
    let faults: Vec<_> = fault.map(|text| ("name", text)).into_iter().collect();
    drawn(words, status, asked, &faults)
}

enum Tried {
    In(Token),
    Wrong,
    Wait(Millis),
}

/// Judges a try. A name that nobody has costs the same work as one that somebody has.
async fn tried(console: &Shared, form: &Form) -> Result<Tried, Notice> {
    let Ok(name) = plain(form.typed("name")) else { return Ok(Tried::Wrong) };
    let inside = console.door.pass().await?;
    let kept = match counted(console, name.clone()).await? {
        Ok(kept) => kept,
        Err(until) => return Ok(Tried::Wait(until)),
    };
    let (password, held) = (Password::typed(form.typed("password")), kept.clone());
    let right = inside.stretch(move || held.is_of(&password)).await?;
    let (dir, code) = (console.dir.clone(), form.typed("code").to_owned());
    let session = in_turn(&console.hub, move || {
        let mut hub = Hub::open(&dir, now())?;
        let mut people = People::read(&hub)?;
        let session = people.sign_in(&name, &kept, &code, now(), &mut entropy());
        let session = session.filter(|_| right);
        if let Some(session) = &session {
            told(&people, session.tell(), ReadingAct::SignedIn, &mut hub)?;
            people.write(&mut hub)?;
            let mut tries = Tries::read(&hub)?;
            tries.clear(&name);
            tries.write(&mut hub)?;
        }
        Ok(session)
    });
    Ok(session.await?.map_or(Tried::Wrong, Tried::In))
}

/// Counts a try before it is judged, so that a stop of the server in between forgives nothing, and
/// gives what the password is held against; or until when this name waits.
async fn counted(console: &Shared, name: String) -> Result<Result<Stretched, Millis>, Notice> {
    let dir = console.dir.clone();
    in_turn(&console.hub, move || {
        let mut hub = Hub::open(&dir, now())?;
        let kept = People::read(&hub)?.password_of(&name);
        let mut tries = Tries::read(&hub)?;
        let counted = tries.count(&name, now());
        if counted.is_ok() {
            tries.write(&mut hub)?;
        }
        Ok(counted.map(|()| kept))
    })
    .await
}

/// Writes into the audit what whoever has a session did with it.
pub(super) fn told(
    people: &People,
    session: &str,
    what: ReadingAct,
    hub: &mut Hub,
) -> Result<(), HubError> {
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
