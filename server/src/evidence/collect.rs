//! Making a pack: media first, since to take them out is noted in the records that follow; then
//! the entries with their proofs, what they say, the pages, and the signed index.

use std::collections::BTreeSet;
use std::io::{Seek, Write};

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tabard_core::client::{
    Attachment, CustodyLine, DisclosedRecord, DisclosedView, PlacedEntry, read_disclosed,
    record_kind,
};
use tabard_core::entry::DICTIONARY;
use tabard_core::ids::{DeviceId, Millis, RecordId};
use tabard_core::region::{Directory, SignedStatement, Statement};
use tabard_core::wire::{Placed, Receipt};
use tabard_core::words::Words;

use super::EvidenceError;
use super::archive::{ArchiveError, Writer, Written};
use super::bundle::{
    DICTIONARY_FILE, DeviceLabel, FORMAT, FileLine, INDEX, Index, Leaf, LogState, MediaLine,
    OPENINGS, README, RECEIPT, RECORDS, RecordLine, RedactionLine, SIGNATURE, bytes_of,
    proof_lines, records_json,
};
use super::redact::{Redaction, Redactor};
use super::render::{self, Told};
use crate::hub::{Hub, HubError};
use crate::relay::Witnessed;

/// What is wanted of a pack.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Who makes it, by role.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Leave the bytes of attachments out.
    pub without_media: bool,
    /// What is blacked out in further pages; none for no such pages.
    pub redactions: Vec<Redaction>,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The SHA-256 of the index, by which a pack is known.
    pub index: [u8; 32],
    /// How many files it has.
    pub files: usize,
    /// Entries.
    pub entries: usize,
    /// Attachments with their bytes.
    pub media: usize,
    /// How often something was blacked out.
    pub redacted: usize,
}

/// A pack in the making.
struct Pack<W> {
    to: Writer<W>,
    files: Vec<FileLine>,
}

impl<W: Write + Seek> Pack<W> {
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let written = self.to.put(name, bytes)?;
        self.files.push(line_of(written));
        Ok(())
    }
}

fn line_of(Written { name, size, sha256 }: Written) -> FileLine {
    FileLine { name, size, sha256: HEXLOWER.encode(&sha256) }
}

/// Makes a pack of a report. That it is made is noted in the report's answer, and in the custody
/// log of each attachment whose bytes go out, before the pack is whole.
///
/// # Errors
/// [`EvidenceError`]; what was written is then not to be used.
pub fn make<W: Write + Seek>(
    hub: &mut Hub,
    report: RecordId,
    wishes: &Wishes,
    languages: &[Words],
    to: W,
    now: Millis,
    rng: &mut dyn CryptoRng,
) -> Result<Made, EvidenceError> {
    // Asked before anything is noted: it may not go out at all.
    hub.disclose(report)?;
    hub.note_evidence(report, (wishes.by.as_deref(), wishes.reason.as_deref()), now, rng)?;
    let mut pack = Pack { to: Writer::new(to), files: Vec::new() };
    let media = media(hub, report, wishes, &mut pack, now, rng)?;
    let disclosed = hub.disclose(report)?;
    let lines = needed(hub, &disclosed)?;
    let witnessed = witness(hub, &disclosed, &lines, now)?;
    let directory = directory_of(hub, &lines)?;
    let receipt = Receipt::verify(&witnessed.receipt, &directory);
    let receipt = receipt.map_err(|_| EvidenceError::Directory)?;
    pack.put(RECEIPT, &witnessed.receipt)?;
    let statements = put_statements(&mut pack, &lines, &witnessed)?;
    let (records, views) = put_records(&mut pack, disclosed, &witnessed, &directory)?;
    pack.put(RECORDS, &records_json(&views))?;
    pack.put(DICTIONARY_FILE, DICTIONARY)?;
    let mut index = Index {
        format: FORMAT.to_owned(),
        region: directory.region().to_string(),
        region_name: directory.name().unwrap_or_default().to_owned(),
        report: report.to_string(),
        made_at: now.rfc3339(),
        made_by: wishes.by.clone(),
        reason: wishes.reason.clone(),
        log: LogState {
            id: receipt.log.to_string(),
            size: receipt.size,
            root: HEXLOWER.encode(&receipt.root),
        },
        files: Vec::new(),
        statements,
        records,
        media,
        devices: labels(hub, &directory)?,
        redactions: Vec::new(),
    };
    put_pages(&mut pack, &mut index, &views, &directory, wishes, languages)?;
    index.files = std::mem::take(&mut pack.files);
    let bytes = bytes_of(&index);
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    pack.to.put(INDEX, &bytes)?;
    pack.to.put(SIGNATURE, &hub.sign_evidence(&hash)?)?;
    pack.to.finish()?;
    Ok(Made {
        index: hash,
        files: index.files.len().saturating_add(2),
        entries: index.records.iter().map(|record| record.entries.len()).sum(),
        media: index.media.iter().filter(|one| one.file.is_some()).count(),
        redacted: index.redactions.len(),
    })
}

