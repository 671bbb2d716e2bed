//! Failed sign-ins of each name, kept in the hub's vault: whoever guesses waits longer and longer. It
//! counts for names that nobody has too, so that a wait tells nothing.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use tabard_core::ids::Millis;

use crate::hub::{Hub, HubError};

/// So many may fail before anybody waits. Proposals of this project, as are the waits.
const FREE: u32 = 5;
const FIRST_WAIT: i64 = 30 * 1000;
const LONGEST_WAIT: i64 = 15 * 60 * 1000;
/// After so long without a try, what failed is forgotten.
const FORGOTTEN: i64 = 24 * 60 * 60 * 1000;
/// How many names are counted: the one that failed least gives way to another, so that nobody who
/// makes up names has another's failures forgotten.
const MAX_NAMES: usize = 2000;

/// Under which key the hub's vault keeps them.
const NOTE: &[u8] = b"tries";

/// What failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Tries {
    #[n(0)]
    names: Vec<Tried>,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Tried {
    #[cbor(n(0), with = "minicbor::bytes")]
    name: [u8; 32],
    #[n(1)]
    failed: u32,
    #[n(2)]
    last: i64,
}

impl Tries {
    /// Those that are kept in the hub's vault.
    pub(super) fn read(hub: &Hub) -> Result<Self, HubError> {
        hub.console_kept(NOTE)
    }

    /// Keeps them there.
    pub(super) fn write(&self, hub: &mut Hub) -> Result<(), HubError> {
        hub.set_console_kept(NOTE, self)
    }

    /// Counts a try before it is judged, or says until when this name waits. A try that has to wait
    /// is not judged, and does not count.
    pub(super) fn count(&mut self, name: &str, now: Millis) -> Result<(), Millis> {
        self.names.retain(|tried| now.0 - tried.last < FORGOTTEN);
        let name = hash(name);
        if let Some(tried) = self.names.iter_mut().find(|tried| tried.name == name) {
            let until = Millis(tried.last.saturating_add(wait_after(tried.failed)));
            // A clock that was set back makes nobody wait longer than a whole wait.
            if now.0 < until.0 && now.0 >= tried.last {
                return Err(until);
            }
            tried.failed = tried.failed.saturating_add(1);
            tried.last = now.0;
            return Ok(());
        }
        if self.names.len() >= MAX_NAMES {
            let names = self.names.iter().enumerate();
            let least = names.min_by_key(|(_, tried)| (tried.failed, tried.last));
            if let Some((at, _)) = least {
                self.names.swap_remove(at);
            }
        }
        self.names.push(Tried { name, failed: 1, last: now.0 });
        Ok(())
    }

    /// Forgets what failed: somebody is in.
    pub(super) fn clear(&mut self, name: &str) {
        let name = hash(name);
        self.names.retain(|tried| tried.name != name);
    }
}

/// How long a name waits after so many failures.
fn wait_after(failed: u32) -> i64 {
    match failed.checked_sub(FREE) {
        None => 0,
        Some(more) => FIRST_WAIT.saturating_mul(1 << more.min(20)).min(LONGEST_WAIT),
    }
}

fn hash(name: &str) -> [u8; 32] {
    Sha256::digest(name.to_lowercase().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_780_000_000_000;

    #[test]
    fn whoever_guesses_waits_longer_and_longer() {
        let (mut tries, mut now, mut waits) = (Tries::default(), NOW, Vec::new());
        for _ in 0..12 {
            if let Err(until) = tries.count("Ann", Millis(now)) {
                waits.push((until.0 - now) / 1000);
                assert!(tries.count("ann", Millis(until.0 - 1)).is_err(), "until the very end");
                now = until.0;
                assert_eq!(tries.count("ANN", Millis(now)), Ok(()));
            }
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(tries.count("Ben", Millis(now)), Ok(()), "nobody else waits");
        tries.clear("Ann");
        assert_eq!(tries.count("Ann", Millis(now)), Ok(()));
    }

    #[test]
    fn waiting_does_not_lengthen_the_wait_and_a_day_ends_it() {
        let mut tries = Tries::default();
        for _ in 0..FREE {
            assert_eq!(tries.count("Ann", Millis(NOW)), Ok(()));
        }
        for later in 0..29 {
            assert_eq!(tries.count("Ann", Millis(NOW + later)), Err(Millis(NOW + FIRST_WAIT)));
        }
        let mut after = tries.clone();
        assert_eq!(after.count("Ann", Millis(NOW - FORGOTTEN)), Ok(()), "the clock was set back");
        assert_eq!(tries.count("Ann", Millis(NOW + FORGOTTEN)), Ok(()));
        assert_eq!(tries.names.len(), 1);
        assert_eq!(tries.names.first().map(|tried| tried.failed), Some(1));
    }

    #[test]
    fn made_up_names_fill_nothing() {
        let mut tries = Tries::default();
        for _ in 0..2 {
            assert_eq!(tries.count("Ann", Millis(NOW)), Ok(()));
        }
        for number in 0..MAX_NAMES + 10 {
            let now = i64::try_from(number).unwrap_or_default();
            assert_eq!(tries.count(&number.to_string(), Millis(NOW + now)), Ok(()));
        }
        assert_eq!(tries.names.len(), MAX_NAMES);
        assert!(tries.names.iter().any(|tried| tried.name == hash("Ann") && tried.failed == 2));
    }
}
