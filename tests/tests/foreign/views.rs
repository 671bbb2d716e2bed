//! What a phone sees, as JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use tabard_ffi::{
    AttachmentView, BytesAt, Change, Conflict, Edit, FieldValue, ListRequest, ReportState,
    ReportView, Stated, Value, Version,
};

use super::{Outcome, Phone, code, text};

impl Phone {
    /// What it sees at a step that looks.
    pub fn sees(&self, step: &Json, names: &BTreeMap<String, String>) -> Outcome<Json> {
        let record = || names[text(step, "record")].clone();
        match text(step, "what") {
            "attachment" => Ok(attachment(code(self.device.attachment(record()))?)),
            "bytes" => self.bytes(record()),
            "history" => {
                let versions = code(self.device.history(record()))?;
                Ok(versions.into_iter().map(version).collect())
            }
            "json" => {
                let json = code(self.device.record_json(record()))?;
                Ok(serde_json::from_str(&json).expect("a record is JSON"))
            }
            "list" => self.listed(step),
            "report" => Ok(report(code(self.device.report(record()))?)),
            "status" => self.status(),
            other => panic!("nobody looks at {other}"),
        }
    }

    fn bytes(&self, attachment: String) -> Outcome<Json> {
        let bytes = code(self.device.view_attachment(Self::opening(attachment)))?;
        let step = json!({ "bytes": bytes.len() });
        Ok(json!({ "length": bytes.len(), "as_attached": bytes == super::bytes(&step) }))
    }

    fn listed(&self, step: &Json) -> Outcome<Json> {
        let request = ListRequest {
            words: step["words"].as_str().map(str::to_owned),
            own: None,
            unsent: None,
            draft: None,
            unfinished: None,
            from_ms: None,
            until_ms: None,
            incident_type: None,
            after: None,
            most: 100,
        };
        let page = code(self.device.list(request))?;
        let one = |one: tabard_ffi::ListedReport| json!({ "record": one.summary.id, "title": one.summary.title });
        Ok(page.reports.into_iter().map(one).collect())
    }

    fn status(&self) -> Outcome<Json> {
        let status = code(self.device.status())?;
        Ok(json!({
            "device": status.device,
            "region": status.region,
            "roles": status.roles,
            "waiting": status.waiting,
            "refused": status.refused,
            "drafts": status.drafts,
            "sending": status.transfers.sending,
            "may_be_read": !status.lease.ended,
        }))
    }
}

fn report(view: ReportView) -> Json {
    let state = match view.summary.state {
        ReportState::SavedOnThisPhone => "saved_on_this_phone".to_owned(),
        ReportState::HeldByEdge => "held_by_edge".to_owned(),
        ReportState::HeldByRegion => "held_by_region".to_owned(),
        ReportState::Answered { status } => status,
    };
    json!({
        "id": view.summary.id,
        "title": view.summary.title,
        "state": state,
        "stands": view.summary.stands,
        "unsent": view.summary.unsent,
        "unread": view.summary.unread,
        "own": view.summary.own,
        "withdrawn": view.summary.withdrawn,
        "by": view.summary.by,
        "draft": drafted(view.draft),
        "conflicts": view.conflicts.into_iter().map(conflict).collect::<Json>(),
        "open_questions": view.open_questions.len(),
        "writers": view.writers.len(),
    })
}

fn attachment(view: AttachmentView) -> Json {
    let bytes = match view.bytes {
        BytesAt::NotHere => "not_here",
        BytesAt::Sending { .. } => "sending",
        BytesAt::Fetching { .. } => "fetching",
        BytesAt::Held => "held",
    };
    let mut custody = view.custody;
    custody.sort_by(|one, other| one.action.cmp(&other.action));
    let custody = custody.into_iter().map(|line| json!({ "action": line.action, "by": line.by }));
    json!({
        "id": view.id,
        "record": view.record,
        "bytes": bytes,
        "own": view.own,
        "by": view.by,
        "fields": fields(view.fields),
        "custody": custody.collect::<Json>(),
    })
}

/// What a person disagrees on: in no order, since which of them shows is chance.
fn conflict(one: Conflict) -> Json {
    let stated = |one: Stated| json!({ "value": scalar(&one.value), "by": one.by });
    let mut values: Vec<_> = one.values.into_iter().map(stated).collect();
    values.sort_by_key(|stated| stated["value"].to_string());
    json!({ "path": one.path, "values": values })
}

fn version(one: Version) -> Json {
    let mut changes: Vec<_> = one.changes.into_iter().map(change).collect();
    changes.retain(|change| !text(change, "path").starts_with("edits/"));
    changes.sort_by_key(|change| text(change, "path").to_owned());
    json!({ "by": one.by, "at": one.at, "changes": changes })
}

fn change(one: Change) -> Json {
    let said = |value: Option<Value>| value.as_ref().map_or(Json::Null, scalar);
    json!({
        "path": one.path,
        "before": said(one.before),
        "after": said(one.after),
        "settled": one.settled,
    })
}

fn scalar(value: &Value) -> Json {
    match value {
        Value::Flag { on } => json!(on),
        Value::Whole { number } => json!(number),
        Value::Text { text } => json!(text),
    }
}

/// The custody log is shown beside them.
fn fields(mut fields: Vec<FieldValue>) -> Json {
    fields.retain(|one| !one.path.starts_with("custody/"));
    Json::Object(fields.into_iter().map(|one| (one.path, scalar(&one.value))).collect())
}

fn drafted(edits: Vec<Edit>) -> Json {
    let edit = |one: Edit| (one.path, one.value.as_ref().map_or(Json::Null, scalar));
    Json::Object(edits.into_iter().map(edit).collect::<Map<_, _>>())
}
