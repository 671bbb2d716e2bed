//! Whatever the order in which phones write, share, leave, settle, meet each other and the region,
//! with links that are cut anywhere: all who may read a report end with the same, and nobody holds
//! one that they may not read.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use proptest::prelude::*;
use serde_json::json;
use tabard_core::client::ClientError;
use tabard_core::ids::RecordId;
use tabard_core::link::Side;
use tabard_core::region::Role;
use tabard_tests::{Phone, Region, link, link_by};

#[derive(Clone, Debug)]
enum Act {
    Write(usize),
    Edit(usize, usize, usize),
    Invite(usize, usize, usize),
    Leave(usize, usize),
    Settle(usize, usize, usize),
    Link(usize, usize),
    CutLink(usize, usize, usize),
    Sync(usize),
    Reopen(usize),
    HubRound,
}

const EDITS: [&str; 6] = [
    "callsign=YA1",
    "callsign=YA2",
    "vehicle=7741",
    "types+=verbal_abuse",
    "types-=verbal_abuse",
    "narrative=Otherwise.",
];

fn act(phones: usize) -> impl Strategy<Value = Act> {
    let (who, any) = (0..phones, 0..64_usize);
    let two = (who.clone(), who.clone());
    prop_oneof![
        2 => who.clone().prop_map(Act::Write),
        6 => (who.clone(), any.clone(), 0..EDITS.len()).prop_map(|(w, r, e)| Act::Edit(w, r, e)),
        4 => (who.clone(), any.clone(), who.clone()).prop_map(|(w, r, o)| Act::Invite(w, r, o)),
        1 => (who.clone(), any.clone()).prop_map(|(w, r)| Act::Leave(w, r)),
        2 => (who.clone(), any.clone(), any.clone()).prop_map(|(w, r, v)| Act::Settle(w, r, v)),
        6 => two.clone().prop_map(|(one, other)| Act::Link(one, other)),
        2 => (two, 0..14_usize).prop_map(|((one, other), at)| Act::CutLink(one, other, at)),
        2 => who.clone().prop_map(Act::Sync),
        1 => who.prop_map(Act::Reopen),
        1 => Just(Act::HubRound),
    ]
}

struct Town {
    region: Region,
    phones: Vec<Phone>,
    written: Vec<RecordId>,
}

impl Town {
    fn new(phones: usize) -> Self {
        let mut region = Region::new(100 + phones as u64);
        let phones =
            (0..phones).map(|number| region.phone(&number.to_string(), Role::Crew)).collect();
        Self { region, phones, written: Vec::new() }
    }

    fn pick(&self, who: usize, which: usize) -> Option<RecordId> {
        let mut ids: Vec<_> = self.phones[who]
            .client
            .incidents()
            .expect("the list")
            .iter()
            .map(|one| one.id)
            .collect();
        ids.sort_unstable();
        (!ids.is_empty()).then(|| ids[which % ids.len()])
    }

    /// Lets two phones meet; the pipe ends after so many pieces.
    fn meet(&mut self, one: usize, other: usize, pieces: usize) {
        if one == other {
            return;
        }
        let (first, second) = (one.min(other), one.max(other));
        let (left, right) = self.phones.split_at_mut(second);
        let (now, rng) = (self.region.now, &mut self.region.rng);
        let mut carried = 0;
        let mut pipe = |_: Side, bytes: Vec<u8>| {
            carried += 1;
            (carried <= pieces).then_some(bytes)
        };
        let ended = link_by(&mut left[first], &mut right[0], now, rng, &mut pipe);
        ended.well();
    }

