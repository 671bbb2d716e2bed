//! What people read: labels, questions, states and sentences, in files that a translator edits
//! (`core/assets/words`). Everything else speaks in codes and keys.
//!
//! It knows nothing of records or lists: a text is found by its key, such as
//! `codes.incident_type.verbal_abuse`, and a key without a text is said as it is.

#[cfg(test)]
mod complete;
mod fault;
mod file;
mod language;
mod plural;
mod template;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use fault::WordsFault;
pub use file::{MAX_FILE_BYTES, MAX_TEXT_BYTES, WordsFile};
pub use language::{Language, NotALanguage};

/// Texts by their keys, joined with dots.
type Texts = BTreeMap<String, String>;

/// The section of what to do about errors.
const ADVICE: [&str; 2] = ["advice.", "failures."];

static ENGLISH: LazyLock<WordsFile> =
    LazyLock::new(|| WordsFile::built_in(include_str!("../assets/words/en.json")));
static WELSH: LazyLock<WordsFile> =
    LazyLock::new(|| WordsFile::built_in(include_str!("../assets/words/cy.json")));

static IN_ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    let language = Language::english();
    let texts = ENGLISH.texts().clone();
    Words { language, texts }
});

/// The words of one language. What a language lacks is said in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
    texts: Texts,
}

/// There are no words in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are no words in this language; choose en or cy, or give a file with its words")]
pub struct UnknownLanguage;

