//! What is accepted, and everything that is not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;

use super::*;

const NOW: UnixSeconds = UnixSeconds(1_767_225_600);
const KEYID: KeyId = KeyId::from_bytes([0xab; 8]);
const NONCE: Nonce = Nonce::from_bytes([7; 16]);
const BODY: &[u8] = b"a body";

fn key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn request() -> RequestHead {
    RequestHead::new("POST", "tabard.example.nhs.uk", "/v1/sync").unwrap()
}

fn signed() -> SignatureHeaders {
    sign(&request(), BODY, KEYID, |base| key().sign(base), NOW, NONCE)
}

fn verdict(
    request: &RequestHead,
    headers: &SignatureHeaders,
    now: UnixSeconds,
) -> Result<SignedHead, SignatureRefusal> {
    verify(request, headers, now, |keyid| (*keyid == KEYID).then(|| key().verifying_key()))
}

#[test]
fn a_signed_request_is_verified() {
    let verified = verdict(&request(), &signed(), NOW).unwrap().with_body(BODY).unwrap();
    assert_eq!(verified, Verified { keyid: KEYID, nonce: NONCE, expires: NOW.after(LIFETIME) });
}

#[test]
fn the_headers_are_small_and_always_the_same() {
    let headers = signed();
    assert_eq!(
        headers.signature_input,
        "t=(\"@method\" \"@target-uri\" \"content-digest\");created=1767225600;expires=1767225900\
         ;nonce=\"BwcHBwcHBwcHBwcHBwcHBw\";keyid=\"abababababababab\";tag=\"tabard\""
    );
    let on_the_wire: usize =
        headers.pairs().iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    assert_eq!(on_the_wire, 347);
}

#[test]
fn another_body_is_refused() {
    let head = verdict(&request(), &signed(), NOW).unwrap();
    assert_eq!(head.with_body(b"another body"), Err(SignatureRefusal::WrongBody));
}

#[test]
fn another_request_is_refused() {
    for (method, authority, path) in [
        ("PUT", "tabard.example.nhs.uk", "/v1/sync"),
        ("POST", "tabard.example.org", "/v1/sync"),
        ("POST", "tabard.example.nhs.uk:8443", "/v1/sync"),
        ("POST", "tabard.example.nhs.uk", "/v1/sync/"),
        ("POST", "tabard.example.nhs.uk", "/v1/sync?all"),
    ] {
        let other = RequestHead::new(method, authority, path).unwrap();
        assert_eq!(verdict(&other, &signed(), NOW), Err(SignatureRefusal::BadSignature));
    }
}

#[test]
fn a_signature_lives_from_created_to_expires() {
    let at = |now| verdict(&request(), &signed(), UnixSeconds(now)).map(|_| ());
    assert_eq!(at(NOW.0 - CLOCK_SKEW), Ok(()));
    assert_eq!(at(NOW.0 - CLOCK_SKEW - 1), Err(SignatureRefusal::NotYetValid { created: NOW }));
    assert_eq!(at(NOW.0 + LIFETIME - 1), Ok(()));
    let expires = NOW.after(LIFETIME);
    assert_eq!(at(NOW.0 + LIFETIME), Err(SignatureRefusal::Expired { expires }));
    assert_eq!(at(u64::MAX), Err(SignatureRefusal::Expired { expires }));
}

#[test]
fn a_long_life_is_refused_even_if_signed() {
    let digest = ContentDigest::of(BODY);
    let with_lifetime = |lifetime| {
        let params =
            Params { created: NOW, expires: NOW.after(lifetime), nonce: NONCE, keyid: KEYID };
        let signature = key().sign(base_of(&request(), &digest, &params).as_bytes());
        verdict(&request(), &SignatureHeaders::render(&digest, &params, &signature), NOW)
            .map(|_| ())
    };
    assert_eq!(with_lifetime(0), Err(SignatureRefusal::WrongLifetime));
    assert_eq!(with_lifetime(LIFETIME), Ok(()));
    assert_eq!(with_lifetime(LIFETIME + 1), Err(SignatureRefusal::WrongLifetime));
}

