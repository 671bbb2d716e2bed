//! `tabard hub retention`.

mod certificate;
mod erase;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::civil::Date;
use serde_json::{Value, json};
use tabard_core::client::{Hold, HoldNews};
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::cli::{audited, pick};
use crate::host::{entropy, now};
use crate::hub::Hub;
use crate::retention::{Item, Settings, outlook};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Show what falls due in the days to come, and what is held
    Preview(Preview),
    /// Hold a record: it is not erased, whatever its age
    Hold(HoldIt),
    /// End the hold on a record
    Release(Release),
    /// Show what would be erased, or erase it once somebody else approved
    Erase(erase::Erase),
    /// Print the certificates of what was erased, held against the log
    Certificate(certificate::Certificate),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Periods are a file's: docs/hub.md says which, and how sure each is. Nothing is erased by this.\n\nExample:\n  tabard hub retention preview --dir ./region --days 90"
)]
pub(in crate::cli) struct Preview {
    #[command(flatten)]
    place: Place,
    /// How many days to look ahead
    #[arg(long, value_name = "DAYS", default_value = "90", value_parser = clap::value_parser!(u16).range(0..=36500))]
    days: u16,
    /// For how long what is kept is kept
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A hold ends when somebody ends it, and not by itself: the day only says when it is looked at again.\n\nExample:\n  tabard hub retention hold --dir ./region 3f9a --why \"Claim 12 of 2026\" --review 2027-06-01 --by \"Claims\""
)]
pub(in crate::cli) struct HoldIt {
    #[command(flatten)]
    place: Place,
    /// The report or marker, by its id or the first characters of it
    id: String,
    /// Why it may not be erased
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// The day on which somebody looks at it again
    #[arg(long, value_name = "DAY")]
    review: Date,
    /// Who lays the hold
    #[arg(long, value_name = "WHO")]
    by: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard hub retention release --dir ./region 3f9a --why \"The claim is settled\" --by \"Claims\""
)]
pub(in crate::cli) struct Release {
    #[command(flatten)]
    place: Place,
    /// The report or marker, by its id or the first characters of it
    id: String,
    /// Why it is held no more
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Who ends the hold
    #[arg(long, value_name = "WHO")]
    by: String,
}

impl Command {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Preview(preview) => preview.run(output),
            Self::Hold(hold) => hold.run(output),
            Self::Release(release) => release.run(output),
            Self::Erase(erase) => erase.run(output),
            Self::Certificate(certificate) => certificate.run(output),
        }
    }
}

impl Preview {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let settings = read_retention(self.settings.as_deref())?;
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::ViewedRetention, None)?;
        let outlook = outlook(&hub, &settings, now(), self.days)?;
        output.say(
            || {
                let row = |item: &Item| {
                    let held = if item.held { "held" } else { "" };
                    let cells = [
                        item.record.to_string(),
                        item.due.to_string(),
                        class(output, item),
                        held.to_owned(),
                    ];
                    cells.into()
                };
                let hold = |hold: &Hold| {
                    vec![hold.record.to_string(), hold.review_on.clone(), hold.by.clone(), hold.why.clone()]
                };
                let due = match outlook.due.is_empty() {
                    true => format!("Nothing is due in the next {} days.", self.days),
                    false => aligned(&outlook.due.iter().map(row).collect::<Vec<_>>()),
                };
                let holds = match outlook.holds.is_empty() {
                    true => "Nothing is held.".to_owned(),
                    false => aligned(&outlook.holds.iter().map(hold).collect::<Vec<_>>()),
                };
                format!(
                    "{due}\n\nHeld, by the day on which it is looked at again:\n{holds}\n\n{} due later, {} not closed.",
                    outlook.later, outlook.open
                )
            },
            || {
                json!({
                    "due": outlook.due.iter().map(item_json).collect::<Value>(),
                    "holds": outlook.holds.iter().map(hold_json).collect::<Value>(),
                    "later": outlook.later,
                    "open": outlook.open,
                })
            },
        )?;
        Ok(Exit::Done)
    }
}

impl HoldIt {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let id = record(&hub, &self.id)?;
        let (why, by) = (stated(&self.why, "--why")?, stated(&self.by, "--by")?);
        let review_on = self.review.to_string();
        let news = HoldNews::Held { why, by, review_on: &review_on };
        hub.say_of_hold(id, news, now(), &mut entropy())?;
        said(&hub, id, output, "is held: it is not erased.")
    }
}

impl Release {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let id = record(&hub, &self.id)?;
        if !hub.holds()?.get(&id).is_some_and(Hold::is_in_force) {
            return Err(Failure::input(
                "not_held",
                "there is no hold on it: see `tabard hub retention preview`",
            ));
        }
        let (why, by) = (stated(&self.why, "--why")?, stated(&self.by, "--by")?);
        hub.say_of_hold(id, HoldNews::Released { why, by }, now(), &mut entropy())?;
        said(&hub, id, output, "is held no more.")
    }
}

fn said(hub: &Hub, id: RecordId, output: &Output, what: &str) -> Result<Exit, Failure> {
    let holds = hub.holds()?;
    output.say(|| format!("{id}  {what}"), || holds.get(&id).map(hold_json).unwrap_or_default())?;
    Ok(Exit::Done)
}

fn stated<'t>(text: &'t str, option: &str) -> Result<&'t str, Failure> {
    let text = text.trim();
    let empty = || Failure::input("bad_field", format!("{option} is empty: say it in a few words"));
    (!text.is_empty()).then_some(text).ok_or_else(empty)
}

fn record(hub: &Hub, typed: &str) -> Result<RecordId, Failure> {
    let mut found = hub.find(typed.trim())?;
    found.extend(
        hub.markers(|one| one.id.to_string().starts_with(typed.trim()))?.iter().map(|one| one.id),
    );
    pick::one(typed, "report", found)
}

fn class(output: &Output, item: &Item) -> String {
    output.words().text(&format!("console.retention.class.{}", item.class.code())).to_owned()
}

fn item_json(item: &Item) -> Value {
    json!({
        "record": item.record.to_string(),
        "class": item.class.code(),
        "from": item.from.to_string(),
        "due": item.due.to_string(),
        "held": item.held,
    })
}

fn hold_json(hold: &Hold) -> Value {
    json!({
        "record": hold.record.to_string(),
        "why": hold.why,
        "by": hold.by,
        "at": hold.at,
        "review_on": hold.review_on,
        "released_at": hold.released_at,
        "released_by": hold.released_by,
        "released_why": hold.released_why,
    })
}

/// What a file sets for how long things are kept; what holds without one where there is none.
pub(in crate::cli) fn read_retention(file: Option<&Path>) -> Result<Settings, Failure> {
    let Some(file) = file else { return Ok(Settings::default()) };
    let text = fs::read_to_string(file).map_err(|error| Failure::folder(&error))?;
    Settings::parse(&text).map_err(|error| Failure::input("bad_settings", error.to_string()))
}