/// Takes the bytes of the attachments out, each checked against what was signed when it was
/// captured.
fn media<W: Write + Seek>(
    hub: &mut Hub,
    report: RecordId,
    wishes: &Wishes,
    pack: &mut Pack<W>,
    now: Millis,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<MediaLine>, EvidenceError> {
    let mut lines = Vec::new();
    let mut attachments = hub.attachments(Some(report))?;
    attachments.sort_by_key(|one| one.id);
    for one in attachments {
        let record = one.id.to_string();
        let mut line = MediaLine { record, file: None };
        if !wishes.without_media {
            let name = format!("media/{}.{}", line.record, ending(&one));
            let said = CustodyLine { by: wishes.by.clone(), reason: wishes.reason.clone() };
            let (written, ()) = pack.to.add(&name, |to| {
                hub.export_attachment(one.id, to, &said, now, rng).map_err(EvidenceError::from)
            })?;
            pack.files.push(line_of(written));
            line.file = Some(name);
        }
        lines.push(line);
    }
    Ok(lines)
}

/// The ending of a file's name, of those that a program opens as what they are.
fn ending(one: &Attachment) -> &'static str {
    match one.facts.get("media_type").and_then(Value::as_str).unwrap_or_default() {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "audio/mp4" => "m4a",
        "audio/mpeg" => "mp3",
        "audio/ogg" => "ogg",
        "audio/wav" => "wav",
        "video/mp4" => "mp4",
        "application/pdf" => "pdf",
        _ => "bin",
    }
}

/// The lines of the directory that it takes to check this pack, and none about anybody else: the
/// founding, the log's relay, and whatever was said of the authors, of the hub, and of who signed
/// that.
fn needed(hub: &Hub, disclosed: &[DisclosedRecord]) -> Result<Vec<Placed>, EvidenceError> {
    let entries = disclosed.iter().flat_map(|record| &record.entries);
    let mut devices: BTreeSet<DeviceId> = entries.map(|one| one.entry.author()).collect();
    devices.insert(hub.device());
    let mut lines = Vec::new();
    for placed in hub.relay().statements()? {
        let signed = SignedStatement::parse(&placed.bytes).map_err(|_| EvidenceError::Directory)?;
        lines.push((placed, signed));
    }
    let log = hub.relay().log();
    loop {
        let before = devices.len();
        let of_these = |(_, signed): &&(Placed, SignedStatement)| {
            let about = match &signed.statement {
                Statement::Founding(_) => return true,
                Statement::Relay(relay) => return relay.log == log,
                Statement::Certificate(certificate) => certificate.device.device_id(),
                Statement::Revocation(revocation) => revocation.device,
                Statement::Wipe(order) => order.device,
                Statement::Epoch(_)
                | Statement::Membership(_)
                | Statement::Policy(_)
                | Statement::Erasure(_) => return false,
            };
            devices.contains(&about)
        };
        let wanted: Vec<_> = lines.iter().filter(of_these).collect();
        devices.extend(wanted.iter().map(|(_, signed)| signed.signer));
        if devices.len() == before {
            return Ok(wanted.into_iter().map(|(placed, _)| placed.clone()).collect());
        }
    }
}

fn witness(
    hub: &Hub,
    disclosed: &[DisclosedRecord],
    lines: &[Placed],
    now: Millis,
) -> Result<Witnessed, EvidenceError> {
    let entries = disclosed.iter().flat_map(|record| &record.entries);
    let entries: Vec<_> = entries.map(|one| &one.entry).collect();
    let positions: Vec<_> = lines.iter().map(|line| line.position).collect();
    Ok(hub.relay().witness(now, &entries, &positions)?)
}

