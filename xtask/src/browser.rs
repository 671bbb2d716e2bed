//! The pages in a real browser: Debian's Chromium, led by node, against the real processes.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::cargo::{built, cargo, root, succeed};
use crate::setup::{OpenSsl, browser};

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The files of tests/browser to run; all where none is named
    files: Vec<PathBuf>,
}

/// Finds or installs the browser, builds, and runs the tests. Pictures of the pages are left in
/// `target/screens`.
pub(crate) fn run(options: &Options) -> Result<()> {
    browser()?;
    let tests = root()?.join("tests/browser");
    let mut install = Command::new("npm");
    install.args(["ci", "--no-audit", "--no-fund"]).current_dir(&tests);
    succeed(install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").stdout(Stdio::null()))?;
    let (tabard, seed) = build()?;
    let mut node = Command::new("node");
    // This reporter says once more at the end what failed, below all that the servers logged.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).current_dir(&tests);
    node.arg("--test-timeout=600000");
    node.args(&options.files).env("TABARD", tabard).env("SEED", seed);
    succeed(&mut node)
}

/// Both programs out of one build, with the features of the tests.
fn build() -> Result<(PathBuf, PathBuf)> {
    let mut build = cargo(["build", "--package", "tabard-tests"])?;
    build.args(["--bin", "tabard-under-test", "--bin", "register-seed"]);
    succeed(build.args(OpenSsl::find().flags()))?;
    let built = built()?;
    Ok((built.join("tabard-under-test"), built.join("register-seed")))
}
