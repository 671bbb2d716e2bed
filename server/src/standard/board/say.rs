//! What a pack says in sentences.

use jiff::civil::Date;
use tabard_core::words::Words;

use super::{PartLine, RiskLine};
use crate::learning::chart::{HIDDEN, said as figure_said};
use crate::said::words as said;
use crate::standard::live::{Figures, Live};

/// From the worst to the best.
const RATINGS: [&str; 3] = ["red", "amber", "green"];

/// The period in words.
pub(super) fn period(words: &Words, from: Date, until: Date) -> String {
    let last = until.yesterday().unwrap_or(until).max(from);
    let (from, until) = (said::day(words, from), said::day(words, last));
    words.fill("console.board.period", &[("from", &from), ("until", &until)])
}

/// How a rating changed: from one code to another, as far as each is there.
pub(super) fn change(words: &Words, codes: [Option<&str>; 2]) -> String {
    let rank = |code: &str| RATINGS.iter().position(|known| *known == code);
    let key = match codes {
        [_, None] => "not_rated",
        [None, Some(_)] => "first",
        [Some(before), Some(now)] if before == now => "same",
        [Some(before), Some(now)] if rank(now) > rank(before) => "better",
        [Some(_), Some(_)] => "worse",
    };
    words.text(&format!("console.board.change.{key}")).to_owned()
}

/// The pack in a few sentences.
pub(super) fn summary(
    words: &Words,
    figures: &Figures<'_>,
    parts: &[PartLine],
    risks: &[RiskLine],
) -> Vec<String> {
    vec![incidents(words, figures), ratings(words, parts), of_risks(words, risks)]
}

fn incidents(words: &Words, figures: &Figures<'_>) -> String {
    let count = figure_said(words, figures.rates.incidents);
    let (seven, month) = (figures.said(Live::HeardWithin7), figures.said(Live::HeardWithin28));
    let told = words.fill("console.board.incidents", &[("count", &count)]);
    match [&seven, &month].iter().any(|share| **share == HIDDEN) {
        true => told,
        false => {
            let heard = [("seven", &*seven), ("month", &*month)];
            format!("{told} {}", words.fill("console.board.heard", &heard))
        }
    }
}

fn ratings(words: &Words, parts: &[PartLine]) -> String {
    let domains: Vec<_> = parts.iter().filter(|line| !line.part.is_phase()).collect();
    let of = |code: Option<&str>| {
        let rated = |line: &&&PartLine| line.rating.as_ref().map(|(code, _)| code.as_str()) == code;
        domains.iter().filter(rated).count().to_string()
    };
    let [red, amber, green] = RATINGS.map(|code| of(Some(code)));
    let (none, whole) = (of(None), domains.len().to_string());
    let values = [
        ("green", &*green),
        ("amber", &*amber),
        ("red", &*red),
        ("none", &*none),
        ("whole", &*whole),
    ];
    words.fill("console.board.ratings", &values)
}

fn of_risks(words: &Words, risks: &[RiskLine]) -> String {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let open = words.counted("console.board.open_risks", count(risks.len()));
    let overdue = risks.iter().filter(|risk| risk.overdue).count();
    let overdue = match overdue {
        0 => words.text("console.board.none_overdue").to_owned(),
        _ => words.counted("console.board.overdue_risks", count(overdue)),
    };
    match risks.first() {
        Some(worst) => {
            let score = worst.score.to_string();
            let values = [("title", &*worst.title), ("score", &*score)];
            format!("{open} {overdue} {}", words.fill("console.board.worst", &values))
        }
        None => open,
    }
}
