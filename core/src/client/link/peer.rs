//! Who is at the other end, and what the two know of their region.
//!
//! A line of the directory proves itself, but not its place in the log. One that came over a link
//! stands after all that the log said, until the log says it too: a certificate told so lets a
//! device in, a removal told so keeps it out, and neither changes what counted before.

use std::collections::BTreeSet;

use minicbor::bytes::ByteVec;

use super::Pass;
use crate::client::{Client, ClientError};
use crate::ids::{DeviceId, EntryId};
use crate::keys::{ReceivingPublic, digest};
use crate::link::{Hello, LinkFault};
use crate::region::{Directory, Role, SignedStatement, Statement, TOLD};

/// A certificate and that of its issuer.
const MOST_PROOFS: usize = 4;

impl Client {
    /// What this device shows of itself: its newest certificate and that of who signed it.
    pub(super) fn hello(&self) -> Result<Hello, ClientError> {
        let lines = self.lines()?;
        let certificate_of = |device: DeviceId| {
            lines.iter().rev().find_map(|line| match SignedStatement::parse(line).ok()? {
                SignedStatement { statement: Statement::Certificate(one), signer, .. }
                    if one.device.device_id() == device =>
                {
                    Some((line.clone(), signer))
                }
                _ => None,
            })
        };
        let (own, signer) = certificate_of(self.device()).ok_or(ClientError::NotCertified)?;
        let issuer = certificate_of(signer).map(|(line, _)| line);
        let statements = issuer.into_iter().chain([own]).map(ByteVec::from).collect();
        Ok(Hello { device: self.identity.public(), statements })
    }

    /// Believes that the other side is a device of the region, by what it shows and what is known
    /// here.
    pub(super) fn acquaint(
        &mut self,
        hello: &Hello,
        key: ReceivingPublic,
    ) -> Result<DeviceId, ClientError> {
        let peer = hello.device.device_id();
        if *hello.device.receiving() != key {
            return Err(LinkFault::Unreadable.into());
        }
        if peer == self.device() {
            return Err(LinkFault::Itself.into());
        }
        if hello.statements.len() > MOST_PROOFS {
            return Err(LinkFault::Unreadable.into());
        }
        let lines = hello.statements.iter().map(|line| line.to_vec()).collect();
        self.take_told(lines)?;
        let known = self.directory.device(peer).ok_or(LinkFault::Stranger)?;
        if known.certificate.device != hello.device {
            return Err(LinkFault::Stranger.into());
        }
        self.stands(peer)?;
        Ok(peer)
    }

    /// Whether the other device was not removed, by all that is known here now.
    pub(super) fn stands(&self, peer: DeviceId) -> Result<(), LinkFault> {
        let known = self.directory.device(peer).ok_or(LinkFault::Stranger)?;
        if known.stands_at(None) { Ok(()) } else { Err(LinkFault::Revoked) }
    }

    /// Everything in the directory that says who is a device of the region and who no longer is.
    pub(super) fn directory_pass(&self) -> Result<Pass, ClientError> {
        let lines = self.lines()?.into_iter().filter(|line| is_of_devices(line));
        let lines = lines.map(|line| (line_id(&line), line)).collect();
        let mut pass = Pass { number: Pass::DIRECTORY, lines, ..Pass::default() };
        pass.order = pass.lines.keys().map(|id| (*id, 0)).collect();
        pass.holding = pass.lines.keys().copied().collect();
        Ok(pass)
    }

    /// Takes lines that another device told. Returns how many were new and count.
    pub(super) fn take_told(&mut self, lines: Vec<Vec<u8>>) -> Result<u64, ClientError> {
        let known: BTreeSet<Vec<u8>> = self.lines()?.into_iter().collect();
        let lines = lines.into_iter().filter(|line| is_of_devices(line) && !known.contains(line));
        let mut directory = self.directory.clone();
        let taken = apply(&mut directory, lines.collect());
        if !taken.is_empty() {
            self.vault.write(|tables| taken.iter().try_for_each(|line| tables.add_told(line)))?;
            self.directory = directory;
        }
        Ok(taken.len() as u64)
    }

    /// Applies again what other devices told and the log did not yet.
    pub(in crate::client) fn recall_told(&mut self) -> Result<(), ClientError> {
        let told = self.vault.read(|tables| tables.told())?;
        apply(&mut self.directory, told);
        Ok(())
    }

    /// Every line of the directory that is held, from wherever it came.
    fn lines(&self) -> Result<Vec<Vec<u8>>, ClientError> {
        self.vault.read(|tables| {
            let mut lines: Vec<Vec<u8>> =
                tables.statements()?.into_iter().map(|one| one.bytes.into()).collect();
            lines.extend(tables.told()?);
            Ok(lines)
        })
    }
}

/// Applies lines whose order is not known, removals first: who was removed certifies nobody any
/// more, as far as this device can tell. Returns those that count.
fn apply(directory: &mut Directory, mut lines: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut taken = Vec::new();
    lines.sort_by_key(|line| order_of(line));
    for last in [ISSUER, OTHER] {
        loop {
            let before = lines.len();
            lines.retain(|line| {
                let counts = order_of(line) <= last
                    && directory.apply(TOLD, line).is_ok()
                    && knows(directory, line);
                if counts {
                    taken.push(line.clone());
                }
                !counts
            });
            if lines.len() == before {
                break;
            }
        }
    }
    taken
}

/// A removal of a device that is not known changes nothing, and is to be said again.
fn knows(directory: &Directory, line: &[u8]) -> bool {
    match SignedStatement::parse(line).map(|signed| signed.statement) {
        Ok(Statement::Revocation(gone)) => directory.device(gone.device).is_some(),
        _ => true,
    }
}

const REMOVAL: u8 = 0;
const ISSUER: u8 = 1;
const OTHER: u8 = 2;

/// Removals, then certificates of issuers, then all others.
fn order_of(line: &[u8]) -> u8 {
    match SignedStatement::parse(line).map(|signed| signed.statement) {
        Ok(Statement::Revocation(_)) => REMOVAL,
        Ok(Statement::Certificate(one)) if one.roles.allow(Role::Issuer) => ISSUER,
        _ => OTHER,
    }
}

fn is_of_devices(line: &[u8]) -> bool {
    let statement = SignedStatement::parse(line).map(|signed| signed.statement);
    matches!(statement, Ok(Statement::Certificate(_) | Statement::Revocation(_)))
}

fn line_id(line: &[u8]) -> EntryId {
    EntryId::new(digest("", &[line]))
}
