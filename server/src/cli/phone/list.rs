//! `tabard phone list`.

use serde_json::{Value, json};

use super::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::table::aligned;
use crate::cli::words::counted;

#[derive(Debug, clap::Args)]
#[command(after_help = "It needs nobody's key.\n\nExample:\n  tabard phone list --dir ./phone")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut people = Vec::new();
        for person in self.place.phone().people()? {
            // One outbox that cannot be read hides nobody else.
            let unsent = person.unsent().ok();
            people.push((person, unsent));
        }
        let waits = |unsent: &Option<u64>| match unsent {
            Some(0) => "Every change is held.".to_owned(),
            Some(unsent) => format!("{} waiting here.", counted(*unsent, "change")),
            None => "The outbox cannot be read: copy the folder and show it to the hub.".to_owned(),
        };
        output.say(
            || {
                let rows: Vec<_> = people
                    .iter()
                    .map(|(person, unsent)| vec![person.label.as_str().to_owned(), waits(unsent)])
                    .collect();
                match rows.is_empty() {
                    true => "Nobody uses this phone yet.".to_owned(),
                    false => aligned(&rows),
                }
            },
            || {
                let one = |(person, unsent): &(tabard_core::phone::Person, Option<u64>)| {
                    json!({
                        "label": person.label.as_str(),
                        "folder": person.dir.to_string_lossy(),
                        "waiting": unsent,
                    })
                };
                people.iter().map(one).collect::<Value>()
            },
        )?;
        Ok(Exit::Done)
    }
}
