//! A folder of sealed chunks, each a file that is named by its hash. Devices and relays keep them
//! alike; nothing in it is readable without a record's key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{MAX_SEALED, address_of};
use crate::files;
use crate::ids::ChunkAddress;

/// What a file is called until it is whole. What a crash left of it is no chunk.
const DRAFT: &str = "part";

/// What a folder holds under an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The bytes that the address was made from.
    Whole(Vec<u8>),
    /// Other bytes.
    Damaged,
    /// Nothing.
    Absent,
}

/// A folder of sealed chunks.
#[derive(Clone, Debug)]
pub struct Blobs(PathBuf);

impl Blobs {
    /// The chunks in a folder, which need not be there yet.
    #[must_use]
    pub fn at(dir: &Path) -> Self {
        Self(dir.to_owned())
    }

    /// Keeps a chunk. It has its name only once its bytes are on the disk; the name is there for
    /// good after [`Blobs::sync`].
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn put(&self, address: ChunkAddress, sealed: &[u8]) -> io::Result<()> {
        static DRAFTS: AtomicU64 = AtomicU64::new(0);
        files::create_private(&self.0)?;
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = self.0.join(format!("{}-{number}.{DRAFT}", std::process::id()));
        let written = write(&draft, sealed).and_then(|()| fs::rename(&draft, self.path(address)));
        if written.is_err() {
            // What cannot be written may not be removable either; the next opening sweeps.
            let _ = fs::remove_file(&draft);
        }
        written
    }

    /// What is kept under an address, checked against it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn get(&self, address: ChunkAddress) -> io::Result<Found> {
        let file = match File::open(self.path(address)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Absent),
            Err(error) => return Err(error),
        };
        let mut sealed = Vec::with_capacity(MAX_SEALED);
        file.take(MAX_SEALED as u64 + 1).read_to_end(&mut sealed)?;
        let whole = sealed.len() <= MAX_SEALED && address_of(&sealed) == address;
        Ok(if whole { Found::Whole(sealed) } else { Found::Damaged })
    }

    /// Whether there is a file under an address; its bytes are not read.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn holds(&self, address: ChunkAddress) -> io::Result<bool> {
        self.path(address).try_exists()
    }

    /// Lets a chunk go. One that is not there is gone already.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn remove(&self, address: ChunkAddress) -> io::Result<()> {
        there_or_not(fs::remove_file(self.path(address)))
    }

    /// Whether there is a file of that name, whatever is in it.
    #[must_use]
    pub fn has_file(&self, address: ChunkAddress) -> bool {
        self.path(address).exists()
    }

    /// Lets the whole folder go.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn remove_all(&self) -> io::Result<()> {
        there_or_not(fs::remove_dir_all(&self.0))
    }

    /// Waits until the names in the folder are on the disk.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sync(&self) -> io::Result<()> {
        files::sync(&self.0)
    }

    /// The addresses of all that is kept, in no order.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn all(&self) -> io::Result<Vec<ChunkAddress>> {
        let paths = files::inside(&self.0)?;
        Ok(paths.iter().filter_map(|path| path.file_name()?.to_str()?.parse().ok()).collect())
    }

    /// Removes what a crash left half written. Nobody else may be writing meanwhile.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sweep(&self) -> io::Result<()> {
        for path in files::inside(&self.0)? {
            if path.extension().is_some_and(|is| is == DRAFT) {
                there_or_not(fs::remove_file(path))?;
            }
        }
        Ok(())
    }

    /// Copies everything into a folder, durably. What is there already stays.
    ///
    /// # Errors
    /// When a disk is full or fails.
    pub fn copy_to(&self, to: &Path) -> io::Result<()> {
        let (all, to) = (self.all()?, Self::at(to));
        for address in &all {
            // What is damaged here would be no copy: it is left out, and verifying names it here.
            if let Found::Whole(sealed) = self.get(*address)? {
                to.put(*address, &sealed)?;
            }
        }
        if all.is_empty() { Ok(()) } else { to.sync() }
    }

    fn path(&self, address: ChunkAddress) -> PathBuf {
        self.0.join(address.to_string())
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn there_or_not(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_checked_when_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::at(&dir.path().join("new"));
        let address = address_of(b"sealed");
        assert_eq!(blobs.get(address).unwrap(), Found::Absent);
        blobs.put(address, b"sealed").unwrap();
        blobs.put(address, b"sealed").unwrap();
        assert!(blobs.holds(address).unwrap());
        assert_eq!(blobs.get(address).unwrap(), Found::Whole(b"sealed".to_vec()));
        assert_eq!(blobs.all().unwrap(), [address]);
        fs::write(blobs.path(address), b"sealeD").unwrap();
        assert_eq!(blobs.get(address).unwrap(), Found::Damaged);
        fs::write(blobs.path(address), vec![0; MAX_SEALED + 9]).unwrap();
        assert_eq!(blobs.get(address).unwrap(), Found::Damaged);
        blobs.remove(address).unwrap();
        blobs.remove(address).unwrap();
        assert_eq!(blobs.get(address).unwrap(), Found::Absent);
        blobs.remove_all().unwrap();
        blobs.remove_all().unwrap();
    }

    #[test]
    fn what_a_crash_left_is_no_chunk_and_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::at(dir.path());
        blobs.put(address_of(b"one"), b"one").unwrap();
        fs::write(dir.path().join("77-0.part"), b"half").unwrap();
        assert_eq!(blobs.all().unwrap(), [address_of(b"one")]);
        blobs.sweep().unwrap();
        assert_eq!(files::inside(dir.path()).unwrap().len(), 1);
    }

    #[test]
    fn a_copy_holds_what_is_good() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let blobs = Blobs::at(from.path());
        blobs.put(address_of(b"one"), b"one").unwrap();
        blobs.put(address_of(b"two"), b"two").unwrap();
        fs::write(blobs.path(address_of(b"two")), b"2").unwrap();
        blobs.copy_to(to.path()).unwrap();
        assert_eq!(Blobs::at(to.path()).all().unwrap(), [address_of(b"one")]);
    }
}
