//! Photos, voice notes and documents: they arrive whole over any road, what is wrong with one is
//! named and keeps none of the others, and nobody reads what is not theirs.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use rand_core::Rng;
use serde_json::{Value, json};
use tabard_core::attachment::{AttachmentError, CHUNK, MAX_SEALED, Network, Part, address_of};
use tabard_core::client::{Bytes, ClientError, CustodyAction, CustodyLine};
use tabard_core::ids::{ChunkAddress, DeviceId, Millis, RecordId, RegionId};
use tabard_core::keys::DeviceIdentity;
use tabard_core::model::{Patch, RecordKind, Report, parse_assignment};
use tabard_core::region::Role;
use tabard_core::sync::Outcome;
use tabard_core::wire::{ChunkAnswer, ChunkReceipt, ChunkRequest, ChunkWant, Message, ProblemCode};
use tabard_server::hub::Hub;
use tabard_server::relay::{Limits, Relay, RelayError};
use tabard_tests::{Phone, Region, Road, copy_folder};

/// Something that must be found nowhere in clear.
const CANARY: &[u8] = b"bruised left forearm, ward 9";

struct World {
    region: Region,
    phone: Phone,
    incident: RecordId,
}

impl World {
    fn new() -> Self {
        let mut region = Region::default();
        let mut phone = region.phone("phone", Role::Crew);
        let incident = region.report(&mut phone, &json!({ "callsign": "YA214" }));
        region.sync(&mut phone);
        Self { region, phone, incident }
    }

    fn bytes(&mut self, size: usize) -> Vec<u8> {
        let mut bytes = vec![0; size];
        self.region.rng.fill_bytes(&mut bytes);
        let length = CANARY.len().min(size);
        bytes[..length].copy_from_slice(&CANARY[..length]);
        bytes
    }

    fn attach(&mut self, bytes: &[u8]) -> RecordId {
        self.attach_from(&mut &*bytes).expect("an attachment")
    }

    fn attach_from(&mut self, source: &mut dyn Read) -> Result<RecordId, ClientError> {
        let facts = facts(&json!({ "media": "photo", "title": "forearm", "latitude": "53.7996" }));
        let Region { now, rng, .. } = &mut self.region;
        let (said, client) = (CustodyLine::default(), &mut self.phone.client);
        client.attach(self.incident, &facts, &said, source, *now, rng)
    }

    fn at_hub(&mut self, id: RecordId) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let said = CustodyLine { by: Some("VPR lead".into()), reason: Some("statement".into()) };
        let mut hub = self.region.hub();
        hub.pump(self.region.now, &mut self.region.rng).expect("the hub's round");
        hub.export_attachment(id, &mut out, &said, self.region.now, &mut self.region.rng)
            .map(|()| out)
            .map_err(|error| error.to_string())
    }

    fn read_here(&mut self, id: RecordId) -> Result<Vec<u8>, ClientError> {
        let mut out = Vec::new();
        let (said, now) = (CustodyLine::default(), self.region.now);
        let rng = &mut self.region.rng;
        self.phone.client.export_attachment(id, &mut out, &said, now, rng).map(|()| out)
    }

    /// Syncs over a bad road, with a phone that is closed after each time.
    fn synced_until_held(mut self, id: RecordId, road: &mut impl Road) -> Self {
        for round in 0.. {
            self.region.sync_by(&mut self.phone, road).expect("an honest relay");
            self.phone = self.phone.reopened(self.region.now);
            if self.bytes_of(id) == Bytes::Held {
                break;
            }
            assert!(round < 60, "it does not end");
        }
        self
    }

    fn bytes_of(&self, id: RecordId) -> Bytes {
        self.phone.client.attachment(id).expect("the attachment").bytes
    }

    fn sync(&mut self) {
        let progress = self.region.sync(&mut self.phone);
        assert_eq!(progress.problem, None);
    }

    /// The chunk files of the relay.
    fn blobs(&self) -> Vec<PathBuf> {
        files(&self.region.dir().join("relay/blobs"))
    }
}

