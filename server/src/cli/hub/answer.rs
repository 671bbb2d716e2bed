//! `tabard hub answer`.

use serde_json::json;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::host::{entropy, now};
use crate::hub::Answer;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "`tabard codes followup_status` lists the statuses. A report is closed with an outcome, and with a\nmessage or a reason unless the reporter opted out; an answer to an account goes to its author alone.\n\nExample:\n  tabard hub answer --dir ./region 3f9a --status being_looked_at --note \"Thank you for telling us.\" --role \"VPR lead\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report or an account of it, by its id or the first characters of it
    id: String,
    /// How far the hub has come
    #[arg(long)]
    status: String,
    /// What the hub says to those who wrote the report
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The message is a question, for the reporter to answer
    #[arg(long, requires = "note")]
    question: bool,
    /// What came of it: a word of `tabard codes followup_outcome`
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<String>,
    /// Why nothing further is done, for the reporter to read
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who says it, by role and not by name
    #[arg(long)]
    role: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let mut found = hub.find(self.id.trim())?;
        found.extend(hub.find_account(self.id.trim())?);
        let id = pick::one(&self.id, "report", found)?;
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let answer = Answer {
            status: self.status,
            note: filled(self.note),
            question: self.question,
            outcome: filled(self.outcome),
            reason: filled(self.reason),
            role: filled(self.role),
        };
        if answer.status.is_empty() {
            let what_to_do = "--status is empty; `tabard codes followup_status` lists the statuses";
            return Err(Failure::input("bad_field", what_to_do));
        }
        hub.answer(id, &answer, now(), &mut entropy())?;
        output.say(
            || format!("{id}  {}.", words::status_label(output.words(), &answer.status)),
            || json!({ "id": id.to_string(), "status": answer.status }),
        )?;
        Ok(Exit::Done)
    }
}
