//! Obeying an order to wipe. The vault's key goes first: from then on nothing here opens. A mark
//! on the disk comes before that, so that whoever stops the wiping only puts it off.
//!
//! What the region does not hold stays, as it lay in the outbox: sealed entries, which only their
//! readers at the region can open.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::attachment::FOLDER as ATTACHMENTS;
use crate::client::{Client, ClientError};
use crate::files;
use crate::ids::{DeviceId, Millis};
use crate::outbox::{self, SET_ASIDE};
use crate::region::WipeOrder;
use crate::vault::{self, Moving, VaultError};
use crate::wire::Problem;

/// The mark of a wiping that has begun.
const BEGUN: &str = "wiping";
/// The mark of one that is done.
const DONE: &str = "wiped";

/// Where the host keeps the key of a vault.
pub trait KeyKeeper {
    /// Destroys the key for good, durably. There is nothing to do where that was done before.
    ///
    /// # Errors
    /// When the key may still be there.
    fn destroy(&mut self) -> io::Result<()>;
}

/// What became of a device that was ordered to wipe itself. It holds nothing of any report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wiped {
    /// The device that it was.
    pub device: String,
    /// When the order was given, by its issuer's clock.
    pub ordered_at: i64,
    /// When it was obeyed, by the device's clock.
    pub wiped_at: i64,
    /// Entries that the region does not hold. They are kept sealed in [`Wiped::kept_in`].
    pub unsent: u64,
    /// Whether those went too.
    pub unsent_too: bool,
}

impl Wiped {
    /// The file of the device's folder that holds the sealed entries; none where none are kept.
    #[must_use]
    pub fn kept_in(&self) -> Option<String> {
        (self.unsent > 0 && !self.unsent_too).then(|| format!("{SET_ASIDE}{}.db", self.device))
    }

    /// The folder beside it with the sealed chunks of attachments.
    fn chunks_kept_in(&self) -> String {
        format!("{SET_ASIDE}{}-attachments", self.device)
    }

    /// The mark of the last wiping in a folder. A device may have been enrolled there since.
    #[must_use]
    pub fn read(dir: &Path) -> Option<Self> {
        read(&dir.join(DONE))
    }
}

impl Client {
    /// The order to wipe this device, by the region's directory or by what the relay brought along
    /// when it turned this device away. Either way an issuer signed it.
    #[must_use]
    pub fn wipe_order(&self) -> Option<WipeOrder> {
        let standing = self.directory.device(self.device())?;
        self.ordered.or(standing.wipe.map(|ordered| ordered.order))
    }

    /// Judges what the relay brought along. Its word is not enough: the directory must accept the
    /// lines, and their signers must stand, wherever the relay says that they stood.
    pub(in crate::client) fn heed_order(&mut self, problem: &Problem) {
        let mut directory = self.directory.clone();
        for line in problem.order_lines() {
            if directory.apply(u64::MAX, &line).is_err() {
                return;
            }
        }
        // Only the order is taken from there: the rest of that directory is let go of.
        let standing = directory.device(self.device());
        self.ordered = standing.and_then(|one| one.wipe).map(|ordered| ordered.order);
    }

    /// Obeys the order. What was typed and not saved is saved first, so that it stays with what
    /// waits. Nothing of this device can be read any more when this returns.
    ///
    /// # Errors
    /// [`ClientError::NotOrdered`] without an order. After any other failure [`go_on_wiping`]
    /// takes it from there.
    pub fn obey(
        mut self,
        keeper: &mut dyn KeyKeeper,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Wiped, ClientError> {
        let order = self.wipe_order().ok_or(ClientError::NotOrdered)?;
        if !order.unsent_too {
            for record in self.vault.read(|tables| tables.drafted())? {
                // What cannot be sealed cannot be kept either.
                let _ = self.save(record, now, rng);
            }
        }
        let moving = self.vault.read(|tables| tables.attachments())?;
        let sending = moving.iter().filter(|one| one.moving == Moving::Sending).count() as u64;
        let wiped = Wiped {
            device: self.device().to_string(),
            ordered_at: order.at.0,
            wiped_at: now.0,
            unsent: self.outbox.len()?.saturating_add(sending),
            unsent_too: order.unsent_too,
        };
        let dir = self.dir.clone();
        drop(self);
        write(&dir, BEGUN, &wiped)?;
        Wiping { dir: &dir, wiped: &wiped, keeper }.go_on(STEPS.len())?;
        Ok(wiped)
    }
}

/// Goes on with a wiping that was stopped. None where none was begun.
///
/// # Errors
/// When a file or the key could not be destroyed; to be called again.
pub fn go_on_wiping(dir: &Path, keeper: &mut dyn KeyKeeper) -> Result<Option<Wiped>, ClientError> {
    if !is_begun(dir) {
        return Ok(None);
    }
    // Whatever is in the mark: it was written before anything was destroyed.
    let unreadable = Wiped {
        device: DeviceId::new([0; 8]).to_string(),
        ordered_at: 0,
        wiped_at: 0,
        unsent: 1,
        unsent_too: false,
    };
    let wiped = read(&dir.join(BEGUN)).unwrap_or(unreadable);
    Wiping { dir, wiped: &wiped, keeper }.go_on(STEPS.len())?;
    Ok(Some(wiped))
}

/// Whether a wiping was begun in a folder and is not done.
pub(in crate::client) fn is_begun(dir: &Path) -> bool {
    dir.join(BEGUN).exists()
}

/// A wiping from its mark to its end. Every step may be taken again.
struct Wiping<'w> {
    dir: &'w Path,
    wiped: &'w Wiped,
    keeper: &'w mut dyn KeyKeeper,
}

