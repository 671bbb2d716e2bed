//! Where the register is kept: on a device, or at the hub.

use std::path::PathBuf;

use rand_core::CryptoRng;
use tabard_core::client::{Client, ClientError, LookUp, MarkerView};
use tabard_core::clock::Clock;
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::subject::Subject;
use tabard_core::model::{RecordKind, parse_assignment};

use super::advice;
use crate::cli::clock::{device_clock, device_now};
use crate::cli::device::{self, Session, folder};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::{pick, region};
use crate::host::{clock, entropy, now};
use crate::hub::Hub;

/// Where the register is: one of the two.
#[derive(Debug, clap::Args)]
#[group(id = "where", required = true, multiple = false)]
pub(super) struct Place {
    /// The folder of a device with the role eoc, approver or triage
    #[arg(long, value_name = "FOLDER", value_parser = folder)]
    vault: Option<PathBuf>,
    /// The region's folder, to work as its hub
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

/// A device that keeps the register, held by one command at a time.
pub(super) enum Desk {
    Device(Box<Session>),
    Hub(Box<Hub>),
}

impl Place {
    /// Opens what keeps the register here, with what the relay has for the hub.
    pub(super) fn open(&self, output: &Output) -> Result<Desk, Failure> {
        match (&self.vault, &self.dir) {
            (_, Some(dir)) => {
                let mut hub = region::Place { dir: dir.clone() }.hub_up_to_date()?;
                hub.tick(clock())?;
                Ok(Desk::Hub(Box::new(hub)))
            }
            (Some(dir), None) => open_device(&device::Place { dir: dir.clone() }, output),
            (None, None) => Err(Failure::input("no_place", "give --vault or --dir")),
        }
    }

    /// How it was said, for a command that does the same again.
    pub(super) fn said(&self) -> String {
        match (&self.vault, &self.dir) {
            (_, Some(dir)) => format!("--dir {}", dir.display()),
            (Some(dir), None) => format!("--vault {}", dir.display()),
            (None, None) => String::new(),
        }
    }
}

/// A device, where it keeps the register.
pub(super) fn open_device(place: &device::Place, output: &Output) -> Result<Desk, Failure> {
    let session = place.open_to_read(output)?;
    let client = &session.client;
    let own = client.directory().device(client.device());
    if !own.is_some_and(|own| own.certificate.roles.keeps(Kind::Marker)) {
        return Err(Failure::new("role", advice::KEEPS_NONE));
    }
    Ok(Desk::Device(Box::new(session)))
}

impl Desk {
    pub(super) fn client(&self) -> &Client {
        match self {
            Self::Device(session) => &session.client,
            Self::Hub(hub) => hub.as_device(),
        }
    }

    /// The host's clocks; those of a device may be rehearsed to be wrong.
    pub(super) fn clock(&self) -> Clock {
        match self {
            Self::Device(_) => device_clock(),
            Self::Hub(_) => clock(),
        }
    }

    /// Writes, and at the hub hands it to the relay.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Client, Millis, &mut dyn CryptoRng) -> Result<T, ClientError>,
    ) -> Result<T, Failure> {
        let rng = &mut entropy();
        match self {
            Self::Device(session) => Ok(work(&mut session.client, device_now(), rng)?),
            Self::Hub(hub) => Ok(hub.keep_register(now(), rng, work)?),
        }
    }

    pub(super) fn look_up(&self, met: &Subject) -> Result<LookUp, Failure> {
        Ok(self.client().register()?.look_up(met, self.clock())?)
    }

    /// A marker as it reads after something was written in it; none on a device that may not be
    /// read now, where writing goes on all the same.
    pub(super) fn written(&self, marker: RecordId) -> Result<Option<MarkerView>, Failure> {
        match self.client().marker(marker) {
            Err(ClientError::LeaseEnded) => Ok(None),
            shown => Ok(Some(shown?)),
        }
    }

    /// Logs that somebody was shown markers.
    pub(super) fn note_views(
        &mut self,
        markers: &[RecordId],
        why: &str,
        by: Option<&str>,
    ) -> Result<(), Failure> {
        if markers.is_empty() {
            return Ok(());
        }
        let by = by.unwrap_or_default().trim();
        if !by.is_empty() {
            parse_assignment(RecordKind::Views, &format!("seen.s.by={by}"))
                .map_err(|fault| Failure::input("bad_field", fault.to_string()))?;
        }
        self.write(|client, now, rng| client.note_views(markers, why, by, now, rng))
    }

    /// The marker whose id begins with what was typed.
    pub(super) fn marker(&self, typed: &str) -> Result<RecordId, Failure> {
        self.one_of(Kind::Marker, typed, "marker")
    }

    /// The question of a crew whose id begins with what was typed.
    pub(super) fn enquiry(&self, typed: &str) -> Result<RecordId, Failure> {
        self.one_of(Kind::Enquiry, typed, "question")
    }

    fn one_of(&self, kind: Kind, typed: &str, what: &str) -> Result<RecordId, Failure> {
        pick::one(typed, what, self.client().find_of(kind, typed.trim())?)
    }
}
