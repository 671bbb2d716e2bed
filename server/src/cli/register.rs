//! `tabard register`: warning markers, on a device of a desk or an approver, and at the hub.

mod about;
pub(super) mod advice;
mod caller;
mod count;
mod days;
mod decide;
mod enquiries;
mod export;
mod flag;
mod import;
mod list;
mod look_up;
mod place;
mod propose;
mod said;
mod show;

use clap::Subcommand;

use super::failure::{Exit, Failure};
use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say what is known of a number, an address or a person; it needs no network
    LookUp(look_up::Options),
    /// Flag an abusive caller for today, and report the call; it needs no network
    Flag(flag::Flag),
    /// Take a flag of this device back: it was a slip
    Undo(flag::Undo),
    /// Ask for a marker, about a subject or from a flag
    Propose(propose::Options),
    /// List the markers that warn, those that end first at the beginning
    List(list::Options),
    /// Show a marker with its life, and log that it was shown
    Show(show::Show),
    /// Show who wrote what in a marker, and when
    History(show::History),
    /// Give the advice that a decision takes
    Advise(decide::Advise),
    /// Let a marker stand until its review
    Approve(decide::Approve),
    /// Say no to a flag or a proposal
    Refuse(decide::Refuse),
    /// Let a marker stand until its next review
    Renew(decide::Renew),
    /// Write down what the person it is about, or somebody for them, said to it
    Represent(decide::Represent),
    /// Remove a marker, because what the person said was right
    Remove(decide::Remove),
    /// End a marker that is no longer needed
    End(decide::End),
    /// Take down a marker that should never have been
    Error(decide::InError),
    /// Write down that the person was told by letter, or why not
    Letter(decide::Letter),
    /// Count markers, as they stood at the end of a day, so that it comes out the same again
    Count(count::Options),
    /// Write markers out, as JSON Lines or as FHIR R4 flags
    Export(export::Options),
    /// Bring in markers of another system, as proposals
    Import(import::Options),
    /// Keep what is known of a number and is no warning: a shared line, how often, a care plan
    Caller(caller::Options),
    /// List what crews asked of their jobs
    Enquiries(enquiries::List),
    /// Answer a crew with the markers about its job
    Answer(enquiries::Answer),
    /// Tell a crew that it cannot be said: it asks by voice
    RefuseEnquiry(enquiries::Refuse),
    /// End what crews were told of a job
    EndJob(enquiries::EndJob),
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::LookUp(options) => options.run(output),
            Self::Flag(options) => options.run(output),
            Self::Undo(options) => options.run(output),
            Self::Propose(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Show(options) => options.run(output),
            Self::History(options) => options.run(output),
            Self::Advise(options) => options.run(output),
            Self::Approve(options) => options.run(output),
            Self::Refuse(options) => options.run(output),
            Self::Renew(options) => options.run(output),
            Self::Represent(options) => options.run(output),
            Self::Remove(options) => options.run(output),
            Self::End(options) => options.run(output),
            Self::Error(options) => options.run(output),
            Self::Letter(options) => options.run(output),
            Self::Count(options) => options.run(output),
            Self::Export(options) => options.run(output),
            Self::Import(options) => options.run(output),
            Self::Caller(options) => options.run(output),
            Self::Enquiries(options) => options.run(output),
            Self::Answer(options) => options.run(output),
            Self::RefuseEnquiry(options) => options.run(output),
            Self::EndJob(options) => options.run(output),
        }
    }
}