/// In their order. Where the process ends between two of them, the next start begins again.
const STEPS: [Step; 5] = [Step::Key, Step::Vault, Step::Outbox, Step::Chunks, Step::End];

#[derive(Clone, Copy)]
enum Step {
    Key,
    Vault,
    Outbox,
    Chunks,
    End,
}

impl Wiping<'_> {
    fn go_on(&mut self, steps: usize) -> Result<(), VaultError> {
        STEPS.iter().take(steps).try_for_each(|step| match step {
            Step::Key => {
                let destroyed = self.keeper.destroy();
                destroyed.map_err(|_| VaultError::Storage("the key was not destroyed"))
            }
            Step::Vault => vault::destroy(self.dir),
            Step::Outbox => self.outbox(),
            Step::Chunks => self.chunks(),
            Step::End => self.end(),
        })
    }

    fn outbox(&self) -> Result<(), VaultError> {
        match self.wiped.kept_in() {
            Some(name) => outbox::set_aside(self.dir, &name),
            None => outbox::destroy(self.dir),
        }
    }

    /// Sealed chunks of attachments are set aside where something is kept that the region lacks:
    /// they may be all there is of it, and only its readers at the region open them.
    fn chunks(&self) -> Result<(), VaultError> {
        let chunks = self.dir.join(ATTACHMENTS);
        let gone = match self.wiped.kept_in() {
            Some(_) => fs::rename(&chunks, self.dir.join(self.wiped.chunks_kept_in())),
            None => fs::remove_dir_all(&chunks),
        };
        match gone {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(vault::failed(&error)),
            _ => vault::sync_folder(self.dir),
        }
    }

    fn end(&self) -> Result<(), VaultError> {
        let renamed = fs::rename(self.dir.join(BEGUN), self.dir.join(DONE));
        renamed.map_err(|error| vault::failed(&error))?;
        vault::sync_folder(self.dir)
    }
}

fn read(mark: &Path) -> Option<Wiped> {
    serde_json::from_slice(&fs::read(mark).ok()?).ok()
}

