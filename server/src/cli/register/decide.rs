//! What is decided on a marker, and what goes before and after: each is a step that is judged before
//! it is written.

use clap::ValueEnum;
use tabard_core::model::RecordKind;
use tabard_core::model::marker::{Act, Step};

use super::days;
use super::place::Place;
use super::propose::say;
use crate::cli::device::parsed;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;

/// Which marker, and who takes the step.
#[derive(Debug, clap::Args)]
struct On {
    #[command(flatten)]
    place: Place,
    /// The marker, by its id or the first characters of it
    marker: String,
    /// Who takes this step, by name or role
    #[arg(long, value_name = "WHO")]
    by: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A decision takes the advice of a clinician or the safeguarding lead, who is neither the proposer nor\nthe approver.\n\nExample:\n  tabard register advise --vault ./desk 3f9a --as clinical --by \"Dr Green\" --text \"No medical cause is known.\""
)]
pub(in crate::cli) struct Advise {
    #[command(flatten)]
    on: On,
    /// Whose advice it is
    #[arg(long = "as", value_name = "WHOSE")]
    adviser: Adviser,
    /// What is advised
    #[arg(long)]
    text: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Adviser {
    /// A clinician's
    Clinical,
    /// The safeguarding lead's
    Safeguarding,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Another person on another device than the proposer's decides. A marker about an address takes the day\non which somebody checked who lives there.\n\nExample:\n  tabard register approve --vault ./approver 3f9a --review 2027-03-01 --by \"J. Brown\""
)]
pub(in crate::cli) struct Approve {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    until: Review,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is not renewed ends at its review by itself.\n\nExample:\n  tabard register renew --vault ./approver 3f9a --review 2028-03-01 --by \"J. Brown\" --reason \"Happened again.\""
)]
pub(in crate::cli) struct Renew {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    until: Review,
}

#[derive(Debug, clap::Args)]
struct Review {
    /// The last day on which it stands unless it is renewed, or the time
    #[arg(long, value_name = "DAY")]
    review: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The day on which somebody checked who lives at the address
    #[arg(long, value_name = "DAY")]
    address_checked: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard register refuse --vault ./approver 3f9a --by \"J. Brown\" --reason \"A medical cause.\""
)]
pub(in crate::cli) struct Refuse {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, clap::Args)]
struct Why {
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It changes nothing of where the marker stands: an approver then removes it, or lets it stand.\n\nExample:\n  tabard register represent --vault ./desk 3f9a --by \"The caller, by letter\" --text \"It was my brother.\""
)]
pub(in crate::cli) struct Represent {
    #[command(flatten)]
    on: On,
    /// What they said
    #[arg(long)]
    text: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It takes that what the person said was written down first.\n\nExample:\n  tabard register remove --vault ./approver 3f9a --by \"J. Brown\" --reason \"It was somebody else.\""
)]
pub(in crate::cli) struct Remove {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard register end --vault ./approver 3f9a --by \"J. Brown\" --reason \"They have moved.\""
)]
pub(in crate::cli) struct End {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard register error --vault ./approver 3f9a --by \"J. Brown\" --reason \"The wrong number.\""
)]
pub(in crate::cli) struct InError {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Tabard sends no letter: a person does, and says so here.\n\nExample:\n  tabard register letter --vault ./approver 3f9a --sent \"First letter, version 3\" --by \"J. Brown\"\n  tabard register letter --vault ./approver 3f9a --withheld \"Telling them puts others at risk.\" --by \"J. Brown\""
)]
pub(in crate::cli) struct Letter {
    #[command(flatten)]
    on: On,
    /// Which letter was sent
    #[arg(long, value_name = "TEMPLATE", required_unless_present = "withheld")]
    sent: Option<String>,
    /// Why none was sent
    #[arg(long, value_name = "REASON", conflicts_with = "sent")]
    withheld: Option<String>,
}

/// What a step says beside who and when, as it was typed.
#[derive(Default)]
struct Said {
    review: Option<String>,
    reason: Option<String>,
    advice: Option<&'static str>,
    address_checked: Option<String>,
    letter: Option<String>,
}

impl On {
    fn take(self, act: Act, said: Said, output: &Output) -> Result<Exit, Failure> {
        let fields = [
            ("by", Some(&self.by)),
            ("reason", said.reason.as_ref()),
            ("letter", said.letter.as_ref()),
        ];
        let set = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let set: Vec<_> = set.map(|(name, value)| format!("steps.s.{name}={value}")).collect();
        if parsed(RecordKind::Marker, &set, output).is_none() {
            return Ok(Exit::BadInput);
        }
        let until = said.review.as_deref().map(days::until).transpose()?;
        let checked = said.address_checked.as_deref().map(days::day).transpose()?;
        let mut desk = self.place.open(output)?;
        let marker = desk.marker(&self.marker)?;
        desk.write(|client, now, rng| {
            let step = Step {
                until,
                reason: said.reason,
                advice: said.advice.map(str::to_owned),
                address_checked_on: checked,
                letter: said.letter,
                ..Step::new(act, client.step_time(now), &self.by)
            };
            client.take_step(marker, &step, now, rng)
        })?;
        say(&desk, marker, output)?;
        Ok(Exit::Done)
    }

    fn because(self, act: Act, why: String, output: &Output) -> Result<Exit, Failure> {
        self.take(act, Said { reason: Some(why), ..Said::default() }, output)
    }
}

impl Review {
    fn said(self) -> Said {
        Said {
            review: Some(self.review),
            reason: self.reason,
            address_checked: self.address_checked,
            ..Said::default()
        }
    }
}

impl Advise {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let advice = match self.adviser {
            Adviser::Clinical => "clinical",
            Adviser::Safeguarding => "safeguarding",
        };
        let said = Said { advice: Some(advice), reason: Some(self.text), ..Said::default() };
        self.on.take(Act::Advised, said, output)
    }
}

impl Approve {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        self.on.take(Act::Approved, self.until.said(), output)
    }
}

impl Renew {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        self.on.take(Act::Renewed, self.until.said(), output)
    }
}

impl Refuse {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        self.on.because(Act::Refused, self.why.reason, output)
    }
}

impl Represent {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        self.on.because(Act::Represented, self.text, output)
    }
}

impl Remove {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        self.on.because(Act::RemovedOnAppeal, self.why.reason, output)
    }
}

impl End {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        self.on.because(Act::Ended, self.why.reason, output)
    }
}

impl InError {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        self.on.because(Act::EnteredInError, self.why.reason, output)
    }
}

impl Letter {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let act = if self.sent.is_some() { Act::LetterSent } else { Act::LetterWithheld };
        let said = Said { letter: self.sent, reason: self.withheld, ..Said::default() };
        self.on.take(act, said, output)
    }
}
