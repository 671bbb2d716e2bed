//! `tabard hub duplicates`.

use crate::cli::alike::{self, Nearness, Verdict};
use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::host::{entropy, now};
use tabard_core::model::ReadingAct;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reports may be of one event: the same CAD number, or near in time and at the same place. They are\noffered; nothing is joined by itself. Whoever wrote a report reads in its answer that it is linked.\n\nExample:\n  tabard hub duplicates --dir ./region\n  tabard hub duplicates --dir ./region 3f9a --link 77aa"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it; all that are not closed without it
    id: Option<String>,
    #[command(flatten)]
    near: Nearness,
    #[command(flatten)]
    verdict: Verdict,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::Listed, None)?;
        let report = |typed: &String| pick::one(typed, "report", hub.find(typed.trim())?);
        let id = self.id.as_ref().map(report).transpose()?;
        let link = self.verdict.link.as_ref().map(report).transpose()?;
        let not_the_same = self.verdict.not_the_same.as_ref().map(report).transpose()?;
        if let (Some(id), Some(other)) = (id, link) {
            hub.link_duplicate(id, other, now(), &mut entropy())?;
            alike::say_linked(output, id, other)?;
            return Ok(Exit::Done);
        }
        if let (Some(id), Some(other)) = (id, not_the_same) {
            hub.not_the_same(id, other)?;
            alike::say_not_the_same(output, id, other)?;
            return Ok(Exit::Done);
        }
        let asked = match id {
            Some(id) => vec![id],
            None => alike::open_reports(|filter, after, most| hub.list(filter, after, most))?,
        };
        let mut found = Vec::new();
        for one in asked {
            let possible = hub.possible_duplicates(one, &self.near.likeness())?;
            if !possible.is_empty() || id.is_some() {
                found.push((one, possible));
            }
        }
        let told = |id| hub.incident(id).map(|one| one.summary.report).unwrap_or_default();
        output.say(|| alike::table(output.words(), &found, told), || alike::json(&found))?;
        Ok(Exit::Done)
    }
}
