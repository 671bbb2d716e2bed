//! A lost phone: the order to wipe it, who may give one, and what is left.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::io;
use std::path::Path;

use serde_json::json;
use tabard_core::client::{Client, ClientError, KeyKeeper, Wiped, go_on_wiping};
use tabard_core::ids::{DeviceId, Millis};
use tabard_core::keys::DeviceIdentity;
use tabard_core::model::{Patch, RecordKind, parse_assignment};
use tabard_core::outbox::Outbox;
use tabard_core::region::{
    Authority, Days, Policy, Revocation, Role, Roles, SignedStatement, Statement, WipeOrder,
};
use tabard_core::sync::Outcome;
use tabard_core::vault::VaultKey;
use tabard_core::wire::{Problem, ProblemCode};
use tabard_tests::{Phone, Region};
use zeroize::Zeroizing;

/// A key store that counts how often it was told to destroy the key.
#[derive(Default)]
struct Keeper(u32);

impl KeyKeeper for Keeper {
    fn destroy(&mut self) -> io::Result<()> {
        self.0 += 1;
        Ok(())
    }
}

fn order_wipe(region: &mut Region, device: DeviceId, unsent_too: bool) {
    let now = region.now;
    region.hub().order_wipe(device, unsent_too, now, &mut region.rng).expect("an order");
}

fn obey(region: &mut Region, phone: Phone) -> (Result<Wiped, ClientError>, u32) {
    let mut keeper = Keeper::default();
    let wiped = phone.client.obey(&mut keeper, region.now, &mut region.rng);
    (wiped, keeper.0)
}

fn typed(assignment: &str) -> Patch {
    parse_assignment(RecordKind::Incident, assignment).expect("an assignment")
}

// ---- the order

#[test]
fn a_phone_that_is_ordered_to_wipes_itself_and_keeps_what_the_region_does_not_hold() {
    let mut region = Region::new(1);
    let mut phone = region.phone("phone", Role::Crew);
    let held = region.report(&mut phone, &json!({ "narrative": "Sent." }));
    region.sync(&mut phone);
    region.pump();
    region.report(&mut phone, &json!({ "narrative": "Not sent." }));
    let drafted = phone.client.start_incident(region.now, &mut region.rng).expect("a report");
    phone.client.type_into(drafted, &typed("narrative=Typed.")).expect("a draft");
    assert_eq!(phone.client.wipe_order(), None);
    order_wipe(&mut region, phone.client.device(), false);

    let problem = region.sync(&mut phone).problem.expect("it is turned away");
    assert_eq!(problem.code, "revoked");
    assert!(phone.client.wipe_order().is_some());
    let (dir, device) = (phone.dir.clone(), phone.client.device());
    let spare = phone.copy(&region.folder.path().join("key"), region.now).closed().1;
    let (wiped, told) = obey(&mut region, phone);
    let wiped = wiped.expect("it obeys");
    assert_eq!((wiped.unsent, told), (2, 1), "what was typed is sealed and kept too");

    let open = Client::open(&dir, VaultKey::new(spare), region.now);
    assert!(open.is_err(), "not even with a copy of the key: the vault is gone");
    let kept = dir.join(wiped.kept_in().expect("what waited"));
    let read = region.hub().read_set_aside(&kept).expect("the hub reads it");
    let says: Vec<_> = read.records.iter().map(|one| one.report["narrative"].clone()).collect();
    assert_eq!((says.len(), read.unreadable), (2, 0));
    assert!(says.contains(&json!("Not sent.")) && says.contains(&json!("Typed.")), "{says:?}");
    assert!(read.records.iter().all(|one| one.by == device && !one.known));
    assert!(region.hub().incident(drafted).is_err(), "shown, and part of nothing");
    std::fs::rename(&kept, dir.join("outbox.db")).expect("a file");
    assert_eq!(Outbox::open(&dir).expect("the outbox").len().expect("its length"), 2);
    assert_eq!(Wiped::read(&dir).expect("a mark").device, device.to_string());
    assert_eq!(region.hub().incident(held).expect("held").summary.id, held, "and stays so");
}