/// The directory as whoever checks the pack will have it.
fn directory_of(hub: &Hub, lines: &[Placed]) -> Result<Directory, EvidenceError> {
    let mut directory = Directory::new(hub.relay().region());
    for line in lines {
        let applied = directory.apply(line.position, &line.bytes);
        applied.map_err(|_| EvidenceError::Directory)?;
    }
    Ok(directory)
}

fn put_statements<W: Write + Seek>(
    pack: &mut Pack<W>,
    lines: &[Placed],
    witnessed: &Witnessed,
) -> Result<Vec<Leaf>, EvidenceError> {
    let mut leaves = Vec::new();
    for (number, (line, proved)) in (1..).zip(lines.iter().zip(&witnessed.lines)) {
        let file = format!("statements/{number:04}.cose");
        pack.put(&file, &line.bytes)?;
        leaves.push(Leaf { file, position: proved.position, proof: proof_lines(&proved.proof) });
    }
    Ok(leaves)
}

/// Puts the entries in, and what opens them; returns what they say.
fn put_records<W: Write + Seek>(
    pack: &mut Pack<W>,
    disclosed: Vec<DisclosedRecord>,
    witnessed: &Witnessed,
    directory: &Directory,
) -> Result<(Vec<RecordLine>, Vec<DisclosedView>), EvidenceError> {
    let (mut lines, mut views) = (Vec::new(), Vec::new());
    let mut openings = serde_json::Map::new();
    let mut proofs = witnessed.entries.iter();
    let mut number = 0;
    for record in disclosed {
        let mut placed: Vec<_> = record.entries.into_iter().zip(proofs.by_ref()).collect();
        placed.sort_by_key(|(_, proved)| proved.position);
        let (mut leaves, mut entries) = (Vec::new(), Vec::new());
        for (one, proved) in placed {
            number += 1;
            let file = format!("entries/{number:04}.cose");
            pack.put(&file, one.entry.bytes())?;
            let opening = HEXLOWER.encode(one.opening.as_bytes());
            openings.insert(one.entry.id().to_string(), Value::String(opening));
            let (position, proof) = (proved.position, proof_lines(&proved.proof));
            leaves.push(Leaf { file, position, proof });
            entries.push(PlacedEntry { position, entry: one.entry, opening: one.opening });
        }
        let (id, kind) = (record.id.to_string(), record_kind(record.kind).name().to_owned());
        lines.push(RecordLine { id, kind, left_out: record.left_out, entries: leaves });
        views.push(read_disclosed(directory, entries)?);
    }
    pack.put(OPENINGS, &bytes_of(&openings))?;
    Ok((lines, views))
}

/// What the hub calls the devices in the pack.
fn labels(hub: &Hub, directory: &Directory) -> Result<Vec<DeviceLabel>, HubError> {
    let known = hub.devices()?.into_iter();
    let here = known.filter(|line| directory.device(line.id).is_some());
    let labels = here.map(|line| DeviceLabel { id: line.id.to_string(), label: line.label });
    Ok(labels.filter(|line| !line.label.is_empty()).collect())
}

/// The pages that people read, in each language; and again with what is blacked out.
fn put_pages<W: Write + Seek>(
    pack: &mut Pack<W>,
    index: &mut Index,
    views: &[DisclosedView],
    directory: &Directory,
    wishes: &Wishes,
    languages: &[Words],
) -> Result<(), EvidenceError> {
    let told = Told { index, views, directory };
    let mut redacted: Vec<RedactionLine> = Vec::new();
    for words in languages {
        let tag = words.language().to_string().to_ascii_lowercase();
        let page = render::page(words, &told, &mut Redactor::none())?;
        pack.put(&format!("report.{tag}.html"), page.as_bytes())?;
        if !wishes.redactions.is_empty() {
            let mut redactor = Redactor::of(&wishes.redactions);
            let page = render::page(words, &told, &mut redactor)?;
            redacted = redactor.lines();
            pack.put(&format!("redacted.{tag}.html"), page.as_bytes())?;
        }
    }
    index.redactions = redacted;
    let readme = render::readme(index);
    pack.put(README, readme.as_bytes())?;
    Ok(())
}
