//! Who is sent what.

use tabard_core::entry::{Audience, Compartment, Kind, SignedEntry};
use tabard_core::ids::LogId;
use tabard_core::region::{Certificate, Role, Roles, Statement};
use tabard_core::wire::{BATCH_BYTES, Cursor};

use super::super::testing::{NOW, World, ids};

#[test]
fn a_grant_gives_what_came_before_once_and_in_order() {
    let mut world = World::new();
    let (mut owner, mut mate, mut late) = (world.crew(), world.crew(), world.crew());
    let (first, record) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    let second = world.go_on(&mut mate, &record);
    let third = world.invite(&mut owner, &record, &late.public());
    let again = world.invite(&mut mate, &record, &late.public());
    world.sync(&mut owner, &[&first, &second, &third, &again]);
    assert_eq!(world.feed_of(late.id()), ids(&[&first, &second, &third, &again]));
    assert_eq!(world.feed_of(owner.id()), ids(&[&second, &again]));
    assert_eq!(world.feed_of(mate.id()), ids(&[&first, &third]));

    late.fetch(&world);
    let own = world.go_on(&mut late, &record);
    world.sync(&mut late, &[&own]);
    assert_eq!(late.got, ids(&[&first, &second, &third, &again]));
    assert_eq!(world.feed_of(owner.id()), ids(&[&second, &again, &own]));
    world.assert_sound();
}

#[test]
fn triage_reads_as_a_compartment_and_only_its_members() {
    let mut world = World::new();
    let mut owner = world.crew();
    let (mut member, mut outsider) = (world.phone(&[Role::Triage]), world.phone(&[Role::Triage]));
    let (first, _) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&first]);
    world.admit(member.id());
    member.fetch(&world);
    outsider.fetch(&world);
    assert_eq!(member.got, ids(&[&first]));
    assert_eq!(outsider.got, []);

    let (second, _) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&second]);
    world.certify(&member, &[Role::Crew]);
    member.fetch(&world);
    assert_eq!(member.got, ids(&[&first]), "its role ended");
}

#[test]
fn a_member_is_not_sent_its_own_chain_but_an_earlier_one() {
    let mut world = World::new();
    let mut hub = world.take_hub();
    let (first, record) = world.start(&mut hub, Kind::Followup);
    world.sync(&mut hub, &[&first]);
    assert_eq!(hub.got, []);
    assert_eq!(hub.cursors.len(), 1, "the feed moved on all the same");

    hub.reborn();
    hub.cursors.clear();
    let second = world.go_on(&mut hub, &record);
    world.sync(&mut hub, &[&second]);
    assert_eq!(hub.got, ids(&[&first]));
}

#[test]
fn followups_reach_the_writers_of_the_incident() {
    let mut world = World::new();
    let (crew, mut triage) = (world.crew(), world.phone(&[Role::Triage]));
    let (first, record) = world.start_for(&mut triage, Kind::Followup, &[crew.public()]);
    let mut other = world.phone(&[Role::Triage]);
    let second = world.go_on(&mut other, &record);
    world.sync(&mut triage, &[&first]);
    world.sync(&mut other, &[&second]);
    assert_eq!(world.feed_of(crew.id()), ids(&[&first, &second]));
    assert_eq!(world.feed_of(triage.id()), [], "triage reads as a compartment");

    let third = world.invite(&mut triage, &record, &other.public());
    world.sync(&mut triage, &[&third]);
    assert_eq!(world.feed_of(other.id()), ids(&[&first, &third]), "not what it wrote itself");
    world.assert_sound();
}

#[test]
fn entries_wait_for_the_start_of_their_record() {
    let mut world = World::new();
    let (mut owner, mut mate, mut third) = (world.crew(), world.crew(), world.crew());
    let (mut other, mut crew) = (world.crew(), world.crew());
    let (first, record) = world.start(&mut owner, Kind::Incident);
    let invitation = world.invite(&mut owner, &record, &mate.public());
    let passed_on = world.invite(&mut mate, &record, &third.public());
    let written = world.go_on(&mut third, &record);
    let intruding = world.go_on(&mut other, &record);

    assert_eq!(world.sync(&mut crew, &[&written, &intruding, &passed_on]), []);
    assert_eq!(world.relay.stats().unwrap().parked, 3);
    assert_eq!(world.feeds().len(), 0);
    world.assert_sound();

    assert_eq!(world.sync(&mut owner, &[&first]), []);
    assert_eq!(world.relay.stats().unwrap().parked, 3);
    assert_eq!(world.sync(&mut owner, &[&invitation]), []);
    assert_eq!(world.relay.stats().unwrap().parked, 1, "the intruder waits for an invitation");
    assert_eq!(world.feed_of(owner.id()), ids(&[&passed_on, &written]));
    assert_eq!(world.feed_of(mate.id()), ids(&[&first, &invitation, &written]));
    assert_eq!(world.feed_of(third.id()), ids(&[&first, &invitation, &passed_on]));
    assert_eq!(world.feed_of(other.id()), []);
    world.assert_sound();
}

