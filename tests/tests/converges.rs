//! Whatever the order in which phones write, share, sync, lose answers and close: in the end all
//! who may read a report show the same, and the hub has every one.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use proptest::prelude::*;
use serde_json::json;
use tabard_core::ids::RecordId;
use tabard_core::region::Role;
use tabard_core::sync::{Outcome, Step};
use tabard_server::hub::Answer;
use tabard_tests::{Phone, Region};

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Act {
    Write(usize),
    Edit(usize, usize, usize),
    Invite(usize, usize, usize),
    Sync(usize),
    OneExchange(usize),
    RequestLost(usize),
    AnswerLost(usize),
    Reopen(usize),
    HubRound,
    Answer(usize),
}

const EDITS: [&str; 8] = [
    "callsign=YA1",
    "callsign=YA2",
    "vehicle=7741",
    "vehicle=7742",
    "types+=verbal_abuse",
    "types+=physical_contact",
    "types-=verbal_abuse",
    "narrative=Otherwise.",
];

fn act(phones: usize) -> impl Strategy<Value = Act> {
    let (who, any) = (0..phones, 0..64_usize);
    prop_oneof![
        2 => who.clone().prop_map(Act::Write),
        6 => (who.clone(), any.clone(), 0..EDITS.len()).prop_map(|(w, r, e)| Act::Edit(w, r, e)),
        3 => (who.clone(), any.clone(), who.clone()).prop_map(|(w, r, o)| Act::Invite(w, r, o)),
        3 => who.clone().prop_map(Act::Sync),
        2 => who.clone().prop_map(Act::OneExchange),
        1 => who.clone().prop_map(Act::RequestLost),
        2 => who.clone().prop_map(Act::AnswerLost),
        1 => who.prop_map(Act::Reopen),
        2 => Just(Act::HubRound),
        1 => any.prop_map(Act::Answer),
    ]
}

struct Town {
    region: Region,
    phones: Vec<Phone>,
    written: Vec<RecordId>,
}

impl Town {
    fn new(phones: usize) -> Self {
        let mut region = Region::new(phones as u64);
        let mut phones: Vec<_> =
            (0..phones).map(|number| region.phone(&number.to_string(), Role::Crew)).collect();
        for phone in &mut phones {
            region.sync(phone);
        }
        Self { region, phones, written: Vec::new() }
    }

    /// The report that a phone picks among those it has.
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

    fn exchange(&mut self, who: usize, ends: impl Fn(Outcome) -> Outcome, carried: bool) {
        let (region, phone) = (&mut self.region, &mut self.phones[who]);
        phone.client.sync_now();
        let step = phone.client.next_step(region.now, &mut region.rng).expect("a step");
        let Step::Send(token, request) = step else { return };
        let outcome = match carried {
            true => ends(region.carry(phone.client.device(), &request)),
            false => Outcome::NoAnswer,
        };
        let now = region.now;
        phone.client.step_done(token, outcome, now, &mut region.rng).expect("an honest answer");
    }

    fn take(&mut self, act: Act) {
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
                if let Some(id) = self.pick(who, which).filter(|_| who != whom) {
                    let (now, with) = (self.region.now, self.phones[whom].client.device());
                    let phone = &mut self.phones[who].client;
                    phone.invite(id, with, now, &mut self.region.rng).expect("an invitation");
                }
            }
            Act::Sync(who) => {
                self.region.sync(&mut self.phones[who]);
            }
            Act::OneExchange(who) => self.exchange(who, |outcome| outcome, true),
            Act::RequestLost(who) => self.exchange(who, |outcome| outcome, false),
            Act::AnswerLost(who) => self.exchange(who, |_| Outcome::NoAnswer, true),
            Act::Reopen(who) => {
                let phone = self.phones.remove(who);
                self.phones.insert(who, phone.reopened(self.region.now));
            }
            Act::HubRound => self.region.pump(),
            Act::Answer(which) => {
                let (now, mut hub) = (self.region.now, self.region.hub());
                let there = hub.incidents().expect("the list");
                if there.is_empty() {
                    return;
                }
                let answer = Answer { status: "being_looked_at".to_owned(), ..Answer::default() };
                let id = there[which % there.len()].id;
                hub.answer(id, &answer, now, &mut self.region.rng).expect("an answer");
            }
        }
    }

    fn settle(&mut self) {
        for _ in 0..3 {
            for phone in &mut self.phones {
                let progress = self.region.sync(phone);
                assert_eq!(progress.problem, None);
            }
            self.region.pump();
        }
    }

    fn assert_one_truth(&self) {
        let hub = self.region.hub();
        assert_eq!(hub.incidents().expect("the list").len(), self.written.len());
        for id in &self.written {
            let at_hub = hub.incident(*id).expect("every report is at the hub");
            assert!(at_hub.refused.is_empty());
            let mut readers = 0;
            for phone in &self.phones {
                let Ok(here) = phone.client.incident(*id) else { continue };
                readers += 1;
                assert_eq!(here.summary.report, at_hub.summary.report);
                assert_eq!(here.answer, at_hub.answer, "the answer reaches every writer");
                assert_eq!(here.summary.state, at_hub.summary.state);
                assert!(here.refused.is_empty());
                assert_eq!(here.writers, at_hub.writers);
            }
            assert_eq!(readers, at_hub.writers.len(), "who may write it has it");
        }
        for phone in &self.phones {
            let status = phone.client.sync_status().expect("the status");
            assert_eq!((status.waiting, status.refused), (0, 0));
        }
        assert_eq!(self.region.relay().verify().expect("the check").fault, None);
    }
}

fn cases() -> u32 {
    std::env::var("TABARD_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(32)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn all_who_may_read_a_report_end_with_the_same(
        (phones, acts) in (2..5_usize).prop_flat_map(|phones| {
            (Just(phones), prop::collection::vec(act(phones), 5..40))
        })
    ) {
        let mut town = Town::new(phones);
        for act in acts {
            town.take(act);
        }
        town.settle();
        town.assert_one_truth();
    }
}
