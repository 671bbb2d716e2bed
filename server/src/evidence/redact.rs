//! What is blacked out in the pages that are for others than the police: said where and why, and
//! never what it was.

use std::collections::BTreeSet;

use tabard_core::model::RecordKind;

use super::bundle::RedactionLine;

/// One wish: what is blacked out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    what: What,
    why: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// Whatever can point to a living person, by the dictionary.
    People,
    /// A field: `name`, or `list.field`.
    Field(String),
    /// Words, wherever they stand.
    Words(String),
}

/// A wish that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedactionFault {
    /// No reason.
    #[error("--redact takes WHAT=WHY: what is blacked out, and why, as `people=third parties`")]
    NoReason,
    /// No such field.
    #[error(
        "--redact has a field that no report, account or attachment has: use `people`, a field such as `narrative` or `offenders.name`, or text:WORDS"
    )]
    NoField,
}

/// The records that a pack holds.
const KINDS: [RecordKind; 3] = [RecordKind::Incident, RecordKind::Account, RecordKind::Attachment];

impl Redaction {
    /// Reads `people=WHY`, `FIELD=WHY`, `LIST.FIELD=WHY` or `text:WORDS=WHY`.
    ///
    /// # Errors
    /// [`RedactionFault`].
    pub fn parse(text: &str) -> Result<Self, RedactionFault> {
        let (what, why) = text.rsplit_once('=').ok_or(RedactionFault::NoReason)?;
        let (what, why) = (what.trim(), why.trim());
        if why.is_empty() || what.is_empty() {
            return Err(RedactionFault::NoReason);
        }
        let what = match what.strip_prefix("text:").map(str::trim) {
            Some("") => return Err(RedactionFault::NoReason),
            Some(words) => What::Words(words.to_owned()),
            None if what == "people" => What::People,
            None if KINDS.iter().any(|kind| is_field(*kind, what)) => What::Field(what.to_owned()),
            None => return Err(RedactionFault::NoField),
        };
        Ok(Self { what, why: why.to_owned() })
    }
}

fn is_field(kind: RecordKind, path: &str) -> bool {
    match path.split_once('.') {
        Some((list, field)) => {
            kind.field(list).is_some_and(|list| list.item_field(field).is_some())
        }
        None => kind.field(path).is_some(),
    }
}

/// A piece of a text as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The words; none for what is blacked out.
    pub(crate) text: Option<String>,
    /// Why it is blacked out.
    pub(crate) why: String,
}

impl Part {
    fn plain(text: &str) -> Self {
        Self { text: Some(text.to_owned()), why: String::new() }
    }

    fn black(why: &str) -> Self {
        Self { text: None, why: why.to_owned() }
    }
}

/// A text without words, wherever they stand in it.
pub(crate) fn blacked_out(text: &str, words: &[String], why: &str) -> Vec<Part> {
    let words = words.iter().map(|words| words.trim()).filter(|words| !words.is_empty());
    words.fold(vec![Part::plain(text)], |parts, words| {
        parts.into_iter().flat_map(|part| without(part, words, why)).collect()
    })
}

/// Where a text stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// The record's id.
    pub(super) record: &'p str,
    /// Its kind.
    pub(super) kind: RecordKind,
    /// The field: `name`, or `list.field`.
    pub(super) field: &'p str,
}

/// Blacks out, and remembers where.
pub(super) struct Redactor<'w> {
    wishes: &'w [Redaction],
    done: BTreeSet<(String, String, String)>,
}

impl<'w> Redactor<'w> {
    /// Shows everything.
    pub(super) const fn none() -> Self {
        Self { wishes: &[], done: BTreeSet::new() }
    }

    /// Blacks these out.
    pub(super) const fn of(wishes: &'w [Redaction]) -> Self {
        Self { wishes, done: BTreeSet::new() }
    }

    /// Whether anything is to be blacked out.
    pub(super) const fn is_active(&self) -> bool {
        !self.wishes.is_empty()
    }

    /// A text with what is to be blacked out of it.
    pub(super) fn show(&mut self, place: Place<'_>, text: &str) -> Vec<Part> {
        let wishes = self.wishes;
        let whole = wishes.iter().find(|wish| match &wish.what {
            What::People => about_person(place),
            What::Field(field) => covers(field, place.field),
            What::Words(_) => false,
        });
        if let Some(wish) = whole {
            self.note(place, &wish.why);
            return vec![Part::black(&wish.why)];
        }
        let mut parts = vec![Part::plain(text)];
        for wish in wishes {
            if let What::Words(words) = &wish.what {
                parts =
                    parts.into_iter().flat_map(|part| without(part, words, &wish.why)).collect();
            }
        }
        let black: Vec<_> = parts.iter().filter(|part| part.text.is_none()).cloned().collect();
        for part in black {
            self.note(place, &part.why);
        }
        parts
    }

