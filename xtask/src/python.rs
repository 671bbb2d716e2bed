//! The checks in Python, which share no line with Tabard: of the test vectors, and of evidence packs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::cargo::{cargo, root, succeed};
use crate::setup::{OpenSsl, python};

/// Installs what they stand on below `target`, and runs them.
pub(crate) fn run() -> Result<()> {
    let root = root()?;
    let python = environment(&root)?;
    succeed(Command::new(&python).arg(root.join("tests/vectors/check.py")))?;
    let mut evidence = cargo(["test", "--package", "tabard-tests", "--test", "evidence"])?;
    evidence.args(OpenSsl::find().flags()).env("TABARD_PYTHON", &python);
    succeed(evidence.args(["--", "--ignored"]))
}

/// The Python of an environment of its own.
fn environment(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/python");
    let own = folder.join("bin/python");
    if !own.exists() {
        succeed(python()?.args(["-m", "venv"]).arg(&folder))?;
    }
    let mut install = Command::new(&own);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
    succeed(install.arg(root.join("tests/requirements.txt")))?;
    Ok(own)
}
