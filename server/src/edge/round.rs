//! One round with the region: what it has is taken over, what it lacks is given to it, until neither
//! has more. A round that is cut off anywhere loses nothing: the next begins where the log stands.

use rand_core::CryptoRng;
use tabard_core::ids::{Incarnation, Millis};
use tabard_core::keys::DeviceIdentity;
use tabard_core::sync::HttpRequest;
use tabard_core::wire::http_signature::{self, KeyId, Nonce, RequestHead, UnixSeconds};
use tabard_core::wire::{
    DIRECTORY_PATH, DirectoryOffer, MIRROR_PATH, Message, MirrorRequest, MirrorResponse, Problem,
    ProblemCode, SYNC_PATH, SyncRequest, SyncResponse,
};

use crate::relay::{MirrorFault, Relay, RelayError};

/// More exchanges than any round needs: a region that always has more is asked again later.
const MOST_EXCHANGES: u32 = 100_000;

/// The line to the region: the host's own HTTP.
pub trait Line: Send {
    /// Sends a request. The status and the whole body of the answer; none when there was none.
    fn send(&mut self, request: &HttpRequest) -> Option<(u16, Vec<u8>)>;
}

impl<F: FnMut(&HttpRequest) -> Option<(u16, Vec<u8>)> + Send> Line for F {
    fn send(&mut self, request: &HttpRequest) -> Option<(u16, Vec<u8>)> {
        self(request)
    }
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Leaves that were taken over.
    pub taken: u64,
    /// Entries and lines that were offered to the region.
    pub given: u64,
    /// Of those, chains that the region did not take to their end.
    pub turned_away: u64,
    /// Whether the region's log turned out to be another than before.
    pub restored: bool,
    /// When the region signed its newest receipt, by its clock.
    pub word: Option<Millis>,
}

