//! What to do where the register cannot do what it was asked, as call handlers and crews read it.

pub(in crate::cli) const KEEPS_NONE: &str =
    "this device keeps no register: that takes the role eoc, approver or triage";
pub(in crate::cli) const ONE_SUBJECT: &str = "say one number, one address or one person: an address in one line or by its parts, a person by name and date of birth";
pub(in crate::cli) const FLAG_ALONE: &str =
    "a flag says already what it is about: give the flag alone";
pub(in crate::cli) const NO_NUMBER: &str =
    "there is no number that a marker could be about: report the call by `tabard device report`";
pub(in crate::cli) const NO_FLAG: &str = "this marker is no flag with the report of a call";
pub(in crate::cli) const SHARED: &str = "the number is not known, or many people share it: say by --address what to look up, or tell the crew to ask by voice by refuse-enquiry";
pub(in crate::cli) const NOTHING_GIVEN: &str = "the crew gave no number and no address: say by --number or --address what to look up, or tell it to ask by voice by refuse-enquiry";
pub(in crate::cli) const NOT_ANSWERED: &str = "the control room has not answered yet, so there is nothing to say that you have read: sync first";
pub(in crate::cli) const NOT_OVER: &str = "that moment has not come yet, so the count would not come out the same: give a day that is over, or a time by --at";
pub(in crate::cli) const UNKNOWN_QUESTION: &str =
    "there is no question here whose id begins with that: check it, or sync first";

#[cfg(test)]
pub(in crate::cli) const ALL: [&str; 10] = [
    KEEPS_NONE,
    ONE_SUBJECT,
    FLAG_ALONE,
    NO_NUMBER,
    NO_FLAG,
    SHARED,
    NOTHING_GIVEN,
    NOT_ANSWERED,
    NOT_OVER,
    UNKNOWN_QUESTION,
];
