//! Support is not investigation: its key is made by those who give support, handed on by them, and
//! never held by the hub, which issues everything else.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use rand_core::Rng;
use tabard_core::client::Message;
use tabard_core::entry::{Compartment, Kind};
use tabard_core::ids::RecordId;
use tabard_core::model::{RecordKind, parse_assignment};
use tabard_core::region::{Directory, Epoch, EpochIssuer, Role};
use tabard_tests::{Phone, Region};

fn ask(region: &mut Region, phone: &mut Phone) -> RecordId {
    let (now, rng) = (region.now, &mut region.rng);
    let id = phone.client.start_support_request(None, now, rng).expect("a request");
    let patch = parse_assignment(RecordKind::Wellbeing, "support+=trim_72h").expect("a code");
    phone.client.type_into(id, &patch).expect("typed");
    phone.client.save(id, now, rng).expect("saved");
    id
}

fn sync_all(region: &mut Region, devices: &mut [&mut Phone]) {
    for _ in 0..3 {
        for device in devices.iter_mut() {
            assert_eq!(region.sync(device).problem, None);
        }
        region.pump();
    }
}

#[test]
fn while_nobody_gives_support_a_request_is_refused_with_what_to_do() {
    let mut region = Region::new(51);
    let mut phone = region.phone("phone", Role::Crew);
    region.sync(&mut phone);
    let (now, rng) = (region.now, &mut region.rng);
    let refused = phone.client.start_support_request(None, now, rng).expect_err("nobody reads it");
    assert!(refused.to_string().contains("nobody"), "{refused}");
}

#[test]
fn a_request_is_answered_between_two() {
    let mut region = Region::new(52);
    let mut phone = region.phone("phone", Role::Crew);
    let mut desk = region.phone("wellbeing", Role::Wellbeing);
    sync_all(&mut region, &mut [&mut desk, &mut phone]);
    let id = ask(&mut region, &mut phone);
    assert_eq!(phone.client.record(id).expect("here").state.word(), "saved_on_this_phone");
    region.sync(&mut phone);
    assert_eq!(phone.client.record(id).expect("here").state.word(), "held_by_region");

    region.sync(&mut desk);
    let (now, mut rng) = (region.now, region.rng.clone());
    assert!(desk.client.open_support_request(id, now, &mut rng).expect("opened"));
    assert!(!desk.client.open_support_request(id, now, &mut rng).expect("opened before"));
    let message = Message { text: "I call you on Tuesday.", to: None, from: Some("TRiM lead") };
    desk.client.say_about_support(id, message, now, &mut rng).expect("said");
    sync_all(&mut region, &mut [&mut desk, &mut phone]);
    let here = phone.client.record(id).expect("here");
    assert_eq!(here.state.word(), "opened_by_wellbeing");
    assert_eq!(here.view["messages"][0]["text"], "I call you on Tuesday.");
    assert!(phone.client.open_support_request(id, now, &mut rng).is_err(), "only wellbeing opens");
    assert!(region.hub().find_account(&id.to_string()).expect("the list").is_empty());
}

#[test]
fn who_joins_reads_what_was_there_and_who_leaves_reads_nothing_new() {
    let mut region = Region::new(53);
    let mut phone = region.phone("phone", Role::Crew);
    let mut first = region.phone("first", Role::Wellbeing);
    sync_all(&mut region, &mut [&mut first, &mut phone]);
    let before = ask(&mut region, &mut phone);
    let mut second = region.phone("second", Role::Wellbeing);
    sync_all(&mut region, &mut [&mut phone, &mut second, &mut first]);
    assert!(second.client.record(before).is_ok(), "a member handed the key on");

    let (now, gone) = (region.now, first.client.device());
    let mut rng = region.rng.clone();
    region.hub().revoke(gone, now, &mut rng).expect("the hub removes a device");
    let epoch = |region: &Region| {
        let directory = region.relay().directory().expect("the directory");
        directory.epoch(Compartment::Wellbeing).map(|epoch| epoch.number)
    };
    let old = epoch(&region);
    sync_all(&mut region, &mut [&mut second, &mut phone]);
    assert!(epoch(&region) > old, "who stayed made another key");
    let after = ask(&mut region, &mut phone);
    sync_all(&mut region, &mut [&mut phone, &mut second]);
    assert!(second.client.record(after).is_ok());
    let holders: Vec<_> = {
        let directory = region.relay().directory().expect("the directory");
        directory.holders(Compartment::Wellbeing, epoch(&region).expect("an epoch")).collect()
    };
    assert_eq!(holders, [second.client.device()]);
}

