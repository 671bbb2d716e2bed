//! Who makes a change: one device, in one incarnation of its log.

use automerge::ActorId;
use data_encoding::HEXLOWER;

/// The author of changes: a device id, then its incarnation as a big-endian number. A phone that
/// was restored or cloned writes as a new incarnation, since one author's changes are numbered
/// and a number used twice can never be merged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor([u8; Self::LENGTH]);

impl Actor {
    /// The bytes of an author: eight of the device, four of the incarnation.
    pub const LENGTH: usize = 12;

    /// Joins a device id and its incarnation.
    #[must_use]
    pub const fn new(device: [u8; 8], incarnation: u32) -> Self {
        let [a, b, c, d, e, f, g, h] = device;
        let [i, j, k, l] = incarnation.to_be_bytes();
        Self([a, b, c, d, e, f, g, h, i, j, k, l])
    }

    /// The device's id.
    #[must_use]
    pub const fn device(&self) -> [u8; 8] {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        [a, b, c, d, e, f, g, h]
    }

    /// The incarnation of the device's log.
    #[must_use]
    pub const fn incarnation(&self) -> u32 {
        let [.., i, j, k, l] = self.0;
        u32::from_be_bytes([i, j, k, l])
    }

    /// The device's id in lowercase hexadecimal.
    #[must_use]
    pub fn device_text(&self) -> String {
        HEXLOWER.encode(&self.device())
    }

    /// All bytes, as they stand in a change.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Reads the bytes of an author, when there are as many as an author has.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn id(&self) -> ActorId {
        ActorId::from(&self.0)
    }
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.device_text(), self.incarnation())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn holds_device_and_incarnation() {
        let actor = Actor::new([0xab, 1, 2, 3, 4, 5, 6, 0xff], 0x0102_0304);
        assert_eq!(actor.device_text(), "ab010203040506ff");
        assert_eq!(actor.incarnation(), 0x0102_0304);
        assert_eq!(actor.as_bytes()[8..], [1, 2, 3, 4]);
        assert_eq!(Actor::from_bytes(actor.as_bytes()), Some(actor));
        assert_eq!(Actor::from_bytes(&[0; 13]), None);
    }
}
