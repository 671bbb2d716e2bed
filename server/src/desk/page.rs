//! The page itself, and its words.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tabard_core::model::marker::{QUICK, Quick};
use tabard_core::words::Words;

use super::problem::Refused;
use super::{Shared, State as Desk};
use crate::local::lasting_cookie;
use crate::web;

/// The sections whose texts the page needs.
const SECTIONS: [&str; 7] = [
    "desk.",
    "codes.caller_behaviour.",
    "codes.enquiry_reply.",
    "codes.marker_category.",
    "codes.marker_status.",
    "codes.response_instruction.",
    "codes.shared_line.",
];

/// The keys of the page, and what each does.
const KEYS: [(&str, &str); 13] = [
    ("F8", "desk.help.flag"),
    ("1–9", "desk.help.digit"),
    ("Enter", "desk.help.enter"),
    ("U", "desk.help.undo"),
    ("W", "desk.help.warning"),
    ("E", "desk.help.ended"),
    ("S", "desk.help.supervisor"),
    ("B", "desk.help.break"),
    ("L", "desk.help.log"),
    ("N", "desk.help.newest"),
    ("J", "desk.help.crews"),
    ("Esc", "desk.help.escape"),
    ("?", "desk.help.help"),
];

/// What a browser may bring in the address.
#[derive(Deserialize)]
pub(super) struct Opened {
    token: Option<String>,
}

#[derive(Template)]
#[template(path = "desk.html")]
struct Page<'a> {
    words: &'a Words,
    warnings: u8,
    /// How many of them were given, on a call that has not come.
    given: String,
    choices: [Quick; 9],
    keys: [(&'static str, &'static str); 13],
}

#[derive(Template)]
#[template(path = "desk_closed.html")]
struct Closed<'a> {
    words: &'a Words,
}

/// `GET /`: the page. A token in the address is changed for a cookie, and leaves the address.
pub(super) async fn page(
    State(desk): State<Shared>,
    Query(opened): Query<Opened>,
    request: Request,
) -> Response {
    match opened.token {
        Some(token) if desk.page_token.is(token.as_str()) => desk.let_in(),
        None if desk.knows_page(request.headers()) => {
            let (words, warnings) = (&desk.words, desk.warnings);
            let given = [("given", "0"), ("wanted", &*warnings.to_string())];
            let given = words.fill("desk.act.warnings", &given);
            html(StatusCode::OK, &Page { words, warnings, given, choices: QUICK, keys: KEYS })
        }
        _ => html(StatusCode::UNAUTHORIZED, &Closed { words: &desk.words }),
    }
}

fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `GET /assets/{file}`.
pub(super) async fn asset(Path(file): Path<String>) -> Result<Response, Refused> {
    web::asset(&file).ok_or(Refused::NotFound)
}

/// `GET /words.json`: what the page says.
pub(super) async fn words(State(desk): State<Shared>) -> Json<Value> {
    let texts: Map<String, Value> = desk
        .words
        .all()
        .filter(|(key, _)| SECTIONS.iter().any(|section| key.starts_with(section)))
        .map(|(key, text)| (key.to_owned(), text.into()))
        .collect();
    Json(json!({ "language": desk.words.language().to_string(), "texts": texts }))
}

impl Desk {
    fn let_in(&self) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.headers_mut().insert(LOCATION, HeaderValue::from_static("/"));
        if let Some(cookie) = lasting_cookie(&self.cookie_name(), Some(&self.cookie)) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    }
}
