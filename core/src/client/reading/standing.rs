//! Where a record stands, as one would say it.

use crate::client::ReportState;
use crate::entry::Kind;
use crate::model::codes::{FOLLOWUP_STATUS, WELLBEING_STATUS};
use crate::words::Words;

impl ReportState {
    /// Where a record of a kind stands, with so many changes of this device that the region does
    /// not hold yet.
    #[must_use]
    pub fn said(&self, words: &Words, kind: Kind, unsent: u64) -> String {
        let stands = self.said_alone(words, kind);
        match (self, unsent) {
            (Self::SavedOnThisPhone | Self::HeldByEdge, _) | (_, 0) => stands,
            (_, changes) => format!("{stands} {}", words.counted("states.unsent", changes)),
        }
    }

    /// The same without what waits. An account is read with its incident and answered seldom; a
    /// request for support goes to others than a report.
    #[must_use]
    pub fn said_alone(&self, words: &Words, kind: Kind) -> String {
        let key = match (self, kind) {
            (Self::SavedOnThisPhone, Kind::Wellbeing) => "states.support_saved",
            (Self::SavedOnThisPhone, _) => "states.saved_on_this_phone",
            (Self::HeldByEdge, _) => "states.held_by_edge",
            (Self::HeldByRegion, Kind::Wellbeing) => "states.support_held",
            (Self::HeldByRegion, Kind::Account) => "states.account_held",
            (Self::HeldByRegion, _) => "states.held_by_region",
            (Self::Answered(status), kind) => {
                let list = match kind {
                    Kind::Wellbeing => WELLBEING_STATUS.name,
                    _ => FOLLOWUP_STATUS.name,
                };
                let status = words.label(list, status);
                return words.fill("states.answered", &[("status", status)]);
            }
        };
        words.text(key).to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn answered(status: &str) -> ReportState {
        ReportState::Answered(status.to_owned())
    }

    #[test]
    fn states_are_sentences() {
        let words = Words::english();
        let saved = ReportState::SavedOnThisPhone.said(words, Kind::Incident, 2);
        assert_eq!(saved, "Saved on this phone. Not held by the region yet.");
        let held = ReportState::HeldByRegion.said(words, Kind::Incident, 1);
        assert!(held.ends_with("One change waits to be sent."));
        let seen = answered("being_looked_at").said(words, Kind::Incident, 0);
        assert_eq!(seen, "Being looked at.");
    }

    #[test]
    fn support_and_accounts_stand_elsewhere_than_reports() {
        let said = |kind| ReportState::HeldByRegion.said(Words::english(), kind, 0);
        assert_ne!(said(Kind::Wellbeing), said(Kind::Incident));
        assert_ne!(said(Kind::Account), said(Kind::Incident));
    }

    #[test]
    fn states_are_sentences_in_welsh_too() {
        let welsh = Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap();
        let said = answered("being_looked_at").said(&welsh, Kind::Incident, 2);
        assert_eq!(said, "Yn cael ei ystyried. Mae dau newid yn aros i gael eu hanfon.");
        assert_eq!(answered("beamed_up").said(&welsh, Kind::Incident, 0), "beamed_up.");
    }
}
