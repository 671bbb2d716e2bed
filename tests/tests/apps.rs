//! The library that apps call, against a real server in a process of its own: the road of a report,
//! and what is said where a host errs.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // what a test expects it tests

use std::fs;
use std::sync::Arc;

use tabard_ffi::{
    Attach, Custody, Device, LinkSide, MateIntroduction, ReportState, SecretStoreError, Slot, Step,
    TabardError, Value, drain_log, unlock_status,
};
use tabard_tests::app::{App, post, sync, text, tick};
use tabard_tests::process::World;

fn app(world: &World, name: &str) -> App {
    App::new(world.path(name), "en")
}

fn enrolled(world: &World, name: &str, code: &str) -> (App, Arc<Device>) {
    let app = app(world, name);
    let device = app.enrol(code, None).expect("a device");
    (app, device)
}

fn writing(record: &str, edits: Vec<tabard_ffi::Edit>) -> tabard_ffi::Writing {
    tabard_ffi::Writing { record: record.to_owned(), edits }
}

#[test]
fn a_report_goes_the_whole_road_and_the_answer_comes_back() {
    let world = World::new();
    let server = world.serve();
    let (app, device) = enrolled(&world, "app", &world.code("YA214", &[]));
    drop(server);

    let id = device.start_report().expect("a report");
    device.type_into(writing(&id, vec![tick("types/verbal_abuse")])).expect("typed");
    device.type_into(writing(&id, vec![text("callsign", "YA214")])).expect("typed");
    assert_eq!(device.drafts().expect("drafts").len(), 1);
    assert!(device.save(id.clone()).expect("saved"));
    let progress = sync(&device).expect("a sync").expect("a try");
    assert_eq!(progress.problem.expect("no server").code, "no_answer");
    let saved = device.report(id.clone()).expect("the report").summary;
    assert_eq!(saved.state, ReportState::SavedOnThisPhone);
    assert_eq!(saved.title, "Verbal abuse");

    // It listens at another port now, as a region that moved would.
    let server = world.serve();
    device.set_server(format!("http://{}", server.address)).expect("an address");
    let _ = sync(&device).expect("a sync");
    assert_eq!(device.report(id.clone()).expect("it").summary.state, ReportState::HeldByRegion);
    let answer = ["hub", "answer", &id, "--status", "being_looked_at", "--note", "Which door?"];
    let _ = world.region_says(&answer);
    let _ = sync(&device).expect("a sync");
    let answered = device.report(id.clone()).expect("it");
    let status = "being_looked_at".to_owned();
    assert_eq!(answered.summary.state, ReportState::Answered { status });
    assert!(answered.summary.unread && !answered.answer.is_empty());
    device.mark_read(id.clone()).expect("read");
    assert!(!device.report(id.clone()).expect("it").summary.unread);
    let reply = tabard_ffi::Reply { record: id.clone(), text: "The red one.".into(), to: None };
    assert!(device.reply(reply).expect("a reply"));
    device.shutdown().expect("shut");

    // Opened again, by the other slot and in Welsh, it is all there.
    let device = app.in_language("cy").open(Slot::Credential, None).expect("a device");
    let listed = device.reports().expect("a list");
    assert_eq!((listed.len(), &listed[0].id), (1, &id));
    assert_ne!(listed[0].stands, answered.summary.stands, "in Welsh");
}

#[test]
fn an_enrolment_survives_a_lost_answer_and_a_code_works_once() {
    let world = World::new();
    let _server = world.serve();
    let (one, code) = (app(&world, "one"), world.code("one", &[]));
    let begun = one.begin(&code, None).expect("begun");
    assert!(post(&begun.request()).is_some(), "it reached the region, and the answer is lost");
    assert!(matches!(begun.unanswered(), Err(TabardError::Refused { .. })));
    assert!(matches!(one.begin(&code, None), Err(TabardError::InUse { .. })));
    begun.shutdown();
    assert!(matches!(one.open(Slot::Biometric, None), Err(TabardError::NotEnrolled { .. })));
    let device = one.enrol(&code, None).expect("the same keys answer again");
    assert_eq!(device.status().expect("a status").roles, ["crew"]);

    let refused = app(&world, "other").enrol(&code, None).err().expect("used");
    assert_eq!(refused.code(), "code_used");
    let wrong = app(&world, "third").begin("TABARD1XYZ", None).err().expect("no code");
    assert!(matches!(wrong, TabardError::Input { .. }), "{wrong:?}");
}

