//! Nothing forged: what a thief on the road, an enrolled liar or the relay itself makes up is
//! refused with a reason, by the relay and by every device that reads. Nothing is held for it,
//! nothing is lost by it, and with an honest relay all goes on.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::client::{Client, ClientError, Progress};
use tabard_core::entry::{Audience, Kind, SignedEntry, Start};
use tabard_core::ids::{DeviceId, EntryId, Incarnation, LogId, RecordId};
use tabard_core::keys::DeviceIdentity;
use tabard_core::model::RecordKind;
use tabard_core::record::Record;
use tabard_core::region::{
    Authority, DirectoryError, EnrolmentCode, Role, Roles, SignedStatement, Statement,
};
use tabard_core::sync::{Outcome, Step, SyncFault};
use tabard_core::vault::VaultKey;
use tabard_core::wire::{EnrolmentReply, Placed, Receipt, ReceiptError, Refusal, SyncResponse};
use tabard_server::relay::Relay;
use tabard_tests::{
    Attacker, Hand, Intercepted, Phone, Region, bend, every_changed_byte, halves, joined, recast,
    renamed, signed,
};
use zeroize::Zeroizing;

/// A report that its author has written and shared with a mate, and not sent yet.
struct Scene {
    region: Region,
    author: Phone,
    mate: Phone,
    id: RecordId,
}

impl Scene {
    fn new() -> Self {
        let mut region = Region::new(1);
        let mut author = region.phone("author", Role::Crew);
        let mut mate = region.phone("mate", Role::Crew);
        region.sync(&mut author);
        region.sync(&mut mate);
        let id = region.report(&mut author, &json!({ "narrative": "He threw the kit." }));
        region.edit(&mut author, id, "callsign=YA214");
        let (now, with) = (region.now, mate.client.device());
        author.client.invite(id, with, now, &mut region.rng).expect("an invitation");
        Self { region, author, mate, id }
    }

    /// The same, and the relay holds it all.
    fn sent() -> Self {
        let mut scene = Self::new();
        scene.region.sync(&mut scene.author);
        scene
    }

    /// What the relay says to entries that come in the author's name.
    fn relay_refuses(&self, relay: &Relay, forged: Vec<Vec<u8>>) -> Vec<Refusal> {
        let before = relay.head().expect("the log");
        let device = self.author.client.device();
        let refused = self.region.ask(relay, device, Incarnation(0), forged).refused;
        assert_eq!(relay.head().expect("the log"), before, "the log has grown");
        refused.into_iter().flatten().map(|one| one.why).collect()
    }

    /// Syncs the mate with a relay that bends its answers.
    fn mate_is_told(
        &mut self,
        mut lie: impl FnMut(&mut SyncResponse),
    ) -> Result<Progress, ClientError> {
        let mut road = |outcome| bend(outcome, &mut lie);
        self.region.sync_by(&mut self.mate, &mut road)
    }

    /// Syncs the author with a relay that bends its answers.
    fn author_is_told(
        &mut self,
        mut lie: impl FnMut(&mut SyncResponse),
    ) -> Result<Progress, ClientError> {
        let mut road = |outcome| bend(outcome, &mut lie);
        self.region.sync_by(&mut self.author, &mut road)
    }

    /// With an honest relay the report is whole everywhere, and nothing of the forgeries is in it.
    fn ends_well(self) {
        self.ends_well_but_for(0);
    }

    /// The same, where the mate keeps some forgeries apart.
    fn ends_well_but_for(mut self, apart: usize) {
        let Self { region, author, mate, id } = &mut self;
        region.sync(author);
        assert_ne!(author.state(*id), "saved_on_this_phone");
        region.pump();
        for phone in [&mut *author, &mut *mate] {
            region.sync(phone);
            assert_eq!(phone.state(*id), "opened_by_hub");
            assert_eq!(phone.shows(*id)["narrative"], "He threw the kit.");
            assert_eq!(phone.shows(*id)["callsign"], "YA214");
        }
        assert_eq!(refusals(mate, *id).len(), apart);
        let hub = region.hub();
        assert_eq!(hub.incidents().expect("the list").len(), 1);
        let at_hub = hub.incident(*id).expect("at the hub");
        assert_eq!(at_hub.summary.report, author.shows(*id));
        assert_eq!(at_hub.summary.report, mate.shows(*id));
        assert_eq!(at_hub.refused, Vec::<serde_json::Value>::new());
    }
}

