//! The returns of several services as one picture. What one service keeps back stays kept back: a sum
//! says of how many services it lacks the count.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::document::{REST, Return, SCOPE_VERSION};
use super::period::Period;
use super::sender::{Reply, Sender, opened};
use super::service::{Pins, Service};

/// What came of a service's return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Came {
    /// It is in the picture, and its signature is that of the region that was named for it.
    Counted,
    /// It is in the picture; no region was named for the service, so who sent it is not proved.
    CountedUnpinned,
    /// Nothing came yet.
    Missing,
    /// Nothing came, and the day is over by which it should have.
    Late,
    /// What came is not signed by the region that was named.
    NotProved,
    /// What came was handed in by a device that is another service's, or no service's.
    OtherSender,
    /// What came is no return that can be read.
    Unreadable,
    /// What came is of another scope, and cannot be compared.
    OtherScope,
    /// What came is of another quarter.
    OtherPeriod,
    /// Two different returns with the same number came.
    Contradicted,
}

/// A service with what came of its return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The service; none for a file that does not say.
    pub service: Option<Service>,
    /// What it is called.
    pub name: String,
    /// What came.
    #[serde(flatten)]
    pub came: Came,
    /// The number of the return that counts.
    pub revision: Option<u32>,
    /// The numbers of earlier returns that came too, and count no more.
    pub older: Vec<u32>,
}

/// Where a return came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file that somebody brought.
    File(Vec<u8>),
    /// A record of a national region, by the device that is pinned to a service.
    Record {
        /// The service; none for a device that is pinned to none.
        sender: Option<Sender>,
        /// The file in it.
        file: Vec<u8>,
    },
}

/// A sum over services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Of the counts that are shown.
    pub shown: u64,
    /// How many services keep theirs back, alone or among all others together.
    pub kept_back_by: u32,
}

/// A dimension over services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergedDimension {
    /// Its name.
    pub name: String,
    /// Whether an incident may have several.
    pub several: bool,
    /// Each category with its sum, all others together of every service last.
    pub sums: Vec<(String, Sum)>,
}

/// Counts by two dimensions over services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergedGrid {
    /// The dimension of the rows.
    pub rows: String,
    /// The dimension of the columns.
    pub columns: String,
    /// Row, column and sum, where any service has one.
    pub sums: Vec<(String, String, Sum)>,
}

/// One picture of a quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The quarter.
    pub period: String,
    /// The scope of every return in it.
    pub scope_version: String,
    /// Every service that is awaited, and what else came.
    pub services: Vec<Line>,
    /// Incidents.
    pub incidents: Sum,
    /// Counts by one thing.
    pub dimensions: Vec<MergedDimension>,
    /// Counts by two.
    pub grids: Vec<MergedGrid>,
}

/// A return, and whether it is proved to be of the region that was named; or why it is left out.
type Outcome = Result<(Return, bool), Came>;

/// A return that was read and checked as far as that is possible.
struct Read {
    service: Option<Service>,
    outcome: Outcome,
}

/// Makes one picture of returns. `late` says that the day is over by which they should have come.
#[must_use]
pub fn merge(returns: &[Source], pins: &Pins, period: Period, late: bool) -> Merged {
    let mut came: BTreeMap<Option<Service>, Vec<Outcome>> = BTreeMap::new();
    for source in returns {
        let Read { service, outcome } = read(source, pins, period);
        came.entry(service).or_default().push(outcome);
    }
    let (mut lines, mut counted) = (Vec::new(), Vec::new());
    for pin in &pins.0 {
        let nothing = if late { Came::Late } else { Came::Missing };
        let settled = match came.remove(&Some(pin.service.clone())) {
            Some(all) => settle(all, &mut counted),
            None => nothing.into(),
        };
        lines.push(settled.line(Some(pin.service.clone()), pin.name.clone()));
    }
    for (service, all) in came {
        let settled = match service {
            Some(_) => vec![settle(all, &mut counted)],
            None => all.into_iter().filter_map(Result::err).map(Settled::from).collect(),
        };
        lines.extend(settled.into_iter().map(|one| one.line(service.clone(), String::new())));
    }
    picture(period, lines, &counted)
}

