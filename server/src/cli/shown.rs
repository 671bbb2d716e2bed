//! A report with all that is known of it, as a device or the hub shows it.

use serde_json::{Value, json};
use tabard_core::client::{Attachment, Incident, Naming, PossibleDuplicate, RecordView};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::due::Due;
use tabard_core::model::missing::Missing;
use tabard_core::model::{RecordKind, conversation, is_withdrawn, title};
use tabard_core::words::Words;

use super::names::Names;
use super::table::aligned;
use super::{pick, readable, reminders, shown_attachment, shown_record, shown_talk, words};
use crate::said::report::{linked, withdrawn};

/// What has a place of its own, and is no row among the fields.
const APART: [&str; 6] =
    ["replies", "crew", "withdrawn", "withdrawn_reason", "withdrawn_at", "duplicate_of"];

/// So many reports that may be of the same event are named.
const MOST_ALIKE: usize = 3;

/// A report with what is about it.
pub(super) struct Shown {
    /// The report and its answer.
    pub(super) incident: Incident,
    /// The accounts of it that can be read here.
    pub(super) accounts: Vec<RecordView>,
    /// Its attachments.
    pub(super) attachments: Vec<Attachment>,
    /// What is worth filling in by whoever reads this.
    pub(super) missing: Vec<Missing>,
    /// What is due and not done, of whoever reads this.
    pub(super) due: Vec<Due>,
    /// The reports that it is linked to, or may be of one event with.
    pub(super) alike: Vec<Alike>,
    /// What its devices are called.
    pub(super) names: Names,
    /// Now, by the clock of whoever reads this.
    pub(super) now: Millis,
}

/// Another report of the same event.
pub(super) struct Alike {
    /// The report.
    pub(super) id: RecordId,
    /// What kind of thing it tells; empty where it is not here.
    pub(super) title: String,
    /// Why it is offered, in the words for programs; empty where a person linked it.
    pub(super) reasons: Vec<&'static str>,
}

/// The other reports of its event: those that it is linked to, and those that may be of it;
/// `titled` gives the title of one.
pub(super) fn alike(
    incident: &Incident,
    possible: &[PossibleDuplicate],
    titled: impl Fn(RecordId) -> String,
) -> Vec<Alike> {
    let linked = linked(incident).into_iter().map(|id| (id, Vec::new()));
    let possible = possible
        .iter()
        .map(|one| (one.id, one.resemblance.reasons.iter().map(|one| one.code()).collect()));
    let all = linked.chain(possible);
    all.map(|(id, reasons)| Alike { id, title: titled(id), reasons }).collect()
}

impl Shown {
    pub(super) fn json(&self) -> Value {
        let (incident, summary) = (&self.incident, &self.incident.summary);
        let alike = |linked: bool| {
            let these = self.alike.iter().filter(move |one| one.reasons.is_empty() == linked);
            these.map(|one| json!({ "id": one.id.to_string(), "reasons": one.reasons }))
        };
        json!({
            "id": summary.id.to_string(),
            "state": summary.state.word(),
            "withdrawn": is_withdrawn(&summary.report),
            "unsent": summary.unsent,
            "own": summary.own,
            "started_at": summary.started_at.rfc3339(),
            "changed_at": summary.changed_at.rfc3339(),
            "report": summary.report,
            "answer": incident.answer,
            "open_questions": conversation::open_questions(&summary.report, &incident.answer),
            "accounts": self.accounts.iter().map(shown_record::json).collect::<Vec<_>>(),
            "attachments": self.attachments.iter().map(shown_attachment::json).collect::<Vec<_>>(),
            "linked": alike(true).collect::<Vec<_>>(),
            "possible_duplicates": alike(false).collect::<Vec<_>>(),
            "missing": self.missing.iter().map(|one| one.field).collect::<Vec<_>>(),
            "due": self
                .due
                .iter()
                .map(|one| reminders::json(one, summary.id, self.now))
                .collect::<Vec<_>>(),
            "unread": summary.unread,
            "writers": incident.writers,
            "draft": incident.draft,
            "refused": incident.refused,
        })
    }

