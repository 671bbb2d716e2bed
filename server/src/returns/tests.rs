#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::wire::Message;
use tempfile::TempDir;

use super::*;
use crate::disclosure::Figure;
use crate::hub::Hub;
use crate::learning::fact::{Camera, Fact, Set, Standing};

const NOW: Millis = Millis(1_789_430_400_000);
const RULE: Disclosure = Disclosure { masked: 7, rounded_to: 5, candidates: 3 };

fn fact((kind, place, group, factor, month): (u8, u8, u8, u8, i8)) -> Fact {
    let mut factors = Set::default();
    factors.insert(factor);
    Fact {
        id: RecordId::new([0; 16]),
        received: NOW,
        day: date(2026, 7 + month, 10),
        hour: None,
        standing: Standing::Counted,
        primary: Some(kind),
        types: Set::default(),
        place: Some(place),
        factors,
        physical_harm: None,
        psych_harm: None,
        injured: None,
        camera: Camera::NotSaid,
        staff_group: Some(group),
        training: None,
        outcome: None,
        sanction: false,
        first_answer: None,
        feedback: None,
    }
}

fn period() -> Period {
    "2026-Q3".parse().unwrap()
}

fn of(facts: &[Fact], service: &str, revision: u32) -> Return {
    let service: Service = service.parse().unwrap();
    tally(facts.iter(), (&service, period(), revision), RULE, RULE.rule().unwrap())
}

/// Many of a few kinds, and few of others.
fn some() -> Vec<Fact> {
    let many = (0..200_u8).map(|n| fact((n % 3, n % 4, n % 2, n % 5, (n % 3) as i8)));
    many.chain((0..4).map(|n| fact((9, n, 5, 30, 0)))).collect()
}

#[test]
fn the_same_facts_in_any_order_are_the_same_bytes() {
    let mut facts = some();
    let first = of(&facts, "RX8", 1).to_bytes();
    facts.reverse();
    assert_eq!(of(&facts, "RX8", 1).to_bytes(), first);
    assert_eq!(Return::parse(&first).unwrap().to_bytes(), first);
    let text = String::from_utf8(first).unwrap();
    assert!(text.starts_with(
        "{\"schema\":\"tabard/return/1\",\"scope_version\":\"2026-1\",\"service\":\"RX8\""
    ));
}

#[test]
fn what_few_had_is_among_all_others() {
    let told = of(&some(), "RX8", 1);
    assert_eq!(told.incidents, Some(205));
    let types = told.dimension("type").unwrap();
    assert!(!types.codes.contains(&"hate_incident".to_owned()) && types.codes.len() == 3);
    assert_eq!(types.codes.last().unwrap(), REST);
    assert_eq!(told.grids.len(), 4);
    assert!(told.grids.iter().all(|grid| grid.rows == "type"));
}

#[test]
fn of_too_few_nothing_is_told() {
    let told = of(&some()[..7], "RX8", 1);
    assert_eq!((told.incidents, told.dimensions.len(), told.grids.len()), (None, 0, 0));
    assert_eq!(of(&[], "RX8", 1).incidents, Some(0));
}

#[test]
fn bytes_that_show_what_their_own_rule_keeps_back_are_refused() {
    let mut told = of(&some(), "RX8", 1);
    told.grids[0].counts[0][0] = Some(3);
    assert_eq!(Return::parse(&told.to_bytes()), Err(ReturnFault::Unprotected));
    told.grids[0].counts[0][0] = Some(u64::MAX);
    assert_eq!(Return::parse(&told.to_bytes()), Err(ReturnFault::Unprotected));
    told.grids[0].counts[0].pop();
    assert_eq!(Return::parse(&told.to_bytes()), Err(ReturnFault::Malformed));
    assert_eq!(Return::parse(b"{}"), Err(ReturnFault::Malformed));
}

struct Region {
    _dir: TempDir,
    hub: Hub,
}

fn region(seed: u64) -> Region {
    let dir = TempDir::new().unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Hub::init(dir.path(), "Region", NOW, &mut rng).unwrap();
    let hub = Hub::open(dir.path(), NOW).unwrap();
    Region { _dir: dir, hub }
}

