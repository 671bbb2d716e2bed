//! What is inside an entry: derived, encrypted, padded and compressed.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand_core::Rng;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tabard_core::entry::{SignedEntry, Start, seal};
use tabard_core::ids::{RecordId, RegionId};
use tabard_core::keys::RecordKey;
use tabard_tests::halves;

use crate::entry::{header, object};
use crate::world::{World, hex, seeded};

const DICTIONARY: &[u8] = include_bytes!("../../../core/assets/entry-v1.dict");

/// Every step between the sealed body and what was compressed.
pub(crate) fn body(region: RegionId, entry: &SignedEntry, key: &RecordKey) -> Map<String, Value> {
    let (header, sealed) = halves(entry.bytes());
    let (salt, rest) = sealed.split_first_chunk::<16>().expect("a salt");
    let (commitment, ciphertext) = rest.split_at(32);
    let author = entry.author();
    let info =
        [b"tabard/body/v1".as_slice(), region.as_bytes(), author.as_bytes(), &header].concat();
    let one_time = key.one_time(salt, &[&info]);
    object(json!({
        "salt": hex(salt),
        "info": hex(info),
        "one_time_key": hex(one_time.key.as_slice()),
        "commitment": hex(commitment),
        "ciphertext": hex(ciphertext),
        "packed": hex(packed(&one_time.key, &header, ciphertext)),
    }))
}

fn packed(key: &[u8; 32], header: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    ChaCha20Poly1305::new(key.into())
        .decrypt(&Nonce::default(), Payload { msg: ciphertext, aad: header })
        .expect("what was sealed opens")
}

/// Lengths with their end mark, and as entries pad them: around every power of two, where the
/// rounding changes.
pub(crate) fn padme(world: &World) -> Value {
    let edges = (3..=15).flat_map(|power| [-1, 0, 1].map(|by| (1 << power) + by));
    edges.filter_map(|length: i32| padded(world, usize::try_from(length).ok()?)).collect()
}

/// A real entry whose content, with its end mark, takes about this length.
fn padded(world: &World, length: usize) -> Option<Value> {
    // Noise does not compress: a frame header, a block header and the mark come on top of it.
    let mut noise = vec![0; length.checked_sub(6)?];
    seeded(10).fill_bytes(&mut noise);
    let key = RecordKey::new([0x0a; 32].into());
    let header = header(Start::Of(RecordId::new([0x0b; 16])), 2, [0x0c; 16], Vec::new());
    let entry = seal(world.region(), &world.device, header, &key, &noise, &mut seeded(11));
    let steps = body(world.region(), &entry.expect("an entry"), &key);
    let packed = steps.get("packed").and_then(Value::as_str).expect("hexadecimal");
    let end = packed.trim_end_matches("00").len() / 2;
    Some(json!([end, packed.len() / 2]))
}

pub(crate) fn dictionary() -> Value {
    json!({ "sha256": hex(Sha256::digest(DICTIONARY)) })
}
