//! A phone or a desk: one vault, and the commands that use it.

use std::cell::Cell;
use std::fs::{self, File};
use std::ops::Add;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};

use serde_json::Value;

use super::answers::{Enrolled, Filed, Shown, Synced, at};
use super::running::{Running, wait_until};
use super::tabard::{Ended, Tabard};

const PATIENCE: Duration = Duration::from_secs(30);

/// One device.
pub(super) struct Device {
    /// What people call it, in the region's directory too.
    pub(super) name: &'static str,
    /// Its id; empty until it is enrolled.
    pub(super) id: String,
    /// What its syncs have sent so far.
    pub(super) traffic: Cell<Traffic>,
    pub(super) vault: String,
    tabard: Tabard,
}

/// What went over the wire.
#[derive(Clone, Copy, Default)]
pub(super) struct Traffic {
    pub(super) requests: u64,
    pub(super) bytes_up: u64,
    pub(super) bytes_down: u64,
}

impl Add for Traffic {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            bytes_up: self.bytes_up + other.bytes_up,
            bytes_down: self.bytes_down + other.bytes_down,
        }
    }
}

impl Device {
    /// A device that will keep its vault there.
    pub(super) fn new(tabard: Tabard, name: &'static str, vault: String) -> Self {
        Self { name, id: String::new(), traffic: Cell::default(), tabard, vault }
    }

    /// Enrols; the region's name.
    pub(super) fn enrol(&mut self, code: &str) -> Result<String> {
        let enrolled: Enrolled =
            self.tabard.ask(&["device", "enrol", "--vault", &self.vault, "--code", code])?;
        self.id = enrolled.device;
        Ok(enrolled.region)
    }

    /// What a command of the device answers.
    pub(super) fn says(&self, name: &str, arguments: &[&str]) -> Result<Value> {
        let name: Vec<_> = name.split(' ').collect();
        self.tabard.ask(&[&name[..], &["--vault", &self.vault], arguments].concat())
    }

    /// What a command of the device says to people.
    pub(super) fn words(&self, name: &str, arguments: &[&str]) -> Result<String> {
        let name: Vec<_> = name.split(' ').collect();
        self.tabard.words(&[&name[..], &["--vault", &self.vault], arguments].concat())
    }

    /// Links this device with another, over a socket and no server. What the other says of it.
    pub(super) fn link(&self, other: &Self, said: &Path) -> Result<Value> {
        let listen = ["device", "link", "--vault", &self.vault, "--listen", "127.0.0.1:0"];
        let mut listen = self.tabard.command(&listen);
        listen.arg("--json").stdout(File::create(said)?);
        let mut listening = Running::start(&mut listen)?;
        let address = wait_until(PATIENCE, || {
            let said = fs::read_to_string(said)?;
            let line = said.split_once('\n').map(|(line, _)| serde_json::from_str::<Value>(line));
            Ok(line
                .transpose()?
                .and_then(|line| Some(at(&line, "/listening").as_str()?.to_owned())))
        })?;
        let report = other.says("device link", &["--connect", &address])?;
        let ended = listening.end_within(PATIENCE)?;
        ensure!(ended.success(), "{}: the link ended with {ended}", self.name);
        Ok(report)
    }

    /// Files the reports of a file of JSON Lines.
    pub(super) fn report(&self, file: &str) -> Result<Vec<Filed>> {
        self.tabard.ask_lines(&["device", "report", "--vault", &self.vault, file])
    }

    /// Sets a field, said as `field=value`.
    pub(super) fn edit(&self, id: &str, set: &str) -> Result<Filed> {
        self.tabard.ask(&["device", "edit", "--vault", &self.vault, id, "--set", set])
    }

    pub(super) fn invite(&self, id: &str, other: &Self) -> Result<Filed> {
        self.tabard.ask(&["device", "invite", "--vault", &self.vault, id, "--device", &other.id])
    }

    /// Syncs; an error unless the region then holds everything.
    pub(super) fn sync(&self) -> Result<Synced> {
        let Ended { success, answer } = self.try_sync()?;
        let problem = answer.problem.as_ref().map_or("no problem", |problem| &problem.what_to_do);
        ensure!(
            success && answer.waiting == 0,
            "{}: {} still wait after a sync: {problem}",
            self.name,
            answer.waiting
        );
        Ok(answer)
    }

    pub(super) fn try_sync(&self) -> Result<Ended<Synced>> {
        let ended: Ended<Synced> =
            self.tabard.try_ask(&["device", "sync", "--vault", &self.vault])?;
        let Synced { requests, bytes_up, bytes_down, .. } = ended.answer;
        self.traffic.set(self.traffic.get() + Traffic { requests, bytes_up, bytes_down });
        Ok(ended)
    }

    pub(super) fn list(&self) -> Result<Vec<Filed>> {
        self.tabard.ask(&["device", "list", "--vault", &self.vault])
    }

    pub(super) fn show(&self, id: &str) -> Result<Shown> {
        self.tabard.ask(&["device", "show", "--vault", &self.vault, id])
    }
}
