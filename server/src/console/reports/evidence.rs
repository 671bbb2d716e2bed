//! Evidence by a button: a pack of a report for the police. Why it is made is asked for and written
//! down, where those who reported read it, and by whom in the hub's own file.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Form as Fields, Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use futures_util::stream::{self, Stream};
use serde_json::Value;
use tabard_core::client::{ClientError, Incident};
use tabard_core::ids::RecordId;
use tabard_core::model::{ReadingAct, RecordKind, title};

use super::fields::{Line, item};
use super::named;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Answer, Trouble, Visit, posted_long, visit};
use crate::evidence::{self, EvidenceError, Redaction, Wishes};
use crate::host::{entropy, now};
use crate::hub::HubError;

/// So much of a pack is read at a time.
const AT_ONCE: usize = 64 * 1024;
/// The most bytes of a reason, and of a role.
const LONGEST: [(&str, usize); 3] = [("reason", 1_800), ("redact", 400), ("role", 150)];

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/reports/{id}/evidence", get(page).post(take))
}

#[derive(Template)]
#[template(path = "console/evidence.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: RecordId,
    about: String,
    again: bool,
    faults: Vec<(&'static str, String)>,
    made: Vec<Vec<Line>>,
    region: String,
    typed: &'a Form,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.frame.words.text(&format!("console.evidence.{key}")).to_owned()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, text)| text.as_str())
    }
}

type Fault = (&'static str, &'static str);

/// `GET /reports/{id}/evidence`.
async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    visit(console, &headers, Right::Evidence, move |visit| {
        let incident = named(visit, &id)?;
        shown(visit, &incident, &Form::default(), &[], false)
    })
    .await
}

fn shown(
    visit: &Visit<'_>,
    incident: &Incident,
    typed: &Form,
    faults: &[Fault],
    again: bool,
) -> Answer {
    let words = visit.words;
    let made = incident.answer.get("evidence").and_then(Value::as_array);
    let list = RecordKind::Followup.field("evidence");
    let lines = |one: &Value| list.map(|list| item(words, RecordKind::Followup, list, one));
    let mut frame = Frame::of(visit, "inbox", words.text("console.evidence.title").to_owned());
    frame.faulty = !faults.is_empty();
    let status = match frame.faulty || again {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = Page {
        frame,
        id: incident.summary.id,
        about: title(words, &incident.summary.report),
        again,
        faults: faults.iter().map(|(at, key)| (*at, words.text(key).to_owned())).collect(),
        made: made.into_iter().flatten().filter_map(lines).collect(),
        region: visit.hub.relay().region().to_string(),
        typed,
    };
    Ok(html(status, &page))
}

/// `POST` to the same: the pack, as a file to keep.
async fn take(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/reports/{id}/evidence");
    let dir = console.dir.clone();
    posted_long(console, &headers, Right::Evidence, path, Form::new(fields), move |visit, form| {
        let incident = named(visit, &id)?;
        if !visit.showed(form) {
            return shown(visit, &incident, form, &[], true);
        }
        let wishes = match wishes(form) {
            Ok(wishes) => wishes,
            Err(faults) => return shown(visit, &incident, form, &faults, false),
        };
        let mut file = tempfile::tempfile_in(&dir)?;
        let id = incident.summary.id;
        visit.note_why(ReadingAct::MadeEvidence, Some(id), wishes.reason.as_deref())?;
        match made(visit, id, &wishes, &mut file) {
            Ok(()) => Ok(download(id, file)?),
            Err(EvidenceError::Hub(HubError::Client(ClientError::NamedInNoExport))) => {
                shown(visit, &incident, form, &[("reason", "console.evidence.not_named")], false)
            }
            Err(EvidenceError::Hub(error)) => Err(error.into()),
            Err(error) => {
                tracing::error!(%error, "a pack of evidence was not made");
                shown(visit, &incident, form, &[("reason", "console.evidence.failed")], false)
            }
        }
    })
    .await
}

/// What is asked of a pack; what is wrong with that.
fn wishes(form: &Form) -> Result<Wishes, Vec<Fault>> {
    let mut faults: Vec<Fault> = Vec::new();
    if form.said("reason").is_none() {
        faults.push(("reason", "console.evidence.no_reason"));
    }
    let too_long = LONGEST.iter().filter(|(field, most)| form.typed(field).len() > *most);
    faults.extend(too_long.map(|(field, _)| (*field, "console.fault.too_long")));
    let people = form.said("redact").map(|why| Redaction::parse(&format!("people={why}")));
    let redactions = match people.transpose() {
        Ok(redaction) => redaction.into_iter().collect(),
        Err(_) => {
            faults.push(("redact", "console.evidence.no_redaction"));
            Vec::new()
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Wishes {
        by: form.said("role"),
        reason: form.said("reason"),
        without_media: form.said("without_media").is_some(),
        redactions,
    })
}

/// Makes the pack, and writes into the hub's own file who did. The answer, which phones read, has
/// the role alone.
fn made(
    visit: &mut Visit<'_>,
    id: RecordId,
    wishes: &Wishes,
    file: &mut File,
) -> Result<(), EvidenceError> {
    let (at, mut rng) = (now(), entropy());
    let reason = wishes.reason.clone().unwrap_or_default();
    let note = visit.words.fill("console.evidence.note", &[("reason", &reason)]);
    let by = visit.who.name.clone();
    let stated = [("text", Some(&*note)), ("by", Some(&*by)), ("at", Some(&*at.rfc3339()))];
    let item = format!("notes.{}", super::work::new_item("notes"));
    // First who makes it: a pack that nobody answers for is not made.
    visit.hub.write_case_item(id, &item, &stated, at, &mut rng)?;
    let languages: Vec<_> = visit.letters.to_vec();
    evidence::make(visit.hub, id, wishes, &languages, file, at, &mut rng)?;
    Ok(())
}

fn download(id: RecordId, mut file: File) -> Result<Response, Trouble> {
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut response = Response::new(Body::from_stream(parts(file)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    let short: String = id.to_string().chars().take(8).collect();
    let name = format!("attachment; filename=\"evidence-{short}.zip\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// A file bit by bit. It has no name, and is gone when it was read or the line is cut.
fn parts(file: File) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = tokio::task::spawn_blocking(move || {
            let mut part = vec![0; AT_ONCE];
            let read = file.read(&mut part)?;
            part.truncate(read);
            Ok::<_, std::io::Error>((part, file))
        });
        match read.await {
            Ok(Ok((part, _))) if part.is_empty() => None,
            Ok(Ok((part, file))) => Some((Ok(Bytes::from(part)), Some(file))),
            Ok(Err(error)) => Some((Err(error), None)),
            Err(_) => Some((Err(std::io::ErrorKind::Interrupted.into()), None)),
        }
    })
}
