//! What is exported as FHIR, judged by HAPI FHIR's own validator.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::cargo::{cargo, root, succeed};
use crate::setup::{OpenSsl, maven};

/// What to judge.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Judge this file rather than the samples
    #[arg(long, value_name = "FILE.json")]
    check: Option<PathBuf>,
    /// What the file's own codes begin with, where its service states a base
    #[arg(long, value_name = "URI", requires = "check")]
    base: Option<String>,
}

/// Writes samples with the definitions of their codes, and has them judged: every sample has to be
/// valid and every broken file beside the project refused, or the one file valid.
pub(crate) fn run(options: &Options) -> Result<()> {
    if let Some(file) = &options.check {
        ensure!(file.is_file(), "there is no file {}", file.display());
    }
    let mut maven = maven()?;
    let made = tempfile::tempdir()?;
    write_samples(made.path(), options.base.as_deref())?;
    let project = root()?.join("tests/fhir");
    let mut arguments = vec![argument("definitions", &made.path().join("definitions"))?];
    if let Some(file) = &options.check {
        arguments.push(argument("accept", &std::path::absolute(file)?)?);
    } else {
        arguments.push(argument("accept", &made.path().join("samples"))?);
        arguments.push(argument("refuse", &project.join("refused"))?);
    }
    maven.args(["-q", "-B", "-Dstyle.color=never", "-f"]).arg(project.join("pom.xml"));
    maven.args(["compile", "exec:java"]).arg(format!("-Dexec.args={}", arguments.join(" ")));
    succeed(&mut maven)
}

fn write_samples(folder: &Path, base: Option<&str>) -> Result<()> {
    let mut samples = cargo(["run", "--quiet", "--package", "tabard-core"])?;
    samples.args(OpenSsl::find().flags()).args(["--example", "fhir_samples", "--"]);
    succeed(samples.arg(folder).args(base))
}

/// One of the program's arguments, which Maven takes apart as a shell does.
fn argument(name: &str, path: &Path) -> Result<String> {
    let path = path.to_str().context("the path is not UTF-8")?;
    ensure!(!path.contains(['\'', '"', '\\']), "the path has quotes in it");
    Ok(format!("'{name}={path}'"))
}
