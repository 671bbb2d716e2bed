//! What the core takes as arguments: the time and the operating system's randomness.

use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(target_os = "linux")]
use data_encoding::HEXLOWER_PERMISSIVE;
use getrandom::SysRng;
use rand_core::UnwrapErr;
use tabard_core::clock::{Clock, Running};
use tabard_core::ids::Millis;

/// This machine's clock.
#[must_use]
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The operating system's randomness. Should it fail, the process ends rather than go on with
/// keys that can be guessed.
#[must_use]
pub const fn entropy() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// This machine's clocks. The one that nobody sets is Linux's; elsewhere there is none yet.
#[must_use]
pub fn clock() -> Clock {
    Clock { wall: now(), running: running() }
}

#[cfg(target_os = "linux")]
fn running() -> Option<Running> {
    let read = |name: &str| std::fs::read_to_string(name).ok();
    running_of(&read("/proc/sys/kernel/random/boot_id")?, &read("/proc/uptime")?)
}

#[cfg(not(target_os = "linux"))]
const fn running() -> Option<Running> {
    None
}

/// The kernel's id of this run, and its seconds since then, sleep included.
#[cfg(target_os = "linux")]
fn running_of(boot_id: &str, uptime: &str) -> Option<Running> {
    let boot = HEXLOWER_PERMISSIVE.decode(boot_id.trim().replace('-', "").as_bytes()).ok()?;
    let (seconds, hundredths) = uptime.split_whitespace().next()?.split_once('.')?;
    let seconds: u64 = seconds.parse().ok()?;
    let hundredths: u64 = hundredths.parse().ok()?;
    let ms = seconds.checked_mul(1000)?.checked_add(hundredths.checked_mul(10)?)?;
    Some(Running { boot: boot.try_into().ok()?, ms })
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_read_and_nothing_else() {
        let id = "01020304-0506-0708-090a-0b0c0d0e0f10\n";
        let read = running_of(id, "3725.50 9000.00\n").unwrap();
        assert_eq!((read.boot[0], read.boot[15], read.ms), (1, 16, 3_725_500));
        assert_eq!(running_of("", "1.00 1.00"), None);
        assert_eq!(running_of(id, "soon"), None);
    }

    #[test]
    fn it_runs_on_within_one_run_of_the_machine() {
        let (one, other) = (clock().running, clock().running);
        if let (Some(one), Some(other)) = (one, other) {
            assert_eq!(one.boot, other.boot);
            assert!(other.ms >= one.ms);
        }
    }
}
