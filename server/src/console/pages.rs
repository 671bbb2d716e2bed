//! What every page has around it, and the pages that say that something is not so.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use tabard_core::words::Words;

use super::Shared;
use super::form::Form;
use super::visit::Visit;
use crate::web;

/// The pages that each page leads to, with what they are called.
const PLACES: [(&str, &str); 7] = [
    ("/", "proposals"),
    ("/expiring", "expiring"),
    ("/appeals", "appeals"),
    ("/alerts", "alerts"),
    ("/all", "all"),
    ("/report", "report"),
    ("/export", "export"),
];

/// What stands around a page.
pub(super) struct Frame<'a> {
    pub(super) words: &'a Words,
    /// What the page is called.
    pub(super) title: String,
    /// Which of the places it is.
    pub(super) here: &'static str,
    /// Who is signed in.
    pub(super) who: Option<&'a str>,
    /// What this session's forms hold.
    pub(super) mark: &'a str,
    /// Whether the hub lacks the role by which it decides.
    pub(super) powerless: bool,
    /// Whether something typed has faults.
    pub(super) faulty: bool,
    /// The places.
    pub(super) places: [(&'static str, &'static str); 7],
}

impl<'a> Frame<'a> {
    /// Around a page of somebody who is signed in.
    pub(super) fn of(visit: &'a Visit<'_>, here: &'static str, title: String) -> Self {
        Self {
            words: visit.words,
            title,
            here,
            who: Some(&visit.name),
            mark: &visit.mark,
            powerless: !visit.hub.may_decide(),
            faulty: false,
            places: PLACES,
        }
    }

    /// Around a page of nobody.
    const fn alone(words: &'a Words, title: String) -> Self {
        let (who, mark) = (None, "");
        Self { words, title, here: "", who, mark, powerless: false, faulty: false, places: PLACES }
    }

    /// What a place is called.
    pub(super) fn place(&self, name: &str) -> String {
        self.words.text(&format!("console.nav.{name}")).to_owned()
    }
}

/// A page as an answer.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Why a page is not what was asked for, or what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    NotFound,
    Method,
    TooLarge,
    Malformed,
    OtherHost,
    OtherOrigin,
    LinkUsed,
    Left,
    Busy,
    Failed,
}

impl Notice {
    const fn key(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::OtherHost => "other_host",
            Self::OtherOrigin => "other_origin",
            Self::LinkUsed => "link_used",
            Self::Left => "left",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }

    /// Whether going back to the start is of use.
    const fn leads_on(self) -> bool {
        matches!(
            self,
            Self::NotFound
                | Self::Method
                | Self::TooLarge
                | Self::Malformed
                | Self::Busy
                | Self::Failed
        )
    }
}

#[derive(Template)]
#[template(path = "console/notice.html")]
struct NoticePage<'a> {
    frame: Frame<'a>,
    text: &'a str,
    leads_on: bool,
}

/// A page that says one thing, and what to do.
pub(super) fn notice(words: &Words, status: StatusCode, notice: Notice) -> Response {
    let key = |part: &str| format!("console.notice.{}.{part}", notice.key());
    let (title, text) = (words.text(&key("title")).to_owned(), key("text"));
    let frame = Frame::alone(words, title);
    let leads_on = notice.leads_on();
    html(status, &NoticePage { frame, text: words.text(&text), leads_on })
}

#[derive(Template)]
#[template(path = "console/door.html")]
struct Door<'a> {
    frame: Frame<'a>,
    enter: String,
    path: &'a str,
}

/// The page that a link opens.
pub(super) fn door(words: &Words, name: &str, path: &str) -> Response {
    let frame = Frame::alone(words, words.text("console.door.title").to_owned());
    let enter = words.fill("console.door.enter", &[("name", name)]);
    html(StatusCode::OK, &Door { frame, enter, path })
}

#[derive(Template)]
#[template(path = "console/signed_out.html")]
struct SignedOut<'a> {
    frame: Frame<'a>,
    kept: Option<Kept>,
}

/// What was typed when the session ended.
struct Kept {
    path: String,
    /// Each field with what it is called.
    fields: Vec<(String, String, String)>,
}

impl Kept {
    fn of(words: &Words, path: &str, form: &Form) -> Self {
        let field = |(field, text): (String, String)| {
            let (base, part) = field.split_once('-').unwrap_or((&field, ""));
            let label = words.text(&format!("console.kept.{base}")).to_owned();
            let part = format!("console.date.{part}");
            let label = match words.text(&part) {
                said if said == part => label,
                said => format!("{label} ({said})"),
            };
            (field, label, text)
        };
        Self { path: path.to_owned(), fields: form.kept().into_iter().map(field).collect() }
    }

    /// Those that somebody typed.
    fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let typed = self.fields.iter().filter(|(field, ..)| field != "what");
        typed.map(|(_, label, text)| (label.as_str(), text.as_str()))
    }
}

/// Nobody is signed in. What was typed stands on the page, to be sent again by who signs in.
pub(super) fn signed_out(words: &Words, form: Option<&(String, Form)>) -> Response {
    let frame = Frame::alone(words, words.text("console.signed_out.title").to_owned());
    let kept = form.map(|(path, form)| Kept::of(words, path, form));
    let kept = kept.filter(|kept| kept.typed().next().is_some());
    html(StatusCode::UNAUTHORIZED, &SignedOut { frame, kept })
}

/// `GET /assets/{file}`.
pub(super) async fn asset(State(console): State<Shared>, Path(file): Path<String>) -> Response {
    web::asset(&file)
        .unwrap_or_else(|| notice(&console.words, StatusCode::NOT_FOUND, Notice::NotFound))
}

/// There is nothing at that address.
pub(super) async fn nothing_here(State(console): State<Shared>) -> Response {
    notice(&console.words, StatusCode::NOT_FOUND, Notice::NotFound)
}

/// Gives what the framework refuses by itself a page.
pub(super) async fn in_form(State(console): State<Shared>, response: Response) -> Response {
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    let ours = response.headers().get(CONTENT_TYPE);
    let ours = ours.and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.contains("html"));
    if !refused || ours {
        return response;
    }
    let why = match status {
        StatusCode::METHOD_NOT_ALLOWED => Notice::Method,
        StatusCode::PAYLOAD_TOO_LARGE => Notice::TooLarge,
        status if status.is_client_error() => Notice::Malformed,
        _ => Notice::Failed,
    };
    let mut page = notice(&console.words, status, why);
    if let Some(methods) = response.headers().get(ALLOW) {
        page.headers_mut().insert(ALLOW, methods.clone());
    }
    page
}
