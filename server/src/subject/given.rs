//! What is given out: a page to read and the same for programs, by what was chosen and checked.

use askama::Template;
use serde_json::{Value, json};
use tabard_core::ids::RecordId;
use tabard_core::words::Words;

use super::choices::{Choices, Line, OfRecord, SubjectFault, lines};
use crate::evidence::{Part, blacked_out};
use crate::hub::Hub;

/// What is given out.
pub struct Given {
    /// The page.
    pub html: String,
    /// The same for programs.
    pub json: Value,
    /// The records that it tells of.
    pub records: Vec<RecordId>,
    /// How many lines are kept back, whole or in part.
    pub kept_back: usize,
}

struct Shown {
    asks: String,
    parts: Vec<Part>,
}

struct Record {
    id: String,
    kind: String,
    rows: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "subject.html")]
struct Page<'p> {
    words: &'p Words,
    region: &'p str,
    made_at: String,
    records: &'p [Record],
}

/// Makes what is given out. Nothing is shown that is not in the record now, as it was chosen.
///
/// # Errors
/// [`SubjectFault`] for what still has to be done.
pub fn give(
    hub: &Hub,
    words: &Words,
    choices: &Choices,
    made_at: &str,
) -> Result<Given, SubjectFault> {
    let all = || choices.records.iter().flat_map(|one| &one.lines);
    let unchecked = all().filter(|one| one.show && one.about_person && !one.checked).count();
    if unchecked > 0 {
        return Err(SubjectFault::Unchecked(unchecked));
    }
    let keeps_back = |one: &&Line| !one.show || !one.black.is_empty();
    let unsaid = all().filter(keeps_back).filter(|one| one.why.trim().is_empty()).count();
    if unsaid > 0 {
        return Err(SubjectFault::NoReason(unsaid));
    }
    let (mut records, mut ids) = (Vec::new(), Vec::new());
    for chosen in &choices.records {
        ids.push(as_it_is(hub, words, chosen)?);
        records.push(Record {
            id: chosen.record.clone(),
            kind: words.text(&format!("records.{}", chosen.kind)).to_owned(),
            rows: chosen.lines.iter().map(shown).collect(),
        });
    }
    let page =
        Page { words, region: hub.region_name(), made_at: made_at.to_owned(), records: &records };
    let html = page.render().map_err(|_| SubjectFault::Shape)?;
    let json = json!({
        "made_at": made_at,
        "region": hub.region_name(),
        "records": records.iter().map(in_json).collect::<Value>(),
    });
    Ok(Given { html, json, records: ids, kept_back: all().filter(keeps_back).count() })
}

/// The record, where what the file says of it is what it says now.
fn as_it_is(hub: &Hub, words: &Words, chosen: &OfRecord) -> Result<RecordId, SubjectFault> {
    let changed = || SubjectFault::Changed(chosen.record.clone());
    let id: RecordId = chosen.record.parse().map_err(|_| changed())?;
    let record = hub.as_device().record(id).map_err(|_| changed())?;
    let now = lines(words, &record);
    let said = |one: &Line| (one.at.clone(), one.asks.clone(), one.text.clone(), one.about_person);
    match now.iter().map(said).eq(chosen.lines.iter().map(said)) {
        true => Ok(id),
        false => Err(changed()),
    }
}

fn shown(line: &Line) -> Shown {
    let parts = match line.show {
        true => blacked_out(&line.text, &line.black, line.why.trim()),
        false => vec![Part { text: None, why: line.why.trim().to_owned() }],
    };
    Shown { asks: line.asks.clone(), parts }
}

fn in_json(record: &Record) -> Value {
    let part = |part: &Part| match &part.text {
        Some(text) => json!({ "text": text }),
        None => json!({ "blacked_out": part.why }),
    };
    let row = |row: &Shown| json!({ "asks": row.asks, "said": row.parts.iter().map(part).collect::<Value>() });
    json!({
        "record": record.id,
        "kind": record.kind,
        "lines": record.rows.iter().map(row).collect::<Value>(),
    })
}
