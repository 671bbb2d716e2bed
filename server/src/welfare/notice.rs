//! The pages that say that something is not so, and what to do.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tabard_core::words::Words;

use super::Shared;
use crate::web::form::Form;
use crate::web::{self, Frame, Kept, NoticePage, html};

/// Why a page is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    NotFound,
    Method,
    TooLarge,
    Malformed,
    OtherHost,
    OtherOrigin,
    Left,
    LeaseEnded,
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
            Self::Left => "left",
            Self::LeaseEnded => "lease_ended",
            Self::Failed => "failed",
        }
    }

    const fn leads_on(self) -> bool {
        !matches!(self, Self::OtherHost | Self::OtherOrigin | Self::Left)
    }
}

fn alone(words: &Words, title: String) -> Frame<'_> {
    Frame::of_nobody(words, words.text("console.welfare.name"), title)
}

/// A page that says one thing.
pub(super) fn notice(words: &Words, status: StatusCode, notice: Notice) -> Response {
    let key = |part: &str| format!("console.welfare.notice.{}.{part}", notice.key());
    let (title, text) = (words.text(&key("title")).to_owned(), key("text"));
    let frame = alone(words, title);
    html(status, &NoticePage { frame, text: words.text(&text), leads_on: notice.leads_on() })
}

#[derive(Template)]
#[template(path = "welfare/signed_out.html")]
struct SignedOut<'a> {
    frame: Frame<'a>,
    kept: Option<Kept>,
}

/// Nobody has opened the page, or the session ended. What was typed stands there, to be sent again.
pub(super) fn signed_out(words: &Words, form: Option<&(String, Form)>) -> Response {
    let frame = alone(words, words.text("console.welfare.signed_out.title").to_owned());
    let kept =
        form.and_then(|(path, form)| Kept::of(words, "console.welfare.signed_out", path, form));
    html(StatusCode::UNAUTHORIZED, &SignedOut { frame, kept })
}

/// `GET /assets/{file}`.
pub(super) async fn asset(State(welfare): State<Shared>, Path(file): Path<String>) -> Response {
    let missing = || notice(&welfare.words, StatusCode::NOT_FOUND, Notice::NotFound);
    web::asset(&file).unwrap_or_else(missing)
}

/// There is nothing at that address.
pub(super) async fn nothing_here(State(welfare): State<Shared>) -> Response {
    notice(&welfare.words, StatusCode::NOT_FOUND, Notice::NotFound)
}

/// Gives what the framework refuses by itself a page.
pub(super) async fn in_form(State(welfare): State<Shared>, response: Response) -> Response {
    web::in_form(response, |status| {
        let why = match status {
            StatusCode::METHOD_NOT_ALLOWED => Notice::Method,
            StatusCode::PAYLOAD_TOO_LARGE => Notice::TooLarge,
            status if status.is_client_error() => Notice::Malformed,
            _ => Notice::Failed,
        };
        notice(&welfare.words, status, why)
    })
}
