//! When to do what: one exchange at a time, back-off after failures, repair after a restore.

use rand_core::CryptoRng;

use super::Token;
use crate::ids::Millis;

const FIRST_PAUSE_SECONDS: u32 = 5;
const LONGEST_PAUSE_SECONDS: u32 = 900;
/// How often an exchange is answered by another at once before it counts as a failure.
const MOST_ROUNDS: u32 = 10_000;

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Exchange.
    Exchange,
    /// Give the relay its directory back.
    OfferDirectory,
    /// Move a chunk of an attachment.
    MoveChunk,
    /// Nothing before this time.
    Wait {
        /// By the device's clock.
        until: Millis,
    },
    /// Nothing.
    Idle,
}

/// Why an exchange did not do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No answer, or the server is busy: try again later.
    Later,
    /// The clock was corrected: try again at once.
    AtOnce,
    /// The relay does not know this device: offer it the directory, then try again.
    UnknownDevice,
    /// It will not work until something else changes.
    Final,
}

/// The state of a device's syncing.
#[derive(Debug, Default)]
pub struct Engine {
    wanted: bool,
    /// There may be chunks to move, once everything else is done.
    chunks: bool,
    offer: bool,
    offered: bool,
    rounds: u32,
    failures: u32,
    not_before: Option<Millis>,
    in_flight: Option<Token>,
    tokens: u64,
}

impl Engine {
    /// Asks for an exchange; `at_once` when a person or a new network asks, so that no back-off
    /// stands in the way.
    pub fn want(&mut self, at_once: bool) {
        self.wanted = true;
        self.chunks = true;
        if at_once {
            self.not_before = None;
            self.rounds = 0;
            self.offered = false;
        }
    }

    /// What to do at this time.
    #[must_use]
    pub fn next(&self, now: Millis) -> Next {
        match self.not_before {
            _ if !self.wanted && !self.chunks => Next::Idle,
            Some(until) if now < until => Next::Wait { until },
            _ if self.offer => Next::OfferDirectory,
            _ if self.wanted => Next::Exchange,
            _ => Next::MoveChunk,
        }
    }

    /// Names the exchange that begins. An earlier one that was never answered is forgotten: its
    /// answer, should it come, changes nothing.
    pub fn begin(&mut self) -> Token {
        self.tokens += 1;
        let token = Token(self.tokens);
        self.in_flight = Some(token);
        token
    }

    /// Whether an answer belongs to the exchange under way.
    pub fn end(&mut self, token: Token) -> bool {
        let current = self.in_flight == Some(token);
        if current {
            self.in_flight = None;
        }
        current
    }

    /// The exchange did its work; `more` when there is more to send or fetch.
    pub fn succeeded(&mut self, more: bool) {
        self.failures = 0;
        self.not_before = None;
        self.rounds += 1;
        self.wanted = more && self.rounds < MOST_ROUNDS;
        if !self.wanted {
            self.rounds = 0;
            self.offered = false;
        }
    }

    /// A chunk was moved; there may be another.
    pub const fn moved(&mut self) {
        self.failures = 0;
        self.not_before = None;
    }

    /// There may be chunks to move.
    pub const fn want_chunks(&mut self) {
        self.chunks = true;
    }

    /// There are no more chunks to move, or none that can be moved now.
    pub const fn chunks_done(&mut self) {
        self.chunks = false;
    }

    /// The relay may have lost its directory: it is offered before anything else.
    pub const fn offer_first(&mut self) {
        self.offer = true;
    }

    /// The directory was offered.
    pub fn offered(&mut self) {
        self.offer = false;
        self.offered = true;
    }

    /// The exchange failed.
    pub fn failed(&mut self, trouble: Trouble, now: Millis, rng: &mut dyn CryptoRng) {
        match trouble {
            Trouble::AtOnce if self.failures == 0 => self.failures = 1,
            Trouble::UnknownDevice if !self.offer && !self.offered => self.offer = true,
            Trouble::Final => {
                self.wanted = false;
                self.chunks = false;
                self.offer = false;
            }
            Trouble::Later | Trouble::AtOnce | Trouble::UnknownDevice => {
                self.failures = self.failures.saturating_add(1);
                let pause = pause_seconds(self.failures, rng);
                self.not_before = Some(now.plus_seconds(i64::from(pause)));
            }
        }
    }
}

/// Doubles from five seconds to a quarter of an hour, with up to half of it by chance, so that a
/// whole fleet does not come back in the same second.
fn pause_seconds(failures: u32, rng: &mut dyn CryptoRng) -> u32 {
    let doubled = FIRST_PAUSE_SECONDS << failures.saturating_sub(1).min(8);
    let pause = doubled.min(LONGEST_PAUSE_SECONDS);
    pause / 2 + rng.next_u32() % (pause / 2 + 1)
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    const NOW: Millis = Millis(1_000_000);

    #[test]
    fn failures_back_off_and_a_person_need_not_wait() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut engine = Engine::default();
        assert_eq!(engine.next(NOW), Next::Idle);
        engine.want(false);
        let mut longest = 0;
        for _ in 0..40 {
            engine.failed(Trouble::Later, NOW, &mut rng);
            let Next::Wait { until } = engine.next(NOW) else { unreachable!() };
            longest = longest.max(until.0 - NOW.0);
            assert!(longest <= i64::from(LONGEST_PAUSE_SECONDS) * 1000);
        }
        assert!(longest > 400_000);
        engine.want(true);
        assert_eq!(engine.next(NOW), Next::Exchange);
    }

    #[test]
    fn an_unknown_device_offers_the_directory_once() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut engine = Engine::default();
        engine.want(true);
        engine.failed(Trouble::UnknownDevice, NOW, &mut rng);
        assert_eq!(engine.next(NOW), Next::OfferDirectory);
        engine.offered();
        engine.failed(Trouble::UnknownDevice, NOW, &mut rng);
        assert!(matches!(engine.next(NOW), Next::Wait { .. }));
    }

    #[test]
    fn an_offer_that_is_refused_is_not_made_again_at_once() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut engine = Engine::default();
        engine.want(true);
        engine.failed(Trouble::UnknownDevice, NOW, &mut rng);
        engine.failed(Trouble::UnknownDevice, NOW, &mut rng);
        assert!(matches!(engine.next(NOW), Next::Wait { .. }));
        engine.want(true);
        assert_eq!(engine.next(NOW), Next::OfferDirectory);
    }

    #[test]
    fn chunks_are_moved_once_everything_else_is_done_and_back_off_like_it() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut engine = Engine::default();
        engine.want(true);
        assert_eq!(engine.next(NOW), Next::Exchange);
        engine.succeeded(false);
        assert_eq!(engine.next(NOW), Next::MoveChunk);
        engine.failed(Trouble::Later, NOW, &mut rng);
        assert!(matches!(engine.next(NOW), Next::Wait { .. }));
        engine.moved();
        assert_eq!(engine.next(NOW), Next::MoveChunk);
        // A report that is saved meanwhile goes before the next chunk.
        engine.want(false);
        assert_eq!(engine.next(NOW), Next::Exchange);
        engine.succeeded(false);
        engine.chunks_done();
        assert_eq!(engine.next(NOW), Next::Idle);
    }

    #[test]
    fn a_late_answer_is_not_taken_for_the_current_one() {
        let mut engine = Engine::default();
        let (first, second) = (engine.begin(), engine.begin());
        assert!(!engine.end(first));
        assert!(engine.end(second));
        assert!(!engine.end(second));
    }
}
