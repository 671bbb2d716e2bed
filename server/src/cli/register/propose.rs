//! `tabard register propose`.

use serde_json::json;
use tabard_core::client::Proposal;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::RecordKind;
use tabard_core::model::marker::Evidence;

use super::about::About;
use super::place::{Desk, open_device};
use super::{advice, days, said};
use crate::cli::device::{Place, parsed};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It warns from now on, until it is decided or its time is over. `tabard codes marker_category`, `tabard\ncodes caller_behaviour` and `tabard codes response_instruction` list the codes. A marker rests on a\nrecorded incident, and never on how often somebody calls. From a flag, what is not said stays as it is.\n\nExample:\n  tabard register propose --vault ./desk --number 07700900123 --category weapon_intimidation_or_hate --behaviour threat_to_staff --instruction dynamic_risk_assessment --sentence \"Threats were made to staff in March.\" --cad 4711 --by \"A. Green\"\n  tabard register propose --vault ./desk 3f9a --sentence \"Threats were made to staff in March.\" --by \"A. Green\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The flag to ask for, by its id or the first characters of it; without it, say what it is about
    marker: Option<String>,
    #[command(flatten)]
    about: About,
    /// How grave it is
    #[arg(long, value_name = "CODE")]
    category: Option<String>,
    /// What was done; may be given several times
    #[arg(long, value_name = "CODE")]
    behaviour: Vec<String>,
    /// What whoever answers is to do
    #[arg(long, value_name = "CODE")]
    instruction: Option<String>,
    /// One neutral sentence for crews
    #[arg(long, value_name = "TEXT")]
    sentence: Option<String>,
    /// A report that it rests on; may be given several times
    #[arg(long, value_name = "ID")]
    incident: Vec<String>,
    /// The number of a job that it rests on; may be given several times
    #[arg(long, value_name = "NUMBER")]
    cad: Vec<String>,
    /// Who asks, by name or role
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The last day on which it warns while nobody decides, or the time [default: as long as the
    /// region allows]
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        if !self.is_of_the_dictionary(output) {
            return Ok(Exit::BadInput);
        }
        let subject = match (&self.marker, self.about.is_empty()) {
            (Some(_), true) => None,
            (Some(_), false) => {
                return Err(Failure::input("one_subject", advice::FLAG_ALONE));
            }
            (None, _) => Some(self.about.subject()?),
        };
        let until = self.until.as_deref().map(days::until).transpose()?;
        let mut desk = open_device(&self.place, output)?;
        let flag = self.marker.as_deref().map(|typed| desk.marker(typed)).transpose()?;
        let proposal = Proposal {
            evidence: self.evidence(&desk)?,
            category: self.category,
            behaviours: self.behaviour.into_iter().collect(),
            instruction: self.instruction,
            sentence: self.sentence,
            until,
            reason: self.reason,
            by: self.by,
        };
        let id = match (flag, &subject) {
            (Some(flag), _) => {
                desk.write(|client, now, rng| {
                    client.propose_from_alert(flag, &proposal, now, rng)
                })?;
                flag
            }
            (None, Some(subject)) => {
                desk.write(|client, now, rng| client.propose_marker(subject, &proposal, now, rng))?
            }
            (None, None) => return Err(Failure::input("one_subject", advice::ONE_SUBJECT)),
        };
        say(&desk, id, output)?;
        Ok(Exit::Done)
    }

    /// Whether every field is as the dictionary has it; what is not is said.
    fn is_of_the_dictionary(&self, output: &Output) -> bool {
        let fields = [
            ("category", &self.category),
            ("instruction", &self.instruction),
            ("sentence", &self.sentence),
            ("steps.s.reason", &self.reason),
        ];
        let said = fields.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let mut set: Vec<_> = said.map(|(name, value)| format!("{name}={value}")).collect();
        set.extend(self.behaviour.iter().map(|code| format!("behaviours+={code}")));
        set.extend(self.cad.iter().map(|number| format!("evidence.e.cad_number={number}")));
        set.push(format!("steps.s.by={}", self.by));
        parsed(RecordKind::Marker, &set, output).is_some()
    }

    /// The incidents, with what their reports say where they are here, and the jobs.
    fn evidence(&self, desk: &Desk) -> Result<Vec<Evidence>, Failure> {
        let incident = |typed: &String| incident(desk, typed);
        let incidents = self.incident.iter().map(incident).collect::<Result<Vec<_>, _>>()?;
        let job =
            |number: &String| Evidence { cad_number: Some(number.clone()), ..Evidence::default() };
        Ok(incidents.into_iter().chain(self.cad.iter().map(job)).collect())
    }
}

/// A report that is here, or the whole id of one that only the hub has.
fn incident(desk: &Desk, typed: &str) -> Result<Evidence, Failure> {
    let client = desk.client();
    let found = pick::one(typed, "report", client.find(typed.trim())?);
    let id = match (found, typed.trim().to_ascii_lowercase().parse()) {
        (Ok(id), _) => id,
        (Err(_), Ok(whole)) => {
            return Ok(Evidence {
                incident: Some(RecordId::to_string(&whole)),
                ..Evidence::default()
            });
        }
        (Err(failure), Err(_)) => return Err(failure),
    };
    let report = client.record(id)?.view;
    let text = |field: &str| report.get(field).and_then(|value| value.as_str()).map(str::to_owned);
    Ok(Evidence {
        incident: Some(id.to_string()),
        cad_number: text("cad_number"),
        call: text("call_id"),
        at: text("occurred_at"),
    })
}

/// Says where a marker stands after something was written.
pub(super) fn say(desk: &Desk, id: RecordId, output: &Output) -> Result<(), Failure> {
    let (shown, record, words) = (desk.written(id)?, desk.client().standing(id)?, output.words());
    let status = shown.as_ref().and_then(|shown| shown.status);
    let until = shown.as_ref().and_then(|shown| shown.until);
    output.say(
        || match status {
            Some(_) => {
                let stands = said::stands(words, status, until);
                format!("{id}  {stands}. {}", said::saved(words, &record))
            }
            None => format!("{id}  {}", said::saved(words, &record)),
        },
        || {
            json!({
                "marker": id.to_string(),
                "status": status.map(|status| status.code()),
                "until": until.map(Millis::rfc3339),
                "state": record.state.word(),
                "unsent": record.unsent,
            })
        },
    )
}
