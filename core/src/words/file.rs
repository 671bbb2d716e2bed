//! A file of words: JSON, nested as a translator reads it, one text for each key.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Bound;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::{ENGLISH, Language, Texts, WordsFault, plural, template};

/// The most bytes that a file of words may take.
pub const MAX_FILE_BYTES: usize = 256 * 1024;

/// The most bytes that one text may take.
pub const MAX_TEXT_BYTES: usize = 1024;

/// The words of one language, or some of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsFile {
    language: Language,
    texts: Texts,
}

impl WordsFile {
    /// Parses a trust's file. Each of its keys is one of the English words, so that a misspelt one
    /// is found; keys that begin with `_` are notes for people.
    ///
    /// # Errors
    /// The [`WordsFault`] for which the file is refused as a whole.
    pub fn parse(bytes: &[u8]) -> Result<Self, WordsFault> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(WordsFault::TooLarge(bytes.len()));
        }
        let text =
            std::str::from_utf8(bytes).map_err(|error| WordsFault::NotUtf8(error.valid_up_to()))?;
        let english = ENGLISH.texts();
        let file = read(text, &|key| is_known(english, key))?;
        if file.texts.is_empty() {
            return Err(WordsFault::Empty);
        }
        for (key, text) in &file.texts {
            check(english, key, text)?;
        }
        Ok(file)
    }

    /// What Tabard brings; the tests see to it that it can be read.
    pub(super) fn built_in(text: &str) -> Self {
        read(text, &|_| true)
            .unwrap_or_else(|_| Self { language: Language::english(), texts: Texts::new() })
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    pub(super) const fn texts(&self) -> &Texts {
        &self.texts
    }
}

fn read(text: &str, known: &dyn Fn(&str) -> bool) -> Result<WordsFile, WordsFault> {
    let tree: Tree = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    let Tree::Branch(members) = tree else {
        return Err(WordsFault::NoLanguage);
    };
    let mut language = None;
    let mut texts = Texts::new();
    for (key, below) in members {
        match (key.as_str(), below) {
            ("language", Tree::Text(tag)) => language = Language::parse(&tag).ok(),
            ("name", Tree::Text(_)) => {}
            (_, below) => gather(key, below, known, &mut texts)?,
        }
    }
    let language = language.ok_or(WordsFault::NoLanguage)?;
    Ok(WordsFile { language, texts })
}

/// Keys are judged on the way down, so that none grows longer than one that there is.
fn gather(
    key: String,
    tree: Tree,
    known: &dyn Fn(&str) -> bool,
    texts: &mut Texts,
) -> Result<(), WordsFault> {
    if key.starts_with('_') {
        return Ok(());
    }
    if !known(&key) {
        return Err(WordsFault::UnknownKey(shown(&key)));
    }
    match tree {
        Tree::Text(text) => {
            if texts.contains_key(&key) {
                return Err(WordsFault::Repeated(shown(&key)));
            }
            texts.insert(key, text);
        }
        Tree::Branch(members) => {
            for (name, below) in members {
                let path = if name.starts_with('_') { name } else { format!("{key}.{name}") };
                gather(path, below, known, texts)?;
            }
        }
    }
    Ok(())
}

/// Whether a key is one of the English words, leads to some, or is another form of a plural.
fn is_known(english: &Texts, key: &str) -> bool {
    let leads = |key: &str| {
        let below = format!("{key}.");
        let from = (Bound::Included(below.as_str()), Bound::Unbounded);
        english.range::<str, _>(from).next().is_some_and(|(known, _)| known.starts_with(&below))
    };
    english.contains_key(model(key).as_str()) || leads(key)
}

/// The English key whose names in braces a text has to have.
fn model(key: &str) -> String {
    plural::base(key).map_or_else(|| key.to_owned(), |base| format!("{base}.{}", plural::OTHER))
}

fn check(english: &Texts, key: &str, text: &str) -> Result<(), WordsFault> {
    let Some(like) = english.get(&model(key)) else {
        return Err(WordsFault::UnknownKey(shown(key)));
    };
    if text.trim().is_empty() {
        return Err(WordsFault::EmptyText(shown(key)));
    }
    if text.len() > MAX_TEXT_BYTES {
        return Err(WordsFault::TextTooLong(shown(key)));
    }
    if text.chars().any(char::is_control) {
        return Err(WordsFault::ControlCharacter(shown(key)));
    }
    let (wanted, found) = (template::names(like), template::names(text));
    // One form of a plural may spell its number out.
    let fits = match plural::base(key) {
        Some(_) if !key.ends_with(plural::OTHER) => found.is_subset(&wanted),
        _ => found == wanted,
    };
    if fits { Ok(()) } else { Err(placeholders(key, &wanted)) }
}

fn placeholders(key: &str, wanted: &BTreeSet<&str>) -> WordsFault {
    let names: Vec<_> = wanted.iter().map(|name| format!("{{{name}}}")).collect();
    let wanted = if names.is_empty() { "no {name}".to_owned() } else { names.join(", ") };
    WordsFault::Placeholders { key: shown(key), wanted }
}