fn facts(json: &Value) -> Patch {
    let report = Report::parse_as(RecordKind::Attachment, json).expect("facts of the dictionary");
    report.into_patch(&mut || "item".to_owned())
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).expect("a file");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(path, bytes).expect("a file");
}

/// Counts how often each chunk goes up and comes down, and does to answers what a test likes.
#[derive(Default)]
struct Counted<F> {
    put: BTreeMap<ChunkAddress, usize>,
    got: BTreeMap<ChunkAddress, usize>,
    hand: F,
}

impl<F: FnMut(&ChunkWant, Outcome) -> Outcome> Counted<F> {
    fn new(hand: F) -> Self {
        Self { put: BTreeMap::new(), got: BTreeMap::new(), hand }
    }
}

impl<F: FnMut(&ChunkWant, Outcome) -> Outcome> Road for Counted<F> {
    fn carry(&mut self, relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]) -> Outcome {
        let Ok(ChunkRequest { want, .. }) = ChunkRequest::from_bytes(request) else {
            return relay(request);
        };
        match &want {
            ChunkWant::Put(address, sealed) => {
                assert!(sealed.len() <= MAX_SEALED);
                *self.put.entry(*address).or_default() += 1;
            }
            ChunkWant::Get(address) => *self.got.entry(*address).or_default() += 1,
            ChunkWant::Missing(_) => {}
        }
        let outcome = relay(request);
        (self.hand)(&want, outcome)
    }
}

fn straight(_: &ChunkWant, outcome: Outcome) -> Outcome {
    outcome
}

#[test]
fn what_a_phone_captures_arrives_whole_and_is_held_only_when_it_is() {
    let mut world = World::new();
    let bytes = world.bytes(2 * CHUNK + 77);
    let id = world.attach(&bytes);
    assert_eq!(world.bytes_of(id), Bytes::Sending { done: 0, chunks: 3 });
    let refused = world.phone.client.let_attachment_go(id);
    assert!(matches!(refused, Err(ClientError::Attachment(AttachmentError::NotHeld))));

    world.sync();
    assert_eq!(world.bytes_of(id), Bytes::Held);
    assert_eq!(world.at_hub(id), Ok(bytes.clone()));
    world.sync();
    let shown = world.phone.client.attachment(id).expect("the attachment");
    assert_eq!(shown.incident, Some(world.incident));
    assert_eq!(shown.facts["size"], bytes.len());
    assert_eq!(shown.facts["captured_at"], "2026-01-01T00:00:00Z");
    assert_eq!(shown.facts["device_clock_offset"], 0);
    let log: Vec<_> = shown.custody.iter().map(|line| line["action"].clone()).collect();
    assert_eq!(log.len(), 3, "{log:?}");
    for action in ["captured", "held_by_region", "exported"] {
        assert!(log.contains(&json!(action)), "{action} is not in {log:?}");
    }
    let exported = shown.custody.iter().find(|line| line["action"] == "exported").expect("it");
    assert_eq!(exported["by"], "VPR lead");
    assert!(shown.custody.iter().all(|line| line["sha256"] == shown.facts["sha256"]));

    // It may be let go now, and comes back.
    world.phone.client.let_attachment_go(id).expect("it is held");
    let gone = world.read_here(id);
    assert!(matches!(gone, Err(ClientError::Attachment(AttachmentError::NotHere))));
    world.phone.client.fetch_attachment(id).expect("it can be asked for");
    world.sync();
    assert_eq!(world.read_here(id).expect("it came back"), bytes);
}

