//! `tabard hub audit`.

use jiff::civil::Date;
use serde_json::{Value, json};
use tabard_core::client::ReadingLine;
use tabard_core::model::ReadingAct;
use tabard_core::model::codes::READING;

use crate::audit::{self, Wanted};
use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::host::now;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each line was written before what it tells of was shown, and is an entry of the region's log: `tabard verify`\nand every device find out where one is taken out. `tabard codes reading` lists what --what may be. Days are\nthose of UTC.\n\nExample:\n  tabard hub audit --dir ./region\n  tabard hub audit --dir ./region --by \"T. Nurse\" --from 2026-11-01 --until 2026-11-30 --json"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// A part of somebody's name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// A record, by its id or the first characters of it
    #[arg(long, value_name = "ID")]
    record: Option<String>,
    /// What was done
    #[arg(long, value_name = "CODE")]
    what: Option<String>,
    /// The first day; without it, a week ago
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// The last day; without it, today
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let what = self.what.as_deref().map(|code| {
            let unknown =
                || Failure::input("bad_field", "there is no such act: see `tabard codes reading`");
            ReadingAct::of(code).ok_or_else(unknown)
        });
        let what = what.transpose()?;
        let (first, last) = audit::last_days(now());
        let (from, until) = (self.from.unwrap_or(first), self.until.unwrap_or(last));
        let span = audit::span(from, until).filter(|(from, until)| from < until);
        let (from, until) = span.ok_or_else(|| {
            Failure::input("bad_field", "--from comes before --until: give two days in that order")
        })?;
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::ViewedAudit, None)?;
        let all = hub.readings(from, until)?;
        let wanted = Wanted { by: self.by, record: self.record, what };
        let lines: Vec<&ReadingLine> = all.iter().filter(|line| wanted.has(line)).collect();
        let busy = audit::sticking_out(&all);
        output.say(
            || {
                let row = |line: &&ReadingLine| {
                    let record = line.record.map(|id| id.to_string()).unwrap_or_default();
                    let what = output.words().label(READING.name, line.what.code()).to_owned();
                    let why = line.why.clone().unwrap_or_default();
                    vec![line.at.clone(), line.by.clone(), what, record, why]
                };
                match lines.is_empty() {
                    true => output.words().text("console.audit.none").to_owned(),
                    false => aligned(&lines.iter().map(row).collect::<Vec<_>>()),
                }
            },
            || {
                let busy: Value = busy
                    .iter()
                    .map(|one| {
                        json!({
                            "by": one.by, "day": one.day.to_string(),
                            "records": one.records, "usual": one.usual,
                        })
                    })
                    .collect();
                json!({ "lines": lines.iter().map(|one| json_of(one)).collect::<Value>(), "sticks_out": busy })
            },
        )?;
        Ok(Exit::Done)
    }
}

fn json_of(line: &ReadingLine) -> Value {
    json!({
        "at": line.at,
        "by": line.by,
        "what": line.what.code(),
        "record": line.record.map(|id| id.to_string()),
        "why": line.why,
        "device": line.device.map(|id| id.to_string()),
    })
}
