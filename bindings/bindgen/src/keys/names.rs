//! Names of the dictionary as those of code.

use tabard_core::model::codes::CodeList;
use tabard_core::words::Words;

/// `verbal_abuse` as `VerbalAbuse`.
pub(super) fn upper_camel(name: &str) -> String {
    name.split('_').map(capital).collect()
}

/// `verbal_abuse` as `verbalAbuse`.
pub(super) fn lower_camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    first + &parts.map(capital).collect::<String>()
}

/// `verbal_abuse` as `VERBAL_ABUSE`.
pub(super) fn shouted(name: &str) -> String {
    after_no_digit(name.to_ascii_uppercase())
}

/// No name of code begins with a digit.
pub(super) fn after_no_digit(name: String) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// What one item of a list is called.
pub(super) fn item(list: &str) -> String {
    let one = match list {
        "crew" => "crew_member",
        "custody" => "custody_line",
        "injuries" => "injury",
        "people" => "person",
        "replies" => "reply",
        "staff" => "staff_member",
        // Such as evidence, which has no plural, and acts, which has one.
        name => name.strip_suffix('s').unwrap_or(name),
    };
    upper_camel(one)
}

/// What a code list is called: in few words, where its name is a sentence.
pub(super) fn list(list: &CodeList) -> String {
    match list.name {
        "assailant_relationship_to_patient" => "RelationshipToPatient".to_owned(),
        "criminal_sanction_type" => "CriminalSanction".to_owned(),
        "police_outcome_group" => "PoliceOutcome".to_owned(),
        "victim_staff_group" => "StaffGroup".to_owned(),
        "victim_supports_action" => "SupportsAction".to_owned(),
        name => upper_camel(name),
    }
}

/// What people read at a key, for the comment over a name.
pub(super) fn said(key: &str) -> String {
    Words::english().text(key).replace("*/", "* /")
}

fn capital(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tabard_core::model::{RecordKind, codes};

    use super::*;

    #[test]
    fn names_are_spelled_as_each_language_spells_them() {
        assert_eq!(upper_camel("verbal_abuse"), "VerbalAbuse");
        assert_eq!(lower_camel("verbal_abuse"), "verbalAbuse");
        assert_eq!(shouted("7_days"), "_7_DAYS");
        assert_eq!(item("acts"), "Act");
        assert_eq!(item("evidence"), "Evidence");
    }

    #[test]
    fn no_two_lists_of_codes_and_no_two_items_of_a_record_have_one_name() {
        let lists: BTreeSet<_> = codes::ALL.iter().map(|one| list(one)).collect();
        assert_eq!(lists.len(), codes::ALL.len());
        let kinds = RecordKind::ALL.map(|kind| upper_camel(kind.name()));
        assert!(kinds.iter().all(|kind| !lists.contains(kind)));
        for kind in RecordKind::ALL {
            let lists = kind.fields().iter().filter(|field| !field.item_fields().is_empty());
            let lists: Vec<_> = lists.map(|field| item(field.name)).collect();
            let names: BTreeSet<_> = lists.iter().collect();
            assert_eq!(names.len(), lists.len(), "{kind}");
        }
    }
}