#[test]
fn nothing_of_it_is_in_clear_on_any_disk() {
    let mut world = World::new();
    let bytes = world.bytes(CHUNK + 5);
    world.attach(&bytes);
    world.sync();
    let all = files(world.region.folder.path());
    assert!(all.len() > 6, "there is something to look at");
    for path in all {
        let content = std::fs::read(&path).expect("a file");
        assert!(!content.windows(CANARY.len()).any(|part| part == CANARY), "{}", path.display());
    }
}

#[test]
fn a_cut_sends_one_chunk_again_at_most_both_ways() {
    const CHUNKS: usize = 12;
    let mut world = World::new();
    let bytes = world.bytes(CHUNKS * CHUNK);
    let id = world.attach(&bytes);
    let mut chance = 0;
    let mut cuts = 0;
    // Every third answer is lost, after the relay has done its part.
    let mut road = Counted::new(|_: &ChunkWant, outcome| {
        chance += 1;
        if chance % 3 == 0 {
            cuts += 1;
            return Outcome::NoAnswer;
        }
        outcome
    });
    world = world.synced_until_held(id, &mut road);
    let (put, all): (usize, usize) = (road.put.values().sum(), road.put.len());
    assert_eq!(all, CHUNKS + 1, "the chunks and their list");
    drop(road);
    assert!(cuts >= 5, "{cuts}");
    assert!(put - all <= cuts, "{put} went for {all}, over {cuts} cuts");

    world.phone.client.let_attachment_go(id).expect("it is held");
    world.phone.client.fetch_attachment(id).expect("it can be asked for");
    let mut cuts = 0;
    let mut road = Counted::new(|_: &ChunkWant, outcome| {
        cuts += 1;
        if cuts % 2 == 0 { Outcome::NoAnswer } else { outcome }
    });
    world = world.synced_until_held(id, &mut road);
    let (got, all): (usize, usize) = (road.got.values().sum(), road.got.len());
    drop(road);
    assert!(got - all <= cuts / 2 + 1, "{got} came for {all}, over {} cuts", cuts / 2);
    assert_eq!(world.read_here(id).expect("it came back"), bytes);
}

#[test]
fn a_bit_that_flips_on_the_way_is_named_and_that_chunk_alone_comes_again() {
    let mut world = World::new();
    let bytes = world.bytes(4 * CHUNK);
    let (id, other) = (world.attach(&bytes), world.attach(b"small"));
    world.sync();
    for one in [id, other] {
        world.phone.client.let_attachment_go(one).expect("it is held");
        world.phone.client.fetch_attachment(one).expect("it can be asked for");
    }
    let mut gets = 0;
    // The small one is its list and one chunk: the third chunk of the other is the sixth answer.
    let mut road = Counted::new(|want: &ChunkWant, outcome| {
        gets += usize::from(matches!(want, ChunkWant::Get(_)));
        match (gets, outcome) {
            (6, Outcome::Answer { status, mut body }) => {
                let last = body.len() - 1;
                body[last] ^= 1;
                Outcome::Answer { status, body }
            }
            (_, outcome) => outcome,
        }
    });
    world.region.sync_by(&mut world.phone, &mut road).expect("entries are honest");
    let status = world.phone.client.transfer_status().expect("a status");
    let problem = status.problems.get(&id).expect("it is named");
    assert!(problem.what_to_do.starts_with("chunk 3 came changed"), "{}", problem.what_to_do);
    assert_eq!(world.bytes_of(other), Bytes::Held, "the rest goes on");
    world.region.sync_by(&mut world.phone, &mut road).expect("entries are honest");
    assert_eq!(world.bytes_of(id), Bytes::Held);
    let twice: Vec<_> = road.got.values().filter(|count| **count > 1).collect();
    assert_eq!(twice, [&2], "one chunk came twice, and no other");
    drop(road);
    assert_eq!(world.read_here(id).expect("it is whole"), bytes);
}

