//! `tabard device find`.

use super::list::say;
use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filters::{Filters, query};
use crate::cli::output::Output;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "All words must be in the report, each by its beginning; marks on letters do not matter. What was\ntyped and not saved is found too. It needs no network.\n\nExample:\n  tabard device find --vault ./phone kick holbeck"
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
        let mut client = self.place.open_to_read(output)?.client;
        let page = asked.read(|filter, after, most| client.search(&words, filter, after, most))?;
        say(&page, output.words().text("shown.none_holds_words"), output)?;
        Ok(Exit::Done)
    }
}
