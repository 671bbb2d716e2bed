//! The pages that people read: no script, nothing fetched, every text escaped by its type.

use std::collections::BTreeMap;

use askama::Template;
use serde_json::Value;
use tabard_core::client::{DisclosedView, record_kind};
use tabard_core::entry::Kind;
use tabard_core::ids::DeviceId;
use tabard_core::region::Directory;
use tabard_core::words::Words;

use super::EvidenceError;
use super::bundle::Index;
use super::readable::{Reader, Row};
use super::redact::{Part, Place, Redactor};
use crate::said::fields::asked;
use crate::said::values::text;
use crate::said::words;

/// What a page is made from.
pub(super) struct Told<'t> {
    pub(super) index: &'t Index,
    pub(super) views: &'t [DisclosedView],
    pub(super) directory: &'t Directory,
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct Page<'p> {
    words: &'p Words,
    lang: String,
    redacted: bool,
    index: &'p Index,
    made_at: String,
    incident: Vec<Row>,
    accounts: Vec<Account>,
    versions: Vec<Record>,
    attachments: Vec<Attachment>,
    devices: Vec<Device>,
    blacked_out: Vec<(String, String, String)>,
}

struct Account {
    id: String,
    by: String,
    rows: Vec<Row>,
}

/// A record with its versions.
struct Record {
    title: String,
    id: String,
    versions: Vec<Made>,
}

struct Made {
    number: usize,
    at: String,
    by: String,
    changes: Vec<Changed>,
}

struct Changed {
    heading: String,
    before: Vec<Part>,
    after: Vec<Part>,
}

struct Attachment {
    id: String,
    file: Option<String>,
    image: bool,
    rows: Vec<Row>,
    custody: Vec<Custody>,
}

struct Custody {
    at: String,
    action: String,
    by: Vec<Part>,
    reason: Vec<Part>,
}

struct Device {
    id: String,
    label: String,
    roles: String,
    until: String,
    removed: bool,
}

/// Writes the page in a language.
pub(super) fn page(
    words: &Words,
    told: &Told<'_>,
    redactor: &mut Redactor<'_>,
) -> Result<String, EvidenceError> {
    let names = names(words, told, redactor.is_active());
    let incident = told.views.iter().filter(|view| view.kind == Kind::Incident);
    let incident = incident.flat_map(|view| rows(words, view, &["incident"], redactor)).collect();
    let mut accounts = Vec::new();
    let mut attachments = Vec::new();
    for view in told.views {
        match view.kind {
            Kind::Account => accounts.push(Account {
                id: view.id.to_string(),
                by: name_of(&names, view.owner),
                rows: rows(words, view, &["incident", "private"], redactor),
            }),
            Kind::Attachment => attachments.push(attachment(words, told, view, redactor)),
            _ => {}
        }
    }
    let versions = told.views.iter().map(|view| record(words, view, &names, redactor)).collect();
    let page = Page {
        words,
        lang: words.language().to_string(),
        redacted: redactor.is_active(),
        index: told.index,
        made_at: words::time(words, &told.index.made_at),
        incident,
        accounts,
        versions,
        attachments,
        devices: devices(words, told, &names),
        blacked_out: blacked_out(words, told, redactor),
    };
    Ok(page.render()?)
}

fn rows(
    words: &Words,
    view: &DisclosedView,
    apart: &[&str],
    redactor: &mut Redactor<'_>,
) -> Vec<Row> {
    let (id, kind) = (view.id.to_string(), record_kind(view.kind));
    Reader { words, kind, record: &id }.rows(&view.view, apart, redactor)
}

/// Devices by what the hub calls them; in a redacted page by their ids alone.
fn names(words: &Words, told: &Told<'_>, plain: bool) -> BTreeMap<String, String> {
    let labels = told.index.devices.iter().filter(|_| !plain);
    let mut names: BTreeMap<_, _> =
        labels.map(|line| (line.id.clone(), line.label.clone())).collect();
    for (id, _) in told.directory.devices() {
        let id = id.to_string();
        let by_id = words.fill("shown.device", &[("device", &id)]);
        names.entry(id).or_insert(by_id);
    }
    names
}

fn name_of(names: &BTreeMap<String, String>, device: DeviceId) -> String {
    let id = device.to_string();
    names.get(&id).cloned().unwrap_or(id)
}

