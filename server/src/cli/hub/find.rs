//! `tabard hub find`.

use super::list::say;
use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filters::{Filters, query};
use crate::cli::output::Output;
use crate::cli::region::Place;
use tabard_core::model::ReadingAct;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "All words must be in the report, each by its beginning; marks on letters do not matter.\n\nExample:\n  tabard hub find --dir ./region holbeck knife --open"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The words
    #[arg(required = true)]
    words: Vec<String>,
    #[command(flatten)]
    filters: Filters,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let asked = self.filters.asked()?;
        let words = query(&self.words)?;
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::Searched, None)?;
        let devices = hub.devices()?;
        let page = asked.read(|filter, after, most| hub.search(&words, filter, after, most))?;
        say(&page, devices, output.words().text("shown.none_holds_words"), output)?;
        Ok(Exit::Done)
    }
}
