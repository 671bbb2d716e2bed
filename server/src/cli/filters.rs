//! Which reports a list shows, and how many of them: the same options wherever reports are listed.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use tabard_core::client::{Filter, ReportState};
use tabard_core::ids::Millis;
use tabard_core::model::codes::{CodeList, FOLLOWUP_STATUS, INCIDENT_TYPE, LOCATION_TYPE};
use tabard_core::model::finding::Query;
use tabard_core::vault::Place;

use super::failure::Failure;

/// Reports read at once where all are asked for.
const AT_ONCE: usize = 500;

#[derive(Debug, Default, clap::Args)]
pub(super) struct Filters {
    /// Where it stands: `saved_on_this_phone`, `held_by_edge`, `held_by_region`, or a status of `tabard codes followup_status`
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// Only what this device started
    #[arg(long, conflicts_with = "mates")]
    own: bool,
    /// Only what others started
    #[arg(long)]
    mates: bool,
    /// It happened on this day or later, or at this time: 2026-03-01 or 2026-03-01T02:10:00Z
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// It happened on this day or earlier, or before this time
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// What happened: a code of `tabard codes incident_type`
    #[arg(long = "type", value_name = "CODE")]
    incident_type: Option<String>,
    /// The kind of place: a code of `tabard codes location_type`
    #[arg(long = "place", value_name = "CODE")]
    location_type: Option<String>,
    /// Something that the hub needs first is not filled in yet
    #[arg(long)]
    unfinished: bool,
    /// Something of it waits to be sent
    #[arg(long)]
    unsent: bool,
    /// Something was typed that is not saved
    #[arg(long)]
    drafts: bool,
    /// Only what the hub has closed
    #[arg(long, conflicts_with = "open")]
    closed: bool,
    /// Only what the hub has not closed
    #[arg(long)]
    open: bool,
    /// Only what was taken back
    #[arg(long)]
    withdrawn: bool,
    /// How many at most; the others follow with --after
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// Go on after the place where the last list ended
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
}

/// A part of a list that was asked for.
pub(super) struct Asked {
    pub(super) filter: Filter,
    after: Option<Place>,
    limit: Option<usize>,
}

impl Filters {
    pub(super) fn asked(&self) -> Result<Asked, Failure> {
        let yes = |flag: bool| flag.then_some(true);
        let filter = Filter {
            state: self.state.as_deref().map(state).transpose()?,
            own: yes(self.own).or_else(|| self.mates.then_some(false)),
            from: self.from.as_deref().map(|text| moment(text, 0)).transpose()?,
            until: self.to.as_deref().map(|text| moment(text, 1)).transpose()?,
            incident_type: code(&INCIDENT_TYPE, self.incident_type.as_deref())?,
            location_type: code(&LOCATION_TYPE, self.location_type.as_deref())?,
            unfinished: yes(self.unfinished),
            unsent: yes(self.unsent),
            draft: yes(self.drafts),
            closed: yes(self.closed).or_else(|| self.open.then_some(false)),
            withdrawn: yes(self.withdrawn),
            ..Filter::default()
        };
        if self.limit == Some(0) {
            return Err(Failure::input("bad_limit", "--limit takes a number from 1 on"));
        }
        let after = self.after.as_deref().map(str::parse).transpose();
        let after = after.map_err(|_| {
            Failure::input("bad_place", "--after takes the place that the last list gave")
        })?;
        Ok(Asked { filter, after, limit: self.limit })
    }
}

impl Asked {
    /// Everything that passes a filter.
    pub(super) const fn all_of(filter: Filter) -> Self {
        Self { filter, after: None, limit: None }
    }

    /// Whether every report is asked for, with nothing to look up.
    pub(super) fn is_everything(&self) -> bool {
        self.filter == Filter::default() && self.after.is_none() && self.limit.is_none()
    }

    /// All that was asked for, read page by page.
    pub(super) fn read<E: Into<Failure>>(
        &self,
        mut page: impl FnMut(&Filter, Option<Place>, usize) -> Result<tabard_core::client::Page, E>,
    ) -> Result<tabard_core::client::Page, Failure> {
        let mut all = tabard_core::client::Page { records: Vec::new(), next: self.after };
        loop {
            let left = self.limit.map_or(AT_ONCE, |limit| limit - all.records.len());
            let more = page(&self.filter, all.next, left.min(AT_ONCE)).map_err(Into::into)?;
            all.records.extend(more.records);
            all.next = more.next;
            if all.next.is_none() || self.limit.is_some_and(|limit| all.records.len() >= limit) {
                return Ok(all);
            }
        }
    }
}

/// The words that are looked for.
pub(super) fn query(words: &[String]) -> Result<Query, Failure> {
    Query::of(&words.join(" "))
        .ok_or_else(|| Failure::input("no_words", "give at least one word of letters or digits"))
}

fn state(word: &str) -> Result<ReportState, Failure> {
    Ok(match word {
        "saved_on_this_phone" => ReportState::SavedOnThisPhone,
        "held_by_edge" => ReportState::HeldByEdge,
        "held_by_region" => ReportState::HeldByRegion,
        status if FOLLOWUP_STATUS.get(status).is_some() => ReportState::Answered(status.to_owned()),
        _ => {
            let what_to_do = "--state takes saved_on_this_phone, held_by_edge, held_by_region, or a status of `tabard codes followup_status`";
            return Err(Failure::input("bad_state", what_to_do));
        }
    })
}

fn code(list: &'static CodeList, word: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(word) = word else { return Ok(None) };
    let known = list.get(word).ok_or_else(|| {
        let name = list.name;
        Failure::input("bad_code", format!("there is no such code: see `tabard codes {name}`"))
    })?;
    Ok(Some(known.code.to_owned()))
}

/// A time, or the beginning of a day in UTC some days on.
fn moment(text: &str, days_on: i8) -> Result<Millis, Failure> {
    let day = || {
        let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
        let day = day.checked_add(i32::from(days_on).days()).ok()?;
        Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    let at = text.parse::<Timestamp>().ok().or_else(day);
    at.map(|at| Millis(at.as_millisecond())).ok_or_else(|| {
        let what_to_do =
            "--from and --to take a day or a time, such as 2026-03-01 or 2026-03-01T02:10:00Z";
        Failure::input("bad_time", what_to_do)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_whole_and_a_time_is_exact() {
        assert_eq!(moment("1970-01-02", 0), Ok(Millis(86_400_000)));
        assert_eq!(moment("1970-01-02", 1), Ok(Millis(2 * 86_400_000)));
        assert_eq!(moment("1970-01-02T01:00:00+01:00", 1), Ok(Millis(86_400_000)));
        for bad in ["", "soon", "1970-13-01", "19700102", "1970-01-02T01:00:00"] {
            assert_eq!(moment(bad, 0).unwrap_err().code(), "bad_time", "{bad}");
        }
    }

    #[test]
    fn what_is_no_word_of_a_list_is_refused_and_not_repeated() {
        let bad = Filters { state: Some("zzq".to_owned()), ..Filters::default() };
        let failure = bad.asked().err().expect("a failure");
        assert!(!failure.what_to_do().contains("zzq"));
        let bad = Filters { incident_type: Some("zzq".to_owned()), ..Filters::default() };
        assert_eq!(bad.asked().err().expect("a failure").code(), "bad_code");
        let bad = Filters { after: Some("zzq".to_owned()), ..Filters::default() };
        assert_eq!(bad.asked().err().expect("a failure").code(), "bad_place");
        assert!(Filters::default().asked().expect("everything").is_everything());
    }
}
