//! What marks a report in a list.

use tabard_core::client::Summary;
use tabard_core::model::is_withdrawn;
use tabard_core::words::Words;

/// What a person is to see of a report at once: that it has news, was taken back, or holds
/// something that was typed and not saved.
pub(super) fn marks(words: &Words, report: &Summary) -> String {
    let marks = [
        (report.unread, "shown.new"),
        (is_withdrawn(&report.report), "shown.taken_back"),
        (report.draft, "shown.typed"),
    ];
    let said = marks.into_iter().filter(|(so, _)| *so).map(|(_, mark)| words.text(mark));
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tabard_core::client::ReportState;
    use tabard_core::ids::{Millis, RecordId};

    use super::*;

    #[test]
    fn a_line_says_what_was_taken_back_and_what_is_not_saved() {
        let mut report = Summary {
            id: RecordId::new([7; 16]),
            state: ReportState::HeldByRegion,
            unsent: 0,
            draft: true,
            unread: true,
            own: true,
            by: None,
            started_at: Millis(0),
            changed_at: Millis(0),
            report: json!({ "withdrawn": true }),
        };
        let words = Words::english();
        assert_eq!(marks(words, &report), "new, taken back, typed and not saved");
        (report.draft, report.unread, report.report) = (false, false, json!({}));
        assert_eq!(marks(words, &report), "");
    }
}
