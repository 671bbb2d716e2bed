//! Signed requests that were seen before.

use std::collections::{BTreeMap, HashMap, HashSet};

use tabard_core::wire::http_signature::{KeyId, Nonce, UnixSeconds, Verified};

/// Remembers each nonce until its signature has expired. Nothing is forgotten early to make room: a
/// full cache refuses, and a device can only fill its own share.
#[derive(Debug)]
pub struct NonceCache {
    per_key: usize,
    in_all: usize,
    seen: HashMap<KeyId, HashSet<Nonce>>,
    by_expiry: BTreeMap<UnixSeconds, Vec<(KeyId, Nonce)>>,
    held: usize,
    latest: UnixSeconds,
}

/// Why a genuine signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NonceRefusal {
    /// This very request was accepted before.
    #[error("the request was replayed")]
    Replayed,
    /// The signature is over, or was when this cache last looked at the clock.
    #[error("the signature expired")]
    Expired,
    /// Too many requests within the lifetime of a signature.
    #[error("too many requests")]
    Full,
}

impl NonceCache {
    /// A cache for so many nonces of one key, and so many of all keys together.
    pub fn new(per_key: usize, in_all: usize) -> Self {
        Self {
            per_key,
            in_all,
            seen: HashMap::new(),
            by_expiry: BTreeMap::new(),
            held: 0,
            latest: UnixSeconds(0),
        }
    }

    /// Accepts a verified request, once.
    pub fn admit(&mut self, verified: &Verified, now: UnixSeconds) -> Result<(), NonceRefusal> {
        let Verified { keyid, nonce, expires } = *verified;
        // What was forgotten must stay expired, even if the clock is set back.
        self.latest = self.latest.max(now);
        self.forget_expired();
        if expires <= self.latest {
            return Err(NonceRefusal::Expired);
        }
        let of_key = self.seen.get(&keyid);
        if of_key.is_some_and(|nonces| nonces.contains(&nonce)) {
            return Err(NonceRefusal::Replayed);
        }
        if self.held >= self.in_all || of_key.map_or(0, HashSet::len) >= self.per_key {
            return Err(NonceRefusal::Full);
        }
        self.seen.entry(keyid).or_default().insert(nonce);
        self.by_expiry.entry(expires).or_default().push((keyid, nonce));
        self.held += 1;
        Ok(())
    }

    /// How many nonces are remembered.
    pub fn len(&self) -> usize {
        self.held
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.held == 0
    }

    fn forget_expired(&mut self) {
        while let Some(first) =
            self.by_expiry.first_entry().filter(|first| *first.key() <= self.latest)
        {
            for (keyid, nonce) in first.remove() {
                self.held -= 1;
                if let Some(nonces) = self.seen.get_mut(&keyid) {
                    nonces.remove(&nonce);
                    if nonces.is_empty() {
                        self.seen.remove(&keyid);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: u8 = 1;
    const BOB: u8 = 2;

    fn request(device: u8, nonce: u8, expires: u64) -> Verified {
        Verified {
            keyid: KeyId::from_bytes([device; 8]),
            nonce: Nonce::from_bytes([nonce; 16]),
            expires: UnixSeconds(expires),
        }
    }

    #[test]
    fn a_request_counts_once() {
        let mut cache = NonceCache::new(10, 10);
        assert_eq!(cache.admit(&request(ANN, 0, 300), UnixSeconds(0)), Ok(()));
        assert_eq!(
            cache.admit(&request(ANN, 0, 300), UnixSeconds(299)),
            Err(NonceRefusal::Replayed)
        );
        assert_eq!(cache.admit(&request(BOB, 0, 300), UnixSeconds(299)), Ok(()));
    }

    #[test]
    fn what_expired_is_forgotten_and_stays_refused() {
        let mut cache = NonceCache::new(10, 10);
        assert_eq!(cache.admit(&request(ANN, 0, 300), UnixSeconds(0)), Ok(()));
        assert_eq!(
            cache.admit(&request(ANN, 0, 300), UnixSeconds(300)),
            Err(NonceRefusal::Expired)
        );
        assert!(cache.is_empty());
        assert_eq!(cache.admit(&request(ANN, 0, 300), UnixSeconds(10)), Err(NonceRefusal::Expired));
    }

    #[test]
    fn one_device_cannot_take_the_room_of_others() {
        let mut cache = NonceCache::new(2, 3);
        assert_eq!(cache.admit(&request(ANN, 0, 300), UnixSeconds(0)), Ok(()));
        assert_eq!(cache.admit(&request(ANN, 1, 300), UnixSeconds(0)), Ok(()));
        assert_eq!(cache.admit(&request(ANN, 2, 300), UnixSeconds(0)), Err(NonceRefusal::Full));
        assert_eq!(cache.admit(&request(BOB, 0, 300), UnixSeconds(0)), Ok(()));
        assert_eq!(cache.admit(&request(BOB, 1, 300), UnixSeconds(0)), Err(NonceRefusal::Full));
        assert_eq!(cache.admit(&request(BOB, 1, 600), UnixSeconds(300)), Ok(()));
        assert_eq!(cache.len(), 1);
    }
}
