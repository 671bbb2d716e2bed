//! `tabard phone add`.

use serde_json::json;
use tabard_core::phone::Label;

use super::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::lock::Lock;
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Everybody who holds the phone can read the labels: choose initials, not a name. Each person has a\nvault of their own, and --vault PHONE@LABEL names it in every command of a device.\n\nExample:\n  tabard phone add --dir ./phone --label RB\n  tabard device enrol --vault ./phone@RB --code TABARD1…"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// What the person is called at log-in: up to 12 letters, digits, dots and dashes
    #[arg(long)]
    label: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let label: Label = self.label.parse()?;
        let dir = &self.place.dir;
        std::fs::create_dir_all(dir).map_err(|error| Failure::folder(&error))?;
        let _lock = Lock::take(dir, output)?;
        let person = self.place.phone().add(label, &mut entropy())?;
        let folder = person.dir.to_string_lossy().into_owned();
        output.say(
            || {
                format!(
                    "There is room for {} in {folder}. Next: tabard device enrol --vault {}@{}",
                    person.label.as_str(),
                    dir.display(),
                    person.label.as_str()
                )
            },
            || json!({ "label": person.label.as_str(), "folder": folder }),
        )?;
        Ok(Exit::Done)
    }
}
