//! A device: a folder that holds what a phone or a desk holds.

mod carrying;
mod edit;
mod enrol;
mod http;
mod invite;
pub(super) mod key;
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
            Self::Invite(options) => options.run(output),
            Self::Sync(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Revoke(options) => options.run(output),
        }
    }
}
