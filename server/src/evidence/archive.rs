//! The container: a ZIP of stored files, every byte of which follows from the files and their
//! order. What a reader finds is compared with what is written, so there is no place in it where
//! something could be changed or hidden.

use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

/// No ZIP64: it is smaller than 4 GiB.
const LARGEST: u64 = u32::MAX as u64;
/// The most files in one.
pub const MOST_FILES: usize = 10_000;
const LOCAL: usize = 30;
const LONGEST_NAME: usize = 100;
/// 1 January 1980, the first day that a ZIP knows: none is said.
const NO_DAY: u16 = 0x21;

/// A file of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Where its bytes begin.
    at: u64,
    /// How many they are.
    pub size: u64,
    crc: u32,
}

/// Why bytes are no such archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Reading or writing.
    #[error("the file cannot be read or written ({0})")]
    Io(io::ErrorKind),
    /// Larger than a plain ZIP can be.
    #[error("the pack would be larger than 4 GB: leave the media out and hand them over apart")]
    TooLarge,
    /// Anything but what is written here.
    #[error("this is no evidence pack, or it was changed or packed again by another program")]
    NotOurs,
}

impl From<io::Error> for ArchiveError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::NotOurs,
            io::ErrorKind::FileTooLarge => Self::TooLarge,
            kind => Self::Io(kind),
        }
    }
}

/// Whether a file may be called so: one plain folder at most, and nothing a system could obey.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-/".contains(&byte);
    let parts = |name: &str| name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    name.len() <= LONGEST_NAME && name.bytes().all(plain) && parts(name)
}

/// What both headers say of a file.
fn common(item: &Item) -> Result<Vec<u8>, ArchiveError> {
    let size = u32::try_from(item.size).map_err(|_| ArchiveError::TooLarge)?;
    let name = u16::try_from(item.name.len()).map_err(|_| ArchiveError::NotOurs)?;
    let mut bytes = Vec::with_capacity(26);
    // Version 1.0; no flag; stored; no time.
    for word in [10, 0, 0, 0, NO_DAY] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    for long in [item.crc, size, size] {
        bytes.extend_from_slice(&long.to_le_bytes());
    }
    bytes.extend_from_slice(&name.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    Ok(bytes)
}

fn local(item: &Item) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend(common(item)?);
    bytes.extend_from_slice(item.name.as_bytes());
    Ok(bytes)
}

fn central(item: &Item) -> Result<Vec<u8>, ArchiveError> {
    let begins = item.at.saturating_sub((LOCAL + item.name.len()) as u64);
    let begins = u32::try_from(begins).map_err(|_| ArchiveError::TooLarge)?;
    let mut bytes = b"PK\x01\x02\x0a\x00".to_vec();
    bytes.extend(common(item)?);
    bytes.extend_from_slice(&[0; 10]);
    bytes.extend_from_slice(&begins.to_le_bytes());
    bytes.extend_from_slice(item.name.as_bytes());
    Ok(bytes)
}

/// All that stands behind the files.
fn tail(items: &[Item], at: u64) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    for item in items {
        bytes.extend(central(item)?);
    }
    let too_large = |_| ArchiveError::TooLarge;
    let count = u16::try_from(items.len()).map_err(too_large)?;
    let size = u32::try_from(bytes.len()).map_err(too_large)?;
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&size.to_le_bytes());
    bytes.extend_from_slice(&u32::try_from(at).map_err(too_large)?.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    Ok(bytes)
}

/// What was written of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

/// Writes an archive, one file after the other.
pub struct Writer<W> {
    to: W,
    at: u64,
    items: Vec<Item>,
}

/// Hashes what goes by.
struct Hashing<'w, W> {
    to: &'w mut W,
    sha256: Sha256,
    crc: crc32fast::Hasher,
    size: u64,
}

