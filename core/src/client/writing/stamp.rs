//! When something was written. An entry carries no time, so its fields say it: the first change
//! when the record was begun, each later one when its device made it.

use crate::entry::Kind;
use crate::ids::{DeviceId, Millis};
use crate::model::{Patch, Path, Scalar};

/// The field that says when a record of a kind was begun.
const fn begun(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Incident => Some("captured_at"),
        Kind::Account => Some("begun_at"),
        Kind::Wellbeing | Kind::Enquiry => Some("asked_at"),
        Kind::Marker
        | Kind::Caller
        | Kind::Views
        | Kind::Readings
        | Kind::Standard
        | Kind::Lesson
        | Kind::Returned => Some("begun_at"),
        Kind::Followup | Kind::Attachment | Kind::Case => None,
    }
}

/// The place of a device's last change in a record, which no other device writes.
fn place_of(device: DeviceId) -> Option<Path> {
    Path::parse(&format!("edits/{device}/at")).ok()
}

/// What is written, and when. `started_at` is given with the first change of a record.
pub(in crate::client) fn stamped(
    patch: &Patch,
    kind: Kind,
    device: DeviceId,
    started_at: Option<Millis>,
    now: Millis,
) -> Patch {
    let mut patch = patch.clone();
    let (at, time) = match (started_at, begun(kind), kind) {
        (_, _, Kind::Attachment) => return patch,
        (Some(started_at), Some(field), _) => (Path::parse(field).ok(), started_at),
        _ => (place_of(device), now),
    };
    let Some(at) = at else { return patch };
    if patch.iter().all(|(path, _)| *path != at) {
        patch.set(at, Scalar::Text(time.rfc3339()));
    }
    patch
}

/// When a change was made, by what it says itself.
pub(in crate::client) fn time_of<'a>(
    kind: Kind,
    device: DeviceId,
    edits: impl Iterator<Item = (&'a Path, Option<&'a Scalar>)>,
) -> Option<String> {
    let own = place_of(device);
    let first = begun(kind).and_then(|field| Path::parse(field).ok());
    edits.filter(|(path, _)| Some(*path) == own.as_ref() || Some(*path) == first.as_ref()).find_map(
        |(_, value)| match value {
            Some(Scalar::Text(time)) => Some(time.clone()),
            _ => None,
        },
    )
}

/// Whether a field only says when something was written.
pub(in crate::client) fn is_stamp(path: &Path) -> bool {
    path.segments().next() == Some("edits")
}