fn parsed(region: &Region, bytes: &[u8]) -> SignedEntry {
    SignedEntry::parse(region.id(), bytes.to_vec()).expect("an entry")
}

// ---- what a thief on the road or the relay makes of an entry

/// What can be made of the author's entries without the author's key.
fn forgeries(region: &Region, thief: &Attacker, entries: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let [start, edit, invitation] = entries else { unreachable!("three entries") };
    let mut all = Vec::new();
    for entry in entries {
        all.extend(every_changed_byte(entry));
        all.extend((0..entry.len()).step_by(7).map(|end| entry.split_at(end).0.to_vec()));
        all.push([entry.as_slice(), &[0]].concat());
        // In another's name, or by another in the author's.
        all.push(renamed(entry, thief.device()));
        let (header, body) = halves(entry);
        let theirs = signed(region.id(), &thief.identity, &header, &body);
        all.push(renamed(&theirs, parsed(region, entry).author()));
    }
    // The body of one entry under the header of another.
    let ((header, _), (_, body)) = (halves(start), halves(edit));
    all.push(recast(start, |message| message.payload = Some(joined(&header, &body))));
    // A reader added, one exchanged and one taken out.
    let regranted = |change: &dyn Fn(&mut tabard_core::entry::Header)| {
        let mut header = parsed(region, invitation).header().clone();
        change(&mut header);
        let header = minicbor::to_vec(header).expect("CBOR");
        let payload = joined(&header, &halves(invitation).1);
        recast(invitation, |message| message.payload = Some(payload))
    };
    let mine = Audience::Device(thief.device());
    all.push(regranted(&|header| {
        let mut added = header.grants[0].clone();
        added.to = mine;
        header.grants.push(added);
    }));
    all.push(regranted(&|header| header.grants[0].to = mine));
    all.push(regranted(&|header| header.grants.clear()));
    all
}

#[test]
fn the_relay_takes_nothing_but_the_very_bytes_that_the_author_signed() {
    let mut scene = Scene::new();
    let thief = scene.region.attacker("thief", Role::Crew);
    let entries = scene.region.outgoing(&mut scene.author);
    let relay = scene.region.relay();
    for forged in forgeries(&scene.region, &thief, &entries) {
        match scene.relay_refuses(&relay, vec![forged]).as_slice() {
            [Refusal::Malformed | Refusal::BadSignature | Refusal::UnknownAuthor] => {}
            other => panic!("{other:?}"),
        }
    }
    scene.ends_well();
}

#[test]
fn a_reader_takes_nothing_but_the_very_bytes_that_the_author_signed() {
    let mut scene = Scene::new();
    let thief = scene.region.attacker("thief", Role::Crew);
    let entries = scene.region.outgoing(&mut scene.author);
    scene.region.sync(&mut scene.author);
    let forged = forgeries(&scene.region, &thief, &entries);
    let told = scene.mate_is_told(|response| {
        let all = (100..).zip(&forged);
        let all = all.map(|(position, bytes)| Placed { position, bytes: bytes.clone().into() });
        response.entries = Some(all.collect());
    });
    let problem = told.expect("the rest of the answer counts").problem.expect("it is told");
    assert_eq!(problem.code, "forged_entry");
    let unknown = scene.mate.client.incident(scene.id);
    assert!(matches!(unknown, Err(ClientError::UnknownRecord(_))));
    scene.ends_well();
}

#[test]
fn a_forged_entry_among_good_ones_keeps_none_of_them_back() {
    let mut scene = Scene::sent();
    let told = scene.mate_is_told(|response| {
        if let Some(entries) = &mut response.entries {
            let mut forged = entries[1].clone();
            let last = forged.bytes.len() - 1;
            forged.bytes[last] ^= 1;
            entries.insert(0, forged);
        }
    });
    assert_eq!(told.expect("the rest counts").problem.expect("it is told").code, "forged_entry");
    assert_eq!(scene.mate.shows(scene.id), scene.author.shows(scene.id));
    scene.ends_well();
}