/// Why a round came to nothing. What was taken over and given before stays so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cut {
    /// No connection.
    #[error("the region does not answer: what is written here goes when the line is back")]
    NoAnswer,
    /// Something between.
    #[error("what answers with HTTP status {0} is not the region's server: check --upstream")]
    NotTheServer(u16),
    /// The region refused this edge.
    #[error("the region refuses this edge: {}", .0.advice())]
    Refused(ProblemCode),
    /// The region's log is not to be believed.
    #[error(transparent)]
    Mirror(#[from] MirrorFault),
    /// The own relay.
    #[error(transparent)]
    Relay(#[from] RelayError),
}

/// An edge's side of the line to its region.
pub struct Upstream {
    identity: DeviceIdentity,
    server: String,
    line: Box<dyn Line>,
    clock_offset: i64,
    /// The size of the region's log at which lines were offered last: it takes them or never will.
    lines_offered: Option<u64>,
}

impl Upstream {
    /// Speaks to the region at an address by a line.
    #[must_use]
    pub fn new(identity: DeviceIdentity, server: &str, line: Box<dyn Line>) -> Self {
        let server = server.trim_end_matches('/').to_owned();
        Self { identity, server, line, clock_offset: 0, lines_offered: None }
    }

    /// Exchanges with the region until neither side has more for the other.
    ///
    /// # Errors
    /// [`Cut`]; the next round goes on from there.
    pub fn round(
        &mut self,
        relay: &Relay,
        now: &dyn Fn() -> Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Round, Cut> {
        let mut round = Round::default();
        for _ in 0..MOST_EXCHANGES {
            self.take_over(relay, &mut round, now, rng)?;
            let state = relay.upstream()?;
            let outward = relay.outward()?;
            let lines = !outward.statements.is_empty() && self.lines_offered != Some(state.size);
            if lines {
                self.lines_offered = Some(state.size);
                round.given += outward.statements.len() as u64;
                self.offer(outward.statements, now, rng)?;
            }
            if outward.entries.is_empty() {
                if lines {
                    continue;
                }
                break;
            }
            let request = SyncRequest {
                region: relay.region(),
                incarnation: Incarnation(0),
                log: state.log,
                size: state.size,
                directory: state.size,
                cursors: Vec::new(),
                entries: Some(outward.entries.into_iter().map(Into::into).collect()),
                statements: None,
                chains: None,
                carried: None,
                upstream: None,
            };
            round.given += request.entries.as_ref().map_or(0, Vec::len) as u64;
            let answer = self.ask(relay, SYNC_PATH, &request.to_bytes(), now, rng)?;
            let answer = SyncResponse::from_bytes(&answer).map_err(|_| MirrorFault::Malformed)?;
            let refused = answer.refused.unwrap_or_default();
            round.turned_away += refused.len() as u64;
            relay.turned_away(&refused)?;
        }
        Ok(round)
    }

    fn take_over(
        &mut self,
        relay: &Relay,
        round: &mut Round,
        now: &dyn Fn() -> Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), Cut> {
        loop {
            let from = relay.upstream()?.size;
            let request = MirrorRequest { region: relay.region(), from };
            let answer = self.ask(relay, MIRROR_PATH, &request.to_bytes(), now, rng)?;
            let answer = MirrorResponse::from_bytes(&answer).map_err(|_| MirrorFault::Malformed)?;
            let mirrored = relay.take_over(from, answer)??;
            round.taken += mirrored.new;
            round.restored |= mirrored.restored;
            round.word = Some(mirrored.word);
            if !mirrored.more {
                return Ok(());
            }
        }
    }

    /// Asks once, and once more when the region's clock is another, or when it does not know this
    /// edge any more and may have lost the line that certifies it.
    fn ask(
        &mut self,
        relay: &Relay,
        path: &'static str,
        body: &[u8],
        now: &dyn Fn() -> Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Cut> {
        match self.send(path, body, now(), rng) {
            Err(Cut::Refused(ProblemCode::Clock)) => self.send(path, body, now(), rng),
            Err(Cut::Refused(ProblemCode::UnknownDevice)) => {
                let lines = relay.statements()?.into_iter().map(|line| line.bytes.into());
                self.offer(lines.collect(), now, rng)?;
                self.send(path, body, now(), rng)
            }
            answered => answered,
        }
    }

    fn offer(
        &mut self,
        lines: Vec<Vec<u8>>,
        now: &dyn Fn() -> Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), Cut> {
        for some in lines.chunks(1024) {
            let statements = some.iter().cloned().map(Into::into).collect();
            let body = DirectoryOffer { statements }.to_bytes();
            self.send(DIRECTORY_PATH, &body, now(), rng)?;
        }
        Ok(())
    }

    fn send(
        &mut self,
        path: &'static str,
        body: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Cut> {
        let authority = self.server.split("://").nth(1).unwrap_or(&self.server);
        let authority = authority.split('/').next().unwrap_or(authority);
        let head = RequestHead::new("POST", authority, path)
            .map_err(|_| Cut::Refused(ProblemCode::Malformed))?;
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let at = now.0.saturating_add(self.clock_offset).div_euclid(1000);
        let at = UnixSeconds(u64::try_from(at).unwrap_or_default());
        let keyid = KeyId::from_bytes(*self.identity.id().as_bytes());
        let sign = |base: &[u8]| self.identity.sign(base);
        let signed = http_signature::sign(&head, body, keyid, sign, at, Nonce::from_bytes(nonce));
        let headers = signed.pairs().map(|(name, value)| (name, value.to_owned())).to_vec();
        let url = format!("{}{path}", self.server);
        let request = HttpRequest { method: "POST", url, headers, body: body.to_vec() };
        match self.line.send(&request) {
            None => Err(Cut::NoAnswer),
            Some((200..=299, body)) => Ok(body),
            Some((status, body)) => {
                let Ok(problem) = serde_json::from_slice::<Problem>(&body) else {
                    return Err(Cut::NotTheServer(status));
                };
                if problem.code == ProblemCode::Clock {
                    self.clock_offset = problem.time.saturating_sub(now.0);
                }
                Err(Cut::Refused(problem.code))
            }
        }
    }
}
