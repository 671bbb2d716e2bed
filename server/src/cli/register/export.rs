//! `tabard register export`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;
use tabard_core::client::{MarkerSummary, MarkerView};
use tabard_core::ids::RecordId;
use tabard_core::model::marker::Status;

use super::place::{Desk, Place};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::save_as::SaveAs;
use crate::said::words;

/// So many views are noted at once.
const AT_ONCE: usize = 100;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "As JSON Lines, the markers that warn, one a line, in the form that `tabard register import` takes. As\nFHIR R4, a Bundle of Flag resources: active safety markers alone, with the sentence for crews and their end,\nand a person by NHS number alone; how many cannot leave so is said. The file is readable by its owner\nalone, and each marker's log says that it was exported.\n\nExample:\n  tabard register export --vault ./approver --to markers.jsonl --by \"J. Brown\"\n  tabard register export --dir ./region --format fhir --to flags.json --by \"J. Brown\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// As what
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// A new file; - for standard output, a terminal too
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// With the names of who took the steps, and their reasons; JSON Lines only
    #[arg(long)]
    people: bool,
    /// Those that do not warn any more too; JSON Lines only
    #[arg(long)]
    all: bool,
    /// Who exports, by name or role
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A marker a line
    Jsonl,
    /// A FHIR R4 Bundle
    Fhir,
}

/// What goes out, and what stays.
struct Written {
    ids: Vec<RecordId>,
    text: String,
    left_out: usize,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        if self.format == Format::Fhir && (self.people || self.all) {
            let what_to_do =
                "--people and --all go with --format jsonl: a flag tells nobody's name, and stands";
            return Err(Failure::input("bad_format", what_to_do));
        }
        let file = self.file()?;
        let mut desk = self.place.open(output)?;
        let written = self.written(&desk)?;
        // No line leaves that the log does not know of.
        for ids in written.ids.chunks(AT_ONCE) {
            desk.note_views(ids, "exported", self.by.as_deref())?;
        }
        let Some(mut file) = file else {
            return to_standard_output(&written.text);
        };
        let put = file.file()?.write_all(written.text.as_bytes());
        put.map_err(|error| Failure::folder(&error))?;
        file.finish()?;
        let (count, left_out) = (written.ids.len(), written.left_out);
        output.say(
            || {
                let left = match left_out {
                    0 => String::new(),
                    left => format!(
                        " {} left out: a flag has no place for what they are about, or they lack what it takes.",
                        words::counted(left as u64, "marker")
                    ),
                };
                format!("{} written.{left}", words::counted(count as u64, "marker"))
            },
            || json!({ "exported": count, "left_out": left_out, "format": self.format_word() }),
        )?;
        Ok(Exit::Done)
    }

    const fn format_word(&self) -> &'static str {
        match self.format {
            Format::Jsonl => "jsonl",
            Format::Fhir => "fhir",
        }
    }

    /// The file to write; none for standard output.
    fn file(&self) -> Result<Option<SaveAs>, Failure> {
        match self.to.as_deref() {
            Some(to) if to == Path::new("-") => Ok(None),
            Some(to) => SaveAs::begin(to).map(Some),
            None if std::io::stdout().is_terminal() => Err(Failure::input(
                "no_file",
                "markers are not shown on a terminal unless you ask for it: give --to FILE, or --to -",
            )),
            None => Ok(None),
        }
    }

    fn written(&self, desk: &Desk) -> Result<Written, Failure> {
        if self.format == Format::Fhir {
            return flags(desk);
        }
        let client = desk.client();
        let warns = |one: &MarkerSummary| one.status.is_some_and(Status::warns);
        let wanted = client.markers(|one| self.all || warns(one))?;
        let views = wanted.iter().map(|one| client.marker(one.id));
        let mut views = views.collect::<Result<Vec<_>, _>>()?;
        views.sort_by_key(|view| view.record.id);
        Ok(self.lines(&views))
    }

    fn lines(&self, views: &[MarkerView]) -> Written {
        let line = |view: &MarkerView| format!("{}\n", view.json(self.people));
        Written {
            ids: views.iter().map(|view| view.record.id).collect(),
            text: views.iter().map(line).collect(),
            left_out: 0,
        }
    }
}

fn flags(desk: &Desk) -> Result<Written, Failure> {
    let flags = desk.client().safety_flags()?;
    let text = format!("{}\n", flags.bundle);
    Ok(Written { ids: flags.markers, text, left_out: flags.left_out })
}

fn to_standard_output(text: &str) -> Result<Exit, Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|_| Failure::unprintable())?;
    Ok(Exit::Done)
}
