//! What is to be asked, looked after or reported, and when: the clocks that an attack starts. Pure
//! functions of a report's JSON, the answer to it, and the time. They remind; a person decides.

mod case;
mod footage;
mod harm;
mod moment;
mod police;
mod riddor;
mod support;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

pub use moment::When;
use moment::moment_of;

/// The lengths that no source settles, or that a service sets for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Days from the accident by which an injury named by regulation 4 is to be reported. The law
    /// says without delay (S72); the ten days are not confirmed by a source.
    pub named_injury_days: u16,
    /// Days from the accident by which an incapacity of more than seven days is to be reported:
    /// 15 by RIDDOR 2013 (S72, S74).
    pub incapacity_days: u16,
    /// Days until the police are first asked what came of it: a proposal of this project.
    pub police_days: u16,
    /// Days for which footage is thought to be kept where nobody says how long: near what councils
    /// and sites publish (S130, S131); that of an ambulance service is not found.
    pub footage_days: u16,
    /// Minutes by which a clock may be ahead before a time counts as one to come.
    pub tolerance_minutes: u16,
}

impl Default for Clocks {
    fn default() -> Self {
        Self {
            named_injury_days: 10,
            incapacity_days: 15,
            police_days: 14,
            footage_days: 30,
            tolerance_minutes: 60,
        }
    }
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// To say when it happened: no clock runs before that.
    SayWhen,
    /// To put right a time that has not come yet.
    TimeToCome,
    /// To ask a member of staff how they are harmed: at once (S66).
    HarmAtOnce,
    /// The same after 72 hours (S66).
    HarmAfter72Hours,
    /// The same after 28 days (S66).
    HarmAfter28Days,
    /// To report an injury that regulation 4 of RIDDOR 2013 names (S72).
    ReportNamedInjury,
    /// To report an incapacity of more than seven days: regulation 4 of RIDDOR 2013 (S72).
    ReportOver7Days,
    /// To keep a record of an incapacity of more than three days; no report (S74).
    RecordOver3Days,
    /// To look whether somebody who is away is so for more than seven days.
    AbsenceCheck,
    /// To ask the police what came of it.
    AskPolice,
    /// To see to it that a recording is kept.
    KeepFootage,
    /// To find the recording of a camera that ran, by its wearer and the time (S37).
    FindFootage,
    /// TRiM, no sooner than 72 hours after (S95).
    TrimAfter72Hours,
    /// TRiM again, 28 days after (S95).
    TrimAfter28Days,
    /// To ask the police again, on the day that the case names.
    ChasePolice,
    /// To look at an action again before it expires.
    ReviewAction,
}

impl What {
    /// Everything that can be due.
    pub const ALL: [Self; 16] = [
        Self::SayWhen,
        Self::TimeToCome,
        Self::HarmAtOnce,
        Self::HarmAfter72Hours,
        Self::HarmAfter28Days,
        Self::ReportNamedInjury,
        Self::ReportOver7Days,
        Self::RecordOver3Days,
        Self::AbsenceCheck,
        Self::AskPolice,
        Self::KeepFootage,
        Self::FindFootage,
        Self::TrimAfter72Hours,
        Self::TrimAfter28Days,
        Self::ChasePolice,
        Self::ReviewAction,
    ];

    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SayWhen => "say_when",
            Self::TimeToCome => "time_to_come",
            Self::HarmAtOnce => "harm_0h",
            Self::HarmAfter72Hours => "harm_72h",
            Self::HarmAfter28Days => "harm_28d",
            Self::ReportNamedInjury => "riddor_named_injury",
            Self::ReportOver7Days => "riddor_over_7_days",
            Self::RecordOver3Days => "riddor_record_over_3_days",
            Self::AbsenceCheck => "absence_check",
            Self::AskPolice => "ask_police",
            Self::KeepFootage => "keep_footage",
            Self::FindFootage => "find_footage",
            Self::TrimAfter72Hours => "trim_72h",
            Self::TrimAfter28Days => "trim_28d",
            Self::ChasePolice => "chase_police",
            Self::ReviewAction => "review_action",
        }
    }

    /// Whether it is the hub's to do, and not that of who wrote the report.
    #[must_use]
    pub const fn is_for_the_hub(self) -> bool {
        matches!(
            self,
            Self::ReportNamedInjury
                | Self::ReportOver7Days
                | Self::RecordOver3Days
                | Self::AskPolice
                | Self::KeepFootage
                | Self::FindFootage
                | Self::ChasePolice
                | Self::ReviewAction
        )
    }
}

