//! What takes two people, from the command line: it asks, and goes on once somebody approved.

use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::console::{Act, Approvals, Approved};
use crate::host::{entropy, now};
use crate::hub::Hub;

/// The approval of somebody else, taken; none where there is none: then it is asked for. `subject` is
/// what they are shown, `by` in whose name it is asked.
pub(super) fn taken_or_asked(
    hub: &mut Hub,
    (act, subject): (&Act, &str),
    why: &str,
    by: &str,
    output: &Output,
) -> Result<Option<Approved>, Failure> {
    let mut approvals = Approvals::read(hub)?;
    let approved = approvals.take(act, by, now());
    if approved.is_none() {
        let asked = approvals.ask(act, subject, why, by, now(), &mut entropy());
        asked.map_err(|fault| {
            Failure::input("no_reason", output.words().text(fault.key()).to_owned())
        })?;
    }
    approvals.write(hub)?;
    Ok(approved)
}

/// Whether somebody else approved; where it is asked for, it says so. It is asked in the name of
/// `command`, for whoever has the folder runs it.
pub(super) fn approved(
    hub: &mut Hub,
    (act, subject): (&Act, &str),
    why: Option<&str>,
    command: &str,
    output: &Output,
) -> Result<bool, Failure> {
    let why = why.unwrap_or_default();
    let approved = taken_or_asked(hub, (act, subject), why, command, output)?.is_some();
    if !approved {
        output.say(
            || "Somebody else has to approve this within 7 days, on the page /approvals. Then run this command again.".to_owned(),
            || json!({ "waits_for_approval": true }),
        )?;
    }
    Ok(approved)
}
