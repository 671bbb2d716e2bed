//! A control room that is cut off goes on by its own relay, says truthfully what the region has, and
//! ends with the same as everybody once the line is back.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::{ClientError, KeyKeeper};
use tabard_core::ids::{Incarnation, RecordId};
use tabard_core::keys::{DeviceIdentity, ReceivingKey};
use tabard_core::region::Role;
use tabard_core::sync::Outcome;
use tabard_core::wire::{
    HeldUpstream, MIRROR_PATH, Message, MirrorResponse, Receipt, SYNC_PATH, SyncResponse,
};
use tabard_server::edge::Cut;
use tabard_server::relay::MirrorFault;
use tabard_tests::{Bend, ControlRoom, Phone, Region, Straight, bend, copy_folder};

struct Scene {
    region: Region,
    room: ControlRoom,
    one: Phone,
    other: Phone,
}

/// A region, an edge that has seen it once, and two desks that sync with the edge.
fn scene() -> Scene {
    let mut region = Region::new(1);
    let mut room = ControlRoom::new(&mut region, "room");
    let mut one = region.phone("one", Role::Eoc);
    let mut other = region.phone("other", Role::Eoc);
    room.round(&mut region).expect("the line is good");
    for desk in [&mut one, &mut other] {
        room.sync(&mut region, desk);
    }
    Scene { region, room, one, other }
}

fn invite(region: &mut Region, from: &mut Phone, id: RecordId, to: &Phone) {
    let (now, with) = (region.now, to.client.device());
    from.client.invite(id, with, now, &mut region.rng).expect("an invitation");
}

fn whole(room: &ControlRoom, region: &Region) {
    assert_eq!(room.relay().verify().expect("the check").fault, None, "the edge's log");
    assert_eq!(region.relay().verify().expect("the check").fault, None, "the region's log");
}

#[test]
fn a_desk_is_told_what_the_edge_holds_and_what_the_region_does() {
    let Scene { mut region, mut room, mut one, mut other } = scene();
    let id = region.report(&mut one, &json!({ "narrative": "Cut off." }));
    assert_eq!(one.state(id), "saved_on_this_phone");
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(id), "held_by_edge");
    let status = one.client.sync_status().expect("the status");
    assert_eq!((status.held, status.waiting, status.at_edge), (0, 0, 1));

    // The other desk gets it, and knows no more of the region than that.
    invite(&mut region, &mut one, id, &other);
    room.sync(&mut region, &mut one);
    room.sync(&mut region, &mut other);
    assert_eq!(other.shows(id)["narrative"], "Cut off.");
    assert_eq!(other.state(id), "held_by_edge");
    region.pump();
    assert!(region.hub().incident(id).is_err(), "the region has nothing of it");
    whole(&room, &region);

    // The line is back.
    let round = room.round(&mut region).expect("the line is good");
    assert_eq!((round.given, round.turned_away), (2, 0));
    region.pump();
    room.round(&mut region).expect("the line is good");
    for desk in [&mut one, &mut other] {
        room.sync(&mut region, desk);
        assert_eq!(desk.state(id), "opened_by_hub");
        assert_eq!(desk.shows(id), region.hub().incident(id).expect("at the hub").summary.report);
    }
    let status = one.client.sync_status().expect("the status");
    assert_eq!((status.held, status.waiting, status.at_edge), (2, 0, 0));
    assert_eq!(one.client.incident(id).expect("here").summary.unsent, 0);
    whole(&room, &region);
}

#[test]
fn the_outbox_keeps_what_only_the_edge_holds() {
    let Scene { mut region, mut room, mut one, .. } = scene();
    let id = region.report(&mut one, &json!({ "narrative": "Kept twice." }));
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(id), "held_by_edge");
    // The edge burns down. The desk is pointed at the region, and gives it what it has.
    let mut one = one.reopened(region.now);
    let progress = region.sync(&mut one);
    assert!(!progress.restored, "it moved, and no server was restored");
    assert_eq!(one.state(id), "held_by_region");
    region.pump();
    assert!(region.hub().incident(id).is_ok());
    // And back to the edge, where it is held by the region still.
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(id), "opened_by_hub");
    let status = one.client.sync_status().expect("the status");
    assert_eq!((status.held, status.waiting, status.at_edge), (1, 0, 0));
    whole(&room, &region);
}

