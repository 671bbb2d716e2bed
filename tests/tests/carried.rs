//! One device brings what waits in another's outbox: a shared phone's next user, or a new device
//! in place of one whose key is lost. Nothing is lost, nothing goes twice, and nothing counts as
//! held that was not proved.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::Path;

use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use rusqlite::Connection;
use serde_json::json;
use tabard_core::client::{Carried, Client, ClientError};
use tabard_core::cose::Unverified;
use tabard_core::entry::SignedEntry;
use tabard_core::ids::{EntryId, Incarnation, RecordId};
use tabard_core::keys::DeviceIdentity;
use tabard_core::outbox::SealedOutbox;
use tabard_core::region::Role;
use tabard_core::sync::{Outcome, Step};
use tabard_core::vault::VaultKey;
use tabard_core::wire::{BATCH_BYTES, Message, Receipt, SyncRequest, SyncResponse};
use tabard_server::relay::{Limits, Relay};
use tabard_tests::{Hand, Intercepted, Phone, Region, bend, copy_folder, exchange};

/// A phone of two people: the first has written and gone, the second is there.
struct Scene {
    region: Region,
    first: Phone,
    second: Phone,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut region = Region::new(seed);
        let first = region.phone("first", Role::Crew);
        let mut second = region.phone("second", Role::Crew);
        // It knows the log, and its own chain has begun.
        write(&mut region, &mut second, "Own.");
        region.sync(&mut second);
        Self { region, first, second }
    }

    /// The first writes reports.
    fn wrote(mut self, narratives: &[&str]) -> Self {
        for narrative in narratives {
            write(&mut self.region, &mut self.first, narrative);
        }
        self
    }

    /// The second carries for the first from now on.
    fn carrying(mut self) -> Self {
        self.second.client.carry(&self.first.dir).expect("an outbox");
        self
    }
}

fn write(region: &mut Region, phone: &mut Phone, narrative: &str) -> RecordId {
    region.report(phone, &json!({ "narrative": narrative }))
}

/// What the hub has, in its narratives' order.
fn at_hub(region: &mut Region) -> Vec<String> {
    region.pump();
    let listed = region.hub().incidents().expect("the list");
    assert!(listed.iter().all(|one| one.report.get("conflicts").is_none()), "said once");
    let told = listed.iter().map(|one| one.report["narrative"].as_str().unwrap_or_default());
    let mut told: Vec<_> = told.map(str::to_owned).collect();
    told.sort();
    told
}

fn carried(phone: &Phone) -> Carried {
    let mut all = phone.client.carried();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn unsent(dir: &Path) -> u64 {
    SealedOutbox::open(dir).expect("an outbox").unsent().expect("a count")
}

/// The ids of all that stands in an outbox, sent or not.
fn rows(dir: &Path) -> Vec<Vec<u8>> {
    let outbox = Connection::open(dir.join("outbox.db")).expect("an outbox");
    let mut query = outbox.prepare("SELECT id FROM waiting ORDER BY seq").expect("SQL");
    let rows = query.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// How many entries the log has. It has each once, or it would not be sound.
fn logged(region: &Region) -> u64 {
    assert_eq!(region.relay().verify().expect("a check").fault, None);
    let log = Connection::open(region.dir().join("relay/relay.db")).expect("the log");
    log.query_row("SELECT count(*) FROM log WHERE chain IS NOT NULL", [], |row| row.get(0))
        .expect("a count")
}

/// Syncs a phone and gives how many entries each of its requests brought.
fn brought(region: &mut Region, phone: &mut Phone) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut road = Intercepted(|relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]| {
        let read = SyncRequest::from_bytes(request).expect("a request");
        counts.push(read.entries.map_or(0, |entries| entries.len()));
        relay(request)
    });
    region.sync_by(phone, &mut road).expect("the sync");
    counts
}

/// Puts an older copy of the relay in its place.
fn restore(region: &Region, copy: &Path) {
    let relay = region.dir().join("relay");
    for file in ["relay.db", "relay.db-wal", "relay.db-shm"] {
        let _ = std::fs::remove_file(relay.join(file));
    }
    std::fs::copy(copy.join("relay.db"), relay.join("relay.db")).expect("restored");
}

