//! `tabard return`: what a service tells a national hub.

mod hand_in;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};
use tabard_core::wire::Message;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;
use super::save_as::SaveAs;
use super::table::aligned;
use crate::hub::Hub;
use crate::learning::chart::HIDDEN;
use crate::learning::{Facts, Zone};
use crate::returns::{Disclosure, Period, Return, Service, tally};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what the return of a quarter would say
    Preview(Preview),
    /// Write the return of a quarter to a file, signed by the hub
    Make(Make),
    /// Hand a return in at a national region, as a service's device there
    Send(hand_in::Send),
    /// Show what was handed in from here, and what came of it
    Status(hand_in::Status),
}

#[derive(Debug, clap::Args)]
struct What {
    #[command(flatten)]
    place: Place,
    /// The service, by its ODS code
    #[arg(long, value_name = "CODE")]
    service: String,
    /// The quarter, such as 2026-Q3
    #[arg(long, value_name = "QUARTER")]
    period: String,
    /// The number of this return; a later one of the quarter has a greater one
    #[arg(long, default_value_t = 1)]
    revision: u32,
    /// Counts from 1 to this are not shown
    #[arg(long, default_value_t = 7, value_name = "COUNT")]
    masked: u64,
    /// The others are rounded to the nearest of this
    #[arg(long, default_value_t = 5, value_name = "STEP")]
    rounded_to: u64,
    /// So many values of a count that is not shown have to remain possible
    #[arg(long, default_value_t = 3, value_name = "VALUES")]
    candidates: u64,
    /// The rule of the region's time
    #[arg(long, default_value = crate::learning::UNITED_KINGDOM, value_name = "RULE")]
    time_zone: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing is written or sent. The same reports give the same return.\n\nExample:\n  tabard return preview --dir ./region --service RX8 --period 2026-Q3"
)]
pub(super) struct Preview {
    #[command(flatten)]
    what: What,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file holds counts alone: no words, no names, no reports. The same reports give the same bytes.\n\nExample:\n  tabard return make --dir ./region --service RX8 --period 2026-Q3 --out RX8-2026-Q3.return"
)]
pub(super) struct Make {
    #[command(flatten)]
    what: What,
    /// A new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Preview(options) => {
                let (_, told) = options.what.tally()?;
                output.say(|| in_words(&told), || as_json(&told))?;
            }
            Self::Make(options) => options.run(output)?,
            Self::Send(options) => return options.run(output),
            Self::Status(options) => return options.run(output),
        }
        Ok(Exit::Done)
    }
}

impl Make {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let mut file = SaveAs::begin(&self.out)?;
        let (hub, told) = self.what.tally()?;
        let attested = hub.attest(told.to_bytes())?;
        let put = file.file()?.write_all(&attested.to_bytes());
        put.map_err(|error| Failure::folder(&error))?;
        file.finish()?;
        let region = attested.region.to_string();
        output.say(
            || {
                format!(
                    "The return of {} for {} is written. The national hub checks it by this region's id, {region}.",
                    told.service, told.period
                )
            },
            || json!({ "service": told.service, "period": told.period, "region": region }),
        )
    }
}

impl What {
    fn tally(&self) -> Result<(Hub, Return), Failure> {
        let bad = |error: &dyn std::error::Error| Failure::input("bad_return", error.to_string());
        let service: Service = self.service.parse().map_err(|error| bad(&error))?;
        let period: Period = self.period.parse().map_err(|error| bad(&error))?;
        let zone = Zone::parse(&self.time_zone).map_err(|error| bad(&error))?;
        let disclosure = Disclosure {
            masked: self.masked,
            rounded_to: self.rounded_to,
            candidates: self.candidates,
        };
        let rule = disclosure.rule().ok_or_else(|| {
            let what_to_do = "these parameters of disclosure control keep nothing back: counts that would be rounded to 0 have to be among those that are not shown, and at least 2 values have to remain possible";
            Failure::input("bad_return", what_to_do)
        })?;
        let hub = self.place.hub_up_to_date()?;
        let mut facts = Facts::new(zone);
        facts.refresh(&hub)?;
        let told = tally(facts.counted(), (&service, period, self.revision), disclosure, rule);
        Ok((hub, told))
    }
}

/// A return as JSON.
pub(super) fn as_json(told: &Return) -> Value {
    json!(told)
}

fn count(count: Option<u64>) -> String {
    count.map_or_else(|| HIDDEN.to_owned(), |count| count.to_string())
}

/// A return as tables.
pub(super) fn in_words(told: &Return) -> String {
    let rule = told.disclosure;
    let mut text = format!(
        "{} {}, return {}, scope {}\n{} incidents. Counts from 1 to {} are not shown ({HIDDEN}), the others are rounded to the nearest {}.",
        told.service,
        told.period,
        told.revision,
        told.scope_version,
        count(told.incidents),
        rule.masked,
        rule.rounded_to,
    );
    for one in &told.dimensions {
        let rows = one.codes.iter().zip(&one.counts);
        let rows: Vec<_> = rows.map(|(code, figure)| vec![code.clone(), count(*figure)]).collect();
        // Writing to a String cannot fail.
        let _ = write!(text, "\n\n{}\n{}", one.name, aligned(&rows));
    }
    for grid in &told.grids {
        let codes = |name: &str| told.dimension(name).map(|one| one.codes.clone());
        let (rows, columns) = (codes(&grid.rows), codes(&grid.columns));
        let head = [format!("{} / {}", grid.rows, grid.columns)];
        let mut table = vec![head.into_iter().chain(columns.unwrap_or_default()).collect()];
        for (row, counts) in rows.unwrap_or_default().into_iter().zip(&grid.counts) {
            table.push([row].into_iter().chain(counts.iter().map(|one| count(*one))).collect());
        }
        let _ = write!(text, "\n\n{}", aligned(&table));
    }
    text
}
