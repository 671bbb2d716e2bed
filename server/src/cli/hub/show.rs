//! `tabard hub show`.

use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;
use tabard_core::model::due::Clocks;
use tabard_core::model::finding::Likeness;
use tabard_core::model::title;
use tabard_core::words::Words;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::cli::shown::{self, Shown};
use crate::host::now;
use crate::hub::{Hub, HubError};
use crate::said::names::Names;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard hub show --dir ./region 3f9a")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let id = pick::one(&self.id, "report", hub.find(self.id.trim())?)?;
        audited::note(&mut hub, ReadingAct::ViewedReport, Some(id))?;
        let shown = about(&mut hub, id, output.words())?;
        output.say(|| shown.words(output.words()), || shown.json())?;
        hub.mark_read(id)?;
        Ok(Exit::Done)
    }
}

/// A report with what is about it at the hub.
fn about(hub: &mut Hub, id: RecordId, words: &Words) -> Result<Shown, HubError> {
    let (incident, now) = (hub.incident(id)?, now());
    let names = Names::at_hub(hub.devices()?, &incident.summary.report);
    let possible = hub.possible_duplicates(id, &Likeness::default())?;
    let alike = shown::alike(&incident, &possible, |id| {
        hub.incident(id).map(|one| title(words, &one.summary.report)).unwrap_or_default()
    });
    let mut due = hub.due(id, now, &Clocks::default())?;
    due.retain(|due| !due.done);
    Ok(Shown {
        accounts: hub.accounts(id)?,
        attachments: hub.attachments(Some(id))?,
        incident,
        missing: Vec::new(),
        due,
        alike,
        names,
        now,
    })
}