#[test]
fn pages_end_where_the_batch_is_full() {
    let mut world = World::new();
    let mut phone = world.crew();
    let (first, record) = world.start(&mut phone, Kind::Incident);
    world.sync(&mut phone, &[&first]);
    let mut hub = world.take_hub();
    hub.fetch(&world);

    let entries: Vec<_> = (0..120).map(|_| world.go_on_at_length(&mut phone, &record)).collect();
    let mut bytes = 0;
    let mut fits = |entry: &&SignedEntry| {
        bytes += entry.bytes().len();
        bytes <= BATCH_BYTES
    };
    let per_page = entries.iter().take_while(&mut fits).count();
    for count in [0, 1, per_page - 1, per_page, per_page + 1] {
        let all: Vec<_> = entries[..count].iter().collect();
        assert_eq!(world.sync(&mut phone, &all), []);
        let response = world.exchange(&hub, &[]).unwrap();
        assert_eq!(response.entries.map_or(0, |page| page.len()), count.min(per_page));
        assert_eq!(response.more, (count > per_page).then_some(true), "of {count}");
        assert_eq!(response.cursors.is_some(), count > 0, "of {count}");
    }
    hub.got.clear();
    hub.fetch(&world);
    assert_eq!(hub.got, ids(&entries[..=per_page].iter().collect::<Vec<_>>()));
}

#[test]
fn a_cursor_of_another_log_or_past_the_end_starts_again() {
    let mut world = World::new();
    let (mut owner, mut mate) = (world.crew(), world.crew());
    let (first, _) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    world.sync(&mut owner, &[&first]);
    mate.fetch(&world);
    let expect = |log, read, entries: usize| {
        let mut request = mate.request(world.region(), &[]);
        request.log = log;
        request.cursors = vec![Cursor { audience: Audience::Device(mate.id()), read }];
        let response = world.relay.sync(NOW, mate.id(), request).unwrap();
        assert_eq!(response.entries.map_or(0, |entries| entries.len()), entries, "{log:?} {read}");
    };
    let ours = world.relay.log();
    expect(Some(ours), 0, 1);
    expect(Some(ours), 1, 0);
    expect(Some(ours), 2, 1);
    expect(Some(ours), u64::MAX, 1);
    expect(Some(LogId::new([9; 16])), 1, 1);
    expect(None, 1, 1);
}

#[test]
fn a_feed_one_is_not_entitled_to_is_not_read() {
    let mut world = World::new();
    let (mut owner, nosy) = (world.crew(), world.crew());
    let (first, _) = world.start(&mut owner, Kind::Incident);
    world.sync(&mut owner, &[&first]);
    let mut request = nosy.request(world.region(), &[]);
    request.log = Some(world.relay.log());
    for audience in [Audience::Compartment(Compartment::Triage), Audience::Device(owner.id())] {
        request.cursors.push(Cursor { audience, read: 0 });
    }
    let response = world.relay.sync(NOW, nosy.id(), request).unwrap();
    assert_eq!((response.entries, response.cursors), (None, None));
}

#[test]
fn statements_come_before_entries_and_only_new_ones() {
    let mut world = World::new();
    let (mut owner, mut mate) = (world.crew(), world.crew());
    let (first, _) = world.start_for(&mut owner, Kind::Incident, &[mate.public()]);
    world.sync(&mut owner, &[&first]);
    let renewal = |seconds| {
        let roles = Roles::of(&[Role::Crew]);
        let not_after = NOW.plus_days(7).plus_seconds(seconds);
        let device = owner.identity.public();
        world.sign(&Statement::Certificate(Certificate { device, roles, not_after }))
    };
    let more_than_fit = (BATCH_BYTES / renewal(1).len()) as i64 + 1;
    let renewals: Vec<_> = (1..=more_than_fit).map(renewal).collect();
    world.relay.append_statements(&renewals).unwrap();

    let response = world.exchange(&mate, &[]).unwrap();
    mate.keep(&world, &response);
    assert_eq!((response.entries, response.more), (None, Some(true)));
    mate.fetch(&world);
    assert_eq!(mate.got, ids(&[&first]));
    assert_eq!(world.exchange(&mate, &[]).unwrap().statements, None);
}
