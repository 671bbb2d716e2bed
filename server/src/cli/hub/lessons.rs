//! `tabard hub lessons`: the library as files that go outside.

use std::io::Write;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde_json::json;
use tabard_core::model::ReadingAct;
use tabard_core::model::lesson::Scope;

use crate::cli::audited::note;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::save_as::SaveAs;
use crate::lessons::{Lesson, export};
use crate::said::words::counted;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Write the lessons that go so far into a file
    Export(Export),
}

/// How far lessons go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Far {
    /// The service's own library
    Internal,
    /// A library that services share
    Aace,
    /// The campaign
    Campaign,
}

/// As what a library is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A page for people
    Html,
    /// For programs
    Json,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Only what everybody affected agreed to and somebody else reviewed is written, and no id of a report.\n\nExample:\n  tabard hub lessons export --dir ./region --scope aace --out lessons.html\n  tabard hub lessons export --dir ./region --scope campaign --form json --out cases.json"
)]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    place: Place,
    /// How far the lessons go
    #[arg(long, value_enum)]
    scope: Far,
    /// As what they are written
    #[arg(long, value_enum, default_value = "html")]
    form: Form,
    /// The file to write, which must not be there
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Command {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let Self::Export(options) = self;
        let mut file = SaveAs::begin(&options.out)?;
        let mut hub = options.place.hub_up_to_date()?;
        note(&mut hub, ReadingAct::Exported, None)?;
        let lessons = Lesson::all(&hub)?;
        let scope = match options.scope {
            Far::Internal => Scope::Internal,
            Far::Aace => Scope::Aace,
            Far::Campaign => Scope::Campaign,
        };
        let region = hub.region_name();
        let text = match options.form {
            Form::Html => export::page(&lessons, scope, region, output.words())
                .map_err(|_| Failure::unprintable())?,
            Form::Json => format!("{:#}\n", export::json(&lessons, scope, region)),
        };
        file.file()?.write_all(text.as_bytes()).map_err(|error| Failure::folder(&error))?;
        file.finish()?;
        let shared = lessons.iter().filter(|one| one.standing.shared.contains(&scope)).count();
        let shared = u64::try_from(shared).unwrap_or(u64::MAX);
        output.say(
            || format!("{} written.", counted(shared, "lesson")),
            || json!({ "lessons": shared, "scope": scope.code() }),
        )?;
        Ok(Exit::Done)
    }
}
