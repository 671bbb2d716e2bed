//! A fact from an incident and its follow-up as JSON. Whatever is not of the shape is not said.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use tabard_core::ids::Millis;
use tabard_core::model::codes::{
    CONTRIBUTORY_FACTOR, CodeList, FOLLOWUP_OUTCOME, INCIDENT_TYPE, LOCATION_TYPE, PHYSICAL_HARM,
    PSYCH_HARM, STAFF_GROUP, TRAINING_LEVEL,
};
use tabard_core::vault::Told;

use super::{Camera, Fact, Place, Set, Standing, place_of};
use crate::learning::zone::Zone;

/// How many codes of a harm list are levels, from none to the worst. After them come ways not to say.
const LEVELS: [(&CodeList, Place); 2] = [(&PHYSICAL_HARM, 5), (&PSYCH_HARM, 4)];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Report<'a> {
    #[serde(borrow)]
    types: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    primary_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    occurred_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    location_type: Option<Cow<'a, str>>,
    anyone_hurt: Option<bool>,
    camera_running: Option<bool>,
    #[serde(borrow)]
    staff: Vec<Staff<'a>>,
    #[serde(borrow)]
    injuries: Vec<Injury<'a>>,
    #[serde(borrow)]
    factors: Vec<Factor<'a>>,
    criminal_sanctions: Vec<IgnoredAny>,
    #[serde(borrow)]
    duplicate_of: Option<Cow<'a, str>>,
    withdrawn: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Staff<'a> {
    #[serde(borrow)]
    staff_group: Option<Cow<'a, str>>,
    #[serde(borrow)]
    training_level: Option<Cow<'a, str>>,
    is_reporter: Option<bool>,
    #[serde(borrow)]
    physical_harm_0h: Option<Cow<'a, str>>,
    #[serde(borrow)]
    physical_harm_72h: Option<Cow<'a, str>>,
    #[serde(borrow)]
    physical_harm_28d: Option<Cow<'a, str>>,
    #[serde(borrow)]
    psych_harm_0h: Option<Cow<'a, str>>,
    #[serde(borrow)]
    psych_harm_72h: Option<Cow<'a, str>>,
    #[serde(borrow)]
    psych_harm_28d: Option<Cow<'a, str>>,
    #[serde(borrow)]
    bwv_wearing: Option<Cow<'a, str>>,
    #[serde(borrow)]
    bwv_activated: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Injury<'a> {
    #[serde(borrow)]
    injury_type: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Factor<'a> {
    #[serde(borrow)]
    factor: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer<'a> {
    #[serde(borrow)]
    status: Option<Cow<'a, str>>,
    #[serde(borrow)]
    outcome: Option<Cow<'a, str>>,
    #[serde(borrow)]
    duplicate_of: Option<Cow<'a, str>>,
    #[serde(borrow)]
    messages: Vec<Message<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message<'a> {
    #[serde(borrow)]
    at: Option<Cow<'a, str>>,
    question: Option<bool>,
}

impl Fact {
    /// What is counted of an incident.
    #[must_use]
    pub fn of(told: &Told<'_>, zone: &Zone) -> Self {
        let report: Report<'_> = serde_json::from_str(told.view).unwrap_or_default();
        let answer = told.answer.and_then(|answer| serde_json::from_str(answer).ok());
        let answer: Answer<'_> = answer.unwrap_or_default();
        let affected = affected(&report);
        let received = zone.local_of(told.started_at);
        let occurred = report.occurred_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
        let occurred = occurred.map(|at| zone.local(at)).filter(|at| at.day <= received.day);
        Self {
            id: told.id,
            received: told.started_at,
            day: occurred.map_or(received.day, |at| at.day),
            hour: occurred.map(|at| at.hour),
            standing: standing(&report, &answer),
            primary: primary(&report),
            types: set(&INCIDENT_TYPE, report.types.iter().map(Cow::as_ref)),
            place: code(&LOCATION_TYPE, report.location_type.as_deref()),
            factors: set(
                &CONTRIBUTORY_FACTOR,
                report.factors.iter().filter_map(|one| one.factor.as_deref()),
            ),
            physical_harm: worst(0, &report),
            psych_harm: worst(1, &report),
            injured: injured(&report),
            camera: camera(&report),
            staff_group: code(&STAFF_GROUP, affected.and_then(|one| one.staff_group.as_deref())),
            training: code(&TRAINING_LEVEL, affected.and_then(|one| one.training_level.as_deref())),
            outcome: code(&FOLLOWUP_OUTCOME, answer.outcome.as_deref()),
            sanction: !report.criminal_sanctions.is_empty(),
            first_answer: minutes(told.started_at, &answer, |_| true),
            feedback: minutes(told.started_at, &answer, |one| one.question != Some(true)),
        }
    }
}

