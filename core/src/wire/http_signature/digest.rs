//! The digest of a body (RFC 9530), SHA-256 and nothing else.

use std::fmt;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// What stands in `content-digest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentDigest([u8; 32]);

impl ContentDigest {
    /// The digest of a whole body.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// A SHA-256 that was computed while a body streamed by.
    pub const fn from_bytes(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }

    pub(super) fn parse(value: &str) -> Option<Self> {
        let base64 = value.strip_prefix("sha-256=:")?.strip_suffix(':')?;
        let bytes = BASE64.decode(base64.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha-256=:{}:", BASE64.encode_display(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        let digest = ContentDigest::of(b"{\"hello\": \"world\"}\n");
        assert_eq!(digest.to_string(), "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
        assert_eq!(ContentDigest::parse(&digest.to_string()), Some(digest));
    }

    #[test]
    fn no_other_algorithm_and_no_other_spelling() {
        for value in [
            "",
            "sha-256=::",
            "sha-512=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
            "SHA-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg:",
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDh=:",
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, sha-512=::",
        ] {
            assert_eq!(ContentDigest::parse(value), None, "{value}");
        }
    }
}
