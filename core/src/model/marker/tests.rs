//! What must hold of every marker, whoever writes whatever into it.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::model::{Path, Scalar};

const DESK: Hand = Hand { device: [1; 8], proposes: true, decides: false };
const OTHER_DESK: Hand = Hand { device: [2; 8], proposes: true, decides: false };
const APPROVER: Hand = Hand { device: [3; 8], proposes: false, decides: true };
const BOTH: Hand = Hand { device: [4; 8], proposes: true, decides: true };
const NEITHER: Hand = Hand { device: [5; 8], proposes: false, decides: false };
const HANDS: [Hand; 5] = [DESK, OTHER_DESK, APPROVER, BOTH, NEITHER];

fn at(hours: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + hours * 3600).unwrap()
}

fn edit(path: &str, value: impl Into<Scalar>) -> (Path, Option<Scalar>) {
    (Path::parse(path).unwrap(), Some(value.into()))
}

/// All that a proposal takes, about a number.
fn founded() -> Vec<(Path, Option<Scalar>)> {
    vec![
        edit("subject", "phone_number"),
        edit("number", "+447700900123"),
        edit("category", "verbal_abuse"),
        edit("behaviours/threat_to_staff", true),
        edit("instruction", "information_only"),
        edit("sentence", "Threats were made to call handlers."),
        edit("evidence/e1/cad_number", "4711"),
    ]
}

/// What one device writes of a step, at its time.
fn taken(hand: Hand, number: u32, step: &Step) -> Revision {
    let patch = step.patch(&step_id(hand.device, number));
    let edits = patch.iter().map(|(path, value)| (path.clone(), value.cloned())).collect();
    Revision { hand, at: Some(step.at), edits }
}

fn step(act: Act, hours: i64, by: &str, until: Option<i64>) -> Step {
    Step {
        until: until.map(at),
        reason: Some("Said why.".to_owned()),
        advice: (act == Act::Advised).then(|| "clinical".to_owned()),
        ..Step::new(act, at(hours), by)
    }
}

/// A history of steps in which the first revision says all that is needed.
fn history(steps: &[(Hand, Step)]) -> Vec<Revision> {
    let mut history: Vec<_> =
        (1..).zip(steps).map(|(number, (hand, step))| taken(*hand, number, step)).collect();
    if let Some(first) = history.first_mut() {
        first.edits.extend(founded());
    }
    history
}

fn read(history: &[Revision]) -> Marker {
    Marker::read(history, |_| Terms::default())
}

fn good_life() -> Vec<(Hand, Step)> {
    vec![
        (DESK, step(Act::Flagged, 0, "Desk 4", Some(24))),
        (DESK, step(Act::Proposed, 2, "Desk 4", Some(2 + 45 * 24))),
        (OTHER_DESK, step(Act::Advised, 100, "Dr Green", None)),
        (APPROVER, step(Act::Approved, 200, "J. Brown", Some(200 + 300 * 24))),
    ]
}

#[test]
fn the_usual_life() {
    let marker = read(&history(&good_life()));
    let faults: Vec<_> = marker.life.steps.iter().map(|one| one.fault).collect();
    assert_eq!(faults, [None; 4]);
    let review = 200 + 300 * 24;
    for (hours, status) in [
        (-1, None),
        (0, Some(Status::AlertToday)),
        (1, Some(Status::AlertToday)),
        (2, Some(Status::TemporaryActive)),
        (100, Some(Status::DecisionPending)),
        (200, Some(Status::ApprovedActive)),
        (review - 30 * 24, Some(Status::DueReview)),
        (review - 1, Some(Status::DueReview)),
        (review, Some(Status::Expired)),
        (review + 100_000, Some(Status::Expired)),
    ] {
        assert_eq!(marker.at(at(hours)), status, "{hours}");
    }
    assert_eq!(marker.life.until(at(300)), Some(at(review)));
}

#[test]
fn what_nobody_decides_ends_by_itself() {
    let life = good_life();
    let alert = read(&history(&life[..1]));
    assert_eq!(alert.at(at(24)), Some(Status::Expired));
    let temporary = read(&history(&life[..3]));
    assert_eq!(temporary.at(at(2 + 45 * 24 - 1)), Some(Status::DecisionPending));
    assert_eq!(temporary.at(at(2 + 45 * 24)), Some(Status::Expired));
    // Neither asking again nor approving brings it back.
    let mut late = life[..3].to_vec();
    late.push((DESK, step(Act::Proposed, 2000, "Desk 4", Some(2000 + 24))));
    late.push((APPROVER, step(Act::Approved, 2001, "J. Brown", Some(3000))));
    let late = read(&history(&late));
    assert_eq!(late.at(at(2002)), Some(Status::Expired));
    let faults: Vec<_> = late.life.steps.iter().filter_map(|one| one.fault).collect();
    assert_eq!(faults, [StepFault::Lapsed; 2]);
}

