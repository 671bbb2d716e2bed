//! `tabard hub attachments` and `tabard hub attachment`.

use std::path::PathBuf;
use tabard_core::model::ReadingAct;

use clap::Subcommand;
use serde_json::json;
use tabard_core::client::{CustodyAction, CustodyLine};
use tabard_core::ids::RecordId;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::save_as::SaveAs;
use crate::cli::{pick, shown_attachment};
use crate::host::{entropy, now};
use crate::hub::Hub;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard hub attachments --dir ./region 3f9a")]
pub(in crate::cli) struct List {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it; without it, those of all
    id: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Show what is known of it, with its custody log
    #[command(after_help = "Example:\n  tabard hub attachment show --dir ./region 51c0")]
    Show(One),
    /// Write its bytes to a file, each chunk checked, and the whole
    Get(Get),
    /// Add a line to its custody log: who did what with it, and why
    Note(Note),
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct One {
    #[command(flatten)]
    place: Place,
    /// The attachment, by its id or the first characters of it
    id: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Who asked and why becomes part of the custody log.\n\nExample:\n  tabard hub attachment get --dir ./region 51c0 --out forearm.jpg --by \"VPR lead\" --reason \"police statement\""
)]
pub(in crate::cli) struct Get {
    #[command(flatten)]
    one: One,
    /// A new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Who asks for it, by role and not by name
    #[arg(long, value_name = "ROLE")]
    by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What Tabard does by itself, such as `get`, is in the log already.\n\nExample:\n  tabard hub attachment note --dir ./region 51c0 --action handed_over --by \"VPR lead\" --reason \"to the police\""
)]
pub(in crate::cli) struct Note {
    #[command(flatten)]
    one: One,
    /// What was done: checked, viewed or handed_over
    #[arg(long)]
    action: String,
    /// Who did it, by role and not by name
    #[arg(long, value_name = "ROLE")]
    by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl List {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let report = match &self.id {
            Some(typed) => Some(pick::one(typed, "report", hub.find(typed.trim())?)?),
            None => None,
        };
        audited::note(&mut hub, ReadingAct::Listed, report)?;
        let all = hub.attachments(report)?;
        output.say(
            || shown_attachment::table(output.words(), &all),
            || all.iter().map(shown_attachment::json).collect(),
        )?;
        Ok(Exit::Done)
    }
}

impl Command {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Show(one) => {
                let (mut hub, id) = one.open()?;
                audited::note(&mut hub, ReadingAct::ViewedAttachment, Some(id))?;
                let shown = hub.attachment(id)?;
                output.say(
                    || shown_attachment::words(output.words(), &shown),
                    || shown_attachment::json(&shown),
                )?;
            }
            Self::Get(get) => get.run(output)?,
            Self::Note(note) => note.run(output)?,
        }
        Ok(Exit::Done)
    }
}

impl One {
    fn open(&self) -> Result<(Hub, RecordId), Failure> {
        let hub = self.place.hub_up_to_date()?;
        let id = pick::one(&self.id, "attachment", hub.find_attachments(self.id.trim())?)?;
        Ok((hub, id))
    }
}

impl Get {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let (mut hub, id) = self.one.open()?;
        let (by, why) = (self.by.as_deref(), self.reason.as_deref());
        audited::note_by(&mut hub, ReadingAct::Exported, Some(id), by, why)?;
        let mut file = SaveAs::begin(&self.out)?;
        let said = CustodyLine { by: self.by, reason: self.reason };
        hub.export_attachment(id, file.file()?, &said, now(), &mut entropy())?;
        file.finish()?;
        output.say(
            || format!("{id}  {}", output.words().text("shown.written_the_same")),
            || json!({ "id": id.to_string(), "written": true }),
        )
    }
}

impl Note {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let action = CustodyAction::stated(&self.action).ok_or_else(|| {
            Failure::input("bad_field", "--action is one of: checked, viewed, handed_over")
        })?;
        let (mut hub, id) = self.one.open()?;
        let said = CustodyLine { by: self.by, reason: self.reason };
        hub.note_custody(id, action, &said, now(), &mut entropy())?;
        output.say(
            || format!("{id}  {}", output.words().text("shown.added_to_custody")),
            || json!({ "id": id.to_string(), "action": action.code() }),
        )
    }
}
