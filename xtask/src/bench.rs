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
    if options.apps {
        return apps(openssl);
    }
    bench(openssl, &options.rest)
}

/// The calls that apps make, beside a real server, and what the library adds to an app.
fn apps(openssl: OpenSsl) -> Result<()> {
    let mut server = cargo(["build", "--release", "--package", "tabard-tests"])?;
    succeed(server.args(["--bin", "tabard-under-test"]).args(openssl.flags()))?;
    bench(openssl, &["apps".to_owned()])?;
    bindings::print_size(openssl)
}

fn bench(openssl: OpenSsl, arguments: &[String]) -> Result<()> {
    let mut bench = cargo(["run", "--release", "--package", "tabard-tests"])?;
    bench.args(["--bin", "bench"]).args(openssl.flags());
    succeed(bench.arg("--").args(arguments))
}