#[test]
fn without_an_order_nothing_is_wiped() {
    let mut region = Region::new(2);
    let mut phone = region.phone("phone", Role::Crew);
    let id = region.report(&mut phone, &json!({ "narrative": "Here." }));
    let now = region.now;
    region.hub().revoke(phone.client.device(), now, &mut region.rng).expect("a removal");
    region.sync(&mut phone);
    assert_eq!(phone.client.wipe_order(), None, "a removal is no order");
    let copy = phone.copy(&region.folder.path().join("copy"), region.now);
    let (refused, told) = obey(&mut region, phone);
    assert!(matches!(refused, Err(ClientError::NotOrdered)));
    assert_eq!(told, 0);
    assert_eq!(copy.shows(id)["narrative"], "Here.");
}

#[test]
fn an_order_reaches_a_phone_that_never_heard_of_its_signer() {
    let mut region = Region::new(3);
    let mut phone = region.phone("phone", Role::Crew);
    region.sync(&mut phone);
    let issuer = issuer(&mut region);
    let line = signed(&region, &issuer, phone.client.device());
    region.relay().append_statements(&[line]).expect("the order");
    region.sync(&mut phone);
    assert!(phone.client.wipe_order().is_some(), "its certificate came along");
}

/// Another issuer, whom the authority certified.
fn issuer(region: &mut Region) -> DeviceIdentity {
    let issuer = DeviceIdentity::generate(&mut region.rng);
    let not_after = region.now.plus_days(900);
    let line = authority(region).certify(issuer.public(), Roles::of(&[Role::Issuer]), not_after);
    region.relay().append_statements(&[line.expect("a line")]).expect("an issuer");
    issuer
}

fn authority(region: &Region) -> Authority {
    let secrets = std::fs::read(region.dir().join("authority.key")).expect("the key");
    Authority::from_secrets(secrets.as_slice().try_into().expect("64 bytes"))
}

fn order(device: DeviceId) -> Statement {
    Statement::Wipe(WipeOrder { device, at: Millis(1), unsent_too: true })
}

fn signed(region: &Region, by: &DeviceIdentity, device: DeviceId) -> Vec<u8> {
    SignedStatement::sign(region.id(), by, &order(device)).expect("a statement")
}

/// Turns the phone away with lines that the relay made up or found somewhere.
fn turn_away(region: &mut Region, phone: &mut Phone, lines: &[Vec<u8>]) -> bool {
    let problem = Problem::new(ProblemCode::Revoked, region.now).with_order(lines);
    let body = serde_json::to_vec(&problem).expect("JSON");
    let mut road = |_| Outcome::Answer { status: 403, body: body.clone() };
    region.sync_by(phone, &mut road).expect("it goes on");
    phone.client.wipe_order().is_some()
}

