//! `tabard national`: the returns of several services.

mod list;
mod services;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};
use tabard_core::ids::RegionId;
use tabard_core::region::{Attested, Checked};

use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;
use super::table::aligned;
use super::{returning, words};
use crate::learning::csv_of;
use crate::returns::{Came, Line, Merged, Period, Pins, Return, Source, Sum, merge};

pub(super) use services::OfService;

/// No return is as large as this.
const MAX_FILE: u64 = 4 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what services handed in at a national region
    List(list::List),
    /// Say whose returns a device of a national region hands in
    Pin(services::Pin),
    /// Make one picture of the returns of a quarter
    Merge(Merge),
    /// Show a return, and who signed it
    Show(Show),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each return is checked against the id of the region that --services names for its service. Without\n--services the eleven services of England are awaited, and who sent a return is not proved. What a service\nkeeps back stays kept back: \"+ *2\" beside a sum says that two services keep theirs back. A service whose\nreturn is missing, late, not proved or of another scope is said. --dir takes what services handed in at a\nnational region, each by the device that is pinned to it.\n\nExample:\n  tabard national merge --dir ./national --period 2026-Q3\n  tabard national merge *.return --period 2026-Q3 --services services.json"
)]
pub(super) struct Merge {
    /// The returns
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A national region's folder: what services handed in there is taken too
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// The quarter, such as 2026-Q3
    #[arg(long, value_name = "QUARTER")]
    period: String,
    /// The services that are awaited, each with its region: docs/learning.md
    #[arg(long, value_name = "FILE")]
    services: Option<PathBuf>,
    /// The last day for returns: after it a return that is missing is late
    #[arg(long, value_name = "DAY")]
    due: Option<jiff::civil::Date>,
    /// The sums as comma-separated values
    #[arg(long)]
    csv: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --region the signature has to be that region's; without, it is checked against the region that the\nfile itself names.\n\nExample:\n  tabard national show RX8-2026-Q3.return"
)]
pub(super) struct Show {
    /// The return
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The id of the region it should come from
    #[arg(long, value_name = "ID")]
    region: Option<String>,
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::List(options) => options.run(output)?,
            Self::Pin(options) => options.run(output)?,
            Self::Merge(options) => options.run(output)?,
            Self::Show(options) => options.run(output)?,
        }
        Ok(Exit::Done)
    }
}

/// The id of a region, as it was typed.
fn region_id(text: &str) -> Result<RegionId, Failure> {
    let what_to_do = "a region's id has 32 digits, from 0 to f";
    text.trim().parse().map_err(|_| Failure::input("bad_region", what_to_do))
}

/// Reads a file that may be a return.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let long = fs::metadata(file).map_err(|error| Failure::folder(&error))?.len();
    if long > MAX_FILE {
        return Err(Failure::input("bad_return", "that file is too large to be a return"));
    }
    fs::read(file).map_err(|error| Failure::folder(&error))
}

fn bad(error: &dyn std::error::Error) -> Failure {
    Failure::input("bad_return", error.to_string())
}

impl Merge {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let period: Period = self.period.parse().map_err(|error| bad(&error))?;
        let pins = match &self.services {
            None => Pins::english(),
            Some(file) => {
                let text = fs::read_to_string(file).map_err(|error| Failure::folder(&error))?;
                Pins::parse(&text).map_err(|error| bad(&error))?
            }
        };
        let files = self.files.iter().map(|file| read(file).map(Source::File));
        let mut returns = files.collect::<Result<Vec<_>, _>>()?;
        if let Some(dir) = &self.dir {
            let hub = Place { dir: dir.clone() }.hub_up_to_date()?;
            returns.extend(hub.handed_in()?.iter().flat_map(|handed| handed.sources(period)));
        }
        let today = words::timestamp(crate::host::now()).to_zoned(jiff::tz::TimeZone::UTC).date();
        let late = self.due.is_some_and(|due| today > due);
        let merged = merge(&returns, &pins, period, late);
        if self.csv && !output.is_json() {
            return output.say(|| csv(&merged), || Value::Null);
        }
        output.say(|| in_words(&merged), || json!(merged))
    }
}

