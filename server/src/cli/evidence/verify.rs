//! `tabard evidence verify`.

use std::fs::File;
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use tabard_core::ids::{DeviceId, RegionId};
use tabard_core::words::Words;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::evidence::{self, Verdict};
use crate::said::words;

/// What a check proves, and what no check of a pack can, by their words.
const PROVED: [&str; 6] = ["index", "entries", "authors", "log", "words", "media"];
const NOT_PROVED: [&str; 6] = ["region", "person", "truth", "clock", "left_out", "pages"];

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It asks no server. The exit code is 0 when all of it holds, 1 when something does not, and 2 when the pack\nis of another region than the one given.\n\nExample:\n  tabard evidence verify 3f9a.zip --region 5e0c91d2a4b8f67733e1c0aa49d215be"
)]
pub(in crate::cli) struct Options {
    /// The pack
    pack: PathBuf,
    /// The id of the region, as the service says it; without it the pack's own is taken
    #[arg(long, value_name = "ID")]
    region: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let region = self.region.as_deref().map(|id| id.trim().to_ascii_lowercase());
        let region: Option<RegionId> = region.map(|id| id.parse()).transpose().map_err(|_| {
            Failure::input("bad_region", "the id of a region has 32 characters, each 0-9 or a-f")
        })?;
        let file = File::open(&self.pack).map_err(|error| Failure::folder(&error))?;
        let verdict = evidence::verify(file, region)?;
        output.say(|| said(output.words(), &verdict), || json_of(&verdict))?;
        Ok(Exit::Done)
    }
}

fn without<'k>(keys: &'k [&str], left_out: &[&str]) -> Vec<&'k str> {
    keys.iter().copied().filter(|key| !left_out.contains(key)).collect()
}

fn proved(verdict: &Verdict) -> Vec<&'static str> {
    without(&PROVED, if verdict.media == 0 { &["media"] } else { &[] })
}

fn not_proved(verdict: &Verdict) -> Vec<&'static str> {
    without(&NOT_PROVED, if verdict.pinned { &["region"] } else { &[] })
}

fn said(words: &Words, verdict: &Verdict) -> String {
    let lines = |section: &str, keys: Vec<&str>| {
        let line = |key: &&str| format!("  - {}", words.text(&format!("evidence.{section}.{key}")));
        keys.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let field =
        |key: &str, value: &str| format!("  {}: {value}", words.text(&format!("evidence.{key}")));
    [
        words.text("evidence.holds").to_owned(),
        field("region", &format!("{} ({})", verdict.region_name, verdict.region)),
        field("report", &verdict.report),
        field("made_at", &format!("{} UTC", words::time(words, &verdict.made_at))),
        field("index_hash", &HEXLOWER.encode(&verdict.index)),
        field(
            "log_size",
            &format!("{} ({})", verdict.log_size, words::moment(words, verdict.log_time)),
        ),
        field("entries_here", &verdict.entries.to_string()),
        field("accounts_here", &verdict.accounts.to_string()),
        field(
            "media_here",
            &format!("{} / {}", verdict.media, verdict.media + verdict.without_bytes),
        ),
        field("left_out_here", &verdict.left_out.to_string()),
        String::new(),
        words.text("evidence.proves_title").to_owned(),
        lines("proves", proved(verdict)),
        String::new(),
        words.text("evidence.not_title").to_owned(),
        lines("not", not_proved(verdict)),
    ]
    .join("\n")
}

fn json_of(verdict: &Verdict) -> Value {
    let authors = verdict.authors.iter().map(DeviceId::to_string);
    json!({
        "holds": true,
        "region": verdict.region.to_string(),
        "region_name": verdict.region_name,
        "region_given": verdict.pinned,
        "report": verdict.report,
        "index_sha256": HEXLOWER.encode(&verdict.index),
        "hub": verdict.hub.to_string(),
        "made_at": verdict.made_at,
        "log": { "size": verdict.log_size, "time": verdict.log_time.rfc3339() },
        "authors": authors.collect::<Vec<_>>(),
        "entries": verdict.entries,
        "accounts": verdict.accounts,
        "media": verdict.media,
        "without_bytes": verdict.without_bytes,
        "left_out": verdict.left_out,
        "redacted": verdict.redacted,
        "proved": proved(verdict),
        "not_proved": not_proved(verdict),
    })
}