fn record(
    words: &Words,
    view: &DisclosedView,
    names: &BTreeMap<String, String>,
    redactor: &mut Redactor<'_>,
) -> Record {
    let (id, kind) = (view.id.to_string(), record_kind(view.kind));
    let reader = Reader { words, kind, record: &id };
    let versions = (1..).zip(&view.versions).map(|(number, version)| Made {
        number,
        at: words::time_if_said(words, version.at.as_deref()),
        by: version.by.map(|by| name_of(names, by)).unwrap_or_default(),
        changes: version
            .changes
            .iter()
            .map(|one| {
                let (heading, before, after) = reader.change(one, redactor);
                Changed { heading, before, after }
            })
            .collect(),
    });
    let versions = versions.collect();
    Record { title: words.record(kind.name()).to_owned(), id, versions }
}

fn attachment(
    words: &Words,
    told: &Told<'_>,
    view: &DisclosedView,
    redactor: &mut Redactor<'_>,
) -> Attachment {
    let id = view.id.to_string();
    let line = told.index.media.iter().find(|line| line.record == id);
    let file = line.and_then(|line| line.file.clone());
    // A picture may show whom the words no longer name.
    let shown = file.as_deref().filter(|_| !redactor.is_active());
    let image = shown.is_some_and(|file| file.ends_with(".jpg") || file.ends_with(".png"));
    let apart = ["incident", "custody", "chunks", "manifest"];
    let rows = rows(words, view, &apart, redactor);
    let custody = view.view.get("custody").and_then(Value::as_array).into_iter().flatten();
    let mut custody: Vec<_> = custody
        .map(|line| (text(line, "at").to_owned(), custody_line(words, &id, line, redactor)))
        .collect();
    custody.sort_by(|(one, _), (other, _)| one.cmp(other));
    let custody = custody.into_iter().map(|(_, line)| line).collect();
    Attachment { id, file, image, rows, custody }
}

fn custody_line(words: &Words, id: &str, line: &Value, redactor: &mut Redactor<'_>) -> Custody {
    let mut show = |name: &str, field: &str| match text(line, name) {
        "" => Vec::new(),
        said => {
            let kind = record_kind(Kind::Attachment);
            redactor.show(Place { record: id, kind, field }, said)
        }
    };
    Custody {
        at: words::time(words, text(line, "at")),
        action: words.label("custody_action", text(line, "action")).to_owned(),
        by: show("by", "custody.by"),
        reason: show("reason", "custody.reason"),
    }
}

fn devices(words: &Words, told: &Told<'_>, names: &BTreeMap<String, String>) -> Vec<Device> {
    let devices = told.directory.devices().map(|(id, standing)| {
        let roles = standing.certificate.roles.iter();
        let roles = roles.map(|role| words.text(&format!("roles.{role}")).to_owned());
        Device {
            id: id.to_string(),
            label: name_of(names, id),
            roles: roles.collect::<Vec<_>>().join(", "),
            until: words::moment(words, standing.certificate.not_after),
            removed: standing.revoked_at.is_some(),
        }
    });
    devices.collect()
}

/// Where something is blacked out: the record, the field, and why.
fn blacked_out(
    words: &Words,
    told: &Told<'_>,
    redactor: &Redactor<'_>,
) -> Vec<(String, String, String)> {
    let lines = redactor.lines().into_iter().map(|line| {
        let view = told.views.iter().find(|view| view.id.to_string() == line.record);
        let kind = view.map_or(record_kind(Kind::Incident), |view| record_kind(view.kind));
        let field = asked(words, kind, &line.field);
        let record =
            format!("{} {}", words.record(kind.name()), line.record.get(..10).unwrap_or_default());
        (record, field, line.why)
    });
    lines.collect()
}

/// What it says to who opens the pack by chance.
pub(super) fn readme(index: &Index) -> String {
    format!(
        "Evidence pack of report {report}, made {at} by the hub of the region {name}.\n\
         Pecyn tystiolaeth o adroddiad {report}.\n\n\
         report.en.html and report.cy.html are the report in words; media holds its attachments.\n\
         All other files prove where it comes from. Keep the pack whole and do not pack it again.\n\n\
         To check it, on any computer and with no connection:\n\
         \x20 tabard evidence verify PACK --region {region}\n\
         or, without Tabard: python3 verify.py PACK --region {region}\n\
         Ask the ambulance service for its region's id, by telephone or on paper, and compare it.\n",
        report = index.report,
        at = index.made_at,
        name = index.region_name,
        region = index.region,
    )
}
