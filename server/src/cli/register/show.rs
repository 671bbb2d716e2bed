//! `tabard register show` and `tabard register history`.

use serde_json::{Value, json};
use tabard_core::client::{MarkerView, View};
use tabard_core::model::RecordKind;
use tabard_core::model::codes::{
    MARKER_ACT, MARKER_ADVICE, MARKER_CATEGORY, RESPONSE_INSTRUCTION, VIEW_REASON,
};
use tabard_core::model::marker::{Evidence, Taken};
use tabard_core::words::Words;

use super::place::{Desk, Place};
use super::said;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::{shown_history, words};
use crate::said::names::Names;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each step of its life is shown, with why where it does not count. That it was shown is logged.\n\nExample:\n  tabard register show --vault ./approver 3f9a --views --by \"J. Brown\""
)]
pub(in crate::cli) struct Show {
    #[command(flatten)]
    place: Place,
    /// The marker, by its id or the first characters of it
    marker: String,
    /// Show who was shown it
    #[arg(long)]
    views: bool,
    /// Who looks, by name or role
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Every version is kept. That it was shown is logged.\n\nExample:\n  tabard register history --vault ./approver 3f9a --by \"J. Brown\""
)]
pub(in crate::cli) struct History {
    #[command(flatten)]
    place: Place,
    /// The marker, by its id or the first characters of it
    marker: String,
    /// Who looks, by name or role
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
}

impl Show {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut desk = self.place.open(output)?;
        let id = desk.marker(&self.marker)?;
        let shown = desk.client().marker(id)?;
        desk.note_views(&[id], "opened", self.by.as_deref())?;
        let views = self.views.then(|| desk.client().views_of_marker(id)).transpose()?;
        let names = desk.names(output.words(), &shown)?;
        output.say(
            || in_words(output.words(), &shown, views.as_deref(), &names),
            || {
                let mut json = shown.json(true);
                if let (Some(views), Some(object)) = (&views, json.as_object_mut()) {
                    object.insert("views".to_owned(), views.iter().map(view_json).collect());
                }
                json
            },
        )?;
        Ok(Exit::Done)
    }
}

impl History {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut desk = self.place.open(output)?;
        let id = desk.marker(&self.marker)?;
        let shown = desk.client().marker(id)?;
        let versions = desk.client().history(id)?;
        desk.note_views(&[id], "opened", self.by.as_deref())?;
        let names = desk.names(output.words(), &shown)?;
        shown_history::say(&versions, RecordKind::Marker, &names, output)
    }
}

impl Desk {
    /// What the devices that wrote a marker are called.
    fn names(&self, words: &Words, marker: &MarkerView) -> Result<Names, Failure> {
        Ok(match self {
            Self::Device(session) => Names::on_device(words, &session.client, &marker.record.view),
            Self::Hub(hub) => Names::at_hub(hub.devices()?, &marker.record.view),
        })
    }
}

fn view_json(view: &View) -> Value {
    json!({
        "device": view.device.map(|device| device.to_string()),
        "at": view.at,
        "why": view.why,
        "by": view.by,
    })
}

fn in_words(words: &Words, shown: &MarkerView, views: Option<&[View]>, names: &Names) -> String {
    let (marker, facts) = (&shown.marker, &shown.marker.facts);
    let label = |list: &str, code: &Option<String>| {
        code.as_deref().map(|code| said::label(words, list, code))
    };
    let mut lines = vec![
        format!("{}  {}", shown.record.id, said::saved(words, &shown.record)),
        said::subject(words, &marker.subject),
        said::stands(words, shown.status, shown.until),
        said::behaviours(words, &facts.behaviours),
    ];
    lines.extend(label(MARKER_CATEGORY.name, &facts.category));
    lines.extend(label(RESPONSE_INSTRUCTION.name, &facts.instruction));
    lines.extend(facts.sentence.as_deref().map(|sentence| said::for_crews(words, sentence)));
    lines.push(words.text("register.evidence").to_owned());
    lines.extend(facts.evidence.values().map(|one| format!("  {}", evidence(words, one))));
    lines.push(words.text("register.life").to_owned());
    lines.extend(marker.life.steps.iter().map(|taken| format!("  {}", step(words, taken))));
    if let Some(views) = views {
        lines.push(words.text("register.views").to_owned());
        lines.extend(views.iter().map(|view| format!("  {}", view_words(words, view, names))));
    }
    lines.push(words.text("register.priority").to_owned());
    lines.join("\n")
}

fn evidence(words: &Words, one: &Evidence) -> String {
    let named = |key: &str, value: &Option<String>| {
        value.as_deref().map(|value| words.fill(key, &[("id", value)]))
    };
    let parts = [
        one.at.as_deref().map(|at| words::time(words, at)),
        named("register.report", &one.incident),
        named("register.job_number", &one.cad_number),
        named("register.recording", &one.call),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A step of its life: when, what, who, until when, why, and whether it counts.
fn step(words: &Words, taken: &Taken) -> String {
    let step = &taken.step;
    let moment =
        |at: jiff::Timestamp| words::moment(words, tabard_core::ids::Millis(at.as_millisecond()));
    let until = step.until.map(|until| words.fill("shown.until", &[("when", &moment(until))]));
    let advice = step.advice.as_deref().map(|code| said::label(words, MARKER_ADVICE.name, code));
    let checked = step
        .address_checked_on
        .map(|day| words.fill("register.address_checked", &[("day", &words::day(words, day))]));
    let by = Some(step.by.clone()).filter(|by| !by.is_empty());
    let fault = taken.fault.map(|fault| {
        let why = fault.to_string();
        words.fill("register.does_not_count", &[("why", words.advice(&why))])
    });
    let act = said::label(words, MARKER_ACT.name, step.act.code());
    let parts = [advice, by, until, checked, step.letter.clone(), step.reason.clone(), fault];
    let parts = [moment(step.at), act].into_iter().chain(parts.into_iter().flatten());
    parts.collect::<Vec<_>>().join(", ")
}

fn view_words(words: &Words, view: &View, names: &Names) -> String {
    let why = said::label(words, VIEW_REASON.name, &view.why);
    let device = view.device.map(|device| names.of(words, device));
    let by = Some(view.by.clone()).filter(|by| !by.is_empty());
    let parts = [words::time(words, &view.at), why].into_iter().chain(by).chain(device);
    parts.collect::<Vec<_>>().join(", ")
}
