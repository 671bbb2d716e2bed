//! What a link leads to: a password, then a second factor, then codes for when that is gone. Only then
//! is the account whole and its person signed in.

use axum::extract::{Form as Fields, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use super::accounts::{Confirming, Guest, Unconfirmed, Whole};
use super::page::{Asked, Field, drawn, spare};
use super::password::{Password, SHORTEST, Weak};
use super::people::{People, plain};
use super::signing::told;
use super::tries::Tries;
use crate::console::Shared;
use crate::console::page::form::Form;
use crate::console::page::frame::{Notice, notice};
use crate::console::page::visit::in_turn;
use crate::host::{entropy, now};
use crate::hub::Hub;
use crate::web::Token;

/// Why there is a page that says so, in place of the one that was asked for.
type Refused = (StatusCode, Notice);

const GONE: Refused = (StatusCode::GONE, Notice::LinkUsed);

fn unavailable(why: Notice) -> Refused {
    (StatusCode::SERVICE_UNAVAILABLE, why)
}

/// A field, and the key of what is wrong with it.
type Fault = (&'static str, &'static str);

/// `GET /enter/{token}`: says who the link is for, and asks for a password. The link is used up when
/// the account is whole and not by opening it, because mail systems open links to look at them.
pub(in crate::console) async fn knock(
    State(console): State<Shared>,
    Path(token): Path<String>,
) -> Response {
    let words = &console.words;
    match guest(&console, &token).await {
        Ok(known) => password_page(words, &known.guest, &token, "", &[]),
        Err((status, why)) => notice(words, status, why),
    }
}

/// `POST /enter/{token}`: keeps the password, and shows the second factor.
pub(in crate::console) async fn choose(
    State(console): State<Shared>,
    Path(token): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let form = Form::new(fields);
    chosen(&console, &token, &form)
        .await
        .unwrap_or_else(|(status, why)| notice(&console.words, status, why))
}

async fn chosen(console: &Shared, token: &str, form: &Form) -> Result<Response, Refused> {
    let known = guest(console, token).await?;
    let (name, password) = match typed(&known, form) {
        Ok(typed) => typed,
        Err(fault) => {
            let name = form.typed("name");
            return Ok(password_page(&console.words, &known.guest, token, name, &[fault]));
        }
    };
    let inside = console.door.pass().await.map_err(unavailable)?;
    let stretched = inside.stretch(move || password.stretch(&mut entropy()));
    let stretched = stretched.await.map_err(unavailable)?;
    let stretched = stretched.ok_or(unavailable(Notice::Busy))?;
    let (dir, link) = (console.dir.clone(), token.to_owned());
    let begun = in_turn(&console.hub, move || {
        let mut hub = Hub::open(&dir, now())?;
        let mut people = People::read(&hub)?;
        let begun = people.begin(&link, &name, stretched, now(), &mut entropy());
        people.write(&mut hub)?;
        Ok(begun)
    });
    let begun = begun.await.map_err(unavailable)?.ok_or(GONE)?;
    Ok(factor_page(&console.words, &known.region, &begun, token, &[]))
}

/// `POST /enter/{token}/code`: makes the account whole.
pub(in crate::console) async fn confirm(
    State(console): State<Shared>,
    Path(token): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let form = Form::new(fields);
    confirmed(&console, &token, &form)
        .await
        .unwrap_or_else(|(status, why)| notice(&console.words, status, why))
}

async fn confirmed(console: &Shared, token: &str, form: &Form) -> Result<Response, Refused> {
    if Token::read(token).is_none() {
        return Err(GONE);
    }
    let (dir, link) = (console.dir.clone(), token.to_owned());
    let (page, code) = (form.typed("page").to_owned(), form.typed("first_code").to_owned());
    let done = in_turn(&console.hub, move || {
        let mut hub = Hub::open(&dir, now())?;
        let mut people = People::read(&hub)?;
        let confirmed = people.confirm(&link, &page, &code, now(), &mut entropy());
        if let Ok(whole) = &confirmed {
            told(&people, whole.session.tell(), ReadingAct::SignedIn, &mut hub)?;
            people.write(&mut hub)?;
            let mut tries = Tries::read(&hub)?;
            tries.clear(&whole.name);
            tries.write(&mut hub)?;
        }
        Ok((hub.region_name().to_owned(), confirmed))
    });
    let (region, confirmed) = done.await.map_err(unavailable)?;
    match confirmed {
        Ok(Whole { session, spare: codes, .. }) => {
            Ok(console.set_session(spare(&console.words, &codes), Some(&session)))
        }
        Err(Unconfirmed::Gone) => Err(GONE),
        Err(Unconfirmed::Code(begun)) => {
            let fault = ("first_code", "console.fault.wrong_code");
            Ok(factor_page(&console.words, &region, &begun, token, &[fault]))
        }
    }
}

/// Whom a link is for, and where.
struct Known {
    guest: Guest,
    region: String,
    /// The names that a first administrator cannot take.
    taken: Vec<String>,
}

async fn guest(console: &Shared, token: &str) -> Result<Known, Refused> {
    // What is no token takes no place in the hub's queue.
    if Token::read(token).is_none() {
        return Err(GONE);
    }
    let (dir, token) = (console.dir.clone(), token.to_owned());
    let known = in_turn(&console.hub, move || {
        let hub = Hub::open(&dir, now())?;
        let people = People::read(&hub)?;
        let taken = people.lines(now()).into_iter().filter(|one| one.account);
        let taken = taken.map(|one| one.name.to_lowercase()).collect();
        let region = hub.region_name().to_owned();
        Ok(people.guest(&token, now()).map(|guest| Known { guest, region, taken }))
    });
    known.await.map_err(unavailable)?.ok_or(GONE)
}

/// The name and the password, where they can be taken.
fn typed(known: &Known, form: &Form) -> Result<(String, Password), Fault> {
    let name = match &known.guest {
        Guest::Invited(name) => name.clone(),
        Guest::First => {
            plain(form.typed("name")).map_err(|_| ("name", "console.fault.bad_name"))?
        }
    };
    if known.guest == Guest::First && known.taken.contains(&name.to_lowercase()) {
        return Err(("name", "console.fault.name_taken"));
    }
    let password = Password::typed(form.typed("new_password"));
    let judged = password.judge(&[&name, &known.region, "Tabard"]);
    judged.map_err(|weak| ("new_password", key_of(weak)))?;
    if form.typed("new_password") != form.typed("again") {
        return Err(("again", "console.fault.not_the_same"));
    }
    Ok((name, password))
}

const fn key_of(weak: Weak) -> &'static str {
    match weak {
        Weak::Short => "console.fault.password_short",
        Weak::Long => "console.fault.password_long",
        Weak::Common => "console.fault.password_common",
        Weak::Names => "console.fault.password_names",
    }
}

