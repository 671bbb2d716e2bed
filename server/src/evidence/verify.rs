//! Checking a pack, with nothing but the pack: what is proved here, and what is not.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tabard_core::client::{DisclosedView, PlacedEntry, read_disclosed, record_kind};
use tabard_core::cose::{Domain, Unverified};
use tabard_core::entry::{DICTIONARY, Kind, MAX_ENTRY, SignedEntry};
use tabard_core::ids::{DeviceId, Millis, RegionId};
use tabard_core::keys::Opening;
use tabard_core::merkle::{Hash, TreeHead, leaf_hash};
use tabard_core::model::Scalar;
use tabard_core::region::{Directory, Role};
use tabard_core::wire::Receipt;
use zeroize::Zeroizing;

use super::Refused;
use super::archive::Archive;
use super::bundle::{
    DICTIONARY_FILE, FORMAT, FileLine, INDEX, Index, Leaf, MediaLine, OPENINGS, README, RECEIPT,
    RECORDS, RecordLine, SIGNATURE, hash_of, proof_of, records_json,
};

/// The largest of the files that are read whole.
const LARGEST_TEXT: u64 = 64 * 1024 * 1024;
/// The largest statement, receipt or signature.
const LARGEST_MESSAGE: u64 = 4096;

/// What was found of a pack that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The region that all of it follows from.
    pub region: RegionId,
    /// What it calls itself.
    pub region_name: String,
    /// Whether the region was given, and not only taken from the pack.
    pub pinned: bool,
    /// The report.
    pub report: String,
    /// The SHA-256 of the index, by which this pack is known.
    pub index: [u8; 32],
    /// The hub that signed the index.
    pub hub: DeviceId,
    /// When it says that the pack was made.
    pub made_at: String,
    /// How large the log was.
    pub log_size: u64,
    /// When the relay signed that, by its clock.
    pub log_time: Millis,
    /// The devices that signed the entries.
    pub authors: BTreeSet<DeviceId>,
    /// Entries.
    pub entries: usize,
    /// Accounts.
    pub accounts: usize,
    /// Attachments whose bytes are here.
    pub media: usize,
    /// Attachments without their bytes.
    pub without_bytes: usize,
    /// Entries that the hub says it left out, since its own rules refuse them.
    pub left_out: u64,
    /// How often something is blacked out in the redacted pages.
    pub redacted: usize,
}

/// Checks a pack.
///
/// # Errors
/// [`Refused`] for the first thing that is not as it must be.
pub fn verify<R: Read + Seek>(from: R, pin: Option<RegionId>) -> Result<Verdict, Refused> {
    let mut pack = Archive::open(from)?;
    let index_bytes = pack.read(INDEX, LARGEST_TEXT)?;
    let index: Index = serde_json::from_slice(&index_bytes).map_err(|_| Refused::Index)?;
    if index.format != FORMAT {
        return Err(Refused::Index);
    }
    let region: RegionId = index.region.parse().map_err(|_| Refused::Index)?;
    if pin.is_some_and(|pin| pin != region) {
        return Err(Refused::OtherRegion(index.region));
    }
    let used = Used::of(&index);
    hashes(&mut pack, &index.files)?;
    let directory = directory(&mut pack, region, &index)?;
    let receipt = pack.read(RECEIPT, LARGEST_MESSAGE)?;
    let receipt = Receipt::verify(&receipt, &directory).map_err(|_| Refused::Receipt)?;
    let head = log(&index, &receipt)?;
    let index_hash: [u8; 32] = Sha256::digest(&index_bytes).into();
    let hub = signed_by_hub(&mut pack, &directory, &index_hash, head.size)?;
    for leaf in &index.statements {
        let bytes = pack.read(&leaf.file, LARGEST_MESSAGE)?;
        included(leaf, &bytes, &head)?;
    }
    let (views, authors) = records(&mut pack, &directory, &index, &head)?;
    if pack.read(RECORDS, LARGEST_TEXT)? != records_json(&views) {
        return Err(Refused::Readable);
    }
    if pack.read(DICTIONARY_FILE, LARGEST_TEXT)? != DICTIONARY {
        return Err(Refused::Changed(DICTIONARY_FILE.to_owned()));
    }
    about_the_report(&index.report, &views)?;
    media(&index, &views)?;
    used.covers(&index.files)?;
    let count = |kind| views.iter().filter(|view| view.kind == kind).count();
    let with_bytes = index.media.iter().filter(|one| one.file.is_some()).count();
    Ok(Verdict {
        region,
        region_name: directory.name().unwrap_or_default().to_owned(),
        pinned: pin.is_some(),
        report: index.report,
        index: index_hash,
        hub,
        made_at: index.made_at,
        log_size: head.size,
        log_time: receipt.time,
        authors,
        entries: index.records.iter().map(|record| record.entries.len()).sum(),
        accounts: count(Kind::Account),
        media: with_bytes,
        without_bytes: index.media.len().saturating_sub(with_bytes),
        left_out: index.records.iter().map(|record| record.left_out).sum(),
        redacted: index.redactions.len(),
    })
}

