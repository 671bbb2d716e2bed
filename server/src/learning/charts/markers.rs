//! How long the register's markers have warned already.

use tabard_core::ids::Millis;

use super::parts::{bar, sorted, table};
use crate::hub::{Hub, HubError};
use crate::learning::chart::{Chart, said};
use crate::learning::svg::{Bar, bars};
use crate::learning::view::{View, name};

/// The bands, each with the first day that is beyond it.
const BANDS: [(&str, i64); 5] = [
    ("days_45", 45),
    ("months_6", 183),
    ("months_12", 365),
    ("years_2", 730),
    ("longer", i64::MAX),
];

/// Since when a marker has been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkerAge(pub Millis);

impl MarkerAge {
    /// Those of the markers that warn now.
    ///
    /// # Errors
    /// Storage errors.
    pub fn of_warning(hub: &Hub) -> Result<Vec<Self>, HubError> {
        let warning =
            hub.markers(|one| one.status.is_some_and(tabard_core::model::marker::Status::warns))?;
        Ok(warning.into_iter().filter_map(|one| one.since).map(Self).collect())
    }
}

pub(super) fn chart(view: &View<'_>, markers: &[MarkerAge]) -> Chart {
    let mut counts = vec![0_u64; BANDS.len()];
    for MarkerAge(since) in markers {
        let days = view.now.0.saturating_sub(since.0).max(0) / 86_400_000;
        let band = BANDS.iter().position(|(_, beyond)| days < *beyond);
        if let Some(count) = band.and_then(|band| counts.get_mut(band)) {
            *count += 1;
        }
    }
    let parts = view.parts_of(&counts);
    let label = |at: usize| {
        BANDS.get(at).map_or_else(String::new, |(key, _)| view.text(&format!("markers.{key}")))
    };
    // In the order of age, not of number.
    let mut all = sorted(view, &parts, label);
    all.sort_by_key(|part| (0..BANDS.len()).position(|at| label(at) == part.label).unwrap_or(9));
    let title = view.text("markers.title");
    let whole = said(view.words, parts.whole);
    let sentence = view.fill("markers.sentence", &[("whole", &whole)]);
    let drawn: Vec<Bar> = all.iter().map(|part| bar(part, parts.whole, 0)).collect();
    let svg = bars(("markers", &title, &sentence), &drawn, &[]);
    let mut table = table(view, "markers.age", &all, parts.whole);
    table.head = ["age", "count", "share"].map(|key| view.text(&format!("markers.{key}"))).into();
    if let Some(all) = table.rows.last_mut().and_then(|row| row.first_mut()) {
        *all = name(&view.text("markers.all"));
    }
    let mut notes = vec![view.text("markers.note")];
    notes.extend(view.notes(&["note.rest"]).into_iter().filter(|note| *note != view.period()));
    Chart { name: "markers", title, sentence, table, notes, svg }
}