impl Words {
    /// The English that Tabard brings.
    #[must_use]
    pub fn english() -> &'static Self {
        &IN_ENGLISH
    }

    /// The words of `language`: a trust's files over what Tabard brings, its own language over
    /// English. A later file goes over an earlier one.
    ///
    /// # Errors
    /// [`UnknownLanguage`] when Tabard does not bring it and no file has it.
    pub fn choose(language: &Language, files: &[WordsFile]) -> Result<Self, UnknownLanguage> {
        let english = Language::english();
        let built_in: [&WordsFile; 2] = [&ENGLISH, &WELSH];
        let of = |wanted: &Language| {
            let all = built_in.into_iter().chain(files);
            all.filter(|file| file.language() == wanted).collect::<Vec<_>>()
        };
        let own = of(language);
        if own.is_empty() {
            return Err(UnknownLanguage);
        }
        let mut words = Self { language: language.clone(), texts: Texts::new() };
        let below = if *language == english { Vec::new() } else { of(&english) };
        for file in below.into_iter().chain(own) {
            words.lay_over(file.texts());
        }
        Ok(words)
    }

    /// The forms of a plural go together: another language's do not stay beside them.
    fn lay_over(&mut self, texts: &Texts) {
        for base in texts.keys().filter_map(|key| plural::base(key)) {
            for form in plural::FORMS {
                self.texts.remove(&format!("{base}.{form}"));
            }
        }
        self.texts.extend(texts.iter().map(|(key, text)| (key.clone(), text.clone())));
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// Every text with its key, in the order of the keys.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The text at `key`; the key itself when there is none.
    #[must_use]
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text at `key` with `{name}` filled in for each of `values`.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        template::fill(self.text(key), values)
    }

    /// The text at `key` in the form that `count` takes, with `{count}` filled in.
    #[must_use]
    pub fn counted(&self, key: &str, count: u64) -> String {
        let form = plural::form(&self.language, count);
        let of = |form: &str| self.texts.get(&format!("{key}.{form}"));
        let text = of(form).or_else(|| of(plural::OTHER)).map_or(key, String::as_str);
        template::fill(text, &[("count", &count.to_string())])
    }

    /// What a code of a list says; the code itself when it is of a newer version.
    #[must_use]
    pub fn label<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.known(&format!("codes.{list}.{code}"), code)
    }

    /// The title of a code list.
    #[must_use]
    pub fn list<'a>(&'a self, list: &'a str) -> &'a str {
        self.known(&format!("lists.{list}"), list)
    }

    /// The heading of a group of codes in a list.
    #[must_use]
    pub fn group<'a>(&'a self, list: &str, group: &'a str) -> &'a str {
        self.known(&format!("groups.{list}.{group}"), group)
    }

    /// What a field asks or holds: `types` of an `incident`, or `acts.weapon` of an item in a list.
    #[must_use]
    pub fn field<'a>(&'a self, record: &str, field: &'a str) -> &'a str {
        self.known(&format!("fields.{record}.{field}"), field)
    }

    /// What a kind of record is called.
    #[must_use]
    pub fn record<'a>(&'a self, record: &'a str) -> &'a str {
        self.known(&format!("records.{record}"), record)
    }

    /// What a role is called.
    #[must_use]
    pub fn role<'a>(&'a self, role: &'a str) -> &'a str {
        self.known(&format!("roles.{role}"), role)
    }

    /// What a unit is called after a number.
    #[must_use]
    pub fn unit<'a>(&'a self, unit: &'a str) -> &'a str {
        self.known(&format!("units.{unit}"), unit)
    }

    /// Advice that comes in English with an error, in this language; as it is when no file has it.
    #[must_use]
    pub fn advice<'a>(&'a self, english: &'a str) -> &'a str {
        let is_advice = |key: &str| ADVICE.iter().any(|section| key.starts_with(section));
        let mut advice = ENGLISH.texts().iter().filter(|(key, _)| is_advice(key));
        advice.find(|(_, text)| *text == english).map_or(english, |(key, _)| self.text(key))
    }

    fn known<'a>(&'a self, key: &str, otherwise: &'a str) -> &'a str {
        self.texts.get(key).map_or(otherwise, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn file(text: &str) -> WordsFile {
        WordsFile::parse(text.as_bytes()).unwrap()
    }

    fn welsh() -> Words {
        Words::choose(&language("cy"), &[]).unwrap()
    }

    #[test]
    fn a_code_is_said_in_the_language() {
        assert_eq!(Words::english().label("incident_type", "verbal_abuse"), "Verbal abuse");
        assert_eq!(welsh().label("incident_type", "verbal_abuse"), "Cam-drin geiriol");
        assert_eq!(welsh().language().as_str(), "cy");
    }

    #[test]
    fn what_has_no_words_is_said_as_it_is() {
        let words = welsh();
        assert_eq!(words.label("incident_type", "by_drone"), "by_drone");
        assert_eq!(words.label("no_such_list", "punch"), "punch");
        assert_eq!(words.field("incident", "drones"), "drones");
        assert_eq!(words.text("no.such.key"), "no.such.key");
        assert_eq!(words.counted("no.such.key", 2), "no.such.key");
        assert_eq!(words.unit("furlongs"), "furlongs");
    }

    #[test]
    fn the_number_decides_the_form() {
        let words = welsh();
        let requests = [1, 2, 3, 4, 6, 7].map(|count| words.counted("counts.request", count));
        assert_eq!(requests, ["1 cais", "2 gais", "3 chais", "4 cais", "6 chais", "7 cais"]);
        assert_eq!(Words::english().counted("counts.request", 0), "0 requests");
        assert_eq!(Words::english().counted("counts.request", 1), "1 request");
    }

    #[test]
    fn advice_is_found_by_its_english() {
        let advice = crate::wire::ProblemCode::Quota.advice();
        assert!(welsh().advice(advice).starts_with("mae lwfans heddiw"));
        assert_eq!(Words::english().advice(advice), advice);
        assert_eq!(welsh().advice("of a newer version"), "of a newer version");
    }

    #[test]
    fn a_trust_rewords_a_code_and_nothing_else_changes() {
        let own =
            file(r#"{"language": "en", "codes": {"incident_type": {"near_miss": "Close call"}}}"#);
        let words = Words::choose(&Language::english(), &[own]).unwrap();
        assert_eq!(words.label("incident_type", "near_miss"), "Close call");
        let mut restored = words;
        let key = "codes.incident_type.near_miss".to_owned();
        restored.texts.insert(key, "Near miss".to_owned());
        assert_eq!(&restored, Words::english());
    }

    #[test]
    fn a_trust_adds_a_language_and_what_it_lacks_is_in_the_trusts_english() {
        let polish =
            file(r#"{"language": "pl", "codes": {"incident_type": {"near_miss": "Prawie"}}}"#);
        let english = file(r#"{"language": "en", "units": {"days": "d"}}"#);
        assert_eq!(Words::choose(&language("pl"), &[]), Err(UnknownLanguage));
        let words = Words::choose(&language("pl"), &[polish, english]).unwrap();
        assert_eq!(words.label("incident_type", "near_miss"), "Prawie");
        assert_eq!(words.unit("days"), "d");
        assert_eq!(words.label("incident_type", "verbal_abuse"), "Verbal abuse");
    }

    #[test]
    fn a_later_file_goes_over_an_earlier_one() {
        let files = ["a", "b"]
            .map(|unit| file(&format!(r#"{{"language": "cy", "units": {{"days": "{unit}"}}}}"#)));
        assert_eq!(Words::choose(&language("cy"), &files).unwrap().unit("days"), "b");
    }

    #[test]
    fn forms_of_one_language_do_not_stay_among_those_of_another() {
        let polish =
            file(r#"{"language": "pl", "counts": {"change": {"other": "zmian: {count}"}}}"#);
        let words = Words::choose(&language("pl"), &[polish]).unwrap();
        assert_eq!(words.counted("counts.change", 1), "zmian: 1");
    }
}
