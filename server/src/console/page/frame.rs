//! What every page has around it, and the pages that say that something is not so.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use tabard_core::words::Words;

use crate::console::Shared;
use crate::console::access::people::Who;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::visit::Visit;
use crate::web;
use crate::web::NoticePage;

pub(in crate::console) use crate::web::{Frame, Kept, html};

/// The pages that each page leads to, with what they are called and who sees them.
const PLACES: &[(&str, &str, Right)] = &[
    ("/inbox", "inbox", Right::Reports),
    ("/standard", "standard", Right::Standard),
    ("/risks", "risks", Right::Standard),
    ("/lessons", "lessons", Right::Lessons),
    ("/learning", "learning", Right::Learning),
    ("/return", "return", Right::Returns),
    ("/data", "data", Right::Export),
    ("/proposals", "proposals", Right::Markers),
    ("/expiring", "expiring", Right::Markers),
    ("/appeals", "appeals", Right::Markers),
    ("/alerts", "alerts", Right::Markers),
    ("/all", "all", Right::Markers),
    ("/report", "report", Right::Markers),
    ("/export", "export", Right::Markers),
    ("/sanctions", "sanctions", Right::Sanctions),
    ("/people", "people", Right::People),
    ("/approvals", "approvals", Right::Approvals),
    ("/retention", "retention", Right::Retention),
    ("/audit", "audit", Right::Audit),
];

/// Where somebody begins; none where they may see nothing.
pub(in crate::console) fn first_place(who: &Who) -> Option<&'static str> {
    PLACES.iter().find(|(.., right)| who.may(*right)).map(|(href, ..)| *href)
}

impl<'a> Frame<'a> {
    /// Around a page of somebody who is signed in.
    pub(in crate::console) fn of(visit: &'a Visit<'_>, here: &'static str, title: String) -> Self {
        let places = PLACES.iter().filter(|(.., right)| visit.who.may(*right));
        Self {
            words: visit.words,
            name: visit.words.text("console.name"),
            title,
            here,
            who: Some(&visit.who.name),
            mark: &visit.mark,
            powerless: visit.who.may(Right::Markers) && !visit.hub.may_decide(),
            faulty: false,
            places: places.map(|(href, name, _)| (*href, *name)).collect(),
        }
    }

    /// Around a page of nobody.
    pub(in crate::console) fn alone(words: &'a Words, title: String) -> Self {
        Self::of_nobody(words, words.text("console.name"), title)
    }
}

/// Something to be kept as a file.
pub(in crate::console) fn download(
    kind: &'static str,
    name: &str,
    bytes: impl Into<Body>,
) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
    (headers, bytes.into()).into_response()
}

/// Why a page is not what was asked for, or what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::console) enum Notice {
    NotFound,
    NotYours,
    Method,
    TooLarge,
    Malformed,
    OtherHost,
    OtherOrigin,
    LinkUsed,
    Left,
    NoSignOn,
    NotKnown,
    Busy,
    Failed,
}

impl Notice {
    const fn key(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotYours => "not_yours",
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::OtherHost => "other_host",
            Self::OtherOrigin => "other_origin",
            Self::LinkUsed => "link_used",
            Self::Left => "left",
            Self::NoSignOn => "no_sign_on",
            Self::NotKnown => "not_known",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }

    /// Whether going back to the start is of use.
    const fn leads_on(self) -> bool {
        matches!(
            self,
            Self::NotFound
                | Self::NotYours
                | Self::Method
                | Self::TooLarge
                | Self::Malformed
                | Self::Busy
                | Self::Failed
        )
    }
}

/// A page that says one thing, and what to do.
pub(in crate::console) fn notice(words: &Words, status: StatusCode, notice: Notice) -> Response {
    let key = |part: &str| format!("console.notice.{}.{part}", notice.key());
    let (title, text) = (words.text(&key("title")).to_owned(), key("text"));
    let frame = Frame::alone(words, title);
    let leads_on = notice.leads_on();
    html(status, &NoticePage { frame, text: words.text(&text), leads_on })
}

#[derive(Template)]
#[template(path = "console/signed_out.html")]
struct SignedOut<'a> {
    frame: Frame<'a>,
    kept: Option<Kept>,
}

/// Nobody is signed in. What was typed stands on the page, to be sent again by who signs in.
pub(in crate::console) fn signed_out(words: &Words, form: Option<&(String, Form)>) -> Response {
    let frame = Frame::alone(words, words.text("console.signed_out.title").to_owned());
    let kept = form.and_then(|(path, form)| Kept::of(words, "console.signed_out", path, form));
    html(StatusCode::UNAUTHORIZED, &SignedOut { frame, kept })
}

/// `GET /assets/{file}`.
pub(in crate::console) async fn asset(
    State(console): State<Shared>,
    Path(file): Path<String>,
) -> Response {
    web::asset(&file)
        .unwrap_or_else(|| notice(&console.words, StatusCode::NOT_FOUND, Notice::NotFound))
}

/// There is nothing at that address.
pub(in crate::console) async fn nothing_here(State(console): State<Shared>) -> Response {
    notice(&console.words, StatusCode::NOT_FOUND, Notice::NotFound)
}

/// Gives what the framework refuses by itself a page.
pub(in crate::console) async fn in_form(
    State(console): State<Shared>,
    response: Response,
) -> Response {
    web::in_form(response, |status| {
        let why = match status {
            StatusCode::METHOD_NOT_ALLOWED => Notice::Method,
            StatusCode::PAYLOAD_TOO_LARGE => Notice::TooLarge,
            status if status.is_client_error() => Notice::Malformed,
            _ => Notice::Failed,
        };
        notice(&console.words, status, why)
    })
}