#[test]
fn pins_and_slots_open_and_what_is_lost_is_made_anew() {
    let world = World::new();
    let _server = world.serve();
    let app = app(&world, "app");
    let device = app.enrol(&world.code("app", &[]), Some("482913")).expect("a device");
    device.shutdown().expect("shut");
    assert!(matches!(app.open(Slot::Biometric, None), Err(TabardError::Locked { .. })));
    for _ in 0..5 {
        let wrong = app.open(Slot::Biometric, Some("111111")).err().expect("wrong");
        assert!(matches!(wrong, TabardError::Locked { .. }), "{wrong:?}");
    }
    let dir = app.dir().to_string_lossy().into_owned();
    let status = unlock_status(dir).expect("a status");
    assert!(status.pin && status.wrong_pins == 5 && status.wait_ms > 20_000, "{status:?}");
    let waits = app.open(Slot::Biometric, Some("482913")).err().expect("not yet");
    assert!(matches!(waits, TabardError::Locked { wait_ms: 1.., .. }), "{waits:?}");
}

#[test]
fn a_finger_that_was_added_leaves_the_other_way_in() {
    let world = World::new();
    let _server = world.serve();
    let (app, device) = enrolled(&world, "app", &world.code("app", &[]));
    device.shutdown().expect("shut");
    app.store.lose(Slot::Biometric);
    let lost = app.open(Slot::Biometric, None).err().expect("lost");
    assert!(matches!(lost, TabardError::KeyLost { .. }), "{lost:?}");
    let device = app.open(Slot::Credential, None).expect("the other way");
    let renewal =
        tabard_ffi::SlotRenewal { slot: Slot::Biometric, open_with: Slot::Credential, pin: None };
    device.renew_slot(renewal).expect("renewed");
    device.shutdown().expect("shut");
    for error in
        [SecretStoreError::Cancelled, SecretStoreError::Unavailable, SecretStoreError::Lost]
    {
        app.store.fail(Some(error));
        let failed = app.open(Slot::Biometric, None).err().expect("it fails");
        assert!(!failed.hint().is_empty() && failed.hint() != failed.code(), "{failed:?}");
    }
    app.store.fail(None);
    let device = app.open(Slot::Biometric, None).expect("as before");
    device.destroy_keys().expect("destroyed");
    assert!(app.open(Slot::Credential, None).is_err() && app.dir().join("outbox.db").exists());
}

