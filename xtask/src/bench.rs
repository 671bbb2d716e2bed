//! The budgets, measured.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::cargo::{cargo, root, succeed};
use crate::setup::OpenSsl;
use crate::{bindings, foreign};

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

/// The same calls from each language, on the same build of the library.
fn apps(openssl: OpenSsl) -> Result<()> {
    let mut library = cargo(["build", "--release", "--package", "tabard-ffi"])?;
    succeed(library.args(openssl.flags()))?;
    bindings::generate_all(openssl)?;
    let mut rust = cargo(["run", "--release", "--package", "tabard-tests"])?;
    rust.args(["--bin", "bench"]).args(openssl.flags()).args(["--", "apps"]);
    succeed(&mut rust)?;
    foreign::bench(&built_for_release()?)?;
    bindings::print_size(openssl)
}

fn built_for_release() -> Result<PathBuf> {
    let debug = crate::cargo::built()?;
    Ok(debug.parent().context("a folder of builds")?.join("release"))
}