/// Reads a return. The service of one that does not prove to be of it is its word alone.
fn read(source: &Source, pins: &Pins, period: Period) -> Read {
    let (file, sender) = match source {
        Source::File(file) => (file, None),
        Source::Record { sender, file } => (file, Some(sender)),
    };
    let of_device = sender.and_then(Option::as_ref).map(|sender| sender.service.clone());
    let (signed_by, found) = match opened(file) {
        Ok(opened) => opened,
        Err(Reply::NotProved) => return Read { service: of_device, outcome: Err(Came::NotProved) },
        Err(_) => return Read { service: of_device, outcome: Err(Came::Unreadable) },
    };
    let service = Some(found.service.clone());
    let speaks = |sender: &Sender| sender.service == found.service;
    let others_device = sender.is_some_and(|sender| !sender.as_ref().is_some_and(speaks));
    let of_sender = sender.and_then(Option::as_ref).and_then(|sender| sender.region);
    let pin = pins.0.iter().find(|pin| pin.service == found.service);
    let of_pin = pin.and_then(|pin| pin.region);
    let pinned = of_pin.or(of_sender);
    // A region that is known as another service's speaks for that one alone.
    let others =
        pins.0.iter().any(|pin| pin.region == Some(signed_by) && pin.service != found.service);
    let outcome = match pinned {
        _ if others_device => Err(Came::OtherSender),
        _ if [of_pin, of_sender].into_iter().flatten().any(|region| region != signed_by) => {
            Err(Came::NotProved)
        }
        _ if others => Err(Came::NotProved),
        _ if found.period != period.to_string() => Err(Came::OtherPeriod),
        _ if found.scope_version != SCOPE_VERSION => Err(Came::OtherScope),
        pinned => Ok((found, pinned.is_some())),
    };
    Read { service, outcome }
}

/// What came of a service's returns.
struct Settled {
    came: Came,
    revision: Option<u32>,
    older: Vec<u32>,
}

impl From<Came> for Settled {
    fn from(came: Came) -> Self {
        Self { came, revision: None, older: Vec::new() }
    }
}

impl Settled {
    fn line(self, service: Option<Service>, name: String) -> Line {
        Line { service, name, came: self.came, revision: self.revision, older: self.older }
    }
}

/// The newest return of a service goes into the picture. A file that is not the service's takes
/// nothing from one that is.
fn settle(all: Vec<Outcome>, counted: &mut Vec<Return>) -> Settled {
    let mut good: Vec<(Return, bool)> = Vec::new();
    let mut bad = Came::Missing;
    for one in all {
        match one {
            Ok(one) => good.push(one),
            Err(came) => bad = came,
        }
    }
    // A file that anybody may have signed takes nothing from one that is proved, whatever its number.
    if good.iter().any(|(_, proved)| *proved) {
        good.retain(|(_, proved)| *proved);
    }
    good.sort_by_key(|(found, _)| std::cmp::Reverse(found.revision));
    let Some((newest, pinned)) = good.first().cloned() else { return bad.into() };
    let same_number = good.iter().filter(|(found, _)| found.revision == newest.revision);
    if same_number.into_iter().any(|(found, _)| *found != newest) {
        return Came::Contradicted.into();
    }
    let revision = Some(newest.revision);
    let mut older: Vec<u32> = good.iter().map(|(found, _)| found.revision).collect();
    older.retain(|number| *number != newest.revision);
    older.dedup();
    counted.push(newest);
    let came = if pinned { Came::Counted } else { Came::CountedUnpinned };
    Settled { came, revision, older }
}