#[test]
fn what_one_left_waiting_goes_while_another_is_there_and_is_held_when_the_first_comes_back() {
    let Scene { mut region, first, mut second } =
        Scene::new(1).wrote(&["One.", "Two.", "Three."]).carrying();
    let before = rows(&first.dir);
    let progress = region.sync(&mut second);
    assert_eq!(progress.problem, None);
    assert_eq!(progress.newly_held, 0, "others' are not counted as its own");
    let load = carried(&second);
    assert_eq!((load.newly_held, load.records.len(), load.waiting), (3, 3, 0));
    assert_eq!((load.owner, load.problem), (Some(first.client.device()), None));
    assert_eq!(at_hub(&mut region), ["One.", "Own.", "Three.", "Two."]);
    assert_eq!(rows(&first.dir), before, "nothing was deleted");
    assert_eq!(brought(&mut region, &mut second), [0], "it is not sent at every sync");

    // Back at the phone, without signal.
    let ids: Vec<_> =
        first.client.incidents().expect("the list").into_iter().map(|one| one.id).collect();
    let mut first = first.reopened(region.now);
    for id in ids {
        assert_eq!(first.state(id), "held_by_region");
    }
    assert_eq!(rows(&first.dir), Vec::<Vec<u8>>::new());
    write(&mut region, &mut first, "Four.");
    assert_eq!(brought(&mut region, &mut first), [1], "what was carried does not go again");
    assert_eq!(first.client.sync_status().expect("the status").waiting, 0);
    assert_eq!(at_hub(&mut region).len(), 5);
}

#[test]
fn reports_leave_a_device_whose_vault_is_lost() {
    let Scene { mut region, first, second } = Scene::new(2).wrote(&["One.", "Two."]);
    let (dir, _) = first.closed();
    for file in ["vault.db", "vault.db-wal", "vault.db-shm"] {
        let _ = std::fs::remove_file(dir.join(file));
    }
    drop(second);
    let mut new = region.phone("new", Role::Crew);
    new.client.carry(&dir).expect("an outbox");
    assert_eq!(region.sync(&mut new).problem, None);
    assert_eq!(carried(&new).newly_held, 2);
    assert_eq!(at_hub(&mut region), ["One.", "Own.", "Two."]);
    assert_eq!(new.client.incidents().expect("the list").len(), 0, "they are not readable there");
}

#[test]
fn a_save_that_a_crash_kept_from_the_vault_is_carried_and_read_again() {
    let Scene { mut region, mut first, mut second } = Scene::new(3).wrote(&["One."]);
    // The vault as it was before the save, the outbox as it is after it.
    let older = region.folder.path().join("older");
    copy_folder(&first.dir, &older);
    let id = write(&mut region, &mut first, "Two.");
    let device = first.client.device();
    let (dir, key) = first.closed();
    for file in ["vault.db", "vault.db-wal", "vault.db-shm"] {
        let (from, to) = (older.join(file), dir.join(file));
        let _ = std::fs::remove_file(&to);
        let _ = std::fs::copy(from, to);
    }
    second.client.carry(&dir).expect("an outbox");
    region.sync(&mut second);
    assert_eq!(carried(&second).newly_held, 2);
    let client = Client::open(&dir, VaultKey::new(key), region.now).expect("it opens");
    assert_eq!(client.device(), device);
    let shown = client.incident(id).expect("the report").summary;
    assert_eq!(
        (shown.report["narrative"].as_str(), shown.state.word()),
        (Some("Two."), "held_by_region")
    );
}

/// What happens to one exchange of the carrier, and what the owner does meanwhile.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Good,
    RequestLost,
    AnswerLost,
    /// The owner comes back and syncs after the carrier has made its request.
    OwnerBefore,
    /// The owner syncs after the relay has answered the carrier, who has not heard it yet.
    OwnerAfter,
    /// The owner comes back and writes, and does not sync.
    OwnerWrites,
}

const MOMENTS: [Moment; 6] = [
    Moment::Good,
    Moment::RequestLost,
    Moment::AnswerLost,
    Moment::OwnerBefore,
    Moment::OwnerAfter,
    Moment::OwnerWrites,
];

