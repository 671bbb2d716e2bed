//! Incidents one after the other with what was answered, for whoever counts over all of them.

use crate::client::{Client, ClientError};
use crate::ids::Millis;
use crate::vault::Told;

impl Client {
    /// Gives the incidents that can be read here to `take`, those alone that changed at `since` or
    /// later, or whose answer did, where that is asked. In one state of the vault.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn tell_incidents(
        &self,
        since: Option<Millis>,
        mut take: impl FnMut(&Told<'_>),
    ) -> Result<(), ClientError> {
        self.may_read()?;
        let mut each = |told: Told<'_>| {
            take(&told);
            Ok::<_, ClientError>(())
        };
        self.vault.read(|tables| match since {
            Some(since) => tables.tell_changed(since, &mut each),
            None => tables.tell_all(&mut each),
        })
    }
}