/// The files that something in a pack answers for; a further one has no business there.
struct Used(BTreeSet<String>);

impl Used {
    fn of(index: &Index) -> Self {
        let entries = index.records.iter().flat_map(|record| &record.entries);
        let leaves = index.statements.iter().chain(entries).map(|leaf| leaf.file.clone());
        let media = index.media.iter().filter_map(|one| one.file.clone());
        let own = [RECEIPT, OPENINGS, RECORDS, README, DICTIONARY_FILE].map(str::to_owned);
        Self(leaves.chain(media).chain(own).collect())
    }

    fn covers(&self, files: &[FileLine]) -> Result<(), Refused> {
        let page = |name: &str| {
            let name = name.strip_suffix(".html");
            name.is_some_and(|name| name.starts_with("report.") || name.starts_with("redacted."))
        };
        let known = |file: &FileLine| self.0.contains(&file.name) || page(&file.name);
        if files.iter().all(known) { Ok(()) } else { Err(Refused::Files) }
    }
}

/// The files are those of the index, in its order, with the index and its signature at the end.
fn hashes<R: Read + Seek>(pack: &mut Archive<R>, files: &[FileLine]) -> Result<(), Refused> {
    let named: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let wanted: Vec<&str> = named.iter().copied().chain([INDEX, SIGNATURE]).collect();
    let items = pack.items().to_vec();
    let found: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    let once: BTreeSet<_> = found.iter().collect();
    if found != wanted || once.len() != found.len() {
        return Err(Refused::Files);
    }
    for (item, file) in items.iter().zip(files) {
        let hash = pack.hash(item).map_err(|_| Refused::Changed(file.name.clone()))?;
        if item.size != file.size || Some(hash) != hash_of(&file.sha256) {
            return Err(Refused::Changed(file.name.clone()));
        }
    }
    Ok(())
}

/// Applies the statements, each by the rules of the directory.
fn directory<R: Read + Seek>(
    pack: &mut Archive<R>,
    region: RegionId,
    index: &Index,
) -> Result<Directory, Refused> {
    let mut directory = Directory::new(region);
    let mut next = 0;
    for leaf in &index.statements {
        let bytes = pack.read(&leaf.file, LARGEST_MESSAGE)?;
        let applied = directory.apply(leaf.position, &bytes);
        if leaf.position < next || applied.is_err() {
            return Err(Refused::Statement(leaf.file.clone()));
        }
        next = leaf.position.saturating_add(1);
    }
    if directory.name() == Some(index.region_name.as_str()) {
        Ok(directory)
    } else {
        Err(Refused::Index)
    }
}

fn log(index: &Index, receipt: &Receipt) -> Result<TreeHead, Refused> {
    let same = index.log.id == receipt.log.to_string()
        && index.log.size == receipt.size
        && hash_of(&index.log.root) == Some(receipt.root);
    match same {
        true => Ok(TreeHead { size: receipt.size, root: Hash::from_bytes(receipt.root) }),
        false => Err(Refused::Receipt),
    }
}

/// The hub is a device of triage that stood when the pack was made.
fn signed_by_hub<R: Read + Seek>(
    pack: &mut Archive<R>,
    directory: &Directory,
    index: &[u8; 32],
    size: u64,
) -> Result<DeviceId, Refused> {
    let bytes = pack.read(SIGNATURE, LARGEST_MESSAGE)?;
    let signed = Unverified::parse(&bytes).map_err(|_| Refused::Signature)?;
    let signer = signed.signer().map_err(|_| Refused::Signature)?;
    let hub = directory.device(signer).ok_or(Refused::Signature)?;
    let key = hub.certificate.device.verifying_key().ok_or(Refused::Signature)?;
    let verified = signed.verify(Domain::Evidence, directory.region(), &key).is_ok();
    let may = hub.certificate.roles.allow(Role::Triage) && hub.stands_at(Some(size));
    let same = signed.payload() == index;
    if verified && may && same { Ok(signer) } else { Err(Refused::Signature) }
}

fn included(leaf: &Leaf, bytes: &[u8], head: &TreeHead) -> Result<(), Refused> {
    let proof = proof_of(&leaf.proof);
    let proved = proof.map(|proof| proof.verify(&leaf_hash(bytes), leaf.position, head));
    match proved {
        Some(Ok(())) => Ok(()),
        _ => Err(Refused::Inclusion(leaf.file.clone())),
    }
}