/// Every sum on a line of its own, for a spreadsheet.
fn csv(merged: &Merged) -> String {
    let line = |parts: [&str; 4], sum: &Sum| {
        let counts = [sum.shown.to_string(), sum.kept_back_by.to_string()];
        parts.map(ToOwned::to_owned).into_iter().chain(counts).collect::<Vec<String>>()
    };
    let head = ["by", "code", "and_by", "and_code", "shown", "kept_back_by"];
    let mut rows = vec![head.map(ToOwned::to_owned).to_vec()];
    rows.push(line(["", "", "", ""], &merged.incidents));
    for one in &merged.dimensions {
        rows.extend(one.sums.iter().map(|(code, sum)| line([&one.name, code, "", ""], sum)));
    }
    for grid in &merged.grids {
        let of = |(row, column, sum): &(String, String, Sum)| {
            line([&grid.rows, row, &grid.columns, column], sum)
        };
        rows.extend(grid.sums.iter().map(of));
    }
    csv_of(rows).trim_end().to_owned()
}

fn in_words(merged: &Merged) -> String {
    let services = merged.services.iter().map(|line| {
        let service = line.service.as_ref().map_or("?", |service| service.code());
        vec![service.to_owned(), line.name.clone(), came_of(line)]
    });
    let mut text = format!(
        "{}, scope {}\n{}\n\n{} incidents",
        merged.period,
        merged.scope_version,
        aligned(&services.collect::<Vec<_>>()),
        said(merged.incidents),
    );
    for one in &merged.dimensions {
        let rows: Vec<_> =
            one.sums.iter().map(|(code, sum)| vec![code.clone(), said(*sum)]).collect();
        // Writing to a String cannot fail.
        let _ = write!(text, "\n\n{}\n{}", one.name, aligned(&rows));
    }
    text.push_str("\n\nTables by two things: --csv or --json.");
    text
}

fn said(sum: Sum) -> String {
    match sum.kept_back_by {
        0 => sum.shown.to_string(),
        services => format!("{} + *{services}", sum.shown),
    }
}

/// What came of a service's returns, with the earlier ones that count no more.
fn came_of(line: &Line) -> String {
    let older: Vec<String> = line.older.iter().map(u32::to_string).collect();
    match (line.revision, older.is_empty()) {
        (Some(newest), false) => {
            let older = older.join(", ");
            format!("{}; return {newest} counts, {older} came before it", came(&line.came))
        }
        _ => came(&line.came).to_owned(),
    }
}

const fn came(came: &Came) -> &'static str {
    match came {
        Came::Counted => "counted",
        Came::CountedUnpinned => "counted; no region is named for it, so who sent it is not proved",
        Came::Missing => "missing",
        Came::Late => "missing, and late",
        Came::NotProved => "left out: not signed by the region that is named for it",
        Came::OtherSender => "left out: handed in by a device that is not this service's",
        Came::Unreadable => "left out: no return that can be read",
        Came::OtherScope => "left out: of another scope, which cannot be compared",
        Came::OtherPeriod => "left out: of another quarter",
        Came::Contradicted => "left out: two different returns have the same number",
    }
}

impl Show {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let attested = Attested::parse(&read(&self.file)?).map_err(|error| bad(&error))?;
        let region = match &self.region {
            None => attested.region,
            Some(text) => region_id(text)?,
        };
        let checked = attested.check(region).map_err(|error| bad(&error))?;
        let told = Return::parse(&checked.payload).map_err(|error| bad(&error))?;
        output.say(
            || {
                format!(
                    "{}\n\n{}",
                    signed(&checked, &region.to_string()),
                    returning::in_words(&told)
                )
            },
            || {
                json!({
                    "region": region.to_string(),
                    "region_name": checked.region_name,
                    "signer": checked.signer.to_string(),
                    "certified_until": checked.not_after.rfc3339(),
                    "return": returning::as_json(&told),
                })
            },
        )
    }
}

fn signed(checked: &Checked, region: &str) -> String {
    format!("Signed by the hub {} of {} ({region}).", checked.signer, checked.region_name)
}
