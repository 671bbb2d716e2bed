//! "Received, thank you": one message to those who wrote each of the chosen reports.

use axum::extract::{Form as Fields, State};
use axum::http::HeaderMap;
use axum::response::Response;
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;

use super::row::is_unanswered;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::guard::see_other;
use crate::console::page::visit::posted;
use crate::host::{entropy, now};
use crate::hub;

/// The field that each chosen report is named in.
const CHOSEN: &str = "chosen";

/// `POST /inbox/thanks`. Who was answered by a person already is not thanked again.
pub(super) async fn take(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let chosen: Vec<RecordId> = fields
        .iter()
        .filter(|(name, _)| name == CHOSEN)
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let path = "/inbox/thanks".to_owned();
    posted(console, &headers, Right::Reports, path, Form::new(fields), move |visit, form| {
        if !visit.showed(form) {
            // Of a session that has ended: nothing was typed that could be lost.
            return Ok(see_other("/inbox"));
        }
        let answer = hub::Answer {
            status: "being_looked_at".to_owned(),
            note: Some(visit.words.text("console.thanks.message").to_owned()),
            role: Some(visit.words.text("console.answer.signed").to_owned()),
            ..hub::Answer::default()
        };
        let mut unanswered = Vec::new();
        for id in chosen {
            if is_unanswered(&visit.hub.incident(id)?.summary) {
                unanswered.push(id);
            }
        }
        visit.hub.answer_all(&unanswered, &answer, now(), &mut entropy())?;
        for id in &unanswered {
            visit.note(ReadingAct::Answered, Some(*id))?;
        }
        Ok(see_other(&format!("/inbox?thanked={}", unanswered.len())))
    })
    .await
}
