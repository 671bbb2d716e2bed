//! The hub: where reports are read and answered.

mod answer;
mod attachments;
mod audit;
mod devices;
mod due;
mod duplicates;
mod export;
mod exports;
mod find;
mod footage;
mod hand_over;
mod history;
mod learn;
mod list;
mod retention;
mod riddor;
mod show;
mod subject;
mod unsent;

use clap::Subcommand;
pub(in crate::cli) use learn::read_settings;
pub(in crate::cli) use retention::read_retention;

use super::failure::{Exit, Failure};
use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the reports, the newest first
    List(list::Options),
    /// Find reports by their words
    Find(find::Options),
    /// Find reports that may tell the same event
    Duplicates(duplicates::Options),
    /// List what is to be asked, looked after or reported, and when
    Due(due::Options),
    /// List the footage that is to be kept, or say what became of it
    Footage(footage::Options),
    /// Keep what was decided of a report to HSE
    Riddor(riddor::Options),
    /// Show a report with its answer
    Show(show::Options),
    /// Answer a report, or say how far the hub has come
    Answer(answer::Options),
    /// Show who wrote what in a report, and when
    History(history::Options),
    /// Show what the reports teach: charts with their figures, what is too small kept back
    Learn(learn::Options),
    /// Write the reports for other programs: CSV, JSON Lines, Parquet or FHIR
    Export(export::Options),
    /// List what was exported, by whom and with whose agreement
    Exports(exports::Options),
    /// List the attachments, the newest first
    Attachments(attachments::List),
    /// Show an attachment, or write it to a file
    #[command(subcommand)]
    Attachment(attachments::Command),
    /// List the devices of the region
    Devices(devices::Options),
    /// Give the reports of a lost device to the new device of the same person
    HandOver(hand_over::Options),
    /// Show who read what: each view and export, as the region's log holds it
    Audit(audit::Options),
    /// Show what falls due to be erased, and hold what may not be
    #[command(subcommand)]
    Retention(retention::Command),
    /// Give a person what is held about them: find it, choose what is shown, write it out
    #[command(subcommand)]
    Subject(subject::Command),
    /// Read what a wiped device never sent
    Unsent(unsent::Options),
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::List(options) => options.run(output),
            Self::Find(options) => options.run(output),
            Self::Duplicates(options) => options.run(output),
            Self::Due(options) => options.run(output),
            Self::Footage(options) => options.run(output),
            Self::Riddor(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Answer(options) => options.run(output),
            Self::History(options) => options.run(output),
            Self::Learn(options) => options.run(output),
            Self::Export(options) => options.run(output),
            Self::Exports(options) => options.run(output),
            Self::Attachments(options) => options.run(output),
            Self::Attachment(command) => command.run(output),
            Self::Devices(options) => options.run(output),
            Self::HandOver(options) => options.run(output),
            Self::Audit(options) => options.run(output),
            Self::Retention(command) => command.run(output),
            Self::Subject(command) => command.run(output),
            Self::Unsent(options) => options.run(output),
        }
    }
}