fn code(list: &CodeList, code: Option<&str>) -> Option<Place> {
    code.and_then(|code| place_of(list, code))
}

fn set<'c>(list: &CodeList, codes: impl Iterator<Item = &'c str>) -> Set {
    let mut set = Set::default();
    codes.filter_map(|code| place_of(list, code)).for_each(|place| set.insert(place));
    set
}

fn standing(report: &Report<'_>, answer: &Answer<'_>) -> Standing {
    let status = answer.status.as_deref();
    if report.withdrawn == Some(true) || status == Some("withdrawn_by_reporter") {
        return Standing::Withdrawn;
    }
    let linked = [&report.duplicate_of, &answer.duplicate_of].into_iter().flatten();
    let linked = linked.into_iter().any(|of| !of.trim().is_empty());
    match linked || status == Some("duplicate_linked") {
        true => Standing::Duplicate,
        false => Standing::Counted,
    }
}

/// The type that was named first, as the title of a report has it.
fn primary(report: &Report<'_>) -> Option<Place> {
    let named = report.primary_type.as_deref();
    code(&INCIDENT_TYPE, named.or_else(|| report.types.first().map(Cow::as_ref)))
}

/// The worst level of harm of anybody at any time; a way not to say it where no level is said.
fn worst(of: usize, report: &Report<'_>) -> Option<Place> {
    let (list, levels) = LEVELS.get(of)?;
    let said = report.staff.iter().flat_map(|one| match of {
        0 => [&one.physical_harm_0h, &one.physical_harm_72h, &one.physical_harm_28d],
        _ => [&one.psych_harm_0h, &one.psych_harm_72h, &one.psych_harm_28d],
    });
    let places: Vec<Place> = said.filter_map(|one| code(list, one.as_deref())).collect();
    let level = places.iter().copied().filter(|place| place < levels).max();
    level.or_else(|| places.iter().copied().min())
}

fn injured(report: &Report<'_>) -> Option<bool> {
    let [(_, levels), _] = LEVELS;
    let harmed = worst(0, report).filter(|place| *place < levels);
    let not_an_injury = ["none", "unknown", "not_recorded", "prefer_not_to_say"];
    let hurt = report.injuries.iter().filter_map(|one| one.injury_type.as_deref());
    let hurt = hurt.into_iter().any(|code| !not_an_injury.contains(&code));
    match hurt || harmed.is_some_and(|level| level > 0) || report.anyone_hurt == Some(true) {
        true => Some(true),
        false => harmed.map(|_| false).or(report.anyone_hurt),
    }
}

fn camera(report: &Report<'_>) -> Camera {
    let of_staff = report.staff.iter().map(|one| {
        match (one.bwv_wearing.as_deref(), one.bwv_activated.as_deref()) {
            (_, Some("yes" | "partial")) => Camera::Activated,
            (Some("yes"), _) => Camera::Worn,
            (Some("no" | "not_issued"), _) => Camera::NotWorn,
            _ => Camera::NotSaid,
        }
    });
    let running = match report.camera_running {
        Some(true) => Camera::Activated,
        // It is not said whether one was worn.
        Some(false) | None => Camera::NotSaid,
    };
    of_staff.chain([running]).max().unwrap_or_default()
}

/// The reporter, or the first member of staff that is named.
fn affected<'r, 'a>(report: &'r Report<'a>) -> Option<&'r Staff<'a>> {
    let reporter = report.staff.iter().find(|one| one.is_reporter == Some(true));
    reporter.or_else(|| report.staff.first())
}

/// Minutes to the first message of a kind. What is dated before the report came is at once.
fn minutes(
    received: Millis,
    answer: &Answer<'_>,
    counts: impl Fn(&Message<'_>) -> bool,
) -> Option<u32> {
    let dated = answer.messages.iter().filter(|one| counts(one));
    let dated = dated.filter_map(|one| one.at.as_deref()?.parse::<Timestamp>().ok());
    let first = dated.map(|at| at.as_millisecond()).min()?;
    let minutes = first.saturating_sub(received.0).max(0) / 60_000;
    Some(u32::try_from(minutes).unwrap_or(u32::MAX))
}
