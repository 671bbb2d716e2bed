//! Reports as rows with one value in a column: what a spreadsheet and a notebook take.

use serde_json::Value;
use tabard_core::model::codes::{
    CONTRIBUTORY_FACTOR, CodeList, FOLLOWUP_OUTCOME, INCIDENT_TYPE, LOCATION_TYPE, PHYSICAL_HARM,
    PSYCH_HARM, STAFF_GROUP,
};

use super::Line;
use super::plain::{ages, month};
use crate::learning::fact::{Camera, Place, Set};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    Flag,
    Whole,
}

/// A column.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    /// Whether what it holds can lead to a person.
    identifies: bool,
    of: fn(&Line) -> Cell,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cell {
    Nothing,
    Text(String),
    Flag(bool),
    Whole(i64),
}

/// Rows below their columns.
pub(super) struct Table {
    pub(super) columns: Vec<&'static Column>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// Several codes stand in one cell, with this between them.
const BETWEEN: &str = ";";

static COLUMNS: [Column; 29] = [
    named("id", Holds::Text, |line| Cell::Text(line.id.to_string())),
    named("came_at", Holds::Text, |line| Cell::Text(line.fact.received.rfc3339())),
    named("occurred_at", Holds::Text, |line| text(&line.report, "occurred_at")),
    column("month", Holds::Text, |line| Cell::Text(month(line.fact.day))),
    column("status", Holds::Text, |line| text(&line.answer, "status")),
    column("primary_type", Holds::Text, |line| code(&INCIDENT_TYPE, line.fact.primary)),
    column("types", Holds::Text, |line| codes(&INCIDENT_TYPE, line.fact.types)),
    column("location_type", Holds::Text, |line| code(&LOCATION_TYPE, line.fact.place)),
    column("factors", Holds::Text, |line| codes(&CONTRIBUTORY_FACTOR, line.fact.factors)),
    column("physical_harm", Holds::Text, |line| code(&PHYSICAL_HARM, line.fact.physical_harm)),
    column("psych_harm", Holds::Text, |line| code(&PSYCH_HARM, line.fact.psych_harm)),
    column("injured", Holds::Flag, |line| line.fact.injured.map_or(Cell::Nothing, Cell::Flag)),
    column("weapon_involved", Holds::Flag, |line| flag(&line.report, "weapon_involved")),
    column("patient_affected", Holds::Flag, |line| flag(&line.report, "patient_affected")),
    column("camera", Holds::Text, |line| camera(line.fact.camera)),
    column("staff_group", Holds::Text, |line| code(&STAFF_GROUP, line.fact.staff_group)),
    column("age_of_first_person", Holds::Text, |line| {
        let age = ages(&line.report, line.fact.day).first().copied().flatten();
        age.map_or(Cell::Nothing, |age| Cell::Text(age.to_owned()))
    }),
    column("police_contacted", Holds::Text, |line| text(&line.report, "police_contacted")),
    column("outcome", Holds::Text, |line| code(&FOLLOWUP_OUTCOME, line.fact.outcome)),
    column("sanction", Holds::Flag, |line| Cell::Flag(line.fact.sanction)),
    column("hours_to_first_answer", Holds::Whole, |line| {
        line.fact.first_answer.map_or(Cell::Nothing, |minutes| Cell::Whole(i64::from(minutes / 60)))
    }),
    named("service", Holds::Text, |line| text(&line.report, "service")),
    named("station", Holds::Text, |line| text(&line.report, "station")),
    named("callsign", Holds::Text, |line| text(&line.report, "callsign")),
    named("cad_number", Holds::Text, |line| text(&line.report, "cad_number")),
    named("address", Holds::Text, |line| text(&line.report, "address")),
    named("postcode", Holds::Text, |line| text(&line.report, "postcode")),
    named("police_crime_ref", Holds::Text, |line| text(&line.report, "police_crime_ref")),
    named("narrative", Holds::Text, |line| text(&line.report, "narrative")),
];

const fn column(name: &'static str, holds: Holds, of: fn(&Line) -> Cell) -> Column {
    Column { name, holds, identifies: false, of }
}

const fn named(name: &'static str, holds: Holds, of: fn(&Line) -> Cell) -> Column {
    Column { name, holds, identifies: true, of }
}

/// The table of some reports.
pub(super) fn of(lines: &[Line], identifies: bool) -> Table {
    let columns = COLUMNS.iter().filter(|column| identifies || !column.identifies);
    let columns: Vec<&Column> = columns.collect();
    let row = |line: &Line| columns.iter().map(|column| (column.of)(line)).collect();
    let mut rows: Vec<Vec<Cell>> = lines.iter().map(row).collect();
    if !identifies {
        // The order in which they came would tell more than the month does.
        rows.sort_unstable();
    }
    Table { columns, rows }
}

fn text(record: &Value, field: &str) -> Cell {
    let text = record.get(field).and_then(Value::as_str).map(ToOwned::to_owned);
    text.map_or(Cell::Nothing, Cell::Text)
}

fn flag(record: &Value, field: &str) -> Cell {
    record.get(field).and_then(Value::as_bool).map_or(Cell::Nothing, Cell::Flag)
}

fn code(list: &CodeList, place: Option<Place>) -> Cell {
    let code = place.and_then(|place| list.codes.get(usize::from(place)));
    code.map_or(Cell::Nothing, |code| Cell::Text(code.code.to_owned()))
}

fn codes(list: &CodeList, set: Set) -> Cell {
    let places = (0..).zip(list.spellings());
    let held: Vec<&str> =
        places.filter(|(place, _)| set.has(*place)).map(|(_, code)| code).collect();
    if held.is_empty() { Cell::Nothing } else { Cell::Text(held.join(BETWEEN)) }
}

fn camera(camera: Camera) -> Cell {
    let word = match camera {
        Camera::NotSaid => return Cell::Nothing,
        Camera::NotWorn => "not_worn",
        Camera::Worn => "worn",
        Camera::Activated => "activated",
    };
    Cell::Text(word.to_owned())
}