#[test]
fn entries_come_again_and_in_any_order() {
    let mut scene = Scene::new();
    let mut entries = scene.region.outgoing(&mut scene.author);
    let relay = scene.region.relay();
    let refused = scene.relay_refuses(&relay, entries.iter().skip(1).cloned().collect());
    assert_eq!(refused, [Refusal::Gap]);
    entries.reverse();
    scene.region.sync(&mut scene.author);
    assert_eq!(scene.relay_refuses(&relay, entries), [], "the relay has them already");

    let told = scene.mate_is_told(|response| {
        if let Some(entries) = &mut response.entries {
            entries.reverse();
            entries.extend(entries.clone());
        }
    });
    assert_eq!(told.expect("an answer").problem, None);
    assert_eq!(scene.mate.shows(scene.id), scene.author.shows(scene.id));
    scene.ends_well();
}

#[test]
fn an_invited_edit_that_comes_before_its_invitation_counts_all_the_same() {
    let mut scene = Scene::sent();
    let mut third = scene.region.phone("third", Role::Crew);
    let Scene { region, author, mate, id } = &mut scene;
    region.sync(mate);
    region.edit(mate, *id, "vehicle=7741");
    region.sync(mate);
    region.sync(author);
    let (now, with) = (region.now, third.client.device());
    author.client.invite(*id, with, now, &mut region.rng).expect("an invitation");
    region.sync(author);

    let invited = mate.client.device();
    let mut invitation = Vec::new();
    let mut first = |outcome| {
        bend(outcome, |response| {
            let entries = response.entries.take().into_iter().flatten();
            let (apart, rest) =
                entries.partition(|one| invites(region_of(author), &one.bytes, invited));
            (invitation, response.entries) = (apart, Some(rest));
        })
    };
    region.sync_by(&mut third, &mut first).expect("an answer");
    assert_eq!(refusals(&third, *id), ["not_a_writer"]);
    let mut second =
        |outcome| bend(outcome, |response| response.entries = Some(invitation.clone()));
    region.sync_by(&mut third, &mut second).expect("an answer");
    assert_eq!(refusals(&third, *id), Vec::<String>::new());
    assert_eq!(third.shows(*id), author.shows(*id));
    assert_eq!(third.shows(*id)["vehicle"], "7741");
    scene.ends_well();
}

fn region_of(phone: &Phone) -> tabard_core::ids::RegionId {
    phone.client.directory().region()
}

fn invites(region: tabard_core::ids::RegionId, bytes: &[u8], device: DeviceId) -> bool {
    let entry = SignedEntry::parse(region, bytes.to_vec()).expect("an entry");
    let to = Audience::Device(device);
    entry.header().grants.iter().any(|grant| grant.to == to)
}

#[test]
fn an_entry_sealed_for_another_region_is_refused() {
    let mut scene = Scene::new();
    let thief = scene.region.attacker("traveller", Role::Crew);
    let other = Region::new(2).id();
    let entries = scene.region.outgoing(&mut scene.author);
    let (header, body) = halves(&entries[0]);
    let foreign = signed(other, &thief.identity, &header, &body);
    let refused = scene.region.offer(thief.device(), Incarnation(0), vec![foreign]);
    assert_eq!(refused, [Refusal::BadSignature]);
    scene.ends_well();
}

// ---- what an enrolled device makes up, under its own name or helped by the relay

/// Hands the mate entries that no honest relay would give it, after those it has coming.
fn smuggle(scene: &mut Scene, entries: &[&SignedEntry]) -> Result<Progress, ClientError> {
    scene.mate_is_told(|response| {
        let list = response.entries.get_or_insert_default();
        let all = (100..).zip(entries);
        list.extend(
            all.map(|(position, entry)| Placed { position, bytes: entry.bytes().to_vec().into() }),
        );
    })
}

/// What the mate says of the entries it keeps apart.
fn refusals(phone: &Phone, id: RecordId) -> Vec<String> {
    let refused = phone.client.incident(id).expect("the report").refused;
    refused.iter().map(|one| one["why"].as_str().expect("a reason").to_owned()).collect()
}

