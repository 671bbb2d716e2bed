//! Crew-mates: who writes a report together.

use tabard_core::client::ClientError;
use tabard_core::region::MateCode;

use super::{Device, id};
use crate::error::{Fault, TabardError};
use crate::host::{entropy, now};

/// How the holder of a device wants to be called in a report.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MateIntroduction {
    /// The name.
    pub name: Option<String>,
    /// The role.
    pub role: Option<String>,
}

/// A crew-mate that is let into a report.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Invitation {
    /// The report.
    pub record: String,
    /// The crew-mate's code, as scanned or typed.
    pub code: String,
}

/// A report that was joined, with how this device's holder wants to be called in it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Joining {
    /// The report.
    pub record: String,
    /// Who joins.
    pub who: MateIntroduction,
}

#[uniffi::export]
impl Device {
    /// The text, for a QR code, by which a crew-mate lets this device into a report. It is no
    /// secret.
    ///
    /// # Errors
    /// [`TabardError::Input`] when name or role is too long.
    pub fn mate_code(&self, who: MateIntroduction) -> Result<String, TabardError> {
        self.with(|client| Ok(client.mate_code(who.name, who.role)?.text()))
    }

    /// What a crew-mate's code says, to be shown before they are let in.
    ///
    /// # Errors
    /// [`TabardError::Input`] when it is none.
    pub fn read_mate_code(&self, code: String) -> Result<MateIntroduction, TabardError> {
        self.with(|_| {
            let code = parsed(&code)?;
            Ok(MateIntroduction { name: code.name, role: code.role })
        })
    }

    /// Lets a crew-mate's device read and write a report. Gives whether that was new; a device that
    /// was let in before is sent the report's key again.
    ///
    /// # Errors
    /// [`TabardError::Input`] when the code is none, [`TabardError::NotFound`] when the region has
    /// no such device, [`TabardError::NotAllowed`] when it is of another region or the crew is full.
    pub fn invite(&self, invitation: Invitation) -> Result<bool, TabardError> {
        self.with(|client| {
            let (record, code) = (id(&invitation.record)?, parsed(&invitation.code)?);
            Ok(client.invite_mate(record, &code, now(), &mut entropy())?)
        })
    }

    /// Writes down who holds this device in a report that it was let into. Who had left is back.
    ///
    /// # Errors
    /// [`TabardError::NotFound`], [`TabardError::NotAllowed`], and storage errors.
    pub fn join(&self, joining: Joining) -> Result<bool, TabardError> {
        self.with(|client| {
            let (name, role) = (joining.who.name.as_deref(), joining.who.role.as_deref());
            Ok(client.join(id(&joining.record)?, name, role, now(), &mut entropy())?)
        })
    }

    /// Leaves a report: the others see it, and it is listed here no more.
    ///
    /// # Errors
    /// As [`Device::join`].
    pub fn leave(&self, record: String) -> Result<bool, TabardError> {
        self.with(|client| Ok(client.leave(id(&record)?, now(), &mut entropy())?))
    }
}

fn parsed(code: &str) -> Result<MateCode, Fault> {
    Ok(MateCode::parse(code).map_err(ClientError::from)?)
}
