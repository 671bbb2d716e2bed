//! A trust's own sign-on: OpenID Connect's authorization code flow with PKCE, a state and a nonce.
//!
//! People are known by the subject that the sign-on states and never by a name or an address, which
//! change hands. Its groups are mapped to roles anew at each sign-in; the role administrator is none
//! of them, since that takes two people here.

mod http;
mod pending;
mod settings;
mod token;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use self::http::NoAnswer;
use self::token::{Claims, Expected};
use super::page::signed_in;
use super::people::{People, plain};
use super::roles::Role;
use crate::console::page::frame::{Notice, notice};
use crate::console::page::guard::see_other;
use crate::console::page::visit::in_turn;
use crate::console::{Shared, State as Console};
use crate::host::{entropy, now};
use crate::hub::Hub;
use crate::web::Token;

pub(in crate::console) use pending::Pending;
pub use settings::{OpenId, OpenIdFault};

impl OpenId {
    /// What the button says.
    pub(super) fn label(&self) -> &str {
        &self.label
    }
}

/// Where the sign-on sends people back to.
fn back_of(console: &Console) -> String {
    let origin = console.origins.first().map(String::as_str).unwrap_or_default();
    format!("{origin}/sign-in/back")
}

/// `GET /sign-in/with`: leads to the trust's sign-on.
pub(in crate::console) async fn begin(State(console): State<Shared>) -> Response {
    if console.open_id.is_none() {
        return notice(&console.words, StatusCode::NOT_FOUND, Notice::NotFound);
    }
    let begun = console.pending.begin(now(), &mut entropy());
    let (shared, asked) = (console.clone(), begun.asked.clone());
    let inside = match console.door.pass().await {
        Ok(inside) => inside,
        Err(why) => return notice(&console.words, StatusCode::SERVICE_UNAVAILABLE, why),
    };
    let found = inside.stretch(move || {
        let settings = shared.open_id.as_ref().ok_or(NoAnswer)?;
        let places = http::places(settings)?;
        Ok::<_, NoAnswer>(asked.address(settings, &places, &back_of(&shared)))
    });
    match found.await {
        Ok(Ok(address)) => console.set_state(see_other(&address), Some(&begun.state)),
        _ => notice(&console.words, StatusCode::BAD_GATEWAY, Notice::NoSignOn),
    }
}

/// What the sign-on sends people back with.
#[derive(Deserialize)]
pub(in crate::console) struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// `GET /sign-in/back`: judges what the sign-on states, and lets in.
pub(in crate::console) async fn back(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(brought): Query<Back>,
) -> Response {
    let refused = |why| {
        let answer = notice(&console.words, StatusCode::UNPROCESSABLE_ENTITY, why);
        console.set_state(answer, None)
    };
    // The browser that comes back is the one that set out.
    let ours = console.brought_state(&headers).is_some_and(|state| state == brought.state);
    let Some(asked) = ours.then(|| console.pending.take(&brought.state, now())).flatten() else {
        return refused(Notice::NoSignOn);
    };
    let inside = match console.door.pass().await {
        Ok(inside) => inside,
        Err(why) => return refused(why),
    };
    let shared = console.clone();
    let judged = inside.stretch(move || {
        let settings = shared.open_id.as_ref().ok_or(NoAnswer)?;
        let places = http::places(settings)?;
        let verifier = asked.verifier.tell();
        let token = http::token(settings, &places, &brought.code, verifier, &back_of(&shared))?;
        let expected = Expected {
            issuer: &settings.issuer,
            client_id: &settings.client_id,
            nonce: asked.nonce.tell(),
            now: now(),
        };
        http::keys(&places)?.judge(&token, &expected).map_err(|_| NoAnswer)
    });
    let Ok(Ok(claims)) = judged.await else { return refused(Notice::NoSignOn) };
    match enter(&console, claims).await {
        Ok(Some(session)) => {
            // A page and no redirect: a browser that comes from elsewhere brings no strict cookie.
            let page = console.set_session(signed_in(&console.words), Some(&session));
            console.set_state(page, None)
        }
        Ok(None) => refused(Notice::NotKnown),
        Err(why) => refused(why),
    }
}

async fn enter(console: &Shared, claims: Claims) -> Result<Option<Token>, Notice> {
    let shared = console.clone();
    in_turn(&console.hub, move || {
        let Some(settings) = &shared.open_id else { return Ok(None) };
        let groups = claims.texts(&settings.role_claim);
        let roles: Vec<Role> =
            groups.iter().filter_map(|group| settings.roles.get(*group)).copied().collect();
        let name = claims.text(&settings.name_claim).and_then(|name| plain(name).ok());
        let (Some(subject), Some(name)) = (claims.text("sub"), name) else { return Ok(None) };
        let mut hub = Hub::open(&shared.dir, now())?;
        let mut people = People::read(&hub)?;
        let subject = format!("{} {subject}", settings.issuer);
        let session = people.enter_by(&subject, &name, &roles, now(), &mut entropy());
        people.write(&mut hub)?;
        Ok(session)
    })
    .await
}
