//! `tabard hub list`.

use std::collections::BTreeMap;
use tabard_core::model::ReadingAct;

use serde_json::{Value, json};
use tabard_core::client::{Naming, Page, Summary};
use tabard_core::entry::Kind;
use tabard_core::ids::DeviceId;
use tabard_core::model::view::CONFLICTS;
use tabard_core::model::{is_withdrawn, title};
use tabard_core::words::Words;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filters::Filters;
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::cli::titles::marks;
use crate::hub::DeviceLine;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard hub list --dir ./region --open --type verbal_abuse\n  tabard hub list --dir ./region --from 2026-03-01 --limit 20"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    filters: Filters,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let (asked, words) = (self.filters.asked()?, output.words());
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::Listed, None)?;
        let devices = hub.devices()?;
        if asked.is_everything() {
            let incidents = hub.incidents()?;
            output.say(
                || table(words, incidents.iter(), devices, words.text("shown.no_reports_at_hub")),
                || incidents.iter().map(|incident| line(words, incident)).collect(),
            )?;
            return Ok(Exit::Done);
        }
        let page = asked.read(|filter, after, most| hub.list(filter, after, most))?;
        say(&page, devices, words.text("shown.none_like_that"), output)?;
        Ok(Exit::Done)
    }
}

/// Says a part of a list. Each line of the JSON names its place, so that any can be gone on from.
pub(super) fn say(
    page: &Page,
    devices: Vec<DeviceLine>,
    none: &str,
    output: &Output,
) -> Result<(), Failure> {
    let words = output.words();
    let reports = page.records.iter().map(|one| &one.summary);
    let listed = |one: &tabard_core::client::Listed| {
        let mut line = line(words, &one.summary);
        if let Some(line) = line.as_object_mut() {
            line.insert("place".to_owned(), json!(one.place.to_string()));
        }
        line
    };
    output.say(
        || table(words, reports, devices, none),
        || page.records.iter().map(listed).collect(),
    )?;
    if let Some(next) = page.next {
        output.aside(&words.fill("shown.more", &[("place", &next.to_string())]));
    }
    Ok(())
}

fn line(words: &Words, incident: &Summary) -> Value {
    json!({
        "id": incident.id.to_string(),
        "status": incident.state.word(),
        "reported_by": match Naming::of(&incident.report) {
            Naming::Named => incident.by.map(|by| by.to_string()),
            Naming::Confidential | Naming::Anonymous => None,
        },
        "started_at": incident.started_at.rfc3339(),
        "changed_at": incident.changed_at.rfc3339(),
        "unread": incident.unread,
        "withdrawn": is_withdrawn(&incident.report),
        "conflicts": conflicts(incident),
        "title": title(words, &incident.report),
    })
}

fn conflicts(incident: &Summary) -> usize {
    incident.report.get(CONFLICTS).and_then(Value::as_array).map_or(0, Vec::len)
}

fn table<'a>(
    words: &Words,
    incidents: impl Iterator<Item = &'a Summary>,
    devices: Vec<DeviceLine>,
    none: &str,
) -> String {
    let labels: BTreeMap<_, _> = devices.into_iter().map(|line| (line.id, line.label)).collect();
    let rows: Vec<_> = incidents.map(|incident| row(words, incident, &labels)).collect();
    if rows.is_empty() { none.to_owned() } else { aligned(&rows) }
}

fn row(words: &Words, incident: &Summary, labels: &BTreeMap<DeviceId, String>) -> Vec<String> {
    let label = match Naming::of(&incident.report) {
        Naming::Named => incident.by.and_then(|by| labels.get(&by)).cloned().unwrap_or_default(),
        Naming::Confidential => words.label("naming", "confidential").to_owned(),
        Naming::Anonymous => words.label("naming", "anonymous").to_owned(),
    };
    let twice = match conflicts(incident) {
        0 => String::new(),
        count => words.counted("shown.fields_stated_twice", count as u64),
    };
    vec![
        pick::short(incident.id),
        words::moment(words, incident.changed_at),
        title(words, &incident.report),
        incident.state.said_alone(words, Kind::Incident),
        label,
        twice,
        marks(words, incident),
    ]
}
