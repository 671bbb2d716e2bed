//! `tabard hub export`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use tabard_core::model::ReadingAct;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::save_as::SaveAs;
use crate::exports::{Approval, ExportError, Format, Service, Wanted, export};
use crate::host::now;
use crate::learning::{Settings, Zone};
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --identifiable nothing in the file names, numbers or dates anybody: codes, a month, and a band\nof ages. Each row is still one report, so two people state their names, who asks and who agreed; keep the\nfile as you keep reports. `tabard hub exports` lists what was exported. Reports that were taken back and second reports of an event are\nleft out; FHIR holds what affected a patient too.\n\nExample:\n  tabard hub export --dir ./region --format parquet --to reports.parquet --by \"A. Officer\" --approved-by \"B. Lead\"\n  tabard hub export --dir ./region --format jsonl --identifiable --by \"A. Officer\" --approved-by \"B. Lead\" --to reports.jsonl"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// As what
    #[arg(long, value_enum)]
    format: Format,
    /// A new file; - for standard output, a terminal too
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// With stories, names, numbers and times
    #[arg(long)]
    identifiable: bool,
    /// Who exports, by name
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Who else agreed, by name
    #[arg(long, value_name = "WHO")]
    approved_by: String,
    /// The service's code in the Organisation Data Service, for FHIR
    #[arg(long, value_name = "CODE")]
    ods_code: Option<String>,
    /// What the service's own codes begin with, for FHIR
    #[arg(long, value_name = "URI")]
    base: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let approval = Approval::of(&self.by, &self.approved_by).map_err(refused)?;
        let file = self.file()?;
        let mut hub = self.place.hub_up_to_date()?;
        let zone = Settings::default().zone().unwrap_or_else(|_| Zone::default());
        let name = hub.region_name().to_owned();
        let wanted = Wanted {
            format: self.format,
            approval: &approval,
            identifiable: self.identifiable,
            zone: &zone,
            service: Service {
                name: &name,
                ods_code: self.ods_code.as_deref(),
                base: self.base.as_deref(),
            },
            now: now(),
        };
        audited::note_by(&mut hub, ReadingAct::Exported, None, Some(&self.by), None)?;
        let made = export(&mut hub, &wanted).map_err(refused)?;
        let Some(mut file) = file else { return to_standard_output(&made.bytes) };
        file.file()?.write_all(&made.bytes).map_err(|error| Failure::folder(&error))?;
        file.finish()?;
        let (rows, left_out) = (made.rows, made.left_out);
        output.say(
            || format!("{} written, {left_out} left out.", words::counted(rows as u64, "report")),
            || {
                json!({
                    "exported": rows,
                    "left_out": left_out,
                    "format": self.format.word(),
                    "identifiable": self.identifiable,
                })
            },
        )?;
        Ok(Exit::Done)
    }

    /// The file to write; none for standard output.
    fn file(&self) -> Result<Option<SaveAs>, Failure> {
        match self.to.as_deref() {
            Some(to) if to == Path::new("-") => Ok(None),
            Some(to) => SaveAs::begin(to).map(Some),
            None if std::io::stdout().is_terminal() => Err(Failure::input(
                "no_file",
                "reports are not shown on a terminal unless you ask for it: give --to FILE, or --to -",
            )),
            None => Ok(None),
        }
    }
}

fn refused(error: ExportError) -> Failure {
    match error {
        ExportError::Hub(error) => error.into(),
        ExportError::OnePerson => Failure::input("one_person", error.to_string()),
        ExportError::Service(_) => Failure::input("bad_service", error.to_string()),
        ExportError::Form => Failure::unprintable(),
    }
}

fn to_standard_output(bytes: &[u8]) -> Result<Exit, Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|_| Failure::unprintable())?;
    Ok(Exit::Done)
}