fn file(region: &Region, told: &Return) -> Vec<u8> {
    region.hub.attest(told.to_bytes()).unwrap().to_bytes()
}

fn pins(all: &[(&str, Option<&Region>)]) -> Pins {
    let pin = |(service, region): &(&str, Option<&Region>)| Pin {
        service: service.parse().unwrap(),
        name: String::new(),
        region: region.map(|one| one.hub.region_id()),
    };
    Pins(all.iter().map(pin).collect())
}

fn brought(files: &[Vec<u8>]) -> Vec<Source> {
    files.iter().cloned().map(Source::File).collect()
}

fn states(merged: &Merged) -> Vec<Came> {
    merged.services.iter().map(|line| line.came.clone()).collect()
}

#[test]
fn a_return_is_signed_by_the_hub_of_its_region_and_every_changed_byte_is_refused() {
    let (own, other) = (region(1), region(2));
    let told = of(&some(), "RX8", 1);
    let good = file(&own, &told);
    assert_eq!(good, file(&own, &told), "the same to the byte");
    let pins = pins(&[("RX8", Some(&own))]);
    let counted = |file: &[u8]| {
        states(&merge(&brought(&[file.to_vec()]), &pins, period(), false)).contains(&Came::Counted)
    };
    assert!(counted(&good));
    assert!(!counted(&file(&other, &told)), "another region's word");
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1;
        assert!(!counted(&changed), "byte {at}");
    }
}

#[test]
fn what_is_missing_late_or_of_another_kind_is_said() {
    let (one, two) = (region(1), region(2));
    let pins = pins(&[("RX8", Some(&one)), ("RX9", Some(&two)), ("RT4", None), ("RYA", None)]);
    let files = [
        file(&one, &of(&some(), "RX8", 1)),
        file(&one, &of(&some()[..100], "RX8", 2)),
        // The other's region speaks for its own service alone.
        file(&two, &of(&some(), "RT4", 1)),
        b"nothing".to_vec(),
    ];
    let merged = merge(&brought(&files), &pins, period(), false);
    let expected = [Came::Counted, Came::Missing, Came::NotProved, Came::Missing, Came::Unreadable];
    assert_eq!(states(&merged), expected);
    assert_eq!(merged.incidents.shown, 100, "the later return");
    assert_eq!(states(&merge(&[], &pins, period(), true)), vec![Came::Late; 4]);

    let next: Period = "2026-Q4".parse().unwrap();
    assert_eq!(states(&merge(&brought(&files[..1]), &pins, next, false))[0], Came::OtherPeriod);
    let mut scope = of(&some(), "RX8", 1);
    "2025-9".clone_into(&mut scope.scope_version);
    let files = [file(&one, &scope)];
    assert_eq!(states(&merge(&brought(&files), &pins, period(), false))[0], Came::OtherScope);
    let two_of_one = [file(&one, &of(&some(), "RX8", 1)), file(&one, &of(&some()[..50], "RX8", 1))];
    assert_eq!(
        states(&merge(&brought(&two_of_one), &pins, period(), false))[0],
        Came::Contradicted
    );
}

