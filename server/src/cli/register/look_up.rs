//! `tabard register look-up`.

use serde_json::{Value, json};
use tabard_core::client::LookUp;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::words::Words;

use super::about::{About, Met};
use super::place::Place;
use super::said;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The exit code is 0 with or without a warning. Who was shown a marker is logged. Of a number that many\npeople share, nothing is matched to whoever rings now; --shared shows what is kept for it.\n\nExample:\n  tabard register look-up --vault ./desk \"07700 900123\" --by \"Desk 4\"\n  tabard register look-up --vault ./desk --address \"Flat 2B, 12 High Street, Leeds, LS1 4AB\"\n  tabard register look-up --dir ./region --person \"Jan Doe\" --born 1990-01-31"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// What the telephone system presents, or an address with its postcode
    text: Option<String>,
    #[command(flatten)]
    about: About,
    /// The network vouches for the number: it is no other caller's
    #[arg(long)]
    verified: bool,
    /// Show what is kept for a number that many people share
    #[arg(long)]
    shared: bool,
    /// Who looks, by role or desk
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
}

/// What was found, as it is shown.
struct Shown {
    met: Met,
    found: Option<LookUp>,
    /// Whether many people ring from there.
    shared: bool,
    /// How many warnings are kept for a shared number, and not matched to who rings now.
    kept: usize,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let met = self.about.met(self.text.as_deref(), self.verified)?;
        let mut desk = self.place.open(output)?;
        let found = met.subject.as_ref().map(|subject| desk.look_up(subject)).transpose()?;
        let shown = Shown::of(met, found, self.shared);
        let seen: Vec<RecordId> =
            shown.found.iter().flat_map(|found| &found.warnings).map(|one| one.marker).collect();
        desk.note_views(&seen, "lookup", self.by.as_deref())?;
        output.say(|| shown.words(output.words()), || shown.json())?;
        Ok(Exit::Done)
    }
}

impl Shown {
    fn of(met: Met, mut found: Option<LookUp>, show_shared: bool) -> Self {
        let shared = met.is_shared() || found.as_ref().is_some_and(LookUp::is_shared);
        let mut kept = 0;
        if let Some(found) = found.as_mut().filter(|_| shared && !show_shared) {
            kept = std::mem::take(&mut found.warnings).len();
        }
        Self { met, found, shared, kept }
    }

    fn json(&self) -> Value {
        let found = self.found.as_ref();
        let warnings = found.map(|found| found.warnings.as_slice()).unwrap_or_default();
        json!({
            "presented": self.met.word,
            "cautions": self.met.cautions,
            "warnings": warnings.iter().map(said::warning_json).collect::<Vec<_>>(),
            "shared": self.shared,
            "kept": self.kept,
            "caller": found.and_then(|found| found.caller.as_ref()).map(said::caller_json),
            "at": found.map(|found| found.at.rfc3339()),
            "as_of": found.and_then(|found| found.known_until).map(Millis::rfc3339),
        })
    }

    fn words(&self, words: &Words) -> String {
        let Some(found) = &self.found else {
            return words.text(&format!("register.presented.{}", self.met.word)).to_owned();
        };
        let mut lines = Vec::new();
        let line = found.caller.as_ref().and_then(|caller| caller.shared_line.as_deref());
        lines.extend(line.map(|line| said::shared_line(words, line)));
        let caution =
            |caution: &&str| words.text(&format!("register.cautions.{caution}")).to_owned();
        if self.kept > 0 {
            lines.push(words.counted("counts.kept", self.kept as u64));
        }
        match found.warnings.is_empty() {
            true if self.kept == 0 => lines.push(words.text("register.no_warning").to_owned()),
            true => {}
            false => {
                lines.extend(found.warnings.iter().map(|one| said::warning(words, one)));
            }
        }
        lines.extend(self.met.cautions.iter().map(caution));
        lines.extend(found.caller.iter().flat_map(|caller| said::caller(words, caller)));
        lines.push(words.text("register.priority").to_owned());
        lines.push(match found.known_until {
            Some(at) => words.fill("register.as_of", &[("when", &words::moment(words, at))]),
            None => words.text("register.never_synced").to_owned(),
        });
        lines.join("\n")
    }
}