#[test]
fn two_who_make_the_first_key_at_once_end_with_one() {
    let mut region = Region::new(54);
    let mut phone = region.phone("phone", Role::Crew);
    let mut one = region.phone("one", Role::Wellbeing);
    let mut other = region.phone("other", Role::Wellbeing);
    // Both have signed a first key before either hears of the other's.
    let steps = [&mut one, &mut other].map(|desk| {
        desk.client.sync_now();
        let step = desk.client.next_step(region.now, &mut region.rng).expect("a step");
        (desk, step)
    });
    for (desk, step) in steps {
        let tabard_core::sync::Step::Send(token, request) = step else { panic!("no request") };
        let outcome = region.carry(desk.client.device(), &request);
        let now = region.now;
        desk.client.step_done(token, outcome, now, &mut region.rng).expect("an honest answer");
    }
    sync_all(&mut region, &mut [&mut one, &mut other, &mut phone]);
    let id = ask(&mut region, &mut phone);
    sync_all(&mut region, &mut [&mut phone, &mut one, &mut other]);
    assert!(one.client.record(id).is_ok() && other.client.record(id).is_ok());
}

#[test]
fn the_hub_can_neither_make_the_key_nor_let_itself_in() {
    let mut region = Region::new(55);
    let mut desk = region.phone("wellbeing", Role::Wellbeing);
    let mut phone = region.phone("phone", Role::Crew);
    sync_all(&mut region, &mut [&mut desk, &mut phone]);
    let id = ask(&mut region, &mut phone);
    sync_all(&mut region, &mut [&mut phone, &mut desk]);

    // The hub's own keys, as an operator with its folder has them.
    let key = std::fs::read(region.dir().join("hub/vault.key")).expect("the key file");
    let key = <[u8; 32]>::try_from(key.as_slice()).expect("32 bytes");
    let key = tabard_core::vault::VaultKey::new(zeroize::Zeroizing::new(key));
    let vault =
        tabard_core::vault::Vault::open(&region.dir().join("hub"), &key).expect("the vault");
    let (hub, held, statements) = vault
        .read(|tables| {
            let epochs = tables.compartment_epochs(Compartment::Wellbeing)?;
            Ok::<_, tabard_core::vault::VaultError>((
                tables.identity()?.expect("the hub's keys"),
                epochs,
                tables.statements()?,
            ))
        })
        .expect("the hub's vault reads");
    assert!(held.is_empty(), "the hub holds no key of wellbeing");
    assert!(vault.read(|tables| tables.record(id)).expect("reads").is_none(), "nor the request");

    let directory = region.relay().directory().expect("the directory");
    let compartment = Compartment::Wellbeing;
    let issuer = EpochIssuer { region: directory.region(), issuer: &hub, compartment };
    let next = Epoch::number_after(Some(u32::MAX >> 1), region.now);
    let own = issuer.open(next, &[hub.public()], &mut region.rng).expect("lines of the hub");
    let end = statements.len() as u64 + 100;
    for line in own {
        let mut copy = Directory::clone(&directory);
        assert!(copy.apply(end, &line).is_err(), "a phone would write to the hub's own key");
        assert!(region.relay().append_statements(&[line]).is_err());
    }
}

#[test]
fn no_device_investigates_and_gives_support() {
    use tabard_core::ids::Millis;
    use tabard_core::keys::DeviceIdentity;
    use tabard_core::region::{Certificate, Roles, SignedStatement, Statement};

    let mut region = Region::new(56);
    let key = std::fs::read(region.dir().join("hub/vault.key")).expect("the key file");
    let key = <[u8; 32]>::try_from(key.as_slice()).expect("32 bytes");
    let key = tabard_core::vault::VaultKey::new(zeroize::Zeroizing::new(key));
    let vault =
        tabard_core::vault::Vault::open(&region.dir().join("hub"), &key).expect("the vault");
    let hub = vault.read(|tables| tables.identity()).expect("reads").expect("the hub's keys");
    let directory = region.relay().directory().expect("the directory");
    let device = DeviceIdentity::generate(&mut region.rng);
    let certify = |roles: &[Role]| {
        let (device, roles) = (device.public(), Roles::of(roles));
        let certificate = Certificate { device, roles, not_after: Millis(i64::MAX) };
        let statement = Statement::Certificate(certificate);
        SignedStatement::sign(directory.region(), &hub, &statement).expect("a line")
    };
    let mut copy = Directory::clone(&directory);
    assert!(copy.apply(900, &certify(&[Role::Triage, Role::Wellbeing])).is_err());
    assert!(copy.apply(901, &certify(&[Role::Triage])).is_ok());
    assert!(copy.apply(902, &certify(&[Role::Wellbeing])).is_err(), "not one after the other");
    let _ = region.rng.next_u32();
}

#[test]
fn requests_with_and_without_a_report_are_listed_for_their_author() {
    let mut region = Region::new(57);
    let mut phone = region.phone("phone", Role::Crew);
    let mut desk = region.phone("wellbeing", Role::Wellbeing);
    sync_all(&mut region, &mut [&mut desk, &mut phone]);
    let alone = ask(&mut region, &mut phone);
    let incident = region.report(&mut phone, &serde_json::json!({ "types": ["near_miss"] }));
    let (now, rng) = (region.now, &mut region.rng);
    let after = phone.client.start_support_request(Some(incident), now, rng).expect("a request");
    phone.client.save(after, now, rng).expect("saved");
    let listed = phone.client.records(Kind::Wellbeing).expect("the list");
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().any(|one| one.id == alone && one.about.is_none()));
    assert!(listed.iter().any(|one| one.id == after && one.about == Some(incident)));
}
