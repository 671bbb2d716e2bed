//! The one place that writes to standard output and standard error.

use std::cell::RefCell;
use std::io::{self, Write};
use std::panic;

use serde::Serialize;
use serde_json::{Value, json};
use tabard_core::model::Fault;
use tabard_core::words::Words;

use super::failure::Failure;

/// Where a command says what it did: in words for people, or in JSON for programs.
pub(super) struct Output {
    json: bool,
    words: Words,
    languages: Vec<Words>,
    out: RefCell<Box<dyn Write>>,
    err: RefCell<Box<dyn Write>>,
}

impl Output {
    pub(super) fn standard(json: bool, words: Words) -> Self {
        Self::to(json, words, io::stdout(), io::stderr())
    }

    pub(super) fn to(
        json: bool,
        words: Words,
        out: impl Write + 'static,
        err: impl Write + 'static,
    ) -> Self {
        let (out, err) = (RefCell::new(Box::new(out) as _), RefCell::new(Box::new(err) as _));
        Self { json, words, languages: Vec::new(), out, err }
    }

    /// The same, which knows the words of other languages too.
    pub(super) fn with_languages(self, languages: Vec<Words>) -> Self {
        Self { languages, ..self }
    }

    /// The words of every language that there are words in, for what is written to others.
    pub(super) fn languages(&self) -> &[Words] {
        &self.languages
    }

    /// What it speaks in.
    pub(super) const fn words(&self) -> &Words {
        &self.words
    }

    /// Whether a program reads what is said.
    pub(super) const fn is_json(&self) -> bool {
        self.json
    }

    /// Says one thing, in the form that was asked for. It has left the process when this returns.
    pub(super) fn say(
        &self,
        words: impl FnOnce() -> String,
        json: impl FnOnce() -> Value,
    ) -> Result<(), Failure> {
        if self.json { self.json(&json()) } else { self.text(&words()) }
    }

    /// A line of JSON, whatever form was asked for.
    pub(super) fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let line = serde_json::to_string(value).map_err(|_| Failure::unprintable())?;
        self.line(&line)
    }

    fn text(&self, text: &str) -> Result<(), Failure> {
        self.line(&harmless(text))
    }

    fn line(&self, line: &str) -> Result<(), Failure> {
        line_to(&mut **self.out.borrow_mut(), line).map_err(|_| Failure::unprintable())
    }

    /// Something to know meanwhile; on standard error, and only for people.
    pub(super) fn aside(&self, text: &str) {
        if !self.json {
            self.complain(&format!("tabard: {}", harmless(text)));
        }
    }

    /// What is wrong with a report or an assignment.
    pub(super) fn fault(&self, fault: &Fault) {
        if self.json {
            let Fault { line, field, problem } = fault;
            let problem = problem.said(&self.words);
            let fault = json!({ "line": line, "field": field, "problem": problem });
            self.complain(&fault.to_string());
        } else {
            self.complain(&format!("tabard: {}", fault.said(&self.words)));
        }
    }

    /// What is wrong with a line of a file; nothing of what stands in it.
    pub(super) fn refused_line(&self, line: usize, problem: &str) {
        let problem = self.words.advice(problem);
        if self.json {
            self.complain(&json!({ "line": line, "problem": problem }).to_string());
        } else {
            self.complain(&format!("tabard: line {line}: {problem}"));
        }
    }

    /// Why a command ended.
    pub(super) fn failure(&self, failure: &Failure) {
        let (code, what_to_do) = (failure.code(), self.words.advice(failure.what_to_do()));
        if self.json {
            let error = json!({ "error": { "code": code, "what_to_do": what_to_do } });
            self.complain(&error.to_string());
        } else {
            self.complain(&format!("tabard: {what_to_do}"));
        }
    }

    /// Standard error may be closed; there is nobody left to tell then.
    fn complain(&self, line: &str) {
        let _ = line_to(&mut **self.err.borrow_mut(), line);
    }

    /// The words of a panic may quote what was being read; its place does not.
    pub(super) fn keep_panics_quiet(&self) {
        let json = self.json;
        panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let what_to_do = format!("a fault within tabard, at {place}: please report it");
            Self::standard(json, Words::english().clone())
                .failure(&Failure::new("internal", what_to_do));
        }));
    }
}

fn line_to(stream: &mut dyn Write, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\n").as_bytes())?;
    stream.flush()
}

/// The text without what a terminal would obey. Reports come from other devices.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_does_not_command_the_terminal() {
        assert_eq!(harmless("a\u{1b}[31mb\r\nc\u{9b}1m\u{7}"), "a[31mb\nc1m");
        assert_eq!(harmless("Ŵyth نو 🚑"), "Ŵyth نو 🚑");
    }

    #[test]
    fn a_line_is_one_write() {
        let mut stream = Vec::new();
        line_to(&mut stream, "held").unwrap();
        assert_eq!(stream, b"held\n");
    }
}