    fn take(&mut self, act: Act) {
        let now = self.region.now;
        match act {
            Act::Write(who) => {
                let told = json!({ "narrative": format!("Report {}.", self.written.len()) });
                let id = self.region.report(&mut self.phones[who], &told);
                self.written.push(id);
            }
            Act::Edit(who, which, edit) => {
                if let Some(id) = self.pick(who, which) {
                    self.region.edit(&mut self.phones[who], id, EDITS[edit]);
                }
            }
            Act::Invite(who, which, whom) => {
                let Some(id) = self.pick(who, which).filter(|_| who != whom) else { return };
                let with = self.phones[whom].client.device();
                let phone = &mut self.phones[who].client;
                match phone.invite(id, with, now, &mut self.region.rng) {
                    // It enrolled later, and neither region nor crew-mate has told yet.
                    Ok(_) | Err(ClientError::UnknownDevice) => {}
                    Err(other) => panic!("{other}"),
                }
            }
            Act::Leave(who, which) => {
                if let Some(id) = self.pick(who, which) {
                    let phone = &mut self.phones[who].client;
                    phone.leave(id, now, &mut self.region.rng).expect("it leaves");
                }
            }
            Act::Settle(who, which, value) => {
                let Some(id) = self.pick(who, which) else { return };
                let shown = self.phones[who].shows(id);
                let Some(conflict) = shown["conflicts"].get(0) else { return };
                let values = conflict["values"].as_array().expect("values");
                let value = match &values[value % values.len()]["value"] {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let field = conflict["field"].as_str().expect("a field");
                let phone = &mut self.phones[who].client;
                let settled = phone.settle_conflict(id, field, &value, now, &mut self.region.rng);
                settled.expect("it settles");
            }
            Act::Link(one, other) => self.meet(one, other, usize::MAX),
            Act::CutLink(one, other, pieces) => self.meet(one, other, pieces),
            Act::Sync(who) => {
                self.region.sync(&mut self.phones[who]);
            }
            Act::Reopen(who) => {
                let phone = self.phones.remove(who);
                self.phones.insert(who, phone.reopened(now));
            }
            Act::HubRound => self.region.pump(),
        }
    }

    /// Everybody meets everybody, often enough for what one tells to reach the last.
    fn meet_all(&mut self) {
        for _ in 0..self.phones.len() + 1 {
            for one in 0..self.phones.len() {
                for other in 0..one {
                    self.meet(one, other, usize::MAX);
                }
            }
        }
    }

    /// Who reads a report reads the same, and nobody else holds anything of it.
    fn assert_crews_agree(&self) {
        for id in &self.written {
            let mut seen: Option<(serde_json::Value, Vec<String>)> = None;
            let mut readers = 0;
            for phone in &self.phones {
                let Ok(here) = phone.client.incident(*id) else {
                    assert!(phone.client.entry_sizes(*id).expect("the entries").is_empty());
                    continue;
                };
                readers += 1;
                assert!(here.writers.contains(&phone.client.device().to_string()));
                assert!(here.refused.is_empty(), "{:?}", here.refused);
                let now = (here.summary.report, here.writers);
                assert_eq!(*seen.get_or_insert_with(|| now.clone()), now);
            }
            let (_, writers) = seen.expect("who wrote it has it");
            assert_eq!(readers, writers.len(), "who was let in has it");
        }
    }

    fn assert_region_agrees(&mut self) {
        for _ in 0..3 {
            for phone in &mut self.phones {
                assert_eq!(self.region.sync(phone).problem, None);
            }
            self.region.pump();
        }
        let hub = self.region.hub();
        assert_eq!(hub.incidents().expect("the list").len(), self.written.len());
        for id in &self.written {
            let at_hub = hub.incident(*id).expect("every report is at the hub");
            assert!(at_hub.refused.is_empty());
            for phone in &self.phones {
                let Ok(here) = phone.client.incident(*id) else { continue };
                assert_eq!(here.summary.report, at_hub.summary.report);
                assert_eq!(here.summary.state, at_hub.summary.state);
                assert_eq!(here.answer, at_hub.answer);
                assert_eq!(here.writers, at_hub.writers);
            }
        }
        for phone in &self.phones {
            let status = phone.client.sync_status().expect("the status");
            assert_eq!((status.waiting, status.refused), (0, 0));
        }
        assert_eq!(self.region.relay().verify().expect("the check").fault, None);
    }
}

fn cases() -> u32 {
    std::env::var("TABARD_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn by_links_by_the_region_or_both_all_who_may_read_end_with_the_same(
        (phones, acts) in (2..5_usize).prop_flat_map(|phones| {
            (Just(phones), prop::collection::vec(act(phones), 5..40))
        })
    ) {
        let mut town = Town::new(phones);
        for act in acts {
            town.take(act);
        }
        town.meet_all();
        town.assert_crews_agree();
        town.assert_region_agrees();
        town.assert_crews_agree();
    }
}

#[test]
fn a_link_with_nothing_new_is_a_few_hundred_bytes_however_much_is_shared() {
    let mut sizes = Vec::new();
    for reports in [1_usize, 40] {
        let mut town = Town::new(2);
        town.meet(0, 1, usize::MAX);
        for _ in 0..reports {
            town.take(Act::Write(0));
        }
        for id in town.written.clone() {
            let (now, with) = (town.region.now, town.phones[1].client.device());
            let phone = &mut town.phones[0].client;
            phone.invite(id, with, now, &mut town.region.rng).expect("an invitation");
        }
        town.meet(0, 1, usize::MAX);
        let (mut bytes, now) = (0, town.region.now);
        let mut phones = town.phones.into_iter();
        let (mut a, mut b) = (phones.next().expect("a"), phones.next().expect("b"));
        let mut count = |_: Side, piece: Vec<u8>| {
            bytes += piece.len();
            Some(piece)
        };
        link_by(&mut a, &mut b, now, &mut town.region.rng, &mut count).well();
        sizes.push(bytes);
        link(&mut a, &mut b, now, &mut town.region.rng).well();
    }

    assert_eq!(sizes[0], sizes[1]);
    assert!(sizes[1] < 2_000, "{sizes:?}");
}
