//! Why something of another's outbox does not go, and what to do about it.

use crate::client::syncing::exchange::Obstacle;
use crate::wire::Refusal;

pub(super) const UNKNOWN_AUTHOR: &str = "carried_unknown_device";

/// Why an entry is not even offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    Damaged,
    Newer,
    Own,
    UnknownAuthor,
    Revoked,
}

impl From<Unfit> for Obstacle {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Damaged => Self::new(
                "carried_damaged",
                "a report in that outbox is damaged: it and what follows it stay there; copy the folder and show it to the hub",
            ),
            Unfit::Newer => Self::new(
                "carried_newer",
                "that outbox was written by a newer version: update this app, then sync again",
            ),
            Unfit::Own => Self::new(
                "carried_own",
                "that outbox is an older copy of this device's own: sync in that folder with its own key",
            ),
            Unfit::UnknownAuthor => of_refusal(Refusal::UnknownAuthor),
            Unfit::Revoked => of_refusal(Refusal::Revoked),
        }
    }
}

/// The relay took an entry and said nothing of it, or said what is not so.
pub(super) fn no_receipt() -> Obstacle {
    Obstacle::new(
        "carried_no_receipt",
        "the server gave no receipt for that outbox: all of it stays there; sync again, and tell the hub if it stays",
    )
}

pub(super) fn of_refusal(why: Refusal) -> Obstacle {
    let (code, what_to_do) = match why {
        Refusal::Malformed => (
            "carried_malformed",
            "the server does not understand a report in that outbox: update the server or this app; it stays there",
        ),
        Refusal::BadSignature => (
            "carried_damaged",
            "the server found a report in that outbox damaged: it stays there; copy the folder and show it to the hub",
        ),
        Refusal::UnknownAuthor => (
            UNKNOWN_AUTHOR,
            "that outbox is of a device that this region does not know: check the folder; all of it stays there",
        ),
        Refusal::Revoked => (
            "carried_revoked",
            "the device of that outbox was removed from the region: all of it stays there; ask the hub what to do with it",
        ),
        Refusal::Role => (
            "carried_role",
            "the device of that outbox may not write this kind of record: it stays there; ask the hub",
        ),
        Refusal::NotAWriter => (
            "carried_not_a_writer",
            "the device of that outbox is not on a report that it changed: it stays there; its owner has to be invited again",
        ),
        Refusal::Fork => (
            "carried_fork",
            "the region holds something else in the place of what waits there: its owner's device was restored or copied; all of it stays there until its owner logs in and syncs",
        ),
        Refusal::Gap => (
            "carried_gap",
            "something that was written before this is missing at the region: all of it stays there until its owner logs in and syncs",
        ),
        Refusal::Quota => (
            "carried_quota",
            "this device's allowance for today is used up: the rest goes tomorrow by itself",
        ),
        Refusal::Grant => (
            "carried_grant",
            "a report in that outbox names a reader it must not have: it stays there; ask the hub",
        ),
    };
    Obstacle::new(code, what_to_do)
}
