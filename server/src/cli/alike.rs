//! Possible duplicates, in words and in JSON.

use serde_json::{Value, json};
use tabard_core::client::{Filter, Page, PossibleDuplicate};
use tabard_core::ids::RecordId;
use tabard_core::model::finding::Likeness;
use tabard_core::vault::Place;
use tabard_core::words::Words;

use super::failure::Failure;
use super::filters::Asked;
use super::table::aligned;

const SHORT: usize = 10;

/// How near is near: no source says, so a service sets its own.
#[derive(Debug, clap::Args)]
pub(super) struct Nearness {
    /// Minutes between two events that may be one
    #[arg(long, value_name = "MINUTES", default_value_t = Likeness::default().minutes)]
    minutes: u32,
    /// Metres between two positions that may be one place
    #[arg(long, value_name = "METRES", default_value_t = Likeness::default().metres)]
    metres: u32,
}

impl Nearness {
    pub(super) const fn likeness(&self) -> Likeness {
        Likeness { minutes: self.minutes, metres: self.metres }
    }
}

/// The possible duplicates of each report.
pub(super) type Found = Vec<(RecordId, Vec<PossibleDuplicate>)>;

pub(super) fn json(found: &Found) -> Value {
    let of = |(id, others): &(RecordId, Vec<PossibleDuplicate>)| {
        let other = |one: &PossibleDuplicate| {
            let reasons: Vec<_> = one.resemblance.reasons.iter().map(|one| one.code()).collect();
            json!({ "id": one.id.to_string(), "score": one.resemblance.score, "reasons": reasons })
        };
        json!({ "id": id.to_string(), "possible": others.iter().map(other).collect::<Vec<_>>() })
    };
    found.iter().map(of).collect()
}

pub(super) fn table(words: &Words, found: &Found) -> String {
    let short = |id: RecordId| id.to_string().chars().take(SHORT).collect::<String>();
    let rows: Vec<_> = found
        .iter()
        .flat_map(|(id, others)| others.iter().map(move |other| (*id, other)))
        .map(|(id, other)| {
            let reasons: Vec<_> = other
                .resemblance
                .reasons
                .iter()
                .map(|one| words.text(&format!("likeness.{}", one.code())).to_owned())
                .collect();
            vec![short(id), short(other.id), reasons.join(", ")]
        })
        .collect();
    if rows.is_empty() {
        return words.text("shown.none_alike").to_owned();
    }
    let pairs = words.counted("counts.possible_duplicate", rows.len() as u64);
    format!("{}\n{}", aligned(&rows), words.fill("shown.alike", &[("pairs", &pairs)]))
}

/// The reports that the hub has not closed: of those, duplicates are worth a look.
pub(super) fn open_reports<E: Into<Failure>>(
    page: impl FnMut(&Filter, Option<Place>, usize) -> Result<Page, E>,
) -> Result<Vec<RecordId>, Failure> {
    let open = Filter { closed: Some(false), ..Filter::default() };
    let page = Asked::all_of(open).read(page)?;
    Ok(page.records.into_iter().map(|one| one.summary.id).collect())
}

/// What a person says of two reports.
#[derive(Debug, clap::Args)]
pub(super) struct Verdict {
    /// The other report tells the same event: link this one to it; both stay whole
    #[arg(long, value_name = "OTHER", requires = "id", conflicts_with = "not_the_same")]
    pub(super) link: Option<String>,
    /// The other report tells another event: do not offer it again on this device
    #[arg(long, value_name = "OTHER", requires = "id")]
    pub(super) not_the_same: Option<String>,
}
