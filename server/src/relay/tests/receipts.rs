//! What the relay signs, and what its proofs prove.

use tabard_core::entry::Kind;
use tabard_core::merkle::{ConsistencyProof, Hash, TreeHead};
use tabard_core::wire::{Receipt, SyncResponse};

use super::super::testing::{LOG, NOW, World};
use super::super::{Limits, Relay};

#[test]
fn a_receipt_names_the_head_of_the_chain_that_asks() {
    let mut world = World::new();
    let mut phone = world.crew();
    let receipt = world.receipt(&world.exchange(&phone, &[]).unwrap());
    assert_eq!((receipt.seq, receipt.head), (0, None));

    let (first, record) = world.start(&mut phone, Kind::Incident);
    let second = world.go_on(&mut phone, &record);
    let receipt = world.receipt(&world.exchange(&phone, &[&first, &second]).unwrap());
    assert_eq!((receipt.seq, receipt.head), (2, Some(second.id())));
    assert_eq!((receipt.log, receipt.device, receipt.time), (LOG, phone.id(), NOW));
    let head = world.relay.head().unwrap();
    assert_eq!((receipt.size, &receipt.root), (head.size, head.root.as_bytes()));

    phone.reborn();
    let receipt = world.receipt(&world.exchange(&phone, &[]).unwrap());
    assert_eq!((receipt.seq, receipt.head), (0, None), "another chain");
}

#[test]
fn every_state_proves_to_extend_every_earlier_one() {
    let mut world = World::new();
    let mut phone = world.crew();
    let (first, record) = world.start(&mut phone, Kind::Incident);
    world.sync(&mut phone, &[&first]);
    let mut heads = vec![world.relay.head().unwrap()];
    for count in [1, 2, 3, 5, 120, 1, 130, 7, 256, 90] {
        let entries: Vec<_> = (0..count).map(|_| world.go_on(&mut phone, &record)).collect();
        let all: Vec<_> = entries.iter().collect();
        assert_eq!(world.sync(&mut phone, &all), []);
        for old in &heads {
            phone.size = old.size;
            let response = world.exchange(&phone, &[]).unwrap();
            let new = head_of(&world.receipt(&response));
            assert_eq!(new, world.relay.head().unwrap());
            assert_eq!(proof_of(&response).verify(old, &new), Ok(()));
            let other = TreeHead { root: Hash::EMPTY, ..*old };
            assert!(proof_of(&response).verify(&other, &new).is_err());
        }
        heads.push(world.relay.head().unwrap());
    }
    phone.size = heads.last().unwrap().size;
    assert_eq!(world.exchange(&phone, &[]).unwrap().consistency, None, "nothing grew");
    world.assert_sound();
}

#[test]
fn two_relays_on_one_folder_keep_one_log() {
    let mut world = World::new();
    let mut phones = [world.crew(), world.crew()];
    let other = Relay::open(world.dir.path(), Limits::default()).unwrap();
    for round in 0..20 {
        for (phone, relay) in phones.iter_mut().zip([&other, &world.relay]) {
            let request = phone.request(world.authority.region(), &[]);
            let response = relay.sync(NOW, phone.id(), request).unwrap();
            phone.keep(&world, &response);
        }
        let (entry, _) = world.start(&mut phones[round % 2], Kind::Incident);
        let phone = &mut phones[round % 2];
        let old = TreeHead { size: phone.size, ..world.relay.head().unwrap() };
        let relay = if round % 3 == 0 { &other } else { &world.relay };
        let request = phone.request(world.authority.region(), &[&entry]);
        let response = relay.sync(NOW, phone.id(), request).unwrap();
        let new = head_of(&world.receipt(&response));
        assert_eq!(proof_of(&response).verify(&old, &new), Ok(()));
        // A statement by the one is known to the other at once.
        let stranger = world.crew();
        assert!(other.standing_of(stranger.id()).unwrap().is_some());
        assert_eq!(other.head().unwrap(), world.relay.head().unwrap());
    }
    world.assert_sound();
}

#[test]
fn many_at_once_are_all_kept() {
    let mut world = World::new();
    let mut writers: Vec<_> = (0..8).map(|_| world.crew()).collect();
    let entries: Vec<Vec<_>> = writers
        .iter_mut()
        .map(|phone| (0..10).map(|_| world.start(phone, Kind::Incident).0).collect())
        .collect();
    std::thread::scope(|scope| {
        for (phone, entries) in writers.iter_mut().zip(&entries) {
            let world = &world;
            scope.spawn(move || {
                for entry in entries {
                    let response = world.exchange(phone, &[entry]).unwrap();
                    assert_eq!(world.receipt(&response).head, Some(entry.id()));
                }
            });
        }
    });
    assert_eq!(world.relay.stats().unwrap().records, 80);
    world.assert_sound();
}

fn head_of(receipt: &Receipt) -> TreeHead {
    TreeHead { size: receipt.size, root: Hash::from_bytes(receipt.root) }
}

fn proof_of(response: &SyncResponse) -> ConsistencyProof {
    let hashes = response.consistency.as_ref().unwrap().chunks(32);
    let hashes = hashes.map(|hash| Hash::from_bytes(hash.try_into().unwrap()));
    ConsistencyProof::from_hashes(hashes.collect())
}
