//! Erasing what is due: who asks chooses and says why, somebody else approves, and then the same form
//! erases, once. What was erased stays as its certificate.

use axum::extract::{Form as Fields, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::Value;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use super::{Fault, shown};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::approvals::{self, Act, listed};
use crate::console::page::form::Form;
use crate::console::page::frame::download;
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted_long, visit};
use crate::host::{entropy, now};
use crate::hub::Hub;
use crate::retention::{EraseFault, People, Settings, erasable, erase};
use crate::said::words as said;

/// What the field of a report that is chosen begins with.
pub(super) const CHOSEN: &str = "erase-";

/// A certificate, as it is listed.
pub(super) struct Certificate {
    pub(super) hash: String,
    pub(super) when: String,
    pub(super) reports: String,
    pub(super) by: String,
}

/// What came of a form.
enum Came {
    Erased,
    Asked,
    Wrong(Fault),
}

/// `POST /retention/erase`.
pub(super) async fn order(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let path = "/retention/erase".to_owned();
    let form = Form::new(fields);
    posted_long(console, &headers, Right::Retention, path, form, move |visit, form| match ordered(
        visit,
        &shared.retention,
        form,
    )? {
        Came::Erased => Ok(see_other("/retention?done=erased")),
        Came::Asked => Ok(see_other("/approvals")),
        Came::Wrong(fault) => shown(visit, &shared.retention, form, &[fault]),
    })
    .await
}

fn ordered(visit: &mut Visit<'_>, settings: &Settings, form: &Form) -> Result<Came, Trouble> {
    let wrong = |key| Ok(Came::Wrong(("erase", key)));
    if !visit.showed(form) {
        return wrong("console.fault.again");
    }
    let chosen: Vec<RecordId> = form
        .kept()
        .iter()
        .filter_map(|(field, _)| field.strip_prefix(CHOSEN)?.parse().ok())
        .collect();
    if chosen.is_empty() {
        return wrong("console.retention.fault.none_chosen");
    }
    visit.hub.take_in(now(), &mut entropy())?;
    let items = match erasable(visit.hub, settings, &chosen, visit.now) {
        Ok(items) => items,
        Err(fault) => return refused(fault),
    };
    let ids: Vec<RecordId> = items.iter().map(|item| item.record).collect();
    let act = Act::erasing(&items);
    let Some(approved) = approvals::take(visit, &act)? else {
        let asked =
            approvals::ask(visit, &act, &listed(visit.words, &items), form.typed("erase_why"))?;
        return Ok(match asked {
            Ok(_) => Came::Asked,
            Err(fault) => Came::Wrong(("erase_why", fault.key())),
        });
    };
    let by = visit.who.name.clone();
    let people = People { ordered_by: &by, approved_by: &approved.by, why: &approved.why };
    match erase(visit.hub, settings, &ids, &people, now(), &mut entropy()) {
        Ok(_) => Ok(Came::Erased),
        Err(fault) => refused(fault),
    }
}

fn refused(fault: EraseFault) -> Result<Came, Trouble> {
    let key = match fault {
        EraseFault::Hub(error) => return Err(error.into()),
        EraseFault::TooMany => "console.retention.fault.too_many",
        EraseFault::NotErasable { .. } | EraseFault::Nothing | EraseFault::People => {
            "console.retention.fault.not_erasable"
        }
    };
    Ok(Came::Wrong(("erase", key)))
}

/// `GET /retention/certificates/{hash}.json`.
pub(super) async fn certificate(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Response {
    visit(console, &headers, Right::Retention, move |visit| -> Answer {
        let certificates = visit.hub.certificates()?;
        let wanted = file.strip_suffix(".json").ok_or(Trouble::NotFound)?;
        let found = certificates.into_iter().find(|(hash, _)| hash.to_string() == wanted);
        let (_, text) = found.ok_or(Trouble::NotFound)?;
        visit.note(ReadingAct::ViewedRetention, None)?;
        let name = format!("erasure-{}.json", wanted.get(..12).unwrap_or_default());
        Ok(download("application/json", &name, text))
    })
    .await
}

/// What was erased, the newest first.
pub(super) fn certificates(hub: &Hub, words: &Words) -> Result<Vec<Certificate>, Trouble> {
    let mut all: Vec<_> = hub
        .certificates()?
        .into_iter()
        .filter_map(|(hash, text)| {
            let says: Value = serde_json::from_str(&text).ok()?;
            let part =
                |name: &str| says.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let at: Timestamp = part("ordered_at").parse().ok()?;
            let reports = says.get("erased").and_then(Value::as_array).map_or(0, Vec::len);
            let (by, approved_by) = (part("ordered_by"), part("approved_by"));
            let names = [("by", by.as_str()), ("approved_by", approved_by.as_str())];
            let certificate = Certificate {
                hash: hash.to_string(),
                when: said::moment(words, Millis(at.as_millisecond())),
                reports: words
                    .counted("console.data.reports", u64::try_from(reports).unwrap_or(u64::MAX)),
                by: words.fill("console.retention.certificate_by", &names),
            };
            Some((at, certificate))
        })
        .collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(all.into_iter().map(|(_, certificate)| certificate).collect())
}
