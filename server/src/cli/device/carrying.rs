//! What a sync says of the outboxes of others.

use serde_json::{Value, json};
use tabard_core::client::Carried;

use crate::cli::words::counted;

/// For each outbox that was carried.
pub(super) fn figures(carried: &[Carried]) -> Value {
    let one = |load: &Carried| {
        let problem = load.problem.as_ref();
        json!({
            "device": load.owner.map(|owner| owner.to_string()),
            "newly_held": load.newly_held,
            "reports": load.records.len(),
            "waiting": load.waiting,
            "problem": problem.map(|one| json!({ "code": one.code, "what_to_do": one.what_to_do })),
        })
    };
    carried.iter().map(one).collect()
}

/// Lines to follow those of the device's own.
pub(super) fn words(carried: &[Carried]) -> String {
    let mut lines = String::new();
    let reports: usize = carried.iter().map(|load| load.records.len()).sum();
    if reports > 0 {
        let changes = counted(carried.iter().map(|load| load.newly_held).sum(), "change");
        let reports = counted(reports as u64, "report");
        lines.push_str(&format!(
            "\nCarried for others: {changes} of {reports}, held by the region now. They cannot be read here."
        ));
    }
    for load in carried {
        if let Some(problem) = &load.problem {
            let changes = counted(load.waiting, "change");
            lines
                .push_str(&format!("\n{changes} of somebody else's left: {}.", problem.what_to_do));
        }
    }
    lines
}
