//! Two devices over any byte pipe, with no server: who is at the other end, what each lacks that
//! the other may give, and the frames that carry it. It knows ids and bytes, and no records.

mod channel;
mod noise;
mod ranges;
mod turn;

pub use channel::{Channel, MAX_HELLO, MAX_MESSAGE, Received, Side};
pub use ranges::{Answer, Differences, Holding, Range, Salt};
pub use turn::{CallTag, Hello, Turn};

/// Why a link ends before both sides have everything. What came until then is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// The other end does not speak this protocol, or something changed its bytes on the way.
    #[error(
        "what came over the link is not from a device of this region, or was changed on the way: check that both are of one region, then link again"
    )]
    Unreadable,
    /// The other device's certificate does not lead to the region's authority.
    #[error(
        "the other device could not show that it belongs to this region: sync this one, then link again"
    )]
    Stranger,
    /// The other device was removed from the region.
    #[error("the other device was removed from the region: nothing was exchanged with it")]
    Revoked,
    /// The other end is this device, or a copy of it.
    #[error("the other end of the link is this same device: link with another one")]
    Itself,
    /// More than a link carries.
    #[error("the other device sends more than a link carries: what came is kept; link again")]
    TooMuch,
}

impl LinkFault {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "link_unreadable",
            Self::Stranger => "link_stranger",
            Self::Revoked => "revoked_device",
            Self::Itself => "own_device",
            Self::TooMuch => "link_too_much",
        }
    }
}
