//! An exchange in which a phone brings the outbox of another.

use serde_json::{Value, json};
use tabard_core::entry::{Audience, SignedEntry};
use tabard_core::ids::{DeviceId, Incarnation};
use tabard_core::wire::{Chain, Cursor, Message, Receipt, SyncRequest, SyncResponse};

use crate::entry::both;
use crate::log::log_of;
use crate::world::{LOG, NOW, World, hex};

/// The mate brings both entries of the phone that writes, and has none of its own.
pub(crate) fn request(world: &World) -> Value {
    let entries = both(world);
    let request = SyncRequest {
        region: world.region(),
        incarnation: Incarnation(0),
        log: Some(LOG),
        size: 6,
        directory: 6,
        cursors: vec![Cursor { audience: Audience::Device(world.reader.id()), read: 0 }],
        entries: Some(entries.iter().map(|entry| entry.bytes().to_vec().into()).collect()),
        statements: None,
        chains: None,
        carried: Some(vec![named(world)]),
        upstream: None,
    };
    json!({
        "bytes": hex(request.to_bytes()),
        "region": hex(request.region.as_bytes()),
        "log": hex(LOG.as_bytes()),
        "size": request.size,
        "directory": request.directory,
        "author_public": hex(world.device.public().signing_bytes()),
        "device": hex(world.device.id().as_bytes()),
        "incarnation": 0,
        "seq": named(world).seq,
    })
}

/// As far as the request brings it.
fn named(world: &World) -> Chain {
    Chain { device: world.device.id(), incarnation: Incarnation(0), seq: 2 }
}

/// The relay's word on its log for the mate, who wrote nothing, and on the chain that was brought.
pub(crate) fn response(world: &World) -> Value {
    let entries = both(world);
    let own = receipt(world, world.reader.id(), &entries, None);
    let carried = receipt(world, world.device.id(), &entries, entries.last());
    let signed = |receipt: &Receipt| receipt.sign(world.region(), &world.relay).expect("a receipt");
    let response = SyncResponse {
        receipt: signed(&own).into(),
        consistency: None,
        entries: None,
        cursors: None,
        statements: None,
        more: None,
        refused: None,
        behind: None,
        carried: Some(vec![signed(&carried).into()]),
        upstream: None,
    };
    json!({
        "bytes": hex(response.to_bytes()),
        "relay_public": hex(world.relay.public().signing_bytes()),
        "own": hex(signed(&own)),
        "carried": hex(signed(&carried)),
        "own_device": hex(own.device.as_bytes()),
        "device": hex(carried.device.as_bytes()),
        "seq": carried.seq,
        "head": carried.head.map(|head| head.to_string()),
        "size": own.size,
        "root": hex(own.root),
    })
}

fn receipt(
    world: &World,
    device: DeviceId,
    entries: &[SignedEntry; 2],
    head: Option<&SignedEntry>,
) -> Receipt {
    let log = log_of(world, &[&entries[0], &entries[1]]);
    Receipt {
        log: LOG,
        size: log.size(),
        root: *log.root().as_bytes(),
        time: NOW.plus_seconds(3),
        device,
        incarnation: Incarnation(0),
        seq: head.map_or(0, |head| head.header().seq),
        head: head.map(SignedEntry::id),
    }
}