#[test]
fn who_was_removed_ends_refused_on_every_device_alike() {
    let Scene { mut region, mut room, mut one, mut other } = scene();
    let mut far = region.phone("far", Role::Eoc);
    let shared = region.report(&mut other, &json!({ "narrative": "Shared." }));
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut other);
    for with in [&one, &far] {
        invite(&mut region, &mut other, shared, with);
    }
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut other);
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    region.sync(&mut far);
    region.pump();

    // The region removes a desk; its control room is cut off, and takes what it writes.
    let (now, gone) = (region.now, one.client.device());
    region.hub().revoke(gone, now, &mut region.rng).expect("a removal");
    region.edit(&mut one, shared, "callsign=YA9");
    room.sync(&mut region, &mut one);
    room.sync(&mut region, &mut other);
    assert_eq!(other.shows(shared)["callsign"], "YA9", "nobody here knows yet");

    let round = room.round(&mut region).expect("the line is good");
    assert_eq!(round.turned_away, 1);
    room.sync(&mut region, &mut other);
    region.sync(&mut far);
    region.pump();
    let at_hub = region.hub().incident(shared).expect("at the hub").summary.report;
    assert_eq!(at_hub.get("callsign"), None);
    for desk in [&other, &far] {
        assert_eq!(desk.shows(shared), at_hub);
    }
    let refused = other.client.incident(shared).expect("here").refused;
    assert_eq!(refused[0]["why"], "revoked_author", "it is kept, with the reason");
    // The edge does not offer it again, and turns the removed device away.
    assert_eq!(room.round(&mut region).expect("the line is good").given, 0);
    let problem = room.sync(&mut region, &mut one).problem.expect("it is told");
    assert_eq!(problem.code, "revoked");
    whole(&room, &region);
}

#[test]
fn what_was_placed_before_the_removal_stays_however_late_it_comes() {
    let Scene { mut region, mut room, mut one, mut other } = scene();
    let id = region.report(&mut one, &json!({ "narrative": "In time." }));
    invite(&mut region, &mut one, id, &other);
    room.sync(&mut region, &mut one);
    room.sync(&mut region, &mut other);
    // It reaches the region, and only then is its author removed; the edge hears of both at once.
    let sent = |request: &tabard_core::sync::HttpRequest, outcome| match request
        .url
        .ends_with(SYNC_PATH)
    {
        true => Outcome::NoAnswer,
        false => outcome,
    };
    assert_eq!(room.round_by(&mut region, Box::new(sent)), Err(Cut::NoAnswer));
    let (now, gone) = (region.now, one.client.device());
    region.hub().revoke(gone, now, &mut region.rng).expect("a removal");
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut other);
    assert_eq!(other.shows(id)["narrative"], "In time.");
    assert_eq!(other.client.incident(id).expect("here").refused.len(), 0);
    assert_eq!(other.shows(id), region.hub().incident(id).expect("at the hub").summary.report);
    whole(&room, &region);
}

#[test]
fn of_two_copies_of_a_desk_the_one_at_the_region_stays_and_nothing_is_lost() {
    let Scene { mut region, mut room, mut one, mut other } = scene();
    let folder = region.folder.path().join("copy");
    let mut copy = one.copy(&folder, region.now);
    let at_edge = region.report(&mut one, &json!({ "narrative": "At the edge." }));
    invite(&mut region, &mut one, at_edge, &other);
    room.sync(&mut region, &mut one);
    room.sync(&mut region, &mut other);
    let at_region = region.report(&mut copy, &json!({ "narrative": "At the region." }));
    region.sync(&mut copy);

    room.round(&mut region).expect("the line is good");
    let progress = room.sync(&mut region, &mut one);
    assert!(progress.reborn);
    room.round(&mut region).expect("the line is good");
    region.pump();
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    room.sync(&mut region, &mut other);
    for (id, text) in [(at_edge, "At the edge."), (at_region, "At the region.")] {
        let at_hub = region.hub().incident(id).expect("at the hub").summary.report;
        assert_eq!((&at_hub["narrative"], at_hub.get("conflicts")), (&json!(text), None));
    }
    assert_eq!(one.shows(at_edge)["narrative"], "At the edge.");
    assert_eq!(other.shows(at_edge)["narrative"], "At the edge.");
    assert_eq!(one.client.sync_status().expect("the status").at_edge, 0);
    whole(&room, &region);
}