#[test]
fn a_bit_that_flips_on_a_disk_is_named_and_that_chunk_alone_is_given_again() {
    let mut world = World::new();
    let bytes = world.bytes(5 * CHUNK);
    let id = world.attach(&bytes);
    world.sync();

    // On the phone: it is named, and fetched again.
    let folder = world.phone.dir.join("attachments").join(id.to_string());
    let damaged = files(&folder)
        .into_iter()
        .find(|path| std::fs::metadata(path).expect("a file").len() == MAX_SEALED as u64);
    flip(&damaged.expect("a full chunk"));
    let error = world.read_here(id).expect_err("it is damaged").to_string();
    assert!(error.starts_with("chunk ") && error.contains("is damaged"), "{error}");
    let mut road = Counted::new(straight);
    world.region.sync_by(&mut world.phone, &mut road).expect("an honest relay");
    assert_eq!(road.got.len(), 1);
    assert_eq!(world.read_here(id).expect("it is whole again"), bytes);

    // At the relay: verifying names it, the hub is not given it, and the phone gives it again.
    let relay = world.region.relay();
    let damaged = world
        .blobs()
        .into_iter()
        .find(|path| std::fs::metadata(path).expect("a file").len() == MAX_SEALED as u64);
    let damaged = damaged.expect("a full chunk");
    flip(&damaged);
    let report = relay.verify_chunks().expect("the check");
    let name = damaged.file_name().and_then(|name| name.to_str()).expect("a name");
    assert_eq!(report.damaged, [name.parse::<ChunkAddress>().expect("an address")]);
    assert_eq!(report.whole, 5);
    let refused = world.at_hub(id).expect_err("it is not whole");
    assert!(refused.contains("does not have all of it"), "{refused}");
    world.phone.client.check_attachments().expect("a check");
    let mut road = Counted::new(straight);
    world.region.sync_by(&mut world.phone, &mut road).expect("an honest relay");
    assert_eq!(road.put.len(), 1, "only that chunk goes again");
    assert_eq!(world.at_hub(id), Ok(bytes));
}

#[test]
fn a_list_of_another_file_a_lie_and_a_bomb_are_refused_and_the_rest_goes_on() {
    let mut world = World::new();
    let bytes = world.bytes(2 * CHUNK);
    let ids = [(); 4].map(|()| world.attach(&bytes));
    let [swapped, bomb, lie, good] = ids;
    let other = world.phone.client.attachment(good).expect("it").facts["manifest"].clone();
    let edits = [
        (swapped, format!("manifest={}", other.as_str().expect("text"))),
        // It says that it is small, so that nobody minds fetching it.
        (bomb, "size=5".to_owned()),
        (lie, format!("sha256={}", "0".repeat(64))),
    ];
    for (id, assignment) in edits {
        let patch = parse_assignment(RecordKind::Attachment, &assignment).expect("an assignment");
        let Region { now, rng, .. } = &mut world.region;
        world.phone.client.edit(id, &patch, *now, rng).expect("a device may lie");
    }
    world.sync();
    for (id, said) in [
        (swapped, "belongs to another attachment"),
        (bomb, "does not fit what the record says"),
        (lie, "does not fit what the record says"),
    ] {
        let refused = world.at_hub(id).expect_err("it is refused");
        assert!(refused.contains(said), "{refused}");
        let hub = world.region.dir().join("hub/attachments").join(id.to_string());
        assert_eq!(files(&hub).len(), 1, "nothing but the list was fetched");
    }
    assert_eq!(world.at_hub(good), Ok(bytes));
}

