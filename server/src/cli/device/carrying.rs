//! What a sync says of the outboxes of others.

use serde_json::{Value, json};
use tabard_core::client::Carried;
use tabard_core::words::Words;

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
pub(super) fn words(words: &Words, carried: &[Carried]) -> Vec<String> {
    let mut lines = Vec::new();
    let reports: usize = carried.iter().map(|load| load.records.len()).sum();
    if reports > 0 {
        let changes = carried.iter().map(|load| load.newly_held).sum();
        let changes = words.counted("counts.change", changes);
        let reports = words.counted("counts.report", reports as u64);
        let values = [("changes", &*changes), ("reports", &*reports)];
        lines.push(words.fill("sync.carried", &values));
    }
    for load in carried {
        if let Some(problem) = &load.problem {
            let changes = words.counted("counts.change", load.waiting);
            let what_to_do = words.advice(&problem.what_to_do);
            let values = [("changes", &*changes), ("what_to_do", what_to_do)];
            lines.push(words.fill("sync.others_left", &values));
        }
    }
    lines
}
