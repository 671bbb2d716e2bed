//! Joining a region.

use std::path::Path;

use rand_core::CryptoRng;

use crate::client::lost::wipe::is_begun;
use crate::client::{Client, ClientError};
use crate::ids::Millis;
use crate::keys::{DeviceIdentity, ReceivingKey};
use crate::outbox::Outbox;
use crate::region::{
    CodeError, Directory, DirectoryError, EnrolmentCode, EnrolmentRequest, member_info,
};
use crate::sync::HttpRequest;
use crate::vault::{Meta, Tables, Vault, VaultKey};
use crate::wire::{CBOR, ENROL_PATH, EnrolmentReply, Message, Placed};

impl Client {
    /// Prepares a device that answers a code: makes its keys and keeps them. Called again after a
    /// lost answer, it gives the same keys.
    ///
    /// # Errors
    /// [`ClientError::Code`] when the code has expired; storage errors.
    pub fn answer_code(
        dir: &Path,
        key: &VaultKey,
        code: &EnrolmentCode,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<EnrolmentRequest, ClientError> {
        if now > code.expires {
            return Err(CodeError::Expired.into());
        }
        let identity = Self::prepare(dir, key, Meta::new(code.region, code.server.clone()), rng)?;
        Ok(code.answer(&identity))
    }

    /// What the host sends to the region to answer a code; it may be sent again.
    #[must_use]
    pub fn enrolment_request(code: &EnrolmentCode, answer: &EnrolmentRequest) -> HttpRequest {
        HttpRequest {
            method: "POST",
            url: format!("{}{ENROL_PATH}", code.server.trim_end_matches('/')),
            headers: vec![("content-type", CBOR.to_owned())],
            body: answer.to_bytes(),
        }
    }

    /// Takes the region's answer: checks the directory against the code's region, and the device's
    /// own certificate in it.
    ///
    /// # Errors
    /// [`ClientError`] when the directory is another region's or does not hold the certificate.
    pub fn accept_enrolment(
        dir: &Path,
        key: VaultKey,
        reply: &EnrolmentReply,
        now: Millis,
    ) -> Result<Self, ClientError> {
        let mut vault = Vault::open(dir, &key)?;
        // Should the disk be too full for it, the device is not enrolled and may answer its code again.
        drop(Outbox::open(dir)?);
        vault.write_synced(|tables| {
            let mut meta = tables.meta()?.ok_or(ClientError::NotEnrolled)?;
            let identity = tables.identity()?.ok_or(ClientError::NotEnrolled)?;
            let mut directory = Directory::new(meta.region);
            take_statements(tables, &mut directory, &mut meta, &identity, &reply.statements)?;
            directory.device(identity.id()).ok_or(ClientError::NotCertified)?;
            meta.enrolled = true;
            tables.set_meta(&meta)?;
            Ok::<_, ClientError>(())
        })?;
        drop(vault);
        Self::open(dir, key, now)
    }

    /// Makes a vault with new keys, or finds the keys of one that was prepared before.
    ///
    /// # Errors
    /// [`VaultError::Exists`](crate::vault::VaultError::Exists) when the device is enrolled.
    pub fn prepare(
        dir: &Path,
        key: &VaultKey,
        meta: Meta,
        rng: &mut dyn CryptoRng,
    ) -> Result<DeviceIdentity, ClientError> {
        use crate::vault::VaultError;
        if is_begun(dir) {
            return Err(ClientError::WipeUnfinished);
        }
        let mut vault = match Vault::create(dir, key) {
            Err(VaultError::Exists) => Vault::open(dir, key)?,
            created => created?,
        };
        vault.write_synced(|tables| {
            if tables.meta()?.is_some_and(|known| known.enrolled) {
                return Err(VaultError::Exists.into());
            }
            tables.set_meta(&meta)?;
            if let Some(identity) = tables.identity()? {
                return Ok(identity);
            }
            let identity = DeviceIdentity::generate(rng);
            tables.set_identity(&identity)?;
            Ok(identity)
        })
    }
}

/// Applies and stores new lines of the directory, and takes the compartment secrets that are
/// wrapped to this device out of them.
pub(in crate::client) fn take_statements(
    tables: &Tables<'_>,
    directory: &mut Directory,
    meta: &mut Meta,
    identity: &DeviceIdentity,
    statements: &[Placed],
) -> Result<(), ClientError> {
    for statement in statements {
        match directory.apply(statement.position, &statement.bytes) {
            // A restored hub gave a number again: the key known first stays, the rest goes on.
            // So does the log of a relay that was restored to before a removal.
            Err(DirectoryError::EpochTaken | DirectoryError::ErasureRefused) => continue,
            applied => applied?,
        }
        tables.add_statement(statement.position, &statement.bytes)?;
        meta.directory = meta.directory.max(statement.position.saturating_add(1));
    }
    if !statements.is_empty() {
        take_secrets(tables, directory, identity)?;
    }
    Ok(())
}

pub(in crate::client) fn take_secrets(
    tables: &Tables<'_>,
    directory: &Directory,
    identity: &DeviceIdentity,
) -> Result<(), ClientError> {
    for one in directory.memberships_of(identity.id()) {
        if tables.compartment_secret(one.compartment, one.epoch)?.is_some() {
            continue;
        }
        let info = member_info(directory.region(), one.compartment, one.epoch, one.member);
        // A wrap that does not open, or holds another key, is its signer's mistake: it must not stop
        // the rest, nor take the place of the right one.
        let Ok(secret) = identity.receiving().open(&info, &one.wrap) else { continue };
        let secret = ReceivingKey::from_bytes(&secret);
        let epoch = directory.epoch_at(one.compartment, one.epoch);
        if epoch.is_some_and(|epoch| epoch.public == secret.public()) {
            tables.add_compartment_secret(one.compartment, one.epoch, &secret)?;
        }
    }
    Ok(())
}
