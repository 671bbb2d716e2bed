//! `tabard register count`: a number with what makes it come out the same again.

use serde_json::{Value, json};
use tabard_core::client::{CountOf, CountedMarkers};
use tabard_core::ids::Millis;
use tabard_core::model::codes::MARKER_SUBJECT;
use tabard_core::model::marker::{Rule, Status};

use super::place::{Desk, Place};
use super::{advice, days};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A count says its rule, its moment and the state of the region's log that it was made from. With all\nthree, every device of the register gets the same number again, whatever came later. Days are days of UTC.\n\nRules\n  approved   an approver let it stand: active, renewed or due for review\n  temporary  asked for, and not decided\n  alert      flagged by a call handler for today\n  warning    any of these\n\nExample:\n  tabard register count --vault ./approver --on 2026-11-22\n  tabard register count --dir ./region --on 2026-11-22 --rule warning --per premises --about premises_unit --log-size 5120"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// As it stood at the end of this day, which has to be over [default: now]
    #[arg(long, value_name = "DAY", conflicts_with = "at")]
    on: Option<String>,
    /// As it stood at this time
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Which markers count
    #[arg(long, default_value = "approved")]
    rule: String,
    /// What counts once: marker, subject or premises
    #[arg(long, default_value = "marker")]
    per: String,
    /// Only those about this, a code of `tabard codes marker_subject`; may be given several times
    #[arg(long, value_name = "CODE")]
    about: Vec<String>,
    /// As it was known when the region's log had so many leaves [default: as it is known now]
    #[arg(long, value_name = "NUMBER")]
    log_size: Option<u64>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let rule = self.rule()?;
        let desk = self.place.open(output)?;
        let of = CountOf { rule, at: self.moment(&desk)?, log_size: self.log_size };
        let counted = desk.client().count_markers(&of)?;
        let again = self.again(&of, &counted);
        output.say(
            || in_words(output, &of, &counted, &self, &again),
            || self.json(&of, &counted, &again),
        )?;
        Ok(Exit::Done)
    }

    fn rule(&self) -> Result<Rule, Failure> {
        let per = self.per.parse();
        let rule = per.and_then(|per| Rule::named(&self.rule, per));
        let mut rule = rule.map_err(|error| Failure::input("bad_rule", error.to_string()))?;
        if self.about.iter().any(|code| MARKER_SUBJECT.get(code).is_none()) {
            let what_to_do = "there is no such code: see `tabard codes marker_subject`";
            return Err(Failure::input("bad_code", what_to_do));
        }
        rule.subjects = self.about.iter().cloned().collect();
        Ok(rule)
    }

    /// The moment that is counted as of. What has not come yet cannot be told twice.
    fn moment(&self, desk: &Desk) -> Result<Millis, Failure> {
        let now = desk.client().register_time();
        let at = match (&self.on, &self.at) {
            (Some(day), _) => days::millis(days::last_second(day)?),
            (None, Some(at)) => days::millis(days::time(at)?),
            // Steps are dated in whole seconds.
            (None, None) => Millis(now.0 - now.0.rem_euclid(1000)),
        };
        match at > now {
            true => Err(Failure::input("not_over", advice::NOT_OVER)),
            false => Ok(at),
        }
    }

    /// The command that gives the same number again.
    fn again(&self, of: &CountOf, counted: &CountedMarkers) -> String {
        let about: String = self.about.iter().map(|code| format!(" --about {code}")).collect();
        format!(
            "tabard register count {} --at {} --rule {} --per {}{about} --log-size {}",
            self.place.said(),
            of.at.rfc3339(),
            self.rule,
            self.per,
            counted.log_size
        )
    }

    fn json(&self, of: &CountOf, counted: &CountedMarkers, again: &str) -> Value {
        json!({
            "count": counted.count,
            "rule": self.rule,
            "statuses": of.rule.statuses.iter().map(|one| Status::code(*one)).collect::<Vec<_>>(),
            "per": self.per,
            "about": self.about,
            "at": of.at.rfc3339(),
            "log_size": counted.log_size,
            "log_root": counted.log_root,
            "left_out": counted.left_out,
            "again": again,
        })
    }
}

fn in_words(
    output: &Output,
    of: &CountOf,
    counted: &CountedMarkers,
    options: &Options,
    again: &str,
) -> String {
    let root = match &counted.log_root {
        Some(root) => format!("root {root}"),
        None => "an earlier state, whose root is not kept here".to_owned(),
    };
    let about = match options.about.is_empty() {
        true => String::new(),
        false => format!(", about {}", options.about.join(" or ")),
    };
    format!(
        "{}\nRule: {}, each {} once{about}.\nAs it stood at {} ({}).\n\
         From the first {} leaves of the region's log, {root}.\n\
         Not in it, and left out: {}.\nThe same again: {again}",
        counted.count,
        options.rule,
        options.per,
        words::moment(output.words(), of.at),
        of.at.rfc3339(),
        counted.log_size,
        words::counted(counted.left_out as u64, "change"),
    )
}
