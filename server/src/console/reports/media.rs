//! Attachments, looked at: a photograph is shown, a recording played, a document downloaded. Who
//! looks is written into the custody log before the first byte is given. Bytes are given chunk by
//! chunk, each in a turn of its own, so that neither a large file nor a slow line holds the hub.

mod format;

use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use futures_util::stream::{self, Stream};
use serde_json::Value;
use tabard_core::client::{Attachment, CustodyLine};
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use format::Format;

use super::named;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Trouble, Visit, visit};
use crate::host::{entropy, now};
use crate::hub::{Hub, HubError};
use crate::said::attachments::{size, standing};
use crate::said::words as said;

/// Whatever the bytes are, a browser runs nothing of them and fetches nothing for them.
const SEALED_OFF: &str = "default-src 'none'; sandbox";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/reports/{id}/media/{attachment}", get(page))
        .route("/reports/{id}/media/{attachment}/bytes", get(bytes))
}

/// A line of the custody log, in words.
struct Seen {
    what: String,
    by: String,
    at: String,
    why: String,
}

#[derive(Template)]
#[template(path = "console/media.html")]
struct Page<'a> {
    frame: Frame<'a>,
    back: String,
    bytes: String,
    media: String,
    about: String,
    stands: String,
    custody: Vec<Seen>,
}

/// `GET /reports/{id}/media/{attachment}`.
async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, attachment)): Path<(String, String)>,
) -> Response {
    visit(console, &headers, Right::Reports, move |visit| {
        let one = found(visit, &id, &attachment)?;
        let words = visit.words;
        let text = |name: &str| one.facts.get(name).and_then(Value::as_str).unwrap_or_default();
        let media = text("media").to_owned();
        let label = words.label("attachment_media", &media).to_owned();
        let bytes = one.facts.get("size").and_then(Value::as_u64).unwrap_or_default();
        let title = match text("title") {
            "" => label.clone(),
            title => title.to_owned(),
        };
        let page = Page {
            frame: Frame::of(visit, "inbox", title),
            back: format!("/reports/{id}"),
            bytes: format!("/reports/{id}/media/{attachment}/bytes"),
            media,
            about: format!("{label} · {}", size(words, bytes)),
            stands: standing(words, &one),
            custody: one.custody.iter().map(|line| seen(words, line)).collect(),
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}

fn seen(words: &Words, line: &serde_json::Map<String, Value>) -> Seen {
    let text = |name: &str| line.get(name).and_then(Value::as_str);
    Seen {
        what: words.label("custody_action", text("action").unwrap_or_default()).to_owned(),
        by: text("by").unwrap_or_default().to_owned(),
        at: said::time_if_said(words, text("at")),
        why: text("reason").unwrap_or_default().to_owned(),
    }
}

/// An attachment of a report.
fn found(visit: &Visit<'_>, id: &str, attachment: &str) -> Result<Attachment, Trouble> {
    let incident = named(visit, id)?.summary.id;
    let attachment: RecordId = attachment.parse().map_err(|_| Trouble::NotFound)?;
    let mut all = visit.hub.attachments(Some(incident))?.into_iter();
    all.find(|one| one.id == attachment).ok_or(Trouble::NotFound)
}

/// `GET /reports/{id}/media/{attachment}/bytes`: shown where it is what it says it is, and a file to
/// keep otherwise, or where that is asked for.
async fn bytes(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path((id, attachment)): Path<(String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let to_keep = Form::new(asked).said("keep").is_some();
    let shared = Shared::clone(&console);
    visit(console, &headers, Right::Reports, move |visit| {
        let one = found(visit, &id, &attachment)?;
        visit.note(ReadingAct::ViewedAttachment, Some(one.id))?;
        // Whoever captured it reads this; who it was by name stands in the audit.
        let by = visit.words.text("console.answer.signed").to_owned();
        let said = CustodyLine { by: Some(by), reason: None };
        let first = visit.hub.begin_viewing(one.id, &said, now(), &mut entropy())?;
        let number = |name: &str| one.facts.get(name).and_then(Value::as_u64).unwrap_or_default();
        let format = Format::of(&first);
        let shown = !to_keep && one.facts.get("media").and_then(Value::as_str) == format.shown_as();
        let given = Given {
            console: shared,
            id: one.id,
            next: 1,
            chunks: number("chunks"),
            first: Some(first.to_vec()),
        };
        Ok(answer(format, shown, one.id, number("size"), Body::from_stream(chunks(given))))
    })
    .await
}

fn answer(format: Format, shown: bool, id: RecordId, size: u64, body: Body) -> Response {
    let how = if shown { "inline" } else { "attachment" };
    let short: String = id.to_string().chars().take(8).collect();
    let name = format!("{how}; filename=\"attachment-{short}.{}\"", format.ending());
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SEALED_OFF));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// An attachment that is being given.
struct Given {
    console: Shared,
    id: RecordId,
    next: u32,
    chunks: u64,
    first: Option<Vec<u8>>,
}

/// The chunks, each fetched when the one before is on its way. What goes wrong ends the answer short
/// of its length, so that no browser takes a part for the whole.
fn chunks(given: Given) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    stream::unfold(Some(given), |given| async move {
        let mut given = given?;
        if let Some(first) = given.first.take() {
            return Some((Ok(Bytes::from(first)), Some(given)));
        }
        let (id, number) = (given.id, given.next);
        let over = u64::from(number) >= given.chunks;
        let console = Shared::clone(&given.console);
        let work = move || {
            let mut hub = Hub::open(&console.dir, now())?;
            match over {
                true => hub.end_viewing(id).map(|()| None),
                false => hub.viewed_chunk(id, number, now(), &mut entropy()).map(Some),
            }
        };
        let done: Result<Option<_>, HubError> = match given.console.hub.own(work).await {
            Ok(chunk) => Ok(chunk),
            Err(error) => {
                tracing::error!(%error, "an attachment was not given whole");
                Err(error)
            }
        };
        match done {
            Ok(Some(chunk)) => {
                given.next = given.next.saturating_add(1);
                Some((Ok(Bytes::copy_from_slice(&chunk)), Some(given)))
            }
            Ok(None) => None,
            Err(_) => Some((Err(std::io::ErrorKind::UnexpectedEof.into()), None)),
        }
    })
}
