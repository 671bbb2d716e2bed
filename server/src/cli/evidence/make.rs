//! `tabard evidence make`.

use std::path::PathBuf;
use tabard_core::model::ReadingAct;

use data_encoding::HEXLOWER;
use serde_json::json;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::save_as::SaveAs;
use crate::cli::{pick, words};
use crate::evidence::{self, Redaction, Wishes};
use crate::host::{entropy, now};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The pack is one ZIP, which only its owner reads: the report with every version, its accounts and\nattachments, the signed entries, and the proofs that go with them. It opens this report and no other, and\nnothing that is written later. That it was made, by whom and why, becomes part of the answer to the report,\nwhich its writers read, and of the custody log of each attachment.\n\n--redact adds pages for others than the police: people=WHY blacks out whatever can point to a living person,\nFIELD=WHY or LIST.FIELD=WHY a field, and text:WORDS=WHY words wherever they stand. Hand out those pages alone:\nthe pack holds everything.\n\nExample:\n  tabard evidence make --dir ./region 3f9a --out 3f9a.zip --by \"VPR lead\" --reason \"police, crime 13/4471\"\n  tabard evidence make --dir ./region 3f9a --out 3f9a.zip --redact \"people=third parties\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    report: String,
    /// A new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Leave the bytes of attachments out
    #[arg(long)]
    without_media: bool,
    /// Black something out in further pages, and say why; may be given several times
    #[arg(long, value_name = "WHAT=WHY")]
    redact: Vec<String>,
    /// Who makes it, by role and not by name
    #[arg(long, value_name = "ROLE")]
    by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let redactions = self.redact.iter().map(|wish| Redaction::parse(wish));
        let redactions = redactions.collect::<Result<_, _>>();
        let redactions = redactions.map_err(|fault: evidence::RedactionFault| {
            Failure::input("bad_redaction", fault.to_string())
        })?;
        let mut hub = self.place.hub_up_to_date()?;
        let report = pick::one(&self.report, "report", hub.find(self.report.trim())?)?;
        let (by, why) = (self.by.as_deref(), self.reason.as_deref());
        audited::note_by(&mut hub, ReadingAct::MadeEvidence, Some(report), by, why)?;
        let wishes = Wishes {
            by: self.by,
            reason: self.reason,
            without_media: self.without_media,
            redactions,
        };
        let mut file = SaveAs::begin(&self.out)?;
        let languages = output.languages();
        let made = evidence::make(
            &mut hub,
            report,
            &wishes,
            languages,
            file.file()?,
            now(),
            &mut entropy(),
        )?;
        file.finish()?;
        let index = HEXLOWER.encode(&made.index);
        let region = hub.relay().region().to_string();
        output.say(
            || {
                format!(
                    "The pack of report {report} is written: {}, {}.\n\
                     Its index has the SHA-256 {index}.\n\
                     Who gets it checks it by: tabard evidence verify PACK --region {region}\n\
                     Tell them the region's id by telephone or on paper, and not beside the pack.",
                    words::counted(made.entries as u64, "signed step"),
                    words::counted(made.media as u64, "attachment"),
                )
            },
            || {
                json!({
                    "report": report.to_string(),
                    "region": region,
                    "index_sha256": index,
                    "files": made.files,
                    "entries": made.entries,
                    "media": made.media,
                    "redacted": made.redacted,
                })
            },
        )?;
        Ok(Exit::Done)
    }
}
