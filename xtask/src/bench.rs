//! The budgets, measured.

use anyhow::Result;

use crate::bindings;
use crate::cargo::{cargo, succeed};
use crate::setup::OpenSsl;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The calls of apps alone, made from Rust, and the size of their library
    #[arg(long)]
    apps: bool,
    /// Passed on to the bench
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Builds for release and measures. Standard output holds the figures alone, a JSON object a line.
pub(crate) fn run(options: &Options) -> Result<()> {
    let openssl = OpenSsl::find();
    let mut build = cargo(["build", "--release", "--package", "tabard-tests"])?;
    build.args(["--bin", "bench", "--bin", "tabard-under-test"]);
    succeed(build.args(openssl.flags()))?;
    if options.apps {
        return apps(openssl);
    }
    let mut bench = cargo(["run", "--release", "--package", "tabard-tests"])?;
    bench.args(["--bin", "bench"]).args(openssl.flags());
    succeed(bench.arg("--").args(&options.rest))
}

/// The calls that apps make, and what the library adds to an app.
fn apps(openssl: OpenSsl) -> Result<()> {
    let mut rust = cargo(["run", "--release", "--package", "tabard-tests"])?;
    rust.args(["--bin", "bench"]).args(openssl.flags()).args(["--", "apps"]);
    succeed(&mut rust)?;
    bindings::print_size(openssl)
}
