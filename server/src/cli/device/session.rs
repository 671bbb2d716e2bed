//! An open device, held by one command at a time.

use std::path::{Path, PathBuf};

use tabard_core::client::{Client, ClientError, Wiped, go_on_wiping};
use tabard_core::entry::Kind;
use tabard_core::files;
use tabard_core::ids::{DeviceId, Millis, RecordId};
use tabard_core::phone::{PhoneError, SharedPhone};
use tabard_core::vault::VaultError;
use tabard_core::words::Words;

use super::key::{self, KeyFile};
use crate::cli::clock;
use crate::cli::failure::Failure;
use crate::cli::lock::Lock;
use crate::cli::output::Output;
use crate::cli::pick;
use crate::host::entropy;
use crate::said::words;

/// Where the device is.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Place {
    /// The device's folder, or PHONE@LABEL for a person on a shared phone
    #[arg(long = "vault", value_name = "FOLDER", value_parser = folder)]
    pub(in crate::cli) dir: PathBuf,
}

/// A device that this command has to itself.
pub(in crate::cli) struct Session {
    pub(in crate::cli) client: Client,
    _lock: Lock,
}

impl Place {
    /// Opens the device that is enrolled here.
    pub(in crate::cli) fn open(&self, output: &Output) -> Result<Session, Failure> {
        let lock = self.lock(output)?;
        if !self.dir.join("vault.db").exists() {
            return Err(Wiped::read(&self.dir).map_or_else(|| self.no_vault(), was_wiped));
        }
        let client = Client::open(&self.dir, key::read(&self.dir)?, clock::device_now())?;
        // The answer to its code was lost: it has keys, and no region yet.
        if client.directory().name().is_none() {
            return Err(ClientError::NotEnrolled.into());
        }
        // An order may have come before, and its wiping not have begun.
        Session { client, _lock: lock }.obey_orders(&self.dir)
    }

    /// There is nobody's vault in the folder of a phone that is shared.
    fn no_vault(&self) -> Failure {
        match SharedPhone::at(&self.dir).exists() {
            true => Failure::input(
                "shared_phone",
                "several people use this phone: name one by --vault PHONE@LABEL; `tabard phone list` lists them",
            ),
            false => VaultError::Missing.into(),
        }
    }

    /// The same to show what is in it, for which the device's clocks are asked.
    pub(in crate::cli) fn open_to_read(&self, output: &Output) -> Result<Session, Failure> {
        let mut session = self.open(output)?;
        session.client.tick(clock::device_clock())?;
        Ok(session)
    }

    /// Makes the folder of a device that will be enrolled, for its owner alone.
    pub(in crate::cli) fn prepare(&self, output: &Output) -> Result<Lock, Failure> {
        files::create_private(&self.dir).map_err(|error| Failure::folder(&error))?;
        self.lock(output)
    }

    /// Takes the folder's lock. A wiping that was stopped goes on first.
    fn lock(&self, output: &Output) -> Result<Lock, Failure> {
        if !self.dir.is_dir() {
            return Err(VaultError::Missing.into());
        }
        let lock = Lock::take(&self.dir, output)?;
        match go_on_wiping(&self.dir, &mut KeyFile(&self.dir))? {
            Some(wiped) => Err(was_wiped(wiped)),
            None => Ok(lock),
        }
    }
}

impl Session {
    /// Obeys an order to wipe this device, where it has come. What is then left is the failure of
    /// whatever it was asked to do.
    pub(in crate::cli) fn obey_orders(self, dir: &Path) -> Result<Self, Failure> {
        if self.client.wipe_order().is_none() {
            return Ok(self);
        }
        let wiped = self.client.obey(&mut KeyFile(dir), clock::device_now(), &mut entropy())?;
        Err(was_wiped(wiped))
    }

    /// The device apart from its lock, for a command that holds it in another way.
    pub(in crate::cli) fn into_parts(self) -> (Client, Lock) {
        (self.client, self._lock)
    }

    /// The report whose id begins with what was typed.
    pub(in crate::cli) fn report(&self, typed: &str) -> Result<RecordId, Failure> {
        pick::one(typed, "report", self.client.find(typed.trim())?)
    }

    /// The request for support whose id begins with what was typed.
    pub(in crate::cli) fn request(&self, typed: &str) -> Result<RecordId, Failure> {
        pick::one(typed, "request", self.client.find_of(Kind::Wellbeing, typed.trim())?)
    }

    /// The report, account or request for support whose id begins with what was typed.
    pub(in crate::cli) fn any(&self, typed: &str) -> Result<(RecordId, Kind), Failure> {
        let mut found = Vec::new();
        for kind in [Kind::Incident, Kind::Account, Kind::Wellbeing] {
            found.extend(self.client.find_of(kind, typed.trim())?.into_iter().map(|id| (id, kind)));
        }
        let id = pick::one(typed, "report", found.iter().map(|(id, _)| *id))?;
        let kind = found.into_iter().find(|(known, _)| *known == id).map(|(_, kind)| kind);
        Ok((id, kind.unwrap_or(Kind::Incident)))
    }

    /// The device of the region whose id begins with what was typed.
    pub(in crate::cli) fn device(&self, typed: &str) -> Result<DeviceId, Failure> {
        let all = self.client.directory().devices().map(|(id, _)| id);
        pick::one(typed, "device", all)
    }
}

/// The same for a device that was taken apart.
pub(in crate::cli) fn obey_orders(client: Client, lock: Lock, dir: &Path) -> Result<(), Failure> {
    Session { client, _lock: lock }.obey_orders(dir).map(|_| ())
}

/// What is left to say of a device that was ordered to wipe itself.
fn was_wiped(wiped: Wiped) -> Failure {
    let at = words::moment(Words::english(), Millis(wiped.ordered_at));
    let left = match wiped.kept_in() {
        Some(file) => format!(
            "{} that the region does not hold {} kept in {file}, sealed: give it to the hub, which reads it by `tabard hub unsent`",
            words::counted(wiped.unsent, "change"),
            if wiped.unsent == 1 { "is" } else { "are" },
        ),
        None => "nothing of it is left here".to_owned(),
    };
    let what_to_do = format!(
        "this device was removed from the region and wiped by the order of {at}; {left}. To report \
         again, ask the hub for a new enrolment code"
    );
    Failure::new("wiped", what_to_do)
}

/// A folder, or that of the person with a label on a shared phone.
pub(in crate::cli) fn folder(text: &str) -> Result<PathBuf, PhoneError> {
    let (plain, shared) = (PathBuf::from(text), text.rsplit_once('@'));
    let shared = shared.map(|(phone, label)| (SharedPhone::at(Path::new(phone)), label));
    match shared.filter(|(phone, _)| !plain.exists() && phone.exists()) {
        Some((phone, label)) => Ok(phone.find(&label.parse()?)?.dir),
        None => Ok(plain),
    }
}