/// The owner logs in for a moment, as the second is in mid-exchange: both have the outbox open.
fn at_moment(scene: &mut Scene, moment: Moment, number: usize) {
    let Scene { region, first, second } = scene;
    let now = region.now;
    second.client.sync_now();
    let step = second.client.next_step(now, &mut region.rng).expect("a step");
    let Step::Send(token, request) = step else { return };
    let device = second.client.device();
    if let Moment::OwnerBefore = moment {
        assert_eq!(region.sync(first).problem, None);
    }
    let outcome = match moment {
        Moment::RequestLost => Outcome::NoAnswer,
        Moment::AnswerLost => {
            region.carry(device, &request);
            Outcome::NoAnswer
        }
        _ => region.carry(device, &request),
    };
    match moment {
        Moment::OwnerAfter => assert_eq!(region.sync(first).problem, None),
        Moment::OwnerWrites => {
            write(region, first, &format!("Meanwhile {number}."));
        }
        _ => {}
    }
    second.client.step_done(token, outcome, now, &mut region.rng).expect("an honest answer");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Kills at each step, on either side, in any order.
    #[test]
    fn nothing_is_lost_and_nothing_goes_twice_whenever_either_is_cut_off(
        moments in prop::collection::vec((prop::sample::select(&MOMENTS[..]), any::<bool>()), 1..7),
    ) {
        let mut scene = Scene::new(4).wrote(&["One.", "Two."]).carrying();
        let mut written = 3;
        for (number, (moment, owner_killed)) in moments.into_iter().enumerate() {
            at_moment(&mut scene, moment, number);
            written += u64::from(matches!(moment, Moment::OwnerWrites));
            // Each hand-over is a kill: nobody is told, nothing is closed in order.
            scene.second = scene.second.reopened(scene.region.now);
            scene.second.client.carry(&scene.first.dir).expect("an outbox");
            if owner_killed {
                scene.first = scene.first.reopened(scene.region.now);
            }
            let all = scene.first.client.incidents().expect("the list").len() as u64;
            prop_assert_eq!(all, written - 1, "the owner's are all there");
        }
        let progress = scene.region.sync(&mut scene.second);
        prop_assert_eq!(progress.problem, None);
        prop_assert!(!progress.reborn);
        prop_assert_eq!(unsent(&scene.first.dir), 0);
        prop_assert_eq!(at_hub(&mut scene.region).len() as u64, written);
        prop_assert_eq!(logged(&scene.region), written + written, "each once, and its answer");
        let mut first = scene.first.reopened(scene.region.now);
        let status = first.client.sync_status().expect("the status");
        prop_assert_eq!((status.held, status.waiting), (written - 1, 0));
        let progress = scene.region.sync(&mut first);
        prop_assert_eq!(progress.problem, None);
        prop_assert!(!progress.reborn);
    }
}

/// A lie about the chains that were carried. The hand signs as the relay does.
type Lie = fn(&mut SyncResponse, &Hand);

/// Changes the carried receipts and signs them again.
fn resign(response: &mut SyncResponse, hand: &Hand, change: impl Fn(&mut Receipt)) {
    for bytes in response.carried.iter_mut().flatten() {
        let envelope = Unverified::parse(bytes).expect("a receipt");
        let mut receipt = Receipt::from_bytes(envelope.payload()).expect("a receipt");
        change(&mut receipt);
        *bytes = receipt.sign(hand.region, &hand.signer).expect("a receipt").into();
    }
}

const LIES: [(&str, Lie); 10] = [
    ("no receipt", |response, _| response.carried = None),
    ("somebody else's signature", |response, hand| {
        let signer = DeviceIdentity::generate(&mut ChaCha20Rng::seed_from_u64(9));
        resign(response, &Hand { region: hand.region, signer }, |_| {});
    }),
    ("a flipped byte", |response, _| {
        for bytes in response.carried.iter_mut().flatten() {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }
    }),
    ("the carrier's own receipt", |response, _| {
        response.carried = Some(vec![response.receipt.clone()]);
    }),
    ("a place beyond what was brought", |response, hand| {
        resign(response, hand, |receipt| receipt.seq += 1);
    }),
    ("another entry at the place", |response, hand| {
        resign(response, hand, |receipt| receipt.head = Some(EntryId::new([7; 32])));
    }),
    ("no entry at the place", |response, hand| {
        resign(response, hand, |receipt| receipt.head = None);
    }),
    ("another root", |response, hand| resign(response, hand, |receipt| receipt.root[0] ^= 1)),
    ("another size", |response, hand| resign(response, hand, |receipt| receipt.size -= 1)),
    ("another of the owner's chains", |response, hand| {
        resign(response, hand, |receipt| receipt.incarnation.0 += 1);
    }),
];

