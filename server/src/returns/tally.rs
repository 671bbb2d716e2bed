//! From the facts of a region to its return.
//!
//! The tables are the branches of a tree: each pair shares the type, and nothing else. What a reader
//! can add up from several of them together is then no more than from each with its sums known
//! (docs/adr/0026).

use tabard_core::model::codes::{
    CONTRIBUTORY_FACTOR, CodeList, INCIDENT_TYPE, LOCATION_TYPE, STAFF_GROUP,
};

use super::document::{Dimension, Disclosure, Grid, REST, Return, SCHEMA, SCOPE_VERSION, told};
use super::period::Period;
use super::service::Service;
use crate::disclosure::{Folded, Rule, Sums, fold, publish_within};
use crate::learning::fact::{Fact, Place};

/// What is counted where nothing was said.
pub(super) const NOT_SAID: &str = "not_said";

/// Whether an incident is of a category.
type Has<'a> = Box<dyn Fn(&Fact, usize) -> bool + 'a>;

/// A thing to count by.
struct By<'a> {
    name: &'static str,
    codes: Vec<String>,
    several: bool,
    has: Has<'a>,
}

/// The categories of a thing that stand, with its counts.
struct Counted<'a> {
    by: By<'a>,
    folded: Folded,
    sums: Vec<u64>,
}

/// The return of a quarter.
#[must_use]
pub fn tally<'f>(
    facts: impl Iterator<Item = &'f Fact>,
    (service, period, revision): (&Service, Period, u32),
    disclosure: Disclosure,
    rule: Rule,
) -> Return {
    let facts: Vec<&Fact> = facts.filter(|fact| period.month_of(fact.day).is_some()).collect();
    let whole = u64::try_from(facts.len()).unwrap_or(u64::MAX);
    let count = |by: By<'static>| Counted::of(by, &facts, rule);
    let types = count(coded("type", &INCIDENT_TYPE, |fact| fact.primary));
    let others = [
        count(months(period)),
        count(coded("place", &LOCATION_TYPE, |fact| fact.place)),
        count(coded("staff_group", &STAFF_GROUP, |fact| fact.staff_group)),
        count(factors()),
    ];
    let (dimensions, grids) = match rule.figure(whole) {
        // Too few to say anything but that.
        figure if told(figure).is_none() => (Vec::new(), Vec::new()),
        _ => {
            let grids = others.iter().map(|other| grid(&types, other, &facts, rule)).collect();
            let all = [&types].into_iter().chain(&others);
            (all.map(|one| one.dimension(rule)).collect(), grids)
        }
    };
    Return {
        schema: SCHEMA.to_owned(),
        scope_version: SCOPE_VERSION.to_owned(),
        service: service.clone(),
        period: period.to_string(),
        revision,
        disclosure,
        incidents: told(rule.figure(whole)),
        dimensions,
        grids,
    }
}

fn months(period: Period) -> By<'static> {
    let has = move |fact: &Fact, at| period.month_of(fact.day) == Some(at);
    By { name: "month", codes: period.month_codes().into(), several: false, has: Box::new(has) }
}

fn coded(
    name: &'static str,
    list: &'static CodeList,
    of: fn(&Fact) -> Option<Place>,
) -> By<'static> {
    let not_said = list.codes.len();
    let has = move |fact: &Fact, at| of(fact).map_or(not_said, usize::from) == at;
    let codes = list.spellings().chain([NOT_SAID]).map(ToOwned::to_owned).collect();
    By { name, codes, several: false, has: Box::new(has) }
}

fn factors() -> By<'static> {
    let has = |fact: &Fact, at| Place::try_from(at).is_ok_and(|place| fact.factors.has(place));
    let codes = CONTRIBUTORY_FACTOR.spellings().map(ToOwned::to_owned).collect();
    By { name: "factor", codes, several: true, has: Box::new(has) }
}

impl<'a> Counted<'a> {
    fn of(by: By<'a>, facts: &[&Fact], rule: Rule) -> Self {
        let of = |at| facts.iter().filter(|fact| (by.has)(fact, at)).count();
        let sums = (0..by.codes.len()).map(|at| u64::try_from(of(at)).unwrap_or(u64::MAX));
        let sums: Vec<u64> = sums.collect();
        Self { folded: fold(&sums, rule), sums, by }
    }

    /// The categories that stand, and the rest where there is one.
    fn codes(&self) -> Vec<String> {
        let standing = self.folded.standing.iter().filter_map(|at| self.by.codes.get(*at)).cloned();
        let rest = (self.folded.rest > 0).then(|| REST.to_owned());
        standing.chain(rest).collect()
    }

    fn dimension(&self, rule: Rule) -> Dimension {
        let codes = self.codes();
        let counts = self.folded.row(&self.sums);
        let counts = counts.iter().take(codes.len()).map(|count| told(rule.figure(*count)));
        let (name, several) = (self.by.name.to_owned(), self.by.several);
        Dimension { name, several, counts: counts.collect(), codes }
    }
}

/// The counts by type and another thing. Both sums are in the return already, and are taken to be
/// known; how many factors the incidents of a type have together is not.
fn grid(types: &Counted<'_>, other: &Counted<'_>, facts: &[&Fact], rule: Rule) -> Grid {
    let cell = |row: usize, column: usize| {
        let both = |fact: &&&Fact| (types.by.has)(fact, row) && (other.by.has)(fact, column);
        u64::try_from(facts.iter().filter(both).count()).unwrap_or(u64::MAX)
    };
    let columns = other.by.codes.len();
    let all = (0..types.by.codes.len()).map(|row| (0..columns).map(|at| cell(row, at)).collect());
    let all: Vec<Vec<u64>> = all.collect();
    let (height, width) = (types.codes().len(), other.codes().len());
    let folded = types.folded.rows(&all).into_iter().take(height);
    let folded = folded.map(|row| other.folded.row(&row).into_iter().take(width).collect());
    let folded: Vec<Vec<u64>> = folded.collect();
    let sums = if other.by.several { Sums::Columns } else { Sums::Both };
    let figures = publish_within(&folded, &types.folded.row(&types.sums), sums, rule);
    Grid {
        rows: types.by.name.to_owned(),
        columns: other.by.name.to_owned(),
        counts: figures
            .iter()
            .map(|row| row.iter().map(|figure| told(*figure)).collect())
            .collect(),
    }
}
