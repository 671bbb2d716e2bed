//! A phone that is restored from a copy of its folder, or wiped, with everything on it that waits:
//! attachments of which half is sent, accounts, requests for support, and what was only typed.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::io;
use std::path::Path;

use rand_core::Rng;
use serde_json::json;
use tabard_core::attachment::CHUNK;
use tabard_core::client::{Bytes, ClientError, CustodyLine, KeyKeeper};
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::{self, Patch, Scalar};
use tabard_core::region::Role;
use tabard_core::sync::{Outcome, Step};
use tabard_core::wire::{ChunkRequest, Message};
use tabard_tests::{Phone, Region, Road};

/// A phone without signal, with one report that was sent and a good deal that was not.
struct Scene {
    region: Region,
    phone: Phone,
    mate: Phone,
    wellbeing: Phone,
    sent: RecordId,
    fresh: RecordId,
    account: RecordId,
    request: RecordId,
    /// Attachments, with what is in them: sent, half sent, not sent, of the fresh report.
    attachments: Vec<(RecordId, Vec<u8>)>,
}

/// A field that is typed into and not saved.
const TYPED: &str = "Typed and not saved.";

fn words(field: &str, text: &str) -> Patch {
    let mut patch = Patch::default();
    patch.set(model::Path::parse(field).expect("a path"), Scalar::Text(text.to_owned()));
    patch
}

fn attach(region: &mut Region, phone: &mut Phone, to: RecordId) -> (RecordId, Vec<u8>) {
    let mut bytes = vec![0; 3 * CHUNK + 5];
    region.rng.fill_bytes(&mut bytes);
    let (now, rng, said) = (region.now, &mut region.rng, CustodyLine::default());
    let facts = words("title", "forearm");
    let id = phone.client.attach(to, &facts, &said, &mut bytes.as_slice(), now, rng);
    (id.expect("an attachment"), bytes)
}

/// A road that is cut after so many chunks.
struct Cut(usize);

impl Road for Cut {
    fn carry(&mut self, relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]) -> Outcome {
        if ChunkRequest::from_bytes(request).is_ok() {
            let Some(left) = self.0.checked_sub(1) else { return Outcome::NoAnswer };
            self.0 = left;
        }
        relay(request)
    }
}

/// Whether another copy of the phone is heard before this one sends what waits on it, so that this
/// one has to go on in a new chain and say it all again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forked {
    No,
    Yes,
}

impl Scene {
    fn new(seed: u64, forked: Forked) -> Self {
        let mut region = Region::new(seed);
        let mut wellbeing = region.phone("wellbeing", Role::Wellbeing);
        region.sync(&mut wellbeing);
        let mut phone = region.phone("phone", Role::Crew);
        let mate = region.phone("mate", Role::Crew);
        region.sync(&mut phone);
        let sent = region.report(&mut phone, &json!({ "narrative": "Sent." }));
        let with = mate.client.device();
        phone.client.invite(sent, with, region.now, &mut region.rng).expect("an invitation");
        let whole = attach(&mut region, &mut phone, sent);
        assert_eq!(region.sync(&mut phone).problem, None);

        let half = attach(&mut region, &mut phone, sent);
        region.sync_by(&mut phone, &mut Cut(2)).expect("an honest relay");
        let bytes = phone.client.attachment(half.0).expect("the attachment").bytes;
        assert!(matches!(bytes, Bytes::Sending { done: 1.., .. }), "{bytes:?}");

        if forked == Forked::Yes {
            let dir = region.folder.path().join("elsewhere");
            let (dir, _) = phone.copy(&dir, region.now).closed();
            std::fs::remove_dir_all(dir.join("attachments")).expect("its chunks");
            let mut elsewhere = phone.opened_at(&dir, region.now);
            region.edit(&mut elsewhere, sent, "callsign=YA1");
            region.sync(&mut elsewhere);
        }
        let fresh = region.report(&mut phone, &json!({ "narrative": "Not sent." }));
        let attachments = vec![
            whole,
            half,
            attach(&mut region, &mut phone, sent),
            attach(&mut region, &mut phone, fresh),
        ];
        let (now, rng, client) = (region.now, &mut region.rng, &mut phone.client);
        let account = client.start_account(fresh, now, rng).expect("an account");
        client.edit(account, &words("what_happened", "I saw it."), now, rng).expect("saved");
        let request = client.start_support_request(Some(fresh), now, rng).expect("a request");
        client.edit(request, &words("note", "Please call."), now, rng).expect("saved");
        client.type_into(sent, &words("station", TYPED)).expect("typed");
        Self { region, phone, mate, wellbeing, sent, fresh, account, request, attachments }
    }

    fn copy(&self, name: &str) -> Phone {
        self.phone.copy(&self.region.folder.path().join(name), self.region.now)
    }

