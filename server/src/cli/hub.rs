//! The hub: where reports are read and answered.

mod answer;
mod attachments;
mod devices;
mod list;
mod show;

use clap::Subcommand;

use super::failure::{Exit, Failure};
use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the reports, the newest first
    List(list::Options),
    /// Show a report with its answer
    Show(show::Options),
    /// Answer a report, or say how far the hub has come
    Answer(answer::Options),
    /// List the attachments, the newest first
    Attachments(attachments::List),
    /// Show an attachment, or write it to a file
    #[command(subcommand)]
    Attachment(attachments::Command),
    /// List the devices of the region
    Devices(devices::Options),
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Answer(options) => options.run(output),
            Self::Attachments(options) => options.run(output),
            Self::Attachment(command) => command.run(output),
            Self::Devices(options) => options.run(output),
        }
    }
}