/// Reads every record from its entries.
fn records<R: Read + Seek>(
    pack: &mut Archive<R>,
    directory: &Directory,
    index: &Index,
    head: &TreeHead,
) -> Result<(Vec<DisclosedView>, BTreeSet<DeviceId>), Refused> {
    let openings: BTreeMap<String, String> = json(&pack.read(OPENINGS, LARGEST_TEXT)?)?;
    let (mut views, mut authors) = (Vec::new(), BTreeSet::new());
    for record in &index.records {
        let mut entries = Vec::new();
        for leaf in &record.entries {
            let entry = entry(pack, directory.region(), &openings, leaf)?;
            included(leaf, entry.entry.bytes(), head)?;
            authors.insert(entry.entry.author());
            entries.push(entry);
        }
        let failed = |fault| Refused::Record { record: record.id.clone(), fault };
        let view = read_disclosed(directory, entries).map_err(failed)?;
        if !is_said(record, &view) {
            return Err(Refused::AnotherReport(record.id.clone()));
        }
        views.push(view);
    }
    Ok((views, authors))
}

fn entry<R: Read + Seek>(
    pack: &mut Archive<R>,
    region: RegionId,
    openings: &BTreeMap<String, String>,
    leaf: &Leaf,
) -> Result<PlacedEntry, Refused> {
    let refused = || Refused::Entry(leaf.file.clone());
    let bytes = pack.read(&leaf.file, MAX_ENTRY as u64)?;
    let entry = SignedEntry::parse(region, bytes).map_err(|_| refused())?;
    let opening = openings.get(&entry.id().to_string()).and_then(|text| hash_of(text));
    let opening = Opening::new(Zeroizing::new(opening.ok_or_else(refused)?));
    Ok(PlacedEntry { position: leaf.position, entry, opening })
}

fn is_said(record: &RecordLine, view: &DisclosedView) -> bool {
    view.id.to_string() == record.id && record_kind(view.kind).name() == record.kind
}

/// One incident, and nothing that is not about it.
fn about_the_report(report: &str, views: &[DisclosedView]) -> Result<(), Refused> {
    let mut seen = BTreeSet::new();
    for (place, view) in views.iter().enumerate() {
        let id = view.id.to_string();
        let about = match (place, view.kind) {
            (0, Kind::Incident) => id == report,
            (1.., Kind::Account | Kind::Attachment) => said(view, "incident") == Some(report),
            _ => false,
        };
        if !about || !seen.insert(id.clone()) {
            return Err(Refused::AnotherReport(id));
        }
    }
    if views.is_empty() { Err(Refused::AnotherReport(report.to_owned())) } else { Ok(()) }
}

fn said<'v>(view: &'v DisclosedView, field: &str) -> Option<&'v str> {
    match view.values.get(field) {
        Some(Scalar::Text(text)) => Some(text),
        _ => None,
    }
}

/// The hash that an attachment's first version names, which nobody has changed since.
fn captured(view: &DisclosedView) -> Option<&str> {
    let changes = view
        .versions
        .iter()
        .flat_map(|version| version.changes.iter().map(move |one| (version, one)));
    let mut named = changes.filter(|(_, one)| one.field.to_string() == "sha256");
    let (version, _) = named.next()?;
    let first = version.by == Some(view.owner) && named.next().is_none();
    said(view, "sha256").filter(|_| first)
}

/// Every attachment is listed once, and bytes are those that its first entry names.
fn media(index: &Index, views: &[DisclosedView]) -> Result<(), Refused> {
    let attachments = views.iter().filter(|view| view.kind == Kind::Attachment);
    let ids: BTreeSet<String> = attachments.clone().map(|view| view.id.to_string()).collect();
    let listed: BTreeSet<String> = index.media.iter().map(|one| one.record.clone()).collect();
    if ids != listed || index.media.len() != listed.len() {
        return Err(Refused::Files);
    }
    for MediaLine { record, file } in &index.media {
        let Some(name) = file else { continue };
        let mut of_it = attachments.clone().filter(|view| view.id.to_string() == *record);
        let held = index.files.iter().find(|file| file.name == *name).ok_or(Refused::Files)?;
        let same = of_it.next().is_some_and(|view| {
            let size = view.values.get("size")
                == i64::try_from(held.size).ok().map(Scalar::Whole).as_ref();
            size && captured(view) == Some(held.sha256.as_str())
        });
        if !same {
            return Err(Refused::Media(name.clone()));
        }
    }
    Ok(())
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(bytes).map_err(|_| Refused::Index)
}