impl<W: Write> Write for Hashing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let size = self.size.saturating_add(bytes.len() as u64);
        if size > LARGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.to.write_all(bytes)?;
        self.sha256.update(bytes);
        self.crc.update(bytes);
        self.size = size;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W: Write + Seek> Writer<W> {
    /// Begins an archive at the beginning of what is written to.
    pub const fn new(to: W) -> Self {
        Self { to, at: 0, items: Vec::new() }
    }

    /// Adds a file, whose bytes `fill` writes.
    ///
    /// # Errors
    /// Those of `fill`, and [`ArchiveError`]; the archive is then not to be used.
    pub fn add<T, E: From<ArchiveError>>(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<T, E>,
    ) -> Result<(Written, T), E> {
        let mut item = Item { name: name.to_owned(), at: 0, size: 0, crc: 0 };
        if !is_name(name) || self.items.len() >= MOST_FILES {
            return Err(ArchiveError::NotOurs.into());
        }
        let io = |error: io::Error| E::from(ArchiveError::from(error));
        self.to.write_all(&local(&item)?).map_err(io)?;
        item.at = self.at + (LOCAL + name.len()) as u64;
        let mut hashing = Hashing {
            to: &mut self.to,
            sha256: Sha256::new(),
            crc: crc32fast::Hasher::new(),
            size: 0,
        };
        let filled = fill(&mut hashing)?;
        let Hashing { sha256, crc, size, .. } = hashing;
        (item.size, item.crc) = (size, crc.finalize());
        let end = item.at.saturating_add(size);
        self.to.seek(SeekFrom::Start(self.at)).map_err(io)?;
        self.to.write_all(&local(&item)?).map_err(io)?;
        self.to.seek(SeekFrom::Start(end)).map_err(io)?;
        self.at = end;
        self.items.push(item);
        Ok((Written { name: name.to_owned(), size, sha256: sha256.finalize().into() }, filled))
    }

    /// Adds a file with these bytes.
    ///
    /// # Errors
    /// [`ArchiveError`].
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> Result<Written, ArchiveError> {
        let filled = self.add(name, |to| to.write_all(bytes).map_err(ArchiveError::from))?;
        Ok(filled.0)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// [`ArchiveError`].
    pub fn finish(mut self) -> Result<W, ArchiveError> {
        self.to.write_all(&tail(&self.items, self.at)?)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

/// An archive that is as [`Writer`] writes it, but for what its files hold.
pub struct Archive<R> {
    from: R,
    /// Its files, in their order.
    items: Vec<Item>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`ArchiveError::NotOurs`] for any byte beside the files' own that is not as it must be.
    pub fn open(mut from: R) -> Result<Self, ArchiveError> {
        let length = from.seek(SeekFrom::End(0))?;
        let (mut at, mut items) = (0, Vec::new());
        if length > LARGEST {
            return Err(ArchiveError::NotOurs);
        }
        while let Some(item) = next(&mut from, at)? {
            at = item.at.saturating_add(item.size);
            items.push(item);
            if at > length || items.len() > MOST_FILES {
                return Err(ArchiveError::NotOurs);
            }
        }
        let wanted = tail(&items, at)?;
        if length.checked_sub(at) != Some(wanted.len() as u64) {
            return Err(ArchiveError::NotOurs);
        }
        let mut found = vec![0; wanted.len()];
        from.seek(SeekFrom::Start(at))?;
        from.read_exact(&mut found)?;
        if found == wanted { Ok(Self { from, items }) } else { Err(ArchiveError::NotOurs) }
    }

    /// Its files, in their order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Reads a file that has so many bytes at most.
    ///
    /// # Errors
    /// [`ArchiveError`] when there is none, it is larger, or was changed.
    pub fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, ArchiveError> {
        let item = self.items.iter().find(|item| item.name == name && item.size <= most);
        let item = item.ok_or(ArchiveError::NotOurs)?.clone();
        let mut bytes = Vec::new();
        self.pass(&item, |part| bytes.extend_from_slice(part))?;
        Ok(bytes)
    }

    /// The SHA-256 of a file.
    ///
    /// # Errors
    /// [`ArchiveError`] when it was changed.
    pub fn hash(&mut self, item: &Item) -> Result<[u8; 32], ArchiveError> {
        let mut hash = Sha256::new();
        self.pass(item, |part| hash.update(part))?;
        Ok(hash.finalize().into())
    }

    fn pass(&mut self, item: &Item, mut take: impl FnMut(&[u8])) -> Result<(), ArchiveError> {
        self.from.seek(SeekFrom::Start(item.at))?;
        let (mut left, mut buffer) = (item.size, vec![0; 64 * 1024]);
        let mut crc = crc32fast::Hasher::new();
        while left > 0 {
            let length = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let part = buffer.get_mut(..length).ok_or(ArchiveError::NotOurs)?;
            self.from.read_exact(part)?;
            crc.update(part);
            take(part);
            left -= length as u64;
        }
        if crc.finalize() == item.crc { Ok(()) } else { Err(ArchiveError::NotOurs) }
    }
}

/// The file whose header stands here; none where the files end.
fn next<R: Read + Seek>(from: &mut R, at: u64) -> Result<Option<Item>, ArchiveError> {
    from.seek(SeekFrom::Start(at))?;
    let mut mark = [0; 4];
    from.read_exact(&mut mark)?;
    if &mark != b"PK\x03\x04" {
        return Ok(None);
    }
    let mut head = [0; LOCAL - 4];
    from.read_exact(&mut head)?;
    let long = |at: usize| Some(u32::from_le_bytes(*head.get(at..)?.first_chunk()?));
    let length =
        head.get(22..).and_then(|rest| rest.first_chunk()).map(|two| u16::from_le_bytes(*two));
    let (Some(crc), Some(size), Some(length)) = (long(10), long(14), length) else {
        return Err(ArchiveError::NotOurs);
    };
    let mut name = vec![0; usize::from(length)];
    from.read_exact(&mut name)?;
    let name = String::from_utf8(name).map_err(|_| ArchiveError::NotOurs)?;
    let begins = at.saturating_add((LOCAL + name.len()) as u64);
    let item = Item { name, at: begins, size: u64::from(size), crc };
    let found = [mark.as_slice(), &head, item.name.as_bytes()].concat();
    if is_name(&item.name) && found == local(&item)? {
        Ok(Some(item))
    } else {
        Err(ArchiveError::NotOurs)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn written() -> Vec<u8> {
        let mut writer = Writer::new(Cursor::new(Vec::new()));
        writer.put("a/one.txt", b"one").unwrap();
        writer.put("empty", b"").unwrap();
        writer.put("two", &[7; 100]).unwrap();
        writer.finish().unwrap().into_inner()
    }

    /// All that is in it, or why not.
    fn contents(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
        let mut archive = Archive::open(Cursor::new(bytes))?;
        let names: Vec<_> = archive.items().iter().map(|item| item.name.clone()).collect();
        let files = names.into_iter().map(|name| Ok((name.clone(), archive.read(&name, 1000)?)));
        files.collect()
    }

    #[test]
    fn what_was_written_is_read_and_the_same_files_are_the_same_bytes() {
        let bytes = written();
        let files = contents(&bytes).unwrap();
        assert_eq!(files[0], ("a/one.txt".to_owned(), b"one".to_vec()));
        assert_eq!(files[1], ("empty".to_owned(), Vec::new()));
        assert_eq!(files[2].1.len(), 100);
        assert_eq!(bytes, written());
    }

    #[test]
    fn no_bit_of_it_can_change_and_nothing_stands_before_or_after_it() {
        let mut bytes = written();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                bytes[at] ^= 1 << bit;
                assert!(contents(&bytes).is_err(), "byte {at}, bit {bit}");
                bytes[at] ^= 1 << bit;
            }
        }
        for at in 0..bytes.len() {
            assert!(contents(&bytes[..at]).is_err(), "cut at {at}");
        }
        assert!(contents(&[bytes.as_slice(), &[0]].concat()).is_err());
        assert!(contents(&[&[0_u8][..], bytes.as_slice()].concat()).is_err());
    }

    #[test]
    fn a_name_stays_where_it_is_unpacked() {
        for name in ["", "/etc", "../up", "a/../b", "a//b", ".hidden", "A", "a b", "a\\b", "ŵ"] {
            assert!(!is_name(name), "{name}");
            assert!(Writer::new(Cursor::new(Vec::new())).put(name, b"").is_err(), "{name}");
        }
        assert!(is_name("entries/0001.cose") && !is_name(&"a".repeat(LONGEST_NAME + 1)));
    }
}