#[test]
fn what_a_host_does_wrong_is_said_and_breaks_nothing() {
    let world = World::new();
    let _server = world.serve();
    let (app, device) = enrolled(&world, "app", &world.code("app", &[]));
    let of = |error: TabardError| (error.code().to_owned(), error.hint().to_owned());
    let open_again = app.open(Slot::Biometric, None).err().expect("open already");
    assert_eq!(of(open_again).0, "in_use");
    let id = device.report_at_once(vec![text("callsign", "YA1")]).expect("a report");
    for (edit, field) in [
        (text("callsing", "YA1"), "field"),
        (text("types/zzqcanary", "YA1"), "types"),
        (text("occurred_at", "zzqcanary"), "occurred_at"),
        (text("a b/c", "zzqcanary"), "field"),
    ] {
        let error = device.edit(writing(&id, vec![edit])).expect_err("no such thing");
        let (code, hint) = of(error);
        assert_eq!(code, "bad_field");
        assert!(hint.contains(field) && !hint.contains("zzqcanary"), "{hint}");
    }
    let empty = device.report_at_once(Vec::new()).expect_err("empty");
    assert_eq!(of(empty).0, "empty");
    for bad in ["", "zzqcanary", "ffff"] {
        let (code, hint) = of(device.report(bad.to_owned()).expect_err("no id"));
        assert!(code == "bad_id" && !hint.contains("zzqcanary"), "{hint}");
    }
    let unknown = device.report("0".repeat(32)).expect_err("unknown");
    assert!(matches!(unknown, TabardError::NotFound { .. }));
    assert!(device.records("zzqcanary".into()).is_err());
    let late = device.answered(99, 200, b"x").expect("an answer for nothing is no error");
    assert_eq!(late.problem.expect("a problem").code, "answer_refused");

    // A key store that calls the device while the device waits for it.
    app.store.call(Some(Arc::clone(&device)));
    let change = tabard_ffi::PinChange { old: None, new: Some("135790".to_owned()) };
    device.change_pin(change).expect("changed");
    app.store.call(None);
    let heard = app.store.heard.lock().expect("a lock").take();
    assert!(matches!(heard, Some(TabardError::WrongThread { .. })), "{heard:?}");

    device.shutdown().expect("shut");
    device.shutdown().expect("twice is no fault");
    assert_eq!(of(device.reports().expect_err("shut")).0, "shut_down");
    let open: Vec<_> = fs::read_dir("/proc/self/fd").expect("files").flatten().collect();
    let ours = |one: &fs::DirEntry| {
        fs::read_link(one.path()).is_ok_and(|path| path.starts_with(app.dir()))
    };
    assert!(!open.iter().any(ours), "nothing of it is open");

    let vault = app.dir().join("vault.db");
    let whole = fs::read(&vault).expect("the vault");
    fs::write(&vault, &whole[..whole.len() / 3]).expect("written");
    let mut bent = whole.clone();
    bent[..4096].fill(7);
    fs::write(&vault, &bent).expect("written");
    let damaged = app.open(Slot::Biometric, Some("135790")).err().expect("damaged");
    assert!(matches!(damaged, TabardError::Damaged { .. }), "{damaged:?}");
    fs::write(&vault, &whole).expect("written");
    let device = app.open(Slot::Biometric, Some("135790")).expect("nothing was changed");
    assert_eq!(device.reports().expect("a list").len(), 1);

    let nowhere = App::new("relative".into(), "en").open(Slot::Biometric, None).err();
    assert!(matches!(nowhere, Some(TabardError::Input { .. })), "{nowhere:?}");
    let klingon = App::new(world.path("app"), "tlh").open(Slot::Biometric, None).err();
    assert!(matches!(klingon, Some(TabardError::Input { .. })), "{klingon:?}");
    let lines = drain_log();
    assert!(lines.iter().all(|line| !line.code.contains("zzqcanary")));
    assert!(lines.iter().any(|line| line.event == "call_failed"));
}

#[test]
fn a_removed_device_is_wiped_before_its_app_hears_of_it() {
    let world = World::new();
    let _server = world.serve();
    let (app, device) = enrolled(&world, "app", &world.code("app", &[]));
    let id = device.report_at_once(vec![text("callsign", "YA1")]).expect("a report");
    let own = device.status().expect("a status").device;
    let _ = world.region_says(&["device", "revoke", &own, "--wipe"]);
    let wiped = sync(&device).expect_err("wiped");
    assert!(matches!(wiped, TabardError::Wiped { unsent: 1, .. }), "{wiped:?}");
    assert!(matches!(device.report(id), Err(TabardError::Wiped { .. })));
    assert!(!app.dir().join("vault.db").exists() && !app.dir().join("unlock.cbor").exists());
    drop(device);
    assert!(matches!(app.open(Slot::Credential, None), Err(TabardError::Wiped { .. })));
}

