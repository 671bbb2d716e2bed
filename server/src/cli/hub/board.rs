//! `tabard hub board`: the pack that a board reads twice a year.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tabard_core::model::ReadingAct;

use crate::cli::audited::note;
use crate::cli::failure::{Exit, Failure};
use crate::cli::hub::learn::read_settings;
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::save_as::SaveAs;
use crate::host::now;
use crate::learning::Facts;
use crate::lessons::Lesson;
use crate::standard::board::{Board, Sources};
use crate::standard::{Half, Indicators, Register};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The pack is one HTML file that prints: ratings with how they changed, figures, charts, risks, what is to be\ndone and what was learned. Counts that are too small are not shown. See docs/standard.md.\n\nExample:\n  tabard hub board --dir ./region --half 2026H2 --out board-2026H2.html\n  tabard hub board --dir ./region --half 2026H2 --out pack.html --standard indicators.json --json"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// Half a year: 2026H1 is January to June, 2026H2 July to December
    #[arg(long, value_name = "HALF")]
    half: String,
    /// The file to write, which must not be there
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The indicators of the VPR Standard, as the region words them
    #[arg(long, value_name = "FILE")]
    standard: Option<PathBuf>,
    /// What the region sets for its charts
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let half: Half =
            self.half.parse().map_err(|error| Failure::input("bad_half", format!("{error}")))?;
        let settings = read_settings(self.settings.as_deref())?;
        let bad = |error: &dyn std::error::Error| Failure::input("bad_settings", error.to_string());
        let (rule, zone) =
            (settings.rule().map_err(|error| bad(&error))?, settings.zone().map_err(|e| bad(&e))?);
        let indicators = read_indicators(self.standard.as_deref())?;
        let mut file = SaveAs::begin(&self.out)?;
        let mut hub = self.place.hub_up_to_date()?;
        note(&mut hub, ReadingAct::Exported, None)?;
        let mut facts = Facts::new(zone);
        facts.refresh(&hub)?;
        let register = Register::of(&hub.standards()?);
        let lessons = Lesson::all(&hub)?;
        let sources = Sources {
            facts: &facts,
            settings: (&settings, rule),
            register: &register,
            indicators: &indicators,
            lessons: &lessons,
            region: hub.region_name(),
            words: output.words(),
            now: now(),
        };
        let board = Board::of(&sources, half);
        let page = board.page(output.words()).map_err(|_| Failure::unprintable())?;
        file.file()?.write_all(page.as_bytes()).map_err(|error| Failure::folder(&error))?;
        file.finish()?;
        output.say(|| board.summary.join("\n"), || board.json())?;
        Ok(Exit::Done)
    }
}

/// The indicators of a file; none where there is no file.
pub(in crate::cli) fn read_indicators(file: Option<&Path>) -> Result<Indicators, Failure> {
    let Some(file) = file else { return Ok(Indicators::default()) };
    let text = fs::read_to_string(file).map_err(|error| Failure::folder(&error))?;
    Indicators::parse(&text).map_err(|error| Failure::input("bad_standard", error.to_string()))
}