#[test]
fn what_a_lost_copy_wrote_at_the_edge_counts_nowhere_in_the_end() {
    let Scene { mut region, mut room, mut one, mut other } = scene();
    let id = region.report(&mut one, &json!({ "narrative": "Ours." }));
    invite(&mut region, &mut one, id, &other);
    room.sync(&mut region, &mut one);
    room.round(&mut region).expect("the line is good");
    // Both go on in the same chain: one tells the edge, the copy tells the region.
    let mut copy = one.copy(&region.folder.path().join("copy"), region.now);
    region.edit(&mut one, id, "callsign=YA1");
    room.sync(&mut region, &mut one);
    room.sync(&mut region, &mut other);
    assert_eq!(other.shows(id)["callsign"], "YA1");
    region.report(&mut copy, &json!({ "narrative": "Not for the other desk." }));
    region.sync(&mut copy);
    drop(one);
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut other);
    region.pump();
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut other);
    assert_eq!(other.shows(id), region.hub().incident(id).expect("at the hub").summary.report);
    let refused = other.client.incident(id).expect("here").refused;
    assert_eq!(refused[0]["why"], "equivocation");
    whole(&room, &region);
}

#[test]
fn an_edge_that_was_put_back_gets_back_what_it_lost() {
    let Scene { mut region, mut room, mut one, mut other } = scene();
    let backup = region.folder.path().join("edge backup");
    copy_folder(&room.dir, &backup);
    let id = region.report(&mut one, &json!({ "narrative": "Once more." }));
    invite(&mut region, &mut one, id, &other);
    room.sync(&mut region, &mut one);
    std::fs::remove_dir_all(&room.dir).expect("the folder goes");
    copy_folder(&backup, &room.dir);
    assert!(room.sync(&mut region, &mut one).restored);
    room.sync(&mut region, &mut other);
    assert_eq!(other.shows(id)["narrative"], "Once more.");
    assert_eq!(one.state(id), "held_by_edge");
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(id), "held_by_region");
    whole(&room, &region);
}

#[test]
fn a_region_that_forgot_its_edge_is_told_of_it() {
    let mut region = Region::new(1);
    let copy = region.folder.path().join("backup");
    copy_folder(&region.dir(), &copy);
    let mut room = ControlRoom::new(&mut region, "room");
    let mut one = region.phone("one", Role::Eoc);
    room.round(&mut region).expect("the line is good");
    let id = region.report(&mut one, &json!({ "narrative": "Before." }));
    room.sync(&mut region, &mut one);
    room.round(&mut region).expect("the line is good");
    std::fs::remove_dir_all(region.dir()).expect("the folder goes");
    copy_folder(&copy, &region.dir());
    let round = room.round(&mut region).expect("the line is good");
    assert!(round.restored);
    let now = region.now;
    region.hub().begin_new_chain(now, &mut region.rng).expect("as a server does at its start");
    region.pump();
    assert!(region.hub().incident(id).is_ok());
    whole(&room, &region);
}

#[test]
fn a_region_that_was_restored_gets_back_what_it_lost() {
    let Scene { mut region, mut room, mut one, .. } = scene();
    let copy = region.folder.path().join("backup");
    copy_folder(&region.dir(), &copy);
    let lost = region.report(&mut one, &json!({ "narrative": "Lost and found." }));
    room.sync(&mut region, &mut one);
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(lost), "held_by_region");
    std::fs::remove_dir_all(region.dir()).expect("the folder goes");
    copy_folder(&copy, &region.dir());
    let mut late = region.phone("late", Role::Crew);
    let new = region.report(&mut late, &json!({ "narrative": "After." }));
    region.sync(&mut late);

    let round = room.round(&mut region).expect("the line is good");
    assert!(round.restored);
    let now = region.now;
    region.hub().begin_new_chain(now, &mut region.rng).expect("as a server does at its start");
    region.pump();
    assert!(region.hub().incident(lost).is_ok() && region.hub().incident(new).is_ok());
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(lost), "opened_by_hub");
    whole(&room, &region);
}

