//! A device's clock, and ids by chance.

use rand_core::CryptoRng;
use tabard_core::clock::Clock;
use tabard_core::ids::Millis;

use crate::host::{clock, now};

/// Seconds that a device's clock is ahead of this machine's, for rehearsals and tests.
const AHEAD: &str = "TABARD_CLOCK_AHEAD_SECONDS";

/// The time of a device, whose clock may be rehearsed to be wrong.
pub(super) fn device_now() -> Millis {
    let ahead = std::env::var(AHEAD).ok().and_then(|seconds| seconds.parse().ok());
    now().plus_seconds(ahead.unwrap_or(0))
}

/// The clocks of a device, of which the one that people set may be rehearsed to be wrong.
pub(super) fn device_clock() -> Clock {
    Clock { wall: device_now(), ..clock() }
}

/// An id for an item of a report: six of a-z and 0-9.
pub(super) fn item_id(rng: &mut dyn CryptoRng) -> String {
    const ALPHABET: [char; 32] = [
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u',
        'v', 'w', 'x', 'y', 'z', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ];
    let mut bytes = [0; 6];
    rng.fill_bytes(&mut bytes);
    let place = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied();
    bytes.into_iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::entropy;

    #[test]
    fn item_ids_are_short_plain_and_differ() {
        let (one, other) = (item_id(&mut entropy()), item_id(&mut entropy()));
        assert_eq!(one.len(), 6);
        assert!(one.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert_ne!(one, other);
    }
}
