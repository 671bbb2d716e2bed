//! `tabard hub list`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tabard_core::client::{Naming, Summary};
use tabard_core::ids::DeviceId;
use tabard_core::model::view::CONFLICTS;
use tabard_core::words::Words;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::cli::titles::title;
use crate::cli::words;
use crate::hub::DeviceLine;

/// So many characters of an id tell the reports of a region apart.
const SHORT: usize = 10;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard hub list --dir ./region")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let hub = self.place.hub_up_to_date()?;
        let (incidents, devices) = (hub.incidents()?, hub.devices()?);
        let words = output.words();
        output.say(
            || table(words, &incidents, devices),
            || incidents.iter().map(|incident| line(words, incident)).collect(),
        )?;
        Ok(Exit::Done)
    }
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
        "conflicts": conflicts(incident),
        "title": title(words, &incident.report),
    })
}

fn conflicts(incident: &Summary) -> usize {
    incident.report.get(CONFLICTS).and_then(Value::as_array).map_or(0, Vec::len)
}

fn table(words: &Words, incidents: &[Summary], devices: Vec<DeviceLine>) -> String {
    if incidents.is_empty() {
        return words.text("shown.no_reports_at_hub").to_owned();
    }
    let labels: BTreeMap<_, _> = devices.into_iter().map(|line| (line.id, line.label)).collect();
    aligned(&incidents.iter().map(|incident| row(words, incident, &labels)).collect::<Vec<_>>())
}

fn row(words: &Words, incident: &Summary, labels: &BTreeMap<DeviceId, String>) -> Vec<String> {
    let label = match Naming::of(&incident.report) {
        Naming::Named => incident.by.and_then(|by| labels.get(&by)).cloned().unwrap_or_default(),
        Naming::Confidential => words.label("naming", "confidential").to_owned(),
        Naming::Anonymous => words.label("naming", "anonymous").to_owned(),
    };
    let unread = if incident.unread { words.text("shown.new") } else { "" };
    let twice = match conflicts(incident) {
        0 => String::new(),
        count => words.counted("shown.fields_stated_twice", count as u64),
    };
    vec![
        incident.id.to_string().chars().take(SHORT).collect(),
        words::moment(words, incident.changed_at),
        title(words, &incident.report),
        words::state(words, &incident.state),
        label,
        twice,
        unread.to_owned(),
    ]
}
