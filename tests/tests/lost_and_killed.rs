//! `kill -9` at every stage of a wiping, of enrolling anew and of handing on: nothing that was
//! acknowledged is lost, and nothing can be read that should not be.
//!
//! The moments are spread over the time that the work takes when nobody disturbs it.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)] // what a test expects it tests

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tabard_server::hub::Hub;
use tabard_tests::copy_folder;
use tabard_tests::process::{Device, Victim, World};

const KILLS: u32 = 16;

/// Moments from the start of some work to a little past its end.
fn moments(work: Duration) -> impl Iterator<Item = Duration> {
    (0..KILLS).map(move |kill| work.mul_f64(f64::from(kill) * 1.1 / f64::from(KILLS)))
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

fn wiped(phone: &Device<'_>, command: &str) -> bool {
    let ended = phone.run(command, &[]);
    ended.code == 1 && ended.failure().0 == "wiped"
}

/// A phone that holds two sent reports and one that was not sent, and whose wiping was ordered.
fn ordered(world: &World) -> Device<'_> {
    let phone = world.phone("ordered");
    phone.report(&[json!({ "callsign": "YA1" }), json!({ "callsign": "YA2" })]).exits(0).ids();
    let _ = phone.sync().exits(0);
    let _ = phone.report(&[json!({ "callsign": "YA3" })]).exits(0);
    let said = world.region_says(&["device", "revoke", &phone.id(), "--wipe"]);
    assert_eq!(said["wipe"], true);
    phone
}

#[test]
fn a_wiping_that_is_killed_is_ended_by_the_next_start_and_opens_nothing_meanwhile() {
    let world = World::new();
    let _server = world.serve();
    let phone = ordered(&world);
    let id = phone.id();
    let undisturbed = world.stranger("undisturbed");
    copy_folder(&phone.dir, &undisturbed.dir);
    let work = timed(|| assert!(wiped(&undisturbed, "sync")));
    let (mut as_before, mut begun, mut done) = (0, 0, 0);
    for (round, moment) in moments(work).enumerate() {
        let copy = world.stranger(&format!("copy-{round}"));
        copy_folder(&phone.dir, &copy.dir);
        Victim::start(copy.command("sync", &[]), &world.path("out")).killed_after(moment);

        let (key, vault) = (copy.dir.join("vault.key"), copy.dir.join("vault.db"));
        let mark = copy.dir.join("wiping").exists();
        assert!(key.exists() || mark || copy.dir.join("wiped").exists(), "the mark comes first");
        assert!(vault.exists() || !key.exists(), "the key goes before the vault");
        // The next start of anything at all.
        if wiped(&copy, "list") {
            begun += usize::from(mark);
            done += usize::from(!mark);
        } else {
            as_before += 1;
            assert_eq!(copy.ids().len(), 3, "nothing is lost before the order is obeyed");
            assert!(wiped(&copy, "sync"));
        }
        assert!(!key.exists() && !vault.exists());
        assert!(copy.dir.join(format!("unsent-{id}.db")).exists(), "what was not sent is kept");
        assert!(wiped(&copy, "list"), "and it stays so");
    }
    println!("{as_before} killed before it, {begun} within, {done} after");
    assert!(as_before > 0 && begun + done > 0, "the kills were all on one side");
    assert_eq!(world.ids_at_hub().len(), 2);
    let kept = undisturbed.dir.join(format!("unsent-{id}.db"));
    let read = world.region_says(&["hub", "unsent", "--file", text(&kept)]);
    assert_eq!(read["records"][0]["report"]["callsign"], "YA3", "{read}");
    world.verify();
}

#[test]
fn enrolling_anew_where_it_was_killed_ends_with_one_device_and_the_old_reports_kept() {
    let world = World::new();
    let _server = world.serve();
    let lost = ordered(&world);
    let old = lost.id();
    assert!(wiped(&lost, "sync"));
    let enrol = |folder: &str| {
        let phone = world.stranger(folder);
        copy_folder(&lost.dir, &phone.dir);
        let code = world.code(folder, &[]);
        (phone, code)
    };
    let (phone, code) = enrol("undisturbed");
    let work = timed(|| drop(phone.run("enrol", &["--code", &code]).exits(0)));
    for (round, moment) in moments(work).enumerate() {
        let (phone, code) = enrol(&format!("again-{round}"));
        let enrolling = phone.command("enrol", &["--code", &code]);
        Victim::start(enrolling, &world.path("out")).killed_after(moment);
        let again = phone.run("enrol", &["--code", &code]);
        // Where it was done before the kill, the vault is there and is left as it is.
        assert!(again.code == 0 || again.failure().0 == "vault_exists", "{again:?}");
        assert_ne!(phone.id(), old);
        let _ = phone.report(&[json!({ "callsign": format!("NEW{round}") })]).exits(0);
        let _ = phone.sync().exits(0);
        assert_eq!(phone.held().len(), 1, "it works as any other");
        assert!(phone.dir.join(format!("unsent-{old}.db")).exists());
    }
    let reports = 2 + usize::try_from(KILLS).expect("few");
    assert_eq!(world.ids_at_hub().len(), reports);
    world.verify();
}

#[test]
fn handing_on_that_is_killed_is_ended_by_doing_it_again() {
    const REPORTS: usize = 6;
    let world = World::new();
    let (old, new) = {
        let _server = world.serve();
        let (old, new) = (world.phone("old"), world.phone("new"));
        let reports: Vec<_> =
            (0..REPORTS).map(|n| json!({ "callsign": format!("YA{n}") })).collect();
        let _ = old.report(&reports).exits(0);
        let _ = old.sync().exits(0);
        (old.id(), new.id())
    };
    assert_eq!(world.ids_at_hub().len(), REPORTS);
    let arguments = |dir: &Path| {
        let own = ["hub", "hand-over", "--json", "--from", "old", "--to", "new", "--dir"];
        world.command(&[&own[..], &[text(dir)]].concat())
    };
    let ends = |dir: &Path| -> Value {
        let ended = arguments(dir).output().expect("it runs");
        assert!(ended.status.success(), "{ended:?}");
        serde_json::from_slice(&ended.stdout).expect("JSON")
    };
    let copied = |name: &str| {
        let dir = world.path(name);
        copy_folder(&world.region(), &dir);
        dir
    };
    let undisturbed = copied("undisturbed");
    let work = timed(|| {
        let handed = ends(&undisturbed);
        assert_eq!((handed["incidents"].as_u64(), handed["others"].as_u64()), (Some(6), Some(6)));
        assert_eq!((&handed["from"], &handed["to"]), (&json!(old), &json!(new)));
    });
    let mut in_part = 0;
    for (round, moment) in moments(work).enumerate() {
        let dir = copied(&format!("region-{round}"));
        Victim::start(arguments(&dir), &world.path("out")).killed_after(moment);
        let rest = ends(&dir);
        in_part += usize::from((1..6).contains(&rest["incidents"].as_u64().expect("a number")));
        let again = ends(&dir);
        assert_eq!((&again["incidents"], &again["others"]), (&json!(0), &json!(0)));
        let hub = Hub::open(&dir, tabard_server::host::now()).expect("the hub opens");
        for incident in hub.incidents().expect("the list") {
            let writers = hub.incident(incident.id).expect("a report").writers;
            assert!(writers.contains(&new), "{writers:?}");
        }
        assert!(hub.relay().verify().expect("a check").fault.is_none());
    }
    println!("{in_part} of {KILLS} were killed with some of it done");
}
