//! `tabard hub exports`.

use serde_json::{Value, json};

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::hub::ExportNote;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard hub exports --dir ./region")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let made = self.place.hub()?.exports()?;
        output.say(
            || match made.is_empty() {
                true => "Nothing was exported.".to_owned(),
                false => aligned(&made.iter().map(row).collect::<Vec<_>>()),
            },
            || made.iter().map(line).collect::<Vec<Value>>().into(),
        )?;
        Ok(Exit::Done)
    }
}

fn row(one: &ExportNote) -> Vec<String> {
    let what = if one.identifiable { "identifies people" } else { "de-identified" };
    vec![
        one.at.rfc3339(),
        one.format.clone(),
        one.rows.to_string(),
        what.to_owned(),
        format!("{}, agreed by {}", one.by, one.approved_by),
    ]
}

fn line(one: &ExportNote) -> Value {
    json!({
        "at": one.at.rfc3339(),
        "format": one.format,
        "rows": one.rows,
        "identifiable": one.identifiable,
        "by": one.by,
        "approved_by": one.approved_by,
    })
}