#[test]
fn no_lie_about_a_carried_chain_marks_it_as_held() {
    for (name, lie) in LIES {
        let Scene { mut region, first, mut second } = Scene::new(5).wrote(&["One.", "Two."]);
        let own = write(&mut region, &mut second, "Mine.");
        second.client.carry(&first.dir).expect("an outbox");
        let hand = region.hand();
        let mut road = |outcome| bend(outcome, |response| lie(response, &hand));
        let progress = region.sync_by(&mut second, &mut road).expect("the sync");
        assert_eq!(progress.problem, None, "{name}: its own is not touched by it");
        assert_eq!(second.state(own), "held_by_region", "{name}");
        let load = carried(&second);
        assert!(load.problem.is_some(), "{name}");
        assert_eq!((load.newly_held, load.waiting, unsent(&first.dir)), (0, 2, 2), "{name}");
        // An honest answer later makes it good.
        region.sync(&mut second);
        assert_eq!((unsent(&first.dir), carried(&second).problem), (0, None), "{name}");
        assert_eq!(at_hub(&mut region), ["Mine.", "One.", "Own.", "Two."], "{name}");
    }
}

#[test]
fn an_old_receipt_played_again_proves_nothing() {
    let Scene { mut region, first, mut second } = Scene::new(6).wrote(&["One."]).carrying();
    let copy = region.folder.path().join("backup");
    region.relay().backup(&copy).expect("a backup");
    let mut old = None;
    let mut keep =
        |outcome| bend(outcome, |response| old = response.carried.clone().or(old.take()));
    region.sync_by(&mut second, &mut keep).expect("the sync");
    let old = old.expect("a receipt");
    // The relay is back where it was, drops what is brought, and shows what it said then.
    restore(&region, &copy);
    let mut again = Intercepted(|relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]| {
        let Ok(mut read) = SyncRequest::from_bytes(request) else { return relay(request) };
        read.entries = None;
        bend(relay(&read.to_bytes()), |response| response.carried = Some(old.clone()))
    });
    region.sync_by(&mut second, &mut again).expect("the sync");
    region.sync_by(&mut second, &mut again).expect("the sync");
    assert_eq!(carried(&second).problem.expect("a problem").code, "carried_no_receipt");
    assert_eq!(unsent(&first.dir), 1);
    region.sync(&mut second);
    assert_eq!(unsent(&first.dir), 0);
    assert_eq!(at_hub(&mut region), ["One.", "Own."]);
}

#[test]
fn a_false_mark_does_not_make_its_owner_believe_it() {
    let Scene { mut region, mut first, mut second } = Scene::new(7).wrote(&["One."]);
    let hand = region.hand();
    let device = first.client.device();
    let (log, time) = (region.relay().log(), region.now);
    let place = |seq, head| Receipt {
        log,
        size: 99,
        root: [0; 32],
        time,
        device,
        incarnation: Incarnation(0),
        seq,
        head,
    };
    let honest = EntryId::from_slice(&rows(&first.dir)[0]).expect("an id");
    let stranger = DeviceIdentity::generate(&mut region.rng);
    let other = second.client.device();
    for (name, receipt, signer) in [
        ("another entry", place(1, Some(EntryId::new([7; 32]))), &hand.signer),
        ("no entry", place(1, None), &hand.signer),
        ("no relay's signature", place(1, Some(honest)), &stranger),
        ("a place not written", place(2, Some(honest)), &hand.signer),
        ("another device", Receipt { device: other, ..place(1, Some(honest)) }, &hand.signer),
    ] {
        let bytes = receipt.sign(hand.region, signer).expect("a receipt");
        let mut outbox = SealedOutbox::open(&first.dir).expect("an outbox");
        outbox.forget_carried(Incarnation(0)).expect("no mark");
        outbox.mark_carried(Incarnation(0), receipt.seq, &bytes).expect("a mark");
        first = first.reopened(region.now);
        assert_eq!(first.client.sync_status().expect("the status").held, 0, "{name}");
        assert_eq!(rows(&first.dir).len(), 1, "{name}");
    }
    assert_eq!(brought(&mut region, &mut first), [1], "its owner sends it all the same");
    region.sync(&mut second);
    assert_eq!(at_hub(&mut region), ["One.", "Own."]);
}