fn picture(period: Period, services: Vec<Line>, counted: &[Return]) -> Merged {
    let mut incidents = Sum::default();
    counted.iter().for_each(|one| incidents.add(one.incidents));
    let mut names: Vec<&str> = Vec::new();
    for one in counted.iter().flat_map(|one| &one.dimensions) {
        if !names.contains(&one.name.as_str()) {
            names.push(&one.name);
        }
    }
    Merged {
        period: period.to_string(),
        scope_version: SCOPE_VERSION.to_owned(),
        services,
        incidents,
        dimensions: names.iter().map(|name| dimension(name, counted)).collect(),
        grids: grids(counted),
    }
}

impl Sum {
    fn add(&mut self, count: Option<u64>) {
        match count {
            Some(count) => self.shown = self.shown.saturating_add(count),
            None => self.kept_back_by = self.kept_back_by.saturating_add(1),
        }
    }
}

/// What a service says of a category: what it does not name is none, or among all others.
fn count_of(found: &Return, name: &str, code: &str) -> Option<u64> {
    let one = found.dimension(name)?;
    match one.codes.iter().position(|known| known == code) {
        Some(at) => one.counts.get(at).copied().flatten(),
        None if code != REST && one.codes.iter().any(|known| known == REST) => None,
        None => Some(0),
    }
}

fn dimension(name: &str, counted: &[Return]) -> MergedDimension {
    let all = || counted.iter().filter_map(|one| one.dimension(name));
    let codes = codes(all().flat_map(|one| &one.codes));
    let sum = |code: &String| {
        let mut sum = Sum::default();
        counted.iter().for_each(|one| sum.add(count_of(one, name, code)));
        (code.clone(), sum)
    };
    MergedDimension {
        name: name.to_owned(),
        several: all().any(|one| one.several),
        sums: codes.iter().map(sum).collect(),
    }
}

/// Every code once, in order, all others together last.
fn codes<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut codes: Vec<String> = all.cloned().collect();
    codes.sort_by(|a, b| (a == REST, a).cmp(&(b == REST, b)));
    codes.dedup();
    codes
}

fn grids(counted: &[Return]) -> Vec<MergedGrid> {
    let pairs = counted.iter().flat_map(|one| &one.grids);
    let pairs: BTreeSet<(&String, &String)> =
        pairs.map(|grid| (&grid.rows, &grid.columns)).collect();
    let grid = |(rows, columns): (&String, &String)| {
        let of = |name: &str| {
            let all = counted.iter().filter_map(|one| one.dimension(name));
            codes(all.flat_map(|one| &one.codes))
        };
        let (row_codes, column_codes) = (of(rows), of(columns));
        let mut sums = Vec::new();
        for row in &row_codes {
            for column in &column_codes {
                let mut sum = Sum::default();
                let all = counted.iter();
                all.for_each(|one| sum.add(cell(one, (rows, row), (columns, column))));
                sums.push((row.clone(), column.clone(), sum));
            }
        }
        MergedGrid { rows: rows.clone(), columns: columns.clone(), sums }
    };
    pairs.into_iter().map(grid).collect()
}

/// What a service says of a row and a column. Of a category that it counts among all others, it
/// says nothing.
fn cell(found: &Return, row: (&str, &str), column: (&str, &str)) -> Option<u64> {
    let place = |(name, code): (&str, &str)| {
        let one = found.dimension(name)?;
        Some(one.codes.iter().position(|known| known == code))
    };
    let (row_at, column_at) = (place(row)?, place(column)?);
    let grid = found.grids.iter().find(|grid| grid.rows == row.0 && grid.columns == column.0)?;
    match (row_at, column_at) {
        (Some(row), Some(column)) => grid.counts.get(row)?.get(column).copied().flatten(),
        // None of a category is none of it with anything.
        _ => count_of(found, row.0, row.1)
            .filter(|_| row_at.is_none())
            .or_else(|| count_of(found, column.0, column.1).filter(|_| column_at.is_none())),
    }
}
