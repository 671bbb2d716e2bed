//! Whether a step counts where a marker stands, and where it leads.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::{Act, Facts, Hand, Status, Step, StepFault, Taken, Terms};

/// What a marker is at some place of its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Nothing counts yet.
    Nothing,
    Alert {
        until: Timestamp,
        by: [u8; 8],
    },
    /// An alert that ran out: it may still be asked for as a marker.
    RanOut,
    Temporary {
        until: Timestamp,
        /// When it was first asked for: however often it is asked for again, it waits no longer
        /// than the terms allow from there.
        opened: Timestamp,
        /// Everybody who asked for it: who asks again takes it from nobody.
        proposers: Vec<(Hand, String)>,
        advisers: Vec<String>,
    },
    /// Nobody decided in time.
    Lapsed {
        opened: Timestamp,
    },
    Approved {
        until: Timestamp,
        renewed: bool,
        due: SignedDuration,
    },
    Over(Status),
}

/// What is asked about the step to be judged: what was written down until it, whether the subject is
/// a place, the terms at its time.
pub(super) struct Ground<'a> {
    pub(super) facts: &'a Facts,
    /// Whether it was written with the beginning of the record.
    pub(super) begins: bool,
    pub(super) place: bool,
    pub(super) terms: Terms,
}

impl Stand {
    pub(super) const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Alert { until, .. }
            | Self::Temporary { until, .. }
            | Self::Approved { until, .. } => Some(*until),
            Self::Nothing | Self::RanOut | Self::Lapsed { .. } | Self::Over(_) => None,
        }
    }

    pub(super) fn status(&self, at: Timestamp) -> Option<Status> {
        Some(match self {
            Self::Nothing => return None,
            Self::Alert { .. } => Status::AlertToday,
            Self::Temporary { advisers, .. } if advisers.is_empty() => Status::TemporaryActive,
            Self::Temporary { .. } => Status::DecisionPending,
            Self::Approved { until, due, .. } if until.duration_since(at) <= *due => {
                Status::DueReview
            }
            Self::Approved { renewed: true, .. } => Status::Renewed,
            Self::Approved { .. } => Status::ApprovedActive,
            Self::RanOut | Self::Lapsed { .. } => Status::Expired,
            Self::Over(status) => *status,
        })
    }
}

/// Where a step leads; none where it changes nothing of where the marker stands.
pub(super) fn next(
    stand: &Stand,
    taken: &Taken,
    ground: &Ground<'_>,
    represented: bool,
) -> Result<Option<Stand>, StepFault> {
    let (step, hand) = (&taken.step, taken.hand);
    let signed = !step.by.is_empty();
    let needs = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
    match step.act {
        Act::Flagged => {
            needs(hand.proposes, StepFault::Role)?;
            // Another's flag on this record would say when its life began.
            needs(matches!(stand, Stand::Nothing) && ground.begins, StepFault::NotNow)?;
            ground.facts.is_founded()?;
            let until = ends(step, ground.terms.alert)?;
            Ok(Some(Stand::Alert { until, by: hand.device }))
        }
        Act::Proposed => {
            needs(hand.proposes, StepFault::Role)?;
            needs(signed, StepFault::Nobody)?;
            let nobody = (Vec::new(), Vec::new());
            let (opened, warns_until, (mut proposers, advisers)) = match stand {
                Stand::Nothing | Stand::RanOut => (step.at, step.at, nobody),
                // What warns goes on warning: to ask for more never makes it less.
                Stand::Alert { until, .. } => (step.at, *until, nobody),
                Stand::Temporary { opened, until, proposers, advisers, .. } => {
                    (*opened, *until, (proposers.clone(), advisers.clone()))
                }
                Stand::Lapsed { opened } => (*opened, step.at, nobody),
                Stand::Approved { .. } | Stand::Over(_) => return Err(past(stand)),
            };
            ground.facts.is_complete()?;
            // However often it is asked for: it waits no longer than from the first time.
            let latest = opened.checked_add(ground.terms.temporary).unwrap_or(Timestamp::MAX);
            let until = ends(step, ground.terms.temporary)?.max(warns_until).min(latest);
            needs(until > step.at, StepFault::Lapsed)?;
            proposers.push((hand, step.by.clone()));
            Ok(Some(Stand::Temporary { until, opened, proposers, advisers }))
        }
        Act::Advised => {
            needs(signed, StepFault::Nobody)?;
            needs(step.advice.is_some() && step.reason.is_some(), StepFault::NoReason)?;
            advised(stand, step).map(Some)
        }
        Act::Approved => approved(stand, taken, ground).map(Some),
        Act::Refused => {
            decides(hand, step)?;
            needs(step.reason.is_some(), StepFault::NoReason)?;
            match stand {
                Stand::Alert { .. } => Ok(Some(Stand::Over(Status::Refused))),
                Stand::Temporary { proposers, .. } => {
                    another(proposers, taken)?;
                    Ok(Some(Stand::Over(Status::Refused)))
                }
                _ => Err(past(stand)),
            }
        }
        Act::Renewed => {
            decides(hand, step)?;
            let Stand::Approved { .. } = stand else { return Err(past(stand)) };
            checked(step, ground)?;
            let until = ends(step, ground.terms.review)?;
            Ok(Some(Stand::Approved { until, renewed: true, due: ground.terms.due }))
        }
        Act::RemovedOnAppeal => {
            decides(hand, step)?;
            needs(step.reason.is_some(), StepFault::NoReason)?;
            needs(represented, StepFault::NotRepresented)?;
            over(stand, Status::RemovedAppeal)
        }
        Act::Ended => {
            decides(hand, step)?;
            needs(step.reason.is_some(), StepFault::NoReason)?;
            over(stand, Status::Expired)
        }
        Act::EnteredInError => {
            let own = matches!(stand, Stand::Alert { by, .. } if *by == hand.device);
            needs(own || (hand.decides && signed), StepFault::Role)?;
            needs(own || step.reason.is_some(), StepFault::NoReason)?;
            over(stand, Status::EnteredInError)
        }
        Act::Represented | Act::LetterSent | Act::LetterWithheld => {
            needs(signed, StepFault::Nobody)?;
            let reasoned = step.act == Act::LetterSent || step.reason.is_some();
            needs(reasoned, StepFault::NoReason)?;
            needs(!matches!(stand, Stand::Nothing), StepFault::NotNow)?;
            Ok(None)
        }
    }
}