#[test]
fn the_relay_keeps_nothing_that_is_not_what_its_hash_says() {
    let mut world = World::new();
    let (relay, now) = (world.region.relay(), world.region.now);
    let device = world.phone.client.device();
    let region = relay.region();
    let ask = |want| relay.chunks(now, device, ChunkRequest { region, want });
    let (address, other) = (address_of(b"chunk"), address_of(b"another"));
    let put = |address, bytes: &[u8]| ChunkWant::Put(address, bytes.to_vec().into());
    assert_eq!(ask(put(other, b"chunk")), Ok(ChunkAnswer::OtherHash));
    let large = vec![0; MAX_SEALED + 1];
    let too_large = RelayError::Refused(ProblemCode::TooLarge);
    assert_eq!(ask(put(address_of(&large), &large)), Err(too_large));
    assert_eq!(ask(ChunkWant::Missing(vec![address; 10_000])), Err(too_large));
    assert_eq!(ask(ChunkWant::Get(other)), Ok(ChunkAnswer::Absent));
    assert!(world.blobs().is_empty());
    assert_eq!(ask(put(address, b"chunk")), Ok(ChunkAnswer::Kept));
    assert_eq!(ask(ChunkWant::Missing(vec![other, address])), Ok(ChunkAnswer::Missing(vec![0])));

    let elsewhere = ChunkRequest { region: RegionId::new([9; 16]), want: ChunkWant::Get(address) };
    let refused = relay.chunks(now, device, elsewhere);
    assert_eq!(refused, Err(RelayError::Refused(ProblemCode::OtherRegion)));
    let mut hub = world.region.hub();
    hub.revoke(device, now, &mut world.region.rng).expect("the hub removes it");
    let gone = RelayError::Refused(ProblemCode::Revoked);
    assert_eq!(ask(ChunkWant::Get(address)), Err(gone));
    assert_eq!(ask(put(other, b"another")), Err(gone));
    assert_eq!(world.blobs().len(), 1);
}

#[test]
fn held_is_what_a_relay_of_the_region_signed_for_this_device_and_these_chunks() {
    let mut world = World::new();
    let bytes = world.bytes(CHUNK + 1);
    let id = world.attach(&bytes);
    let (device, now, region) =
        (world.phone.client.device(), world.region.now, world.region.relay().region());
    let stranger = DeviceIdentity::generate(&mut world.region.rng);
    let log = world.region.relay().log();
    let receipt = |device, asked: &[ChunkAddress]| ChunkReceipt {
        log,
        device,
        asked: ChunkReceipt::of(asked),
        time: now,
    };
    // A relay that holds nothing says that it holds all.
    let relay = world.region.relay();
    relay_keeps(&relay, device, now, b"some other chunk");
    let other = vec![address_of(b"some other chunk")];
    let signed = |by, asked: Vec<_>| match relay.chunks(
        now,
        by,
        ChunkRequest { region, want: ChunkWant::Missing(asked) },
    ) {
        Ok(ChunkAnswer::Held(receipt)) => receipt.to_vec(),
        other => panic!("it holds that: {other:?}"),
    };
    let (others, hub) = (signed(device, other.clone()), world.region.hub().device());
    let forged = move |case: usize, asked: &[ChunkAddress]| match case {
        0 => ChunkAnswer::Held(others.clone().into()),
        1 => ChunkAnswer::Held(receipt(device, asked).sign(region, &stranger).expect("it").into()),
        2 => ChunkAnswer::Held(receipt(hub, asked).sign(region, &stranger).expect("it").into()),
        3 => ChunkAnswer::Missing(Vec::new()),
        _ => ChunkAnswer::Kept,
    };
    for case in 0..5 {
        let mut road = Counted::new(|want: &ChunkWant, outcome| match want {
            ChunkWant::Missing(asked) => {
                Outcome::Answer { status: 200, body: forged(case, asked).to_bytes() }
            }
            _ => outcome,
        });
        let synced = world.region.sync_by(&mut world.phone, &mut road);
        assert!(synced.is_err(), "{case} is not believed");
        drop(road);
        assert_eq!(world.bytes_of(id), Bytes::Sending { done: 2, chunks: 2 }, "{case}");
        assert!(world.phone.client.let_attachment_go(id).is_err());
    }
    // What it signed for another device is worth nothing here.
    let all = sealed_addresses(&world.phone.dir.join("attachments").join(id.to_string()));
    let theirs = signed(hub, all);
    let mut road = Counted::new(|want: &ChunkWant, outcome| match want {
        ChunkWant::Missing(_) => {
            let held = ChunkAnswer::Held(theirs.clone().into());
            Outcome::Answer { status: 200, body: held.to_bytes() }
        }
        _ => outcome,
    });
    assert!(world.region.sync_by(&mut world.phone, &mut road).is_err());
    drop(road);
    world.sync();
    assert_eq!(world.bytes_of(id), Bytes::Held);
}