#[test]
fn forged_orders_are_refused() {
    let mut region = Region::new(4);
    let mut phone = region.phone("phone", Role::Crew);
    let thief = region.attacker("thief", Role::Triage);
    let (stands, gone) = (issuer(&mut region), issuer(&mut region));
    let mate = region.phone("mate", Role::Crew);
    region.sync(&mut phone);
    let id = region.report(&mut phone, &json!({ "narrative": "Here." }));
    let device = phone.client.device();
    let end = Revocation { device: gone.id(), at: region.now };
    let end = authority(&region).revoke(end).expect("a line");
    region.relay().append_statements(&[end]).expect("a removal");
    region.sync(&mut phone);

    let stranger = DeviceIdentity::generate(&mut region.rng);
    let other = Authority::generate(&mut region.rng).region();
    let elsewhere = SignedStatement::sign(other, &stands, &order(device)).expect("a line");
    let mut damaged = signed(&region, &stands, device);
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let certificate = tabard_core::region::Certificate {
        device: stranger.public(),
        roles: Roles::of(&[Role::Issuer]),
        not_after: region.now.plus_days(1),
    };
    let own = SignedStatement::sign(region.id(), &stranger, &Statement::Certificate(certificate));
    let policy = Policy { at: region.now, read_lease: Days::new(1), history: None, register: None };
    let policy = SignedStatement::sign(region.id(), &stands, &Statement::Policy(policy));
    let forged: [(&str, Vec<Vec<u8>>); 9] = [
        ("by a desk of triage", vec![signed(&region, &thief.identity, device)]),
        ("by a stranger", vec![signed(&region, &stranger, device)]),
        (
            "by a stranger who certifies himself",
            vec![own.expect("a line"), signed(&region, &stranger, device)],
        ),
        ("by an issuer who was removed", vec![signed(&region, &gone, device)]),
        ("for another region", vec![elsewhere]),
        ("for another device", vec![signed(&region, &stands, mate.client.device())]),
        ("with a changed signature", vec![damaged]),
        ("no statement at all", vec![b"wipe".to_vec()]),
        ("another kind of line", vec![policy.expect("a line")]),
    ];
    for (what, lines) in forged {
        assert!(!turn_away(&mut region, &mut phone, &lines), "{what}");
        assert!(phone.client.directory().policy().is_none(), "{what}");
    }
    let phone = phone.reopened(region.now);
    assert_eq!(phone.shows(id)["narrative"], "Here.");
    // The same road with an order that is one.
    let mut phone = phone;
    let good = vec![signed(&region, &stands, device)];
    assert!(turn_away(&mut region, &mut phone, &good));
}

#[test]
fn the_relay_takes_no_order_of_those_who_may_give_none() {
    let mut region = Region::new(5);
    let phone = region.phone("phone", Role::Crew);
    let thief = region.attacker("thief", Role::Crew);
    let line = signed(&region, &thief.identity, phone.client.device());
    assert!(region.relay().append_statements(&[line]).is_err());
    let hub = region.hub().device();
    let issuer = issuer(&mut region);
    let line = signed(&region, &issuer, hub);
    assert!(region.relay().append_statements(&[line]).is_err(), "the hub's is the authority's");
    assert!(region.relay().verify().expect("a check").fault.is_none());
}

#[test]
fn an_old_order_does_not_touch_a_phone_that_was_enrolled_anew_in_its_folder() {
    let mut region = Region::new(6);
    let mut phone = region.phone("phone", Role::Crew);
    region.report(&mut phone, &json!({ "narrative": "Not sent." }));
    let old = phone.client.device();
    order_wipe(&mut region, old, false);
    region.sync(&mut phone);
    let lines = region.relay().wipe_lines(old).expect("the lines");
    obey(&mut region, phone).0.expect("it obeys");

    let mut again = region.phone("phone", Role::Crew);
    assert_ne!(again.client.device(), old);
    let id = region.report(&mut again, &json!({ "narrative": "New." }));
    assert_eq!(region.sync(&mut again).problem, None);
    assert_eq!(again.state(id), "held_by_region");
    assert_eq!(again.client.wipe_order(), None);
    assert!(!turn_away(&mut region, &mut again, &lines), "the order is another device's");
    assert!(again.dir.join(format!("unsent-{old}.db")).exists(), "and the old one's are kept");
    assert!(go_on_wiping(&again.dir, &mut Keeper::default()).expect("a look").is_none());
}

