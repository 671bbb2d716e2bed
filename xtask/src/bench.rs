//! The budgets, measured.

use anyhow::Result;

use crate::cargo::{cargo, succeed};
use crate::setup::OpenSsl;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Passed on to the bench
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Builds for release and measures. Standard output holds the figures alone, a JSON object a line.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut bench = cargo(["run", "--release", "--package", "tabard-tests"])?;
    bench.args(["--bin", "bench"]).args(OpenSsl::find().flags());
    succeed(bench.arg("--").args(&options.rest))
}