#[test]
fn what_forks_is_said_and_left_whole_for_its_owner() {
    let Scene { mut region, mut first, mut second } = Scene::new(8).wrote(&["Before."]);
    region.sync(&mut first);
    let mut copy = first.copy(&region.folder.path().join("copy"), region.now);
    write(&mut region, &mut first, "By the phone.");
    region.sync(&mut first);
    write(&mut region, &mut copy, "By the copy.");
    write(&mut region, &mut copy, "By the copy again.");
    let before = rows(&copy.dir);
    second.client.carry(&copy.dir).expect("an outbox");
    let progress = region.sync(&mut second);
    assert_eq!((progress.problem, progress.reborn), (None, false));
    let load = carried(&second);
    assert_eq!(load.problem.expect("a problem").code, "carried_fork");
    assert_eq!((load.newly_held, load.waiting), (0, 2));
    assert_eq!(rows(&copy.dir), before);
    assert_eq!(brought(&mut region, &mut second), [1], "from now on one entry asks for the rest");
    assert!(region.sync(&mut copy).reborn);
    assert_eq!(
        at_hub(&mut region),
        ["Before.", "By the copy again.", "By the copy.", "By the phone.", "Own."]
    );
    assert_eq!(unsent(&copy.dir), 0);
}

#[test]
fn the_outbox_of_a_removed_device_stays_and_the_reason_is_said() {
    for knows in [true, false] {
        let Scene { mut region, first, mut second } = Scene::new(9).wrote(&["One."]);
        let device = first.client.device();
        let (now, mut rng) = (region.now, region.rng.clone());
        region.hub().revoke(device, now, &mut rng).expect("a removal");
        if knows {
            region.sync(&mut second);
        }
        second.client.carry(&first.dir).expect("an outbox");
        let before = rows(&first.dir);
        assert_eq!(region.sync(&mut second).problem, None);
        assert_eq!(carried(&second).problem.expect("a problem").code, "carried_revoked");
        assert_eq!(rows(&first.dir), before);
        assert_eq!(at_hub(&mut region), ["Own."]);
    }
}

#[test]
fn an_outbox_goes_though_its_owners_certificate_has_ended() {
    let Scene { mut region, first, second: _ } = Scene::new(10).wrote(&["One."]);
    region.now = region.now.plus_days(80);
    let mut later = region.phone("later", Role::Crew);
    region.now = region.now.plus_days(11);
    later.client.carry(&first.dir).expect("an outbox");
    let owner = later.client.directory().device(first.client.device()).expect("known");
    assert!(owner.certificate.not_after < region.now);
    region.sync(&mut later);
    assert_eq!((carried(&later).newly_held, unsent(&first.dir)), (1, 0));
    assert_eq!(at_hub(&mut region), ["One.", "Own."]);
}

#[test]
fn what_a_restored_region_lost_is_carried_again() {
    let Scene { mut region, first, mut second } = Scene::new(11).wrote(&["One.", "Two."]);
    let copy = region.folder.path().join("backup");
    region.relay().backup(&copy).expect("a backup");
    second.client.carry(&first.dir).expect("an outbox");
    region.sync(&mut second);
    assert_eq!(unsent(&first.dir), 0);
    restore(&region, &copy);
    let progress = region.sync(&mut second);
    assert!(progress.restored);
    assert_eq!((progress.problem, carried(&second).problem), (None, None));
    assert_eq!((carried(&second).newly_held, unsent(&first.dir)), (4, 0), "brought twice");
    assert_eq!(at_hub(&mut region), ["One.", "Own.", "Two."]);
}

/// Something that is wrong with another's folder.
type Damage = fn(&Path);

const DAMAGES: [(&str, Damage); 6] = [
    ("no database", |dir| std::fs::write(dir.join("outbox.db"), [7; 4096]).expect("a file")),
    ("half a database", |dir| {
        let file = dir.join("outbox.db");
        let bytes = std::fs::read(&file).expect("a file");
        std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("a file");
    }),
    ("another table", |dir| sql(dir, "DROP TABLE waiting; CREATE TABLE waiting (x)")),
    ("a view", |dir| {
        sql(dir, "ALTER TABLE waiting RENAME TO w; CREATE VIEW waiting AS SELECT * FROM w");
    }),
    ("numbers below zero", |dir| sql(dir, "UPDATE waiting SET seq = -seq")),
    ("text for bytes", |dir| sql(dir, "UPDATE waiting SET bytes = 'text'")),
];

