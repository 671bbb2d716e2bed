//! `tabard hub footage`.

use serde_json::json;
use tabard_core::model::ReadingAct;
use tabard_core::model::due::What;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::cli::reminders::{self, ClockOptions};
use crate::host::{entropy, now};
use crate::hub::FootageNews;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Footage is overwritten unless somebody keeps it. Without an id it lists what is to be kept, the\nmost pressing first; `tabard codes footage_status` lists what can be said of a recording.\n\nExample:\n  tabard hub footage --dir ./region\n  tabard hub footage --dir ./region 3f9a k1 --status kept --role \"BWV team\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    #[arg(requires = "recording")]
    id: Option<String>,
    /// The recording, by its id in the report
    #[arg(requires = "status")]
    recording: Option<String>,
    /// What became of it
    #[arg(long, value_name = "CODE", requires = "recording")]
    status: Option<String>,
    /// Who saw to it, by role and not by name
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    clocks: ClockOptions,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let (Some(typed), Some(recording), Some(status)) = (self.id, self.recording, self.status)
        else {
            audited::note(&mut hub, ReadingAct::Listed, None)?;
            let mut due = hub.all_due(now(), &self.clocks.clocks())?;
            due.retain(|one| matches!(one.due.what, What::KeepFootage | What::FindFootage));
            let told = |id| hub.incident(id).map(|one| one.summary.report).unwrap_or_default();
            output.say(
                || reminders::table(output.words(), &due, now(), told),
                || due.iter().map(|one| reminders::line(one, now())).collect(),
            )?;
            return Ok(Exit::Done);
        };
        let id = pick::one(&typed, "report", hub.find(typed.trim())?)?;
        let news = FootageNews { status, role: self.role };
        hub.say_of_footage(id, &recording, &news, now(), &mut entropy())?;
        output.say(
            || format!("{id}  It is said of {recording}, for those who wrote the report to read."),
            || json!({ "id": id.to_string(), "recording": recording, "status": news.status }),
        )?;
        Ok(Exit::Done)
    }
}
