//! What a host's clocks say.

use crate::ids::Millis;

/// A host's clocks at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The clock that people set.
    pub wall: Millis,
    /// The clock that nobody sets, where the host has one.
    pub running: Option<Running>,
}

/// A clock that only runs forward, sleep included, and begins anew with the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// What tells this run of the machine from every other.
    pub boot: [u8; 16],
    /// Milliseconds since it began.
    pub ms: u64,
}

impl Clock {
    /// A host's clocks where only the wall clock was asked.
    #[must_use]
    pub const fn wall(wall: Millis) -> Self {
        Self { wall, running: None }
    }
}