fn relay_keeps(relay: &Relay, device: DeviceId, now: Millis, sealed: &[u8]) {
    let want = ChunkWant::Put(address_of(sealed), sealed.to_vec().into());
    let kept = relay.chunks(now, device, ChunkRequest { region: relay.region(), want });
    assert_eq!(kept, Ok(ChunkAnswer::Kept));
}

/// The addresses of a folder's chunks, in no order.
fn sealed_addresses(folder: &Path) -> Vec<ChunkAddress> {
    let name = |path: PathBuf| path.file_name()?.to_str()?.parse().ok();
    files(folder).into_iter().filter_map(name).collect()
}

#[test]
fn a_relay_that_never_has_enough_is_told_of_and_not_asked_for_ever() {
    let mut world = World::new();
    let bytes = world.bytes(CHUNK + 1);
    let id = world.attach(&bytes);
    let mut road = Counted::new(|want: &ChunkWant, outcome| match want {
        ChunkWant::Missing(_) => {
            // One that is there, and one that the attachment does not have.
            let missing = ChunkAnswer::Missing(vec![0, 77]);
            Outcome::Answer { status: 200, body: missing.to_bytes() }
        }
        _ => outcome,
    });
    world.region.sync_by(&mut world.phone, &mut road).expect("it is odd, and no forgery");
    assert!(road.put.values().all(|count| *count < 9), "{:?}", road.put.values());
    drop(road);
    let status = world.phone.client.transfer_status().expect("a status");
    assert_eq!(status.problems.get(&id).map(|one| one.code), Some("server_stuck"));
    world.sync();
    assert_eq!(world.bytes_of(id), Bytes::Held);
}

#[test]
fn an_allowance_that_is_used_up_stops_chunks_and_not_reports() {
    let mut world = World::new();
    let bytes = world.bytes(3 * CHUNK);
    let id = world.attach(&bytes);
    let limits = Limits { chunk_bytes_per_day: MAX_SEALED as u64, ..Limits::default() };
    let poor = Relay::open(&world.region.dir().join("relay"), limits).expect("the relay");
    let (device, region, now) = (world.phone.client.device(), poor.region(), world.region.now);
    // A relay that is short of allowance stands in for the one of the road.
    struct Poor(Box<dyn FnMut(ChunkWant) -> Outcome>);
    impl Road for Poor {
        fn carry(&mut self, relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]) -> Outcome {
            match ChunkRequest::from_bytes(request) {
                Ok(ChunkRequest { want, .. }) => (self.0)(want),
                Err(_) => relay(request),
            }
        }
    }
    let mut road =
        Poor(Box::new(move |want| match poor.chunks(now, device, ChunkRequest { region, want }) {
            Ok(answer) => Outcome::Answer { status: 200, body: answer.to_bytes() },
            Err(error) => {
                let problem = tabard_core::wire::Problem::new(error.problem(), now);
                let body = serde_json::to_vec(&problem).expect("JSON");
                Outcome::Answer { status: problem.status, body }
            }
        }));
    world.region.sync_by(&mut world.phone, &mut road).expect("an honest relay");
    let status = world.phone.client.transfer_status().expect("a status");
    assert_eq!(status.stopped.map(|one| one.code), Some("quota"));
    assert_eq!(world.bytes_of(id), Bytes::Sending { done: 1, chunks: 3 });
    let report = world.region.report(&mut world.phone, &json!({ "callsign": "YA215" }));
    world.region.sync_by(&mut world.phone, &mut road).expect("an honest relay");
    assert_eq!(world.phone.state(report), "held_by_region");
}

