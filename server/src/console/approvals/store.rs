//! What was asked for, what was decided on it, and whether it was used: kept in the hub's vault.

use data_encoding::HEXLOWER;
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use tabard_core::ids::Millis;

use super::act::{Act, Kind};
use crate::hub::{Hub, HubError};

/// For how many days what was asked for can be decided and done. A proposal of this project.
pub(super) const DAYS: i64 = 7;
/// The most characters of a reason, or of what is asked for.
const MAX_TEXT: usize = 1000;
/// How many may wait at a time, so that nobody fills the vault by asking.
const MAX_WAITING: usize = 100;
/// How many are kept that wait no longer.
const MAX_DONE: usize = 500;

/// Under which key the hub's vault keeps them.
const NOTE: &[u8] = b"approvals";

/// Every request that is kept, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Approvals {
    #[n(0)]
    requests: Vec<Request>,
}

/// The name of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct RequestId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

impl RequestId {
    /// One that an address names.
    pub(super) fn read(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    pub(super) fn text(self) -> String {
        HEXLOWER.encode(&self.0)
    }
}

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Request {
    #[n(0)]
    pub(super) id: RequestId,
    #[n(1)]
    pub(super) kind: Kind,
    #[cbor(n(2), with = "minicbor::bytes")]
    act: [u8; 32],
    #[n(3)]
    pub(super) what: String,
    #[n(4)]
    pub(super) why: String,
    #[n(5)]
    pub(super) by: String,
    #[n(6)]
    at: i64,
    #[n(7)]
    pub(super) decision: Option<Decision>,
    #[n(8)]
    used: Option<i64>,
}

/// What somebody else decided.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Decision {
    #[n(0)]
    pub(super) by: String,
    #[n(1)]
    at: i64,
    #[n(2)]
    approved: bool,
    #[n(3)]
    pub(super) reason: String,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Approved,
    Refused,
    Used,
    Lapsed,
}

impl State {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Used => "used",
            Self::Lapsed => "lapsed",
        }
    }
}

/// What lets somebody do what they had asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Who allowed it.
    pub by: String,
    /// Their reason.
    pub reason: String,
    /// Why it was asked for.
    pub why: String,
}

/// Why nothing was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskFault {
    /// It says no reason.
    NoReason,
    /// The reason is too long.
    TooLong,
    /// Too many wait already.
    TooMany,
}

impl AskFault {
    /// The key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoReason => "console.fault.no_ask_reason",
            Self::TooLong => "console.fault.too_long",
            Self::TooMany => "console.fault.too_many_asked",
        }
    }
}

/// Why nothing was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecideFault {
    NoReason,
    TooLong,
    /// Whoever asked decides nothing of it.
    Own,
    /// It was decided, or has lapsed, or never was.
    NotWaiting,
}

impl Approvals {
    /// Those that are kept in the hub's vault.
    ///
    /// # Errors
    /// Storage errors, and [`HubError::Unreadable`] where what is kept cannot be read.
    pub fn read(hub: &Hub) -> Result<Self, HubError> {
        hub.console_kept(NOTE)
    }

    /// Keeps them there.
    ///
    /// # Errors
    /// Storage errors.
    pub fn write(&self, hub: &mut Hub) -> Result<(), HubError> {
        hub.set_console_kept(NOTE, self)
    }

    /// Asks for an act. Who asks again for what waits, or was approved, is given the same request.
    ///
    /// # Errors
    /// [`AskFault`].
    pub fn ask(
        &mut self,
        act: &Act,
        what: &str,
        why: &str,
        by: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RequestId, AskFault> {
        let why = said(why).ok_or(AskFault::NoReason)?;
        if why.chars().count() > MAX_TEXT || what.chars().count() > MAX_TEXT {
            return Err(AskFault::TooLong);
        }
        let open =
            |request: &&Request| matches!(request.state(now), State::Waiting | State::Approved);
        let mut waiting = self.requests.iter().filter(open);
        if let Some(same) = waiting.find(|request| request.is_of(act, by)) {
            return Ok(same.id);
        }
        if self.requests.iter().filter(open).count() >= MAX_WAITING {
            return Err(AskFault::TooMany);
        }
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        let id = RequestId(id);
        let (kind, act) = (act.kind(), act.hash());
        let (what, why, by) = (what.to_owned(), why.to_owned(), by.to_owned());
        let at = now.0;
        self.requests.push(Request {
            id,
            kind,
            act,
            what,
            why,
            by,
            at,
            decision: None,
            used: None,
        });
        self.let_go(now);
        Ok(id)
    }

    /// Approves or refuses.
    pub(super) fn decide(
        &mut self,
        id: RequestId,
        approved: bool,
        reason: &str,
        by: &str,
        now: Millis,
    ) -> Result<(), DecideFault> {
        let mut requests = self.requests.iter_mut();
        let request = requests.find(|request| request.id == id).ok_or(DecideFault::NotWaiting)?;
        if request.by == by {
            return Err(DecideFault::Own);
        }
        if request.state(now) != State::Waiting {
            return Err(DecideFault::NotWaiting);
        }
        let reason = said(reason).ok_or(DecideFault::NoReason)?.to_owned();
        if reason.chars().count() > MAX_TEXT {
            return Err(DecideFault::TooLong);
        }
        request.decision = Some(Decision { by: by.to_owned(), at: now.0, approved, reason });
        Ok(())
    }

    /// Takes the approval of an act that somebody had asked for, which is spent from then on.
    #[must_use]
    pub fn take(&mut self, act: &Act, by: &str, now: Millis) -> Option<Approved> {
        let mut requests = self.requests.iter_mut();
        let request = requests
            .find(|request| request.is_of(act, by) && request.state(now) == State::Approved)?;
        let decision = request.decision.as_ref()?;
        request.used = Some(now.0);
        Some(Approved {
            by: decision.by.clone(),
            reason: decision.reason.clone(),
            why: request.why.clone(),
        })
    }

    /// The newest first.
    pub(super) fn list(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter().rev()
    }

    /// Lets the oldest go that wait no longer, where there are many.
    fn let_go(&mut self, now: Millis) {
        let done =
            |request: &Request| !matches!(request.state(now), State::Waiting | State::Approved);
        let mut excess =
            self.requests.iter().filter(|one| done(one)).count().saturating_sub(MAX_DONE);
        self.requests.retain(|request| {
            let goes = excess > 0 && done(request);
            excess -= usize::from(goes);
            !goes
        });
    }
}

impl Request {
    fn is_of(&self, act: &Act, by: &str) -> bool {
        self.kind == act.kind() && self.act == act.hash() && self.by == by
    }

