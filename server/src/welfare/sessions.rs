//! Who has opened the page: each opening of the link begins a session, which ends by itself.

use rand_core::CryptoRng;
use tabard_core::ids::Millis;

use crate::web::Token;

/// A session ends after so long without use.
const IDLE: i64 = 30 * 60_000;
/// And after so long in any case.
const LONGEST: i64 = 12 * 3_600_000;
/// The oldest makes room for a new one.
const AT_MOST: usize = 16;

/// The sessions that are open. They end with the process.
#[derive(Default)]
pub(super) struct Sessions(Vec<Session>);

struct Session {
    token: Token,
    began: Millis,
    used: Millis,
}

impl Session {
    /// A clock that was set back ends it too.
    fn lasts(&self, now: Millis) -> bool {
        (0..IDLE).contains(&(now.0 - self.used.0)) && (0..LONGEST).contains(&(now.0 - self.began.0))
    }
}

impl Sessions {
    /// A new one.
    pub(super) fn begin(&mut self, now: Millis, rng: &mut dyn CryptoRng) -> Token {
        self.0.retain(|one| one.lasts(now));
        if self.0.len() >= AT_MOST {
            self.0.remove(0);
        }
        let token = Token::random(rng);
        self.0.push(Session { token: token.clone(), began: now, used: now });
        token
    }

    /// Whether a session is open. It goes on where a person uses it.
    pub(super) fn admits(&mut self, brought: &str, now: Millis, is_use: bool) -> bool {
        let session = self.0.iter_mut().find(|one| one.token.is(brought));
        let Some(session) = session.filter(|one| one.lasts(now)) else { return false };
        if is_use {
            session.used = now;
        }
        true
    }

    /// Ends one.
    pub(super) fn end(&mut self, brought: &str) {
        self.0.retain(|one| !one.token.is(brought));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::entropy;

    const START: i64 = 1_767_225_600_000;

    #[test]
    fn a_session_ends_without_use_and_after_a_day_of_work() {
        let mut sessions = Sessions::default();
        let one = sessions.begin(Millis(START), &mut entropy());
        let at = |millis: i64| Millis(START + millis);
        assert!(sessions.admits(one.tell(), at(IDLE - 1), false));
        assert!(!sessions.admits(one.tell(), at(IDLE), true), "a glance is no use");
        let mut at_work = 0;
        while at_work < LONGEST {
            assert!(sessions.admits(one.tell(), at(at_work), true));
            at_work += IDLE - 1;
        }
        assert!(!sessions.admits(one.tell(), at(LONGEST), true));
        assert!(!sessions.admits("", at(0), true));
    }

    #[test]
    fn many_openings_leave_only_the_newest() {
        let mut sessions = Sessions::default();
        let all: Vec<_> =
            (0..=AT_MOST).map(|_| sessions.begin(Millis(START), &mut entropy())).collect();
        let open = |one: &Token| sessions.admits(one.tell(), Millis(START), true);
        let open: Vec<bool> = all.iter().map(open).collect();
        assert_eq!(open.iter().filter(|open| **open).count(), AT_MOST);
        assert_eq!(open.first(), Some(&false));
    }
}
