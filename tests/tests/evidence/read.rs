//! The rules by which a record is read from what was disclosed, one broken at a time.

use tabard_core::client::{DisclosedView, DisclosureFault, PlacedEntry, read_disclosed};
use tabard_core::entry::SignedEntry;
use tabard_core::ids::RegionId;
use tabard_core::keys::Opening;
use tabard_server::hub::Hub;

use crate::region::{Told, told};

/// The entries of the report, in the order of the log.
fn entries(told: &Told, hub: &Hub) -> Vec<PlacedEntry> {
    let record = hub.disclose(told.report.parse().expect("an id")).expect("disclosed").remove(0);
    let asked: Vec<_> = record.entries.iter().map(|one| &one.entry).collect();
    let places = hub.relay().witness(tabard_server::host::now(), &asked, &[]).expect("proofs");
    let placed = record.entries.into_iter().zip(places.entries).map(|(one, proved)| PlacedEntry {
        position: proved.position,
        entry: one.entry,
        opening: one.opening,
    });
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|one| one.position);
    placed
}

fn fault(hub: &Hub, entries: Vec<PlacedEntry>) -> Result<DisclosedView, DisclosureFault> {
    read_disclosed(&hub.relay().directory().expect("a directory"), entries)
}

#[test]
fn each_rule_is_kept() {
    let told = told();
    let hub = told.hub();
    let region: RegionId = told.region.parse().expect("an id");
    let changed = |change: &dyn Fn(&mut Vec<PlacedEntry>)| {
        let mut all = entries(&told, &hub);
        change(&mut all);
        fault(&hub, all).err()
    };
    assert_eq!(changed(&|_| {}), None);
    let id = |place: usize| entries(&told, &hub)[place].entry.id();
    assert_eq!(changed(&|all| all.swap(1, 2)), Some(DisclosureFault::Order(id(1))));
    assert_eq!(changed(&|all| drop(all.remove(0))), Some(DisclosureFault::NoStart));
    assert_eq!(changed(&|all| all.clear()), Some(DisclosureFault::NoStart));
    let twice = |all: &mut Vec<PlacedEntry>| {
        let last = all.last().expect("entries");
        let entry = SignedEntry::parse(region, last.entry.bytes().to_vec()).expect("an entry");
        let (position, opening) = (last.position + 1, last.opening.clone());
        all.push(PlacedEntry { position, entry, opening });
    };
    assert!(matches!(changed(&twice), Some(DisclosureFault::Chain(_))));
    let other_opening = |all: &mut Vec<PlacedEntry>| {
        let first: Opening = all[0].opening.clone();
        all[1].opening = first;
    };
    assert_eq!(changed(&other_opening), Some(DisclosureFault::DoesNotOpen(id(1))));
    let unsigned = |all: &mut Vec<PlacedEntry>| {
        let mut bytes = all[1].entry.bytes().to_vec();
        *bytes.last_mut().expect("a signature") ^= 1;
        all[1].entry = SignedEntry::parse(region, bytes).expect("well-formed");
    };
    assert!(matches!(changed(&unsigned), Some(DisclosureFault::Signature(_))));
    let without_the_mate = |all: &mut Vec<PlacedEntry>| {
        all.retain(|one| one.entry.author().to_string() != told.mate);
    };
    assert!(matches!(changed(&without_the_mate), Some(DisclosureFault::NotPart(_))));
}
