//! Writing down what a form brought, signed by who is signed in.

use tabard_core::client::ClientError;
use tabard_core::model::case::CaseFault;
use tabard_core::words::Words;

use super::sheet::Given;
use super::subject::Subject;
use crate::console::page::visit::{Trouble, Visit};
use crate::host::{entropy, now};
use crate::hub::{self, HubError};
use crate::said::words::sentence;

/// The name of a new item.
pub(in crate::console::reports) fn new_item(list: &str) -> String {
    hub::new_item(list.chars().next().unwrap_or('i'), &mut entropy())
}

/// Writes the fields that were changed, and further ones, into an item of the hub's file.
pub(super) fn write(
    visit: &mut Visit<'_>,
    subject: &Subject,
    item: &str,
    further: &[(&'static str, &str)],
    given: &mut Given,
) -> Result<(), Trouble> {
    if given.changed.is_empty() {
        given.wrong("", visit.words.text("console.work.fault.empty"));
        return Ok(());
    }
    let now = now();
    let (by, at) = (visit.who.name.clone(), now.rfc3339());
    let changed = given.changed.iter().map(|(field, text)| (*field, text.as_str()));
    let further = further.iter().copied().chain([("by", &*by), ("at", &*at)]);
    let stated: Vec<_> = changed.chain(further).map(|(field, text)| (field, Some(text))).collect();
    let written = visit.hub.write_case_item(subject.id(), item, &stated, now, &mut entropy());
    match written {
        Ok(()) => Ok(()),
        Err(HubError::Client(ClientError::Case(fault))) => {
            given.wrong(field_of(fault), sentence(visit.words.advice(&fault.to_string())));
            Ok(())
        }
        Err(HubError::Client(ClientError::TooLarge) | HubError::Field(_)) => {
            given.wrong("", visit.words.text("console.work.fault.unfit"));
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// What came of writing a field: where its value does not fit, that is said beside it.
pub(super) fn if_it_fits(
    words: &Words,
    field: &'static str,
    written: Result<(), HubError>,
    given: &mut Given,
) -> Result<(), Trouble> {
    match written {
        Err(HubError::Field(_)) => {
            given.wrong(field, words.text("console.work.fault.unfit"));
            Ok(())
        }
        written => Ok(written?),
    }
}

const fn field_of(fault: CaseFault) -> &'static str {
    match fault {
        CaseFault::SamePerson | CaseFault::Decided => "verdict",
        CaseFault::Incomplete => "reason",
        CaseFault::NotApproved => "letter_sent_on",
        CaseFault::NoClinicalInput => "clinical_input",
        CaseFault::NoExpiry | CaseFault::BackDated => "expires_on",
    }
}
