//! Who hands in returns at a national region, and what of them counts.
//!
//! The national hub pins each service to a device when it makes its enrolment code. A signature shows
//! which hub counted; the pin shows that the service itself handed it in.

use std::fmt;

use serde::{Deserialize, Serialize};
use tabard_core::ids::RegionId;
use tabard_core::region::{Attested, AttestedError};

use super::document::{Return, SCOPE_VERSION};
use super::service::{Service, region};

/// The service that a device hands in returns for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// The service.
    pub service: Service,
    /// The service's own region, whose hub signs; without it a signature is not proved to be its.
    #[serde(default, deserialize_with = "region", serialize_with = "as_text")]
    pub region: Option<RegionId>,
}

/// What a national hub says of a return that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It counts.
    Taken,
    /// Its device hands in another service's, or is pinned to none.
    OtherService,
    /// The region that is pinned did not sign it.
    NotProved,
    /// It counts something else.
    OtherScope,
    /// It is no return.
    Unreadable,
}

impl Reply {
    /// Its code in `return_reply`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::OtherService => "other_service",
            Self::NotProved => "not_proved",
            Self::OtherScope => "other_scope",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What is to be said of a file that a device handed in.
#[must_use]
pub fn reply(sender: Option<&Sender>, file: &[u8]) -> Reply {
    let (region, found) = match opened(file) {
        Ok(opened) => opened,
        Err(reply) => return reply,
    };
    match sender {
        Some(sender) if sender.service == found.service => match sender.region {
            Some(own) if own != region => Reply::NotProved,
            _ if found.scope_version != SCOPE_VERSION => Reply::OtherScope,
            _ => Reply::Taken,
        },
        _ => Reply::OtherService,
    }
}

/// Opens a file: the region whose hub signed it, and what it says.
pub(super) fn opened(file: &[u8]) -> Result<(RegionId, Return), Reply> {
    let attested = Attested::parse(file).map_err(|_| Reply::Unreadable)?;
    let checked = attested.check(attested.region).map_err(|fault| match fault {
        AttestedError::Malformed => Reply::Unreadable,
        AttestedError::OtherRegion | AttestedError::NotTheHub => Reply::NotProved,
    })?;
    let found = Return::parse(&checked.payload).map_err(|_| Reply::Unreadable)?;
    Ok((attested.region, found))
}

fn as_text<S: serde::Serializer>(region: &Option<RegionId>, to: S) -> Result<S::Ok, S::Error> {
    region.map(|region| region.to_string()).serialize(to)
}
