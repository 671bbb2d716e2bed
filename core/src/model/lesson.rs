//! What of a lesson counts: whether it is a draft, agreed to, reviewed, shared or withdrawn.
//!
//! Nothing of this is stored. It is reckoned from what is, so that no order of edits and no merge
//! leads to a lesson that is shared without consent and review: a review and a share are of one text,
//! by its digest, and count for no other; and a consent that was withdrawn ends the lesson for good.

mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use read::{Consent, Lesson};

/// How far a lesson goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The service's own library.
    Internal,
    /// A library that services share.
    Aace,
    /// The campaign.
    Campaign,
}

impl Scope {
    /// Every scope, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Internal, Self::Aace, Self::Campaign];

    /// Its code in `lesson_scope`, and the field of a consent that grants it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Aace => "aace",
            Self::Campaign => "campaign",
        }
    }

    /// The scope of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// What a reviewer has to have looked for, and not found: the fields of a review.
pub const CHECKLIST: [&str; 5] = ["names", "places", "dates", "ages", "details"];

/// Where a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is being written.
    Draft,
    /// Everybody affected agreed to something being shared.
    Consented,
    /// Somebody who wrote none of it confirmed that the text names nobody.
    Reviewed,
    /// It is in a library.
    Shared,
    /// Somebody took back that they agreed. It stays so.
    Withdrawn,
}

impl State {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Consented => "consented",
            Self::Reviewed => "reviewed",
            Self::Shared => "shared",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Where a lesson stands, and where it may and does go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// What everybody affected agreed to.
    pub agreed: BTreeSet<Scope>,
    /// Where it is shared.
    pub shared: BTreeSet<Scope>,
    /// Whether the text that shows is reviewed.
    pub reviewed: bool,
}

/// Why something may not be done with a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LessonFault {
    /// A consent was withdrawn.
    #[error("somebody affected took back that they agreed: this lesson ends here")]
    Withdrawn,
    /// Title or what happened is missing.
    #[error("a lesson takes a title and what happened: write both first")]
    Unwritten,
    /// Two devices stated something else at once.
    #[error("two people changed this lesson at once: save the text again as it should read")]
    Contested,
    /// Who wrote on it reviews it.
    #[error("who wrote on a lesson does not review it: another person has to")]
    SamePerson,
    /// Nobody signed.
    #[error("a review takes the name of who reviewed: sign in by name")]
    Nobody,
    /// Not everything was looked for.
    #[error("each line of the checklist has to be confirmed: change the text where one is not so")]
    Unconfirmed,
    /// Not everybody agreed to that.
    #[error("not everybody affected agreed to this: ask them first")]
    NotAgreed,
    /// The text is not reviewed as it is.
    #[error("the text has not been reviewed as it reads now: have it reviewed first")]
    NotReviewed,
}

/// The digest of all that is shared of a lesson (a view of it), with for how many people it takes
/// consent.
#[must_use]
pub fn digest(view: &Value) -> String {
    let lesson = Lesson::of(view);
    let mut hash = Sha256::new().chain_update("tabard lesson text");
    let factors = lesson.factors.join(",");
    let affected = lesson.affected.to_string();
    let [title, happened, helped, change, part] = lesson.texts;
    for text in [title, happened, helped, change, part, &factors, &affected] {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        hash = hash.chain_update(length.to_be_bytes()).chain_update(text);
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}

/// Where a lesson (a view of it) stands.
#[must_use]
pub fn standing(view: &Value) -> Standing {
    let lesson = Lesson::of(view);
    let text = digest(view);
    let withdrawn = lesson.consents.iter().any(Consent::is_withdrawn);
    let whole = lesson.is_written() && !lesson.contested;
    let agreed: BTreeSet<Scope> = match withdrawn || lesson.contested {
        true => BTreeSet::new(),
        false => Scope::ALL.into_iter().filter(|scope| lesson.all_agreed(*scope)).collect(),
    };
    let reviewed = whole
        && lesson
            .reviews
            .iter()
            .any(|review| review.text == text && review.is_complete() && !lesson.wrote(review.by));
    let counts = |scope: &Scope| {
        lesson.shares.iter().any(|share| share.scope == scope.code() && share.text == text)
    };
    let shared: BTreeSet<Scope> = match reviewed {
        true => agreed.iter().copied().filter(counts).collect(),
        false => BTreeSet::new(),
    };
    let state = match (withdrawn, agreed.is_empty(), reviewed, shared.is_empty()) {
        (true, ..) => State::Withdrawn,
        (_, true, ..) => State::Draft,
        (.., false, _) => State::Consented,
        (.., true, true) => State::Reviewed,
        (.., false) => State::Shared,
    };
    Standing { state, agreed, shared, reviewed }
}

/// Whether somebody may review a lesson as it reads, having confirmed these lines of [`CHECKLIST`].
///
/// # Errors
/// [`LessonFault`].
pub fn may_review(view: &Value, by: &str, confirmed: &[&str]) -> Result<(), LessonFault> {
    let lesson = Lesson::of(view);
    match () {
        () if lesson.consents.iter().any(Consent::is_withdrawn) => Err(LessonFault::Withdrawn),
        () if !lesson.is_written() => Err(LessonFault::Unwritten),
        () if lesson.contested => Err(LessonFault::Contested),
        () if by.trim().is_empty() => Err(LessonFault::Nobody),
        () if lesson.wrote(by) => Err(LessonFault::SamePerson),
        () if CHECKLIST.iter().any(|line| !confirmed.contains(line)) => {
            Err(LessonFault::Unconfirmed)
        }
        () => Ok(()),
    }
}

/// Whether a lesson may be shared so far.
///
/// # Errors
/// [`LessonFault`].
pub fn may_share(view: &Value, scope: Scope) -> Result<(), LessonFault> {
    let standing = standing(view);
    match standing.state {
        State::Withdrawn => Err(LessonFault::Withdrawn),
        _ if !standing.agreed.contains(&scope) => Err(LessonFault::NotAgreed),
        _ if !standing.reviewed => Err(LessonFault::NotReviewed),
        _ => Ok(()),
    }
}
