//! `tabard register flag` and `tabard register undo`.

use serde_json::json;
use tabard_core::client::Flagged;
use tabard_core::ids::Millis;
use tabard_core::model::RecordKind;
use tabard_core::model::codes::CALLER_BEHAVIOUR;
use tabard_core::model::marker::{QUICK, Quick};

use super::about::number_of;
use super::place::open_device;
use super::{advice, said};
use crate::cli::device::{Place, parsed};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::{pick, words};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What a digit stands for:\n  1  swearing and abuse      4  sexual remarks      7  abuse about disability\n  2  threats to staff        5  racist abuse        8  hoax calls\n  3  threat to kill          6  homophobic abuse    9  stalking of staff\nThe alert ends by itself; an approver decides on anything longer.\n\nExample:\n  tabard register flag --vault ./desk --number \"07700 900123\" --digit 2 --cad 4711 --by \"Desk 4\""
)]
pub(in crate::cli) struct Flag {
    #[command(flatten)]
    place: Place,
    /// Who rings
    #[arg(long)]
    number: String,
    /// What was done, 1 to 9
    #[arg(long)]
    digit: u8,
    /// The number of the job in the dispatch system
    #[arg(long, value_name = "NUMBER")]
    cad: Option<String>,
    /// The reference of the call's recording
    #[arg(long, value_name = "REFERENCE")]
    call: Option<String>,
    /// The desk, or who sits there
    #[arg(long, value_name = "WHO", default_value = "")]
    by: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The alert ends at once, and the report of the call is taken back. A flag of another device is ended by\nan approver.\n\nExample:\n  tabard register undo --vault ./desk 3f9a"
)]
pub(in crate::cli) struct Undo {
    #[command(flatten)]
    place: Place,
    /// The alert, by its id or the first characters of it
    marker: String,
}

impl Flag {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let quick = Quick::of(self.digit).ok_or_else(|| {
            let last = QUICK.len();
            Failure::input("bad_digit", format!("--digit takes 1 to {last}: see --help"))
        })?;
        if !self.is_of_the_dictionary(output) {
            return Ok(Exit::BadInput);
        }
        let flag = tabard_core::client::Flag {
            number: number_of(&self.number)?,
            quick,
            cad_number: self.cad,
            call: self.call,
            by: self.by,
        };
        let mut desk = open_device(&self.place, output)?;
        let Flagged { incident, marker } =
            desk.write(|client, now, rng| client.flag(&flag, now, rng))?;
        let (shown, record) = (desk.written(marker)?, desk.client().standing(marker)?);
        let until = shown.and_then(|shown| shown.until);
        let words = output.words();
        output.say(
            || {
                let what = words.label(CALLER_BEHAVIOUR.name, quick.behaviour);
                let flagged = match until {
                    Some(until) => {
                        let until = words::moment(words, until);
                        words.fill("register.flagged", &[("what", what), ("until", &until)])
                    }
                    None => what.to_owned(),
                };
                let (marker, incident) = (pick::short(marker), pick::short(incident));
                let values = [("marker", &*marker), ("incident", &*incident)];
                let ids = words.fill("register.flag_ids", &values);
                format!("{flagged} {}\n{ids}", said::saved(words, &record))
            },
            || {
                json!({
                    "marker": marker.to_string(),
                    "incident": incident.to_string(),
                    "status": "alert_today",
                    "until": until.map(Millis::rfc3339),
                    "behaviour": quick.behaviour,
                    "category": quick.category,
                    "state": record.state.word(),
                "unsent": record.unsent,
                })
            },
        )?;
        Ok(Exit::Done)
    }
}

impl Flag {
    /// Whether what is said beside the number is as the dictionary has it; what is not is said.
    fn is_of_the_dictionary(&self, output: &Output) -> bool {
        let said = [("cad_number", &self.cad), ("call_id", &self.call)];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let call: Vec<_> = said.map(|(name, value)| format!("{name}={value}")).collect();
        let by = Some(&self.by).filter(|by| !by.trim().is_empty());
        let by: Vec<_> = by.map(|by| format!("steps.s.by={by}")).into_iter().collect();
        let of = |kind, set: &[String]| parsed(kind, set, output).is_some();
        of(RecordKind::Incident, &call) && of(RecordKind::Marker, &by)
    }
}

impl Undo {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut desk = open_device(&self.place, output)?;
        let marker = desk.marker(&self.marker)?;
        let evidence = desk.client().marker(marker)?.marker.facts.evidence;
        let incident = evidence.values().find_map(|one| one.incident.as_ref()?.parse().ok());
        let incident = incident.ok_or_else(|| Failure::input("no_flag", advice::NO_FLAG))?;
        desk.write(|client, now, rng| client.undo_flag(Flagged { incident, marker }, now, rng))?;
        let (words, record) = (output.words(), desk.client().standing(marker)?);
        output.say(
            || format!("{} {}", words.text("register.undone"), said::saved(words, &record)),
            || {
                json!({
                    "marker": marker.to_string(),
                    "incident": incident.to_string(),
                    "status": "entered_in_error",
                    "state": record.state.word(),
                    "unsent": record.unsent,
                })
            },
        )?;
        Ok(Exit::Done)
    }
}

#[cfg(test)]
mod tests {
    use clap::Args;
    use tabard_core::words::Words;

    use super::*;

    #[test]
    fn the_help_says_what_every_digit_stands_for() {
        let help = Flag::augment_args(clap::Command::new("flag"));
        let help = help.get_after_help().unwrap().to_string();
        for quick in QUICK {
            let what = Words::english().label(CALLER_BEHAVIOUR.name, quick.behaviour);
            let line = format!("{}  {}", quick.digit, what.to_lowercase());
            assert!(help.contains(&line), "{line}: {help}");
        }
    }
}
