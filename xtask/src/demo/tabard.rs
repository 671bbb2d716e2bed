//! Calling the binary.

use std::io::{Read, Seek};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;

use super::running::Running;

const LIMIT: Duration = Duration::from_secs(60);

/// The binary `tabard`.
#[derive(Clone)]
pub(super) struct Tabard(PathBuf);

/// How a command ended, and what it said.
pub(super) struct Ended<T> {
    pub(super) success: bool,
    pub(super) answer: T,
}

impl<T> Ended<T> {
    fn succeeded(self, arguments: &[&str]) -> Result<T> {
        ensure!(self.success, "`tabard {}` failed", arguments.join(" "));
        Ok(self.answer)
    }
}

impl Tabard {
    pub(super) fn at(binary: PathBuf) -> Self {
        Self(binary)
    }

    /// A command of it.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// The command as one would type it.
    pub(super) fn said(&self, arguments: &str) -> String {
        format!("{} {arguments}", self.0.display())
    }

    /// The answer to a command that succeeds.
    pub(super) fn ask<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T> {
        self.run(arguments, |text| Ok(serde_json::from_str(text)?))?.succeeded(arguments)
    }

    /// What a command says to people, when it succeeds.
    pub(super) fn words(&self, arguments: &[&str]) -> Result<String> {
        let said = self.command(arguments).output()?;
        ensure!(said.status.success(), "`tabard {}` failed", arguments.join(" "));
        Ok(String::from_utf8(said.stdout)?)
    }

    /// The answers, one a line, to a command that succeeds.
    pub(super) fn ask_lines<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<Vec<T>> {
        let parse = |text: &str| text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect();
        self.run(arguments, parse)?.succeeded(arguments)
    }

    /// The answer to a command that may fail and then says why, as JSON.
    pub(super) fn try_ask<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<Ended<T>> {
        self.run(arguments, |text| Ok(serde_json::from_str(text)?))
    }

    fn run<T>(
        &self,
        arguments: &[&str],
        parse: impl FnOnce(&str) -> Result<T>,
    ) -> Result<Ended<T>> {
        let said = || format!("`tabard {}`", arguments.join(" "));
        let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
        let mut command = self.command(arguments);
        command.arg("--json").stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
        let status = Running::start(&mut command)?.end_within(LIMIT).with_context(said)?;

        let (mut text, mut complaint) = (String::new(), String::new());
        for (file, into) in [(&mut stdout, &mut text), (&mut stderr, &mut complaint)] {
            file.rewind()?;
            file.read_to_string(into)?;
        }
        let answer = parse(&text).with_context(|| {
            format!("{} ended with {status} and said: {text}{complaint}", said())
        })?;
        Ok(Ended { success: status.success(), answer })
    }
}
