//! Support that has its time: TRiM no sooner than 72 hours after, and again after 28 days (S95).

use jiff::Timestamp;
use serde_json::Value;

use super::moment::moment_of;
use super::{Clocks, Due, What, When, items};

const TRIM: [(What, u16, &str); 2] =
    [(What::TrimAfter72Hours, 72, "trim_72h"), (What::TrimAfter28Days, 28 * 24, "trim_28d")];

pub(super) fn due(request: &Value, now: Timestamp, clocks: &Clocks) -> Vec<Due> {
    let asked = request.get("support").and_then(Value::as_array).into_iter().flatten();
    let asked = asked.filter_map(Value::as_str);
    let offered = items(request, "offers").filter_map(|(_, offer)| offer.get("support")?.as_str());
    if !asked.chain(offered).any(|code| TRIM.iter().any(|(_, _, trim)| *trim == code)) {
        return Vec::new();
    }
    let began = moment_of(request, "occurred_at").or_else(|| moment_of(request, "asked_at"));
    match began {
        None => vec![Due::new(What::SayWhen, None, When::Now)],
        Some(began) if began.is_to_come(now, clocks.tolerance_minutes) => {
            vec![Due::new(What::TimeToCome, None, When::Now)]
        }
        Some(began) => TRIM
            .into_iter()
            .map(|(what, hours, code)| {
                Due::new(what, None, began.hours_later(hours)).done(is_over(request, code))
            })
            .collect(),
    }
}

/// Whether it was done or declined. Support is voluntary: who declines is not asked again.
fn is_over(request: &Value, code: &str) -> bool {
    let closed = request.get("status").and_then(Value::as_str) == Some("closed");
    closed
        || items(request, "offers").any(|(_, offer)| {
            let declined = offer.get("response").and_then(Value::as_str) == Some("declined");
            offer.get("support").and_then(Value::as_str) == Some(code)
                && (declined || offer.get("done_at").is_some())
        })
}
