//! What a hub signs for readers outside its region.

use crate::client::{Client, ClientError};
use crate::cose::{self, Domain};
use crate::region::{Attested, Role, SignedStatement, Statement};
use crate::vault::VaultError;

impl Client {
    /// Signs bytes as the region's hub. The same bytes give the same file while the hub's
    /// certificates are the same.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that is no hub, and storage errors.
    pub fn attest(&self, payload: Vec<u8>) -> Result<Attested, ClientError> {
        let own = self.directory.device(self.device()).map(|own| own.certificate.roles);
        if !own.is_some_and(|own| own.allow(Role::Triage) && own.allow(Role::Issuer)) {
            return Err(ClientError::Role);
        }
        let statements = self.vault.read(|tables| tables.statements())?;
        let about_own = |bytes: &[u8]| match SignedStatement::parse(bytes).map(|one| one.statement)
        {
            Ok(Statement::Founding(_)) => true,
            Ok(Statement::Certificate(one)) => one.device.device_id() == self.device(),
            _ => false,
        };
        let lines = statements.into_iter().map(|one| one.bytes).filter(|one| about_own(one));
        let region = self.directory.region();
        let signed = cose::sign(Domain::Return, region, &self.identity, payload);
        Ok(Attested {
            region,
            lines: lines.collect(),
            signed: signed.map_err(|_| VaultError::Damaged)?,
        })
    }
}
