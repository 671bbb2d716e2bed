//! Attachments through the real binary: over a road that is cut, through kills, in little memory.
//!
//! `cargo test -p tabard-tests --test attachment_processes -- --ignored --nocapture` is the long
//! form of the first: 200 MB over 50 cuts.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use tabard_core::attachment::{CHUNK, MAX_SEALED};
use tabard_tests::process::{Cutter, Device, Victim, World, peak_of, watched};

const MEGABYTE: u64 = 1_000_000;
/// What a request and its answer take beside the chunk: lines, headers, CBOR.
const AROUND: u64 = 1536;
/// What no process may take, however large an attachment is.
const MEMORY: u64 = 64 * 1024 * 1024;

#[test]
fn an_attachment_arrives_whole_over_a_connection_that_is_cut_again_and_again() {
    arrives_whole(24 * MEGABYTE, 10);
}

#[test]
#[ignore = "the long form: minutes"]
fn two_hundred_megabytes_arrive_whole_over_fifty_cuts() {
    arrives_whole(200 * MEGABYTE, 50);
}

fn arrives_whole(size: u64, cuts: u64) {
    let world = World::new();
    let server = world.serve();
    let road = Cutter::start(server.address);
    let phone = world.stranger("phone");
    let code = world.code("phone", &["--server", &road.url()]);
    let _ = phone.run("enrol", &["--code", &code]).exits(0);
    let report = phone.report(&[json!({ "callsign": "YA214" })]).exits(0).ids().remove(0);
    let _ = phone.sync().exits(0);
    let file = world.path("film.mp4");
    write_noise(&file, size);

    let file_name = file.to_str().expect("a plain name");
    let attach = [report.as_str(), file_name, "--media", "document", "--keep-free", "1"];
    let (attached, capturing) = watched(phone.command("attach", &attach));
    let id = attached.exits(0).json()["id"].as_str().expect("an id").to_owned();

    let chunks = size.div_ceil(CHUNK as u64) + 1;
    road.cut(cuts, size / cuts);
    let (requests, sending) = sync_until_done(&phone);
    let (up, _) = road.carried();
    assert_eq!(road.cuts(), cuts, "the road was cut as often as it was to be");
    let again = up.saturating_sub(size);
    let most = cuts * MAX_SEALED as u64 + requests * AROUND + chunks * 64;
    assert!(again <= most, "{again} bytes more than the file went up over {cuts} cuts");
    assert!(up > size, "it went over this road");

    let _ = phone.run("show", &[]).exits(0);
    let out = world.path("out.mp4");
    let get = ["hub", "attachment", "get", &id, "--out", out.to_str().expect("a plain name")];
    let region = world.region();
    let at_hub = [&get[..], &["--dir", region.to_str().expect("a plain name"), "--json"]];
    let (got, exporting) = watched(world.command(&at_hub.concat()));
    let _ = got.exits(0);
    assert!(same(&file, &out), "what the hub has is what was captured");

    let vault = phone.dir.to_str().expect("a plain name");
    let of_phone = |command: &str, more: &[&str]| {
        let own = ["device", "attachment", command, "--vault", vault, &id, "--json"];
        world.command(&[&own, more].concat())
    };
    let _ = watched(of_phone("let-go", &[])).0.exits(0);
    let _ = watched(of_phone("fetch", &[])).0.exits(0);
    road.cut(cuts, size / cuts);
    let (requests, fetching) = sync_until_done(&phone);
    let (_, down) = road.carried();
    assert_eq!(road.cuts(), cuts);
    let again = down.saturating_sub(size);
    let most = cuts * MAX_SEALED as u64 + requests * AROUND + chunks * 64;
    assert!(again <= most, "{again} bytes more than the file came down over {cuts} cuts");
    let back = world.path("back.mp4");
    let (read, reading) = watched(of_phone("get", &["--out", back.to_str().expect("a name")]));
    let _ = read.exits(0);
    assert!(same(&file, &back), "what comes back is what was captured");

    let serving = peak_of(server.process()).expect("the server lives");
    let peaks = BTreeMap::from([
        ("capturing", capturing),
        ("sending", sending),
        ("exporting", exporting),
        ("fetching", fetching),
        ("reading", reading),
        ("serving", serving),
    ]);
    println!("{}", json!({ "bytes": size, "cuts": cuts, "up": up, "down": down, "peaks": peaks }));
    for (what, peak) in peaks {
        assert!(peak > 0, "{what} was looked at");
        assert!(peak < MEMORY, "{what} took {peak} bytes of memory");
    }
    world.verify();
}

