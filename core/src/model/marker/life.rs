//! Where a marker stands, by the steps that were taken on it.

use jiff::Timestamp;

use super::judge::{Ground, Stand, next};
use super::{Act, Hand, Step, StepFault};

/// Where a marker stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A call handler's flag, which ends by itself.
    AlertToday,
    /// Asked for; it warns until it is decided or its time is over.
    TemporaryActive,
    /// The same, with the advice that a decision takes.
    DecisionPending,
    /// Approved, with a review ahead.
    ApprovedActive,
    /// Approved again at a review.
    Renewed,
    /// Approved, and the review is near.
    DueReview,
    /// An approver said no.
    Refused,
    /// Its time is over, or it was ended as no longer needed.
    Expired,
    /// The person's word was right.
    RemovedAppeal,
    /// It should never have been.
    EnteredInError,
}

impl Status {
    /// Every status, in the order of the code list. The order never changes: cards go by it.
    pub const ALL: [Self; 10] = [
        Self::AlertToday,
        Self::TemporaryActive,
        Self::DecisionPending,
        Self::ApprovedActive,
        Self::Renewed,
        Self::DueReview,
        Self::Refused,
        Self::Expired,
        Self::RemovedAppeal,
        Self::EnteredInError,
    ];

    /// Its code in the list `marker_status`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlertToday => "alert_today",
            Self::TemporaryActive => "temporary_active",
            Self::DecisionPending => "decision_pending",
            Self::ApprovedActive => "approved_active",
            Self::Renewed => "renewed",
            Self::DueReview => "due_review",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::RemovedAppeal => "removed_appeal",
            Self::EnteredInError => "entered_in_error",
        }
    }

    /// Whether it warns anybody.
    #[must_use]
    pub const fn warns(self) -> bool {
        matches!(self, Self::AlertToday | Self::TemporaryActive | Self::DecisionPending)
            || self.is_approved()
    }

    /// Whether an approver let it stand.
    #[must_use]
    pub const fn is_approved(self) -> bool {
        matches!(self, Self::ApprovedActive | Self::Renewed | Self::DueReview)
    }
}

/// A step with who wrote it and whether it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub hand: Hand,
    /// What it says.
    pub step: Step,
    /// Why it does not count; none where it does.
    pub fault: Option<StepFault>,
}

/// The life of a marker, reckoned from its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Every step in the order of time, those that do not count among them.
    pub steps: Vec<Taken>,
    /// From when on it stands where, by the steps that count. Nothing before the first.
    pub stands: Vec<(Timestamp, Status)>,
}

impl Life {
    /// Reckons the life. `ground` gives what a step stands on.
    pub(super) fn of<'a>(steps: Vec<Taken>, ground: impl Fn(&Taken) -> Ground<'a>) -> Self {
        // A slip is taken back before anybody decides; what was approved is no slip any more,
        // whatever date the taking back bears.
        let decided = Self::reckoned(steps.clone(), &ground, false);
        match decided.stands.iter().any(|(_, status)| status.is_approved()) {
            true => decided,
            false => Self::reckoned(steps, &ground, true),
        }
    }

    fn reckoned<'a>(
        mut steps: Vec<Taken>,
        ground: &impl Fn(&Taken) -> Ground<'a>,
        slips: bool,
    ) -> Self {
        let began = steps.iter().filter(|taken| ground(taken).begins).map(|taken| taken.step.at);
        let began = began.min();
        // One that is dated earlier and came later stands earlier, for everyone.
        steps.sort_by_key(|taken| taken.step.at);
        let (mut stand, mut stands, mut represented) = (Stand::Nothing, Vec::new(), false);
        for taken in &mut steps {
            let at = taken.step.at;
            settle_until(&mut stand, at, &mut stands);
            let ground = ground(taken);
            let slip = taken.step.act == Act::EnteredInError && !taken.hand.decides;
            let judged = match began {
                Some(began) if at < began => Err(StepFault::BeforeItsCause),
                _ if slip && !slips => Err(StepFault::NotNow),
                _ => next(&stand, taken, &ground, represented),
            };
            match judged {
                Ok(Some(next)) => {
                    stand = next;
                    stands.extend(stand.status(at).map(|status| (at, status)));
                }
                Ok(None) => represented |= taken.step.act == Act::Represented,
                Err(fault) => taken.fault = Some(fault),
            }
        }
        settle_until(&mut stand, Timestamp::MAX, &mut stands);
        Self { steps, stands }
    }

    /// Where the marker stands at a moment; none before it began.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Option<Status> {
        self.stands.iter().rev().find(|(from, _)| *from <= now).map(|(_, status)| *status)
    }

    /// Until when what holds at a moment holds, if nothing further is decided; none where nothing
    /// warns then.
    #[must_use]
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        self.at(now).filter(|status| status.warns())?;
        let later = self.stands.iter().filter(|(from, _)| *from > now);
        later.clone().find(|(_, status)| !status.warns()).map(|(from, _)| *from)
    }

    /// The steps that count.
    pub fn counted(&self) -> impl Iterator<Item = &Taken> {
        self.steps.iter().filter(|taken| taken.fault.is_none())
    }
}

/// Notes what comes by itself before a moment: the review that gets near, the end.
fn settle_until(stand: &mut Stand, at: Timestamp, stands: &mut Vec<(Timestamp, Status)>) {
    if let Stand::Approved { until, due, .. } = stand
        && let Ok(near) = until.checked_sub(*due)
    {
        let since = stands.last().map_or(Timestamp::MIN, |(from, _)| *from);
        let shown = stands.last().is_some_and(|(_, status)| *status == Status::DueReview);
        if near <= at && !shown {
            stands.push((near.max(since), Status::DueReview));
        }
    }
    if let Some(until) = stand.until().filter(|until| *until <= at) {
        stands.push((until, Status::Expired));
        *stand = match stand {
            Stand::Alert { .. } => Stand::RanOut,
            Stand::Temporary { opened, .. } => Stand::Lapsed { opened: *opened },
            _ => Stand::Over(Status::Expired),
        };
    }
}