/// What is wrong, in words.
fn said<'w>(words: &'w Words, faults: &[Fault]) -> Vec<(&'static str, &'w str)> {
    faults.iter().map(|(field, key)| (*field, words.text(key))).collect()
}

const fn status_of(faults: &[Fault]) -> StatusCode {
    if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn password_page(
    words: &Words,
    guest: &Guest,
    token: &str,
    typed: &str,
    faults: &[Fault],
) -> Response {
    let new = |name| Field::of(name, "new-password", "");
    let mut fields = vec![new("new_password"), new("again")];
    let (key, name) = match guest {
        Guest::Invited(name) => ("door", Some(name.as_str())),
        Guest::First => {
            fields.insert(0, Field::of("name", "username", typed));
            ("first", None)
        }
    };
    let path = format!("/enter/{token}");
    let asked = Asked { key, name, path: &path, hidden: None, fields, factor: None };
    drawn(words, status_of(faults), asked, &said(words, faults))
}

fn factor_page(
    words: &Words,
    region: &str,
    begun: &Confirming,
    token: &str,
    faults: &[Fault],
) -> Response {
    let path = format!("/enter/{token}/code");
    let service = format!("Tabard {region}");
    let asked = Asked {
        key: "factor",
        name: Some(&begun.name),
        path: &path,
        hidden: Some(("page", &begun.page)),
        fields: vec![Field::of("first_code", "one-time-code", "")],
        factor: Some((begun.factor.drawn(&service, &begun.name), begun.factor.text())),
    };
    drawn(words, status_of(faults), asked, &said(words, faults))
}

const _: () = assert!(SHORTEST == 12, "the words say so");
