//! Everything that is shown has a text in both languages, and no text is left over.

use std::collections::BTreeSet;

use super::{ENGLISH, Texts, WELSH, plural, template};
use crate::model::dictionary::{Field, Kind};
use crate::model::due::{Note, What};
use crate::model::finding::Reason;
use crate::model::helplines::HELPLINES;
use crate::model::{RecordKind, codes};
use crate::region::Role;

/// Texts that are the same in both languages: names, loans, and what is only filled in.
const THE_SAME: [&str; 19] = [
    "app.history.set",
    "codes.contributory_factor.alcohol",
    "codes.contributory_factor.dementia",
    "codes.capacity_basis.dementia",
    "codes.physical_act.slap",
    "console.audit.by",
    "console.data.format.jsonl",
    "console.data.format.parquet",
    "console.learning.harm.bar",
    "console.nav.data",
    "moments.day",
    "moments.day_and_time",
    "moments.utc",
    "shapes.null",
    "shown.field",
    "shown.stated_by",
    "states.answered",
    "titles.with_place",
    "faults.in_field",
];

/// The sections whose keys are those of the dictionary.
const OF_THE_DICTIONARY: [&str; 11] = [
    "codes",
    "lists",
    "groups",
    "fields",
    "records",
    "roles",
    "units",
    "due",
    "due_notes",
    "likeness",
    "helplines",
];

fn both() -> [(&'static str, &'static Texts); 2] {
    [("en", ENGLISH.texts()), ("cy", WELSH.texts())]
}

fn section(key: &str) -> &str {
    key.split('.').next().unwrap()
}

/// Every field with its path in its record.
fn fields() -> impl Iterator<Item = (RecordKind, String, &'static Field)> {
    RecordKind::ALL.into_iter().flat_map(|kind| {
        kind.fields().iter().flat_map(move |field| {
            let inner = field.item_fields().iter();
            let inner =
                inner.map(move |item| (kind, format!("{}.{}", field.name, item.name), item));
            std::iter::once((kind, field.name.to_owned(), field)).chain(inner)
        })
    })
}

/// The keys that lists, fields, kinds and roles ask for.
fn asked_for() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for list in codes::ALL {
        keys.insert(format!("lists.{}", list.name));
        for code in list.codes {
            keys.insert(format!("codes.{}.{}", list.name, code.code));
            keys.extend(code.group.map(|group| format!("groups.{}.{group}", list.name)));
        }
    }
    for (kind, path, field) in fields() {
        keys.insert(format!("fields.{kind}.{path}"));
        if let Kind::Whole { unit, .. } = field.kind {
            keys.insert(format!("units.{unit}"));
        }
    }
    keys.extend(RecordKind::ALL.iter().map(|kind| format!("records.{kind}")));
    keys.extend(What::ALL.iter().map(|what| format!("due.{}", what.code())));
    keys.extend(Note::ALL.iter().map(|note| format!("due_notes.{}", note.code())));
    keys.extend(Reason::ALL.iter().map(|reason| format!("likeness.{}", reason.code())));
    for line in HELPLINES {
        keys.extend(["name", "hours"].map(|text| format!("helplines.{}.{text}", line.key)));
    }
    keys.extend(Role::ALL.iter().map(|role| format!("roles.{role}")));
    keys
}

#[test]
fn every_code_list_field_kind_and_role_has_its_text_and_none_is_left_over() {
    let asked_for = asked_for();
    for (language, texts) in both() {
        let given: BTreeSet<_> =
            texts.keys().filter(|key| OF_THE_DICTIONARY.contains(&section(key))).cloned().collect();
        let missing: Vec<_> = asked_for.difference(&given).collect();
        assert!(missing.is_empty(), "{language}.json lacks {missing:#?}");
        let left_over: Vec<_> = given.difference(&asked_for).collect();
        assert!(left_over.is_empty(), "{language}.json has, for nothing, {left_over:#?}");
    }
}

#[test]
fn both_languages_have_the_same_keys_but_for_the_forms_of_plurals() {
    let [english, welsh] = both().map(|(_, texts)| {
        let key = |key: &String| plural::base(key).unwrap_or(key).to_owned();
        texts.keys().map(key).collect::<BTreeSet<_>>()
    });
    let difference: Vec<_> = english.symmetric_difference(&welsh).collect();
    assert!(difference.is_empty(), "{difference:#?}");
    for (language, texts) in both() {
        for base in texts.keys().filter_map(|key| plural::base(key)) {
            assert!(texts.contains_key(&format!("{base}.other")), "{language}: {base}");
        }
    }
}

#[test]
fn no_text_is_empty_or_padded() {
    for (language, texts) in both() {
        for (key, text) in texts {
            let padded = text.trim() != text && key != "shown.and";
            assert!(!text.trim().is_empty() && !padded, "{language}: {key}");
        }
    }
}

#[test]
fn both_languages_fill_in_the_same() {
    for (key, welsh) in WELSH.texts() {
        let like = match plural::base(key) {
            Some(base) => format!("{base}.other"),
            None => key.clone(),
        };
        let (wanted, found) = (template::names(&ENGLISH.texts()[&like]), template::names(welsh));
        match plural::base(key) {
            Some(_) if !key.ends_with("other") => assert!(found.is_subset(&wanted), "{key}"),
            _ => assert_eq!(found, wanted, "{key}"),
        }
    }
}

#[test]
fn welsh_is_not_english() {
    let same: BTreeSet<_> = WELSH
        .texts()
        .iter()
        .filter(|(key, text)| ENGLISH.texts().get(*key) == Some(text))
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(same, BTreeSet::from(THE_SAME));
}

#[test]
fn what_a_field_asks_is_a_sentence() {
    for (language, texts) in both() {
        for (key, text) in texts.iter().filter(|(key, _)| section(key) == "fields") {
            assert!(text.ends_with(['.', '?']), "{language}: {key}");
        }
    }
}

#[test]
fn the_codes_of_a_list_read_differently_from_each_other() {
    for (language, texts) in both() {
        for list in codes::ALL {
            let labels: BTreeSet<_> = list
                .spellings()
                .map(|code| texts[&format!("codes.{}.{code}", list.name)].to_lowercase())
                .collect();
            assert_eq!(labels.len(), list.codes.len(), "{language}: {}", list.name);
        }
    }
}
