//! A file with a row for each report: whoever reads reports asks, somebody else approves, and then the
//! same form gives the file, once.

use axum::extract::{Form as Fields, State};
use axum::http::HeaderMap;
use axum::response::Response;
use clap::ValueEnum;
use tabard_core::model::ReadingAct;

use super::{Typed, shown};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::approvals::{self, Act, Kind};
use crate::console::page::form::Form;
use crate::console::page::frame::download;
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted};
use crate::exports::{Approval, ExportError, Format, Service, Wanted, export};
use crate::host::now;
use crate::learning::Zone;

/// What is asked for.
#[derive(Clone, Copy)]
struct Asked {
    format: Format,
    identifiable: bool,
}

/// `POST /data`.
pub(super) async fn take_out(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let zone = console.learning.zone();
    posted(
        console,
        &headers,
        Right::Reports,
        "/data".to_owned(),
        Form::new(fields),
        move |visit, form| taken_out(visit, form, &zone),
    )
    .await
}

fn taken_out(visit: &mut Visit<'_>, form: &Form, zone: &Zone) -> Answer {
    let typed = Typed::of(form);
    if !visit.showed(form) {
        return shown(visit, &typed, Some(("why", "console.fault.again")));
    }
    let Ok(format) = Format::from_str(form.typed("format"), false) else {
        return shown(visit, &typed, Some(("format", "console.fault.no_format")));
    };
    let asked = Asked { format, identifiable: form.typed("identifiable") == "yes" };
    let act = Act::of(Kind::Export)
        .with("format", asked.format.word())
        .with("identifiable", if asked.identifiable { "yes" } else { "no" });
    if let Some(approved) = approvals::take(visit, &act)? {
        return given(visit, asked, zone, &approved.by);
    }
    let kind = if asked.identifiable { "identifiable" } else { "plain" };
    let fills = [("format", asked.format.word())];
    let what = visit.words.fill(&format!("console.data.what.{kind}"), &fills);
    match approvals::ask(visit, &act, &what, form.typed("why"))? {
        Ok(_) => Ok(see_other("/approvals")),
        Err(fault) => shown(visit, &typed, Some(("why", fault.key()))),
    }
}

fn given(visit: &mut Visit<'_>, asked: Asked, zone: &Zone, approved_by: &str) -> Answer {
    let approval = Approval::of(&visit.who.name, approved_by).map_err(trouble)?;
    let name = visit.hub.region_name().to_owned();
    let wanted = Wanted {
        format: asked.format,
        approval: &approval,
        identifiable: asked.identifiable,
        zone,
        service: Service { name: &name, ods_code: None, base: None },
        now: now(),
    };
    visit.note(ReadingAct::Exported, None)?;
    let made = export(visit.hub, &wanted).map_err(trouble)?;
    let kind = match asked.format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Jsonl => "application/jsonl",
        Format::Parquet => "application/vnd.apache.parquet",
        Format::Fhir => "application/fhir+json",
    };
    Ok(download(kind, &format!("reports.{}", asked.format.word()), made.bytes))
}

/// What cannot be made is not there; the hub's own troubles are its own.
fn trouble(error: ExportError) -> Trouble {
    match error {
        ExportError::Hub(error) => Trouble::Hub(error),
        ExportError::OnePerson | ExportError::Form | ExportError::Service(_) => Trouble::NotFound,
    }
}
