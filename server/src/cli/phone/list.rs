//! `tabard phone list`.

use serde_json::{Value, json};
use tabard_core::phone::Person;

use super::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::table::aligned;

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
        let words = output.words();
        let waits = |person: &Person, unsent: &Option<u64>| match unsent {
            _ if !is_enrolled(person) => words.text("shown.not_enrolled").to_owned(),
            Some(0) => words.text("sync.everything_held").to_owned(),
            Some(unsent) => words.counted("shown.waiting_here", *unsent),
            None => words.text("shown.outbox_unreadable").to_owned(),
        };
        output.say(
            || {
                let rows: Vec<_> = people
                    .iter()
                    .map(|(person, unsent)| {
                        vec![person.label.as_str().to_owned(), waits(person, unsent)]
                    })
                    .collect();
                match rows.is_empty() {
                    true => words.text("shown.nobody_uses").to_owned(),
                    false => aligned(&rows),
                }
            },
            || {
                let one = |(person, unsent): &(Person, Option<u64>)| {
                    json!({
                        "label": person.label.as_str(),
                        "folder": person.dir.to_string_lossy(),
                        "enrolled": is_enrolled(person),
                        "waiting": unsent,
                    })
                };
                people.iter().map(one).collect::<Value>()
            },
        )?;
        Ok(Exit::Done)
    }
}

/// Whether the person has joined a region: there is a vault from then on, until it is wiped.
fn is_enrolled(person: &Person) -> bool {
    person.dir.join("vault.db").exists()
}
