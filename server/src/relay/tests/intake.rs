//! What is taken, and what is refused.

use tabard_core::entry::{Kind, SignedEntry};
use tabard_core::ids::RegionId;
use tabard_core::region::{Certificate, Role, Roles, SignedStatement, Statement};
use tabard_core::wire::{ProblemCode, Refusal};

use super::super::testing::{NOW, World, ids};
use super::super::{Limits, RelayError};

#[test]
fn the_same_request_twice_is_taken_once() {
    let mut world = World::new();
    let mut phone = world.crew();
    let (first, record) = world.start(&mut phone, Kind::Incident);
    let second = world.go_on(&mut phone, &record);
    assert_eq!(world.sync(&mut phone, &[&first, &second]), []);
    let (head, feeds) = (world.relay.head().unwrap(), world.feeds());
    assert_eq!(world.sync(&mut phone, &[&first, &second]), []);
    assert_eq!(world.sync(&mut phone, &[&second]), []);
    assert_eq!(world.relay.head().unwrap(), head);
    assert_eq!(world.feeds(), feeds);
    world.assert_sound();
}

#[test]
fn another_entry_at_a_held_place_is_a_fork() {
    let mut world = World::new();
    let mut phone = world.crew();
    let (first, record) = world.start(&mut phone, Kind::Incident);
    let (seq, prev) = (phone.seq, phone.prev);
    let second = world.go_on(&mut phone, &record);
    world.sync(&mut phone, &[&first, &second]);

    (phone.seq, phone.prev) = (seq, prev);
    let other = world.go_on(&mut phone, &record);
    let after = world.go_on(&mut phone, &record);
    assert_eq!(world.sync(&mut phone, &[&other, &after]), [Refusal::Fork]);
    assert_eq!(world.sync(&mut phone, &[&after]), [Refusal::Fork], "its predecessor is another");

    phone.reborn();
    let again = world.go_on(&mut phone, &record);
    assert_eq!(world.sync(&mut phone, &[&again]), []);
}

#[test]
fn a_gap_stops_its_chain_and_no_other() {
    let mut world = World::new();
    let (mut one, mut two) = (world.crew(), world.crew());
    let (first, record) = world.start(&mut one, Kind::Incident);
    let second = world.go_on(&mut one, &record);
    let third = world.go_on(&mut one, &record);
    let (other, _) = world.start(&mut two, Kind::Incident);

    let response = world.exchange(&one, &[&first, &third, &second, &other]).unwrap();
    let refused = response.refused.as_ref().unwrap();
    assert_eq!(refused.len(), 1, "the first of its chain");
    assert_eq!((refused[0].why, refused[0].seq), (Refusal::Gap, 3));
    assert_eq!(refused[0].device, one.id());
    assert_eq!(world.feed_of(two.id()), []);
    assert_eq!(world.relay.stats().unwrap().records, 2, "the other chain went on");
    assert_eq!(world.receipt(&response).seq, 1, "nor is what would fit taken behind the gap");
    assert_eq!(world.sync(&mut one, &[&second, &third]), []);
}

#[test]
fn a_signature_of_another_device_is_refused() {
    let mut world = World::new();
    let (mut phone, mut thief) = (world.crew(), world.crew());
    let (entry, _) = world.start(&mut phone, Kind::Incident);
    let mut bytes = entry.bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let forged = SignedEntry::parse(world.region(), bytes).unwrap();
    assert_eq!(world.sync(&mut thief, &[&forged]), [Refusal::BadSignature]);
    assert_eq!(world.sync(&mut thief, &[&entry]), [], "anyone may bring what is signed");
    assert_eq!(world.sync(&mut thief, &[&forged]), [Refusal::BadSignature], "no fork: not its own");
}

#[test]
fn an_author_without_certificate_is_refused_until_there_is_one() {
    let mut world = World::new();
    let (mut crew, mut stranger) = (world.crew(), world.stranger());
    let (entry, _) = world.start(&mut stranger, Kind::Incident);
    assert_eq!(world.sync(&mut crew, &[&entry]), [Refusal::UnknownAuthor]);
    world.certify(&stranger, &[Role::Crew]);
    assert_eq!(world.sync(&mut crew, &[&entry]), []);
}

#[test]
fn many_entries_are_checked_as_one_is() {
    let mut world = World::new();
    let mut phone = world.crew();
    let mut entries: Vec<_> = (0..150).map(|_| world.start(&mut phone, Kind::Incident).0).collect();
    let mut bytes = entries[120].bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    entries[120] = SignedEntry::parse(world.region(), bytes).unwrap();
    let all: Vec<_> = entries.iter().collect();
    assert_eq!(world.sync(&mut phone, &all), [Refusal::BadSignature]);
    assert_eq!(world.relay.stats().unwrap().records, 120);
}

