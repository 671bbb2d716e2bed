//! What a service's device looks at before it hands a return in.

use tabard_core::client::{MAX_RETURN, RecordView};
use tabard_core::region::{Attested, AttestedError};

use super::document::{Return, ReturnFault, SCOPE_VERSION};
use super::kept::{file_of, told_by};
use super::service::Service;

/// Why a return is not handed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandingFault {
    /// Not signed, or changed since.
    #[error(transparent)]
    Signature(#[from] AttestedError),
    /// Signed, and no return.
    #[error(transparent)]
    Return(#[from] ReturnFault),
    /// Of another scope.
    #[error(
        "this return counts by scope {0}, and the national picture by {SCOPE_VERSION}: update the region's server, and make the return anew"
    )]
    OtherScope(String),
    /// The device speaks for another service.
    #[error(
        "this device hands in the returns of {own}, and this one is of {other}: hand it in from that service's own device"
    )]
    OtherService {
        /// The service whose returns were handed in here.
        own: String,
        /// That of the file.
        other: Service,
    },
    /// A later one was handed in.
    #[error(
        "return {newest} of this quarter was handed in, and this is {this}: a later one counts"
    )]
    Older {
        /// The newest that was handed in.
        newest: u32,
        /// That of the file.
        this: u32,
    },
    /// Other figures by the same number.
    #[error(
        "another return {0} of this quarter was handed in: make the correction by `tabard return make --revision {next}`",
        next = .0.saturating_add(1)
    )]
    SameNumber(u32),
    /// More than a record takes.
    #[error(
        "the file is larger than a return is: it takes up to {kib} KiB",
        kib = MAX_RETURN / 1024
    )]
    TooLarge,
}

/// Checks a file against itself, and against what this device handed in before. Gives what it says,
/// and whether that was handed in already.
///
/// # Errors
/// [`HandingFault`].
pub fn fit_to_hand_in(file: &[u8], before: &[RecordView]) -> Result<(Return, bool), HandingFault> {
    if file.len() > MAX_RETURN {
        return Err(HandingFault::TooLarge);
    }
    let attested = Attested::parse(file)?;
    let found = Return::parse(&attested.check(attested.region)?.payload)?;
    if found.scope_version != SCOPE_VERSION {
        return Err(HandingFault::OtherScope(found.scope_version));
    }
    let said = |record: &RecordView, field: &str| {
        record.view.get(field).and_then(|said| said.as_str()).unwrap_or_default().to_owned()
    };
    // A mistake that the national hub did not take binds the device to nothing.
    let mistaken = |record: &RecordView| {
        record.answer.get("return_reply").is_some_and(|reply| reply == "other_service")
    };
    let mut own = before.iter().filter(|record| record.own && !mistaken(record));
    if let Some(other) = own.find(|one| said(one, "service") != found.service.code()) {
        let (own, other) = (said(other, "service"), found.service);
        return Err(HandingFault::OtherService { own, other });
    }
    let known = before.iter().filter(|one| {
        one.own
            && said(one, "service") == found.service.code()
            && said(one, "period") == found.period
    });
    let known = known
        .filter_map(file_of)
        .filter_map(|file| told_by(&file))
        .max_by_key(|known| known.revision);
    match known {
        Some(known) if known == found => Ok((found, true)),
        Some(known) if known.revision == found.revision => {
            Err(HandingFault::SameNumber(found.revision))
        }
        Some(known) if known.revision > found.revision => {
            Err(HandingFault::Older { newest: known.revision, this: found.revision })
        }
        _ => Ok((found, false)),
    }
}
