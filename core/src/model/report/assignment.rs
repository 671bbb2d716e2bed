//! One edit in one line: `callsign=YA215`, `types+=verbal_abuse`, `acts.k3f9a2.act=kick`.

use super::fault::{Fault, Problem};
use super::nearest::nearest;
use super::value;
use crate::model::codes::CodeList;
use crate::model::dictionary::{Field, Kind, RecordKind};
use crate::model::patch::{Patch, Path, Scalar};

/// Parses `field=value`; `field=` to clear; `set=a,b`, `set+=a` and `set-=a` for sets of codes;
/// `list.item.field=value`, and `list.item=` to clear an item.
///
/// # Errors
/// The [`Fault`] that keeps it from being an edit of a record of this kind.
pub fn parse_assignment(kind: RecordKind, text: &str) -> Result<Patch, Fault> {
    let (left, words) = text.split_once('=').ok_or(Fault::of(Problem::NotAnAssignment))?;
    let (target, change) = match (left.strip_suffix('+'), left.strip_suffix('-')) {
        (Some(target), _) => (target, Change::Add),
        (_, Some(target)) => (target, Change::Remove),
        _ => (left, Change::Replace),
    };
    let mut segments = target.trim().split('.');
    let name = segments.next().unwrap_or_default();
    let field = kind.field(name).ok_or_else(|| Fault::of(unknown(name, kind.fields())))?;
    let at = |problem| Fault::at(field.name, problem);
    match (field.kind, segments.next(), segments.next(), segments.next()) {
        (_, _, _, Some(_)) => Err(at(Problem::NotAnAssignment)),
        (Kind::Codes(list), None, ..) => set(field, list, change, words).map_err(at),
        (_, None, ..) => whole(field, change, words).map_err(at),
        (Kind::Items(_), Some(id), None, _) => clear_item(field, id, change, words).map_err(at),
        (Kind::Items(_), Some(id), Some(inner), _) => item(field, id, inner, change, words),
        _ => Err(at(Problem::NotAnAssignment)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Remove,
    Replace,
}

/// Members are set and cleared one by one, so that a crew-mate's tick made meanwhile stays.
fn set(
    field: &Field,
    list: &'static CodeList,
    change: Change,
    words: &str,
) -> Result<Patch, Problem> {
    let named = words
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| value::code(list, word))
        .collect::<Result<Vec<_>, _>>()?;
    if named.is_empty() && change != Change::Replace {
        return Err(Problem::NotAnAssignment);
    }
    let mut patch = Patch::default();
    for code in list.spellings() {
        let path = path(&[field.name, code])?;
        match (named.contains(&code), change) {
            (true, Change::Add | Change::Replace) => patch.set(path, Scalar::Flag(true)),
            (true, Change::Remove) | (false, Change::Replace) => patch.clear(path),
            (false, Change::Add | Change::Remove) => {}
        }
    }
    Ok(patch)
}

fn whole(field: &Field, change: Change, words: &str) -> Result<Patch, Problem> {
    match field.kind {
        Kind::Items(fields) if !words.is_empty() => {
            let example = fields.first().map_or("field", |field| field.name);
            Err(Problem::ItemNotNamed(field.name, example))
        }
        _ => edit(&[field.name], field, change, words),
    }
}

fn clear_item(field: &Field, id: &str, change: Change, words: &str) -> Result<Patch, Problem> {
    if !words.is_empty() {
        return whole(field, change, words);
    }
    let id = value::id(id)?;
    edit(&[field.name, &id], field, change, words)
}

fn item(list: &Field, id: &str, inner: &str, change: Change, words: &str) -> Result<Patch, Fault> {
    let id = value::id(id).map_err(|problem| Fault::at(list.name, problem))?;
    let field = list
        .item_field(inner)
        .ok_or_else(|| Fault::at(list.name, unknown(inner, list.item_fields())))?;
    edit(&[list.name, &id, field.name], field, change, words)
        .map_err(|problem| Fault::at(&format!("{}.{}", list.name, field.name), problem))
}

fn edit(segments: &[&str], field: &Field, change: Change, words: &str) -> Result<Patch, Problem> {
    if change != Change::Replace {
        return Err(Problem::NotASet);
    }
    let path = path(segments)?;
    let mut patch = Patch::default();
    if words.is_empty() {
        patch.clear(path);
    } else {
        patch.set(path, value::from_words(field, words)?);
    }
    Ok(patch)
}

fn path(segments: &[&str]) -> Result<Path, Problem> {
    Path::parse(&segments.join("/")).map_err(|_| Problem::NotAnId)
}

/// A field that there is none of, with the one that may be meant.
pub(super) fn unknown(name: &str, fields: &'static [Field]) -> Problem {
    Problem::unknown_field(1, nearest(name, fields.iter().map(|field| field.name)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn edits(text: &str) -> Vec<String> {
        let patch = parse_assignment(RecordKind::Incident, text).unwrap();
        let line = |(path, value): (&Path, Option<&Scalar>)| {
            format!("{path}={}", serde_json::to_string(&value).unwrap())
        };
        patch.iter().map(line).collect()
    }

    fn fault(text: &str) -> String {
        let fault = parse_assignment(RecordKind::Incident, text).unwrap_err();
        fault.to_string()
    }

    #[test]
    fn sets_and_clears_a_field() {
        assert_eq!(edits("callsign=YA215"), ["callsign=\"YA215\""]);
        assert_eq!(edits("narrative=a=b, c"), ["narrative=\"a=b, c\""]);
        assert_eq!(edits("dwelling=yes"), ["dwelling=true"]);
        assert_eq!(edits("accuracy_metres=12"), ["accuracy_metres=12"]);
        assert_eq!(edits("callsign="), ["callsign=null"]);
    }

    #[test]
    fn changes_members_of_a_set() {
        assert_eq!(edits("types+=verbal_abuse"), ["types/verbal_abuse=true"]);
        assert_eq!(edits("types-=verbal_abuse"), ["types/verbal_abuse=null"]);
    }

    #[test]
    fn a_whole_set_is_replaced_member_by_member() {
        let edits = edits("court_results=acquitted, discontinued");
        let ticked: Vec<_> = edits.iter().filter(|edit| edit.ends_with("=true")).collect();
        assert_eq!(ticked, ["court_results/acquitted=true", "court_results/discontinued=true"]);
        assert_eq!(edits.len(), 7);
    }

    #[test]
    fn edits_a_field_of_an_item_and_clears_items() {
        assert_eq!(edits("acts.k3f9a2.act=kick"), ["acts/k3f9a2/act=\"kick\""]);
        assert_eq!(edits("acts.k3f9a2.act="), ["acts/k3f9a2/act=null"]);
        assert_eq!(edits("acts.k3f9a2="), ["acts/k3f9a2=null"]);
        assert_eq!(edits("acts="), ["acts=null"]);
    }

    #[test]
    fn says_what_is_wrong_and_what_to_write() {
        assert!(fault("callsign").starts_with("not an assignment; write field=value"));
        assert!(fault("a.b.c.d=e").contains("not known"));
        assert!(fault("callsgin=x").ends_with("did you mean callsign?"));
        assert!(fault("acts=kick").contains("acts.k3f9a2.act="));
        assert!(fault("acts.k3=kick").contains("acts.k3f9a2.act="));
        assert!(fault("acts.K3.act=kick").contains("not an id"));
        assert!(fault("acts.k3.act=kik").contains("did you mean kick?"));
        assert!(fault("acts.k3.weapn=knife").contains("did you mean weapon?"));
        assert!(fault("acts.k3.act.x=kick").contains("not an assignment"));
        assert!(fault("callsign+=A").contains("not a set"));
        assert!(fault("callsign.x=A").contains("not an assignment"));
        assert!(fault("types+=").contains("not an assignment"));
        assert!(fault("dwelling=maybe").contains("yes or no"));
        assert!(fault("accuracy_metres=x").contains("0 to 1000000 metres"));
    }

    #[test]
    fn faults_do_not_repeat_what_was_written() {
        for text in ["zzq", "zzq=1", "types+=zzq", "acts.zzq.zzq=zzq", "occurred_at=zzq"] {
            assert!(!fault(text).contains("zzq"), "{}", fault(text));
        }
    }
}