#[test]
fn an_alert_that_ran_out_may_be_asked_for_the_day_after() {
    let life = [
        (DESK, step(Act::Flagged, 0, "Desk 4", Some(24))),
        (DESK, step(Act::Proposed, 40, "Desk 4", Some(41 + 24))),
    ];
    let marker = read(&history(&life));
    assert_eq!(marker.at(at(30)), Some(Status::Expired));
    assert_eq!(marker.at(at(40)), Some(Status::TemporaryActive));
}

/// What is wrong with a good life once one thing of it is otherwise.
fn fault_of(change: impl FnOnce(&mut Vec<(Hand, Step)>)) -> Option<StepFault> {
    let mut life = good_life();
    change(&mut life);
    read(&history(&life)).life.steps.last().unwrap().fault
}

#[test]
fn nothing_but_the_whole_makes_a_marker_active() {
    let (review, day) = (Some(at(200 + 300 * 24)), at(200));
    for (what, fault) in [
        (fault_of(|_| {}), None),
        (fault_of(|life| life[3].0 = OTHER_DESK), Some(StepFault::Role)),
        (fault_of(|life| life[3].0 = NEITHER), Some(StepFault::Role)),
        (fault_of(|life| life[3].1.by.clear()), Some(StepFault::Nobody)),
        (fault_of(|life| life[3].1.by = "  desk   4 ".to_owned()), Some(StepFault::SamePerson)),
        (
            fault_of(|life| {
                life[1].0 = BOTH;
                life[3].0 = BOTH;
            }),
            Some(StepFault::SamePerson),
        ),
        (fault_of(|life| drop(life.remove(2))), Some(StepFault::NoAdvice)),
        (fault_of(|life| life[2].1.by = "J. Brown".to_owned()), Some(StepFault::NoAdvice)),
        (fault_of(|life| life[2].1.by = "Desk 4".to_owned()), Some(StepFault::NoAdvice)),
        (fault_of(|life| life[3].1.until = None), Some(StepFault::NoEnd)),
        (fault_of(|life| life[3].1.until = Some(day)), Some(StepFault::BackDated)),
        (fault_of(|life| life[3].1.until = Some(at(200 + 367 * 24))), Some(StepFault::TooLong)),
        (fault_of(|life| life[3].1.until = review), None),
    ] {
        assert_eq!(what, fault);
    }
}

#[test]
fn without_an_incident_or_from_how_often_somebody_calls_there_is_none() {
    let without = |path: &str| {
        let mut history = history(&good_life());
        history[0].edits.retain(|(known, _)| !known.to_string().starts_with(path));
        history
    };
    for (history, fault) in [
        (without("evidence"), StepFault::NoIncident),
        (without("behaviours"), StepFault::NoBehaviour),
    ] {
        let marker = read(&history);
        assert_eq!(marker.life.steps[0].fault, Some(fault));
        assert!(marker.life.stands.is_empty(), "{fault:?}");
    }
    let mut volume = without("behaviours");
    volume[0].edits.push(edit("behaviours/repeat_redial", true));
    volume[0].edits.push(edit("behaviours/silent", true));
    let marker = read(&volume);
    assert_eq!(marker.life.steps[0].fault, Some(StepFault::NoBehaviour));
    assert!(marker.life.stands.is_empty());
    let marker = read(&without("sentence"));
    assert_eq!(marker.life.steps[1].fault, Some(StepFault::Incomplete));
}

#[test]
fn an_address_is_decided_on_only_once_somebody_checked_who_lives_there() {
    let mut history = history(&good_life());
    history[0].edits[..]
        .iter_mut()
        .filter(|(path, _)| path.to_string() == "subject")
        .for_each(|(_, value)| *value = Some("address".into()));
    assert_eq!(read(&history).life.steps[3].fault, Some(StepFault::AddressUnchecked));
    let day = jiff::tz::Offset::UTC.to_datetime(at(200)).date();
    for (days, fault) in [(0, None), (31, None), (32, Some(StepFault::AddressUnchecked))] {
        let mut approved = good_life()[3].1.clone();
        approved.address_checked_on = Some(day.checked_sub(jiff::Span::new().days(days)).unwrap());
        history[3] = taken(APPROVER, 4, &approved);
        assert_eq!(read(&history).life.steps[3].fault, fault, "{days}");
    }
}

