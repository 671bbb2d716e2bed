//! However a set of chains is cut into requests, the log ends up the same.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use tabard_core::entry::{Kind, SignedEntry};
use tabard_core::ids::EntryId;

use super::super::testing::{Phone, World};

/// Four chains that depend on one another through invitations.
fn chains(world: &mut World) -> (Vec<Phone>, Vec<Vec<SignedEntry>>) {
    let mut phones: Vec<_> = (0..4).map(|_| world.crew()).collect();
    let mates: Vec<_> = phones.iter().map(Phone::public).collect();
    let mut chains: Vec<Vec<SignedEntry>> = vec![vec![], vec![], vec![], vec![]];
    let (first, one) = world.start_for(&mut phones[0], Kind::Incident, &[mates[1].clone()]);
    chains[0].push(first);
    let (first, two) = world.start(&mut phones[1], Kind::Incident);
    chains[1].push(first);
    let passed_on = world.invite(&mut phones[1], &one, &mates[2]);
    chains[1].push(passed_on);
    let back = world.invite(&mut phones[1], &two, &mates[0]);
    chains[1].push(back);
    let on = world.invite(&mut phones[2], &one, &mates[3]);
    chains[2].push(on);
    for at in [0, 3, 1, 2, 0, 3] {
        let entry = world.go_on(&mut phones[at], &one);
        chains[at].push(entry);
    }
    let entry = world.go_on(&mut phones[0], &two);
    chains[0].push(entry);
    (phones, chains)
}

type State = (BTreeSet<EntryId>, Vec<(Vec<u8>, BTreeSet<EntryId>)>, Vec<(Vec<u8>, u64, Vec<u8>)>);

fn state(world: &World) -> State {
    let feeds: Vec<_> = world
        .feeds()
        .into_iter()
        .map(|(party, entries)| {
            let set: BTreeSet<_> = entries.iter().copied().collect();
            assert_eq!(set.len(), entries.len(), "each is in a feed once");
            (party, set)
        })
        .collect();
    let db = world.relay.writer.db();
    let mut query = db
        .prepare("SELECT name, seq, head FROM chain JOIN party ON party.id = device ORDER BY name")
        .unwrap();
    let heads = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let heads = heads.map(Result::unwrap).collect();
    let mut query = db.prepare("SELECT bytes FROM log WHERE chain IS NOT NULL").unwrap();
    let entries = query.query_map([], |row| row.get(0)).unwrap();
    let log = entries
        .map(|bytes| SignedEntry::parse(world.region(), bytes.unwrap()).unwrap().id())
        .collect();
    (log, feeds, heads)
}

fn all_at_once() -> State {
    let mut world = World::new();
    let (phones, chains) = chains(&mut world);
    let all: Vec<_> = chains.iter().flatten().collect();
    let submit = || world.exchange(&phones[0], &all).unwrap().refused;
    assert_eq!((submit(), submit()), (None, None));
    assert_eq!(world.relay.stats().unwrap().parked, 0);
    state(&world)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Each step sends some entries of one chain, from a place it may have sent already.
    #[test]
    fn any_split_gives_the_same(steps in prop::collection::vec((0usize..4, any::<Index>(), 0usize..3, 1usize..4), 0..30)) {
        let mut world = World::new();
        let (phones, chains) = chains(&mut world);
        let mut sent = [0; 4];
        for (at, by, back, count) in steps {
            let from = usize::saturating_sub(sent[at], back);
            let to = chains[at].len().min(from + count);
            let part: Vec<_> = chains[at][from..to].iter().collect();
            let sender = &phones[by.index(4)];
            let response = world.exchange(sender, &part).unwrap();
            // A record that is known refuses those who are not invited yet; they come again.
            if response.refused.is_none() {
                sent[at] = sent[at].max(to);
            }
        }
        let all: Vec<_> = chains.iter().flatten().collect();
        while world.exchange(&phones[3], &all).unwrap().refused.is_some() {}
        prop_assert_eq!(state(&world), all_at_once());
        world.assert_sound();
    }
}
