//! What somebody did at the hub, as its audit tells it.

/// One thing that the audit tells: a code of the list `reading`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadingAct {
    /// They signed in.
    SignedIn,
    /// They signed out.
    SignedOut,
    /// They asked for a page that is not theirs.
    Refused,
    /// They were shown a list of reports.
    Listed,
    /// They searched the reports by words.
    Searched,
    /// They were shown a report.
    ViewedReport,
    /// They were shown who changed what in a report.
    ViewedHistory,
    /// They were shown an attachment.
    ViewedAttachment,
    /// They were shown a marker, or a list of markers.
    ViewedMarker,
    /// They took something out as a file.
    Exported,
    /// They made a pack of evidence.
    MadeEvidence,
    /// They gave out what is held about a person.
    Disclosed,
    /// They answered a report.
    Answered,
    /// They were shown this audit.
    ViewedAudit,
    /// They were shown what is due to be erased.
    ViewedRetention,
    /// They laid a hold on a record.
    Held,
    /// They ended a hold.
    Released,
    /// They erased a record.
    Erased,
}

impl ReadingAct {
    /// Each, in the order of the list.
    pub const ALL: [Self; 18] = [
        Self::SignedIn,
        Self::SignedOut,
        Self::Refused,
        Self::Listed,
        Self::Searched,
        Self::ViewedReport,
        Self::ViewedHistory,
        Self::ViewedAttachment,
        Self::ViewedMarker,
        Self::Exported,
        Self::MadeEvidence,
        Self::Disclosed,
        Self::Answered,
        Self::ViewedAudit,
        Self::ViewedRetention,
        Self::Held,
        Self::Released,
        Self::Erased,
    ];

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::Refused => "refused",
            Self::Listed => "listed",
            Self::Searched => "searched",
            Self::ViewedReport => "viewed_report",
            Self::ViewedHistory => "viewed_history",
            Self::ViewedAttachment => "viewed_attachment",
            Self::ViewedMarker => "viewed_marker",
            Self::Exported => "exported",
            Self::MadeEvidence => "made_evidence",
            Self::Disclosed => "disclosed",
            Self::Answered => "answered",
            Self::ViewedAudit => "viewed_audit",
            Self::ViewedRetention => "viewed_retention",
            Self::Held => "held",
            Self::Released => "released",
            Self::Erased => "erased",
        }
    }

    /// The one with a code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::ReadingAct;
    use crate::model::codes::READING;

    #[test]
    fn it_is_the_list_of_codes() {
        let ours: Vec<_> = ReadingAct::ALL.into_iter().map(ReadingAct::code).collect();
        let listed: Vec<_> = READING.codes.iter().map(|one| one.code).collect();
        assert_eq!(ours, listed);
        assert!(ReadingAct::ALL.into_iter().all(|act| ReadingAct::of(act.code()) == Some(act)));
    }
}
