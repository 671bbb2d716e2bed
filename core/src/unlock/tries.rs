//! Wrong PINs, and the wait after them. The wait ends by a clock that nobody sets, where there is
//! one of the same run of the machine; else by the wall clock.

use minicbor::{Decode, Encode};

use crate::clock::{Clock, Running};
use crate::ids::Millis;

/// The first wrong PIN that is followed by a wait.
const FREE: u32 = 5;
/// That wait. It doubles with every wrong one after it.
const FIRST_WAIT: u64 = 30_000;
/// The longest.
const LONGEST_WAIT: u64 = 3_600_000;

/// Wrong PINs since the last right one, and when the last of them was judged.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Tries {
    #[n(0)]
    wrong: u32,
    #[n(1)]
    wall: Millis,
    #[cbor(n(2), with = "minicbor::bytes")]
    boot: Option<[u8; 16]>,
    #[n(3)]
    ran: u64,
}

impl Tries {
    /// Before the first wrong one.
    pub(super) const fn none() -> Self {
        Self { wrong: 0, wall: Millis(0), boot: None, ran: 0 }
    }

    pub(super) const fn wrong(&self) -> u32 {
        self.wrong
    }

    /// With one more.
    pub(super) fn counted(&self, clock: Clock) -> Self {
        Self::since(self.wrong.saturating_add(1), clock)
    }

    /// The same with the wait from now on, where a clock was set back behind its beginning.
    pub(super) fn restarted(&self, clock: Clock) -> Option<Self> {
        let endless = self.needed() > 0 && self.passed(clock).is_none();
        endless.then(|| Self::since(self.wrong, clock))
    }

    /// Milliseconds until the next PIN is judged.
    pub(super) fn wait_ms(&self, clock: Clock) -> u64 {
        self.needed().saturating_sub(self.passed(clock).unwrap_or(0))
    }

    fn since(wrong: u32, clock: Clock) -> Self {
        let (boot, ran) = match clock.running {
            Some(Running { boot, ms }) => (Some(boot), ms),
            None => (None, 0),
        };
        Self { wrong, wall: clock.wall, boot, ran }
    }

    fn needed(&self) -> u64 {
        match self.wrong.checked_sub(FREE) {
            None => 0,
            Some(more) => {
                let doubled = 1_u64.checked_shl(more).unwrap_or(u64::MAX);
                FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT)
            }
        }
    }

    /// Milliseconds since the last wrong one; none where a clock says that it is yet to come.
    fn passed(&self, clock: Clock) -> Option<u64> {
        let wall = u64::try_from(clock.wall.0.saturating_sub(self.wall.0)).ok();
        match (self.boot, clock.running) {
            (Some(boot), Some(now)) if boot == now.boot => now.ms.checked_sub(self.ran),
            // All of a run that began after it. A short one proves little, and the wall clock rules.
            (Some(_), Some(now)) if now.ms >= self.needed() => Some(now.ms),
            _ => wall,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: i64 = 1_800_000_000_000;

    fn clock(wall: i64, boot: u8, ms: u64) -> Clock {
        Clock { wall: Millis(wall), running: Some(Running { boot: [boot; 16], ms }) }
    }

    fn after(wrong: u32, clock: Clock) -> Tries {
        (0..wrong).fold(Tries::none(), |tries, _| tries.counted(clock))
    }

    #[test]
    fn from_the_fifth_on_the_wait_doubles_to_an_hour() {
        let now = Clock::wall(Millis(T));
        let waits: Vec<_> = (0..14).map(|wrong| after(wrong, now).wait_ms(now) / 1000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(Tries { wrong: u32::MAX, ..after(1, now) }.wait_ms(now), LONGEST_WAIT);
    }

    #[test]
    fn by_a_running_clock_the_wall_clock_says_nothing() {
        let tries = after(5, clock(T, 1, 1000));
        assert_eq!(tries.wait_ms(clock(T + 86_400_000, 1, 2000)), 29_000, "set forward");
        assert_eq!(tries.wait_ms(clock(T - 86_400_000, 1, 2000)), 29_000, "set back");
        assert_eq!(tries.restarted(clock(T - 86_400_000, 1, 2000)), None);
        assert_eq!(tries.wait_ms(clock(0, 1, 31_000)), 0);
    }

    #[test]
    fn without_one_a_wall_clock_set_back_begins_the_wait_again() {
        let tries = after(5, Clock::wall(Millis(T)));
        assert_eq!(tries.restarted(Clock::wall(Millis(T + 1))), None);
        let back = Clock::wall(Millis(T - 86_400_000));
        assert_eq!(tries.wait_ms(back), 30_000, "and is no longer than it ever was");
        let again = tries.restarted(back).unwrap();
        assert_eq!(again.wait_ms(Clock::wall(Millis(T - 86_400_000 + 20_000))), 10_000);
        assert_eq!(again.wrong(), 5);
        assert_eq!(tries.wait_ms(Clock::wall(Millis(T + 30_000))), 0, "set forward is believed");
    }

    #[test]
    fn after_a_restart_the_wall_clock_rules_and_a_long_run_proves_itself() {
        let tries = after(5, clock(T, 1, 500_000));
        assert_eq!(tries.wait_ms(clock(T + 10_000, 2, 5000)), 20_000);
        assert_eq!(tries.wait_ms(clock(T - 1, 2, 5000)), 30_000);
        assert_eq!(tries.restarted(clock(T - 1, 2, 5000)).unwrap().boot, Some([2; 16]));
        assert_eq!(tries.wait_ms(clock(T - 1, 2, 30_000)), 0);
    }

    #[test]
    fn a_running_clock_that_ran_back_keeps_nobody_out_for_ever() {
        let tries = after(5, clock(T, 1, u64::MAX));
        let again = tries.restarted(clock(T, 1, 1000)).unwrap();
        assert_eq!(again.wait_ms(clock(T, 1, 31_000)), 0);
    }
}
