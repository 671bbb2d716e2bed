//! Whatever the order in which phones write, share, leave, settle, meet each other and the region,
//! with links that are cut anywhere: all who may read a report end with the same, and nobody holds
//! one that they may not read.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use tabard_core::client::{Bytes, ClientError, CustodyLine, Message, Version};
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::link::Side;
use tabard_core::model::{Patch, Path, Scalar};
use tabard_core::region::Role;
use tabard_server::hub::Answer;
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
    Account(usize, usize, usize),
    AskForSupport(usize, usize),
    SayToSupport(usize, usize),
    Attach(usize, usize),
    Reply(usize, usize),
    Type(usize, usize),
    Answer(usize),
    Sync(usize),
    Reopen(usize),
    HubRound,
    SupportRound,
}

const EDITS: [&str; 6] = [
    "callsign=YA1",
    "callsign=YA2",
    "vehicle=7741",
    "types+=verbal_abuse",
    "types-=verbal_abuse",
    "narrative=Otherwise.",
];

/// A field that is typed into and not edited otherwise.
const TYPED_INTO: &str = "station";

fn patch(field: &str, text: &str) -> Patch {
    let mut patch = Patch::default();
    patch.set(Path::parse(field).expect("a path"), Scalar::Text(text.to_owned()));
    patch
}

fn act(phones: usize) -> impl Strategy<Value = Act> {
    let (who, any) = (0..phones, 0..64_usize);
    let two = (who.clone(), who.clone());
    prop_oneof![
        3 => who.clone().prop_map(Act::Write),
        6 => (who.clone(), any.clone(), 0..EDITS.len()).prop_map(|(w, r, e)| Act::Edit(w, r, e)),
        4 => (who.clone(), any.clone(), who.clone()).prop_map(|(w, r, o)| Act::Invite(w, r, o)),
        1 => (who.clone(), any.clone()).prop_map(|(w, r)| Act::Leave(w, r)),
        2 => (who.clone(), any.clone(), any.clone()).prop_map(|(w, r, v)| Act::Settle(w, r, v)),
        6 => two.clone().prop_map(|(one, other)| Act::Link(one, other)),
        2 => (two, 0..14_usize).prop_map(|((one, other), at)| Act::CutLink(one, other, at)),
        3 => (who.clone(), any.clone(), any.clone()).prop_map(|(w, r, n)| Act::Account(w, r, n)),
        1 => (who.clone(), any.clone()).prop_map(|(w, r)| Act::AskForSupport(w, r)),
        1 => (who.clone(), any.clone()).prop_map(|(w, r)| Act::SayToSupport(w, r)),
        2 => (who.clone(), any.clone()).prop_map(|(w, r)| Act::Attach(w, r)),
        1 => (who.clone(), any.clone()).prop_map(|(w, r)| Act::Reply(w, r)),
        4 => (who.clone(), any.clone()).prop_map(|(w, r)| Act::Type(w, r)),
        1 => any.prop_map(Act::Answer),
        3 => who.clone().prop_map(Act::Sync),
        1 => who.prop_map(Act::Reopen),
        1 => Just(Act::HubRound),
        1 => Just(Act::SupportRound),
    ]
}

struct Town {
    region: Region,
    phones: Vec<Phone>,
    wellbeing: Phone,
    written: Vec<RecordId>,
    /// What is one person's own, with who wrote it.
    accounts: BTreeMap<RecordId, usize>,
    requests: BTreeMap<RecordId, usize>,
    attachments: BTreeMap<RecordId, (usize, Vec<u8>)>,
    /// What stands typed and not saved, by who typed it into which report.
    typed: BTreeMap<(usize, RecordId), String>,
    count: usize,
}

impl Town {
    fn new(phones: usize) -> Self {
        let mut region = Region::new(100 + phones as u64);
        let mut wellbeing = region.phone("wellbeing", Role::Wellbeing);
        region.sync(&mut wellbeing);
        let phones =
            (0..phones).map(|number| region.phone(&number.to_string(), Role::Crew)).collect();
        Self {
            region,
            phones,
            wellbeing,
            written: Vec::new(),
            accounts: BTreeMap::new(),
            requests: BTreeMap::new(),
            attachments: BTreeMap::new(),
            typed: BTreeMap::new(),
            count: 0,
        }
    }

