//! The signature parameters: when, once, by whom.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};

/// A moment, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSeconds(pub u64);

impl UnixSeconds {
    /// The moment so many seconds later.
    #[must_use]
    pub const fn after(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

/// Names the key of a device: the first eight bytes of the device's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// The key of the device whose id begins with these bytes.
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// How the device's id begins.
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }

    fn parse(hex: &str) -> Option<Self> {
        HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", HEXLOWER.encode_display(&self.0))
    }
}

/// Random bytes that a device uses once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// A nonce of these random bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn parse(base64url: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(base64url.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Params {
    pub(super) created: UnixSeconds,
    pub(super) expires: UnixSeconds,
    pub(super) nonce: Nonce,
    pub(super) keyid: KeyId,
}

const COMPONENTS: &str = r#"("@method" "@target-uri" "content-digest")"#;

impl Params {
    /// Only what [`Display`](fmt::Display) writes is read.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(COMPONENTS)?.strip_prefix(";created=")?;
        let (created, rest) = rest.split_once(";expires=")?;
        let (expires, rest) = rest.split_once(";nonce=\"")?;
        let (nonce, rest) = rest.split_once("\";keyid=\"")?;
        let keyid = rest.strip_suffix("\";tag=\"tabard\"")?;
        let params = Self {
            created: UnixSeconds(created.parse().ok()?),
            expires: UnixSeconds(expires.parse().ok()?),
            nonce: Nonce::parse(nonce)?,
            keyid: KeyId::parse(keyid)?,
        };
        (params.to_string() == text).then_some(params)
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { created, expires, nonce, keyid } = self;
        let nonce = BASE64URL_NOPAD.encode(nonce.as_bytes());
        write!(f, "{COMPONENTS};created={};expires={}", created.0, expires.0)?;
        write!(f, ";nonce=\"{nonce}\";keyid=\"{keyid}\";tag=\"tabard\"")
    }
}