/// Syncs until everything is held. Returns how many requests that took, and the most memory.
fn sync_until_done(phone: &Device<'_>) -> (u64, u64) {
    let (mut requests, mut peak) = (0, 0);
    for _ in 0..200 {
        let (ended, took) = watched(phone.command("sync", &[]));
        let figures = ended.json();
        requests += figures["requests"].as_u64().expect("a count");
        peak = peak.max(took);
        match ended.code {
            0 => return (requests, peak),
            3 => assert_eq!(figures["problem"]["code"], "no_answer", "{figures}"),
            other => panic!("it ended with {other}: {figures}"),
        }
    }
    panic!("it does not end");
}

fn write_noise(path: &Path, size: u64) {
    let mut rng = ChaCha20Rng::seed_from_u64(size);
    let mut file = File::create(path).expect("a file");
    let mut part = vec![0; 1 << 20];
    let mut left = size;
    while left > 0 {
        rng.fill_bytes(&mut part);
        let length = left.min(1 << 20) as usize;
        file.write_all(&part[..length]).expect("a file");
        left -= length as u64;
    }
}

fn same(one: &Path, other: &Path) -> bool {
    let open = |path| BufReader::with_capacity(1 << 20, File::open(path).expect("a file"));
    let (mut one, mut other) = (open(one), open(other));
    let (mut left, mut right) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let read = one.read(&mut left).expect("it reads");
        if read == 0 {
            return other.read(&mut right).expect("it reads") == 0;
        }
        if other.read_exact(&mut right[..read]).is_err() || left[..read] != right[..read] {
            return false;
        }
    }
}

#[test]
fn an_attachment_whose_capture_was_killed_is_whole_or_is_not_there() {
    const SIZE: u64 = 3 * MEGABYTE;
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let report = phone.report(&[json!({ "callsign": "YA214" })]).exits(0).ids().remove(0);
    let file = world.path("photo.bin");
    write_noise(&file, SIZE);
    let name = file.to_str().expect("a plain name").to_owned();
    let attach = [report.as_str(), &name, "--media", "photo", "--keep-free", "1"];
    let (mut at_work, mut said) = (0, 0);
    for round in 0..16_u64 {
        let capture = Victim::start(phone.command("attach", &attach), &world.path("out"));
        let (printed, killed) = capture.killed_after(Duration::from_millis(20 + round * 25));
        at_work += u32::from(killed);
        said += usize::from(printed.ends_with('\n'));
        let listed = attachments(&phone);
        assert!(listed.len() >= said, "{said} were said to be saved, {} are here", listed.len());
        let folders = std::fs::read_dir(phone.dir.join("attachments"));
        let folders = folders.map_or(0, Iterator::count);
        assert_eq!(folders, listed.len(), "nothing is left of a capture that was killed");
    }
    assert!(at_work >= 4, "{at_work} captures were killed in their work");
    let _ = phone.sync().exits(0);
    let ids = attachments(&phone);
    for id in &ids {
        let out = world.path(&format!("out-{id}"));
        let out_name = out.to_str().expect("a plain name");
        let _ = world.region_says(&["hub", "attachment", "get", id, "--out", out_name]);
        assert!(same(&file, &out), "what is listed is whole");
    }
    drop(server);
}

#[test]
fn an_attachment_arrives_whole_though_phone_and_server_are_killed_meanwhile() {
    const SIZE: u64 = 9 * MEGABYTE;
    let world = World::new();
    let mut server = world.serve();
    let address = server.address.to_string();
    let phone = world.phone("phone");
    let report = phone.report(&[json!({ "callsign": "YA214" })]).exits(0).ids().remove(0);
    let file = world.path("film.bin");
    write_noise(&file, SIZE);
    let name = file.to_str().expect("a plain name").to_owned();
    let attach = [report.as_str(), &name, "--media", "document", "--keep-free", "1"];
    let id = phone.run("attach", &attach).exits(0).json()["id"].as_str().expect("an id").to_owned();
    let mut at_work = 0;
    for round in 0..8_u64 {
        let syncing = Victim::start(phone.command("sync", &[]), &world.path("out"));
        let moment = Duration::from_millis(60 + round * 15);
        if round % 2 == 0 {
            at_work += u32::from(syncing.killed_after(moment).1);
        } else {
            std::thread::sleep(moment);
            drop(server.kill());
            at_work += u32::from(syncing.ends().1 == 3);
            server = world.start(world.serving(&address));
        }
    }
    assert!(at_work >= 3, "{at_work} kills came in mid-work");
    let _ = phone.sync().exits(0);
    let out = world.path("out.bin");
    let out_name = out.to_str().expect("a plain name");
    let _ = world.region_says(&["hub", "attachment", "get", &id, "--out", out_name]);
    assert!(same(&file, &out));
    world.verify();
}