#[test]
fn no_device_writes_anothers_step_nor_changes_what_was_decided() {
    let mut history = history(&good_life());
    let decided = read(&history);
    // Under the approver's name, and over the approver's words.
    let forged = step(Act::Renewed, 201, "J. Brown", Some(400));
    let mut stolen = taken(APPROVER, 9, &forged);
    stolen.hand = DESK;
    history.push(stolen);
    let id = step_id(APPROVER.device, 4);
    let over = vec![edit(&format!("steps/{id}/act"), "refused"), edit("sentence", "He is vile.")];
    history.push(Revision { hand: DESK, at: Some(at(202)), edits: over.clone() });
    history.push(Revision { hand: APPROVER, at: Some(at(203)), edits: over[..1].to_vec() });
    let after = read(&history);
    assert_eq!(after.life, decided.life);
    assert_eq!(after.facts, decided.facts, "a desk does not reword what was approved");
}

#[test]
fn no_desk_takes_anothers_warning_down_whatever_dates_it_writes() {
    let eve = Hand { device: [0; 8], ..OTHER_DESK };
    // A flag and a taking back, both dated before all else, or just after the flag.
    for hours in [-500, 0] {
        let mut life = good_life();
        life.push((eve, step(Act::Flagged, hours, "Eve", Some(hours + 20))));
        life.push((eve, step(Act::EnteredInError, hours, "Eve", None)));
        life.push((eve, step(Act::Proposed, hours, "Eve", Some(hours + 1))));
        let marker = read(&history(&life));
        assert_eq!(marker.at(at(300)), Some(Status::ApprovedActive), "{hours}");
    }
    // A request that lasts a moment: the alert goes on, and who asks in earnest is not too late.
    let mut life = good_life()[..1].to_vec();
    life.push((eve, step(Act::Proposed, 1, "Eve", Some(2))));
    assert_eq!(read(&history(&life)).at(at(20)), Some(Status::TemporaryActive));
    life.push((DESK, step(Act::Proposed, 30, "Desk 4", Some(30 + 24 * 40))));
    assert_eq!(read(&history(&life)).at(at(100)), Some(Status::TemporaryActive));
    // But not for ever: 45 days from the first request.
    life.push((DESK, step(Act::Proposed, 30 + 24 * 41, "Desk 4", Some(30 + 24 * 50))));
    assert_eq!(read(&history(&life)).at(at(1 + 45 * 24 - 1)), Some(Status::TemporaryActive));
    assert_eq!(read(&history(&life)).at(at(1 + 45 * 24)), Some(Status::Expired));
    // Nor is anybody kept from advising or approving by a request in their name.
    let mut life = good_life();
    for (hours, name) in [(0, "Dr Green"), (1, "J. Brown")] {
        life.push((eve, step(Act::Proposed, hours, name, Some(500))));
    }
    assert_eq!(read(&history(&life)).at(at(300)), Some(Status::ApprovedActive));
    // The flagging desk itself takes nothing back that was approved.
    let mut life = good_life();
    life.push((DESK, step(Act::EnteredInError, 1, "Desk 4", None)));
    assert_eq!(read(&history(&life)).at(at(300)), Some(Status::ApprovedActive));
}

#[test]
fn what_is_approved_stands_as_the_approver_read_it() {
    let mut life = good_life();
    life[3].1.words = Words {
        category: Some("verbal_abuse".to_owned()),
        instruction: Some("information_only".to_owned()),
        sentence: Some("Threats were made to call handlers.".to_owned()),
    };
    let mut history = history(&life);
    // At the same time a desk words it otherwise and clears what it rests on; the history has that first.
    let mut edits = vec![edit("sentence", "He is vile.")];
    for path in ["evidence/e1/cad_number", "behaviours/threat_to_staff", "category"] {
        edits.push((Path::parse(path).unwrap(), None));
    }
    history.insert(3, Revision { hand: OTHER_DESK, at: Some(at(199)), edits });
    let marker = read(&history);
    assert_eq!(marker.at(at(300)), Some(Status::ApprovedActive));
    assert_eq!(marker.facts.sentence.as_deref(), Some("Threats were made to call handlers."));
    // An approver may word it anew.
    let edits = vec![edit("sentence", "Threats were made.")];
    history.push(Revision { hand: APPROVER, at: Some(at(400)), edits });
    assert_eq!(read(&history).facts.sentence.as_deref(), Some("Threats were made."));
}

