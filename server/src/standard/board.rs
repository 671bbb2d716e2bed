//! The pack that a board reads twice a year, as one page that stands alone and prints.

mod say;

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tabard_core::ids::Millis;
use tabard_core::model::codes::{RAG, VPR_PART};
use tabard_core::model::lesson::Scope;
use tabard_core::words::Words;

use super::half::Half;
use super::indicators::Indicators;
use super::live::{Figures, Live};
use super::part::Part;
use super::register::Register;
use super::state::parts;
use crate::disclosure::Rule;
use crate::learning::chart::Chart;
use crate::learning::{Facts, Rates, Settings, View, chart, svg};
use crate::lessons::Lesson;
use crate::said::words as said;

/// The charts of a pack that look at the half alone.
const CHARTS: [&str; 5] = ["types", "harm", "training", "camera", "feedback"];
/// The chart of incidents over time looks so many months back from the end of the half, for what is
/// ordinary takes more than half a year to say.
const MONTHS_BACK: i32 = 24;
/// What the pack looks like, on a screen and on paper.
pub const STYLE: &str = include_str!("board/board.css");

/// What a pack is made from.
pub struct Sources<'s> {
    /// What is counted.
    pub facts: &'s Facts,
    /// What the region sets for its charts.
    pub settings: (&'s Settings, Rule),
    /// The register.
    pub register: &'s Register,
    /// The indicators that the region brings.
    pub indicators: &'s Indicators,
    /// The lessons.
    pub lessons: &'s [Lesson],
    /// The region's name.
    pub region: &'s str,
    /// What is spoken.
    pub words: &'s Words,
    /// The time at which it is made.
    pub now: Millis,
}

/// The pack of half a year.
pub struct Board {
    /// The half.
    pub half: Half,
    /// Whether the half is over.
    pub over: bool,
    /// What the region is called.
    pub region: String,
    /// The period in words.
    pub period: String,
    /// When it was made.
    pub made_on: String,
    /// What the list of indicators calls itself.
    pub edition: String,
    /// What the pack says in a few sentences.
    pub summary: Vec<String>,
    /// Single figures.
    pub figures: Vec<(String, String)>,
    /// The domains and phases, with their ratings.
    pub parts: Vec<PartLine>,
    /// The charts.
    pub charts: Vec<Chart>,
    /// The risks.
    pub risks: Vec<RiskLine>,
    /// What was learned: each title with what should change.
    pub learned: Vec<(String, String)>,
    /// How counts are kept.
    pub notes: Vec<String>,
}

/// A part in the pack.
pub struct PartLine {
    /// The part.
    pub part: Part,
    /// What it is called.
    pub name: String,
    /// Its rating at the end of the half: the code and what it is called.
    pub rating: Option<(String, String)>,
    /// How it changed since the half before.
    pub change: String,
    /// Why it is rated so.
    pub reason: String,
    /// How many pieces of evidence count, and how many indicators nothing shows.
    pub evidence: usize,
    /// How many indicators nothing shows.
    pub missing: usize,
    /// How many pieces of evidence are out of review.
    pub overdue: usize,
}

/// A risk in the pack.
pub struct RiskLine {
    /// What may happen.
    pub title: String,
    /// Likelihood times impact.
    pub score: u64,
    /// Likelihood.
    pub likelihood: u64,
    /// Impact.
    pub impact: u64,
    /// Who answers for it.
    pub owner: String,
    /// What is still to be done.
    pub actions: String,
    /// When it is looked at again.
    pub review: String,
    /// Whether that is over.
    pub overdue: bool,
}

impl Board {
    /// Makes a pack.
    #[must_use]
    pub fn of(sources: &Sources<'_>, half: Half) -> Self {
        let words = sources.words;
        let today = sources.facts.zone().local_of(sources.now).day;
        // Periods end with a month (docs/adr/0026): a count that moved each day would tell.
        let until = half.until().min(today.first_of_month()).max(half.from());
        let view = |from| {
            let settings = sources.settings;
            View::between(sources.facts, words, settings, sources.now, (from, until))
        };
        let of_half = view(half.from());
        let back = until.saturating_sub(jiff::Span::new().months(MONTHS_BACK));
        let long = view(back.first_of_month());
        let figures = Figures {
            rates: Rates::of(&of_half),
            register: sources.register,
            lessons: shared(sources.lessons),
            today,
        };
        let (starts, ends) = (moment(half.from()), moment(half.until()));
        let lines = part_lines(sources, &figures, (starts, ends));
        let risks = risk_lines(words, sources.register, today);
        let charts = [chart("weeks", &long, &[])].into_iter();
        let charts = charts.chain(CHARTS.iter().map(|name| chart(name, &of_half, &[])));
        let learned = learned(sources.lessons, (starts, ends));
        let (masked, step) = sources.settings.1.parameters();
        let (masked, step) = (masked.to_string(), step.to_string());
        let rounded = [("masked", &*masked), ("step", &*step)];
        let over = half.until() <= today;
        Self {
            half,
            over,
            region: sources.region.to_owned(),
            period: say::period(words, half.from(), until),
            made_on: said::day(words, today),
            edition: sources.indicators.edition.clone(),
            summary: say::summary(words, &figures, &lines, &risks),
            figures: Live::ALL
                .into_iter()
                .map(|live| (live.name(words).to_owned(), figures.said(live)))
                .collect(),
            parts: lines,
            charts: charts.flatten().collect(),
            risks,
            learned,
            notes: vec![
                words.fill("console.learning.note.rounded", &rounded),
                words.text("console.board.note").to_owned(),
            ],
        }
    }