#[test]
fn who_was_not_invited_neither_writes_nor_invites() {
    let mut scene = Scene::sent();
    let mut liar = scene.region.attacker("liar", Role::Crew);
    let mut friend = scene.region.attacker("friend", Role::Crew);
    let stolen = tabard_core::keys::RecordKey::new(Zeroizing::new([7; 32]));
    let grant = liar.grant(&mut scene.region, scene.id, &stolen, friend.device());
    let header = liar.header(Kind::Incident, Start::Of(scene.id), vec![grant]);
    let changes = liar.edit(&mut Record::new(), RecordKind::Incident, "callsign=LIAR");
    let forged = liar.seal(&mut scene.region, header, &stolen, &changes);
    // The relay cannot know that nobody let it in directly, and keeps it from everybody.
    assert_eq!(liar.send(&scene.region, &[&forged]), []);
    friend.fetch(&scene.region);
    assert_eq!(friend.read.len(), 0, "nobody is let in by it");

    smuggle(&mut scene, &[&forged]).expect("an answer");
    assert_eq!(refusals(&scene.mate, scene.id), ["not_a_writer"]);
    let writers = scene.mate.client.incident(scene.id).expect("the report").writers;
    assert_eq!(writers.len(), 2);
    scene.ends_well_but_for(1);
}

#[test]
fn a_key_that_is_not_the_records_locks_nobody_out() {
    let mut scene = Scene::sent();
    let mut liar = scene.region.attacker("liar", Role::Crew);
    let other = tabard_core::keys::RecordKey::new(Zeroizing::new([7; 32]));
    let grant = liar.grant(&mut scene.region, scene.id, &other, scene.mate.client.device());
    let header = liar.header(Kind::Incident, Start::Of(scene.id), vec![grant]);
    let forged = liar.seal(&mut scene.region, header, &other, &[]);
    let told = scene.mate_is_told(|response| {
        let bytes = forged.bytes().to_vec().into();
        response.entries.get_or_insert_default().insert(0, Placed { position: 100, bytes });
    });
    told.expect("an answer");
    scene.ends_well_but_for(1);
}

#[test]
fn a_record_is_started_in_nobody_elses_name() {
    let mut scene = Scene::new();
    let mut liar = scene.region.attacker("liar", Role::Crew);
    let entries = scene.region.outgoing(&mut scene.author);
    let start = parsed(&scene.region, &entries[0]);
    let (_, body) = halves(&entries[0]);
    let header = liar.header(Kind::Incident, Start::New, start.header().grants.clone());
    let header = minicbor::to_vec(header).expect("CBOR");
    let copied = signed(scene.region.id(), &liar.identity, &header, &body);
    let copied = parsed(&scene.region, &copied);
    assert_ne!(copied.record(), start.record(), "it is a record of the liar's own");
    assert_eq!(liar.send(&scene.region, &[&copied]), []);
    liar.newest = (1, copied.id().short());
    scene.region.sync(&mut scene.author);
    scene.region.pump();
    let hub = scene.region.hub();
    let shown = hub.incidents().expect("the list");
    let told = shown.iter().filter(|one| one.report["narrative"] == "He threw the kit.");
    assert_eq!(told.count(), 1, "and what it stole does not open in it");
    drop(hub);
    smuggle(&mut scene, &[&copied]).expect("an answer");
    assert!(scene.mate.client.incident(copied.record()).is_err());
}

#[test]
fn a_role_writes_what_is_its_own_only() {
    let mut scene = Scene::sent();
    let mut crew = scene.region.attacker("crew", Role::Crew);
    let mut triage = scene.region.attacker("triage", Role::Triage);
    let followup = crew.start(&mut scene.region, Kind::Followup, &[]);
    assert_eq!(crew.send(&scene.region, &[&followup]), [Refusal::Role]);
    let incident = triage.start(&mut scene.region, Kind::Incident, &[]);
    assert_eq!(triage.send(&scene.region, &[&incident]), [Refusal::Role]);

    smuggle(&mut scene, &[&followup, &incident]).expect("an answer");
    assert_eq!(scene.mate.client.sync_status().expect("the status").refused, 2);
    assert_eq!(scene.mate.client.incidents().expect("the list").len(), 1);
    scene.ends_well();
}

