//! Evidence packs: made at the hub, checked anywhere.

mod make;
mod verify;

use clap::Subcommand;

use super::failure::{Exit, Failure};
use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a pack of one report for the police or a court
    Make(make::Options),
    /// Check a pack, with nothing but the pack
    Verify(verify::Options),
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Make(options) => options.run(output),
            Self::Verify(options) => options.run(output),
        }
    }
}
