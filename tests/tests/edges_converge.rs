//! Whatever the order in which devices write at two control rooms and at the region, move between
//! them and are removed, with lines that are cut anywhere: all end with the same.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;
use tabard_core::ids::RecordId;
use tabard_core::region::Role;
use tabard_core::sync::Outcome;
use tabard_tests::{ControlRoom, Phone, Region};

const ROOMS: usize = 2;
const DESKS: usize = 5;
const EDITS: [&str; 5] =
    ["callsign=YA1", "callsign=YA2", "vehicle=7741", "types+=verbal_abuse", "types-=verbal_abuse"];

#[derive(Clone, Debug)]
enum Act {
    Write(usize),
    Edit(usize, usize, usize),
    Invite(usize, usize, usize),
    Sync(usize),
    Move(usize, usize),
    Round(usize),
    CutRound(usize, usize),
    Remove(usize),
    Reopen(usize),
    HubRound,
}

fn act() -> impl Strategy<Value = Act> {
    let (who, room, any) = (0..DESKS, 0..ROOMS, 0..64_usize);
    prop_oneof![
        4 => who.clone().prop_map(Act::Write),
        6 => (who.clone(), any.clone(), 0..EDITS.len()).prop_map(|(w, r, e)| Act::Edit(w, r, e)),
        5 => (who.clone(), any, who.clone()).prop_map(|(w, r, o)| Act::Invite(w, r, o)),
        12 => who.clone().prop_map(Act::Sync),
        3 => (who.clone(), 0..=ROOMS).prop_map(|(w, to)| Act::Move(w, to)),
        4 => room.clone().prop_map(Act::Round),
        4 => (room, 0..6_usize).prop_map(|(room, at)| Act::CutRound(room, at)),
        1 => who.clone().prop_map(Act::Remove),
        1 => who.prop_map(Act::Reopen),
        2 => Just(Act::HubRound),
    ]
}

struct County {
    region: Region,
    rooms: Vec<ControlRoom>,
    desks: Vec<Phone>,
    /// With which room each desk syncs; with the region itself beyond the last.
    at: Vec<usize>,
    removed: BTreeSet<usize>,
    count: usize,
}

impl County {
    fn new() -> Self {
        let mut region = Region::new(400);
        let mut rooms: Vec<_> = (0..ROOMS)
            .map(|number| ControlRoom::new(&mut region, &format!("room {number}")))
            .collect();
        let desks: Vec<_> =
            (0..DESKS).map(|number| region.phone(&number.to_string(), Role::Eoc)).collect();
        for room in &mut rooms {
            room.round(&mut region).expect("the line is good");
        }
        let at = (0..DESKS).map(|number| number / 2).collect();
        let mut county = Self { region, rooms, desks, at, removed: BTreeSet::new(), count: 0 };
        (0..DESKS).for_each(|who| county.sync(who));
        county
    }

    fn sync(&mut self, who: usize) {
        let (region, desk) = (&mut self.region, &mut self.desks[who]);
        match self.rooms.get(self.at[who]) {
            Some(room) => room.sync(region, desk),
            None => region.sync(desk),
        };
    }

    fn pick(&self, who: usize, which: usize) -> Option<RecordId> {
        let reports = self.desks[who].client.incidents().expect("the list");
        let mut ids: Vec<_> =
            reports.iter().filter(|one| one.report != json!({})).map(|one| one.id).collect();
        ids.sort_unstable();
        (!ids.is_empty()).then(|| ids[which % ids.len()])
    }

    fn act(&mut self, act: &Act) {
        let now = self.region.now;
        match *act {
            Act::Write(who) => {
                self.count += 1;
                let told = json!({ "narrative": format!("Words {}.", self.count) });
                self.region.report(&mut self.desks[who], &told);
            }
            Act::Edit(who, which, edit) => {
                if let Some(id) = self.pick(who, which) {
                    self.region.edit(&mut self.desks[who], id, EDITS[edit]);
                }
            }
            Act::Invite(who, which, other) => {
                let with = self.desks[other].client.device();
                if let Some(id) = self.pick(who, which) {
                    // Who was removed, or is on it already, is not let in again.
                    let _ = self.desks[who].client.invite(id, with, now, &mut self.region.rng);
                }
            }
            Act::Sync(who) => self.sync(who),
            Act::Move(who, to) => self.at[who] = to,
            Act::Round(room) => {
                self.rooms[room].round(&mut self.region).expect("the line is good");
            }
            Act::CutRound(room, mut left) => {
                let road: tabard_tests::Bend = Box::new(move |_, outcome| {
                    let gone = left == 0;
                    left = left.saturating_sub(1);
                    if gone { Outcome::NoAnswer } else { outcome }
                });
                let _ = self.rooms[room].round_by(&mut self.region, road);
            }
            Act::Remove(who) if self.removed.len() < 2 => {
                let device = self.desks[who].client.device();
                self.region.hub().revoke(device, now, &mut self.region.rng).expect("a removal");
                self.removed.insert(who);
            }
            Act::Remove(_) => {}
            Act::Reopen(who) => {
                let desk = self.desks.remove(who).reopened(now);
                self.desks.insert(who, desk);
            }
            Act::HubRound => self.region.pump(),
        }
    }

    /// All lines are good for a while.
    fn come_together(&mut self) {
        for _ in 0..4 {
            (0..DESKS).for_each(|who| self.sync(who));
            for room in &mut self.rooms {
                room.round(&mut self.region).expect("the line is good");
            }
            self.region.pump();
        }
        (0..DESKS).for_each(|who| self.sync(who));
    }

    fn assert_the_same(&self) {
        let hub = self.region.hub();
        for (who, desk) in self.desks.iter().enumerate() {
            if self.removed.contains(&who) {
                continue;
            }
            for one in desk.client.incidents().expect("the list") {
                let at_hub = match hub.incident(one.id) {
                    Ok(incident) => incident.summary.report,
                    // Who was removed started it, and it never reached the region.
                    Err(_) => json!({}),
                };
                assert_eq!(one.report, at_hub, "desk {who} at {}", self.at[who]);
            }
            let status = desk.client.sync_status().expect("the status");
            assert_eq!((status.waiting, status.at_edge), (0, 0), "desk {who} at {}", self.at[who]);
        }
        for room in &self.rooms {
            assert_eq!(room.relay().verify().expect("the check").fault, None);
        }
        assert_eq!(self.region.relay().verify().expect("the check").fault, None);
    }
}

/// A longer run is asked for from outside.
fn cases() -> u32 {
    std::env::var("TABARD_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn two_control_rooms_and_the_region_end_with_the_same(
        acts in proptest::collection::vec(act(), 1..60),
    ) {
        let mut county = County::new();
        acts.iter().for_each(|act| county.act(act));
        county.come_together();
        county.assert_the_same();
    }
}