#[test]
fn an_answer_is_not_written_by_those_who_read_it() {
    let mut scene = Scene::new();
    let mut reader = scene.region.attacker("reader", Role::Crew);
    scene.region.sync(&mut scene.author);
    let (now, with) = (scene.region.now, reader.device());
    scene.author.client.invite(scene.id, with, now, &mut scene.region.rng).expect("an invitation");
    scene.region.sync(&mut scene.author);
    scene.region.pump();
    reader.fetch(&scene.region);
    let answer = reader.read.iter().find(|one| one.header().kind == Kind::Followup);
    let answer = answer.expect("the hub's answer").record();
    let mut document = reader.document(&scene.region, answer);
    let changes = reader.edit(&mut document, RecordKind::Followup, "status=closed");
    // It calls the answer an incident, since of an incident it may be a writer.
    let mislabelled = reader.go_on(&mut scene.region, answer, &changes);
    assert_eq!(reader.send(&scene.region, &[&mislabelled]), [Refusal::NotAWriter]);

    smuggle(&mut scene, &[&mislabelled]).expect("an answer");
    assert_eq!(scene.mate.state(scene.id), "opened_by_hub");
    scene.ends_well();
}

#[test]
fn triage_writes_into_no_incident_whatever_it_calls_it() {
    let mut scene = Scene::sent();
    let mut triage = scene.region.attacker("triage", Role::Triage);
    scene.region.sync(&mut scene.mate);
    // A member of triage can read the incident, so it has the key; here the mate's stands in.
    let mut insider = scene.region.attacker("insider", Role::Crew);
    scene.region.sync(&mut scene.author);
    let (now, with) = (scene.region.now, insider.device());
    scene.author.client.invite(scene.id, with, now, &mut scene.region.rng).expect("an invitation");
    scene.region.sync(&mut scene.author);
    insider.fetch(&scene.region);
    triage.keys = insider.keys.clone();
    let mut document = insider.document(&scene.region, scene.id);
    let changes = triage.edit(&mut document, RecordKind::Incident, "callsign=HUB");
    let header = triage.header(Kind::Followup, Start::Of(scene.id), Vec::new());
    let key = triage.keys[&scene.id].clone();
    let forged = triage.seal(&mut scene.region, header, &key, &changes);
    assert_eq!(triage.send(&scene.region, &[&forged]), [Refusal::NotAWriter]);

    smuggle(&mut scene, &[&forged]).expect("an answer");
    assert_eq!(refusals(&scene.mate, scene.id), ["not_a_writer"]);
    scene.ends_well_but_for(1);
}

// ---- what the directory must not say

#[test]
fn nobody_certifies_himself_or_comes_from_another_region() {
    let mut scene = Scene::sent();
    let stranger = DeviceIdentity::generate(&mut scene.region.rng);
    let roles = Roles::of(&[Role::Triage]);
    let later = scene.region.now.plus_days(90);
    let other = Authority::generate(&mut scene.region.rng);
    let own = Statement::Certificate(tabard_core::region::Certificate {
        device: stranger.public(),
        roles,
        not_after: later,
    });
    let by_himself = SignedStatement::sign(scene.region.id(), &stranger, &own).expect("a line");
    let crew = scene.region.attacker("crew", Role::Crew);
    let by_crew = SignedStatement::sign(scene.region.id(), &crew.identity, &own).expect("a line");
    let foreign = other.certify(stranger.public(), roles, later).expect("a line");
    let founding = other.found("Elsewhere").expect("a line");
    let no_right = DirectoryError::NoRight;
    let lines = [
        (by_himself, no_right),
        (by_crew, no_right),
        (foreign, no_right),
        (founding, DirectoryError::OtherRegion),
    ];
    for (line, why) in lines {
        let taken = scene.region.relay().offer_directory(std::slice::from_ref(&line));
        assert_eq!(taken, Ok(0));
        assert_eq!(scene.region.relay().standing_of(stranger.id()), Ok(None));
        let told = scene.mate_is_told(|response| {
            let bytes = line.clone().into();
            response.statements.get_or_insert_default().push(Placed { position: 50, bytes });
        });
        assert!(matches!(told, Err(ClientError::Directory(said)) if said == why), "{told:?}");
        assert_eq!(scene.mate.client.directory().device(stranger.id()), None);
        assert!(scene.mate.client.incident(scene.id).is_err(), "nothing of such an answer counts");
    }
    scene.ends_well();
}

