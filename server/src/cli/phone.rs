//! A phone that several people use.

mod add;
mod list;
mod remove;

use std::path::PathBuf;

use clap::Subcommand;
use tabard_core::phone::SharedPhone;

use super::failure::{Exit, Failure};
use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make room for a person, who then enrols
    Add(add::Options),
    /// List who uses the phone and what waits of each
    List(list::Options),
    /// Remove a person, once nothing of theirs waits
    Remove(remove::Options),
}

/// Where the phone is.
#[derive(Debug, clap::Args)]
struct Place {
    /// The phone's folder
    #[arg(long, value_name = "FOLDER")]
    dir: PathBuf,
}

impl Place {
    fn phone(&self) -> SharedPhone {
        SharedPhone::at(&self.dir)
    }
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Add(options) => options.run(output),
            Self::List(options) => options.run(output),
            Self::Remove(options) => options.run(output),
        }
    }
}
