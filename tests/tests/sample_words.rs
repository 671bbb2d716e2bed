//! The texts that the sample apps ask for by name: each is there, and each that is there is asked for.
//! What an app builds of a name and a code is held against the beginning alone.
#![allow(clippy::expect_used, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The apps, with what their sources end in and what begins a value inside a text there.
const APPS: [(&str, &str, &str); 2] =
    [("android-sample", "kt", "$"), ("ios-sample", "swift", "\\(")];

#[test]
fn every_text_that_a_sample_asks_for_is_there() {
    let given = given();
    for (app, ..) in APPS {
        let asked = asked(app);
        assert!(asked.len() > 200, "{app}: {} texts were found", asked.len());
        let missing: Vec<_> = asked.iter().filter(|one| !one.is_met_by(&given)).collect();
        assert!(missing.is_empty(), "{app} asks for {missing:#?}");
    }
}

#[test]
fn no_text_of_the_samples_is_left_over() {
    let asked: BTreeSet<_> = APPS.iter().flat_map(|(app, ..)| asked(app)).collect();
    let left: Vec<_> =
        given().into_iter().filter(|key| !asked.iter().any(|one| one.meets(key))).collect();
    assert!(left.is_empty(), "en.json has, for nothing, {left:#?}");
}

/// What a source asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    /// One text, or the forms of its plural.
    Whole(String),
    /// Any that begins so.
    Beginning(String),
}

impl Asked {
    fn meets(&self, key: &str) -> bool {
        match self {
            Self::Whole(whole) => {
                key == whole || key.rsplit_once('.').is_some_and(|(base, _)| base == whole)
            }
            Self::Beginning(beginning) => key.starts_with(beginning),
        }
    }

    fn is_met_by(&self, given: &BTreeSet<String>) -> bool {
        given.iter().any(|key| self.meets(key))
    }
}

/// The samples' texts, by their whole keys.
fn given() -> BTreeSet<String> {
    let words = fs::read_to_string(root().join("core/assets/words/en.json")).expect("the words");
    let words: Value = serde_json::from_str(&words).expect("JSON");
    let mut keys = BTreeSet::new();
    flatten("app", &words["app"], &mut keys);
    keys
}

fn flatten(at: &str, value: &Value, keys: &mut BTreeSet<String>) {
    match value.as_object() {
        Some(fields) => {
            fields.iter().for_each(|(name, value)| flatten(&format!("{at}.{name}"), value, keys))
        }
        None => drop(keys.insert(at.to_owned())),
    }
}

fn asked(app: &str) -> BTreeSet<Asked> {
    let (_, ending, value) = APPS.into_iter().find(|(name, ..)| *name == app).expect("an app");
    let sources = sources_in(&root().join(app), ending);
    sources
        .iter()
        .flat_map(|path| asked_in(&fs::read_to_string(path).expect("a source"), value))
        .collect()
}

fn asked_in(source: &str, value: &str) -> Vec<Asked> {
    let literals = source.split("\"app.").skip(1).filter_map(|rest| rest.split('"').next());
    let asked = |text: &str| match text.split_once(value) {
        Some((beginning, _)) => Asked::Beginning(format!("app.{beginning}")),
        None => Asked::Whole(format!("app.{text}")),
    };
    literals.map(asked).collect()
}

/// The sources of an app, without what is built and tested.
fn sources_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let skipped = name.starts_with('.') || ["target", "build", "test", "Tests"].contains(&name);
        match path.is_dir() {
            true if !skipped => found.extend(sources_in(&path, ending)),
            false if name.ends_with(&format!(".{ending}")) => found.push(path),
            _ => {}
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
