//! What the core takes as arguments: the time and the operating system's randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use getrandom::SysRng;
use rand_core::UnwrapErr;
use tabard_core::ids::Millis;

/// The clock that people set.
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The operating system's randomness. Should it fail, the call fails rather than go on with keys
/// that can be guessed.
pub(crate) const fn entropy() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