#[test]
fn on_appeal_in_error_and_at_a_review() {
    let mut life = good_life();
    life.push((APPROVER, step(Act::RemovedOnAppeal, 300, "J. Brown", None)));
    assert_eq!(read(&history(&life)).life.steps[4].fault, Some(StepFault::NotRepresented));
    life.insert(4, (DESK, step(Act::Represented, 299, "The person, by letter", None)));
    assert_eq!(read(&history(&life)).at(at(300)), Some(Status::RemovedAppeal));
    life.push((APPROVER, step(Act::Renewed, 400, "J. Brown", Some(500))));
    assert_eq!(read(&history(&life)).at(at(450)), Some(Status::RemovedAppeal), "for good");

    let mut life = good_life()[..1].to_vec();
    life.push((OTHER_DESK, step(Act::EnteredInError, 1, "Desk 5", None)));
    assert_eq!(read(&history(&life)).at(at(2)), Some(Status::AlertToday), "not another's");
    life.push((DESK, step(Act::EnteredInError, 3, "", None)));
    assert_eq!(read(&history(&life)).at(at(4)), Some(Status::EnteredInError), "its own undo");

    let mut life = good_life();
    life.push((APPROVER, step(Act::Renewed, 7000, "J. Brown", Some(7000 + 366 * 24))));
    let renewed = read(&history(&life));
    assert_eq!(renewed.at(at(7001)), Some(Status::Renewed));
    assert_eq!(renewed.at(at(7000 + 366 * 24)), Some(Status::Expired));
}

#[test]
fn a_region_that_states_less_gets_less() {
    let terms = |_| Terms::stated(Some(4), None, Some(90));
    let marker = Marker::read(&history(&good_life()), terms);
    assert_eq!(marker.life.steps[0].fault, Some(StepFault::TooLong));
    assert_eq!(marker.life.steps[3].fault, Some(StepFault::TooLong));
}

/// One thing done to a good life.
#[derive(Clone, Debug)]
enum Mischief {
    Hand(usize, usize),
    By(usize, usize),
    At(usize, i64),
    Until(usize, Option<i64>),
    Act(usize, usize),
    Bare(usize),
    Again(usize, i64),
    Drop(usize),
}

const PEOPLE: [&str; 4] = ["Desk 4", "Dr Green", "J. Brown", ""];

fn mischief() -> impl Strategy<Value = Mischief> {
    let step = 0..8_usize;
    prop_oneof![
        (step.clone(), 0..HANDS.len()).prop_map(|(step, hand)| Mischief::Hand(step, hand)),
        (step.clone(), 0..PEOPLE.len()).prop_map(|(step, by)| Mischief::By(step, by)),
        (step.clone(), -50..12_000_i64).prop_map(|(step, hours)| Mischief::At(step, hours)),
        (step.clone(), proptest::option::of(-50..30_000_i64))
            .prop_map(|(step, until)| Mischief::Until(step, until)),
        (step.clone(), 0..Act::ALL.len()).prop_map(|(step, act)| Mischief::Act(step, act)),
        step.clone().prop_map(Mischief::Bare),
        (step.clone(), -50..12_000_i64).prop_map(|(step, hours)| Mischief::Again(step, hours)),
        step.prop_map(Mischief::Drop),
    ]
}

fn life_with(mischief: &[Mischief]) -> Vec<(Hand, Step)> {
    let mut life = good_life();
    life.push((APPROVER, step(Act::Renewed, 7000, "J. Brown", Some(7000 + 300 * 24))));
    for one in mischief {
        let at_step = |number: usize, life: &Vec<_>| number % life.len().max(1);
        if life.is_empty() {
            break;
        }
        match one {
            Mischief::Hand(number, hand) => {
                let number = at_step(*number, &life);
                life[number].0 = HANDS[*hand];
            }
            Mischief::By(number, by) => {
                let number = at_step(*number, &life);
                life[number].1.by = PEOPLE[*by].to_owned();
            }
            Mischief::At(number, hours) => {
                let number = at_step(*number, &life);
                life[number].1.at = at(*hours);
            }
            Mischief::Until(number, hours) => {
                let number = at_step(*number, &life);
                life[number].1.until = hours.map(at);
            }
            Mischief::Act(number, act) => {
                let number = at_step(*number, &life);
                life[number].1.act = Act::ALL[*act];
            }
            Mischief::Bare(number) => {
                let number = at_step(*number, &life);
                life[number].1.reason = None;
                life[number].1.advice = None;
            }
            Mischief::Again(number, hours) => {
                let (hand, mut step) = life[at_step(*number, &life)].clone();
                step.at = at(*hours);
                life.push((hand, step));
            }
            Mischief::Drop(number) => {
                let number = at_step(*number, &life);
                life.remove(number);
            }
        }
    }
    life
}

