//! A phone that several people use: a folder for each, with a vault, an outbox and a key of their
//! own. What the log-in screen shows is a label that its person chose; nothing else is in clear.
//!
//! To log in is to open a client in one's folder, to log out is to drop it. Whoever is there
//! carries what the others left waiting ([`Client::carry`](crate::client::Client::carry)).

mod beside;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;

use crate::files;
use crate::outbox::SealedOutbox;
use crate::vault::VaultError;

const PEOPLE: &str = "people";
const LABEL: &str = "label";
/// What a folder's name ends with once its person is removed and its files are not all gone yet.
const REMOVED: &str = ".removed";
const LONGEST_LABEL: usize = 12;

/// What goes wrong with the people of a phone. Nothing of anybody's is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// No label.
    #[error("a label is 1 to {LONGEST_LABEL} letters, digits, dots and dashes, such as initials")]
    BadLabel,
    /// Another person has it.
    #[error("somebody on this phone has this label already: choose another")]
    Taken,
    /// Nobody has it.
    #[error("nobody on this phone has this label: see `tabard phone list`")]
    Nobody,
    /// The region does not hold all that is there.
    #[error(
        "{0} of this person's changes are not held by the region and would be lost: sync as anybody on this phone, then try again, or see `tabard phone remove --help` for an export"
    )]
    Unsent(u64),
    /// Bytes of attachments that may be nowhere else.
    #[error(
        "{0} of this person's attachments may not be held by the region and would be lost: they have to log in and sync first; where they cannot, export them"
    )]
    Attachments(u64),
    /// Something was typed and is part of no report.
    #[error(
        "{0} of this person's records hold something that was typed and not saved: it would be lost; they have to log in and save it, or clear it, first"
    )]
    Unsaved(u64),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] VaultError),
}

impl PhoneError {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadLabel => "bad_label",
            Self::Taken => "label_taken",
            Self::Nobody => "unknown_person",
            Self::Unsent(_) => "unsent",
            Self::Attachments(_) => "unsent_attachments",
            Self::Unsaved(_) => "unsaved",
            Self::Storage(error) => error.code(),
        }
    }
}

impl From<io::Error> for PhoneError {
    fn from(error: io::Error) -> Self {
        Self::Storage(match error.kind() {
            ErrorKind::StorageFull => VaultError::Full,
            ErrorKind::NotFound => VaultError::Storage("there is no such folder"),
            ErrorKind::PermissionDenied => VaultError::Storage("the system does not allow it"),
            _ => VaultError::Storage("cannot write the file"),
        })
    }
}

/// What a person is called at log-in. It can be read by whoever holds the phone: initials, not a
/// name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

impl FromStr for Label {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        let fits = (1..=LONGEST_LABEL).contains(&text.chars().count());
        let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-');
        if fits && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PhoneError::BadLabel)
        }
    }
}

impl Label {
    /// The label as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

/// Somebody who uses the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What they are called at log-in.
    pub label: Label,
    /// The folder of their device.
    pub dir: PathBuf,
}

impl Person {
    /// How many of their changes the region does not hold, as far as receipts in their outbox say;
    /// what a wiped device of theirs set aside is among them.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unsent(&self) -> Result<u64, PhoneError> {
        let waiting = match SealedOutbox::exists(&self.dir) {
            true => SealedOutbox::open(&self.dir)?.unsent()?,
            false => 0,
        };
        Ok(waiting.saturating_add(beside::set_aside(&self.dir)?))
    }
}

/// What would be lost with a person's vault, as only their own client can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unfinished {
    /// Entries and attachments that the region does not hold.
    pub waiting: u64,
    /// Records with fields that were typed and not saved.
    pub drafts: u64,
    /// Attachments of which the region has not confirmed all bytes.
    pub attachments: u64,
}

/// The folder of a phone that several people use.
pub struct SharedPhone {
    people: PathBuf,
}

impl SharedPhone {
    /// The shared phone in a folder; nothing need be there yet.
    #[must_use]
    pub fn at(dir: &Path) -> Self {
        Self { people: dir.join(PEOPLE) }
    }