    /// A text that was not written before.
    fn words(&mut self) -> String {
        self.count += 1;
        format!("Words {}.", self.count)
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
                    // What was typed is saved along.
                    Ok(_) => drop(self.typed.remove(&(who, id))),
                    // It enrolled later, and neither region nor crew-mate has told yet.
                    Err(ClientError::UnknownDevice) => {}
                    Err(other) => panic!("{other}"),
                }
            }
            Act::Leave(who, which) => {
                if let Some(id) = self.pick(who, which) {
                    let phone = &mut self.phones[who].client;
                    if phone.leave(id, now, &mut self.region.rng).expect("it leaves") {
                        self.typed.remove(&(who, id));
                    }
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
                if field == TYPED_INTO {
                    self.typed.remove(&(who, id));
                }
            }
            Act::Account(..) | Act::AskForSupport(..) | Act::SayToSupport(..) => self.own(act),
            Act::Attach(who, which) => self.attach(who, which),
            Act::Reply(who, which) => {
                let (text, Some(id)) = (self.words(), self.pick(who, which)) else { return };
                let message = Message { text: &text, to: None, from: None };
                let phone = &mut self.phones[who].client;
                phone.reply(id, message, now, &mut self.region.rng).expect("a reply");
            }
            Act::Type(who, which) => {
                let (text, Some(id)) = (self.words(), self.pick(who, which)) else { return };
                let phone = &mut self.phones[who].client;
                phone.type_into(id, &patch(TYPED_INTO, &text)).expect("typed");
                self.typed.insert((who, id), text);
            }
            Act::Answer(which) => {
                let mut hub = self.region.hub();
                let reports = hub.incidents().expect("the list");
                let accounts = hub.find_account("").expect("the accounts");
                let all: Vec<_> = reports.iter().map(|one| one.id).chain(accounts).collect();
                let Some(id) = (!all.is_empty()).then(|| all[which % all.len()]) else { return };
                let answer = Answer { status: "being_looked_at".into(), ..Answer::default() };
                hub.answer(id, &answer, now, &mut self.region.rng).expect("an answer");
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
            Act::SupportRound => {
                assert_eq!(self.region.sync(&mut self.wellbeing).problem, None);
                let (client, rng) = (&mut self.wellbeing.client, &mut self.region.rng);
                for id in client.find_of(Kind::Wellbeing, "").expect("the requests") {
                    client.open_support_request(id, now, rng).expect("it is opened");
                }
            }
        }
    }

    /// What a person writes for triage or wellbeing alone.
    fn own(&mut self, act: Act) {
        let (now, text) = (self.region.now, self.words());
        match act {
            Act::Account(who, which, how) => {
                let Some(id) = self.pick(who, which) else { return };
                let (phone, rng) = (&mut self.phones[who].client, &mut self.region.rng);
                let account = phone.start_account(id, now, rng).expect("an account");
                let patch = patch("what_happened", &text);
                if how % 2 == 0 {
                    phone.type_into(account, &patch).expect("typed");
                    phone.save(account, now, rng).expect("saved");
                } else {
                    phone.edit(account, &patch, now, rng).expect("saved");
                }
                assert_eq!(*self.accounts.entry(account).or_insert(who), who);
            }
            Act::AskForSupport(who, which) => {
                let about = self.pick(who, which).filter(|_| which % 2 == 0);
                let (phone, rng) = (&mut self.phones[who].client, &mut self.region.rng);
                let request = phone.start_support_request(about, now, rng).expect("a request");
                phone.edit(request, &patch("note", &text), now, rng).expect("saved");
                self.requests.insert(request, who);
            }
            Act::SayToSupport(who, which) => {
                let (phone, rng) = (&mut self.phones[who].client, &mut self.region.rng);
                let own = phone.find_of(Kind::Wellbeing, "").expect("the requests");
                let Some(id) = (!own.is_empty()).then(|| own[which % own.len()]) else { return };
                let message = Message { text: &text, to: None, from: None };
                phone.say_about_support(id, message, now, rng).expect("it is said");
            }
            _ => {}
        }
    }

    fn attach(&mut self, who: usize, which: usize) {
        let (now, text) = (self.region.now, self.words());
        let Some(id) = self.pick(who, which) else { return };
        let (phone, rng) = (&mut self.phones[who].client, &mut self.region.rng);
        let (facts, said) = (patch("title", &text), CustodyLine::default());
        let attached = phone.attach(id, &facts, &said, &mut text.as_bytes(), now, rng);
        self.attachments.insert(attached.expect("an attachment"), (who, text.into_bytes()));
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
            let mut seen: Option<(serde_json::Value, Vec<String>, Vec<Version>)> = None;
            let mut readers = 0;
            for phone in &self.phones {
                let Ok(here) = phone.client.incident(*id) else {
                    assert!(phone.client.entry_sizes(*id).expect("the entries").is_empty());
                    continue;
                };
                readers += 1;
                assert!(here.writers.contains(&phone.client.device().to_string()));
                assert!(here.refused.is_empty(), "{:?}", here.refused);
                let history = phone.client.history(*id).expect("its history");
                let now = (here.summary.report, here.writers, history);
                assert_eq!(*seen.get_or_insert_with(|| now.clone()), now);
            }
            let (_, writers, _) = seen.expect("who wrote it has it");
            assert_eq!(readers, writers.len(), "who was let in has it");
        }
    }

    fn assert_region_agrees(&mut self) {
        for _ in 0..3 {
            for phone in self.phones.iter_mut().chain([&mut self.wellbeing]) {
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
                let histories = (phone.client.history(*id), hub.history(*id));
                assert_eq!(histories.0.expect("its history"), histories.1.expect("its history"));
            }
        }
        drop(hub);
        self.assert_each_has_its_own();
        for phone in &self.phones {
            let status = phone.client.sync_status().expect("the status");
            assert_eq!((status.waiting, status.refused), (0, 0));
        }
        assert_eq!(self.region.relay().verify().expect("the check").fault, None);
    }

    /// What is one person's own is whole with them and with those it is for, and nobody else holds
    /// anything of it.
    fn assert_each_has_its_own(&mut self) {
        let (now, mut rng) = (self.region.now, self.region.rng.clone());
        let mut triage = self.region.hub_device();
        for (id, who) in &self.accounts {
            let report = self.assert_is_between(*id, *who, &triage, Some(&self.wellbeing));
            let about = triage.client.records_about(report.expect("its report"), Kind::Account);
            assert!(about.expect("the accounts").iter().any(|one| one.id == *id));
        }
        for (id, who) in &self.requests {
            self.assert_is_between(*id, *who, &self.wellbeing, Some(&triage));
        }
        for (id, (who, bytes)) in &self.attachments {
            self.assert_is_between(*id, *who, &triage, Some(&self.wellbeing));
            let own = self.phones[*who].client.attachment(*id).expect("the attachment");
            assert_eq!(own.bytes, Bytes::Held);
            triage.client.fetch_attachment(*id).expect("it is asked for");
            self.region.sync(&mut triage);
            let (mut out, said) = (Vec::new(), CustodyLine::default());
            let read = triage.client.export_attachment(*id, &mut out, &said, now, &mut rng);
            read.expect("its bytes");
            assert_eq!(out, *bytes);
        }
        for (who, phone) in self.phones.iter().enumerate() {
            let drafts = phone.client.drafts().expect("the drafts").into_iter();
            let typed = drafts.map(|one| ((who, one.record), one.fields));
            let expected = self.typed.iter().filter(|((by, _), _)| *by == who);
            let expected = expected.map(|(place, text)| {
                (*place, BTreeMap::from([(TYPED_INTO.to_owned(), json!(text))]))
            });
            assert_eq!(typed.collect::<BTreeMap<_, _>>(), expected.collect::<BTreeMap<_, _>>());
            let asked = phone.client.records(Kind::Wellbeing).expect("the requests").len();
            assert_eq!(asked, self.requests.values().filter(|by| **by == who).count());
        }
        self.region.sync(&mut triage);
    }

    /// Insists that a record reads the same with its author and its reader, and that neither other
    /// phones nor the stranger hold an entry of it. Gives what it is about.
    fn assert_is_between(
        &self,
        id: RecordId,
        who: usize,
        reader: &Phone,
        stranger: Option<&Phone>,
    ) -> Option<RecordId> {
        let own = self.phones[who].client.record(id).expect("the author's own");
        let there = reader.client.record(id).expect("its reader's");
        assert_eq!((&own.view, own.about), (&there.view, there.about));
        assert_eq!(own.unsent, 0);
        let histories = [&self.phones[who], reader].map(|one| one.client.history(id));
        let [here, there] = histories.map(|one| one.expect("its history"));
        assert_eq!(here, there);
        let others = self.phones.iter().enumerate().filter(|(other, _)| *other != who);
        for phone in others.map(|(_, phone)| phone).chain(stranger) {
            assert!(phone.client.record(id).is_err());
            assert_eq!(phone.client.entry_ids(id).expect("the entries"), []);
        }
        own.about
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
            (Just(phones), prop::collection::vec(act(phones), 20..90))
        })
    ) {
        let mut town = Town::new(phones);
        town.take(Act::Write(0));
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
