//! Which reports are asked for.

use tabard_core::client::Filter;
use tabard_core::model::codes::{INCIDENT_TYPE, LOCATION_TYPE};
use tabard_core::model::finding::Query;
use tabard_core::vault::Pressing;

use crate::console::page::form::Form;

/// Which of the inbox's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// What is not closed, the most pressing first.
    Open,
    /// What no person has answered.
    Unanswered,
    /// What somebody wrote since it was looked at.
    News,
    /// What is closed.
    Closed,
    /// Everything.
    All,
}

impl List {
    pub(super) const ALL: [Self; 5] =
        [Self::Open, Self::Unanswered, Self::News, Self::Closed, Self::All];

    /// Its word in addresses and in keys of words.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unanswered => "unanswered",
            Self::News => "news",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }

    /// Those of the open reports that it holds, where it is sorted by what is pressing. The others
    /// go by when reports came.
    pub(super) const fn pressing(self) -> Option<Pressing> {
        match self {
            Self::Open => Some(Pressing::Open),
            Self::Unanswered => Some(Pressing::Unanswered),
            Self::News => Some(Pressing::News),
            Self::Closed | Self::All => None,
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) list: List,
    pub(super) filter: Filter,
    /// The words, as they were typed.
    pub(super) typed: String,
    pub(super) words: Option<Query>,
    /// The place from which the list goes on, as an earlier page gave it.
    pub(super) after: Option<String>,
}

impl Asked {
    /// What a query asks; what it says that is not known asks for nothing.
    pub(super) fn of(form: &Form) -> Self {
        let list = List::ALL.into_iter().find(|list| list.word() == form.typed("list"));
        let list = list.unwrap_or(List::Open);
        let code =
            |field: &str, known: &dyn Fn(&str) -> bool| form.said(field).filter(|code| known(code));
        let filter = Filter {
            closed: match list {
                // What is pressing is open; the words of a search go through all.
                List::Open | List::Unanswered | List::News if form.said("words").is_none() => None,
                List::Open | List::Unanswered | List::News => Some(false),
                List::Closed => Some(true),
                List::All => None,
            },
            incident_type: code("type", &|code| INCIDENT_TYPE.get(code).is_some()),
            location_type: code("place", &|code| LOCATION_TYPE.get(code).is_some()),
            ..Filter::default()
        };
        let typed = form.said("words").unwrap_or_default();
        let words = Query::of(&typed);
        let after = form
            .said("after")
            .filter(|place| place.chars().all(|c| matches!(c, '0'..='9' | '.' | '-')));
        Self { list, filter, words, typed, after }
    }

    /// Whether more is asked for than a whole list.
    pub(super) const fn is_narrowed(&self) -> bool {
        let filter = &self.filter;
        self.words.is_some() || filter.incident_type.is_some() || filter.location_type.is_some()
    }

    /// The same, from the same place on.
    pub(super) fn here(&self) -> String {
        let after = self.after.as_ref().map(|place| format!("&after={place}"));
        self.query() + &after.unwrap_or_default()
    }

    /// The same question as the query of an address, without its place and its words: those name
    /// people, and addresses are kept by browsers.
    pub(super) fn query(&self) -> String {
        let parts = [
            ("list", Some(self.list.word())),
            ("type", self.filter.incident_type.as_deref()),
            ("place", self.filter.location_type.as_deref()),
        ];
        let parts = parts.into_iter().filter_map(|(name, code)| Some(format!("{name}={}", code?)));
        parts.collect::<Vec<_>>().join("&")
    }
}
