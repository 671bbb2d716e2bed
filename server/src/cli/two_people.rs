//! What takes two people, from the command line: it asks, and goes on once somebody approved.

use serde_json::json;

use super::failure::Failure;
use super::output::Output;
use crate::console::{Act, Approvals};
use crate::host::{entropy, now};
use crate::hub::Hub;

/// Whether somebody else approved: takes the approval, or asks for one and says so. `subject` is what
/// they are shown, `command` in whose name it is asked, for whoever has the folder runs it.
pub(super) fn approved(
    hub: &mut Hub,
    (act, subject): (&Act, &str),
    why: Option<&str>,
    command: &str,
    output: &Output,
) -> Result<bool, Failure> {
    let mut approvals = Approvals::read(hub)?;
    let approved = approvals.take(act, command, now()).is_some();
    if !approved {
        let why = why.unwrap_or_default();
        let asked = approvals.ask(act, subject, why, command, now(), &mut entropy());
        asked.map_err(|fault| {
            Failure::input("no_reason", output.words().text(fault.key()).to_owned())
        })?;
        output.say(
            || "Somebody else has to approve this within 7 days, on the page /approvals. Then run this command again.".to_owned(),
            || json!({ "waits_for_approval": true }),
        )?;
    }
    approvals.write(hub)?;
    Ok(approved)
}