fn advised(stand: &Stand, step: &Step) -> Result<Stand, StepFault> {
    match stand {
        Stand::Temporary { until, opened, proposers, advisers } => {
            if proposers.iter().all(|(_, person)| same_person(person, &step.by)) {
                return Err(StepFault::NoAdvice);
            }
            let mut advisers = advisers.clone();
            advisers.push(step.by.clone());
            let proposers = proposers.clone();
            let (until, opened) = (*until, *opened);
            Ok(Stand::Temporary { until, opened, proposers, advisers })
        }
        _ => Err(past(stand)),
    }
}

/// Two people, an incident, advice and a review date: nothing else makes a marker active.
fn approved(stand: &Stand, taken: &Taken, ground: &Ground<'_>) -> Result<Stand, StepFault> {
    decides(taken.hand, &taken.step)?;
    let Stand::Temporary { proposers, advisers, .. } = stand else { return Err(past(stand)) };
    another(proposers, taken)?;
    let advised = |proposer: &String| {
        let neither = |adviser: &&String| {
            !same_person(adviser, &taken.step.by) && !same_person(adviser, proposer)
        };
        advisers.iter().any(|adviser| neither(&adviser))
    };
    if !others(proposers, taken).any(advised) {
        return Err(StepFault::NoAdvice);
    }
    ground.facts.is_founded()?;
    if !taken.step.words.are_whole() {
        ground.facts.is_complete()?;
    }
    checked(&taken.step, ground)?;
    let until = ends(&taken.step, ground.terms.review)?;
    Ok(Stand::Approved { until, renewed: false, due: ground.terms.due })
}

fn decides(hand: Hand, step: &Step) -> Result<(), StepFault> {
    match (hand.decides, step.by.is_empty()) {
        (false, _) => Err(StepFault::Role),
        (true, true) => Err(StepFault::Nobody),
        (true, false) => Ok(()),
    }
}

/// Whether somebody proposed who is another device and another person than decides.
fn another(proposers: &[(Hand, String)], taken: &Taken) -> Result<(), StepFault> {
    others(proposers, taken).next().map(|_| ()).ok_or(StepFault::SamePerson)
}

/// The people who proposed, and are neither the device nor the person that decides.
fn others<'a>(
    proposers: &'a [(Hand, String)],
    taken: &'a Taken,
) -> impl Iterator<Item = &'a String> {
    let other = |(hand, person): &&(Hand, String)| {
        hand.device != taken.hand.device && !same_person(person, &taken.step.by)
    };
    proposers.iter().filter(other).map(|(_, person)| person)
}

fn same_person(one: &str, other: &str) -> bool {
    let plain =
        |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    plain(one) == plain(other)
}

/// What is warned of ends, and no later than the terms allow.
fn ends(step: &Step, longest: SignedDuration) -> Result<Timestamp, StepFault> {
    let until = step.until.ok_or(StepFault::NoEnd)?;
    if until <= step.at {
        Err(StepFault::BackDated)
    } else if until.duration_since(step.at) > longest {
        Err(StepFault::TooLong)
    } else {
        Ok(until)
    }
}

/// People move: an address is decided on only when somebody checked of late who lives there.
fn checked(step: &Step, ground: &Ground<'_>) -> Result<(), StepFault> {
    let day: Date = Offset::UTC.to_datetime(step.at).date();
    let fresh = |checked: Date| {
        let days = checked.until(day).map_or(i64::MAX, |span| i64::from(span.get_days()));
        // Where the clock is ahead of Greenwich the day may be the next one.
        (-1..=ground.terms.address_check_days).contains(&days)
    };
    match !ground.place || step.address_checked_on.is_some_and(fresh) {
        true => Ok(()),
        false => Err(StepFault::AddressUnchecked),
    }
}

fn over(stand: &Stand, status: Status) -> Result<Option<Stand>, StepFault> {
    match stand {
        Stand::Alert { .. } | Stand::Temporary { .. } | Stand::Approved { .. } => {
            Ok(Some(Stand::Over(status)))
        }
        Stand::Nothing | Stand::RanOut | Stand::Lapsed { .. } | Stand::Over(_) => Err(past(stand)),
    }
}

const fn past(stand: &Stand) -> StepFault {
    match stand {
        Stand::Lapsed { .. } | Stand::Over(Status::Expired) => StepFault::Lapsed,
        _ => StepFault::NotNow,
    }
}