#[test]
fn a_device_does_not_join_another_region_than_its_codes() {
    let (mut region, other) = (Region::new(1), Region::new(2));
    let dir = region.folder.path().join("phone");
    std::fs::create_dir_all(&dir).expect("a folder");
    let key = || VaultKey::new(Zeroizing::new([3; 32]));
    let (now, expires) = (region.now, region.now.plus_days(1));
    let code = region.hub().enrol_code(Role::Crew, "a", "", expires, &mut region.rng);
    let code: EnrolmentCode = code.expect("a code");
    let request =
        Client::answer_code(&dir, &key(), &code, now, &mut region.rng).expect("an answer");
    let foreign = EnrolmentReply { statements: other.relay().statements().expect("its lines") };
    let refused = Client::accept_enrolment(&dir, key(), &foreign, now).err();
    assert!(matches!(refused, Some(ClientError::Directory(DirectoryError::OtherRegion))));
    let uncertified =
        EnrolmentReply { statements: region.relay().statements().expect("its lines") };
    let refused = Client::accept_enrolment(&dir, key(), &uncertified, now).err();
    assert!(matches!(refused, Some(ClientError::NotCertified)));

    let reply = region.hub().enrol(&request, now, &mut region.rng).expect("the hub enrols");
    Client::accept_enrolment(&dir, key(), &reply, now).expect("the honest reply is taken");
}

// ---- what a receipt must not say

type Lie = Box<dyn FnMut(&mut SyncResponse)>;

#[test]
fn a_receipt_that_proves_nothing_marks_nothing_as_held() {
    let mut scene = Scene::new();
    let thief = scene.region.attacker("thief", Role::Crew);
    let theirs =
        scene.region.ask(&scene.region.relay(), thief.device(), Incarnation(0), vec![]).receipt;
    let hand = || scene.region.hand();
    let not_a_relay = SyncFault::Receipt(ReceiptError::NotARelay);
    let malformed = SyncFault::Receipt(ReceiptError::Malformed);
    let (relay, relay_again, relay_too) = (hand(), hand(), hand());
    let device = thief.device();
    let thiefs = Hand { region: scene.region.id(), signer: thief.identity };
    let lies: Vec<(SyncFault, Lie)> = vec![
        (not_a_relay, Box::new(move |response| thiefs.signs(response, |_| {}))),
        (not_a_relay, Box::new(|response| *response.receipt.last_mut().expect("a byte") ^= 1)),
        (malformed, Box::new(|response| response.receipt.truncate(40))),
        (malformed, Box::new(|response| response.receipt.clear())),
        (SyncFault::OtherDevice, Box::new(move |response| response.receipt = theirs.clone())),
        (
            SyncFault::OtherDevice,
            Box::new(move |response| {
                relay.signs(response, |receipt| receipt.device = device);
            }),
        ),
        (
            SyncFault::OtherDevice,
            Box::new(move |response| {
                relay_again.signs(response, |receipt| receipt.incarnation = Incarnation(7));
            }),
        ),
        (
            SyncFault::UnknownLog,
            Box::new(move |response| {
                relay_too.signs(response, |receipt| receipt.log = LogId::new([9; 16]));
            }),
        ),
    ];
    for (why, lie) in lies {
        let told = scene.author_is_told(lie);
        assert!(matches!(told, Err(ClientError::Fault(said)) if said == why), "{told:?}");
        assert_eq!(scene.author.state(scene.id), "saved_on_this_phone");
    }
    scene.ends_well();
}

#[test]
fn a_receipt_for_other_bytes_marks_nothing_as_held() {
    let lies: [fn(&mut Receipt); 2] =
        [|receipt| receipt.seq += 1, |receipt| receipt.head = Some(EntryId::new([1; 32]))];
    for lie in lies {
        let mut scene = Scene::new();
        let hand = scene.region.hand();
        let mut first = true;
        let told = scene.author_is_told(|response| {
            if std::mem::take(&mut first) {
                hand.signs(response, lie);
            } else {
                hand.signs(response, |receipt| (receipt.seq, receipt.head) = (0, None));
            }
        });
        let told = told.expect("it is taken for a copy of itself");
        assert!(told.reborn, "and writes it all again in a new chain");
        assert_eq!(told.newly_held, 0);
        assert_eq!(scene.author.state(scene.id), "saved_on_this_phone");
        scene.ends_well();
    }
}

