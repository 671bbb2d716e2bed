//! One edit by its path and its value, as an app states it.

use super::assignment::unknown;
use super::fault::{Fault, Problem};
use super::value;
use crate::model::dictionary::{Field, Kind, RecordKind};
use crate::model::patch::{Patch, Path, Scalar};

/// Adds one edit to a patch: `callsign`, `types/verbal_abuse` (a member of a set, with a flag) or
/// `acts/k3f9a2/act` (a field of an item). No value clears the path and all below it: also a whole
/// set (`types`), a list (`acts`) or an item (`acts/k3f9a2`).
///
/// # Errors
/// The [`Fault`] that keeps it from being an edit of a record of this kind.
pub fn parse_edit(
    kind: RecordKind,
    path: &str,
    value: Option<&Scalar>,
    patch: &mut Patch,
) -> Result<(), Fault> {
    let mut segments = path.split('/');
    let name = segments.next().unwrap_or_default();
    let field = kind.field(name).ok_or_else(|| Fault::of(unknown(name, kind.fields())))?;
    let at = |problem| Fault::at(field.name, problem);
    let parsed = Path::parse(path).map_err(|_| at(Problem::NotAnId))?;
    let (below, inner) = (segments.next(), segments.next());
    match (field.kind, below, inner, value) {
        (Kind::Items(_), Some(_), Some(inner), value) => {
            let of_item =
                field.item_field(inner).ok_or_else(|| at(unknown(inner, field.item_fields())))?;
            let place = format!("{}.{}", field.name, of_item.name);
            let checked = checked(of_item, value).map_err(|problem| Fault::at(&place, problem))?;
            put(patch, parsed, checked);
        }
        (Kind::Items(_), _, None, None) => patch.clear(parsed),
        (Kind::Items(fields), _, None, Some(_)) => {
            let example = fields.first().map_or("field", |field| field.name);
            return Err(at(Problem::ItemNotNamed(field.name, example)));
        }
        (Kind::Codes(list), Some(code), None, value) => {
            value::code(list, code).map_err(at)?;
            match value {
                Some(Scalar::Flag(true)) => patch.set(parsed, Scalar::Flag(true)),
                None | Some(Scalar::Flag(false)) => patch.clear(parsed),
                Some(_) => return Err(at(Problem::NotASet)),
            }
        }
        // Each member is cleared by itself, so that a crew-mate's tick made meanwhile stays.
        (Kind::Codes(list), None, None, None) => {
            for code in list.spellings() {
                patch.clear(
                    Path::parse(&format!("{name}/{code}")).map_err(|_| at(Problem::NotAnId))?,
                );
            }
        }
        (Kind::Codes(_), ..) => return Err(at(Problem::NotASet)),
        (_, None, None, value) => put(patch, parsed, checked(field, value).map_err(at)?),
        _ => return Err(at(Problem::NotAnId)),
    }
    Ok(())
}

fn put(patch: &mut Patch, path: Path, value: Option<Scalar>) {
    match value {
        Some(value) => patch.set(path, value),
        None => patch.clear(path),
    }
}

fn checked(field: &Field, value: Option<&Scalar>) -> Result<Option<Scalar>, Problem> {
    value.map(|value| value::from_scalar(field, value)).transpose()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn edits(path: &str, value: Option<Scalar>) -> Result<Vec<(String, Option<Scalar>)>, Fault> {
        let mut patch = Patch::default();
        parse_edit(RecordKind::Incident, path, value.as_ref(), &mut patch)?;
        Ok(patch.iter().map(|(path, value)| (path.to_string(), value.cloned())).collect())
    }

    fn text(value: &str) -> Option<Scalar> {
        Some(value.into())
    }

    #[test]
    fn fields_members_and_items_are_set_and_cleared() {
        let one = |path: &str, value: Option<Scalar>| {
            let all = edits(path, value).unwrap();
            assert_eq!(all.len(), 1, "{path}");
            all.into_iter().next().unwrap()
        };
        assert_eq!(one("callsign", text("YA214")), ("callsign".into(), text("YA214")));
        assert_eq!(one("callsign", None), ("callsign".into(), None));
        let yes = Some(Scalar::Flag(true));
        assert_eq!(one("types/verbal_abuse", yes.clone()), ("types/verbal_abuse".into(), yes));
        let no = Some(Scalar::Flag(false));
        assert_eq!(one("types/verbal_abuse", no), ("types/verbal_abuse".into(), None));
        assert_eq!(one("acts/k1/act", text("kick")), ("acts/k1/act".into(), text("kick")));
        assert_eq!(one("acts/k1", None), ("acts/k1".into(), None));
        assert!(edits("types", None).unwrap().iter().all(|(_, value)| value.is_none()));
    }

    #[test]
    fn what_the_dictionary_does_not_have_is_no_edit() {
        for (path, value) in [
            ("calsign", text("YA214")),
            ("", text("x")),
            ("callsign/x", text("x")),
            ("callsign", text("  ")),
            ("callsign", Some(Scalar::Whole(1))),
            ("anyone_hurt", text("yes")),
            ("types", text("verbal_abuse")),
            ("types/verbal_abuse", text("yes")),
            ("types/zzq", Some(Scalar::Flag(true))),
            ("types/verbal_abuse/x", Some(Scalar::Flag(true))),
            ("acts", text("kick")),
            ("acts/k1", text("kick")),
            ("acts/k1/zzq", text("kick")),
            ("acts/k1/act", text("zzq")),
            ("acts/K1/act", text("kick")),
            ("acts/k1/act/x", text("kick")),
            ("occurred_at", text("yesterday")),
        ] {
            let fault = edits(path, value).unwrap_err();
            assert!(!fault.to_string().contains("zzq"), "{fault}");
        }
    }
}
