//! Answering a report. What the ladder refuses comes back with why, and with all that was typed.

use axum::extract::{Form as Fields, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use tabard_core::client::ClientError;
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;

use super::{case, named};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Trouble, Visit, posted};
use crate::host::{entropy, now};
use crate::hub::{self, HubError};

/// What is wrong with an answer: the field, and the key of its words.
pub(super) type Fault = (&'static str, &'static str);

/// `POST /reports/{id}/answer`.
pub(super) async fn take(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/reports/{id}/answer");
    posted(console, &headers, Right::Reports, path, Form::new(fields), move |visit, form| {
        let incident = named(visit, &id)?;
        if !visit.showed(form) {
            return case::shown(visit, incident, form, &[("answer", "console.fault.again")]);
        }
        match given(visit, incident.summary.id, form)? {
            None => {
                visit.note(ReadingAct::Answered, Some(incident.summary.id))?;
                Ok(see_other(&format!("/reports/{id}?answered=1")))
            }
            Some(fault) => case::shown(visit, incident, form, &[fault]),
        }
    })
    .await
}

/// Gives the answer; what is wrong with it, where it is not given.
fn given(visit: &mut Visit<'_>, id: RecordId, form: &Form) -> Result<Option<Fault>, Trouble> {
    let answer = hub::Answer {
        status: form.said("status").unwrap_or_default(),
        note: form.said("note"),
        question: form.said("question").is_some(),
        outcome: form.said("outcome"),
        reason: form.said("reason"),
        role: form.said("role"),
    };
    if answer.status.is_empty() {
        return Ok(Some(("status", "console.fault.no_status")));
    }
    if answer.question && answer.note.is_none() {
        return Ok(Some(("note", "console.fault.no_question")));
    }
    match visit.hub.answer(id, &answer, now(), &mut entropy()) {
        Ok(()) => Ok(None),
        Err(HubError::Field(_)) => Ok(Some(("note", "console.fault.answer_too_long"))),
        Err(HubError::Client(ClientError::NotAnswered)) => {
            Ok(Some(("outcome", "console.fault.no_answer")))
        }
        Err(HubError::Client(ClientError::NoReason)) => {
            Ok(Some(("reason", "console.fault.no_why")))
        }
        Err(error) => Err(error.into()),
    }
}
