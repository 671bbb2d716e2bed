//! What a pack opens: its own entries, and nothing else of the region.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use tabard_core::client::DisclosedRecord;
use tabard_core::entry::{SignedEntry, open, open_disclosed};
use tabard_core::ids::RegionId;
use tabard_core::keys::{Opening, RecordKey};
use tabard_server::evidence::{Wishes, make};
use tabard_server::host::{entropy, now};
use tabard_tests::process::World;
use zeroize::Zeroizing;

use crate::pack::Pack;
use crate::region::told;

/// All that a pack discloses, as what it is and as a record's key.
fn secrets(pack: &Pack) -> Vec<[u8; 32]> {
    let openings = pack.json("openings.json");
    let secret = |text: &serde_json::Value| {
        let text = text.as_str().expect("a text");
        HEXLOWER.decode(text.as_bytes()).expect("hexadecimal").try_into().expect("32 bytes")
    };
    openings.as_object().expect("an object").values().map(secret).collect()
}

fn opens(region: RegionId, entry: &SignedEntry, secret: &[u8; 32]) -> bool {
    let bytes = || Zeroizing::new(*secret);
    open_disclosed(region, entry, &Opening::new(bytes())).is_ok()
        || open(region, entry, &RecordKey::new(bytes())).is_ok()
}

fn ids_that_open(
    region: RegionId,
    records: &[DisclosedRecord],
    secrets: &[[u8; 32]],
) -> BTreeSet<String> {
    let entries = records.iter().flat_map(|record| &record.entries).map(|one| &one.entry);
    let opened = entries.filter(|entry| secrets.iter().any(|secret| opens(region, entry, secret)));
    opened.map(|entry| entry.id().to_string()).collect()
}

#[test]
fn a_pack_opens_its_own_entries_and_no_other_report() {
    let told = told();
    let (hub, region) = (told.hub(), told.region.parse().expect("an id"));
    let [own, other] = [&told.report, &told.other]
        .map(|id| hub.disclose(id.parse().expect("an id")).expect("disclosed"));
    let secrets = secrets(&told.pack);
    let opened = ids_that_open(region, &own, &secrets);
    let listed: BTreeSet<_> =
        told.pack.json("openings.json").as_object().expect("one").keys().cloned().collect();
    assert_eq!(opened, listed, "what it lists it opens, and of this report nothing else");
    assert!(!other.is_empty() && other.iter().all(|record| !record.entries.is_empty()));
    assert_eq!(ids_that_open(region, &other, &secrets), BTreeSet::new());
}

#[test]
fn a_pack_opens_nothing_that_is_written_later_in_the_same_report() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("one");
    let id = phone.report(&[serde_json::json!({ "callsign": "YA214" })]).exits(0).ids().remove(0);
    let _ = phone.sync().exits(0);
    let mut hub = tabard_server::hub::Hub::open(&world.region(), now()).expect("the hub");
    hub.pump(now(), &mut entropy()).expect("up to date");
    let report = id.parse().expect("an id");
    let mut file = std::io::Cursor::new(Vec::new());
    let _ = make(&mut hub, report, &Wishes::default(), &[], &mut file, now(), &mut entropy())
        .expect("a pack");
    let secrets = secrets(&Pack::read(&file.into_inner()));
    drop(hub);
    let _ = phone.run("edit", &[&id, "--set", "callsign=YA999"]).exits(0);
    let _ = phone.sync().exits(0);
    let mut hub = tabard_server::hub::Hub::open(&world.region(), now()).expect("the hub");
    hub.pump(now(), &mut entropy()).expect("up to date");
    let region = hub.relay().region();
    let now_disclosed = hub.disclose(report).expect("disclosed");
    assert_eq!(now_disclosed[0].entries.len(), secrets.len() + 1, "there is a later entry");
    assert_eq!(ids_that_open(region, &now_disclosed, &secrets).len(), secrets.len());
    drop(server);
}
