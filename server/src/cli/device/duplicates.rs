//! `tabard device duplicates`.

use super::session::Place;
use crate::cli::alike::{self, Nearness, Verdict};
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reports may be of one event: the same CAD number, or near in time and at the same place. They are\noffered; nothing is joined by itself.\n\nExample:\n  tabard device duplicates --vault ./phone\n  tabard device duplicates --vault ./phone 3f9a --link 77aa"
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
        let mut session = self.place.open_to_read(output)?;
        let id = self.id.as_deref().map(|id| session.report(id)).transpose()?;
        let Verdict { link, not_the_same } = &self.verdict;
        if let (Some(id), Some(other)) = (id, link) {
            let other = session.report(other)?;
            session.client.link_duplicate(id, other, device_now(), &mut entropy())?;
            alike::say_linked(output, id, other)?;
            return Ok(Exit::Done);
        }
        if let (Some(id), Some(other)) = (id, not_the_same) {
            let other = session.report(other)?;
            session.client.not_the_same(id, other)?;
            alike::say_not_the_same(output, id, other)?;
            return Ok(Exit::Done);
        }
        let asked = match id {
            Some(id) => vec![id],
            None => {
                alike::open_reports(|filter, after, most| session.client.list(filter, after, most))?
            }
        };
        let mut found = Vec::new();
        for id in asked {
            let possible = session.client.possible_duplicates(id, &self.near.likeness())?;
            if !possible.is_empty() || self.id.is_some() {
                found.push((id, possible));
            }
        }
        let told =
            |id| session.client.incident(id).map(|one| one.summary.report).unwrap_or_default();
        output.say(|| alike::table(output.words(), &found, told), || alike::json(&found))?;
        Ok(Exit::Done)
    }
}
