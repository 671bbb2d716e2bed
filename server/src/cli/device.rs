//! A device: a folder that holds what a phone or a desk holds.

mod edit;
mod enrol;
mod http;
mod invite;
mod join;
mod key;
mod leave;
mod link;
mod list;
mod mate_code;
mod report;
mod revoke;
mod session;
mod settle;
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
    /// Show the code by which a crew-mate lets this device in
    MateCode(mate_code::Options),
    /// Write down who you are in a report that you were let into
    Join(join::Options),
    /// Leave a report: the others see it, and it is listed here no more
    Leave(leave::Options),
    /// Settle a field that devices state differently
    Settle(settle::Options),
    /// Exchange reports with a crew-mate's device directly; it needs no server
    Link(link::Options),
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
            Self::MateCode(options) => options.run(output),
            Self::Join(options) => options.run(output),
            Self::Leave(options) => options.run(output),
            Self::Settle(options) => options.run(output),
            Self::Link(options) => options.run(output),
            Self::Sync(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Revoke(options) => options.run(output),
        }
    }
}
