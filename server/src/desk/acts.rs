//! What a handler writes down about a call. A page sends each until it is saved; a repeat changes
//! nothing.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use tabard_core::model::marker::QUICK;

use super::cad::Ring;
use super::events::look_up_again;
use super::problem::Refused;
use super::shown::{Call, Noted};
use super::writing::Act;
use super::{Shared, State as Desk};

/// The longest note after a call.
const LONGEST_NOTE: usize = 32 * 1024;

/// A call as the page holds it: the desk may have been started anew since.
#[derive(Deserialize)]
pub(super) struct Told {
    key: String,
    at: i64,
    #[serde(flatten)]
    ring: Ring,
}

/// A flag.
#[derive(Deserialize)]
pub(super) struct Flag {
    call: Told,
    /// A code of `caller_behaviour`.
    behaviour: String,
}

/// An act.
#[derive(Deserialize)]
pub(super) struct Written {
    call: Told,
    act: String,
    /// With a warning: which it is.
    number: Option<u8>,
    /// With the end of a call.
    clinical_risk_checked: Option<bool>,
    /// With a note.
    text: Option<String>,
}

/// `PUT /page/flags/{id}`: the caller is flagged for today.
pub(super) async fn flag(
    State(desk): State<Shared>,
    Path(id): Path<String>,
    Json(flag): Json<Flag>,
) -> Result<StatusCode, Refused> {
    let bytes = flag_id(&id)?;
    let quick = QUICK.into_iter().find(|quick| quick.behaviour == flag.behaviour);
    let quick = quick.ok_or(Refused::Field("behaviour"))?;
    let call = desk.told(flag.call).await?;
    let subject = call.subject();
    desk.vault(move |register| register.flag(&bytes, &subject, quick)).await?;
    desk.note(
        &call,
        Noted {
            what: "flag",
            at: desk.register.now().0,
            flag: Some(id),
            detail: Some(quick.behaviour.to_owned()),
            taken_back: false,
        },
    );
    look_up_again(&desk).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /page/flags/{id}`: it was a mistake.
pub(super) async fn take_back(
    State(desk): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refused> {
    let bytes = flag_id(&id)?;
    if !desk.vault(move |register| register.take_back(&bytes)).await? {
        return Err(Refused::UnknownFlag);
    }
    desk.calls.take_back(&id);
    look_up_again(&desk).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /page/acts`: something is written down about a call.
pub(super) async fn act(
    State(desk): State<Shared>,
    Json(written): Json<Written>,
) -> Result<StatusCode, Refused> {
    let (act, what) = written.act()?;
    let detail = match &act {
        Act::Warning(number) => Some(number.to_string()),
        _ => None,
    };
    let call = desk.told(written.call).await?;
    let subject = call.subject();
    desk.vault(move |register| register.act(&subject, &act)).await?;
    let at = desk.register.now().0;
    desk.note(&call, Noted { what, at, flag: None, detail, taken_back: false });
    Ok(StatusCode::NO_CONTENT)
}

fn flag_id(text: &str) -> Result<[u8; 16], Refused> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(Refused::Field("id"))
}

impl Written {
    fn act(&self) -> Result<(Act, &'static str), Refused> {
        Ok(match self.act.as_str() {
            "warning" => {
                let number = self.number.filter(|number| (1..=9).contains(number));
                (Act::Warning(number.ok_or(Refused::Field("number"))?), "warning")
            }
            "ended" if self.clinical_risk_checked == Some(true) => (Act::Ended, "ended"),
            "ended" => return Err(Refused::RiskUnchecked),
            "supervisor" => (Act::Supervisor, "supervisor"),
            "break" => (Act::Break, "break"),
            "log" => (Act::Log, "log"),
            "note" => {
                let text = self.text.as_deref().map(str::trim).unwrap_or_default();
                if text.is_empty() || text.len() > LONGEST_NOTE {
                    return Err(Refused::Field("text"));
                }
                (Act::Note(text.to_owned()), "note")
            }
            _ => return Err(Refused::Field("act")),
        })
    }
}

impl Desk {
    /// The call that a page speaks of, put back where the desk has forgotten it.
    async fn told(&self, told: Told) -> Result<Call, Refused> {
        if told.key.is_empty() || told.key.len() > 64 {
            return Err(Refused::Field("key"));
        }
        let mut call = told.ring.call(told.key, told.at)?;
        let mut known = self.calls.find(&call.key);
        if known.as_ref().is_some_and(|known| !known.caller.is(&call.caller)) {
            call.key = call.caller.key_of(&call.key);
            known = self.calls.find(&call.key);
        }
        match known {
            None => self.rang(call).await,
            // What is told and repeated always finds the report of the time that it tells.
            Some(known) => {
                call.cad_number = call.cad_number.or(known.cad_number);
                Ok(call)
            }
        }
    }

    /// Shows that something was written down, where that call is still remembered.
    fn note(&self, call: &Call, noted: Noted) {
        if self.calls.find(&call.key).is_some_and(|known| known.is(call)) {
            self.calls.note(&call.key, noted);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
