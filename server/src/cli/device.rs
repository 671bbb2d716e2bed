//! A device: a folder that holds what a phone or a desk holds.

mod account;
mod attach;
mod attachment;
mod attachments;
mod carrying;
mod chunks;
mod draft;
mod due;
mod duplicates;
mod edit;
mod enrol;
mod find;
mod hand_over;
mod history;
pub(super) mod http;
mod invite;
mod job;
mod join;
pub(super) mod key;
mod leave;
mod link;
mod list;
mod mate_code;
mod report;
mod reporter;
mod revoke;
mod session;
mod settle;
mod show;
mod support;
mod sync;

use clap::Subcommand;

use super::failure::{Exit, Failure};
use super::output::Output;

pub(super) use edit::{parsed, say_changed};
pub(super) use http::Http;
pub(super) use session::{Place, Session, folder, obey_orders};
pub(super) use sync::exchange;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Join a region by a one-time code
    Enrol(enrol::Options),
    /// Save reports; it needs no network
    Report(report::Options),
    /// Change a report; it needs no network
    Edit(edit::Options),
    /// Begin a report that is written bit by bit
    Start(draft::Start),
    /// Keep what is typed, before it is saved
    Type(draft::Type),
    /// Save what was typed
    #[command(after_help = "Example:\n  tabard device save --vault ./phone 3f9a")]
    Save(draft::One),
    /// Forget what was typed and not saved
    #[command(after_help = "Example:\n  tabard device discard --vault ./phone 3f9a")]
    Discard(draft::One),
    /// Show everything that was typed and is not saved
    Drafts(draft::Drafts),
    /// Show what is still worth filling in; none of it is required
    #[command(after_help = "Example:\n  tabard device missing --vault ./phone 3f9a")]
    Missing(draft::One),
    /// Show who wrote what, and when
    History(history::Options),
    /// Write your own account of an incident, which no crew-mate reads
    Account(account::Options),
    /// Answer the hub
    Reply(reporter::Reply),
    /// Take a report back
    Withdraw(reporter::Withdraw),
    /// Ask for support; triage cannot read it
    #[command(subcommand)]
    Support(support::Command),
    /// Attach a photo, a voice note or a document to a report; it needs no network
    Attach(attach::Options),
    /// List the attachments on this device, the newest first
    Attachments(attachments::Options),
    /// Show, fetch, write out, share or let go of one attachment
    #[command(subcommand)]
    Attachment(attachment::Command),
    /// Ask whether there is a warning marker for the job you are sent to
    #[command(subcommand)]
    Job(job::Command),
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
    /// Find reports by their words
    Find(find::Options),
    /// Find reports that may tell the same event
    Duplicates(duplicates::Options),
    /// List what is to be asked or looked after, and when
    Due(due::Options),
    /// Show a report with its answer, or the device itself
    Show(show::Options),
    /// Remove a device from the region; at the hub
    Revoke(revoke::Options),
    /// Give the records of a lost device to another, as a desk that reads them
    HandOver(hand_over::Options),
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Enrol(options) => options.run(output),
            Self::Report(options) => options.run(output),
            Self::Edit(options) => options.run(output),
            Self::Start(options) => options.run(output),
            Self::Type(options) => options.run(output),
            Self::Save(options) => options.save(output),
            Self::Discard(options) => options.discard(output),
            Self::Drafts(options) => options.run(output),
            Self::Missing(options) => options.missing(output),
            Self::History(options) => options.run(output),
            Self::Account(options) => options.run(output),
            Self::Reply(options) => options.run(output),
            Self::Withdraw(options) => options.run(output),
            Self::Support(command) => command.run(output),
            Self::Attach(options) => options.run(output),
            Self::Attachments(options) => options.run(output),
            Self::Attachment(command) => command.run(output),
            Self::Job(command) => command.run(output),
            Self::Invite(options) => options.run(output),
            Self::MateCode(options) => options.run(output),
            Self::Join(options) => options.run(output),
            Self::Leave(options) => options.run(output),
            Self::Settle(options) => options.run(output),
            Self::Link(options) => options.run(output),
            Self::Sync(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Find(options) => options.run(output),
            Self::Duplicates(options) => options.run(output),
            Self::Due(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::Revoke(options) => options.run(output),
            Self::HandOver(options) => options.run(output),
        }
    }
}
