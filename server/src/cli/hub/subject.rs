//! `tabard hub subject`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};
use tabard_core::ids::Millis;
use tabard_core::model::ReadingAct;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filters::query;
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::save_as::SaveAs;
use crate::host::now;
use crate::said::words as said;
use crate::subject::{Choices, SubjectFault, give, propose};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Find what names a person, and write a proposal of what is shown of it
    Choose(Choose),
    /// Write out what was chosen and checked, to be given to the person
    Give(Give),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reports, accounts, answers, attachments' facts and markers are searched; requests for support are not the\nhub's to read. Nothing is shown yet: go through the file, which holds everything. Set \"show\", list under\n\"black\" who else is named, say \"why\", and set \"checked\" on each line that can point to a person.\n\nExample:\n  tabard hub subject choose --dir ./region --name \"Eve Smith\" --out choices.json --by \"IG team\" --reason \"request 7\""
)]
pub(in crate::cli) struct Choose {
    #[command(flatten)]
    place: Place,
    /// The person's name, number or address. All of its words must be in a record
    #[arg(long = "name", value_name = "WORDS", required = true)]
    names: Vec<String>,
    /// A new file, which only its owner reads
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Who asks, by role
    #[arg(long, value_name = "ROLE")]
    by: String,
    /// Why, such as the request's reference; no name
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Two new files: a page, and the same as JSON. Each record that is told of is a line of the audit. What changed\nsince it was chosen is refused.\n\nExample:\n  tabard hub subject give --dir ./region --choices choices.json --html given.html --json-file given.json --by \"IG team\" --reason \"request 7\""
)]
pub(in crate::cli) struct Give {
    #[command(flatten)]
    place: Place,
    /// What was chosen and checked
    #[arg(long, value_name = "FILE")]
    choices: PathBuf,
    /// A new file for the page
    #[arg(long, value_name = "FILE")]
    html: PathBuf,
    /// A new file for programs
    #[arg(long, value_name = "FILE")]
    json_file: PathBuf,
    /// Who gives it out, by role
    #[arg(long, value_name = "ROLE")]
    by: String,
    /// Why, such as the request's reference; no name
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Command {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Choose(choose) => choose.run(output),
            Self::Give(give) => give.run(output),
        }
    }
}

impl Choose {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let query = query(&self.names)?;
        let mut hub = self.place.hub_up_to_date()?;
        let (by, why) = (Some(self.by.as_str()), Some(self.reason.as_str()));
        audited::note_by(&mut hub, ReadingAct::Searched, None, by, why)?;
        let choices = propose(&mut hub, output.words(), &self.names.join(" "), &query)?;
        for one in &choices.records {
            let id = one.record.parse().ok();
            audited::note_by(&mut hub, ReadingAct::ViewedReport, id, by, why)?;
        }
        let text = serde_json::to_string_pretty(&choices);
        let text = text.map_err(|error| Failure::new("internal", error.to_string()))?;
        written(&self.out, &text)?;
        let lines: usize = choices.records.iter().map(|one| one.lines.len()).sum();
        output.say(
            || {
                format!(
                    "{} records name these words, {lines} lines. Go through the file, then: tabard hub subject give",
                    choices.records.len()
                )
            },
            || {
                let ids: Value = choices.records.iter().map(|one| json!(one.record)).collect();
                json!({ "records": ids, "lines": lines })
            },
        )?;
        Ok(Exit::Done)
    }
}

impl Give {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let text = fs::read_to_string(&self.choices).map_err(|error| Failure::folder(&error))?;
        let choices = Choices::parse(&text).map_err(refused)?;
        let mut hub = self.place.hub_up_to_date()?;
        let made_at = said::moment(output.words(), Millis(now().0));
        let given = give(&hub, output.words(), &choices, &made_at).map_err(refused)?;
        let (by, why) = (Some(self.by.as_str()), Some(self.reason.as_str()));
        for id in &given.records {
            audited::note_by(&mut hub, ReadingAct::Disclosed, Some(*id), by, why)?;
        }
        let text = serde_json::to_string_pretty(&given.json);
        let text = text.map_err(|error| Failure::new("internal", error.to_string()))?;
        written(&self.html, &given.html)?;
        written(&self.json_file, &text)?;
        output.say(
            || {
                format!(
                    "{} records are written out; {} lines keep something back, and say why.",
                    given.records.len(),
                    given.kept_back
                )
            },
            || json!({ "records": given.records.len(), "kept_back": given.kept_back }),
        )?;
        Ok(Exit::Done)
    }
}

fn refused(fault: SubjectFault) -> Failure {
    match fault {
        SubjectFault::Hub(error) => error.into(),
        fault => Failure::input("bad_choices", fault.to_string()),
    }
}

fn written(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = SaveAs::begin(path)?;
    let put = file.file()?.write_all(text.as_bytes());
    put.map_err(|error| Failure::folder(&error))?;
    file.finish()?;
    Ok(())
}