#[test]
fn two_phones_write_one_report_with_no_server() {
    let world = World::new();
    let server = world.serve();
    let (_, anna) = enrolled(&world, "anna", &world.code("anna", &[]));
    let (_, bob) = enrolled(&world, "bob", &world.code("bob", &[]));
    for device in [&anna, &bob] {
        let _ = sync(device).expect("a sync");
    }
    drop(server);
    let id = anna.report_at_once(vec![text("callsign", "YA1")]).expect("a report");
    let who = MateIntroduction { name: Some("Bob".into()), role: Some("Technician".into()) };
    let code = bob.mate_code(who.clone()).expect("a code");
    assert_eq!(anna.read_mate_code(code.clone()).expect("read"), who);
    assert!(tabard_ffi::qr_code(code.clone()).expect("a picture").width > 20);
    let invitation = tabard_ffi::Invitation { record: id.clone(), code };
    assert!(anna.invite(invitation.clone()).expect("invited"));
    assert!(!anna.invite(invitation).expect("invited again"), "it was let in before");
    linked(&anna, &bob);
    let seen = bob.report(id.clone()).expect("it came");
    assert_eq!(seen.summary.state, ReportState::SavedOnThisPhone);
    assert!(anna.edit(writing(&id, vec![text("callsign", "YA2")])).expect("edited"));
    assert!(bob.edit(writing(&id, vec![text("callsign", "YA3")])).expect("edited"));
    linked(&bob, &anna);
    let conflicts = anna.report(id.clone()).expect("it").conflicts;
    assert_eq!((conflicts.len(), conflicts[0].values.len()), (1, 2));
    let settling = tabard_ffi::Settling {
        record: id.clone(),
        path: conflicts[0].path.clone(),
        value: Value::Text { text: "YA3".to_owned() },
    };
    anna.settle(settling).expect("settled");
    assert!(anna.report(id.clone()).expect("it").conflicts.is_empty());
    assert!(anna.history(id.clone()).expect("a history").len() >= 3);

    let custody = || Custody { by: Some("Technician".into()), reason: None };
    let edits = vec![text("media", "photo"), text("title", "left forearm")];
    let attach = Attach { record: id.clone(), edits, custody: custody() };
    let bytes: Vec<u8> = (0..700_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let attached = anna.attach_bytes(attach, &bytes).expect("attached");
    let opening = tabard_ffi::Opening { attachment: attached.clone(), custody: custody() };
    assert_eq!(anna.view_attachment(opening.clone()).expect("seen"), bytes);
    let path = world.path("out.bin").to_string_lossy().into_owned();
    let file = tabard_ffi::ExportFile { path: path.clone(), opening };
    anna.export_attachment(file.clone()).expect("written out");
    assert_eq!(fs::read(&path).expect("a file"), bytes);
    assert!(anna.export_attachment(file).is_err(), "nothing is written over");
    let actions = anna.attachment(attached).expect("it").custody;
    // What is done within one second stands in no order but that nothing comes before the capture.
    let mut actions: Vec<_> = actions.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions.remove(0), "captured");
    actions.sort_unstable();
    assert_eq!(actions, ["exported", "viewed"]);
}

fn linked(one: &Arc<Device>, other: &Arc<Device>) {
    let ends = [
        Arc::clone(one).link(LinkSide::Connects).expect("an end"),
        Arc::clone(other).link(LinkSide::Listens).expect("an end"),
    ];
    for _ in 0..200 {
        for (from, to) in [(0, 1), (1, 0)] {
            let bytes = ends[from].take_outgoing().expect("bytes");
            if !bytes.is_empty() {
                let _ = ends[to].heard(&bytes).expect("heard");
            }
        }
    }
    assert!(ends.iter().all(|end| end.outcome().expect("an outcome").complete));
}

#[test]
fn what_is_no_address_of_a_server_is_refused_and_the_one_before_stays() {
    let world = World::new();
    let server = world.serve();
    let (_, device) = enrolled(&world, "app", &world.code("app", &[]));
    let none =
        ["", "reports", "https://", "ftp://127.0.0.1", "https://a b", "https://a/?b", "/etc"];
    for text in none {
        let refused = device.set_server(text.to_owned());
        let Err(TabardError::Input { code, hint }) = refused else { panic!("{text}: {refused:?}") };
        assert_eq!(code, "bad_server_address");
        assert!(hint.contains(' ') && (text.is_empty() || !hint.contains(text)), "{hint}");
    }
    assert!(sync(&device).expect("a sync").is_none_or(|progress| progress.problem.is_none()));
    for form in [format!("http://{}", server.address), format!(" http://{}/ ", server.address)] {
        device.set_server(form).expect("an address");
        let progress = sync(&device).expect("a sync").expect("a try");
        assert_eq!(progress.problem, None);
    }
}

#[test]
fn a_host_that_never_answers_is_asked_again_and_many_threads_wait_for_each_other() {
    let world = World::new();
    let _server = world.serve();
    let (_, device) = enrolled(&world, "app", &world.code("app", &[]));
    device.sync_now().expect("asked");
    for _ in 0..3 {
        assert!(matches!(device.next_step().expect("a step"), Step::Send { .. }));
    }
    let writers: Vec<_> = (0..16)
        .map(|n| {
            let device = Arc::clone(&device);
            std::thread::spawn(move || {
                device.report_at_once(vec![text("callsign", &format!("YA{n}"))]).expect("saved");
                device.reports().expect("a list").len()
            })
        })
        .collect();
    for writer in writers {
        assert!(writer.join().expect("a thread") >= 1);
    }
    assert_eq!(device.reports().expect("a list").len(), 16);
    let progress = sync(&device).expect("a sync").expect("progress");
    assert!(progress.problem.is_none());
    assert_eq!(device.status().expect("a status").waiting, 0);
}
