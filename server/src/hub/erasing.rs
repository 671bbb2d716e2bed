//! Erasing: what belongs to a report, how much of it there is, and the order that everybody obeys.

use rand_core::CryptoRng;
use tabard_core::client::ClientError;
use tabard_core::entry::Kind;
use tabard_core::ids::{ChunkAddress, Millis, RecordId};
use tabard_core::region::{
    CertificateHash, Erased, Erasure, ErasureClass, MOST_CHUNKS, MOST_RECORDS,
};
use tabard_core::wire::{ChunkAnswer, ChunkRequest, ChunkWant};

use super::{Hub, HubError};
use crate::relay::Held;

/// What is written about one report, and goes with it.
const ABOUT: [Kind; 4] = [Kind::Followup, Kind::Account, Kind::Case, Kind::Attachment];

/// Under which kind the hub keeps certificates, by their hash.
const NOTE: &str = "erasure";

/// Everything that an erasure takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The report and what is written about it, each with its kind.
    pub records: Vec<(RecordId, Kind)>,
    /// The sealed chunks of attachments that are among it.
    pub chunks: Vec<ChunkAddress>,
    /// The attachments of which the relay has not even the list of chunks.
    pub without_chunks: usize,
    /// How much the log has of it.
    pub held: Held,
}

impl Reach {
    /// The ids of its records.
    #[must_use]
    pub fn ids(&self) -> Vec<RecordId> {
        self.records.iter().map(|(id, _)| *id).collect()
    }
}

impl Hub {
    /// What the erasure of a report takes away.
    ///
    /// # Errors
    /// [`HubError`] when the report is not here, a list of chunks is damaged, or storage fails.
    pub fn reach_of(&self, report: RecordId, now: Millis) -> Result<Reach, HubError> {
        self.reach_from(vec![(report, Kind::Incident)], now)
    }

    /// A report and what is written about it, without a look at any chunk.
    ///
    /// # Errors
    /// Storage errors.
    pub fn belonging_to(&self, report: RecordId) -> Result<Vec<(RecordId, Kind)>, HubError> {
        self.spread(vec![(report, Kind::Incident)])
    }

    /// Records with all that belongs to them.
    fn spread(
        &self,
        mut records: Vec<(RecordId, Kind)>,
    ) -> Result<Vec<(RecordId, Kind)>, HubError> {
        let mut looked_at = 0;
        // An account has an answer of its own, and that may have more.
        while let Some((record, _)) = records.get(looked_at).copied() {
            looked_at += 1;
            let about = self.all_about(record)?;
            let new: Vec<_> = about.into_iter().filter(|one| !records.contains(one)).collect();
            records.extend(new);
        }
        Ok(records)
    }

    /// How far the erasure of records reaches.
    fn reach_from(&self, records: Vec<(RecordId, Kind)>, now: Millis) -> Result<Reach, HubError> {
        let mut reach = Reach { records: self.spread(records)?, ..Reach::default() };
        let attachments = reach.records.iter().filter(|(_, kind)| *kind == Kind::Attachment);
        for (id, _) in attachments {
            match self.chunks_of(*id, now)? {
                Some(chunks) => reach.chunks.extend(chunks),
                None => reach.without_chunks += 1,
            }
        }
        reach.held = self.relay.held_of(&reach.ids())?;
        Ok(reach)
    }

    /// What is written about one record, each with its kind.
    fn all_about(&self, record: RecordId) -> Result<Vec<(RecordId, Kind)>, HubError> {
        let mut all = Vec::new();
        for kind in ABOUT {
            let about = self.client.records_about(record, kind)?;
            all.extend(about.into_iter().map(|one| (one.id, kind)));
        }
        Ok(all)
    }

    /// Orders the erasure of what was written about a report by a device that did not know of its
    /// erasure, and came after it: by the same certificate, for it was decided on with the report.
    pub(super) fn erase_what_came_late(&mut self, now: Millis) -> Result<(), HubError> {
        let ordered: Vec<_> =
            self.client.directory().all_erased().map(|(id, erased)| (id, *erased)).collect();
        let mut lines = Vec::new();
        for (record, erased) in ordered {
            let late = self.all_about(record)?;
            if late.is_empty() {
                continue;
            }
            let reach = self.reach_from(late, now)?;
            for order in orders(erased.class, &reach, erased.certificate, now) {
                lines.push(self.client.order_erasure(order)?);
            }
        }
        if !lines.is_empty() {
            self.relay.append_statements(&lines)?;
        }
        Ok(())
    }

