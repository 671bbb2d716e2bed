//! A device: a folder that holds what a phone or a desk holds.

mod attach;
mod attachment;
mod attachments;
mod chunks;
mod edit;
mod enrol;
mod http;
mod invite;
mod key;
mod list;
mod report;
mod revoke;
mod session;
mod show;
mod sync;

use clap::Subcommand;

use super::failure::{Exit, Failure};
use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Join a region by a one-time code
    Enrol(enrol::Options),
    /// Save reports; it needs no network
    Report(report::Options),
    /// Change a report; it needs no network
    Edit(edit::Options),
    /// Attach a photo, a voice note or a document to a report; it needs no network
    Attach(attach::Options),
    /// List the attachments on this device, the newest first
    Attachments(attachments::Options),
    /// Show, fetch, write out, share or let go of one attachment
    #[command(subcommand)]
    Attachment(attachment::Command),
    /// Let a crew-mate's device read and write an incident
    Invite(invite::Options),
    /// Send what waits and fetch what is new
    Sync(sync::Options),
    /// List the reports on this device, the newest first
    List(list::Options),
    /// Show a report with its answer, or the device itself
    Show(show::Options),
    /// Remove a device from the region; at the hub
    Revoke(revoke::Options),
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Enrol(options) => options.run(output),
            Self::Report(options) => options.run(output),
            Self::Edit(options) => options.run(output),
            Self::Attach(options) => options.run(output),
            Self::Attachments(options) => options.run(output),
            Self::Attachment(command) => command.run(output),
            Self::Invite(options) => options.run(output),
            Self::Sync(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Revoke(options) => options.run(output),
        }
    }
}