#[test]
fn a_bad_line_is_refused_and_desks_go_on() {
    let Scene { mut region, mut room, mut one, .. } = scene();
    let mut phone = region.phone("phone", Role::Crew);
    region.report(&mut phone, &json!({ "narrative": "True." }));
    region.sync(&mut phone);
    let before = room.relay().upstream().expect("the state");
    let bend = |change: fn(&mut MirrorResponse)| -> Bend {
        Box::new(move |request, outcome| match outcome {
            Outcome::Answer { status: 200, body } if request.url.ends_with(MIRROR_PATH) => {
                let mut answer = MirrorResponse::from_bytes(&body).expect("an answer");
                change(&mut answer);
                Outcome::Answer { status: 200, body: answer.to_bytes() }
            }
            other => other,
        })
    };
    let forged: [fn(&mut MirrorResponse); 4] = [
        |answer| answer.leaves.last_mut().expect("a leaf")[40] ^= 1,
        |answer| answer.leaves.reverse(),
        |answer| drop(answer.leaves.pop()),
        |answer| answer.leaves.clear(),
    ];
    for change in forged {
        let fault = room.round_by(&mut region, bend(change)).expect_err("it is not believed");
        assert!(
            matches!(fault, Cut::Mirror(MirrorFault::Forged | MirrorFault::Leaf { .. })),
            "{fault}"
        );
        assert_eq!(room.relay().upstream().expect("the state"), before, "nothing was taken");
    }
    // Another region's word, well signed by its own relay.
    let mut strange = Region::new(7);
    let mut stranger = ControlRoom::new(&mut strange, "room");
    let said = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let heard = std::sync::Arc::clone(&said);
    let record: Bend = Box::new(move |request, outcome| {
        if let (true, Outcome::Answer { body, .. }) = (request.url.ends_with(MIRROR_PATH), &outcome)
        {
            *heard.lock().expect("nobody panicked") = body.clone();
        }
        outcome
    });
    stranger.round_by(&mut strange, record).expect("the line is good");
    let body = said.lock().expect("nobody panicked").clone();
    let other: Bend = Box::new(move |_, _| Outcome::Answer { status: 200, body: body.clone() });
    let fault = room.round_by(&mut region, other).expect_err("it is another region");
    assert_eq!(fault, Cut::Mirror(MirrorFault::NotTheRegion));

    let id = region.report(&mut one, &json!({ "narrative": "All the same." }));
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(id), "held_by_edge");
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    assert_eq!(one.state(id), "held_by_region");
    whole(&room, &region);
}

#[test]
fn a_round_that_is_cut_anywhere_loses_nothing() {
    for cut in 0..8 {
        let Scene { mut region, mut room, mut one, mut other } = scene();
        let mut phone = region.phone("phone", Role::Crew);
        let far = region.report(&mut phone, &json!({ "narrative": "Far." }));
        region.sync(&mut phone);
        let near = region.report(&mut one, &json!({ "narrative": "Near." }));
        invite(&mut region, &mut one, near, &other);
        room.sync(&mut region, &mut one);
        let mut left = cut;
        let road: Bend = Box::new(move |_, outcome| {
            left -= 1;
            if left < 0 { Outcome::NoAnswer } else { outcome }
        });
        let _ = room.round_by(&mut region, road);
        whole(&room, &region);
        room.round(&mut region).expect("the line is good");
        region.pump();
        room.round(&mut region).expect("the line is good");
        for desk in [&mut one, &mut other] {
            room.sync(&mut region, desk);
            assert_eq!(desk.state(near), "opened_by_hub", "cut at {cut}");
        }
        assert!(region.hub().incident(far).is_ok());
        whole(&room, &region);
    }
}

#[test]
fn only_the_region_is_a_contact() {
    let Scene { mut region, mut room, mut one, .. } = scene();
    let before = one.client.lease().last_contact.expect("there was one");
    region.now = region.now.plus_days(3);
    room.sync(&mut region, &mut one);
    assert_eq!(one.client.lease().last_contact, Some(before), "the edge is cut off");
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut one);
    assert_eq!(one.client.lease().last_contact, Some(region.now));
}

#[test]
fn an_edge_that_was_removed_is_believed_by_nobody() {
    let Scene { mut region, mut room, mut one, .. } = scene();
    let now = region.now;
    region.hub().revoke(room.device, now, &mut region.rng).expect("a removal");
    assert!(matches!(room.round(&mut region), Err(Cut::Refused(_))));
    region.sync(&mut one);
    let id = region.report(&mut one, &json!({ "narrative": "Not to that one." }));
    assert!(room.sync_by(&mut region, &mut one, &mut Straight).is_err());
    assert_eq!(one.state(id), "saved_on_this_phone");
}