/// What made a marker active: the property as a stranger would check it, with none of the code.
fn has_earned(marker: &Marker, moment: Timestamp) -> bool {
    let counted: Vec<_> = marker.life.counted().filter(|one| one.step.at <= moment).collect();
    let proposed = counted.iter().filter(|one| one.step.act == Act::Proposed);
    let decided = |act| counted.iter().filter(move |one| one.step.act == act);
    let evidence = marker.facts.evidence.values().any(|one| one.cad_number.is_some());
    evidence
        && proposed.clone().any(|proposal| {
            decided(Act::Approved).any(|approval| {
                proposal.hand.proposes
                    && approval.hand.decides
                    && approval.hand.device != proposal.hand.device
                    && approval.step.by != proposal.step.by
                    && proposal.step.at <= approval.step.at
                    && decided(Act::Advised).any(|advice| {
                        advice.step.by != proposal.step.by && advice.step.by != approval.step.by
                    })
            })
        })
        && decided(Act::Approved).chain(decided(Act::Renewed)).any(|one| {
            one.step.until.is_some_and(|until| {
                until > moment && until.duration_since(one.step.at) <= Terms::default().review
            })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// No path to an active marker without an incident, two people, advice and a review ahead; and
    /// nothing warns past its end, at any clock.
    #[test]
    fn no_way_round(mischief in proptest::collection::vec(mischief(), 0..6), hours in -100..40_000_i64) {
        let marker = read(&history(&life_with(&mischief)));
        let moment = at(hours);
        if let Some(status) = marker.at(moment) {
            if status.is_approved() {
                prop_assert!(has_earned(&marker, moment), "{status:?} {:?}", marker.life);
            }
            if status.warns() {
                let until = marker.life.until(moment);
                prop_assert!(until.is_some_and(|until| until > moment), "{:?}", marker.life);
                prop_assert!(marker.life.counted().any(|one| one.step.until.is_some_and(|end| end > moment)));
            }
        }
    }

    /// The order in which devices' words came makes no difference, where no two are of one second.
    #[test]
    fn the_same_in_any_order(mischief in proptest::collection::vec(mischief(), 0..6), seed in any::<u64>()) {
        let mut life = life_with(&mischief);
        for (number, (_, step)) in life.iter_mut().enumerate() {
            step.at += SignedDuration::from_secs(number as i64);
        }
        let straight = history(&life);
        prop_assume!(straight.len() > 1);
        let mut shuffled = straight.clone();
        let (first, rest) = shuffled.split_first_mut().unwrap();
        let _ = first;
        let turn = usize::try_from(seed % rest.len() as u64).unwrap();
        rest.rotate_left(turn);
        prop_assert_eq!(read(&straight).life, read(&shuffled).life);
    }

    /// A past day stays as it was, whatever is written after it.
    #[test]
    fn a_past_day_stays_as_it_was(mischief in proptest::collection::vec(mischief(), 0..6), hours in 0..12_000_i64) {
        let whole = history(&life_with(&mischief));
        let until_then: Vec<_> =
            whole.iter().filter(|one| one.at <= Some(at(hours))).cloned().collect();
        let terms = |_| Terms::default();
        let then = Marker::read_as_of(&until_then, terms, at(hours));
        let later = Marker::read_as_of(&whole, terms, at(hours));
        prop_assert_eq!(then.at(at(hours)), later.at(at(hours)));
        prop_assert_eq!(then, later);
    }
}

#[test]
fn counts_by_rule() {
    let marker = |status, kind: &str, subject: &str, premises: &str| Counted {
        status: Some(status),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        premises: premises.to_owned(),
    };
    let all = [
        marker(Status::ApprovedActive, "premises_unit", "flat 1", "house"),
        marker(Status::DueReview, "premises_unit", "flat 1", "house"),
        marker(Status::Renewed, "premises_unit", "flat 2", "house"),
        marker(Status::TemporaryActive, "phone_number", "n", "n"),
        marker(Status::AlertToday, "phone_number", "n", "n"),
        marker(Status::Expired, "phone_number", "m", "m"),
    ];
    for (rule, unit, count) in [
        ("approved", Unit::Marker, 3),
        ("approved", Unit::Subject, 2),
        ("approved", Unit::Premises, 1),
        ("temporary", Unit::Marker, 1),
        ("alert", Unit::Marker, 1),
        ("warning", Unit::Marker, 5),
        ("warning", Unit::Premises, 2),
    ] {
        assert_eq!(Rule::named(rule, unit).unwrap().count(&all), count, "{rule} {unit}");
    }
    assert!(Rule::named("all", Unit::Marker).is_err());
}
