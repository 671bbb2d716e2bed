//! Why a request is not believed.

use super::{KeyId, UnixSeconds};

/// Why a signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRefusal {
    /// A header that every signed request has is not there.
    #[error("the header {header} is missing")]
    Missing {
        /// The header's name.
        header: &'static str,
    },
    /// A header is there more than once.
    #[error("the header {header} is repeated")]
    Repeated {
        /// The header's name.
        header: &'static str,
    },
    /// A header is not written as this profile writes it.
    #[error("the header {header} is malformed")]
    Malformed {
        /// The header's name.
        header: &'static str,
    },
    /// The signature is over, or the signer's clock is slow.
    #[error("the signature expired at {}", expires.0)]
    Expired {
        /// When it ended.
        expires: UnixSeconds,
    },
    /// The signer's clock is fast.
    #[error("the signature begins at {}", created.0)]
    NotYetValid {
        /// When it begins.
        created: UnixSeconds,
    },
    /// The signature ends before it begins, or lives longer than is allowed.
    #[error("the signature's lifetime is not allowed")]
    WrongLifetime,
    /// No device that may speak has this key.
    #[error("no enrolled device has the key {keyid}")]
    UnknownKey {
        /// The key that was named.
        keyid: KeyId,
    },
    /// The signature is not this key's over this request.
    #[error("the signature does not match the request")]
    BadSignature,
    /// The body is not the one that was signed.
    #[error("the body does not match its digest")]
    WrongBody,
}

/// Why a request cannot be signed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnsignableRequest {
    /// The method is not in upper-case letters.
    #[error("the method cannot be signed")]
    Method,
    /// The authority is not a host with an optional port.
    #[error("the authority cannot be signed")]
    Authority,
    /// The target is not a path with an optional query.
    #[error("the target cannot be signed")]
    Target,
}
