//! What welfare writes: an answer, with what is offered and where it stands; and what came of an offer.
//! An answer is one entry, so that all of it arrives or nothing.

use axum::extract::{Form as Fields, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rand_core::Rng;
use serde_json::Value;
use tabard_core::client::ClientError;
use tabard_core::ids::RecordId;
use tabard_core::model::{Patch, RecordKind, Scalar, parse_edit};

use super::Shared;
use super::request::{Fault, items, named, shown, text};
use super::visit::{Answer, Trouble, Visit, posted};
use crate::host::entropy;
use crate::web::form::{Form, was};
use crate::web::see_other;

/// A sentence that is sent by one choice, and what it offers.
pub(super) struct Ready {
    /// How the form names it.
    pub(super) code: &'static str,
    offers: Option<&'static str>,
}

/// The sentences that are ready. Their words are in the words files, where a trust has its own.
pub(super) const READY: [Ready; 5] = [
    Ready { code: "received", offers: None },
    Ready { code: "call", offers: None },
    Ready { code: "message", offers: None },
    Ready { code: "meet", offers: None },
    Ready { code: "trim", offers: Some("trim_72h") },
];

impl Ready {
    /// The key of its sentence.
    pub(super) fn key(&self) -> String {
        format!("console.welfare.ready.{}", self.code)
    }
}

/// `POST /requests/{id}/answer`.
pub(super) async fn answer(
    State(welfare): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/requests/{id}/answer");
    posted(welfare, &headers, path, Form::new(fields), move |visit, form| {
        let request = named(visit, &id)?;
        if !visit.showed(form) {
            return shown(visit, request, form, &[("again", "")], false);
        }
        let view = visit.client.record(request)?.view;
        match patch_of(visit, &view, form) {
            Err(fault) => shown(visit, request, form, &[fault], false),
            Ok(patch) => saved(visit, request, form, &patch),
        }
    })
    .await
}

/// `POST /requests/{id}/offers/{item}`.
pub(super) async fn offer(
    State(welfare): State<Shared>,
    headers: HeaderMap,
    Path((id, item)): Path<(String, String)>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/requests/{id}/offers/{item}");
    posted(welfare, &headers, path, Form::new(fields), move |visit, form| {
        let request = named(visit, &id)?;
        if !visit.showed(form) {
            return shown(visit, request, &Form::default(), &[("again", "")], false);
        }
        let view = visit.client.record(request)?.view;
        if !items(&view, "offers").any(|one| text(one, "id") == item) {
            return Err(Trouble::NotFound);
        }
        let (mut patch, at) = (Patch::default(), format!("offers/{item}"));
        let response = form.said("response").map(Scalar::Text);
        let done = form.said("done").map(|_| Scalar::Text(visit.now.rfc3339()));
        for (field, value) in [("response", response), ("done_at", done)] {
            let Some(value) = value else { continue };
            if edit(&mut patch, &format!("{at}/{field}"), value).is_err() {
                let fault = ("note", "console.welfare.fault.unknown");
                return shown(visit, request, &Form::default(), &[fault], false);
            }
        }
        saved(visit, request, &Form::default(), &patch)
    })
    .await
}

fn saved(visit: &mut Visit<'_>, request: RecordId, form: &Form, patch: &Patch) -> Answer {
    let now = visit.now;
    match visit.client.edit(request, patch, now, &mut entropy()) {
        Ok(changed) => {
            visit.wrote |= changed;
            Ok(see_other(&format!("/requests/{request}?answered=1")))
        }
        Err(ClientError::TooLarge) => {
            shown(visit, request, form, &[("note", "console.welfare.fault.too_long")], false)
        }
        Err(error) => Err(error.into()),
    }
}

/// What an answer changes; what is wrong with it, where it says nothing or too much.
fn patch_of(visit: &Visit<'_>, view: &Value, form: &Form) -> Result<Patch, Fault> {
    let ready = form.said("ready");
    let ready = ready.and_then(|code| READY.iter().find(|one| one.code == code));
    let (status, old) = (form.said("status"), text(view, "status"));
    let status = status.filter(|status| status != old);
    // Somebody else moved it meanwhile: whoever only left the field as it was moves nothing back.
    let moved = form.typed(&was("status")) != old;
    let status = match status.filter(|status| !moved || *status != form.typed(&was("status"))) {
        Some(_) if moved => return Err(("status", "console.welfare.fault.moved")),
        status => status,
    };
    let sentences = [ready.map(|one| visit.words.text(&one.key()).to_owned()), form.said("note")];
    let message = sentences.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    let offers = ready.and_then(|one| one.offers).map(str::to_owned);
    let offers = offers.into_iter().chain(form.said("offer"));
    let offers: Vec<String> = offers.filter(|offered| !is_open(view, offered)).collect();
    if status.is_none() && message.is_empty() && offers.is_empty() {
        return Err(("note", "console.welfare.fault.nothing"));
    }
    // Without a role it would read as if who asked had said it.
    let role = form.said("role").unwrap_or_else(|| visit.role.to_owned());
    let (mut patch, at) = (Patch::default(), visit.now.rfc3339());
    if let Some(status) = status {
        let status = Scalar::Text(status);
        edit(&mut patch, "status", status).map_err(|()| ("status", UNKNOWN))?;
    }
    if !message.is_empty() {
        let item = format!("messages/m{:08x}", entropy().next_u32());
        edit(&mut patch, &format!("{item}/text"), Scalar::Text(message))
            .map_err(|()| ("note", "console.welfare.fault.too_long"))?;
        edit(&mut patch, &format!("{item}/at"), Scalar::Text(at.clone())).map_err(no_note)?;
        edit(&mut patch, &format!("{item}/from"), Scalar::Text(role.clone())).map_err(no_role)?;
    }
    for offered in offers {
        let item = format!("offers/o{:08x}", entropy().next_u32());
        edit(&mut patch, &format!("{item}/support"), Scalar::Text(offered))
            .map_err(|()| ("offer", UNKNOWN))?;
        edit(&mut patch, &format!("{item}/offered_at"), Scalar::Text(at.clone()))
            .map_err(no_note)?;
        edit(&mut patch, &format!("{item}/offered_by"), Scalar::Text(role.clone()))
            .map_err(no_role)?;
    }
    Ok(patch)
}

const UNKNOWN: &str = "console.welfare.fault.unknown";

const fn no_note((): ()) -> Fault {
    ("note", UNKNOWN)
}

const fn no_role((): ()) -> Fault {
    ("role", "console.welfare.fault.too_long")
}

/// Whether the same is offered already and nothing came of it yet.
fn is_open(view: &Value, support: &str) -> bool {
    items(view, "offers").any(|one| {
        text(one, "support") == support
            && one.get("response").is_none()
            && one.get("done_at").is_none()
    })
}

/// One edit, checked against what a request holds.
fn edit(patch: &mut Patch, path: &str, value: Scalar) -> Result<(), ()> {
    parse_edit(RecordKind::Wellbeing, path, Some(&value), patch).map_err(|_| ())
}