#[test]
fn an_entry_that_was_refused_for_a_removal_counts_when_the_region_had_it_before() {
    let Scene { mut region, mut room, mut one, mut other } = scene();
    let mut third = region.phone("third", Role::Eoc);
    region.sync(&mut third);
    let id = region.report(&mut one, &json!({ "narrative": "Just in time." }));
    invite(&mut region, &mut one, id, &other);
    room.sync(&mut region, &mut one);
    // The region has it, and the edge does not hear so.
    let lost: Bend = Box::new(|request, outcome| match request.url.ends_with(SYNC_PATH) {
        true => Outcome::NoAnswer,
        false => outcome,
    });
    assert_eq!(room.round_by(&mut region, lost), Err(Cut::NoAnswer));
    let (now, gone) = (region.now, one.client.device());
    region.hub().revoke(gone, now, &mut region.rng).expect("a removal");
    // Somebody brings the news of the removal from the region to the room.
    region.sync(&mut third);
    room.sync(&mut region, &mut third);
    room.sync(&mut region, &mut other);
    assert!(other.client.incident(id).is_err(), "nothing of it counts so far");
    room.round(&mut region).expect("the line is good");
    room.sync(&mut region, &mut other);
    assert_eq!(other.shows(id)["narrative"], "Just in time.");
    whole(&room, &region);
}

#[test]
fn an_edge_cannot_speak_for_the_region() {
    let Scene { mut region, room, mut one, .. } = scene();
    let id = region.report(&mut one, &json!({ "narrative": "Not there." }));
    room.sync(&mut region, &mut one);
    let secrets = std::fs::read(room.dir.join("relay").join("relay.key")).expect("its key");
    let (seed, receiving) = secrets.split_first_chunk::<32>().expect("two secrets");
    let receiving = ReceivingKey::from_bytes(receiving.try_into().expect("32 bytes"));
    let edge = DeviceIdentity::from_parts(seed, receiving);
    let db = rusqlite::Connection::open(room.dir.join("relay").join("relay.db")).expect("its log");
    let newest = "SELECT leaf FROM log ORDER BY position DESC LIMIT 1";
    let root: [u8; 32] = db.query_row(newest, [], |row| row.get(0)).expect("the entry");

    // A log of the region with this entry alone, had the region signed it.
    let (log, device, time) = (region.relay().log(), one.client.device(), region.now);
    let receipt = Receipt {
        log,
        size: 1,
        root,
        time,
        device,
        incarnation: Incarnation(0),
        seq: 0,
        head: None,
    };
    let lie = receipt.sign(region.relay().region(), &edge).expect("a receipt");
    let held = HeldUpstream { seq: 1, position: 0, path: Vec::new().into() };
    let mut liar = |outcome| {
        bend(outcome, |response: &mut SyncResponse| {
            let upstream = response.upstream.as_mut().expect("an edge's answer");
            upstream.receipt = Some(lie.clone().into());
            upstream.held = Some(held.clone());
        })
    };
    room.sync_by(&mut region, &mut one, &mut liar).expect("the rest of it is true");
    assert_eq!(one.state(id), "held_by_edge");
    // Nor does the region's true word hold what is not in its log.
    let mut liar = |outcome| {
        bend(outcome, |response: &mut SyncResponse| {
            let upstream = response.upstream.as_mut().expect("an edge's answer");
            upstream.held = Some(held.clone());
        })
    };
    room.sync_by(&mut region, &mut one, &mut liar).expect("the rest of it is true");
    assert_eq!(one.state(id), "held_by_edge");
    // Nor does it pass for the region's relay.
    let mut liar = |outcome| {
        bend(outcome, |response: &mut SyncResponse| response.receipt = lie.clone().into())
    };
    let refused = room.sync_by(&mut region, &mut one, &mut liar);
    assert!(matches!(refused, Err(ClientError::Fault(_))));
    assert_eq!(one.state(id), "held_by_edge");
}

struct Forgetful;

impl KeyKeeper for Forgetful {
    fn destroy(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_desk_that_is_wiped_sets_aside_what_only_the_edge_holds() {
    let Scene { mut region, mut room, mut one, .. } = scene();
    region.report(&mut one, &json!({ "narrative": "The edge alone has it." }));
    room.sync(&mut region, &mut one);
    let (now, device) = (region.now, one.client.device());
    region.hub().order_wipe(device, false, now, &mut region.rng).expect("an order");
    room.round(&mut region).expect("the line is good");
    assert_eq!(room.sync(&mut region, &mut one).problem.expect("it is told").code, "revoked");
    assert!(one.client.wipe_order().is_some());
    let wiped = one.client.obey(&mut Forgetful, now, &mut region.rng).expect("it obeys");
    assert_eq!(wiped.unsent, 1);
}
