//! Two phones without a server, and one phone for another.

use rand_core::Rng;
use serde_json::Value;
use tabard_core::entry::SignedEntry;
use tabard_core::keys::ReceivingKey;
use tabard_core::link::{CallTag, Channel, Hello, Received, Side, Turn};
use tabard_core::wire::{Message, Receipt, SyncRequest, SyncResponse};

use super::{array, at, bytes, directory, hex, items, key, region, text};
use crate::link::SEEDS;
use crate::world::seeded;

fn of<'v>(who: &str, said: &'v [Value]) -> impl Iterator<Item = Vec<u8>> + use<'v> {
    let who = Value::from(who);
    said.iter().filter(move |one| one[0] == who).map(|one| hex(&one[1]))
}

/// The end of the other phone, as it was when the file was made.
fn listener() -> Channel {
    let mut drawn = [0; 32];
    seeded(SEEDS[1]).fill_bytes(&mut drawn);
    assert_eq!(drawn, array("link/listens_ephemeral"));
    let own = ReceivingKey::from_bytes(&array("link/listens_static"));
    let hello = bytes("link/listens_hello");
    Channel::new(Side::Listens, region(), &own, hello, &mut seeded(SEEDS[1])).expect("usable keys")
}

#[test]
fn who_listens_understands_who_connects() {
    let (mut listens, mut heard) = (listener(), Vec::new());
    for frame in of("connects", items("link/frames")) {
        listens.feed(&frame);
        match listens.receive().expect("what was sent") {
            None => {
                let answer = listens.take_outgoing();
                assert_eq!(Some(answer), of("listens", items("link/frames")).next());
            }
            Some(Received::Hello { hello, key }) => {
                assert_eq!(hello, bytes("link/connects_hello"));
                let said = Hello::from_bytes(&hello).expect("who it is");
                assert_eq!(*said.device.receiving(), key);
                let known = directory(usize::MAX);
                let known = known.device(said.device.device_id()).expect("a device of the region");
                assert_eq!(known.certificate.device, said.device);
            }
            Some(Received::Message(turn)) => heard.push(turn),
        }
    }
    assert_eq!(heard, of("connects", items("link/turns")).collect::<Vec<_>>());
    let salt = listens.salt().expect("a handshake that is over");
    assert_eq!(*salt.as_bytes(), array("link/hash"));
    let call = CallTag::of(region(), salt, text("link/cad_number"));
    let turns: Vec<_> = heard.iter().map(|turn| Turn::from_bytes(turn).expect("a turn")).collect();
    let first = turns.first().and_then(|turn| turn.calls.clone());
    assert_eq!(first, Some(vec![call]));
    assert_eq!(turns.last().and_then(|turn| turn.last), Some(true));
}

#[test]
fn the_receipt_for_what_was_carried_is_of_the_same_log() {
    let request = SyncRequest::from_bytes(&bytes("carried_request/bytes")).expect("a request");
    let named = request.carried.and_then(|chains| chains.first().copied()).expect("a chain");
    let response = SyncResponse::from_bytes(&bytes("carried_response/bytes")).expect("an answer");
    let certified = directory(usize::MAX);
    let own = Receipt::verify(&response.receipt, &certified).expect("a receipt");
    let carried = response.carried.and_then(|all| all.first().cloned()).expect("a second receipt");
    let carried = Receipt::verify(&carried, &certified).expect("a receipt");
    assert_eq!((own.log, own.size, own.root), (carried.log, carried.size, carried.root));
    assert_eq!((own.seq, own.head), (0, None));
    assert_eq!(
        (carried.device, carried.incarnation, carried.seq),
        (named.device, named.incarnation, named.seq)
    );

    let author = key("carried_request/author_public");
    let entries = request.entries.expect("entries").into_iter().map(|bytes| {
        let entry = SignedEntry::parse(region(), bytes.into()).expect("an entry");
        entry.verify(region(), &author).expect("by its author");
        entry.id()
    });
    let ids: Vec<_> = entries.collect();
    assert_eq!(ids.last().copied(), carried.head);
    assert_eq!(at("carried_response/head").as_str(), Some(text("grant/id")));
}
