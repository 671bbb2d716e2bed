//! A relay that was restored from a copy, and how it gets back what it lost.

use tabard_core::entry::Kind;
use tabard_core::ids::Incarnation;
use tabard_core::region::Authority;
use tabard_core::wire::{Chain, ProblemCode};

use super::super::testing::{NOW, World, ids};
use super::super::{Limits, MAX_OFFER, Relay, RelayError};

#[test]
fn a_device_notices_a_restore_and_gives_back_what_was_lost() {
    let mut world = World::new();
    let (mut owner, mut mate) = (world.crew(), world.crew());
    let (first, record) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    world.sync(&mut owner, &[&first]);
    let copy = world.dir.path().join("copy");
    world.relay.backup(&copy).unwrap();
    assert_eq!(world.relay.backup(&copy), Err(RelayError::Exists));

    let second = world.go_on(&mut owner, &record);
    let mut late = world.crew();
    let third = world.invite(&mut owner, &record, &late.public());
    let fourth = world.go_on(&mut late, &record);
    world.sync(&mut owner, &[&second, &third]);
    world.sync(&mut late, &[&fourth]);
    mate.fetch(&world);
    let statements: Vec<_> = world.relay.statements().unwrap();
    let statements: Vec<Vec<u8>> = statements.into_iter().map(|one| one.bytes.into()).collect();

    world.reopen(&copy);
    world.assert_sound();
    let response = world.exchange(&mate, &[]).unwrap();
    assert!(world.receipt(&response).size < mate.size, "the log shrank");
    assert_eq!(response.consistency, None);
    let unknown = world.exchange(&late, &[]).unwrap_err();
    assert_eq!(unknown.problem(), ProblemCode::UnknownDevice);

    assert_eq!(world.relay.offer_directory(&statements), Ok(1));
    assert_eq!(world.relay.offer_directory(&statements), Ok(0));
    assert!(world.exchange(&late, &[]).is_ok());
    let mut request = mate.request(world.region(), &[]);
    let chain = |device, incarnation, seq| Chain { device, incarnation, seq };
    request.chains = Some(vec![
        chain(owner.id(), Incarnation(0), 3),
        chain(late.id(), Incarnation(0), 1),
        chain(owner.id(), Incarnation(5), 2),
        chain(mate.id(), Incarnation(0), 0),
    ]);
    let behind = world.relay.sync(NOW, mate.id(), request).unwrap().behind.unwrap();
    assert_eq!(
        behind,
        [
            chain(owner.id(), Incarnation(0), 1),
            chain(late.id(), Incarnation(0), 0),
            chain(owner.id(), Incarnation(5), 0),
        ]
    );
    assert_eq!(world.sync(&mut mate, &[&second, &third, &fourth]), []);
    assert_eq!(world.feed_of(late.id()), ids(&[&first, &second, &third]));
    assert_eq!(world.feed_of(owner.id()), ids(&[&fourth]));
    world.assert_sound();
}

#[test]
fn a_backup_is_a_relay_with_the_same_keys() {
    let mut world = World::new();
    let mut phone = world.crew();
    let (first, _) = world.start(&mut phone, Kind::Incident);
    world.sync(&mut phone, &[&first]);
    let copy = world.dir.path().join("copy");
    world.relay.backup(&copy).unwrap();
    let copied = Relay::open(&copy, Limits::default()).unwrap();
    assert_eq!(copied.head().unwrap(), world.relay.head().unwrap());
    assert_eq!(copied.identity.id(), world.identity.id());
    assert_eq!(copied.verify().unwrap().fault, None);
}

#[test]
fn offers_of_others_or_too_many_change_nothing() {
    let mut world = World::new();
    let before = world.relay.head().unwrap();
    let foreign = Authority::generate(&mut world.rng).found("Other").unwrap();
    assert_eq!(world.relay.offer_directory(&[foreign.clone(), vec![1, 2]]), Ok(0));
    assert!(matches!(
        world.relay.append_statements(std::slice::from_ref(&foreign)),
        Err(RelayError::Statement { number: 1, .. })
    ));
    let many = vec![foreign; MAX_OFFER + 1];
    assert_eq!(world.relay.offer_directory(&many), Err(ProblemCode::TooLarge.into()));
    assert_eq!(world.relay.head().unwrap(), before);
}