fn sql(dir: &Path, text: &str) {
    Connection::open(dir.join("outbox.db")).and_then(|db| db.execute_batch(text)).expect("SQL");
}

#[test]
fn anothers_damaged_file_stops_nothing_of_the_carriers_own() {
    for (name, damage) in DAMAGES {
        let Scene { mut region, first, mut second } = Scene::new(12).wrote(&["One.", "Two."]);
        let third = region.phone("third", Role::Crew);
        let (dir, _) = first.closed();
        Connection::open(dir.join("outbox.db"))
            .and_then(|db| db.execute_batch("PRAGMA journal_mode = DELETE"))
            .expect("one file");
        damage(&dir);
        let before = std::fs::read(dir.join("outbox.db")).expect("a file");
        let own = write(&mut region, &mut second, "Mine.");
        second.client.carry(&dir).expect("there is a file");
        second.client.carry(&third.dir).expect("an outbox");
        let progress = region.sync(&mut second);
        assert_eq!(progress.problem, None, "{name}");
        assert_eq!(second.state(own), "held_by_region", "{name}");
        assert!(second.client.carried()[0].problem.is_some(), "{name}");
        assert_eq!(second.client.carried()[0].newly_held, 0, "{name}");
        if name == "no database" {
            assert_eq!(std::fs::read(dir.join("outbox.db")).expect("a file"), before);
        }
    }
}

#[test]
fn what_is_damaged_stays_with_what_follows_it_and_what_is_before_it_goes() {
    let Scene { mut region, first, mut second } = Scene::new(13).wrote(&["One.", "Two.", "Three."]);
    sql(&first.dir, "UPDATE waiting SET bytes = zeroblob(length(bytes)) WHERE seq = 2");
    let own = write(&mut region, &mut second, "Mine.");
    second.client.carry(&first.dir).expect("an outbox");
    assert_eq!(brought(&mut region, &mut second), [2], "its own, and the one before");
    assert_eq!(second.state(own), "held_by_region");
    let load = carried(&second);
    assert_eq!(load.problem.expect("a problem").code, "carried_damaged");
    assert_eq!((load.newly_held, load.waiting), (1, 2));
    assert_eq!(at_hub(&mut region), ["Mine.", "One.", "Own."]);
    assert_eq!(rows(&first.dir).len(), 3);
}

#[test]
fn what_its_author_did_not_sign_is_not_even_sent() {
    let Scene { mut region, first, mut second } = Scene::new(19).wrote(&["One."]);
    let mut bytes: Vec<u8> = Connection::open(first.dir.join("outbox.db"))
        .and_then(|db| db.query_row("SELECT bytes FROM waiting", [], |row| row.get(0)))
        .expect("an entry");
    *bytes.last_mut().expect("a signature") ^= 1;
    let forged = SignedEntry::parse(region.id(), bytes).expect("an entry");
    let outbox = Connection::open(first.dir.join("outbox.db")).expect("an outbox");
    outbox
        .execute("UPDATE waiting SET id = ?1, bytes = ?2", (forged.id().as_bytes(), forged.bytes()))
        .expect("SQL");
    second.client.carry(&first.dir).expect("an outbox");
    assert_eq!(brought(&mut region, &mut second), [0]);
    assert_eq!(carried(&second).problem.expect("a problem").code, "carried_damaged");
    assert_eq!(unsent(&first.dir), 1);
}

#[test]
fn an_outbox_of_another_region_is_left_alone() {
    let Scene { mut region, first: _, mut second } = Scene::new(14);
    let mut elsewhere = Region::new(99);
    let mut stranger = elsewhere.phone("stranger", Role::Crew);
    write(&mut elsewhere, &mut stranger, "Elsewhere.");
    second.client.carry(&stranger.dir).expect("an outbox");
    assert_eq!(brought(&mut region, &mut second), [0]);
    let problem = carried(&second).problem.expect("a problem");
    assert_eq!(problem.code, "carried_unknown_device");
    assert_eq!(at_hub(&mut region), ["Own."]);
}

