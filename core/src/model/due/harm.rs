//! Harm, asked three times of each member of staff: each answer has a field of its own, so that a
//! later one never replaces an earlier.

use serde_json::Value;

use super::moment::Moment;
use super::{Due, What, items, said};

/// The scale of LFPSE is asked at once, after 72 hours and after 28 days (S66).
const ASKED: [(What, u16, &str, &str); 3] = [
    (What::HarmAtOnce, 0, "physical_harm_0h", "psych_harm_0h"),
    (What::HarmAfter72Hours, 72, "physical_harm_72h", "psych_harm_72h"),
    (What::HarmAfter28Days, 28 * 24, "physical_harm_28d", "psych_harm_28d"),
];

pub(super) fn due(report: &Value, accident: &Moment) -> Vec<Due> {
    items(report, "staff").flat_map(|(id, staff)| of_one(id, staff, accident)).collect()
}

fn of_one(id: &str, staff: &Value, accident: &Moment) -> Vec<Due> {
    let mut due = Vec::new();
    for (what, hours, physical, psychological) in ASKED {
        let answered = [physical, psychological].map(|field| said(staff, field));
        let done = answered.iter().all(Option::is_some);
        due.push(Due::new(what, Some(id), accident.hours_later(hours)).done(done));
        if answered.contains(&Some("fatal")) {
            break;
        }
    }
    due
}