    pub(super) fn words(&self, words: &Words) -> String {
        let (incident, report) = (&self.incident, &self.incident.summary.report);
        let fields = |record: &Value, apart: &[&str], kind| {
            readable::record_without(words, kind, record, apart, &self.names)
        };
        let mut parts = vec![
            format!("{}\n{}", incident.summary.id, title(words, report)),
            self.at_the_top(words),
            fields(report, &APART, RecordKind::Incident),
        ];
        if !incident.answer.is_null() {
            let apart = ["incident", "messages", "duplicate_of"];
            let answer = fields(&incident.answer, &apart, RecordKind::Followup);
            parts.push(under(words, "shown.answer", &answer));
        }
        let said = shown_talk::said(words, report, &incident.answer);
        parts.push(under(words, "shown.said", &said));
        if !incident.draft.is_empty() {
            let draft = fields(&json!(incident.draft), &[], RecordKind::Incident);
            parts.push(under(words, "shown.draft", &draft));
        }
        if !incident.refused.is_empty() {
            parts.push(words.counted("shown.refused", incident.refused.len() as u64));
        }
        let accounts = self.accounts.iter();
        parts.extend(accounts.map(|one| {
            format!("{}\n{}", words.text("shown.account"), shown_record::account(words, one))
        }));
        parts.push(under(words, "shown.attachments", &self.attachments(words)));
        parts.push(under(words, "shown.same_event", &self.alike(words)));
        let due: Vec<_> = self.due.iter().map(|one| reminders::row(words, one, self.now)).collect();
        parts.push(under(words, "shown.to_do", &indented(&aligned(&due))));
        parts.push(self.missing(words));
        parts.push(self.people(words));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    /// What nobody may overlook: taken back, asked, and how the reporter wants to be known.
    fn at_the_top(&self, words: &Words) -> String {
        let summary = &self.incident.summary;
        let report = &summary.report;
        let text = |name: &str| report.get(name).and_then(Value::as_str);
        let mut lines = withdrawn(words, report);
        lines.push(summary.state.said(words, Kind::Incident, summary.unsent));
        let open = conversation::open_questions(report, &self.incident.answer).len() as u64;
        // Nobody waits for it once the report is closed.
        if open > 0 && summary.state.word() != "closed" {
            lines.push(words.counted("shown.questions_open", open));
        }
        if let Some(naming) = text("naming").filter(|_| Naming::of(report) != Naming::Named) {
            let question = words.field(RecordKind::Incident.name(), "naming");
            lines.push(format!("{question} {}.", words.label("naming", naming)));
        }
        let (since, changed) =
            (words::moment(words, summary.started_at), words::moment(words, summary.changed_at));
        lines.push(words.fill("shown.here_since", &[("since", &since), ("changed", &changed)]));
        lines.join("\n")
    }

    fn attachments(&self, words: &Words) -> String {
        match self.attachments.is_empty() {
            true => String::new(),
            false => indented(&shown_attachment::lines(words, &self.attachments)),
        }
    }

    fn alike(&self, words: &Words) -> String {
        let row = |one: &Alike| {
            let reasons: Vec<_> = one
                .reasons
                .iter()
                .map(|code| words.text(&format!("likeness.{code}")).to_owned())
                .collect();
            let why = match reasons.is_empty() {
                true => words.text("shown.linked").to_owned(),
                false => format!("{}?", reasons.join(", ")),
            };
            vec![pick::short(one.id), why, one.title.clone()]
        };
        let shown = self.alike.iter().filter(|one| one.reasons.is_empty());
        let offered = self.alike.iter().filter(|one| !one.reasons.is_empty()).take(MOST_ALIKE);
        indented(&aligned(&shown.chain(offered).map(row).collect::<Vec<_>>()))
    }

    fn missing(&self, words: &Words) -> String {
        match self.missing.len() as u64 {
            0 => String::new(),
            count => {
                let text = words.counted("shown.worth_filling_in", count);
                format!("{text}: tabard device missing {}", pick::short(self.incident.summary.id))
            }
        }
    }

    /// The crew, where the reporter lets it be named, and who wrote.
    fn people(&self, words: &Words) -> String {
        let incident = &self.incident;
        if incident.writers.is_empty() {
            return words.text("shown.writers_not_told").to_owned();
        }
        let crew = shown_talk::crew(words, &incident.summary.report);
        let writers: Vec<_> =
            incident.writers.iter().map(|one| self.names.said(words, one)).collect();
        let writers = words.fill("shown.writers", &[("writers", &writers.join(", "))]);
        match under(words, "shown.crew", &crew) {
            crew if crew.is_empty() => writers,
            crew => format!("{crew}\n\n{writers}"),
        }
    }
}

/// A part with its heading; nothing where there is nothing in it.
fn under(words: &Words, heading: &str, part: &str) -> String {
    match part.is_empty() {
        true => String::new(),
        false => format!("{}\n{part}", words.text(heading)),
    }
}

fn indented(table: &str) -> String {
    table.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use tabard_core::client::{ReportState, Summary};
    use tabard_core::words::Language;

    use super::*;

    fn shown(report: Value, answer: Value) -> Shown {
        let summary = Summary {
            id: RecordId::new([7; 16]),
            state: ReportState::Answered("being_looked_at".to_owned()),
            unsent: 0,
            draft: false,
            unread: false,
            own: true,
            by: None,
            started_at: Millis(0),
            changed_at: Millis(0),
            report,
        };
        let incident = Incident {
            summary,
            draft: Default::default(),
            answer,
            writers: vec!["aa".to_owned()],
            refused: Vec::new(),
        };
        Shown {
            incident,
            accounts: Vec::new(),
            attachments: Vec::new(),
            missing: Vec::new(),
            due: Vec::new(),
            alike: vec![Alike {
                id: RecordId::new([8; 16]),
                title: "Near miss".to_owned(),
                reasons: vec!["same_cad_number"],
            }],
            names: Names::default(),
            now: Millis(0),
        }
    }

    #[test]
    fn what_nobody_may_overlook_is_said_first() {
        let report = json!({
            "callsign": "YA214",
            "naming": "confidential",
            "withdrawn": true,
            "withdrawn_at": "2026-11-24T02:00:00Z",
            "withdrawn_reason": "Another job.",
        });
        let answer = json!({ "messages": [{ "id": "m1", "text": "Which?", "question": true }] });
        let shown = shown(report, answer);
        let text = shown.words(Words::english());
        let (top, fields) = text.split_once("YA214").unwrap();
        for first in ["Taken back", "Another job.", "not answered yet", "Only who has to know"] {
            assert!(top.contains(first), "{first} is not first in\n{text}");
        }
        assert!(!fields.contains("withdrawn"), "{text}");
        let json = shown.json();
        assert_eq!((&json["withdrawn"], &json["open_questions"]), (&json!(true), &json!(["m1"])));
        assert_eq!(json["possible_duplicates"][0]["reasons"], json!(["same_cad_number"]));
    }

    #[test]
    fn what_is_not_there_takes_no_heading() {
        let mut shown = shown(json!({ "callsign": "YA214" }), Value::Null);
        shown.alike.clear();
        let welsh = Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap();
        let text = shown.words(&welsh);
        for heading in ["said", "crew", "attachments", "same_event", "to_do", "answer", "withdrawn"]
        {
            let heading = welsh.text(&format!("shown.{heading}")).to_owned();
            assert!(!text.lines().any(|line| line == heading), "{heading} in\n{text}");
        }
    }
}
