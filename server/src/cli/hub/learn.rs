//! `tabard hub learn`: the charts of the learning pages.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tabard_core::model::ReadingAct;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::save_as::SaveAs;
use crate::cli::table::aligned;
use crate::host::now;
use crate::learning::chart::{Cell, Chart};
use crate::learning::{Facts, MarkerAge, NAMES, Settings, View, chart, svg};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Charts: weeks, hours, types, factors, places, harm, training, camera, feedback, gap, markers. Each has its figures as\na table, what it says in a sentence, and a picture. Counts that are too small are not shown; what is shown\nis rounded. Settings are a JSON file: docs/learning.md.\n\nExample:\n  tabard hub learn --dir ./region\n  tabard hub learn --dir ./region --chart weeks --csv\n  tabard hub learn --dir ./region --settings learning.json --svg-dir ./board"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// Only this chart
    #[arg(long, value_name = "NAME")]
    chart: Option<String>,
    /// The figures as comma-separated values; it takes --chart
    #[arg(long, requires = "chart", conflicts_with = "svg_dir")]
    csv: bool,
    /// Write each chart into this folder, which need not be there: a picture, its figures and its words
    #[arg(long, value_name = "FOLDER")]
    svg_dir: Option<PathBuf>,
    /// What the region sets for these charts
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let settings = read_settings(self.settings.as_deref())?;
        let names = self.names()?;
        let mut hub = self.place.hub_up_to_date()?;
        if self.csv || self.svg_dir.is_some() {
            audited::note(&mut hub, ReadingAct::Exported, None)?;
        }
        let zone = settings.zone().map_err(|error| refused(&error))?;
        let rule = settings.rule().map_err(|error| refused(&error))?;
        let mut facts = Facts::new(zone);
        facts.refresh(&hub)?;
        let markers = MarkerAge::of_warning(&hub)?;
        let view = View::new(&facts, output.words(), (&settings, rule), now());
        let charts: Vec<Chart> =
            names.iter().filter_map(|name| chart(name, &view, &markers)).collect();
        if self.csv && !output.is_json() {
            return to_standard_output(&charts);
        }
        if let Some(dir) = &self.svg_dir {
            return write_all(dir, &charts, output);
        }
        output.say(
            || charts.iter().map(in_words).collect::<Vec<_>>().join("\n\n"),
            || charts.iter().map(Chart::json).collect(),
        )?;
        Ok(Exit::Done)
    }

    fn names(&self) -> Result<Vec<&'static str>, Failure> {
        let Some(wanted) = &self.chart else { return Ok(NAMES.to_vec()) };
        let known = NAMES.iter().copied().find(|name| name == wanted);
        let unknown = || Failure::input("bad_chart", "there is no such chart: see --help");
        known.map(|name| vec![name]).ok_or_else(unknown)
    }
}

/// What a file sets for the charts; what holds without one where there is none.
pub(in crate::cli) fn read_settings(file: Option<&Path>) -> Result<Settings, Failure> {
    let Some(file) = file else { return Ok(Settings::default()) };
    let text = fs::read_to_string(file).map_err(|error| Failure::folder(&error))?;
    Settings::parse(&text).map_err(|error| refused(&error))
}

fn refused(error: &dyn std::error::Error) -> Failure {
    Failure::input("bad_settings", error.to_string())
}

fn in_words(chart: &Chart) -> String {
    let head = [chart.table.head.clone()];
    let rows = chart.table.rows.iter().map(|row| row.iter().map(Cell::said).collect());
    let rows: Vec<Vec<String>> = head.into_iter().chain(rows).collect();
    let notes = chart.notes.join("\n");
    format!("{}\n{}\n\n{}\n\n{notes}", chart.title, chart.sentence, aligned(&rows))
}

fn to_standard_output(charts: &[Chart]) -> Result<Exit, Failure> {
    let csv: String = charts.iter().map(|chart| chart.table.csv()).collect();
    let mut out = std::io::stdout().lock();
    let written = out.write_all(csv.as_bytes()).and_then(|()| out.flush());
    written.map_err(|_| Failure::unprintable())?;
    Ok(Exit::Done)
}

fn write_all(dir: &Path, charts: &[Chart], output: &Output) -> Result<Exit, Failure> {
    fs::create_dir_all(dir).map_err(|error| Failure::folder(&error))?;
    let mut files = Vec::new();
    for chart in charts {
        let texts = [
            ("svg", svg::alone(&chart.svg)),
            ("csv", chart.table.csv()),
            ("txt", format!("{}\n", in_words(chart))),
        ];
        for (ending, text) in texts {
            let path = dir.join(format!("{}.{ending}", chart.name));
            let mut file = SaveAs::begin(&path)?;
            let put = file.file()?.write_all(text.as_bytes());
            put.map_err(|error| Failure::folder(&error))?;
            file.finish()?;
            files.push(path.display().to_string());
        }
    }
    output.say(
        || format!("{} files written.", files.len()),
        || json!({ "files": files.iter().map(|file| json!(file)).collect::<Vec<Value>>() }),
    )?;
    Ok(Exit::Done)
}