#[test]
fn roles_decide_who_writes_what() {
    let mut world = World::new();
    let mut crew = world.crew();
    let (followup, _) = world.start(&mut crew, Kind::Followup);
    assert_eq!(world.sync(&mut crew, &[&followup]), [Refusal::Role]);

    let mut triage = world.phone(&[Role::Triage]);
    let (incident, _) = world.start(&mut triage, Kind::Incident);
    assert_eq!(world.sync(&mut triage, &[&incident]), [Refusal::Role]);
}

#[test]
fn what_comes_before_the_invitation_is_kept_from_everybody_until_then() {
    let mut world = World::new();
    let (mut owner, mut other) = (world.crew(), world.crew());
    let (first, record) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&first]);
    let intruding = world.go_on(&mut other, &record);
    // The two phones may have met, and the owner's have had no network since.
    assert_eq!(world.sync(&mut other, &[&intruding]), []);
    let anywhere = |world: &World| world.feeds().values().flatten().any(|id| *id == intruding.id());
    assert!(!anywhere(&world));
    let invitation = world.invite(&mut owner, &record, &other.public());
    world.sync(&mut owner, &[&invitation]);
    assert_eq!(world.feed_of(owner.id()), [intruding.id()]);
    assert!(anywhere(&world));
    assert_eq!(world.sync(&mut other, &[&intruding]), []);
    world.assert_sound();
}

#[test]
fn a_record_is_not_written_as_another_kind() {
    let mut world = World::new();
    let (mut owner, mut triage) = (world.crew(), world.phone(&[Role::Triage]));
    let (first, mut record) = world.start(&mut owner, Kind::Incident);
    let (followup, _) = world.start(&mut triage, Kind::Followup);
    world.sync(&mut owner, &[&first, &followup]);
    record.kind = Kind::Followup;
    let posing = world.go_on(&mut triage, &record);
    assert_eq!(world.sync(&mut triage, &[&posing]), [Refusal::NotAWriter]);
}

#[test]
fn any_triage_device_goes_on_with_a_followup() {
    let mut world = World::new();
    let (mut one, mut two) = (world.phone(&[Role::Triage]), world.phone(&[Role::Triage]));
    let (first, record) = world.start(&mut one, Kind::Followup);
    let second = world.go_on(&mut two, &record);
    assert_eq!(world.sync(&mut one, &[&first]), []);
    assert_eq!(world.sync(&mut two, &[&second]), []);
}

#[test]
fn a_reader_without_certificate_is_refused_and_a_revoked_one_gets_nothing() {
    let mut world = World::new();
    let (mut owner, stranger, gone) = (world.crew(), world.stranger(), world.crew());
    world.revoke(&gone);
    let (first, record) = world.start_for(&mut owner, Kind::Incident, &[gone.public()]);
    assert_eq!(world.sync(&mut owner, &[&first]), []);
    assert_eq!(world.feed_of(gone.id()), []);
    let invitation = world.invite(&mut owner, &record, &stranger.public());
    assert_eq!(world.sync(&mut owner, &[&invitation]), [Refusal::Grant]);
}

#[test]
fn the_revoked_and_the_unknown_get_no_exchange() {
    let mut world = World::new();
    let (mut phone, mut mate) = (world.crew(), world.crew());
    let (before, record) = world.start(&mut phone, Kind::Incident);
    world.sync(&mut phone, &[&before]);
    let after = world.go_on(&mut phone, &record);
    world.revoke(&phone);
    let refused = |phone: &_| world.exchange(phone, &[&after]).unwrap_err();
    assert_eq!(refused(&phone), RelayError::Refused(ProblemCode::Revoked));
    assert_eq!(world.sync(&mut mate, &[&before, &after]), [Refusal::Revoked], "held ones stay");

    let stranger = world.stranger();
    let problem = world.exchange(&stranger, &[]).unwrap_err().problem();
    assert_eq!(problem, ProblemCode::UnknownDevice);
}

#[test]
fn an_ended_certificate_and_another_region_are_named() {
    let mut world = World::new();
    let phone = world.crew();
    let at =
        |time, region| world.relay.sync(time, phone.id(), phone.request(region, &[])).map(drop);
    assert_eq!(at(NOW.plus_days(7), world.region()), Ok(()));
    let expired = at(NOW.plus_days(7).plus_seconds(1), world.region());
    assert_eq!(expired, Err(ProblemCode::CertificateExpired.into()));
    let elsewhere = RegionId::new([9; 16]);
    assert_eq!(at(NOW, elsewhere), Err(ProblemCode::OtherRegion.into()));
}

