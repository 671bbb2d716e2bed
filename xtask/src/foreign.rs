//! The tests in other languages, against the library and the server as they are built here; and the
//! interface that they are written against, beside what was reviewed.

mod android;
mod kotlin;
mod swift;

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::bindings;
use crate::cargo::{built, cargo, succeed};
use crate::setup::OpenSsl;

/// Builds and generates what they need, and runs them. Gives how many passed.
pub(crate) fn run() -> Result<u64> {
    let openssl = OpenSsl::find();
    let mut server = cargo(["build", "--package", "tabard-server", "--bin", "tabard"])?;
    succeed(server.args(openssl.flags()))?;
    bindings::generate_all(openssl)?;
    let beside = Beside { library: built()?, tabard: built()?.join("tabard") };
    let passed = kotlin::test(&beside)? + android::test(&beside)? + swift::test(&beside)?;
    bindings::check(openssl)?;
    Ok(passed)
}

/// What measures the calls of each language, or why nothing can here.
pub(crate) fn benches(beside: &Beside) -> Result<[(&'static str, Bench); 2]> {
    Ok([("kotlin", kotlin::bench(beside)?), ("swift", swift::bench(beside)?)])
}

/// A command that prints figures, or why there is none.
pub(crate) type Bench = std::result::Result<Command, &'static str>;

/// What runs beside the code of another language.
pub(crate) struct Beside {
    /// The folder of the library.
    pub(crate) library: PathBuf,
    /// The server and the command line.
    pub(crate) tabard: PathBuf,
}

impl Beside {
    /// Told to a command the way that its tests ask for it.
    fn tell(&self, command: &mut Command) {
        command.env("TABARD_LIBRARY_DIR", &self.library).env("TABARD_BIN", &self.tabard);
        // What Swift's linker and the program's loader ask.
        command.env("LIBRARY_PATH", &self.library).env("LD_LIBRARY_PATH", &self.library);
    }
}
