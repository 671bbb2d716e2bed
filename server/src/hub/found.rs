//! Founding a region: the authority, the hub, the relay, and the keys of triage and the register.

use std::fs;
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use tabard_core::client::Client;
use tabard_core::entry::Compartment;
use tabard_core::ids::{DeviceId, LogId, Millis, RegionId};
use tabard_core::keys::DeviceIdentity;
use tabard_core::region::{Authority, Epoch, EpochIssuer, Role, Roles};
use tabard_core::vault::{Meta, VaultKey};
use tabard_core::wire::EnrolmentReply;
use zeroize::Zeroizing;

use super::renewal::HUB_DAYS;
use super::{Hub, HubError, files, home};
use crate::relay::{Limits, Relay};

/// A region that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founded {
    /// The region.
    pub region: RegionId,
    /// The hub's device.
    pub hub: DeviceId,
    /// The authority's secret key, to be taken offline.
    pub authority_key: PathBuf,
}

impl Hub {
    /// Makes a region in a folder.
    ///
    /// # Errors
    /// [`HubError::Exists`] when there is one; file and storage errors.
    pub fn init(
        dir: &Path,
        name: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Founded, HubError> {
        if !(1..=200).contains(&name.chars().count()) {
            return Err(HubError::Name);
        }
        if files::is_region(dir) || files::authority(dir).exists() {
            return Err(HubError::Exists);
        }
        fs::create_dir_all(files::hub(dir))?;
        fs::create_dir_all(files::relay(dir))?;
        let _lock = files::lock(dir)?;

        let authority = Authority::generate(rng);
        let region = authority.region();
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut());
        files::write_vault_key(dir, &key)?;
        let key = VaultKey::new(key);
        let meta = Meta::new(region, "http://localhost".to_owned());
        let hub = Client::prepare(&files::hub(dir), &key, meta, rng)?;

        let relay = DeviceIdentity::generate(rng);
        let mut log = [0; LogId::LEN];
        rng.fill_bytes(&mut log);
        let log = LogId::new(log);
        let lines = lines(&authority, name, &hub, &relay, log, now, rng)?;
        let relay =
            Relay::create(&files::relay(dir), region, log, &relay, &lines, Limits::default())?;
        let reply = EnrolmentReply { statements: relay.statements()? };
        let mut client = Client::accept_enrolment(&files::hub(dir), key, &reply, now)?;
        client.set_note(home::NOTE.0, home::NOTE.1, &home::mark(dir)?)?;
        files::write_secret(&files::authority(dir), authority.secrets().as_ref())?;
        Ok(Founded { region, hub: hub.id(), authority_key: files::authority(dir) })
    }
}

/// The first lines of the directory.
fn lines(
    authority: &Authority,
    name: &str,
    hub: &DeviceIdentity,
    relay: &DeviceIdentity,
    log: LogId,
    now: Millis,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<Vec<u8>>, HubError> {
    let roles = Roles::of(&[Role::Triage, Role::Approver, Role::Issuer]);
    let mut lines = vec![
        authority.found(name)?,
        authority.certify_relay(relay.public(), log)?,
        authority.certify(hub.public(), roles, now.plus_days(HUB_DAYS))?,
    ];
    let (region, first) = (authority.region(), Epoch::number_after(None, now));
    for compartment in Compartment::ALL.into_iter().filter(|one| !one.keyed_by_members()) {
        let issuer = EpochIssuer { region, issuer: hub, compartment };
        lines.extend(issuer.open(first, &[hub.public()], rng)?);
    }
    Ok(lines)
}