/// Writes a mark whole or not at all.
fn write(dir: &Path, name: &str, wiped: &Wiped) -> Result<(), VaultError> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::StorageFull => VaultError::Full,
        _ => VaultError::Storage("cannot write the mark of the wiping"),
    };
    let mark = serde_json::to_vec(wiped).map_err(|error| failed(error.into()))?;
    files::replace(dir, name, &mark).map_err(failed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use tempfile::TempDir;
    use zeroize::Zeroizing;

    use super::*;
    use crate::entry::{Compartment, Kind, RecordOrigin};
    use crate::ids::RegionId;
    use crate::keys::{DeviceIdentity, ReceivingKey};
    use crate::outbox::Outbox;
    use crate::vault::{Meta, Vault, VaultKey};

    const NOW: Millis = Millis(1_800_000_000_000);

    /// A key in a file, and a key store that may fail.
    struct Keeper<'d> {
        dir: &'d Path,
        fails: bool,
    }

    impl KeyKeeper for Keeper<'_> {
        fn destroy(&mut self) -> io::Result<()> {
            if self.fails {
                return Err(ErrorKind::PermissionDenied.into());
            }
            match fs::remove_file(self.dir.join("vault.key")) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
        }
    }

    fn key() -> VaultKey {
        VaultKey::new(Zeroizing::new([7; 32]))
    }

    /// A folder with a vault, its key, and one entry that waits.
    fn device() -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let region = RegionId::new([1; 16]);
        fs::write(dir.path().join("vault.key"), [7; 32]).unwrap();
        let identity =
            Client::prepare(dir.path(), &key(), Meta::new(region, String::new()), &mut rng);
        let identity: DeviceIdentity = identity.unwrap();
        let triage = ReceivingKey::generate(&mut rng).public();
        let home = (Compartment::Triage, 1, &triage);
        let origin =
            RecordOrigin::new(region, identity.id(), Kind::Incident, home, &mut rng).unwrap();
        let header = crate::entry::Header {
            suite: 0,
            start: crate::entry::Start::New,
            kind: Kind::Incident,
            incarnation: crate::ids::Incarnation(0),
            seq: 1,
            prev: [0; 16],
            seen: None,
            grants: vec![origin.home],
            epoch: None,
        };
        let entry =
            crate::entry::seal(region, &identity, header, &origin.key, &[], &mut rng).unwrap();
        let mut outbox = Outbox::open(dir.path()).unwrap();
        outbox.put(&[(&entry, &origin.key)], NOW, &key(), &mut rng).unwrap();
        dir
    }

    fn mark(unsent_too: bool) -> Wiped {
        let device = DeviceId::new([3; 8]).to_string();
        Wiped { device, ordered_at: 1, wiped_at: 2, unsent: 1, unsent_too }
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<_> =
            entries.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn opens(dir: &Path) -> bool {
        dir.join("vault.key").exists() && Vault::open(dir, &key()).is_ok()
    }

    #[test]
    fn wherever_it_is_stopped_it_opens_no_more_and_the_next_start_ends_it() {
        for steps in 0..=STEPS.len() {
            let dir = device();
            let dir = dir.path();
            assert!(opens(dir));
            let wiped = mark(false);
            write(dir, BEGUN, &wiped).unwrap();
            let mut keeper = Keeper { dir, fails: false };
            Wiping { dir, wiped: &wiped, keeper: &mut keeper }.go_on(steps).unwrap();
            assert_eq!(opens(dir), steps == 0, "after {steps} steps");
            if steps < STEPS.len() {
                let refused = Client::open(dir, key(), NOW).err().unwrap();
                assert!(matches!(refused, ClientError::WipeUnfinished), "{refused}");
                let mut rng = ChaCha20Rng::seed_from_u64(2);
                let meta = Meta::new(RegionId::new([1; 16]), String::new());
                let enrolled = Client::prepare(dir, &key(), meta, &mut rng).err().unwrap();
                assert!(matches!(enrolled, ClientError::WipeUnfinished), "{enrolled}");
                assert_eq!(go_on_wiping(dir, &mut keeper).unwrap(), Some(wiped.clone()));
            }
            assert_eq!(go_on_wiping(dir, &mut keeper).unwrap(), None);
            assert_eq!(names(dir), ["unsent-0303030303030303.db", "wiped"]);
            assert_eq!(Wiped::read(dir), Some(wiped));
            // What was not sent is there, and opens by no key of this device.
            fs::rename(dir.join("unsent-0303030303030303.db"), dir.join("outbox.db")).unwrap();
            assert_eq!(Outbox::open(dir).unwrap().len().unwrap(), 1);
        }
    }

    #[test]
    fn a_key_that_cannot_be_destroyed_stops_it_before_anything_is_gone() {
        let dir = device();
        let dir = dir.path();
        write(dir, BEGUN, &mark(false)).unwrap();
        let mut keeper = Keeper { dir, fails: true };
        assert!(go_on_wiping(dir, &mut keeper).is_err());
        assert!(is_begun(dir) && dir.join("vault.db").exists(), "to be done again");
        keeper.fails = false;
        assert!(go_on_wiping(dir, &mut keeper).unwrap().is_some());
        assert!(!opens(dir));
    }

    #[test]
    fn an_order_that_says_so_leaves_nothing() {
        let dir = device();
        let dir = dir.path();
        write(dir, BEGUN, &mark(true)).unwrap();
        go_on_wiping(dir, &mut Keeper { dir, fails: false }).unwrap();
        assert_eq!(names(dir), ["wiped"]);
    }

    #[test]
    fn a_mark_that_cannot_be_read_is_obeyed_and_what_waits_is_kept() {
        let dir = device();
        let dir = dir.path();
        fs::write(dir.join(BEGUN), b"{").unwrap();
        go_on_wiping(dir, &mut Keeper { dir, fails: false }).unwrap();
        assert_eq!(names(dir), ["unsent-0000000000000000.db", "wiped"]);
    }
}
