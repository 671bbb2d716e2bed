//! An attachment's bytes, sealed, and what a device and the relay say of them.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tabard_core::attachment::{Manifest, Part, Sealer, address_of};
use tabard_core::ids::ChunkAddress;
use tabard_core::keys::RecordKey;
use tabard_core::wire::{ChunkAnswer, ChunkReceipt, ChunkRequest, ChunkWant, Message};

use crate::kinds::attachment_origin;
use crate::world::{LOG, NOW, World, hex, payload_and_signed, seeded};

/// Not ASCII alone, and no picture: what it holds is nothing to the wire.
const PLAIN: &[u8] = "a photograph of a door – twice kicked".as_bytes();
/// A place whose number has another value the other way round.
const LATER_PLACE: u32 = 258;

/// The attachment as its phone keeps and sends it.
pub(crate) struct Sealed {
    chunk: Vec<u8>,
    list: Vec<u8>,
    pub(crate) manifest: Manifest,
    pub(crate) address: ChunkAddress,
}

fn sealer(world: &World) -> Sealer {
    let origin = attachment_origin(world);
    Sealer::new(world.region(), origin.id, origin.key)
}

pub(crate) fn sealed(world: &World) -> Sealed {
    let (sealer, mut rng) = (sealer(world), seeded(50));
    let chunk = sealer.seal(Part::Chunk(0), PLAIN, &mut rng).expect("a small chunk");
    let (size, sha256) = (PLAIN.len().try_into().expect("small"), Sha256::digest(PLAIN).into());
    let manifest = Manifest::new(size, sha256, vec![address_of(&chunk)]).expect("a list");
    let list = sealer.seal(Part::Manifest, &manifest.to_bytes(), &mut rng).expect("a small list");
    let address = address_of(&list);
    Sealed { chunk, list, manifest, address }
}

pub(crate) fn attachment_bytes(world: &World) -> Value {
    let origin = attachment_origin(world);
    let Sealed { chunk, list, manifest, address } = sealed(world);
    let (region, record) = (world.region(), origin.id);
    let place = [region.as_bytes().as_slice(), record.as_bytes()].concat();
    let chunk_info = [b"tabard/chunk/v1".as_slice(), &place, &0_u32.to_be_bytes()].concat();
    let list_info = [b"tabard/manifest/v1".as_slice(), &place].concat();
    let later = sealer(world).seal(Part::Chunk(LATER_PLACE), PLAIN, &mut seeded(51));
    json!({
        "record_id": hex(record.as_bytes()),
        "record_key": hex(origin.key.as_bytes()),
        "plain": hex(PLAIN),
        "sha256": hex(manifest.sha256()),
        "chunk": hex(&chunk),
        "chunk_info": hex(&chunk_info),
        "chunk_key": hex(one_time(&origin.key, &chunk, &chunk_info)),
        "chunk_address": hex(address_of(&chunk).as_bytes()),
        "later_place": LATER_PLACE,
        "later_chunk": hex(later.expect("a small chunk")),
        "list": hex(&list),
        "list_info": hex(&list_info),
        "list_key": hex(one_time(&origin.key, &list, &list_info)),
        "manifest": hex(manifest.to_bytes()),
        "address": hex(address.as_bytes()),
    })
}

fn one_time(key: &RecordKey, sealed: &[u8], info: &[u8]) -> [u8; 32] {
    let salt = sealed.first_chunk().expect("a salt");
    *key.one_time(salt, &[info]).key
}

/// Everything that is asked and answered about these chunks, by the names of the protocol's table.
pub(crate) fn questions(world: &World) -> Value {
    let Sealed { chunk, manifest, address, .. } = sealed(world);
    let asked: Vec<_> = manifest.chunks().iter().copied().chain([address]).collect();
    let request = |want| hex(ChunkRequest { region: world.region(), want }.to_bytes());
    let answer = |answer: ChunkAnswer| hex(answer.to_bytes());
    let first = address_of(&chunk);
    let receipt = receipt(world, &asked).sign(world.region(), &world.relay).expect("a receipt");
    json!({
        "missing": request(ChunkWant::Missing(asked)),
        "put": request(ChunkWant::Put(first, chunk.clone().into())),
        "get": request(ChunkWant::Get(first)),
        "lacks": answer(ChunkAnswer::Missing(vec![1])),
        "kept": answer(ChunkAnswer::Kept),
        "chunk": answer(ChunkAnswer::Chunk(chunk.into())),
        "absent": answer(ChunkAnswer::Absent),
        "other_hash": answer(ChunkAnswer::OtherHash),
        "held": answer(ChunkAnswer::Held(receipt.into())),
    })
}

fn receipt(world: &World, asked: &[ChunkAddress]) -> ChunkReceipt {
    let (device, asked) = (world.reader.id(), ChunkReceipt::of(asked));
    ChunkReceipt { log: LOG, device, asked, time: NOW.plus_seconds(2) }
}

/// The relay's word that it holds all of the attachment, for the phone that sent it.
pub(crate) fn chunks_receipt(world: &World) -> Value {
    let Sealed { manifest, address, .. } = sealed(world);
    let asked: Vec<_> = manifest.chunks().iter().copied().chain([address]).collect();
    let receipt = receipt(world, &asked);
    let bytes = receipt.sign(world.region(), &world.relay).expect("a receipt");
    let (payload, signed) = payload_and_signed(&bytes, b"tabard/chunks/v1", world.region());
    json!({
        "bytes": hex(bytes),
        "relay_public": hex(world.relay.public().signing_bytes()),
        "payload": hex(payload),
        "to_be_signed": hex(signed),
        "log": hex(receipt.log.as_bytes()),
        "device": hex(receipt.device.as_bytes()),
        "asked": hex(receipt.asked),
        "time": receipt.time.0,
    })
}