#[test]
fn what_is_large_waits_for_a_network_that_costs_nothing_and_says_so() {
    let mut world = World::new();
    let (large, small) = (world.bytes(3 * CHUNK), world.bytes(900));
    let (large, small) = (world.attach(&large), world.attach(&small));
    world.phone.client.set_network(Network::Metered { at_most: 1000 });
    world.sync();
    assert_eq!(world.bytes_of(small), Bytes::Held);
    assert_eq!(world.bytes_of(large), Bytes::Sending { done: 0, chunks: 3 });
    let status = world.phone.client.transfer_status().expect("a status");
    assert_eq!((status.sending, status.bytes_on_hold), (1, 3 * CHUNK as u64));
    assert_eq!(status.bytes_to_send, status.bytes_on_hold);
    world.phone.client.set_network(Network::Unmetered);
    world.sync();
    assert_eq!(world.bytes_of(large), Bytes::Held);
}

#[test]
fn a_restored_relay_is_given_what_it_lost_and_no_more() {
    let mut world = World::new();
    let (one, two) = (world.bytes(2 * CHUNK), world.bytes(3 * CHUNK));
    let first = world.attach(&one);
    world.sync();
    let backup = world.region.folder.path().join("backup");
    world.region.hub().backup(&backup).expect("a backup");
    let second = world.attach(&two);
    world.sync();
    std::fs::remove_dir_all(world.region.dir()).expect("the disk is lost");
    copy_folder(&backup, &world.region.dir());

    assert_eq!(world.bytes_of(second), Bytes::Held, "the phone does not know yet");
    let mut road = Counted::new(straight);
    world.region.sync_by(&mut world.phone, &mut road).expect("a restored relay");
    assert_eq!(road.put.len(), 4, "the second's chunks and its list");
    assert!(road.put.values().all(|count| *count == 1));
    assert_eq!(world.at_hub(first), Ok(one));
    assert_eq!(world.at_hub(second), Ok(two));
}

#[test]
fn a_capture_that_breaks_off_leaves_nothing() {
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let read = buffer.len().min(self.0);
            self.0 -= read;
            if read == 0 { Err(std::io::ErrorKind::BrokenPipe.into()) } else { Ok(read) }
        }
    }
    let mut world = World::new();
    let folder = world.phone.dir.join("attachments");
    let broken = world.attach_from(&mut Broken(3 * CHUNK));
    assert!(matches!(broken, Err(ClientError::Attachment(AttachmentError::Source(_)))));
    let empty = world.attach_from(&mut std::io::empty());
    assert!(matches!(empty, Err(ClientError::Attachment(AttachmentError::Empty))));
    assert!(files(&folder).is_empty());
    assert!(world.phone.client.attachments(None).expect("a list").is_empty());

    // A crash leaves a folder that no record names, and drafts beside good chunks.
    let id = world.attach(b"good");
    let litter = folder.join(RecordId::new([3; 16]).to_string());
    std::fs::create_dir(&litter).expect("a folder");
    std::fs::write(litter.join("half"), b"half").expect("a file");
    std::fs::write(folder.join(id.to_string()).join("1-1.part"), b"half").expect("a file");
    world.phone = world.phone.reopened(world.region.now);
    assert!(!litter.exists());
    assert_eq!(files(&folder).len(), 2, "a chunk and its list");
    assert_eq!(world.read_here(id).expect("it is here"), b"good");
}

#[test]
fn an_attachment_without_signal_outlives_the_process() {
    let mut world = World::new();
    let bytes = world.bytes(CHUNK + 1);
    let id = world.attach(&bytes);
    world.phone = world.phone.reopened(world.region.now);
    assert_eq!(world.read_here(id).expect("it is here"), bytes);
    world.sync();
    assert_eq!(world.at_hub(id), Ok(bytes));
}

