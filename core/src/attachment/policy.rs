//! What a host may decide: how much room a capture needs, and what may go over which network.

/// How large an attachment may be to go over a metered network, where nobody said otherwise: a
/// proposal of this project.
pub const METERED_AT_MOST: u64 = 10 * 1024 * 1024;

/// What the network costs, as the platform tells the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// Everything may go.
    #[default]
    Unmetered,
    /// Larger attachments wait for another network. Entries go all the same.
    Metered {
        /// The largest attachment that may go, in bytes.
        at_most: u64,
    },
}

impl Network {
    /// Whether an attachment of this size may be moved now.
    #[must_use]
    pub const fn allows(self, size: u64) -> bool {
        match self {
            Self::Unmetered => true,
            Self::Metered { at_most } => size <= at_most,
        }
    }
}

/// When to warn of a disk that fills up. The figures are proposals of this project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomPolicy {
    /// Bytes that stay free for reports, whatever is attached.
    pub keep_free: u64,
    /// Fewer bytes left than this after the capture are worth a warning.
    pub warn_below: u64,
}

impl Default for RoomPolicy {
    fn default() -> Self {
        Self { keep_free: 64 * 1024 * 1024, warn_below: 512 * 1024 * 1024 }
    }
}

/// Whether there is room for a capture, asked before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Enough.
    Enough,
    /// Enough for this one; the disk fills up.
    Low,
    /// Too little: what reports need would be at risk.
    TooLittle,
}

impl RoomPolicy {
    /// Whether `size` bytes more fit where `free` bytes are free.
    #[must_use]
    pub const fn room(self, size: u64, free: u64) -> Room {
        // Sealing adds 64 bytes to a chunk of a quarter of a megabyte, and the list of chunks.
        let sealed = size.saturating_add(size / 2048).saturating_add(4096);
        let left = free.saturating_sub(sealed);
        if left < self.keep_free {
            Room::TooLittle
        } else if left < self.warn_below {
            Room::Low
        } else {
            Room::Enough
        }
    }
}

impl Room {
    /// What a person is told before the capture; nothing while there is enough.
    #[must_use]
    pub const fn advice(self) -> Option<&'static str> {
        match self {
            Self::Enough => None,
            Self::Low => Some(
                "the storage of this device is nearly full: sync on a good network, then free some space",
            ),
            Self::TooLittle => Some(
                "there is too little room for this on the device: free some space, then attach it again; reports can still be written",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_comes_before_the_storage_is_full() {
        let policy = RoomPolicy { keep_free: 1_000_000, warn_below: 5_000_000 };
        assert_eq!(policy.room(1_000_000, 7_000_000), Room::Enough);
        assert_eq!(policy.room(1_000_000, 6_000_000), Room::Low);
        assert_eq!(policy.room(1_000_000, 2_000_000), Room::TooLittle);
        assert_eq!(policy.room(u64::MAX, u64::MAX), Room::TooLittle);
        assert_eq!(policy.room(1, 0), Room::TooLittle);
        assert!(Room::Enough.advice().is_none());
        assert!(Room::Low.advice().is_some_and(|said| said.contains("nearly full")));
    }

    #[test]
    fn a_metered_network_takes_what_is_small() {
        let metered = Network::Metered { at_most: 10 };
        assert!(metered.allows(10) && !metered.allows(11));
        assert!(Network::default().allows(u64::MAX));
    }
}