#[test]
fn the_command_line_says_what_is_wrong_and_what_to_do() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let report = phone.report(&[json!({ "callsign": "YA214" })]).exits(0).ids().remove(0);
    let file = |name: &str, bytes: &[u8]| {
        let path = world.path(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_str().expect("a plain name").to_owned()
    };
    let (empty, text) = (file("empty", b""), file("note.txt", b"he kicked the door"));
    let attach =
        |file: &str, more: &[&str]| phone.run("attach", &[&[report.as_str(), file], more].concat());
    let failed = |ended: tabard_tests::process::Ended, code: i32| ended.exits(code).failure().0;
    assert_eq!(failed(attach(&empty, &["--media", "document"]), 2), "empty");
    assert_eq!(failed(attach("no-such-file", &["--media", "photo"]), 1), "not_found");
    let unknown = attach(&text, &["--media", "film"]).exits(2);
    assert!(unknown.err.contains("media"), "{}", unknown.err);
    let full = attach(&text, &["--media", "document", "--keep-free", "99999999999"]);
    assert_eq!(failed(full, 1), "too_little_room");

    let saved = attach(&text, &["--media", "document", "--title", "his words"]).exits(0).json();
    let id = saved["id"].as_str().expect("an id");
    let vault = phone.dir.to_str().expect("a plain name");
    let one = |command: &str, more: &[&str]| {
        let own = ["device", "attachment", command, "--vault", vault, id];
        world.run(&[&own, more].concat())
    };
    assert_eq!(failed(one("let-go", &[]), 1), "not_held");
    assert_eq!(failed(one("share", &["--device", &phone.id()]), 2), "format");
    let waits = phone.run("sync", &["--metered", "--metered-at-most", "5"]).exits(3).json();
    assert_eq!(waits["attachments"]["bytes_on_hold"], 18, "{waits}");
    assert_eq!(waits["problem"], Value::Null);
    let held = phone.sync().exits(0).json();
    assert_eq!(held["attachments"]["sending"], 0);
    let shown = one("show", &[]).exits(0).json();
    assert_eq!(shown["bytes"], "held_by_region");
    assert_eq!(shown["custody"][0]["action"], "captured");
    let there = file("there", b"");
    assert_eq!(failed(one("get", &["--out", &there]), 2), "exists");

    // A chunk is damaged on the server's disk: verifying names it, and the phone gives it again.
    let blobs = world.region().join("relay/blobs");
    let damaged = std::fs::read_dir(blobs).expect("chunks").flatten().next().expect("a folder");
    let damaged = std::fs::read_dir(damaged.path()).expect("chunks").flatten().next();
    let damaged = damaged.expect("a chunk").path();
    std::fs::write(&damaged, b"other bytes").expect("a file");
    let verdict = world.run_at_region(&["verify"]).exits(1).json();
    let named = damaged.file_name().and_then(|name| name.to_str()).expect("a name");
    assert_eq!(verdict["damaged_chunks"], json!([named]));
    let out = world.path("out.txt");
    let out_name = out.to_str().expect("a plain name");
    let get = ["hub", "attachment", "get", id, "--out", out_name];
    assert_eq!(failed(world.run_at_region(&get), 1), "attachment");
    assert!(!out.exists(), "nothing half written is left");
    let _ = phone.run("sync", &["--check-attachments"]).exits(0);
    let _ = world.run_at_region(&get).exits(0);
    assert_eq!(std::fs::read(&out).expect("it is written"), b"he kicked the door");
    world.verify();
    drop(server);
}

fn attachments(phone: &Device<'_>) -> Vec<String> {
    let all = phone.run("attachments", &[]).exits(0).json();
    let ids = all.as_array().expect("a list").iter();
    ids.map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}