#[test]
fn a_crew_mate_gets_a_copy_without_the_place_and_nothing_else() {
    let mut world = World::new();
    let mut mate = world.region.phone("mate", Role::Crew);
    world.sync();
    let place = b"Exif\0\0 53.7996N 1.5491W";
    let image = jpeg(place);
    let original = world.attach(&image);
    let text = world.attach(b"a text");
    let said = CustodyLine { by: Some("paramedic".into()), reason: None };
    let share = |world: &mut World, id, with| {
        let Region { now, rng, .. } = &mut world.region;
        world.phone.client.share_attachment(id, with, &said, *now, rng)
    };
    let refused = share(&mut world, text, mate.client.device());
    assert!(matches!(refused, Err(ClientError::Attachment(AttachmentError::Format))));
    let copy = share(&mut world, original, mate.client.device()).expect("a copy");
    world.sync();
    world.region.sync(&mut mate);

    let theirs = mate.client.attachments(None).expect("a list");
    assert_eq!(theirs.iter().map(|one| one.id).collect::<Vec<_>>(), [copy]);
    let facts = &theirs[0].facts;
    assert_eq!(facts["derived_from"], original.to_string());
    assert_eq!(facts["derivation"], json!(["location_removed"]));
    assert_eq!(facts["latitude"], Value::Null);
    mate.client.fetch_attachment(copy).expect("it can be asked for");
    world.region.sync(&mut mate);
    let mut out = Vec::new();
    let Region { now, rng, .. } = &mut world.region;
    let reads = mate.client.export_attachment(copy, &mut out, &said, *now, rng);
    reads.expect("a mate reads the copy");
    assert_eq!(out, jpeg(b""));
    // Who may only read adds nothing to the log, and so nothing that would be refused.
    let entries = mate.client.sync_status().expect("a status").waiting;
    assert_eq!(entries, 0);
    let again = mate.client.share_attachment(copy, world.phone.client.device(), &said, *now, rng);
    assert!(matches!(again, Err(ClientError::NotAWriter(_))));

    let viewed = CustodyAction::Viewed;
    let note = mate.client.note_custody(copy, viewed, &said, *now, rng);
    assert!(matches!(note, Err(ClientError::NotAWriter(_))));
    let dir = world.region.dir();
    let Region { now, rng, .. } = &mut world.region;
    let mut hub = Hub::open(&dir, *now).expect("the hub opens");
    hub.pump(*now, rng).expect("the hub's round");
    let handed = hub.note_custody(original, CustodyAction::HandedOver, &said, *now, rng);
    handed.expect("the hub adds to the log");
    drop(hub);
    world.sync();
    let log = world.phone.client.attachment(original).expect("it").custody;
    let copied = log.iter().find(|line| line["action"] == "copied").expect("the log says so");
    assert_eq!(copied["copy"], copy.to_string());
    assert!(log.iter().any(|line| line["action"] == "handed_over"), "{log:?}");
    assert_eq!(world.at_hub(original), Ok(image), "the original is as it was");
}

/// An image with a note; an empty note is none.
fn jpeg(note: &[u8]) -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
        [&[0xff, marker], length.as_slice(), content].concat()
    };
    let note = if note.is_empty() { Vec::new() } else { segment(0xe1, note) };
    let shown = [segment(0xdb, &[1; 65]), segment(0xc0, &[2; 15]), segment(0xda, &[3; 10])];
    [&[0xff, 0xd8], note.as_slice(), &shown.concat(), &[7, 0xff, 0, 9, 0xff, 0xd9]].concat()
}

#[test]
fn parts_are_named_as_people_count() {
    assert_eq!(Part::Chunk(0).to_string(), "chunk 1");
    assert_eq!(Part::Manifest.to_string(), "the list of chunks");
}