/// As much of a key as a person needs to find it, with nothing that a terminal obeys.
fn shown(key: &str) -> String {
    const ENOUGH: usize = 120;
    key.chars().take(ENOUGH).flat_map(char::escape_debug).collect()
}

fn malformed(error: &serde_json::Error) -> WordsFault {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    WordsFault::Malformed { line: error.line(), column: error.column(), reason: reason.to_owned() }
}

/// The file as it stands.
enum Tree {
    Text(String),
    Branch(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text in quotes or an object of keys")
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut members: Vec<(String, Tree)> = Vec::new();
        let mut given = BTreeSet::new();
        while let Some(key) = access.next_key::<String>()? {
            if !given.insert(key.clone()) {
                return Err(A::Error::custom(format!("{} stands twice", shown(&key))));
            }
            members.push((key, access.next_value()?));
        }
        Ok(Tree::Branch(members))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> String {
        WordsFile::parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, said) in [
            ("", "line 1, column 0: "),
            ("{\n\"language\": \"cy\",\n\"units\": {\"days\": 1}}", "line 3, column "),
            ("{\"language\": \"cy\",\n\"units\": {\"days\": \"a\",\n\"days\": \"b\"}}", "line 3, "),
            (
                "{\"language\": \"cy\",\n\"units\": {\"days\": \"a\",\n\"days\": \"b\"}}",
                "days stands twice",
            ),
            ("\"cy\"", "it does not say its language"),
            (r#"{"units": {"days": "d"}}"#, "it does not say its language"),
            (r#"{"language": "welsh", "units": {"days": "d"}}"#, "it does not say its language"),
            (r#"{"language": "cy"}"#, "there are no words in it"),
            (r#"{"language": "cy", "_about": "d"}"#, "there are no words in it"),
            (r#"{"language": "cy", "units": {"dyas": "d"}}"#, "units.dyas: there is no such key"),
            (
                r#"{"language": "cy", "units": {"days": "a"}, "units.days": "b"}"#,
                "days: it stands twice",
            ),
            (r#"{"language": "cy", "units": "d"}"#, "units: there is no such key"),
            (
                r#"{"language": "cy", "units": {"days": {"one": "d"}}}"#,
                "units.days.one: there is no",
            ),
            (
                r#"{"language": "cy", "codes": {"incident_type": {"local_x": "d"}}}"#,
                "local_x: there",
            ),
            (r#"{"language": "cy", "units": {"days": " "}}"#, "units.days: the text is empty"),
            (
                r#"{"language": "cy", "units": {"days": "\u001b[31m"}}"#,
                "units.days: there is a control",
            ),
            (r#"{"language": "cy", "units": {"days": "{count}"}}"#, "hold no {name} and"),
            (
                r#"{"language": "cy", "faults": {"not_utf8": "byte"}}"#,
                "faults.not_utf8: the text has to hold {at}",
            ),
            (r#"{"language": "cy", "counts": {"change": {"other": "x"}}}"#, "hold {count} and"),
            (r#"{"language": "cy", "counts": {"change": {"two": "{n}"}}}"#, "hold {count} and"),
            (r#"{"language": "cy", "counts": {"change": {"lots": "x"}}}"#, "counts.change.lots: "),
        ] {
            let found = refused(text);
            assert!(found.contains(said), "{text}\n{found}");
        }
    }

    #[test]
    fn too_much_is_refused() {
        let long = "x".repeat(MAX_TEXT_BYTES + 1);
        let text = format!(r#"{{"language": "cy", "units": {{"days": "{long}"}}}}"#);
        assert!(refused(&text).starts_with("units.days: the text is longer than 1024 bytes"));
        let blank = " ".repeat(MAX_FILE_BYTES + 1);
        assert!(refused(&blank).contains("the limit is 262144 bytes"));
        assert_eq!(WordsFile::parse(&[b'"', 0xff]), Err(WordsFault::NotUtf8(1)));
    }

    #[test]
    fn a_key_that_is_not_ours_is_said_in_few_plain_characters() {
        let key = format!("\\u001b[31m{}", "k".repeat(100_000));
        let said = refused(&format!(r#"{{"language": "cy", "{key}": "x"}}"#));
        assert!(said.len() < 250 && said.chars().all(|c| !c.is_control()), "{}", said.len());
    }

    #[test]
    fn one_form_may_spell_its_number_out() {
        let text = r#"{"language": "cy", "counts": {"change": {"one": "Un", "other": "{count}"}}}"#;
        assert!(WordsFile::parse(text.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_built_in_is_itself_a_file_that_is_taken() {
        for text in
            [include_str!("../../assets/words/en.json"), include_str!("../../assets/words/cy.json")]
        {
            let file = WordsFile::parse(text.as_bytes()).unwrap();
            assert!(file.texts.len() > 800, "{}", file.texts.len());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = WordsFile::parse(&bytes);
        }

        #[test]
        fn no_json_makes_it_panic(text in "[{}\":,a-z_. \\\\]{0,80}") {
            let _ = WordsFile::parse(format!("{{\"language\":\"cy\",{text}}}").as_bytes());
        }
    }
}
