//! What the region learns from its reports: each chart with what it says in a sentence, its picture,
//! and its figures as a table and as a file. Counts that are too small are shown to nobody.

use std::path::Path as FolderPath;
use std::sync::{Mutex, MutexGuard};

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use tabard_core::model::ReadingAct;

use super::Shared;
use super::access::roles::Right;
use super::page::frame::{Frame, download, html};
use super::page::visit::{Answer, Trouble, Visit, visit};
use crate::disclosure::Rule;
use crate::host::now;
use crate::hub::{Hub, HubError, tell_aside};
use crate::learning::chart::Chart;
use crate::learning::{Facts, MarkerAge, NAMES, Settings, SettingsFault, View, Zone, chart};
use crate::returns::Disclosure;

/// The facts of the region, kept between requests, and what it sets for its charts.
pub struct Learning {
    settings: Settings,
    rule: Rule,
    facts: Mutex<Facts>,
}

impl Learning {
    /// Nothing is read yet.
    ///
    /// # Errors
    /// Settings that do not hold together.
    pub fn new(settings: Settings) -> Result<Self, SettingsFault> {
        let (rule, zone) = (settings.rule()?, settings.zone()?);
        Ok(Self { settings, rule, facts: Mutex::new(Facts::new(zone)) })
    }

    /// The region's time.
    pub(super) fn zone(&self) -> Zone {
        self.settings.zone().unwrap_or_default()
    }

    /// The facts as the hub has them now.
    pub(super) fn facts(&self, hub: &Hub) -> Result<MutexGuard<'_, Facts>, HubError> {
        // Where somebody before failed in the middle, what was read is read again.
        let mut facts = self.facts.lock().unwrap_or_else(|failed| failed.into_inner());
        facts.refresh(hub)?;
        Ok(facts)
    }

    /// Reads the facts of a region before anybody asks, without keeping anybody from its hub.
    ///
    /// # Errors
    /// Storage errors; the facts are then read when somebody asks.
    pub(super) fn read_ahead(&self, dir: &FolderPath) -> Result<(), HubError> {
        let erased = Hub::open(dir, now())?.erased_records();
        let mut read = Facts::after_erasing(self.zone(), erased);
        tell_aside(dir, |told| read.take(told))?;
        let mut facts = self.facts.lock().unwrap_or_else(|failed| failed.into_inner());
        if facts.since().is_none() {
            *facts = read;
        }
        Ok(())
    }

    /// The parameters of disclosure control, and the rule that they make.
    pub(super) const fn disclosure(&self) -> (Disclosure, Rule) {
        let Settings { masked, rounded_to, candidates, .. } = self.settings;
        (Disclosure { masked, rounded_to, candidates }, self.rule)
    }
}

impl Learning {
    /// Does something with the facts as they are now, and with what is set for them.
    pub(super) fn with<T>(
        &self,
        visit: &Visit<'_>,
        work: impl FnOnce(&Facts, (&Settings, Rule)) -> T,
    ) -> Result<T, Trouble> {
        let facts = self.facts(visit.hub)?;
        Ok(work(&facts, (&self.settings, self.rule)))
    }
}

#[derive(Template)]
#[template(path = "console/learning.html")]
struct Page<'a> {
    frame: Frame<'a>,
    charts: Vec<Chart>,
}

/// The routes of the charts.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/learning", get(page)).route("/learning/{file}", get(file))
}

async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    let shared = Shared::clone(&console);
    visit(console, &headers, Right::Learning, move |visit| {
        let charts = charts(visit, &shared.learning, &NAMES)?;
        let title = visit.words.text("console.learning.title").to_owned();
        let frame = Frame::of(visit, "learning", title);
        Ok(html(StatusCode::OK, &Page { frame, charts }))
    })
    .await
}

/// `GET /learning/{name}.csv`.
async fn file(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Response {
    let shared = Shared::clone(&console);
    visit(console, &headers, Right::Learning, move |visit| -> Answer {
        let name = file.strip_suffix(".csv").ok_or(Trouble::NotFound)?;
        let charts = charts(visit, &shared.learning, &[name])?;
        let chart = charts.first().ok_or(Trouble::NotFound)?;
        visit.note(ReadingAct::Exported, None)?;
        Ok(download("text/csv; charset=utf-8", &format!("{}.csv", chart.name), chart.table.csv()))
    })
    .await
}

fn charts(visit: &Visit<'_>, learning: &Learning, names: &[&str]) -> Result<Vec<Chart>, Trouble> {
    let markers = MarkerAge::of_warning(visit.hub)?;
    learning.with(visit, |facts, settings| {
        let view = View::new(facts, visit.words, settings, visit.now);
        names.iter().filter_map(|name| chart(name, &view, &markers)).collect()
    })
}