    /// All that waited is where it belongs, once, and what was typed is still only typed.
    fn assert_nothing_is_lost(&mut self, restored: &mut Phone) {
        for _ in 0..3 {
            for device in [&mut *restored, &mut self.mate, &mut self.wellbeing] {
                assert_eq!(self.region.sync(device).problem, None);
            }
            self.region.pump();
        }
        let status = restored.client.sync_status().expect("the status");
        assert_eq!((status.waiting, status.refused), (0, 0));
        let drafts = restored.client.drafts().expect("the drafts");
        let typed: Vec<_> = drafts.iter().map(|one| (one.record, &one.fields["station"])).collect();
        assert_eq!(typed, [(self.sent, &json!(TYPED))]);

        let (now, mut rng) = (self.region.now, self.region.rng.clone());
        let hub = self.region.hub();
        assert_eq!(hub.incidents().expect("the list").len(), 2, "none twice");
        assert!(hub.incident(self.fresh).expect("at the hub").refused.is_empty());
        let accounts = hub.accounts(self.fresh).expect("the accounts");
        assert_eq!(accounts.iter().map(|one| one.id).collect::<Vec<_>>(), [self.account]);
        assert_eq!(accounts[0].view["what_happened"], "I saw it.");
        assert!(hub.relay().verify().expect("a check").fault.is_none());
        drop(hub);
        for (id, bytes) in &self.attachments {
            let here = restored.client.attachment(*id).expect("the attachment");
            assert_eq!(here.bytes, Bytes::Held);
            let (mut out, said) = (Vec::new(), CustodyLine::default());
            let read = self.region.hub().export_attachment(*id, &mut out, &said, now, &mut rng);
            read.expect("its bytes are at the hub");
            assert!(out == *bytes);
            assert!(self.mate.client.record(*id).is_err(), "it is for the hub alone");
        }
        let there = self.wellbeing.client.records(Kind::Wellbeing).expect("the requests");
        assert_eq!(there.iter().map(|one| one.id).collect::<Vec<_>>(), [self.request]);
        assert_eq!(
            (&there[0].view["note"], there[0].about),
            (&json!("Please call."), Some(self.fresh))
        );
        let hub = self.region.hub_device();
        assert_eq!(hub.client.entry_ids(self.request).expect("entries"), [], "not for the hub");
        for private in [self.account, self.request] {
            assert_eq!(self.mate.client.entry_ids(private).expect("entries"), []);
        }
    }
}

#[test]
fn a_restored_phone_says_what_waited_again_with_its_attachments_and_drafts() {
    let mut scene = Scene::new(61, Forked::Yes);
    let mut restored = scene.copy("restored");
    // It writes before it knows.
    scene.region.edit(&mut restored, scene.fresh, "vehicle=7741");
    assert!(scene.region.sync(&mut restored).reborn);
    scene.assert_nothing_is_lost(&mut restored);
    let hub = scene.region.hub();
    assert_eq!(hub.incident(scene.fresh).expect("it").summary.report["vehicle"], "7741");
    assert_eq!(hub.incident(scene.sent).expect("it").summary.report["callsign"], "YA1");
}

#[test]
fn a_restored_phone_whose_first_one_is_gone_sends_all_that_waited() {
    let mut scene = Scene::new(62, Forked::No);
    let mut restored = scene.copy("restored");
    assert!(!scene.region.sync(&mut restored).reborn, "nobody else went on in its chain");
    scene.assert_nothing_is_lost(&mut restored);
}

/// Syncs for so many steps; the answer to the next is never taken in.
fn live(region: &mut Region, phone: &mut Phone, steps: usize) {
    phone.client.sync_now();
    for step in 0..=steps {
        let next = phone.client.next_step(region.now, &mut region.rng).expect("a step");
        let Step::Send(token, request) = next else { return };
        let outcome = region.carry(phone.client.device(), &request);
        if step < steps {
            let done = phone.client.step_done(token, outcome, region.now, &mut region.rng);
            done.expect("an honest answer");
        }
    }
}

fn all_is_held(phone: &Phone) -> bool {
    let attachments = phone.client.attachments(None).expect("the attachments");
    let waiting = phone.client.sync_status().expect("the status").waiting;
    waiting == 0 && attachments.iter().all(|one| one.bytes == Bytes::Held)
}

#[test]
fn a_restored_phone_that_is_killed_at_each_step_loses_nothing_and_says_nothing_twice() {
    for forked in [Forked::Yes, Forked::No] {
        let mut scene = Scene::new(63, forked);
        let mut restored = scene.copy("restored");
        let mut lives = 0;
        while !all_is_held(&restored) {
            live(&mut scene.region, &mut restored, lives % 4);
            restored = restored.reopened(scene.region.now);
            lives += 1;
            assert!(lives < 200, "it does not end");
        }
        assert!(lives > 10, "{lives}: it was killed in the middle of it");
        scene.assert_nothing_is_lost(&mut restored);
    }
}