#[test]
fn a_device_hands_in_its_own_services_returns_and_no_others() {
    let (one, two) = (region(1), region(2));
    let sender = |service: &str, region: Option<&Region>| {
        let region = region.map(|one| one.hub.region_id());
        Some(Sender { service: service.parse().unwrap(), region })
    };
    let (own, correction) = (of(&some(), "RX8", 1), of(&some()[..100], "RX8", 2));
    let handed = |sender: Option<Sender>, file: Vec<u8>| Source::Record { sender, file };
    let pins = pins(&[("RX8", None), ("RX9", None)]);
    let came = |source: Source| states(&merge(&[source], &pins, period(), false));
    let file = |told: &Return| file(&one, told);
    let yes = came(handed(sender("RX8", Some(&one)), file(&own)));
    assert_eq!(yes, [Came::Counted, Came::Missing]);
    let no_region = came(handed(sender("RX8", None), file(&own)));
    assert_eq!(no_region, [Came::CountedUnpinned, Came::Missing]);
    for (by, why) in [
        (sender("RX9", Some(&one)), Came::OtherSender),
        (sender("RX8", Some(&two)), Came::NotProved),
        (None, Came::OtherSender),
    ] {
        assert_eq!(came(handed(by.clone(), file(&own))), [why.clone(), Came::Missing]);
        assert_ne!(reply(by.as_ref(), &file(&own)), Reply::Taken, "{why:?}");
    }
    assert_eq!(reply(sender("RX8", Some(&one)).as_ref(), &file(&own)), Reply::Taken);

    // What another's device hands in takes nothing from what the service's own did.
    let by_own = sender("RX8", Some(&one));
    let stolen = handed(sender("RX9", None), file(&of(&some()[..50], "RX8", 9)));
    let all = [handed(by_own.clone(), file(&own)), handed(by_own, file(&correction)), stolen];
    let merged = merge(&all, &pins, period(), false);
    assert_eq!((merged.incidents.shown, merged.services[0].revision), (100, Some(2)));
    assert_eq!(merged.services[0].older, [1]);
}

#[test]
fn what_one_service_keeps_back_stays_kept_back() {
    let (one, two) = (region(1), region(2));
    let pins = pins(&[("RX8", Some(&one)), ("RX9", Some(&two))]);
    let many: Vec<Fact> = (0..60).map(|n| fact((9, 0, 0, 0, (n % 3) as i8))).collect();
    let files = [file(&one, &of(&some(), "RX8", 1)), file(&two, &of(&many, "RX9", 1))];
    let merged = merge(&brought(&files), &pins, period(), false);
    let types = merged.dimensions.iter().find(|one| one.name == "type").unwrap();
    let code = tabard_core::model::codes::INCIDENT_TYPE.codes[9].code;
    let (_, sum) = types.sums.iter().find(|(known, _)| known == code).unwrap();
    assert_eq!(*sum, Sum { shown: 60, kept_back_by: 1 });
    let grid = merged.grids.iter().find(|grid| grid.columns == "month").unwrap();
    let (_, _, sum) = grid.sums.iter().find(|(row, _, _)| row == code).unwrap();
    assert_eq!(sum.kept_back_by, 1);
}

/// Every count of a return that is not shown, and what a reader who knows every sum to the unit can
/// think it is: by trying every value for one that moves round a square of others.
fn small_and_shown(told: &Return) -> Vec<u64> {
    let rule = RULE.rule().unwrap();
    let cells = told.grids.iter().flat_map(|grid| grid.counts.iter().flatten());
    let all = cells.chain(told.dimensions.iter().flat_map(|one| &one.counts)).flatten();
    all.copied().filter(|count| rule.figure(*count) != Figure::Shown(*count)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_return_shows_a_small_count_and_none_is_alone_in_its_row_and_column(
        incidents in prop::collection::vec((0_u8..23, 0_u8..21, 0_u8..16, 0_u8..56, 0_i8..3), 0..250),
    ) {
        let facts: Vec<Fact> = incidents.into_iter().map(fact).collect();
        let told = of(&facts, "RX8", 1);
        prop_assert_eq!(small_and_shown(&told), Vec::<u64>::new());
        prop_assert!(Return::parse(&told.to_bytes()).is_ok());
        for grid in told.grids.iter().filter(|grid| grid.columns != "factor") {
            let width = grid.counts.first().map_or(0, Vec::len);
            let hidden = |row: usize, at: usize| grid.counts[row][at].is_none();
            for row in 0..grid.counts.len() {
                let in_row = (0..width).filter(|at| hidden(row, *at)).count();
                prop_assert!(in_row != 1, "{}: row {row} of {:?}", grid.columns, grid.counts);
            }
            for at in 0..width {
                let in_column = (0..grid.counts.len()).filter(|row| hidden(*row, at)).count();
                prop_assert!(in_column != 1, "{}: column {at}", grid.columns);
            }
        }
    }
}
