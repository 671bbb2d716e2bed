//! The region: its folder, its relay's process, and the hub within.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::answers::{Case, EnrolCode, Ready, Shown};
use super::running::{Running, wait_until};
use super::tabard::Tabard;

const PATIENCE: Duration = Duration::from_secs(30);

/// One ambulance trust's installation.
pub(super) struct Region {
    tabard: Tabard,
    folder: String,
    logs: PathBuf,
    relay: Option<Running>,
    /// Empty until the relay first runs; the same from then on, as the devices know it.
    address: String,
}

impl Region {
    /// A region that will stand in `folder`, with its server's output in `logs`.
    pub(super) fn new(tabard: Tabard, folder: String, logs: PathBuf) -> Self {
        Self { tabard, folder, logs, relay: None, address: String::new() }
    }

    pub(super) fn init(&self, name: &str) -> Result<()> {
        let _: Value =
            self.tabard.ask(&["region", "init", "--dir", &self.folder, "--name", name])?;
        Ok(())
    }

    /// Starts the server and waits until it can be called.
    pub(super) fn serve(&mut self) -> Result<()> {
        let listen = if self.address.is_empty() { "127.0.0.1:0" } else { &self.address };
        let mut serve = self.tabard.command(&["serve", "--dir", &self.folder, "--listen", listen]);
        let (said, log) = (self.logs.join("serve.out"), self.log());
        let log = File::options().create(true).append(true).open(log)?;
        serve.arg("--json").stdout(File::create(&said)?).stderr(log);

        let mut relay = Running::start(&mut serve)?;
        let ready = wait_until(PATIENCE, || {
            if let Some(status) = relay.ended()? {
                bail!("`tabard serve` ended with {status}: {}", self.last_words());
            }
            let said = fs::read_to_string(&said)?;
            Ok(said.split_once('\n').map(|(line, _)| serde_json::from_str::<Ready>(line)))
        });
        self.address = ready.context("waiting for `tabard serve`")??.listening;
        self.relay = Some(relay);
        Ok(())
    }

    /// Ends the server as a power cut would.
    pub(super) fn cut_the_power(&mut self) -> Result<()> {
        let mut relay = self.relay.take().context("the relay is already off")?;
        ensure!(relay.ended()?.is_none(), "the relay ended by itself: {}", self.last_words());
        Ok(())
    }

    /// Leaves the server running for good; its process id.
    pub(super) fn leave_running(&mut self) -> Option<u32> {
        self.relay.take().and_then(Running::let_go)
    }

    pub(super) fn enrol_code(&self, role: &str, name: &str) -> Result<String> {
        let folder = &self.folder;
        let arguments = ["enrol-code", "--dir", folder, "--role", role, "--name", name];
        let code: EnrolCode = self.tabard.ask(&arguments)?;
        Ok(code.code)
    }

    /// The incidents the hub has opened, once there are `count`.
    pub(super) fn cases(&self, count: usize) -> Result<Vec<Case>> {
        let mut seen = 0;
        let list = ["hub", "list", "--dir", &self.folder];
        wait_until(PATIENCE, || {
            let cases: Vec<Case> = self.tabard.ask(&list)?;
            seen = cases.len();
            ensure!(seen <= count, "the hub lists {seen} incidents, and {count} were filed");
            Ok((seen == count).then_some(cases))
        })
        .with_context(|| format!("the hub lists {seen} of {count} incidents"))
    }

    /// What a command of the region answers.
    pub(super) fn says(&self, arguments: &[&str]) -> Result<Value> {
        self.tabard.ask(&[arguments, &["--dir", &self.folder]].concat())
    }

    pub(super) fn show(&self, id: &str) -> Result<Shown> {
        self.tabard.ask(&["hub", "show", "--dir", &self.folder, id])
    }

    pub(super) fn answer(&self, id: &str, status: &str, note: &str) -> Result<()> {
        let folder = &self.folder;
        let arguments = ["hub", "answer", "--dir", folder, id, "--status", status, "--note", note];
        let _: Value = self.tabard.ask(&arguments)?;
        Ok(())
    }

    /// Checks every signature, chain and root the relay keeps.
    pub(super) fn verify(&self) -> Result<Value> {
        self.tabard.ask(&["verify", "--dir", &self.folder])
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn folder(&self) -> &Path {
        Path::new(&self.folder)
    }

    /// Where the hub, which may read everything, keeps its vault.
    pub(super) fn hub_folder(&self) -> PathBuf {
        self.folder().join("hub")
    }

    /// What the server wrote to its log.
    pub(super) fn log(&self) -> PathBuf {
        self.logs.join("serve.log")
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        log.lines().next_back().unwrap_or("its log is empty").to_owned()
    }
}