    pub(super) const fn asked(&self) -> Millis {
        Millis(self.at)
    }

    pub(super) const fn until(&self) -> Millis {
        Millis(self.at).plus_days(DAYS)
    }

    pub(super) fn state(&self, now: Millis) -> State {
        let lapsed = now.0 >= self.until().0;
        match &self.decision {
            _ if self.used.is_some() => State::Used,
            Some(decision) if !decision.approved => State::Refused,
            _ if lapsed => State::Lapsed,
            Some(_) => State::Approved,
            None => State::Waiting,
        }
    }
}

impl Decision {
    pub(super) const fn when(&self) -> Millis {
        Millis(self.at)
    }
}

fn said(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use tabard_core::wire::Message;

    use super::*;

    const NOW: Millis = Millis(1_780_000_000_000);
    const SECOND: i64 = 1000;

    fn act() -> Act {
        Act::of(Kind::Export).with("from", "2026-01-01")
    }

    fn asked() -> (Approvals, RequestId) {
        let mut all = Approvals::default();
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let id = all.ask(&act(), "Reports of a quarter", " For the board ", "Ann", NOW, rng);
        (all, id.unwrap())
    }

    #[test]
    fn what_was_approved_is_done_once_by_who_asked_and_to_the_letter() {
        let (mut all, id) = asked();
        assert_eq!(all.take(&act(), "Ann", NOW), None, "nobody approved it");
        assert_eq!(all.decide(id, true, "Agreed", "Ben", NOW), Ok(()));
        let other = Act::of(Kind::Export).with("from", "2026-01-02");
        assert_eq!(all.take(&other, "Ann", NOW), None, "another act");
        assert_eq!(all.take(&act(), "Ben", NOW), None, "another person");
        let taken = all.take(&act(), "Ann", NOW).unwrap();
        assert_eq!((taken.by.as_str(), taken.why.as_str()), ("Ben", "For the board"));
        assert_eq!(all.take(&act(), "Ann", NOW), None, "once");
        assert_eq!(Approvals::from_bytes(&all.to_bytes()).unwrap(), all);
    }

    #[test]
    fn nobody_approves_what_they_asked_for_and_nobody_decides_twice() {
        let (mut all, id) = asked();
        assert_eq!(all.decide(id, true, "Mine", "Ann", NOW), Err(DecideFault::Own));
        assert_eq!(all.decide(id, true, "  ", "Ben", NOW), Err(DecideFault::NoReason));
        let long = "x".repeat(MAX_TEXT + 1);
        assert_eq!(all.decide(id, true, &long, "Ben", NOW), Err(DecideFault::TooLong));
        assert_eq!(all.decide(id, false, "No", "Ben", NOW), Ok(()));
        assert_eq!(all.decide(id, true, "Yes", "Cat", NOW), Err(DecideFault::NotWaiting));
        assert_eq!(all.take(&act(), "Ann", NOW), None);
        let unknown = RequestId([9; 16]);
        assert_eq!(all.decide(unknown, true, "Yes", "Ben", NOW), Err(DecideFault::NotWaiting));
    }

    #[test]
    fn it_ends_after_seven_days_decided_or_not() {
        let (mut all, id) = asked();
        let (last, over) = (Millis(NOW.plus_days(DAYS).0 - SECOND), NOW.plus_days(DAYS));
        let mut late = all.clone();
        assert_eq!(late.decide(id, true, "Yes", "Ben", over), Err(DecideFault::NotWaiting));
        assert_eq!(all.decide(id, true, "Yes", "Ben", last), Ok(()));
        assert_eq!(all.clone().take(&act(), "Ann", over), None);
        assert!(all.take(&act(), "Ann", last).is_some());
    }

    #[test]
    fn who_asks_twice_has_asked_once_and_nobody_fills_the_vault() {
        let (mut all, id) = asked();
        let rng = &mut ChaCha20Rng::seed_from_u64(2);
        assert_eq!(all.ask(&act(), "Again", "Again", "Ann", NOW, rng), Ok(id));
        assert_eq!(all.ask(&act(), "x", "", "Ann", NOW, rng), Err(AskFault::NoReason));
        for number in 1..MAX_WAITING {
            let act = act().with("number", &number.to_string());
            all.ask(&act, "x", "y", "Ann", NOW, rng).unwrap();
        }
        let more = act().with("more", "");
        assert_eq!(all.ask(&more, "x", "y", "Ann", NOW, rng), Err(AskFault::TooMany));
        assert!(all.ask(&more, "x", "y", "Ann", NOW.plus_days(DAYS), rng).is_ok());
    }
}