    /// Whether anybody was ever added.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.people.is_dir()
    }

    /// The shared phone that a person's folder belongs to; none for a phone of one's own.
    #[must_use]
    pub fn around(person: &Path) -> Option<Self> {
        let person = person.canonicalize().ok()?;
        let people = person.parent()?;
        let shared = people.file_name()? == PEOPLE && person.join(LABEL).is_file();
        shared.then(|| Self { people: people.to_owned() })
    }

    /// Makes a folder for a person. It is there for good when this returns; what a crash leaves
    /// half made is nobody's.
    ///
    /// # Errors
    /// [`PhoneError::Taken`] when somebody has the label; storage errors.
    pub fn add(&self, label: Label, rng: &mut dyn CryptoRng) -> Result<Person, PhoneError> {
        if self.people()?.iter().any(|person| person.label.is(&label)) {
            return Err(PhoneError::Taken);
        }
        let mut id = [0; 8];
        rng.fill_bytes(&mut id);
        let dir = self.people.join(HEXLOWER.encode(&id));
        files::create_private(&dir)?;
        let draft = dir.join("label-new");
        let mut file = File::create(&draft)?;
        file.write_all(label.as_str().as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, dir.join(LABEL))?;
        files::sync(&dir)?;
        files::sync(&self.people)?;
        Ok(Person { label, dir })
    }

    /// Everybody on the phone, by label.
    ///
    /// # Errors
    /// Storage errors.
    pub fn people(&self) -> Result<Vec<Person>, PhoneError> {
        let mut people = Vec::new();
        for dir in self.folders()? {
            if is_removed(&dir) {
                continue;
            }
            let Ok(text) = fs::read_to_string(dir.join(LABEL)) else { continue };
            let Ok(label) = text.parse() else { continue };
            people.push(Person { label, dir });
        }
        people.sort_by(|one, other| one.label.0.cmp(&other.label.0));
        Ok(people)
    }

    /// The person with a label; small and capital letters are the same.
    ///
    /// # Errors
    /// [`PhoneError::Nobody`] when there is none; storage errors.
    pub fn find(&self, label: &Label) -> Result<Person, PhoneError> {
        let mut people = self.people()?.into_iter();
        people.find(|person| person.label.is(label)).ok_or(PhoneError::Nobody)
    }

    /// The folders of everybody but one, where there is an outbox.
    ///
    /// # Errors
    /// Storage errors.
    pub fn outboxes_beside(&self, own: &Path) -> Result<Vec<PathBuf>, PhoneError> {
        let own = own.canonicalize()?;
        let others = self.people()?.into_iter().map(|person| person.dir);
        Ok(others
            .filter(|dir| SealedOutbox::exists(dir))
            .filter(|dir| dir.canonicalize().is_ok_and(|dir| dir != own))
            .collect())
    }

    /// Removes a person with all that is in their folder. The host keeps them logged out
    /// meanwhile, and asks their client what is unfinished where their key is at hand; without it
    /// no attachment of theirs is known to be held.
    ///
    /// # Errors
    /// [`PhoneError::Unsent`] while the region does not hold all of theirs,
    /// [`PhoneError::Attachments`] while it may not hold the bytes of all attachments,
    /// [`PhoneError::Unsaved`] while something was typed and not saved; storage errors.
    pub fn remove(&self, person: &Person, own: Option<Unfinished>) -> Result<(), PhoneError> {
        let own = match own {
            Some(own) => own,
            // Only their vault knows which are held, and nobody else on the phone sends any.
            None => {
                Unfinished { attachments: beside::attachments(&person.dir)?, ..Default::default() }
            }
        };
        match (person.unsent()?.max(own.waiting), own.attachments, own.drafts) {
            (0, 0, 0) => self.erase(person),
            (0, 0, drafts) => Err(PhoneError::Unsaved(drafts)),
            (0, attachments, _) => Err(PhoneError::Attachments(attachments)),
            (unsent, ..) => Err(PhoneError::Unsent(unsent)),
        }
    }

    /// Removes a person whatever waits, once a copy of their sealed outbox is in a folder that
    /// holds none. From there any device of the region can carry it. Sealed chunks of attachments
    /// and what a wiped device set aside are copied along.
    ///
    /// # Errors
    /// Storage errors; nothing was removed unless the copy is whole.
    pub fn export_and_remove(&self, person: &Person, to: &Path) -> Result<(), PhoneError> {
        files::create_private(to)?;
        if SealedOutbox::exists(&person.dir) {
            SealedOutbox::open(&person.dir)?.export(to)?;
        }
        beside::copy(&person.dir, to)?;
        files::sync(to)?;
        self.erase(person)
    }

    /// The folder goes out of sight in one step; a crash leaves files that the next removal takes.
    fn erase(&self, person: &Person) -> Result<(), PhoneError> {
        let mut name = person.dir.file_name().ok_or(PhoneError::Nobody)?.to_owned();
        name.push(REMOVED);
        fs::rename(&person.dir, self.people.join(name))?;
        files::sync(&self.people)?;
        for dir in self.folders()?.iter().filter(|dir| is_removed(dir)) {
            fs::remove_dir_all(dir)?;
        }
        Ok(files::sync(&self.people)?)
    }

    fn folders(&self) -> Result<Vec<PathBuf>, PhoneError> {
        Ok(files::inside(&self.people)?)
    }
}

fn is_removed(dir: &Path) -> bool {
    dir.to_str().is_some_and(|name| name.ends_with(REMOVED))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