#[test]
fn an_order_outlives_a_restored_relay_once_a_device_has_seen_it() {
    let mut region = Region::new(7);
    let mut phone = region.phone("phone", Role::Crew);
    let mut mate = region.phone("mate", Role::Crew);
    region.sync(&mut phone);
    region.sync(&mut mate);
    let backup = region.folder.path().join("backup");
    tabard_tests::copy_folder(&region.dir().join("relay"), &backup);
    order_wipe(&mut region, phone.client.device(), false);
    region.report(&mut mate, &json!({ "narrative": "After." }));
    region.sync(&mut mate);
    std::fs::remove_dir_all(region.dir().join("relay")).expect("a lost relay");
    tabard_tests::copy_folder(&backup, &region.dir().join("relay"));
    assert_eq!(region.sync(&mut phone).problem, None, "the relay does not know any more");
    region.sync(&mut mate);
    region.sync(&mut phone);
    assert!(phone.client.wipe_order().is_some());
}

#[test]
fn what_a_wiped_phone_left_is_read_by_triage_alone_and_only_if_it_is_the_phones() {
    let mut region = Region::new(18);
    let mut phone = region.phone("phone", Role::Crew);
    let known = region.report(&mut phone, &json!({ "narrative": "Sent." }));
    region.sync(&mut phone);
    region.pump();
    region.edit(&mut phone, known, "callsign=YA1");
    order_wipe(&mut region, phone.client.device(), false);
    region.sync(&mut phone);
    let dir = phone.dir.clone();
    let wiped = obey(&mut region, phone).0.expect("it obeys");
    let kept = dir.join(wiped.kept_in().expect("what waited"));
    let read = region.hub().read_set_aside(&kept).expect("the hub reads it");
    assert_eq!(read.records.len(), 1);
    let edited = &read.records[0];
    assert!(edited.known && edited.record == known);
    assert_eq!(
        (&edited.report["narrative"], &edited.report["callsign"]),
        (&json!("Sent."), &json!("YA1"))
    );
    assert_eq!(region.hub().incident(known).expect("held").summary.report.get("callsign"), None);

    let mate = region.phone("mate", Role::Crew);
    let not_for_it = mate.client.read_set_aside(&kept).expect("a look");
    assert_eq!((not_for_it.records.len(), not_for_it.unreadable), (0, 1));
    let query = "SELECT bytes FROM waiting";
    let connection = rusqlite::Connection::open(&kept).expect("the file");
    let mut forged: Vec<u8> = connection.query_row(query, [], |row| row.get(0)).expect("an entry");
    drop(connection);
    let last = forged.len() - 1;
    forged[last] ^= 1;
    for bytes in [forged, vec![0; 200]] {
        let connection = rusqlite::Connection::open(&kept).expect("the file");
        connection.execute("UPDATE waiting SET bytes = ?1", [bytes]).expect("damage");
        drop(connection);
        let damaged = region.hub().read_set_aside(&kept).expect("a look");
        assert_eq!((damaged.records.len(), damaged.unreadable), (0, 1));
    }
    std::fs::write(&kept, b"no database at all").expect("a file");
    assert!(region.hub().read_set_aside(&kept).is_err());
    let connection = rusqlite::Connection::open(dir.join("view.db")).expect("a file");
    let view = "CREATE VIEW waiting AS SELECT 0 AS incarnation, 1 AS seq, x'00' AS bytes";
    connection.execute(view, []).expect("a view");
    drop(connection);
    assert!(region.hub().read_set_aside(&dir.join("view.db")).is_err(), "a table or nothing");
}

#[test]
fn an_order_that_says_so_leaves_nothing() {
    let mut region = Region::new(16);
    let mut phone = region.phone("phone", Role::Crew);
    region.report(&mut phone, &json!({ "narrative": "Sent." }));
    region.sync(&mut phone);
    order_wipe(&mut region, phone.client.device(), true);
    region.sync(&mut phone);
    let dir = phone.dir.clone();
    obey(&mut region, phone).0.expect("it obeys");
    assert_eq!(names(&dir), ["wiped"], "an order that says so leaves nothing");
    let key = Zeroizing::new([0; 32]);
    assert!(Client::open(&dir, VaultKey::new(key), region.now).is_err());
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).expect("a folder");
    entries.map(|one| one.expect("a file").file_name().into_string().expect("a name")).collect()
}
