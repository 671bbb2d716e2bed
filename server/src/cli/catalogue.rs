//! `tabard schema` and `tabard codes`: what a report may say.

use serde_json::{Value, json};
use tabard_core::model::codes::{self, Code, CodeList};
use tabard_core::model::report_schema;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::table::aligned;
use super::words::counted;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard schema > report.schema.json")]
pub(super) struct Schema {}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard codes\n  tabard codes incident_type")]
pub(super) struct Codes {
    /// The list to print
    list: Option<String>,
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
        match &self.list {
            Some(name) => {
                let list = find(name)?;
                output.say(|| table(list), || list_json(list))?;
            }
            None => {
                output.say(overview, || codes::ALL.iter().map(|list| list_json(list)).collect())?
            }
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

fn overview() -> String {
    let row = |list: &&CodeList| {
        vec![list.name.to_owned(), counted(list.codes.len() as u64, "code"), list.source.to_owned()]
    };
    aligned(&codes::ALL.iter().map(row).collect::<Vec<_>>())
}

fn table(list: &CodeList) -> String {
    let row = |code: &Code| {
        vec![code.code.to_owned(), code.label.to_owned(), code.group.unwrap_or_default().to_owned()]
    };
    aligned(&list.codes.iter().map(row).collect::<Vec<_>>())
}

fn list_json(list: &CodeList) -> Value {
    let code = |code: &Code| json!({ "code": code.code, "label": code.label, "group": code.group });
    let codes: Vec<_> = list.codes.iter().map(code).collect();
    json!({ "name": list.name, "source": list.source, "codes": codes })
}
