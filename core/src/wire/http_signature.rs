//! Who sent a request: one fixed profile of HTTP Message Signatures (RFC 9421) with Ed25519.
//!
//! ```text
//! content-digest: sha-256=:…:
//! signature-input: t=("@method" "@target-uri" "content-digest");created=…;expires=…;nonce="…";keyid="…";tag="tabard"
//! signature: t=:…:
//! ```
//!
//! Only this exact serialisation is accepted, so there is nothing to negotiate and nothing to parse
//! twice. The signature covers the digest and not the body: a stranger is refused by [`verify`] before
//! the first byte of the body is read, and the body is checked by [`SignedHead::with_body`].
//!
//! `@target-uri` binds a request to its region, its path and its query in one component. It is
//! rebuilt on both sides as `https://` + authority + path and query, whatever carried the request:
//! devices speak plain HTTP to a loopback address only, and a proxy that ends TLS must not break every
//! signature. A server behind a proxy that rewrites `Host` passes the public authority that its
//! enrolment codes name.

mod base;
mod digest;
mod headers;
mod params;
mod refusal;
mod request;
#[cfg(test)]
mod tests;

pub use base::signature_base;
pub use digest::ContentDigest;
pub use headers::SignatureHeaders;
pub use params::{KeyId, Nonce, UnixSeconds};
pub use refusal::{SignatureRefusal, UnsignableRequest};
pub use request::RequestHead;

use ed25519_dalek::{Signature, VerifyingKey};
use params::Params;

/// How many seconds a signature is good for.
pub const LIFETIME: u64 = 300;

/// How many seconds the signer's clock may be ahead of the verifier's.
pub const CLOCK_SKEW: u64 = 60;

/// What a verified signature says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whose key signed.
    pub keyid: KeyId,
    /// Never accepted twice from one key before `expires`.
    pub nonce: Nonce,
    /// When the signature ends, and the nonce may be forgotten.
    pub expires: UnixSeconds,
}

/// A request whose head is known to be genuine, while its body is still unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the body is not yet checked"]
pub struct SignedHead {
    verified: Verified,
    digest: ContentDigest,
}

/// Signs a request; `sign` is the device's key. A nonce is used once.
pub fn sign(
    request: &RequestHead,
    body: &[u8],
    keyid: KeyId,
    sign: impl FnOnce(&[u8]) -> Signature,
    now: UnixSeconds,
    nonce: Nonce,
) -> SignatureHeaders {
    let digest = ContentDigest::of(body);
    let params = Params { created: now, expires: now.after(LIFETIME), nonce, keyid };
    let signature = sign(base_of(request, &digest, &params).as_bytes());
    SignatureHeaders::render(&digest, &params, &signature)
}

/// Checks the head of a request. `key_of` finds the key of a device that may speak.
///
/// The caller still has to refuse a nonce it has seen before.
pub fn verify(
    request: &RequestHead,
    headers: &SignatureHeaders,
    now: UnixSeconds,
    key_of: impl FnOnce(&KeyId) -> Option<VerifyingKey>,
) -> Result<SignedHead, SignatureRefusal> {
    let (digest, params, signature) = headers.parse()?;
    check_times(&params, now)?;
    let key = key_of(&params.keyid).ok_or(SignatureRefusal::UnknownKey { keyid: params.keyid })?;
    key.verify_strict(base_of(request, &digest, &params).as_bytes(), &signature)
        .map_err(|_| SignatureRefusal::BadSignature)?;
    let Params { keyid, nonce, expires, .. } = params;
    Ok(SignedHead { verified: Verified { keyid, nonce, expires }, digest })
}

impl SignedHead {
    /// Who sent the head. Good for limits and quotas, not for acting on the request.
    pub fn keyid(&self) -> KeyId {
        self.verified.keyid
    }

    /// Checks the whole body, after which the request is what the device sent.
    pub fn with_body(self, body: &[u8]) -> Result<Verified, SignatureRefusal> {
        self.with_digest(&ContentDigest::of(body))
    }

    /// Like [`Self::with_body`], for a body that was hashed while it streamed by.
    pub fn with_digest(self, received: &ContentDigest) -> Result<Verified, SignatureRefusal> {
        match *received == self.digest {
            true => Ok(self.verified),
            false => Err(SignatureRefusal::WrongBody),
        }
    }
}

fn base_of(request: &RequestHead, digest: &ContentDigest, params: &Params) -> String {
    let components = [
        ("@method", request.method()),
        ("@target-uri", request.target_uri()),
        ("content-digest", &digest.to_string()),
    ];
    signature_base(&components, &params.to_string())
}

fn check_times(params: &Params, now: UnixSeconds) -> Result<(), SignatureRefusal> {
    let Params { created, expires, .. } = *params;
    if expires <= created || expires > created.after(LIFETIME) {
        return Err(SignatureRefusal::WrongLifetime);
    }
    if created > now.after(CLOCK_SKEW) {
        return Err(SignatureRefusal::NotYetValid { created });
    }
    if expires <= now {
        return Err(SignatureRefusal::Expired { expires });
    }
    Ok(())
}
