//! Syncing the hub with the relay of the same folder, and acknowledging what came.

use rand_core::CryptoRng;
use tabard_core::client::Obstacle;
use tabard_core::ids::Millis;
use tabard_core::sync::{Outcome, Step};
use tabard_core::wire::{
    CHUNKS_PATH, ChunkRequest, DIRECTORY_PATH, DirectoryOffer, Message, Problem, ProblemCode,
    SyncRequest,
};

use super::{Answer, Hub, HubError, OPENED, devices};
use crate::relay::RelayError;

/// What a round of the hub did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pumped {
    /// Entries that came.
    pub received: u64,
    /// Incidents that were acknowledged.
    pub acknowledged: u64,
    /// Certificates that were renewed.
    pub renewed: u64,
}

impl Hub {
    /// Takes in what the relay has, acknowledges new incidents, lets crew-mates who joined read
    /// the answers, replies to services' returns, renews certificates before they end, and gives it all to the relay.
    ///
    /// # Errors
    /// [`HubError`]; what was taken in stays.
    pub fn pump(&mut self, now: Millis, rng: &mut dyn CryptoRng) -> Result<Pumped, HubError> {
        let mut pumped = Pumped { received: self.exchange(now, rng)?, ..Pumped::default() };
        pumped.renewed = self.renew(now)?;
        let touched = self.client.take_touched();
        let opened = Answer { status: OPENED.to_owned(), ..Answer::default() };
        for incident in self.client.unanswered()? {
            let patch = opened.patch(now, rng)?;
            self.client.answer(incident, &patch, now, rng)?;
            pumped.acknowledged += 1;
        }
        for record in touched {
            self.client.share_answer(record, now, rng)?;
        }
        self.reply_to_returns(now, rng)?;
        if pumped.received > 0 {
            self.erase_what_came_late(now)?;
        }
        self.exchange(now, rng)?;
        Ok(pumped)
    }

    /// Takes in what the relay has, and answers nothing yet. Returns how many entries came.
    ///
    /// # Errors
    /// [`HubError`]; what was taken in stays.
    pub fn take_in(&mut self, now: Millis, rng: &mut dyn CryptoRng) -> Result<u64, HubError> {
        self.exchange(now, rng)
    }

    /// Exchanges with the relay until nothing moves.
    pub(super) fn exchange(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<u64, HubError> {
        self.settle(now, rng)?;
        self.client.sync_now();
        let mut received = 0;
        while let Step::Send(token, request) = self.client.next_step(now, rng)? {
            let answered = match &request.url {
                url if url.ends_with(DIRECTORY_PATH) => self.offer_directory(&request.body),
                url if url.ends_with(CHUNKS_PATH) => self.move_chunk(&request.body, now),
                _ => self.ask_relay(&request.body, now),
            };
            let (outcome, failure) = match answered {
                Ok(outcome) => (outcome, None),
                Err(error) => (refused(error.problem(), now), failure_of(error)),
            };
            let progress = self.client.step_done(token, outcome, now, rng)?;
            received += progress.received;
            self.came += progress.received;
            if let Some(problem) = progress.problem {
                return Err(failure.map_or_else(|| stopped(problem), HubError::Relay));
            }
        }
        Ok(received)
    }

    /// The relay was restored from a copy that is older than the hub.
    fn offer_directory(&self, body: &[u8]) -> Result<Outcome, RelayError> {
        let offer = DirectoryOffer::from_bytes(body).map_err(|_| ProblemCode::Malformed)?;
        let lines: Vec<Vec<u8>> = offer.statements.into_iter().map(Into::into).collect();
        self.relay.offer_directory(&lines)?;
        Ok(Outcome::Answer { status: 204, body: Vec::new() })
    }

    fn move_chunk(&self, body: &[u8], now: Millis) -> Result<Outcome, RelayError> {
        let request = ChunkRequest::from_bytes(body).map_err(|_| ProblemCode::Malformed)?;
        let answer = self.relay.chunks(now, self.client.device(), request)?;
        Ok(Outcome::Answer { status: 200, body: answer.to_bytes() })
    }

    fn ask_relay(&self, body: &[u8], now: Millis) -> Result<Outcome, RelayError> {
        let request = SyncRequest::from_bytes(body).map_err(|_| ProblemCode::Malformed)?;
        let response = self.relay.sync(now, self.client.device(), request)?;
        Ok(Outcome::Answer { status: 200, body: response.to_bytes() })
    }

    /// Signs new certificates for devices whose own end soon.
    fn renew(&mut self, now: Millis) -> Result<u64, HubError> {
        let due = devices::due(self.client.directory(), self.client.device(), now);
        let mut lines = Vec::new();
        for certificate in due {
            let not_after = now.plus_days(devices::CERTIFICATE_DAYS);
            lines.push(self.client.certify(certificate.device, certificate.roles, not_after)?);
        }
        self.relay.append_statements(&lines)?;
        Ok(lines.len() as u64)
    }
}

/// What the relay tells every device is not always what the hub's operator has to do.
fn stopped(by: Obstacle) -> HubError {
    match by.code {
        "certificate_expired" => HubError::Ended,
        _ => HubError::Refused(by.what_to_do),
    }
}

/// What a device is told of a relay's own trouble is one word for all of it. The operator of the
/// folder is told which: a full disk, a damaged database.
fn failure_of(error: RelayError) -> Option<RelayError> {
    match error {
        RelayError::Refused(_) => None,
        failure => Some(failure),
    }
}

fn refused(code: ProblemCode, now: Millis) -> Outcome {
    let problem = Problem::new(code, now);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Outcome::Answer { status: problem.status, body }
}