#[test]
fn a_stranger_is_refused() {
    let refused = verify(&request(), &signed(), NOW, |_| None);
    assert_eq!(refused, Err(SignatureRefusal::UnknownKey { keyid: KEYID }));
    let other = SigningKey::from_bytes(&[2; 32]).verifying_key();
    let refused = verify(&request(), &signed(), NOW, |_| Some(other));
    assert_eq!(refused, Err(SignatureRefusal::BadSignature));
}

#[test]
fn a_weak_key_vouches_for_nothing() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let weak = VerifyingKey::from_bytes(&identity).unwrap();
    let mut forged = [0; 64];
    forged[0] = 1;
    let params = Params { created: NOW, expires: NOW.after(1), nonce: NONCE, keyid: KEYID };
    let digest = ContentDigest::of(BODY);
    let headers = SignatureHeaders::render(&digest, &params, &Signature::from_bytes(&forged));
    let refused = verify(&request(), &headers, NOW, |_| Some(weak));
    assert_eq!(refused, Err(SignatureRefusal::BadSignature));
}

#[test]
fn every_flipped_bit_is_refused() {
    let headers = signed();
    for which in 0..3 {
        let value = headers.pairs()[which].1.to_owned();
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone().into_bytes();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let Ok(flipped) = String::from_utf8(flipped) else {
                continue;
            };
            let mut changed = headers.clone();
            match which {
                0 => changed.content_digest = flipped,
                1 => changed.signature_input = flipped,
                _ => changed.signature = flipped,
            }
            assert!(verdict(&request(), &changed, NOW).is_err(), "{which} bit {bit}");
        }
    }
}

#[test]
fn other_spellings_of_the_same_are_malformed() {
    let honest = signed();
    let respelt = |from: &str, to: &str| {
        let changed = honest.signature_input.replace(from, to);
        assert_ne!(changed, honest.signature_input, "{from} occurs");
        let headers = SignatureHeaders { signature_input: changed, ..honest.clone() };
        verdict(&request(), &headers, NOW).map(|_| ())
    };
    let malformed = Err(SignatureRefusal::Malformed { header: "signature-input" });
    for (from, to) in [
        ("created=1", "created=+1"),
        ("created=1", "created=01"),
        (";created", "; created"),
        (";expires", ";alg=\"ed25519\";expires"),
        ("abababababababab", "ABABABABABABABAB"),
        ("abababababababab", "abababababababa"),
        ("HBw\"", "HBx\""),
        ("HBw\"", "HBw=\""),
        ("t=(", "sig1=("),
        ("\"@method\" ", ""),
        ("\"content-digest\"", "\"content-digest\";req"),
        ("tag=\"tabard\"", "tag=\"tabard\","),
        ("tag=\"tabard\"", "tag=\"other\""),
    ] {
        assert_eq!(respelt(from, to), malformed, "{from} -> {to}");
    }
    let signature = honest.signature.replace("t=:", "t=: ");
    let headers = SignatureHeaders { signature, ..honest };
    let malformed = Err(SignatureRefusal::Malformed { header: "signature" });
    assert_eq!(verdict(&request(), &headers, NOW), malformed);
}

proptest! {
    #[test]
    fn whatever_arrives_is_answered(digest in ".*", input in ".*", signature in ".*", path in ".*") {
        let headers = SignatureHeaders { content_digest: digest, signature_input: input, signature };
        prop_assert!(verdict(&request(), &headers, NOW).is_err());
        let _ = RequestHead::new(&path, &path, &path);
    }

    #[test]
    fn whatever_is_signed_is_verified(
        body: Vec<u8>, nonce: [u8; 16], keyid: [u8; 8], now in 0u64..100_000_000_000, path in "/[!-\"$-~]{0,40}",
    ) {
        let request = RequestHead::new("GET", "[::1]:8443", &path).unwrap();
        let (now, keyid) = (UnixSeconds(now), KeyId::from_bytes(keyid));
        let headers = sign(&request, &body, keyid, |base| key().sign(base), now, Nonce::from_bytes(nonce));
        let head = verify(&request, &headers, now, |_| Some(key().verifying_key())).unwrap();
        prop_assert_eq!(head.keyid(), keyid);
        prop_assert!(head.with_body(&body).is_ok());
    }
}
