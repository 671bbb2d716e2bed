//! The names of things: fixed-size identifiers, places in a log, and time.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use minicbor::{Decode, Encode};

/// A text that is no identifier of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} is {characters} characters of 0-9 and a-f")]
pub struct IdError {
    kind: &'static str,
    characters: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] [u8; $len]);

        impl $name {
            /// Its length in bytes.
            pub const LEN: usize = $len;

            /// Takes the bytes as they are.
            #[must_use]
            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads stored bytes.
            ///
            /// # Errors
            /// [`IdError`] when the length differs.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, IdError> {
                bytes
                    .try_into()
                    .map(Self)
                    .map_err(|_| IdError { kind: $kind, characters: $len * 2 })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                HEXLOWER
                    .decode(text.to_ascii_lowercase().as_bytes())
                    .ok()
                    .and_then(|bytes| Self::from_slice(&bytes).ok())
                    .ok_or(IdError { kind: $kind, characters: $len * 2 })
            }
        }
    };
}

id!(
    /// A region: the hash of its authority's public key, cut to 16 bytes.
    RegionId, 16, "a region id"
);
id!(
    /// A device: the hash of its two public keys, cut to 8 bytes.
    DeviceId, 8, "a device id"
);
id!(
    /// A record, bound by hash to the entry that started it.
    RecordId, 16, "a record id"
);
id!(
    /// An entry: the SHA-256 of its bytes.
    EntryId, 32, "an entry id"
);
id!(
    /// A sealed chunk of an attachment: the SHA-256 of its bytes.
    ChunkAddress, 32, "a chunk's address"
);
id!(
    /// One incarnation of a relay's log: a log that was wiped is another log.
    LogId, 16, "a log id"
);

impl RecordId {
    /// From the lowest to the highest.
    pub const EVERY: (Self, Self) = (Self::new([0; Self::LEN]), Self::new([0xff; Self::LEN]));
}

impl EntryId {
    /// What the next entry of a chain quotes of this one.
    #[must_use]
    pub fn short(&self) -> [u8; 16] {
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(self.0) {
            *to = from;
        }
        short
    }
}

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Millis(#[n(0)] pub i64);

impl Millis {
    /// This time and `days` more.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(86_400_000)))
    }

    /// This time and `seconds` more.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// RFC 3339 in UTC to the second; the epoch for a time out of its range.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_second(self.0.div_euclid(1000)).unwrap_or_default().to_string()
    }
}

/// One life of a device's chain. The first is 0; a restored or cloned device draws a new one at
/// random before it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Incarnation(#[n(0)] pub u32);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_and_rejects_other_lengths() {
        let id = DeviceId::new([0xab; 8]);
        assert_eq!(id.to_string().parse::<DeviceId>().unwrap(), id);
        assert_eq!("ABABABABABABABAB".parse::<DeviceId>().unwrap(), id);
        let error = "abab".parse::<DeviceId>().unwrap_err();
        assert_eq!(error.to_string(), "a device id is 16 characters of 0-9 and a-f");
    }
}
