//! `tabard schema`, `tabard codes` and `tabard words`: what a report may say, and what is said of it.

use serde_json::{Map, Value, json};
use tabard_core::model::codes::{self, Code, CodeList};
use tabard_core::model::report_schema;
use tabard_core::words::Words;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::table::aligned;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard schema > report.schema.json")]
pub(super) struct Schema {}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard codes\n  tabard codes incident_type\n  tabard codes incident_type --lang cy"
)]
pub(super) struct Codes {
    /// The list to print
    list: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A trust takes what it words otherwise into a file of its own, for --words.\n\nExample:\n  tabard words --lang cy > cy.json"
)]
pub(super) struct AllWords {}

impl AllWords {
    #[allow(clippy::unused_self, reason = "every command is run alike")]
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let all = || file_of(output.words());
        output.say(|| format!("{:#}", all()), all)?;
        Ok(Exit::Done)
    }
}

/// As a file of words, each key in full.
fn file_of(words: &Words) -> Value {
    let language = ("language", words.language().as_str());
    let texts = std::iter::once(language).chain(words.all());
    texts.map(|(key, text)| (key.to_owned(), json!(text))).collect::<Map<_, _>>().into()
}

impl Schema {
    #[allow(clippy::unused_self, reason = "every command is run alike")]
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        output.say(|| format!("{:#}", report_schema()), report_schema)?;
        Ok(Exit::Done)
    }
}

impl Codes {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let words = output.words();
        match &self.list {
            Some(name) => {
                let list = find(name)?;
                output.say(|| table(words, list), || list_json(words, list))?;
            }
            None => output.say(
                || overview(words),
                || codes::ALL.iter().map(|list| list_json(words, list)).collect(),
            )?,
        }
        Ok(Exit::Done)
    }
}

fn find(name: &str) -> Result<&'static CodeList, Failure> {
    let found = codes::ALL.iter().find(|list| list.name == name);
    found.copied().ok_or_else(|| {
        Failure::input("unknown_list", "there is no such list; `tabard codes` names them all")
    })
}

fn overview(words: &Words) -> String {
    let row = |list: &&CodeList| {
        let codes = words.counted("counts.code", list.codes.len() as u64);
        let title = words.list(list.name).to_owned();
        vec![list.name.to_owned(), codes, title, list.source.to_owned()]
    };
    aligned(&codes::ALL.iter().map(row).collect::<Vec<_>>())
}

fn table(words: &Words, list: &CodeList) -> String {
    let row = |code: &Code| {
        let label = words.label(list.name, code.code).to_owned();
        let group = code.group.map(|group| words.group(list.name, group));
        vec![code.code.to_owned(), label, group.unwrap_or_default().to_owned()]
    };
    aligned(&list.codes.iter().map(row).collect::<Vec<_>>())
}

fn list_json(words: &Words, list: &CodeList) -> Value {
    let code = |code: &Code| {
        let label = words.label(list.name, code.code);
        json!({ "code": code.code, "label": label, "group": code.group })
    };
    let codes: Vec<_> = list.codes.iter().map(code).collect();
    let title = words.list(list.name);
    json!({ "name": list.name, "title": title, "source": list.source, "codes": codes })
}
