//! What a CAD or telephony system says and asks: a call rings, who is known.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Json;
use axum::extract::{Query, State};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use tabard_core::model::subject::{PhoneNumber, Presented};

use super::fault::RegisterError;
use super::known::Known;
use super::problem::Refused;
use super::rate::Rate;
use super::register::Register;
use super::shown::{Call, Caller};
use super::{Shared, State as Desk};

/// The longest reference of a call or a job.
const LONGEST: usize = 64;
/// The longest that an exchange presents, a SIP address among it.
const LONGEST_NUMBER: usize = 256;

/// A call as it is told.
#[derive(Deserialize)]
pub(super) struct Ring {
    /// The caller's number.
    number: Option<String>,
    /// What the network presents: a number, or a word for why there is none.
    presented: Option<String>,
    call_id: Option<String>,
    cad_number: Option<String>,
    verified: Option<bool>,
}

/// A number to look up.
#[derive(Deserialize)]
pub(super) struct Asked {
    number: String,
}

#[derive(Serialize)]
pub(super) struct Answer {
    caller: Caller,
    known: Known,
}

/// `POST /api/ring`: a call rings. The same `call_id` and number again add to what is known of it.
pub(super) async fn ring(
    State(desk): State<Shared>,
    Json(ring): Json<Ring>,
) -> Result<Json<Call>, Refused> {
    taken(&desk.rings)?;
    ring.put(&desk).await
}

/// The same where a handler typed the number.
pub(super) async fn ring_by_hand(
    State(desk): State<Shared>,
    Json(ring): Json<Ring>,
) -> Result<Json<Call>, Refused> {
    match ring.number.as_deref().map(PhoneNumber::parse) {
        Some(Ok(_)) => ring.put(&desk).await,
        _ => Err(Refused::Field("number")),
    }
}

/// `GET /lookup?number=`: what is known of a number, with nothing put on the page.
pub(super) async fn look_up(
    State(desk): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Refused> {
    taken(&desk.lookups)?;
    if asked.number.len() > LONGEST_NUMBER {
        return Err(Refused::Field("number"));
    }
    let caller = Caller::of(&Presented::parse(&asked.number, false));
    let known = desk.look_up(&caller).await?;
    desk.note_views(&known, "lookup");
    Ok(Json(Answer { caller, known }))
}

fn taken(rate: &Mutex<Rate>) -> Result<(), Refused> {
    let mut rate = rate.lock().unwrap_or_else(PoisonError::into_inner);
    rate.take(Instant::now()).map_err(Refused::TooOften)
}

impl Ring {
    async fn put(self, desk: &Shared) -> Result<Json<Call>, Refused> {
        let key = HEXLOWER.encode(&getrandom::u64().unwrap_or_default().to_be_bytes());
        let call = self.call(key, desk.register.now().0)?;
        Ok(Json(desk.rang(call).await?))
    }

    /// The call, with nothing known of it yet. `key` names it where the exchange does not.
    pub(super) fn call(self, key: String, at: i64) -> Result<Call, Refused> {
        let long = |text: &Option<String>| {
            text.as_ref().is_some_and(|text| text.is_empty() || text.len() > LONGEST)
        };
        for (name, text) in [("call_id", &self.call_id), ("cad_number", &self.cad_number)] {
            if long(text) {
                return Err(Refused::Field(name));
            }
        }
        let (name, text) = match (&self.number, &self.presented) {
            (Some(number), None) => ("number", number),
            (None, Some(presented)) => ("presented", presented),
            _ => return Err(Refused::Field("number")),
        };
        if text.len() > LONGEST_NUMBER {
            return Err(Refused::Field(name));
        }
        let caller = Caller::of(&Presented::parse(text, self.verified.unwrap_or(false)));
        Ok(Call {
            key: self.call_id.as_deref().map_or(key, |id| caller.key_of(id)),
            at,
            caller,
            call_id: self.call_id,
            cad_number: self.cad_number,
            known: Known::default(),
            noted: Vec::new(),
        })
    }
}

impl Desk {
    /// Puts a call on every page, with what is known of it.
    pub(super) async fn rang(&self, mut call: Call) -> Result<Call, Refused> {
        if let Some(before) = self.calls.find(&call.key).filter(|before| before.is(&call)) {
            call.at = before.at;
            call.cad_number = call.cad_number.or(before.cad_number);
            call.noted = before.noted;
        }
        match self.look_up(&call.caller).await {
            Ok(known) => call.known = known,
            // The page says itself that nothing may be shown.
            Err(RegisterError::LeaseEnded) => {}
            Err(error) => return Err(error.into()),
        }
        self.calls.put(call.clone());
        self.note_views(&call.known, "call");
        Ok(call)
    }

    /// What is known of whoever rings. A line that many people share matches nobody.
    pub(super) async fn look_up(&self, caller: &Caller) -> Result<Known, RegisterError> {
        let Some(number) = caller.number() else { return Ok(Known::default()) };
        let known = self.vault(move |register| register.look_up(&number)).await?;
        Ok(if caller.organisation { known.of_a_shared_line("organisation") } else { known })
    }

    /// Notes that markers were shown. Nobody waits for it.
    pub(super) fn note_views(&self, known: &Known, why: &'static str) {
        let (shown, register) = (known.shown(), Arc::clone(&self.register));
        if !shown.is_empty() {
            tokio::task::spawn_blocking(move || register.note_views(&shown, why));
        }
    }

    /// Runs work that waits for the disk on a thread that may.
    pub(super) async fn vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Register) -> Result<T, RegisterError> + Send + 'static,
    ) -> Result<T, RegisterError> {
        let register = Arc::clone(&self.register);
        let done = tokio::task::spawn_blocking(move || work(&register)).await;
        done.unwrap_or(Err(RegisterError::Ending))
    }
}