#[test]
fn a_person_who_joined_since_is_carried_within_the_same_syncing() {
    let Scene { mut region, first: _, mut second } = Scene::new(15);
    let mut late = region.phone("late", Role::Crew);
    write(&mut region, &mut late, "Late.");
    second.client.carry(&late.dir).expect("an outbox");
    region.sync(&mut second);
    assert_eq!((carried(&second).newly_held, carried(&second).problem), (1, None));
    assert_eq!(at_hub(&mut region), ["Late.", "Own."]);
}

#[test]
fn a_device_carries_neither_its_own_outbox_nor_a_copy_of_it_nor_nothing() {
    let Scene { mut region, first: _, mut second } = Scene::new(16);
    write(&mut region, &mut second, "Mine.");
    let copy = region.folder.path().join("copy");
    copy_folder(&second.dir, &copy);
    let own = second.dir.clone();
    assert!(matches!(second.client.carry(&own), Err(ClientError::OwnOutbox)));
    let empty = region.folder.path().to_owned();
    assert!(matches!(second.client.carry(&empty), Err(ClientError::NoOutbox)));
    second.client.carry(&copy).expect("an outbox");
    let progress = region.sync(&mut second);
    assert_eq!((progress.problem, progress.reborn), (None, false));
    assert_eq!(carried(&second).problem.expect("a problem").code, "carried_own");
}

#[test]
fn more_than_one_request_holds_goes_in_several_and_the_carriers_own_goes_first() {
    let Scene { mut region, mut first, mut second } = Scene::new(17);
    // Text of chance does not compress: two outboxes of a hundred fill more than one request.
    let text = |region: &mut Region| {
        let mut text = String::new();
        while text.len() < 32_000 {
            text.push_str(&format!("{:x}", region.rng.next_u64()));
        }
        text
    };
    let mut third = region.phone("third", Role::Crew);
    region.sync(&mut second);
    for phone in [&mut first, &mut third] {
        for _ in 0..100 {
            let narrative = text(&mut region);
            write(&mut region, phone, &narrative);
        }
    }
    let own = write(&mut region, &mut second, "Mine.");
    for phone in [&first, &third] {
        second.client.carry(&phone.dir).expect("an outbox");
    }
    let mut firsts = Vec::new();
    let device = second.client.device();
    let id = region.id();
    let mut road = Intercepted(|relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]| {
        let read = SyncRequest::from_bytes(request).expect("a request");
        assert!(request.len() < BATCH_BYTES + 64 * 1024, "{}", request.len());
        let first = read.entries.into_iter().flatten().next().expect("an entry");
        firsts.push(SignedEntry::parse(id, first.into()).expect("an entry").author());
        relay(request)
    });
    let progress = region.sync_by(&mut second, &mut road).expect("the sync");
    assert_eq!(progress.problem, None);
    assert!(firsts.len() > 1, "{} requests", firsts.len());
    assert_eq!(firsts[0], device);
    assert_eq!(second.state(own), "held_by_region");
    for load in second.client.carried() {
        assert_eq!((load.newly_held, unsent(&load.dir), load.problem), (100, 0, None));
    }
}

#[test]
fn the_carriers_allowance_is_what_is_used_up() {
    let Scene { mut region, first, mut second } = Scene::new(18).wrote(&["One.", "Two.", "Three."]);
    let sizes: i64 = Connection::open(first.dir.join("outbox.db"))
        .and_then(|db| {
            db.query_row("SELECT sum(length(bytes)) FROM waiting WHERE seq < 3", [], |row| {
                row.get(0)
            })
        })
        .expect("a sum");
    second.client.carry(&first.dir).expect("an outbox");
    region.now = region.now.plus_days(1);
    let relay = region.dir().join("relay");
    // An eighth of it is for what the carrier writes itself.
    let bytes_per_day = sizes.unsigned_abs() + sizes.unsigned_abs() / 7 + 1;
    let limits = Limits { bytes_per_day, ..Limits::default() };
    let relay = Relay::open(&relay, limits).expect("the relay opens");
    let (now, device) = (region.now, second.client.device());
    let mut road = Intercepted(|_: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]| {
        exchange(&relay, device, request, now)
    });
    region.sync_by(&mut second, &mut road).expect("the sync");
    let load = carried(&second);
    assert_eq!((load.newly_held, load.waiting), (2, 1));
    assert_eq!(load.problem.expect("a problem").code, "carried_quota");
    region.sync(&mut second);
    assert_eq!(unsent(&first.dir), 0);
}
