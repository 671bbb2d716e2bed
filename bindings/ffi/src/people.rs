//! A phone that several people use: a folder for each. To log in is to open a device in one's
//! folder, to log out is to shut it down.

use std::path::PathBuf;

use tabard_core::files::FolderLock;
use tabard_core::phone::{self, Label, Person};
use tabard_core::words::Words;

use crate::error::{Fault, TabardError};
use crate::host::entropy;
use crate::settings::Settings;

/// Somebody who uses the phone.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PersonOnPhone {
    /// What they are called at log-in. Whoever holds the phone can read it: initials, not a name.
    pub label: String,
    /// The folder of their device, for the settings.
    pub dir: String,
    /// How many of their changes the region does not hold, as far as is known.
    pub unsent: u64,
}

/// The folder of a phone that several people use.
#[derive(uniffi::Object)]
pub struct SharedPhone {
    words: Words,
    dir: PathBuf,
}

#[uniffi::export]
impl SharedPhone {
    /// The shared phone in the folder of the settings; nothing need be there yet.
    ///
    /// # Errors
    /// [`TabardError::Input`] for a folder that is no absolute path, or an unknown language.
    #[uniffi::constructor]
    pub fn at(settings: Settings) -> Result<Self, TabardError> {
        let words = settings.chosen_words()?;
        Ok(Self { dir: settings.dir().map_err(|fault| fault.said(&words))?, words })
    }

    /// Everybody on the phone, by label.
    ///
    /// # Errors
    /// Storage errors.
    pub fn people(&self) -> Result<Vec<PersonOnPhone>, TabardError> {
        self.said(|phone| phone.people()?.iter().map(PersonOnPhone::of).collect())
    }

    /// Makes a folder for a person.
    ///
    /// # Errors
    /// [`TabardError::Input`] when the label is none or taken; storage errors.
    pub fn add(&self, label: String) -> Result<PersonOnPhone, TabardError> {
        self.said(|phone| {
            let label: Label = label.parse()?;
            PersonOnPhone::of(&phone.add(label, &mut entropy())?)
        })
    }

    /// Removes a person with all that is in their folder, once the region holds all of it. They
    /// have to be logged out.
    ///
    /// # Errors
    /// [`TabardError::Unsent`] while something would be lost, [`TabardError::InUse`] while they are
    /// logged in, [`TabardError::NotFound`]; storage errors.
    pub fn remove(&self, label: String) -> Result<(), TabardError> {
        self.said(|phone| {
            let label: Label = label.parse()?;
            let person = phone.find(&label)?;
            let lock = FolderLock::try_take(&person.dir).map_err(|_| Fault::NoFolder)?;
            let _lock = lock.ok_or(Fault::InUse)?;
            Ok(phone.remove(&person, None)?)
        })
    }
}

impl SharedPhone {
    fn said<T>(
        &self,
        work: impl FnOnce(&phone::SharedPhone) -> Result<T, Fault>,
    ) -> Result<T, TabardError> {
        work(&phone::SharedPhone::at(&self.dir)).map_err(|fault| fault.said(&self.words))
    }
}

impl PersonOnPhone {
    fn of(person: &Person) -> Result<Self, Fault> {
        Ok(Self {
            label: person.label.as_str().to_owned(),
            dir: person.dir.to_string_lossy().into_owned(),
            unsent: person.unsent()?,
        })
    }
}