// ---- what the log must not do

#[test]
fn a_log_that_forks_or_shrinks_shows_itself() {
    let lies: [fn(&mut Receipt); 3] = [
        |receipt| receipt.root = [1; 32],
        |receipt| {
            receipt.root = [1; 32];
            receipt.size += 5;
        },
        |receipt| receipt.size -= 1,
    ];
    for lie in lies {
        let mut scene = Scene::sent();
        let hand = scene.region.hand();
        let mut first = true;
        let told = scene.author_is_told(|response| {
            if std::mem::take(&mut first) {
                hand.signs(response, lie);
            }
        });
        assert!(told.expect("an answer").restored);
        scene.ends_well();
    }
}

#[test]
fn a_damaged_proof_is_no_proof() {
    let mut scene = Scene::sent();
    let told = scene.author_is_told(|_| {});
    assert!(!told.expect("an answer").restored);
    let id = scene.region.report(&mut scene.mate, &json!({ "narrative": "Later." }));
    scene.region.sync(&mut scene.mate);
    let told = scene.author_is_told(|response| {
        if let Some(proof) = &mut response.consistency {
            proof[0] ^= 1;
        }
    });
    assert!(told.expect("an answer").restored);
    scene.region.sync(&mut scene.author);
    scene.region.pump();
    scene.region.sync(&mut scene.mate);
    assert_eq!(scene.mate.state(id), "opened_by_hub");
}

#[test]
fn a_withheld_answer_loses_nothing() {
    let mut scene = Scene::new();
    let mut silence = Intercepted(|relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]| {
        relay(request);
        Outcome::NoAnswer
    });
    let told = scene.region.sync_by(&mut scene.author, &mut silence).expect("a sync");
    assert_eq!(told.problem.expect("it is told").code, "no_answer");
    assert_eq!(scene.author.state(scene.id), "saved_on_this_phone");
    let told = scene.mate_is_told(|response| {
        response.entries = None;
        response.cursors = None;
    });
    assert_eq!(told.expect("an answer").received, 0);
    scene.ends_well();
}

#[test]
fn an_answer_to_another_request_changes_nothing() {
    let mut scene = Scene::new();
    let Scene { region, author, id, .. } = &mut scene;
    let now = region.now;
    author.client.sync_now();
    let Step::Send(late, request) = author.client.next_step(now, &mut region.rng).expect("a step")
    else {
        unreachable!("there is something to send")
    };
    let answer = region.answer(author.client.device(), &request.body);
    let Step::Send(current, _) = author.client.next_step(now, &mut region.rng).expect("a step")
    else {
        unreachable!("it asks again")
    };
    let refused = author.client.step_done(late, answer.clone(), now, &mut region.rng);
    assert!(matches!(refused, Err(ClientError::LateAnswer)));
    assert_eq!(author.state(*id), "saved_on_this_phone");
    author.client.step_done(current, answer.clone(), now, &mut region.rng).expect("its answer");
    let refused = author.client.step_done(current, answer, now, &mut region.rng);
    assert!(matches!(refused, Err(ClientError::LateAnswer)));
    scene.ends_well();
}

#[test]
fn a_replayed_answer_claims_less_and_never_more() {
    let mut scene = Scene::new();
    let mut old = Vec::new();
    let mut recorded = |outcome: Outcome| {
        old.push(outcome.clone());
        outcome
    };
    scene.region.sync_by(&mut scene.author, &mut recorded).expect("the sync");
    let second = scene.region.report(&mut scene.author, &json!({ "narrative": "Again." }));
    let mut asked = 0;
    let mut replayed = |_: Outcome| {
        asked += 1;
        old[0].clone()
    };
    let told = scene.region.sync_by(&mut scene.author, &mut replayed).expect("the sync");
    assert_eq!(told.problem.expect("it is told").code, "server_stuck");
    assert!(asked < 5, "it does not ask for ever");
    assert_eq!(scene.author.state(second), "saved_on_this_phone");
    scene.region.sync(&mut scene.author);
    assert_eq!(scene.author.state(second), "held_by_region");
}
