//! A phone or a desk: one vault, and the commands that use it.

use std::cell::Cell;
use std::ops::Add;

use anyhow::{Result, ensure};

use serde_json::Value;

use super::answers::{Enrolled, Filed, Shown, Synced};
use super::tabard::{Ended, Tabard};

/// One device.
pub(super) struct Device {
    /// What people call it, in the region's directory too.
    pub(super) name: &'static str,
    /// Its id; empty until it is enrolled.
    pub(super) id: String,
    /// What its syncs have sent so far.
    pub(super) traffic: Cell<Traffic>,
    tabard: Tabard,
    vault: String,
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
