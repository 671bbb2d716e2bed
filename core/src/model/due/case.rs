//! What the hub's case makes due: asking the police again, and looking at an action again.

use jiff::civil::Date;
use serde_json::Value;

use super::moment::Moment;
use super::{Due, What, day, items, said};
use crate::model::case;

pub(super) fn due(case: &Value) -> Vec<Due> {
    let police = items(case, "police").filter_map(|(id, one)| {
        let on = day(one, "chase_on")?;
        Some(on_day(What::ChasePolice, id, on).done(is_over(one)))
    });
    let actions = items(case, "actions").filter_map(|(id, one)| {
        let on = day(one, "review_on").or_else(|| day(one, "expires_on"))?;
        Some(on_day(What::ReviewAction, id, on).done(case::is_over(one)))
    });
    police.chain(actions).collect()
}

fn on_day(what: What, id: &str, day: Date) -> Due {
    Due::new(what, Some(id), Moment::greenwich().on(day))
}

/// Whether the police said how it ended.
fn is_over(police: &Value) -> bool {
    said(police, "status") == Some("closed")
        || said(police, "outcome").is_some_and(|outcome| outcome != "not_yet")
}