    /// The domains.
    pub fn domains(&self) -> impl Iterator<Item = &PartLine> {
        self.parts.iter().filter(|line| !line.part.is_phase())
    }

    /// The phases.
    pub fn phases(&self) -> impl Iterator<Item = &PartLine> {
        self.parts.iter().filter(|line| line.part.is_phase())
    }

    /// The risks with something still to be done.
    pub fn actions(&self) -> impl Iterator<Item = &RiskLine> {
        self.risks.iter().filter(|risk| !risk.actions.is_empty())
    }

    /// The page that stands alone.
    ///
    /// # Errors
    /// A template that cannot be written.
    pub fn page(&self, words: &Words) -> Result<String, askama::Error> {
        let style = format!("{STYLE}{}", svg::STYLE);
        Page { words, lang: words.language().to_string(), board: self, style }.render()
    }

    /// All of it but the pictures, for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let part = |line: &PartLine| {
            json!({
                "part": line.part.code(),
                "rating": line.rating.as_ref().map(|(code, _)| code),
                "change": line.change,
                "reason": line.reason,
                "evidence": line.evidence,
                "missing": line.missing,
                "overdue": line.overdue,
            })
        };
        let risk = |line: &RiskLine| {
            json!({
                "title": line.title, "score": line.score, "likelihood": line.likelihood,
                "impact": line.impact, "owner": line.owner, "actions": line.actions,
                "review": line.review, "overdue": line.overdue,
            })
        };
        json!({
            "half": self.half.to_string(),
            "over": self.over,
            "region": self.region,
            "summary": self.summary,
            "figures": self.figures,
            "parts": self.parts.iter().map(part).collect::<Vec<_>>(),
            "charts": self.charts.iter().map(Chart::json).collect::<Vec<_>>(),
            "risks": self.risks.iter().map(risk).collect::<Vec<_>>(),
            "learned": self.learned,
        })
    }
}

#[derive(Template)]
#[template(path = "board.html")]
struct Page<'p> {
    words: &'p Words,
    lang: String,
    board: &'p Board,
    style: String,
}

/// How many lessons stand in the service's own library.
fn shared(lessons: &[Lesson]) -> u64 {
    let shared = lessons.iter().filter(|one| !one.standing.shared.is_empty()).count();
    u64::try_from(shared).unwrap_or(u64::MAX)
}

/// What was shared within the half.
fn learned(lessons: &[Lesson], (starts, ends): (Timestamp, Timestamp)) -> Vec<(String, String)> {
    let within = |one: &&Lesson| {
        let at = one.shared_at.is_some_and(|at| (starts..ends).contains(&at));
        at && one.standing.shared.contains(&Scope::Internal)
    };
    let told = lessons.iter().filter(within).map(|one| (one.title.clone(), one.change.clone()));
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

fn part_lines(
    sources: &Sources<'_>,
    figures: &Figures<'_>,
    (starts, ends): (Timestamp, Timestamp),
) -> Vec<PartLine> {
    let (words, register) = (sources.words, sources.register);
    let states = parts(register, sources.indicators, figures);
    let line = |state: &super::PartState<'_>| {
        let now = register.rating(state.part, ends);
        let before = register.rating(state.part, starts);
        let codes = [before, now].map(|one| one.map(|rating| rating.rating.as_str()));
        PartLine {
            part: state.part,
            name: words.label(VPR_PART.name, state.part.code()).to_owned(),
            rating: now
                .map(|one| (one.rating.clone(), words.label(RAG.name, &one.rating).to_owned())),
            change: say::change(words, codes),
            reason: now.map(|one| one.reason.clone()).unwrap_or_default(),
            evidence: state.evidence.len() + state.live.len(),
            missing: state.missing.len(),
            overdue: state.overdue.len(),
        }
    };
    states.iter().map(line).collect()
}

fn risk_lines(words: &Words, register: &Register, today: Date) -> Vec<RiskLine> {
    let line = |risk: &super::Risk| RiskLine {
        title: risk.title.clone(),
        score: risk.score(),
        likelihood: risk.likelihood,
        impact: risk.impact,
        owner: risk.owner_role.clone(),
        actions: risk.actions.clone(),
        review: risk.review_on.map_or_else(String::new, |day| said::day(words, day)),
        overdue: risk.is_overdue(today),
    };
    register.open_risks().map(line).collect()
}

/// The beginning of a day.
fn moment(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::UTC).map(|at| at.timestamp()).unwrap_or(Timestamp::MAX)
}
