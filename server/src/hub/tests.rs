//! A hub in a real folder, and copies of it.

#![allow(clippy::unwrap_used)]

use tabard_core::region::{Role, Roles};
use tempfile::TempDir;

use super::renewal::HUB_DAYS;
use super::*;
use crate::host::{entropy, now};

fn region(founded: Millis) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("region");
    Hub::init(&dir, "Yorkshire Ambulance Service", founded, &mut entropy()).unwrap();
    (folder, dir)
}

fn authority(dir: &Path) -> tabard_core::region::Authority {
    let secrets = std::fs::read(files::authority(dir)).unwrap();
    tabard_core::region::Authority::from_secrets(secrets.as_slice().try_into().unwrap())
}

#[test]
fn the_authority_certifies_the_hub_anew_even_after_its_end() {
    for days_left in [100, -100] {
        let (_folder, dir) = region(now().plus_days(days_left - HUB_DAYS));
        let mut hub = Hub::open(&dir, now()).unwrap();
        let end = now().plus_days(days_left).0 / 60_000;
        assert_eq!(hub.renewal_due(now()).unwrap().0 / 60_000, end);
        let works = hub.pump(now(), &mut entropy());
        assert_eq!(matches!(works, Err(HubError::Ended)), days_left < 0, "{works:?}");

        let renewed = hub.renew_own(&authority(&dir), now(), &mut entropy()).unwrap();
        assert_eq!(hub.renewal_due(now()), None);
        hub.pump(now(), &mut entropy()).unwrap();
        drop(hub);
        let hub = Hub::open(&dir, now()).unwrap();
        let own = hub.devices().unwrap().into_iter().find(|one| one.id == hub.device()).unwrap();
        assert_eq!(own.not_after, renewed);
        assert!(own.roles.allow(Role::Issuer) && own.roles.allow(Role::Triage));
    }
}

#[test]
fn another_regions_authority_certifies_nobody() {
    let (_one, dir) = region(now());
    let (_other, elsewhere) = region(now());
    let mut hub = Hub::open(&dir, now()).unwrap();
    let before = hub.relay().head().unwrap();
    let refused = hub.renew_own(&authority(&elsewhere), now(), &mut entropy());
    assert!(matches!(refused, Err(HubError::Authority)), "{refused:?}");
    assert_eq!(hub.relay().head().unwrap(), before);
}

#[test]
fn a_hub_from_before_the_register_may_decide_once_it_is_renewed() {
    let (_folder, dir) = region(now());
    let mut hub = Hub::open(&dir, now()).unwrap();
    let own = hub.client.directory().device(hub.device()).unwrap().certificate.clone();
    let old = Roles::of(&[Role::Triage, Role::Issuer]);
    let line = authority(&dir).certify(own.device, old, now().plus_days(HUB_DAYS)).unwrap();
    hub.relay.append_statements(&[line]).unwrap();
    hub.pump(now(), &mut entropy()).unwrap();
    assert!(!hub.may_decide());
    hub.renew_own(&authority(&dir), now(), &mut entropy()).unwrap();
    assert!(hub.may_decide());
}

#[test]
fn a_hub_that_rests_lets_others_in_and_sees_what_they_wrote() {
    let (_folder, dir) = region(now());
    let hub = Hub::open(&dir, now()).unwrap();
    let resting = hub.rest().unwrap();
    // Nobody wrote: it goes on, and what it writes itself is no reason to open it anew.
    let mut hub = resting.wake(now()).unwrap();
    hub.client.set_note("test", b"own", b"1").unwrap();
    let mark = hub.client.storage_version().unwrap();
    let hub = hub.rest().unwrap().wake(now()).unwrap();
    assert_eq!(hub.client.storage_version().unwrap(), mark);
    let resting = hub.rest().unwrap();

    // Another has the folder, without a wait, and adds to the directory.
    let mut other = Hub::open(&dir, now()).unwrap();
    other.renew_own(&authority(&dir), now().plus_days(1), &mut entropy()).unwrap();
    let end = other.client.directory().device(other.device()).unwrap().certificate.not_after;
    drop(other);
    let hub = resting.wake(now()).unwrap();
    let here = hub.client.directory().device(hub.device()).unwrap().certificate.not_after;
    assert_eq!(here, end);
}

#[test]
fn a_folder_that_was_copied_back_is_opened_anew() {
    let (folder, dir) = region(now());
    let copy = folder.path().join("copy");
    Hub::open(&dir, now()).unwrap().backup(&copy).unwrap();
    let mut hub = Hub::open(&dir, now()).unwrap();
    hub.client.set_note("test", b"later", b"1").unwrap();
    let resting = hub.rest().unwrap();
    std::fs::rename(&dir, folder.path().join("old")).unwrap();
    std::fs::rename(&copy, &dir).unwrap();
    let hub = resting.wake(now()).unwrap();
    assert_eq!(hub.client.note("test", b"later").unwrap(), None);
}

#[test]
fn incidents_are_told_aside_while_somebody_is_at_work_with_the_hub() {
    use tabard_core::entry::Kind;
    use tabard_core::ids::RecordId;
    use tabard_core::keys::RecordKey;
    use tabard_core::vault::{RecordRow, Vault};

    let (_folder, dir) = region(now());
    let key = files::read_vault_key(&dir).unwrap();
    let mut vault = Vault::open(&files::hub(&dir), &key).unwrap();
    let mut row = RecordRow::new(RecordId::new([7; 16]), Kind::Incident, now());
    row.key = Some(RecordKey::new(zeroize::Zeroizing::new([1; 32])));
    row.view = Some("{}".to_owned());
    vault.write(|tables| tables.set_record(&row)).unwrap();
    let hub = Hub::open(&dir, now()).unwrap();
    let (mut aside, mut at_it) = (Vec::new(), Vec::new());
    tell_aside(&dir, |told| aside.push(told.id)).unwrap();
    hub.tell_incidents(None, |told| at_it.push(told.id)).unwrap();
    assert_eq!(aside, [row.id]);
    assert_eq!(aside, at_it);
}
