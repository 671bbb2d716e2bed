//! `tabard national list`.

use serde_json::{Value, json};

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::hub::{HandedInBy, Hub};
use crate::returns::{Period, reply, told_by};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each version of each record is a line, the newest last; what it was replied is the last column.\n\nExample:\n  tabard national list --dir ./national --period 2026-Q3"
)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    place: Place,
    /// One quarter alone, such as 2026-Q3
    #[arg(long, value_name = "QUARTER")]
    period: Option<String>,
}

impl List {
    pub(super) fn run(self, output: &Output) -> Result<(), Failure> {
        let period = self.period.as_deref().map(str::parse::<Period>).transpose();
        let period = period.map_err(|error| super::bad(&error))?.map(|one| one.to_string());
        let hub = self.place.hub_up_to_date()?;
        let mut lines: Vec<Line> = Vec::new();
        for handed in hub.handed_in()? {
            lines.extend(lines_of(&hub, &handed)?);
        }
        lines.retain(|line| period.as_ref().is_none_or(|period| line.period == *period));
        lines.sort_by(|a, b| {
            (&a.period, &a.service, a.number).cmp(&(&b.period, &b.service, b.number))
        });
        let said = output.words();
        output.say(
            || match lines.is_empty() {
                true => "No return has come.".to_owned(),
                false => {
                    let row = |line: &Line| {
                        vec![
                            line.period.clone(),
                            line.service.clone(),
                            line.number.map_or_else(|| "?".to_owned(), |number| number.to_string()),
                            line.device.clone(),
                            said.label("return_reply", line.reply).to_owned(),
                        ]
                    };
                    aligned(&lines.iter().map(row).collect::<Vec<_>>())
                }
            },
            || lines.iter().map(Line::json).collect(),
        )
    }
}

/// A version of a record.
struct Line {
    record: String,
    device: String,
    period: String,
    service: String,
    number: Option<u32>,
    came: String,
    reply: &'static str,
}

fn lines_of(hub: &Hub, handed: &HandedInBy) -> Result<Vec<Line>, Failure> {
    let devices = hub.devices()?;
    let label = devices.iter().find(|one| one.id == handed.device).map(|one| one.label.clone());
    let device = label.filter(|label| !label.is_empty());
    let device = device.unwrap_or_else(|| handed.device.to_string());
    let pinned = handed.sender.as_ref().map_or("?", |sender| sender.service.code());
    let line = |file: &Vec<u8>| {
        let told = told_by(file);
        Line {
            record: pick::short(handed.record),
            device: device.clone(),
            period: told.as_ref().map_or(&handed.period, |told| &told.period).clone(),
            service: told.as_ref().map_or(pinned, |told| told.service.code()).to_owned(),
            number: told.as_ref().map(|told| told.revision),
            came: handed.came.rfc3339(),
            reply: reply(handed.sender.as_ref(), file).code(),
        }
    };
    Ok(handed.files.iter().map(line).collect())
}

impl Line {
    fn json(&self) -> Value {
        json!({
            "record": self.record,
            "device": self.device,
            "period": self.period,
            "service": self.service,
            "revision": self.number,
            "came_at": self.came,
            "reply": self.reply,
        })
    }
}
