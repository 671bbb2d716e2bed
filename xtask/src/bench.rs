//! The budgets, measured.

mod apps;

use anyhow::Result;

use crate::cargo::{cargo, succeed};
use crate::setup::OpenSsl;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The calls of apps alone, from Rust, Kotlin and Swift, and the size of their library
    #[arg(long)]
    apps: bool,
    /// Passed on to the bench
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Builds for release and measures. Standard output holds the figures alone, a JSON object a line.
pub(crate) fn run(options: &Options) -> Result<()> {
    let openssl = OpenSsl::find();
    if options.apps {
        return apps::run(openssl);
    }
    // Pages are measured at a real server, which cargo does not build for another binary.
    let mut server = cargo(["build", "--release", "--package", "tabard-tests"])?;
    succeed(server.args(["--bin", "tabard-under-test"]).args(openssl.flags()))?;
    let mut bench = cargo(["run", "--release", "--package", "tabard-tests"])?;
    bench.args(["--bin", "bench"]).args(openssl.flags());
    succeed(bench.arg("--").args(&options.rest))
}
