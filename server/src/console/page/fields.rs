//! The fields of a form: what each is called, what was typed into it, and what is wrong with it.

use jiff::civil::Date;
use tabard_core::words::Words;

use super::dates::PARTS;
use super::form::Form;

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Line,
    Area,
    Day,
    Select,
    Radios,
    Checks,
}

/// A field of a form, with what was typed.
pub(in crate::console) struct Field {
    pub(in crate::console) name: &'static str,
    /// What it is known by in the page: two forms may have a field of one name.
    pub(in crate::console) id: String,
    kind: Kind,
    pub(in crate::console) label: String,
    pub(in crate::console) hint: Option<String>,
    pub(in crate::console) typed: String,
    /// Day, month and year: the name of the part, what it is called and what was typed.
    pub(in crate::console) days: Vec<(&'static str, String, String)>,
    pub(in crate::console) choices: Vec<Choice>,
    pub(in crate::console) fault: Option<String>,
}

/// Something to choose.
pub(in crate::console) struct Choice {
    pub(in crate::console) value: String,
    pub(in crate::console) label: String,
    pub(in crate::console) chosen: bool,
}

/// What is wrong with a form: the field and the text.
pub(in crate::console) type Fault = (&'static str, String);

/// Makes the fields of one form.
pub(in crate::console) struct Maker<'a> {
    pub(in crate::console) words: &'a Words,
    /// Where the form's words stand, and what the ids of its fields begin with.
    pub(in crate::console) section: &'static str,
    pub(in crate::console) form: &'a Form,
    pub(in crate::console) faults: &'a [Fault],
}

impl Field {
    /// Whether it is of a kind, for the template.
    pub(in crate::console) fn is(&self, kind: &str) -> bool {
        kind == match self.kind {
            Kind::Line => "line",
            Kind::Area => "area",
            Kind::Day => "day",
            Kind::Select => "select",
            Kind::Radios => "radios",
            Kind::Checks => "checks",
        }
    }

    /// Whether it stands in a group with a legend.
    pub(in crate::console) const fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Day | Kind::Radios | Kind::Checks)
    }

    /// What describes it to who does not see it.
    pub(in crate::console) fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let fault = self.fault.as_ref().map(|_| format!("{}-fault", self.id));
        let all: Vec<String> = hint.into_iter().chain(fault).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    fn anchor(&self) -> String {
        match self.kind {
            Kind::Day => format!("{}-day", self.id),
            Kind::Radios | Kind::Checks => format!("{}-1", self.id),
            Kind::Line | Kind::Area | Kind::Select => self.id.clone(),
        }
    }
}

/// Each fault with where it leads, for the summary on top of a page.
pub(in crate::console) fn summary(fields: &[Field]) -> Vec<(String, String)> {
    let faulty = fields.iter().filter_map(|field| Some((field.anchor(), field.fault.clone()?)));
    faulty.collect()
}

/// What a form would hold had somebody typed what is there already.
pub(in crate::console) fn filled(fields: &[(&str, &str)], day: Option<(&str, Date)>) -> Form {
    let texts = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let days = day.into_iter().flat_map(|(name, day)| {
        let parts = [day.day().to_string(), day.month().to_string(), day.year().to_string()];
        PARTS.into_iter().zip(parts).map(move |(part, text)| (format!("{name}-{part}"), text))
    });
    Form::new(texts.chain(days).collect())
}

impl Maker<'_> {
    pub(in crate::console) fn line(&self, name: &'static str) -> Field {
        self.field(name, Kind::Line, Vec::new())
    }

    pub(in crate::console) fn area(&self, name: &'static str) -> Field {
        self.field(name, Kind::Area, Vec::new())
    }

    pub(in crate::console) fn day(&self, name: &'static str) -> Field {
        let days = PARTS.map(|part| {
            let typed = self.form.typed(&format!("{name}-{part}")).to_owned();
            (part, self.words.text(&format!("console.date.{part}")).to_owned(), typed)
        });
        Field { days: days.into(), ..self.field(name, Kind::Day, Vec::new()) }
    }

    pub(in crate::console) fn select(
        &self,
        name: &'static str,
        choices: Vec<(String, String)>,
    ) -> Field {
        self.field(name, Kind::Select, choices)
    }

    pub(in crate::console) fn radios(
        &self,
        name: &'static str,
        choices: Vec<(String, String)>,
    ) -> Field {
        self.field(name, Kind::Radios, choices)
    }

    /// Boxes to tick: each is sent as a field of its own, after the name.
    pub(in crate::console) fn checks(
        &self,
        name: &'static str,
        choices: Vec<(String, String)>,
    ) -> Field {
        self.field(name, Kind::Checks, choices)
    }

    fn field(&self, name: &'static str, kind: Kind, choices: Vec<(String, String)>) -> Field {
        let text = |part: &str| {
            let key = format!("console.{}.{name}_{part}", self.section);
            let said = self.words.text(&key);
            (said != key).then(|| said.to_owned())
        };
        let typed = self.form.typed(name).to_owned();
        let choices = choices.into_iter().map(|(value, label)| {
            let chosen = match kind {
                Kind::Checks => !self.form.typed(&format!("{name}-{value}")).is_empty(),
                _ => value == typed,
            };
            Choice { value, label, chosen }
        });
        Field {
            name,
            id: format!("{}-{name}", self.section.replace('.', "-")),
            kind,
            label: text("label").unwrap_or_default(),
            hint: text("hint"),
            days: Vec::new(),
            choices: choices.collect(),
            fault: self.faults.iter().find(|(of, _)| *of == name).map(|(_, text)| text.clone()),
            typed,
        }
    }
}

/// The codes of a list with what each is called.
pub(in crate::console) fn codes(
    words: &Words,
    list: &tabard_core::model::codes::CodeList,
) -> Vec<(String, String)> {
    let label = |code: &str| (code.to_owned(), words.label(list.name, code).to_owned());
    list.spellings().map(label).collect()
}
