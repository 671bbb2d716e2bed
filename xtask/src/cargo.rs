//! Calling cargo on this workspace.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::setup::OpenSsl;

/// The workspace's folder.
pub(crate) fn root() -> Result<PathBuf> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask …`")?;
    let root = PathBuf::from(manifest).parent().map(PathBuf::from);
    root.context("the chores' folder stands in the workspace")
}

/// `cargo` with these arguments, in the workspace.
pub(crate) fn cargo<const N: usize>(arguments: [&str; N]) -> Result<Command> {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root()?);
    Ok(command)
}

/// Where cargo puts what it builds unoptimised.
pub(crate) fn built() -> Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    Ok(root()?.join(target).join("debug"))
}

/// Where cargo puts what it builds for release.
pub(crate) fn released() -> Result<PathBuf> {
    Ok(built()?.with_file_name("release"))
}

/// Runs to the end, and hands each line of what it prints to whoever reads along; an error unless
/// it succeeds.
pub(crate) fn read_along(command: &mut Command, mut read: impl FnMut(&str)) -> Result<()> {
    read_to(command, |line| {
        println!("{line}");
        read(line);
    })
}

/// The same, where the lines are printed by nobody but who reads them.
pub(crate) fn read_to(command: &mut Command, mut read: impl FnMut(&str)) -> Result<()> {
    let spawned = command.stdout(Stdio::piped()).spawn();
    let mut child = spawned.with_context(|| format!("starting {}", said(command)))?;
    let stdout = child.stdout.take().context("its output is piped")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        read(&String::from_utf8_lossy(&line));
    }
    let status = child.wait()?;
    ensure!(status.success(), "`{}` ended with {status}", said(command));
    Ok(())
}

/// Runs to the end; an error unless it succeeds.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {}", said(command)))?;
    ensure!(status.success(), "`{}` ended with {status}", said(command));
    Ok(())
}

/// Whether it runs and succeeds, in silence.
pub(crate) fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The command as one would type it.
pub(crate) fn said(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program.file_name().unwrap_or_default().to_string_lossy();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// Builds the binary `tabard` for release and tells where it is.
pub(crate) fn build_tabard(openssl: OpenSsl) -> Result<PathBuf> {
    let mut build = cargo(["build", "--release", "--package", "tabard-server", "--bin", "tabard"])?;
    build.args(openssl.flags()).arg("--message-format=json-render-diagnostics");
    let output = build.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "`{}` ended with {}", said(&build), output.status);

    let mut artefacts = output.stdout.split(|&byte| byte == b'\n').filter_map(executable);
    match artefacts.next_back() {
        Some(path) => Ok(path),
        None => bail!("cargo built `tabard` and did not say where"),
    }
}

fn executable(message: &[u8]) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Artefact {
        executable: Option<PathBuf>,
    }
    serde_json::from_slice::<Artefact>(message).ok()?.executable
}
