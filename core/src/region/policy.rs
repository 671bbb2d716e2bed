//! What a region asks of all its devices, and the order to a lost one.

use std::num::NonZeroU16;

use minicbor::{Decode, Encode};

use crate::ids::{DeviceId, Millis};
use crate::model::marker::Terms;

/// A number of whole days, one at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Days(#[n(0)] NonZeroU16);

impl Days {
    /// So many days; none for 0.
    #[must_use]
    pub const fn new(days: u16) -> Option<Self> {
        match NonZeroU16::new(days) {
            Some(days) => Some(Self(days)),
            None => None,
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0.get()
    }

    /// The same in milliseconds.
    #[must_use]
    pub fn millis(self) -> u64 {
        u64::from(self.get()) * 86_400_000
    }
}

/// How long devices show what they hold, and how long warnings last. What is absent has no limit, or
/// the limit that [`Terms`] names; so it is in a region that has stated nothing. The numbers are the
/// trust's to choose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Policy {
    /// When the issuer decided it. The latest counts, in whatever order the lines come: a
    /// restored log may get an old one back after a new one.
    #[n(0)]
    pub at: Millis,
    /// For how long after its last contact with the region a device may be read.
    #[n(1)]
    pub read_lease: Option<Days>,
    /// For how long after the hub's receipt a device keeps what it has sent readable.
    #[n(2)]
    pub history: Option<Days>,
    /// How long warnings last.
    #[n(3)]
    pub register: Option<RegisterPolicy>,
}

impl Policy {
    /// The terms of warning markers by this policy.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let stated = self.register.unwrap_or_default();
        let days = |days: Option<Days>| days.map(Days::get);
        let alert = stated.alert_hours.map(NonZeroU16::get);
        Terms::stated(alert, days(stated.temporary), days(stated.review))
    }
}

/// What a region states of its register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct RegisterPolicy {
    /// For how many hours an alert for today lasts at most.
    #[n(0)]
    pub alert_hours: Option<NonZeroU16>,
    /// For how long a temporary marker waits for its decision at most.
    #[n(1)]
    pub temporary: Option<Days>,
    /// How far ahead a review is at most.
    #[n(2)]
    pub review: Option<Days>,
}

/// The order to a device to destroy what it holds. It is the end of the device too. It names the
/// hash of its keys, so that a phone that was enrolled anew is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WipeOrder {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// When the issuer decided it.
    #[n(1)]
    pub at: Millis,
    /// Whether even what the region does not hold is to go: without it those entries stay, sealed.
    #[n(2)]
    pub unsent_too: bool,
}
