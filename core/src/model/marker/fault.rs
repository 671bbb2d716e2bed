//! Why a step of a marker does not count.

/// What is wrong with a step. What is refused at writing and what is left out at reading is one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// The device's role.
    #[error("this device may not take this step: a desk flags and proposes, an approver decides")]
    Role,
    /// Nobody signed it.
    #[error("this step takes the name or role of who takes it: give one")]
    Nobody,
    /// There is nothing yet, or it is over.
    #[error("the marker does not stand where this step could follow: look at where it stands")]
    NotNow,
    /// The temporary marker's time is over.
    #[error(
        "the time for a decision is over and the marker has lapsed: a new one takes a new incident"
    )]
    Lapsed,
    /// No recorded incident.
    #[error("a marker rests on a recorded incident: link the report, or the number of the job")]
    NoIncident,
    /// No behaviour, or only how often somebody calls.
    #[error(
        "a marker takes something that was done, and never rests on how often somebody calls: choose a behaviour"
    )]
    NoBehaviour,
    /// Category, instruction or sentence.
    #[error(
        "a proposal takes a category, an instruction and one neutral sentence for crews: fill them in"
    )]
    Incomplete,
    /// No end.
    #[error("a warning ends by itself: give a date until which it holds")]
    NoEnd,
    /// Ends before it begins.
    #[error("the date until which it holds is not after the day of the step: choose a later one")]
    BackDated,
    /// Ends later than the region allows.
    #[error(
        "the date until which it holds is further ahead than this region allows: choose an earlier one"
    )]
    TooLong,
    /// Before the step that it follows.
    #[error("this step is dated before the one it follows: check the clock of this device")]
    BeforeItsCause,
    /// One person for both.
    #[error("who proposed a marker does not decide on it: another approver has to")]
    SamePerson,
    /// Nobody else was asked.
    #[error(
        "approving takes the advice of a clinician or the safeguarding lead, who is neither the proposer nor the approver: record it first"
    )]
    NoAdvice,
    /// Nobody checked who lives there.
    #[error(
        "people move: check who lives at the address now, and give the day on which that was checked"
    )]
    AddressUnchecked,
    /// No reason.
    #[error("this step takes a reason: give one")]
    NoReason,
    /// Nobody spoke to it.
    #[error("removing on appeal takes what the person said to it: record that first")]
    NotRepresented,
}