    /// The chunks of an attachment that the relay has; none where its list is not there, or is none:
    /// whoever wrote it may have written anything, and that keeps nothing from being erased.
    fn chunks_of(&self, id: RecordId, now: Millis) -> Result<Option<Vec<ChunkAddress>>, HubError> {
        let get = |address| {
            let request =
                ChunkRequest { region: self.relay.region(), want: ChunkWant::Get(address) };
            match self.relay.chunks(now, self.device(), request) {
                Ok(ChunkAnswer::Chunk(sealed)) => Some(Vec::from(sealed)),
                _ => None,
            }
        };
        let own = self.client.list_of_chunks(id).and_then(|list| match get(list) {
            Some(sealed) => self.client.own_chunks(id, &sealed, get).map(Some),
            None => Ok(None),
        });
        match own {
            Ok(chunks) => Ok(chunks),
            Err(ClientError::Attachment(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Orders the erasure of what was reached, each with its class, by a certificate that is kept
    /// first. The log takes all of the order or nothing; when this returns the hub and the relay have
    /// let go of it.
    ///
    /// # Errors
    /// [`HubError`]; where the log did not take the order, nothing is erased.
    pub fn order_erasure(
        &mut self,
        erased: &[(ErasureClass, &Reach)],
        certificate: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<CertificateHash, HubError> {
        self.settle(now, rng)?;
        let hash = CertificateHash::of(certificate.as_bytes());
        self.client.set_note(NOTE, hash.as_bytes(), certificate.as_bytes())?;
        let mut lines = Vec::new();
        for (class, reach) in erased {
            for order in orders(*class, reach, hash, now) {
                lines.push(self.client.order_erasure(order)?);
            }
        }
        self.relay.append_statements(&lines)?;
        self.pump(now, rng)?;
        Ok(hash)
    }

    /// The certificates of what was erased, by their hashes. One whose order never came into the log
    /// says nothing, and is left out.
    ///
    /// # Errors
    /// Storage errors.
    pub fn certificates(&self) -> Result<Vec<(CertificateHash, String)>, HubError> {
        let notes = self.client.notes(NOTE)?.into_values();
        let kept = notes.filter_map(|text| {
            let text = String::from_utf8(text).ok()?;
            Some((CertificateHash::of(text.as_bytes()), text))
        });
        let directory = self.relay.directory()?;
        let ordered = |hash: &CertificateHash| {
            directory.all_erased().any(|(_, erased)| erased.certificate == *hash)
        };
        Ok(kept.filter(|(hash, _)| ordered(hash)).collect())
    }

    /// How many records were erased that this hub knows of.
    #[must_use]
    pub fn erased_records(&self) -> usize {
        self.client.directory().all_erased().count()
    }

    /// What the log says of the erasure of a record.
    ///
    /// # Errors
    /// Storage errors.
    pub fn erased(&self, record: RecordId) -> Result<Option<Erased>, HubError> {
        Ok(self.relay.directory()?.erased(record).copied())
    }
}

/// As many lines as it takes. Each names a record, for a line that names chunks alone would be
/// known by nothing.
fn orders(
    class: ErasureClass,
    reach: &Reach,
    certificate: CertificateHash,
    at: Millis,
) -> Vec<Erasure> {
    let ids = reach.ids();
    let mut records = ids.chunks(MOST_RECORDS);
    let mut chunks = reach.chunks.chunks(MOST_CHUNKS);
    let mut orders = Vec::new();
    loop {
        let (some, others) = (records.next(), chunks.next());
        if some.is_none() && others.is_none() {
            return orders;
        }
        orders.push(Erasure {
            records: some.or(ids.get(..1)).unwrap_or_default().to_vec(),
            chunks: others.unwrap_or_default().to_vec(),
            class,
            at,
            certificate,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_and_chunk_is_named_in_lines_that_fit() {
        let records = (0..130).map(|n| (RecordId::new([n; 16]), Kind::Attachment)).collect();
        let chunks: Vec<_> = (0..250).map(|n| ChunkAddress::new([n; 32])).collect();
        let reach = Reach { records, chunks, ..Reach::default() };
        let orders = orders(ErasureClass(1), &reach, CertificateHash::of(b""), Millis(0));
        assert_eq!(orders.len(), 5);
        let named: Vec<_> = orders.iter().flat_map(|one| one.chunks.clone()).collect();
        assert_eq!(named, reach.chunks);
        assert!(reach.ids().iter().all(|id| orders.iter().any(|one| one.records.contains(id))));
        let fits = |one: &Erasure| {
            (1..=MOST_RECORDS).contains(&one.records.len()) && one.chunks.len() <= MOST_CHUNKS
        };
        assert!(orders.iter().all(fits));
    }
}