    fn note(&mut self, place: Place<'_>, why: &str) {
        self.done.insert((place.record.to_owned(), place.field.to_owned(), why.to_owned()));
    }

    /// Where something was blacked out.
    pub(super) fn lines(&self) -> Vec<RedactionLine> {
        let line = |(record, field, why): &(String, String, String)| RedactionLine {
            record: record.clone(),
            field: field.clone(),
            why: why.clone(),
        };
        self.done.iter().map(line).collect()
    }
}

fn about_person(place: Place<'_>) -> bool {
    let field = match place.field.split_once('.') {
        Some((list, field)) => place.kind.field(list).and_then(|list| list.item_field(field)),
        None => place.kind.field(place.field),
    };
    // What this version does not know may say anything.
    field.is_none_or(|field| field.about_person)
}

/// A list covers the fields of its items.
fn covers(wish: &str, field: &str) -> bool {
    field == wish || field.strip_prefix(wish).is_some_and(|rest| rest.starts_with('.'))
}

/// A piece without words, wherever they stand in it and however they are capitalised.
fn without(part: Part, words: &str, why: &str) -> Vec<Part> {
    let Some(text) = &part.text else { return vec![part] };
    let wanted: Vec<String> = words.chars().map(folded).collect();
    let chars: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    let (mut plain, mut at) = (String::new(), 0);
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let begins = rest.len() >= wanted.len()
            && rest.iter().zip(&wanted).all(|(one, wanted)| folded(*one) == *wanted);
        if begins {
            if !plain.is_empty() {
                parts.push(Part::plain(&std::mem::take(&mut plain)));
            }
            parts.push(Part::black(why));
            at += wanted.len();
        } else {
            plain.extend(rest.first());
            at += 1;
        }
    }
    if !plain.is_empty() {
        parts.push(Part::plain(&plain));
    }
    parts
}

fn folded(one: char) -> String {
    one.to_lowercase().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(wishes: &[&str], field: &str, text: &str) -> (String, usize) {
        let wishes: Vec<_> = wishes.iter().map(|wish| Redaction::parse(wish).unwrap()).collect();
        let mut redactor = Redactor::of(&wishes);
        let parts = redactor.show(Place { record: "r", kind: RecordKind::Incident, field }, text);
        let text = parts.into_iter().map(|part| part.text.unwrap_or_else(|| "█".to_owned()));
        (text.collect(), redactor.lines().len())
    }

    #[test]
    fn words_are_blacked_out_wherever_they_stand_and_however_they_are_written() {
        let wishes = ["text:Eve Ŵyn=a third party"];
        let told = shown(&wishes, "callsign", "EVE ŴYN and eve ŵyn; Eve W.");
        assert_eq!(told, ("█ and █; Eve W.".to_owned(), 1));
        assert_eq!(shown(&wishes, "callsign", "nobody"), ("nobody".to_owned(), 0));
    }

    #[test]
    fn a_wish_says_what_and_why() {
        for (wish, fault) in [
            ("people", RedactionFault::NoReason),
            ("people=", RedactionFault::NoReason),
            ("text:=why", RedactionFault::NoReason),
            ("no_such_field=why", RedactionFault::NoField),
            ("callsign.x=why", RedactionFault::NoField),
        ] {
            assert_eq!(Redaction::parse(wish), Err(fault), "{wish}");
        }
        assert_eq!(shown(&["callsign=operational"], "callsign", "YA214").0, "█");
        assert_eq!(shown(&["callsign=operational"], "cad_number", "7").0, "7");
    }

    #[test]
    fn what_can_point_to_a_person_goes_with_people_and_so_does_what_is_not_known() {
        let people: Vec<_> = RecordKind::Incident
            .fields()
            .iter()
            .filter(|field| field.about_person)
            .map(|field| field.name)
            .collect();
        assert!(!people.is_empty());
        for field in people {
            assert_eq!(shown(&["people=third parties"], field, "x").0, "█", "{field}");
        }
        assert_eq!(shown(&["people=third parties"], "from_a_later_version", "x").0, "█");
        assert_eq!(shown(&["people=third parties"], "captured_at", "x").0, "x");
    }
}