/// What else to know before deciding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// The law says without delay; the day is a setting.
    WithoutDelay,
    /// A purely personal dispute is not reportable (S74).
    PersonalDispute,
    /// No physical injury is written down. HSE takes only physical injury as reportable here; that
    /// reading is disputed (S74, S75).
    NoPhysicalInjury,
    /// What is said of the absence in two places differs; the longer one counts here.
    AbsenceDiffers,
    /// Nobody said how long the footage is kept: the day is a setting.
    KeptByDefault,
    /// Without a reference, it is found by its wearer, camera and time (S37).
    NoReference,
}

impl Note {
    /// Every note.
    pub const ALL: [Self; 6] = [
        Self::WithoutDelay,
        Self::PersonalDispute,
        Self::NoPhysicalInjury,
        Self::AbsenceDiffers,
        Self::KeptByDefault,
        Self::NoReference,
    ];

    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WithoutDelay => "without_delay",
            Self::PersonalDispute => "purely_personal_dispute",
            Self::NoPhysicalInjury => "no_physical_injury_disputed",
            Self::AbsenceDiffers => "absence_differs",
            Self::KeptByDefault => "kept_by_default",
            Self::NoReference => "no_reference",
        }
    }
}

/// One thing that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: What,
    /// The id of the member of staff or of the recording that it is about.
    pub item: Option<String>,
    /// When.
    pub when: When,
    /// Whether it is done, or was decided not to be.
    pub done: bool,
    /// What else to know.
    pub notes: Vec<Note>,
}

impl Due {
    fn new(what: What, item: Option<&str>, when: When) -> Self {
        Self { what, item: item.map(Into::into), when, done: false, notes: Vec::new() }
    }

    const fn done(mut self, done: bool) -> Self {
        self.done = done;
        self
    }

    fn noting(mut self, note: Note, holds: bool) -> Self {
        if holds {
            self.notes.push(note);
        }
        self
    }

    /// Whether its time has come, or its day has passed, and it is not done.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        !self.done && self.when.has_come(now)
    }
}

/// All that an incident makes due, done or not, what is due first at the beginning. `answer` is the
/// hub's answer, or null.
#[must_use]
pub fn of_incident(report: &Value, answer: &Value, now: Timestamp, clocks: &Clocks) -> Vec<Due> {
    let mut due = Vec::new();
    let accident = match moment_of(report, "occurred_at") {
        None => {
            due.push(Due::new(What::SayWhen, None, When::Now));
            None
        }
        Some(accident) if accident.is_to_come(now, clocks.tolerance_minutes) => {
            due.push(Due::new(What::TimeToCome, None, When::Now));
            None
        }
        known => known,
    };
    // Who takes a report back is not asked on; what the law and the overwriting of footage want
    // does not end with it.
    let withdrawn = report.get("withdrawn").and_then(Value::as_bool).unwrap_or_default();
    if let Some(accident) = &accident {
        due.extend(riddor::due(report, answer, accident, now, clocks));
        if !withdrawn {
            due.extend(harm::due(report, accident));
            due.extend(police::due(report, accident, now, clocks));
        }
    }
    due.extend(footage::due(report, answer, accident.as_ref(), clocks));
    sorted(due)
}

/// All that an incident makes due with the hub's own case on it, or null: where the case follows
/// what was reported to the police, its days take the place of those that are reckoned.
#[must_use]
pub fn with_case(
    report: &Value,
    answer: &Value,
    case: &Value,
    now: Timestamp,
    clocks: &Clocks,
) -> Vec<Due> {
    let mut due = of_incident(report, answer, now, clocks);
    if items(case, "police").next().is_some() {
        due.retain(|one| one.what != What::AskPolice);
    }
    due.extend(case::due(case));
    sorted(due)
}

/// What the hub's own case makes due, what is due first at the beginning.
#[must_use]
pub fn of_case(case: &Value) -> Vec<Due> {
    sorted(case::due(case))
}

/// What a request for support makes due. The confidence of support is its own: nothing of it shows
/// with the incident.
#[must_use]
pub fn of_support(request: &Value, now: Timestamp, clocks: &Clocks) -> Vec<Due> {
    sorted(support::due(request, now, clocks))
}

fn sorted(mut due: Vec<Due>) -> Vec<Due> {
    due.sort_by(|one, other| {
        (one.when.ends(), one.what, &one.item).cmp(&(other.when.ends(), other.what, &other.item))
    });
    due
}

/// The items of a list, with their ids.
fn items<'a>(
    record: &'a Value,
    list: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
    let items = record.get(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| Some((item.get("id")?.as_str()?, item)))
}

/// The text of a field; none where it says that nothing is known.
fn said<'a>(record: &'a Value, field: &str) -> Option<&'a str> {
    let text = record.get(field).and_then(Value::as_str)?;
    (!matches!(text, "unknown" | "not_recorded")).then_some(text)
}

fn day(record: &Value, field: &str) -> Option<Date> {
    record.get(field)?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests;
