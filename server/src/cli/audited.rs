//! What the command line does at the hub is told in its audit, before it is shown.

use std::fs;
use std::os::unix::fs::MetadataExt;

use tabard_core::client::Reading;
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;

use super::failure::Failure;
use crate::host::{entropy, now};
use crate::hub::Hub;

/// Writes into the audit what is about to be shown.
pub(super) fn note(
    hub: &mut Hub,
    what: ReadingAct,
    record: Option<RecordId>,
) -> Result<(), Failure> {
    note_by(hub, what, record, None, None)
}

/// The same, with who says they do it, and why.
pub(super) fn note_by(
    hub: &mut Hub,
    what: ReadingAct,
    record: Option<RecordId>,
    by: Option<&str>,
    why: Option<&str>,
) -> Result<(), Failure> {
    let account = account();
    let by = match by.map(str::trim).filter(|by| !by.is_empty()) {
        Some(by) => format!("{by} ({account})"),
        None => account,
    };
    hub.note_reading(&Reading { what, record, by: &by, why }, now(), &mut entropy())?;
    Ok(())
}

/// The account of the system under which this process runs, as the kernel knows it: what the
/// environment says of it anybody may change.
fn account() -> String {
    let uid = fs::metadata("/proc/self").map(|process| process.uid()).ok();
    let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
    match uid {
        Some(uid) => match name_of(uid, &known) {
            Some(name) => format!("command line: {name}, uid {uid}"),
            None => format!("command line: uid {uid}"),
        },
        None => "command line".to_owned(),
    }
}

fn name_of(uid: u32, passwd: &str) -> Option<&str> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn an_account_is_called_as_the_system_calls_it() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\nbroken\nops:x:1000:1000::/home/ops:/bin/sh\n";
        assert_eq!(name_of(1000, passwd), Some("ops"));
        assert_eq!(name_of(0, passwd), Some("root"));
        assert_eq!(name_of(7, passwd), None);
    }
}
