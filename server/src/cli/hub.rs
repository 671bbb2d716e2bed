//! The hub: where reports are read and answered.

mod answer;
mod devices;
mod hand_over;
mod list;
mod show;
mod unsent;

use clap::Subcommand;

use super::failure::{Exit, Failure};
use super::output::Output;

pub(super) use hand_over::words as handed_on;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the reports, the newest first
    List(list::Options),
    /// Show a report with its answer
    Show(show::Options),
    /// Answer a report, or say how far the hub has come
    Answer(answer::Options),
    /// List the devices of the region
    Devices(devices::Options),
    /// Give the reports of a lost device to the new device of the same person
    HandOver(hand_over::Options),
    /// Read what a wiped device never sent
    Unsent(unsent::Options),
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Answer(options) => options.run(output),
            Self::Devices(options) => options.run(output),
            Self::HandOver(options) => options.run(output),
            Self::Unsent(options) => options.run(output),
        }
    }
}
