//! What is said of the chains of others that a device carries.

use tabard_core::entry::{Kind, SignedEntry};
use tabard_core::ids::Incarnation;
use tabard_core::wire::{Chain, Receipt, Refusal, SyncResponse};

use super::super::testing::{NOW, Phone, World};

fn chain(phone: &Phone, seq: u64) -> Chain {
    Chain { device: phone.id(), incarnation: phone.incarnation, seq }
}

fn carry(world: &World, by: &Phone, entries: &[&SignedEntry], named: Vec<Chain>) -> SyncResponse {
    let mut request = by.request(world.region(), entries);
    request.carried = Some(named);
    world.relay.sync(NOW, by.id(), request).unwrap()
}

fn receipts(world: &World, response: &SyncResponse) -> Vec<Receipt> {
    let directory = world.relay.directory().unwrap();
    let receipts = response.carried.iter().flatten();
    receipts.map(|bytes| Receipt::verify(bytes, &directory).unwrap()).collect()
}

#[test]
fn a_carried_chain_gets_a_receipt_of_the_state_that_the_carriers_own_is_of() {
    let mut world = World::new();
    let (mut owner, carrier) = (world.crew(), world.crew());
    let (first, record) = world.start(&mut owner, Kind::Incident);
    let second = world.go_on(&mut owner, &record);
    let response = carry(&world, &carrier, &[&first, &second], vec![chain(&owner, 2)]);
    assert_eq!(response.refused, None);
    let own = world.receipt(&response);
    let [carried] = <[Receipt; 1]>::try_from(receipts(&world, &response)).unwrap();
    assert_eq!((own.device, own.seq), (carrier.id(), 0));
    assert_eq!((carried.device, carried.seq, carried.head), (owner.id(), 2, Some(second.id())));
    assert_eq!((carried.size, carried.root), (own.size, own.root));

    // The owner has gone on by itself since: what is said is about the place that was asked.
    let third = world.go_on(&mut owner, &record);
    world.sync(&mut owner, &[&third]);
    let again = carry(&world, &carrier, &[&first, &second], vec![chain(&owner, 2)]);
    let [carried] = <[Receipt; 1]>::try_from(receipts(&world, &again)).unwrap();
    assert_eq!((carried.seq, carried.head), (2, Some(second.id())));
    world.assert_sound();
}

#[test]
fn whoever_brings_nothing_of_a_chain_is_told_nothing_of_it() {
    let mut world = World::new();
    let (mut owner, mut other, carrier) = (world.crew(), world.crew(), world.crew());
    let (first, record) = world.start(&mut owner, Kind::Incident);
    let second = world.go_on(&mut owner, &record);
    let (theirs, _) = world.start(&mut other, Kind::Incident);
    world.sync(&mut owner, &[&first, &second]);
    let named = |seq| vec![chain(&owner, seq)];
    let mut bytes = first.bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let forged = SignedEntry::parse(world.region(), bytes).unwrap();
    for (entries, asked) in [
        (vec![], named(1)),
        (vec![&forged], named(1)),
        (vec![&first], named(2)),
        (vec![&theirs], named(1)),
        (vec![&first], vec![Chain { incarnation: Incarnation(5), ..chain(&owner, 1) }]),
    ] {
        assert_eq!(carry(&world, &carrier, &entries, asked).carried, None);
    }
    // Named twice, it is answered once.
    let twice = vec![chain(&owner, 1), chain(&owner, 1)];
    assert_eq!(receipts(&world, &carry(&world, &carrier, &[&first], twice)).len(), 1);
    assert_eq!(carry(&world, &carrier, &[&first], Vec::new()).carried, None, "nor unasked");
}

#[test]
fn a_chain_is_covered_as_far_as_it_was_taken() {
    let mut world = World::new();
    let (mut owner, carrier) = (world.crew(), world.crew());
    let (first, record) = world.start(&mut owner, Kind::Incident);
    let second = world.go_on(&mut owner, &record);
    let third = world.go_on(&mut owner, &record);
    let response = carry(&world, &carrier, &[&first, &third], vec![chain(&owner, 3)]);
    let refused = response.refused.as_deref().unwrap_or_default();
    assert_eq!(refused.iter().map(|one| one.why).collect::<Vec<_>>(), [Refusal::Gap]);
    let [carried] = <[Receipt; 1]>::try_from(receipts(&world, &response)).unwrap();
    assert_eq!((carried.seq, carried.head), (1, Some(first.id())));

    world.revoke(&owner);
    let response = carry(&world, &carrier, &[&second, &third], vec![chain(&owner, 3)]);
    let refused = response.refused.as_deref().unwrap_or_default();
    assert_eq!(refused.iter().map(|one| one.why).collect::<Vec<_>>(), [Refusal::Revoked]);
    let [carried] = <[Receipt; 1]>::try_from(receipts(&world, &response)).unwrap();
    assert_eq!(carried.seq, 1, "what was taken before the removal stays");
}