#[test]
fn a_phone_that_begins_a_new_chain_says_again_what_waited() {
    let mut scene = Scene::new(64, Forked::No);
    let mut restored = scene.copy("restored");
    let (now, rng) = (scene.region.now, &mut scene.region.rng);
    restored.client.begin_new_chain(now, rng).expect("a new chain");
    let mut restored = restored.reopened(now);
    scene.assert_nothing_is_lost(&mut restored);
    // The other one turns up after all, and says the same in the old chain.
    scene.region.sync(&mut scene.phone);
    scene.region.sync(&mut scene.phone);
    scene.assert_nothing_is_lost(&mut restored);
    for id in [scene.sent, scene.fresh] {
        let report = scene.region.hub().incident(id).expect("at the hub").summary.report;
        assert_eq!(report.get("conflicts"), None);
        assert_eq!(restored.shows(id), report);
        assert_eq!(scene.phone.shows(id), report);
    }
}

#[test]
fn a_copy_without_the_chunks_says_which_attachments_lack_them_and_sends_the_rest() {
    let mut scene = Scene::new(65, Forked::No);
    let restored = scene.copy("restored");
    let (dir, _) = restored.closed();
    std::fs::remove_dir_all(dir.join("attachments")).expect("the chunks");
    let mut restored = scene.phone.opened_at(&dir, scene.region.now);
    assert_eq!(scene.region.sync(&mut restored).problem, None);
    scene.region.pump();
    let status = restored.client.transfer_status().expect("the status");
    let lacking: Vec<_> = status.problems.keys().copied().collect();
    let mut waiting: Vec<_> = scene.attachments[1..].iter().map(|(id, _)| *id).collect();
    waiting.sort_unstable();
    assert_eq!(lacking, waiting);
    assert_eq!(restored.state(scene.fresh), "held_by_region");
    assert_eq!(scene.region.hub().accounts(scene.fresh).expect("the accounts").len(), 1);
    // What the region holds of it comes back when it is asked for.
    let (sent, bytes) = &scene.attachments[0];
    restored.client.let_attachment_go(*sent).expect("the region holds it");
    restored.client.fetch_attachment(*sent).expect("it can be asked for");
    scene.region.sync(&mut restored);
    let (mut out, said) = (Vec::new(), CustodyLine::default());
    let (now, rng) = (scene.region.now, &mut scene.region.rng);
    restored.client.export_attachment(*sent, &mut out, &said, now, rng).expect("its bytes");
    assert!(out == *bytes);
    // And the phone that has the chunks still sends them.
    let mut phone = scene.copy("again");
    scene.assert_nothing_is_lost(&mut phone);
}

/// A key store.
struct Keeper;

impl KeyKeeper for Keeper {
    fn destroy(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_a_wiped_phone_kept_is_read_by_those_it_was_for() {
    let mut scene = Scene::new(66, Forked::No);
    let (now, mut rng) = (scene.region.now, scene.region.rng.clone());
    let device = scene.phone.client.device();
    scene.region.hub().order_wipe(device, false, now, &mut rng).expect("an order");
    scene.region.sync(&mut scene.phone);
    let dir = scene.phone.dir.clone();
    let wiped = scene.phone.client.obey(&mut Keeper, now, &mut rng).expect("it obeys");
    let kept = dir.join(wiped.kept_in().expect("what waited"));

    let read = |kinds: &[Kind], read: Result<tabard_core::client::SetAside, ClientError>| {
        let read = read.expect("a look");
        let ids: Vec<_> = read.records.iter().map(|one| (one.kind, one.record)).collect();
        assert!(ids.iter().all(|(kind, _)| kinds.contains(kind)), "{ids:?}");
        (ids, read.unreadable)
    };
    let triage = [Kind::Incident, Kind::Account, Kind::Attachment];
    // Who never heard of the phone takes nothing for its own.
    for device in [&mut scene.mate, &mut scene.wellbeing] {
        scene.region.sync(device);
    }
    let hub = scene.region.hub_device();
    let (ids, rest) = read(&triage, hub.client.read_set_aside(&kept));
    for (kind, id) in [(Kind::Incident, scene.fresh), (Kind::Account, scene.account)] {
        assert!(ids.contains(&(kind, id)), "{kind:?}");
    }
    // What was typed was saved before it was wiped.
    assert!(ids.contains(&(Kind::Incident, scene.sent)));
    assert_eq!(rest, 1, "the request for support");
    let (ids, rest) = read(&[Kind::Wellbeing], scene.wellbeing.client.read_set_aside(&kept));
    assert_eq!(ids, [(Kind::Wellbeing, scene.request)]);
    assert!(rest > 3);
    let (ids, _) = read(&[Kind::Incident], scene.mate.client.read_set_aside(&kept));
    assert_eq!(ids, [(Kind::Incident, scene.sent)], "only what it writes itself");
    assert!(chunks(&dir) >= 3 * 4, "the sealed chunks are kept with it");
}

/// How many files lie in the folders that were set aside.
fn chunks(dir: &Path) -> usize {
    let entries =
        std::fs::read_dir(dir).expect("a folder").map(|one| one.expect("an entry").path());
    let aside = |path: &std::path::PathBuf| path.is_dir();
    entries.filter(aside).map(|path| tabard_tests::process::files_below(&path).len()).sum()
}
