//! What charts are made of: the facts of a period, the words, and the rules they keep to.

use jiff::ToSpan;
use jiff::civil::Date;
use tabard_core::ids::Millis;
use tabard_core::words::Words;

use super::chart::{Cell, Chart, Table, said};
use super::fact::Fact;
use super::facts::Facts;
use super::settings::Settings;
use crate::disclosure::{Figure, Folded, Rule, fold};

/// The facts of a period, with all that a chart needs.
pub struct View<'a> {
    pub(super) facts: Vec<&'a Fact>,
    /// How many of the period do not count: taken back, or told twice.
    pub(super) left_out: u64,
    pub(super) words: &'a Words,
    pub(super) rule: Rule,
    pub(super) settings: &'a Settings,
    pub(super) now: Millis,
    /// The first day.
    pub(super) from: Date,
    /// The day after the last.
    pub(super) until: Date,
}

/// A count of each category, those that are too small together, as it may be shown.
pub(super) struct Parts {
    pub(super) folded: Folded,
    /// Those that stand, in their order.
    pub(super) figures: Vec<Figure>,
    /// The others together; none where there are none.
    pub(super) rest: Option<Figure>,
    /// All.
    pub(super) whole: Figure,
}

impl<'a> View<'a> {
    /// The facts that count of the last whole months before today, as the settings have it.
    #[must_use]
    pub fn new(
        facts: &'a Facts,
        words: &'a Words,
        (settings, rule): (&'a Settings, Rule),
        now: Millis,
    ) -> Self {
        let today = facts.zone().local_of(now).day;
        let until = today.first_of_month();
        let from = until.checked_sub(i32::from(settings.months).months()).unwrap_or(Date::MIN);
        Self::between(facts, words, (settings, rule), now, (from, until))
    }

    /// The facts that count from a day on until before another.
    #[must_use]
    pub fn between(
        facts: &'a Facts,
        words: &'a Words,
        (settings, rule): (&'a Settings, Rule),
        now: Millis,
        (from, until): (Date, Date),
    ) -> Self {
        let within = |fact: &&Fact| (from..until).contains(&fact.day);
        let left_out = facts.all().iter().filter(within).count();
        let counted: Vec<&Fact> = facts.counted().filter(within).collect();
        Self {
            left_out: number(left_out.saturating_sub(counted.len())),
            facts: counted,
            words,
            rule,
            settings,
            now,
            from,
            until,
        }
    }

    /// A text of the learning pages.
    pub(super) fn text(&self, key: &str) -> String {
        self.words.text(&format!("console.learning.{key}")).to_owned()
    }

    /// The same, filled in.
    pub(super) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.words.fill(&format!("console.learning.{key}"), values)
    }

    /// Counts facts by categories that leave none out.
    pub(super) fn parts(&self, count: usize, of: impl Fn(&Fact) -> usize) -> Parts {
        let mut counts = vec![0_u64; count];
        for place in self.facts.iter().map(|fact| of(fact)) {
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        self.parts_of(&counts)
    }

    /// The same of what was counted.
    pub(super) fn parts_of(&self, counts: &[u64]) -> Parts {
        let folded = fold(counts, self.rule);
        let row = folded.row(counts);
        let figure = |count: &u64| self.rule.figure(*count);
        let (rest, standing) = row.split_last().map_or((0, &[][..]), |(rest, row)| (*rest, row));
        Parts {
            figures: standing.iter().map(figure).collect(),
            rest: (rest > 0).then(|| self.rule.figure(rest)),
            whole: self.rule.figure(counts.iter().sum()),
            folded,
        }
    }

    /// Counts facts by codes of which each may have several. They add up to nothing that is shown.
    pub(super) fn mentions(&self, count: usize, has: impl Fn(&Fact, usize) -> bool) -> Vec<Figure> {
        let of = |place| self.facts.iter().filter(|fact| has(fact, place)).count();
        (0..count).map(|place| self.rule.figure(number(of(place)))).collect()
    }

    /// How many facts there are, as may be shown.
    pub(super) fn whole(&self) -> Figure {
        self.rule.figure(number(self.facts.len()))
    }

    /// The period in words.
    pub(super) fn period(&self) -> String {
        let last = self.until.yesterday().unwrap_or(self.until);
        let day = |day| crate::said::words::day(self.words, day);
        self.fill("period", &[("from", &day(self.from)), ("until", &day(last))])
    }

    /// What holds of every chart.
    pub(super) fn notes(&self, own: &[&str]) -> Vec<String> {
        let (masked, step) = self.rule.parameters();
        let (masked, step) = (masked.to_string(), step.to_string());
        let rounded = self.fill("note.rounded", &[("masked", &masked), ("step", &step)]);
        let left_out = said(self.words, self.rule.figure(self.left_out));
        let counted = self.fill("note.counted", &[("count", &left_out)]);
        let own = own.iter().map(|key| self.text(key));
        let common = [self.period(), rounded, counted];
        own.chain(common).collect()
    }

    /// A chart with nothing in it, since there is too little.
    pub(super) fn too_little(&self, name: &'static str) -> Chart {
        let title = self.text(&format!("{name}.title"));
        let sentence = self.text("nothing");
        let svg = super::svg::bars((name, &title, &sentence), &[], &[]);
        Chart { name, title, sentence, table: Table::default(), notes: self.notes(&[]), svg }
    }
}

/// The first day of the week of a day, a Monday.
pub(super) fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(back.days()).unwrap_or(day)
}

/// A count as a number.
pub(super) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// A name in a table.
pub(super) fn name(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}
