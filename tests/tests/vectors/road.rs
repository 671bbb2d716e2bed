//! What a device says before and while it is known: its answer to a code, and a signed request.

use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};
use tabard_core::region::EnrolmentCode;
use tabard_core::wire::Message;
use tabard_core::wire::http_signature::{
    KeyId, LIFETIME, Nonce, RequestHead, UnixSeconds, sign, signature_base,
};

use crate::world::{NOW, World, hex, seeded};

const SERVER: &str = "https://tabard.example.nhs.uk";

pub(crate) fn code(world: &World) -> Value {
    let expires = NOW.plus_days(2);
    let code = EnrolmentCode::generate(world.region(), SERVER.to_owned(), expires, &mut seeded(12));
    let (text, request) = (code.text(), code.answer(&world.device).to_bytes());
    let encoded = text.strip_prefix("TABARD1").expect("the beginning of every code");
    let content = BASE32_NOPAD.decode(encoded.as_bytes()).expect("base32");
    json!({
        "text": text.as_str(),
        "id": hex(code.id.as_bytes()),
        "region": hex(code.region.as_bytes()),
        "expires": code.expires.0,
        "secret": hex(code.secret.to_bytes()),
        "server": code.server,
        "check": hex(last::<4>(&content)),
        "request": hex(&request),
        "mac": hex(last::<32>(&request)),
    })
}

fn last<const N: usize>(bytes: &[u8]) -> &[u8; N] {
    bytes.last_chunk().expect("as many bytes")
}

/// An authority in another spelling, and a query: both are part of what is signed.
pub(crate) fn http_signature(world: &World) -> Value {
    let (method, authority, path) = ("POST", "Tabard.Example.NHS.uk:443", "/v1/sync?again=1");
    let body = b"a body";
    let head = RequestHead::new(method, authority, path).expect("a request");
    let (keyid, nonce) = (KeyId::from_bytes(*world.device.id().as_bytes()), [7; 16]);
    let now = UnixSeconds(NOW.0.unsigned_abs() / 1000);
    let by = |base: &[u8]| world.device.sign(base);
    let headers = sign(&head, body, keyid, by, now, Nonce::from_bytes(nonce));
    let components = [
        ("@method", head.method()),
        ("@target-uri", head.target_uri()),
        ("content-digest", &headers.content_digest),
    ];
    let params = headers.signature_input.strip_prefix("t=").expect("a labelled input");
    json!({
        "method": method,
        "authority": authority,
        "path": path,
        "body": hex(body),
        "content_digest": headers.content_digest,
        "signature_input": headers.signature_input,
        "signature": headers.signature,
        "base": signature_base(&components, params),
        "created": now.0,
        "expires": now.after(LIFETIME).0,
        "nonce": hex(nonce),
        "keyid": keyid.to_string(),
        "public": hex(world.device.public().signing_bytes()),
    })
}
