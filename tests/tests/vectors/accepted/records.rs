//! Records of every kind open for their home, and what changes them passes the gate.

use tabard_core::entry::{Compartment, SignedEntry, open};
use tabard_core::keys::{ReceivingKey, RecordKey};
use tabard_core::record::{Actor, Standing, Step, settle};
use zeroize::Zeroizing;

use super::{array, at, bytes, directory, number, region, text};

fn step(entry: &SignedEntry, changes: Vec<u8>) -> Step {
    let author = Actor::new(*entry.author().as_bytes(), entry.header().incarnation.0);
    Step { author, seq: entry.header().seq, changes }
}

#[test]
fn the_first_entry_of_every_kind_opens_for_its_home() {
    for section in ["followup", "account", "attachment", "wellbeing_request", "marker"] {
        let of = |key: &str| format!("{section}/{key}");
        let entry = SignedEntry::parse(region(), bytes(&of("bytes"))).expect("an entry");
        let directory = directory(usize::MAX);
        let author = directory.device(entry.author()).expect("a certified author");
        let key = author.certificate.device.verifying_key().expect("a strong key");
        entry.verify(region(), &key).expect("by its author");
        let kind = entry.header().kind;
        assert_eq!(u64::from(kind.number()), number(at(&of("kind"))));
        assert!(author.certificate.roles.may_start(kind));
        assert_eq!(kind.home() == Compartment::Wellbeing, section == "wellbeing_request");
        assert_eq!(kind.epoch_bound(), section == "marker");

        let secret = ReceivingKey::from_bytes(&array(&of("home_secret")));
        let grant = entry.header().grants.first().expect("a grant");
        let record_key = entry.unwrap_grant(region(), grant, &secret).expect("for its home");
        let bound = entry.header().epoch.map(|epoch| record_key.under(&secret, epoch));
        let sealed_under = bound.as_ref().unwrap_or(&record_key);
        let changes = open(region(), &entry, sealed_under).expect("under its key");
        assert_eq!(changes, bytes(&of("changes")));
        let settlement = settle([step(&entry, changes)]);
        let standings: Vec<_> = settlement.standings.into_values().collect();
        assert_eq!(standings, [Standing::Applied], "{section}");
        assert_eq!(entry.record().to_string(), text(&of("record_id")));
    }
}

#[test]
fn the_later_change_is_let_in_after_the_first() {
    let first = SignedEntry::parse(region(), bytes("entry/bytes")).expect("an entry");
    let edit = SignedEntry::parse(region(), bytes("edit/bytes")).expect("an entry");
    assert_eq!(edit.record(), first.record());
    let key = RecordKey::new(Zeroizing::new(array("edit/record_key")));
    let changes = open(region(), &edit, &key).expect("under the record's key");
    let steps = [step(&first, bytes("entry/changes")), step(&edit, changes)];
    let settlement = settle(steps);
    assert_eq!(settlement.standings.len(), 2);
    assert!(settlement.standings.values().all(|standing| *standing == Standing::Applied));
    let told = format!("{:?}", settlement.record.tree());
    assert!(told.contains(text("edit/stamp")), "{told}");
}