#[test]
fn what_cannot_be_read_is_refused_without_a_place() {
    let mut world = World::new();
    let mut phone = world.crew();
    let (entry, _) = world.start(&mut phone, Kind::Incident);
    let mut request = phone.request(world.region(), &[&entry]);
    request.entries.as_mut().unwrap().insert(0, vec![1, 2, 3].into());
    let response = world.relay.sync(NOW, phone.id(), request).unwrap();
    let refused = response.refused.unwrap();
    assert_eq!((refused[0].seq, refused[0].why), (0, Refusal::Malformed));
    assert_eq!(world.relay.stats().unwrap().records, 1);
}

#[test]
fn a_day_has_its_allowance() {
    let mut world = World::limited(Limits { bytes_per_day: 1000, ..Limits::default() });
    let mut phone = world.crew();
    let entries: Vec<_> = (0..9).map(|_| world.start(&mut phone, Kind::Incident).0).collect();
    let all: Vec<_> = entries.iter().collect();
    let fits = 1000 / entries[0].bytes().len();
    assert_eq!(world.sync(&mut phone, &all), [Refusal::Quota]);
    assert_eq!(world.relay.stats().unwrap().records, fits as u64);
    assert_eq!(world.sync(&mut phone, &all[fits..]), [Refusal::Quota], "kept between requests");
    assert_eq!(world.sync(&mut phone, &all[..fits]), [], "what is held costs nothing");

    let mut mate = world.crew();
    assert_eq!(world.sync(&mut mate, &all[fits..fits + 1]), [], "each device has its own");
    let request = phone.request(world.region(), &all[fits + 1..]);
    world.relay.sync(NOW.plus_days(1), phone.id(), request).unwrap();
    assert_eq!(world.relay.stats().unwrap().records, (2 * fits + 1) as u64);
}

#[test]
fn nothing_slips_past_what_the_allowance_stopped() {
    let mut world = World::limited(Limits { bytes_per_day: 5000, ..Limits::default() });
    let (mut phone, mut mate) = (world.crew(), world.crew());
    let (first, record) = world.start(&mut phone, Kind::Incident);
    let long = world.go_on_at_length(&mut phone, &record);
    let (short, _) = world.start(&mut mate, Kind::Incident);
    let refused = world.sync(&mut phone, &[&first, &long, &short]);
    assert_eq!(refused, [Refusal::Quota, Refusal::Quota], "one of each chain");
    assert_eq!(world.relay.stats().unwrap().records, 1);
}

#[test]
fn what_a_device_brings_of_others_leaves_room_for_its_own() {
    let mut world = World::limited(Limits { bytes_per_day: 8000, ..Limits::default() });
    let (mut phone, mut mate) = (world.crew(), world.crew());
    let theirs: Vec<_> = (0..99).map(|_| world.start(&mut mate, Kind::Incident).0).collect();
    let brought: Vec<_> = theirs.iter().collect();
    assert_eq!(world.sync(&mut phone, &brought), [Refusal::Quota]);
    let taken = world.relay.stats().unwrap().records;
    assert!(taken > 0);

    let (own, _) = world.start(&mut phone, Kind::Incident);
    let rest: Vec<_> = brought[taken as usize..].iter().copied().chain([&own]).collect();
    assert_eq!(world.sync(&mut phone, &rest), [Refusal::Quota], "theirs goes tomorrow");
    assert_eq!(world.relay.stats().unwrap().records, taken + 1, "its own goes today");
}

#[test]
fn statements_come_with_a_sync_and_only_good_ones_stay() {
    let mut world = World::new();
    let stranger = world.stranger();
    let roles = Roles::of(&[Role::Crew]);
    let certificate =
        Certificate { device: stranger.identity.public(), roles, not_after: NOW.plus_days(7) };
    let statement = Statement::Certificate(certificate);
    let good = world.sign(&statement);
    let forged = SignedStatement::sign(world.region(), &stranger.identity, &statement);
    let mut request = world.hub.request(world.region(), &[]);
    request.statements =
        Some(vec![forged.unwrap().into(), good.clone().into(), good.clone().into()]);
    let before = world.relay.head().unwrap().size;
    let response = world.relay.sync(NOW, world.hub.id(), request).unwrap();
    assert_eq!(world.relay.head().unwrap().size, before + 1);
    let got = response.statements.unwrap();
    assert_eq!(got.last().unwrap().bytes.as_slice(), good);
    assert!(world.relay.standing_of(stranger.id()).unwrap().is_some());
}

#[test]
fn ids_of_entries_are_what_arrives() {
    let mut world = World::new();
    let (mut owner, mut mate) = (world.crew(), world.crew());
    let (first, record) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    let second = world.go_on(&mut owner, &record);
    world.sync(&mut owner, &[&first, &second]);
    mate.fetch(&world);
    assert_eq!(mate.got, ids(&[&first, &second]));
    assert_eq!(owner.got, [], "its own it has");
}
