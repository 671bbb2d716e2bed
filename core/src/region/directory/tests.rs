use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;
use crate::ids::Millis;
use crate::keys::{DeviceIdentity, ReceivingKey};
use crate::region::{
    Authority, CertificateHash, Days, ErasureClass, MOST_CHUNKS, MOST_RECORDS, Revocation,
};

const LATER: Millis = Millis(1_000);

struct World {
    rng: ChaCha20Rng,
    authority: Authority,
    hub: DeviceIdentity,
    directory: Directory,
}

fn world() -> World {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let authority = Authority::generate(&mut rng);
    let hub = DeviceIdentity::generate(&mut rng);
    let mut directory = Directory::new(authority.region());
    directory.apply(0, &authority.found("Test").unwrap()).unwrap();
    let roles = Roles::of(&[Role::Issuer, Role::Triage]);
    directory.apply(1, &authority.certify(hub.public(), roles, LATER).unwrap()).unwrap();
    World { rng, authority, hub, directory }
}

fn certificate(of: &DeviceIdentity, roles: &[Role]) -> Statement {
    let certificate =
        Certificate { device: of.public(), roles: Roles::of(roles), not_after: LATER };
    Statement::Certificate(certificate)
}

#[test]
fn issuers_certify_crew_but_not_issuers() {
    let World { mut rng, authority, hub, mut directory } = world();
    let phone = DeviceIdentity::generate(&mut rng);
    let sign = |by, statement: &Statement| {
        SignedStatement::sign(authority.region(), by, statement).unwrap()
    };
    let crew = certificate(&phone, &[Role::Crew]);
    let forged = directory.clone().apply(2, &sign(&phone, &crew));
    assert_eq!(forged, Err(DirectoryError::NoRight));
    let issuer = certificate(&phone, &[Role::Issuer]);
    let raised = directory.clone().apply(2, &sign(&hub, &issuer));
    assert_eq!(raised, Err(DirectoryError::NoRight));
    directory.apply(2, &sign(&hub, &crew)).unwrap();
    assert!(directory.device(phone.id()).unwrap().stands_at(None));

    let gone = Revocation { device: phone.id(), at: LATER };
    directory.apply(5, &sign(&hub, &Statement::Revocation(gone))).unwrap();
    let standing = directory.device(phone.id()).unwrap();
    assert!(standing.stands_at(Some(4)) && !standing.stands_at(Some(6)));
    assert!(!standing.stands_at(None));
}

#[test]
fn another_regions_lines_are_refused() {
    let World { mut rng, directory, .. } = world();
    let other = Authority::generate(&mut rng);
    let device = DeviceIdentity::generate(&mut rng);
    let founding = other.found("Other").unwrap();
    assert_eq!(directory.clone().apply(2, &founding), Err(DirectoryError::OtherRegion));
    let roles = Roles::of(&[Role::Crew]);
    let line = other.certify(device.public(), roles, LATER).unwrap();
    assert_eq!(directory.clone().apply(2, &line), Err(DirectoryError::NoRight));
}

#[test]
fn an_older_certificate_said_again_gives_no_role_back() {
    let World { mut rng, authority, hub, mut directory } = world();
    let phone = DeviceIdentity::generate(&mut rng);
    let line = |roles: &[Role], not_after| {
        let (device, roles) = (phone.public(), Roles::of(roles));
        let line = Statement::Certificate(Certificate { device, roles, not_after });
        SignedStatement::sign(authority.region(), &hub, &line).unwrap()
    };
    let older = line(&[Role::Crew, Role::Triage], LATER);
    directory.apply(2, &older).unwrap();
    directory.apply(3, &line(&[Role::Crew], LATER.plus_days(1))).unwrap();
    directory.apply(4, &older).unwrap();
    let roles = directory.device(phone.id()).unwrap().certificate.roles;
    assert!(roles.allow(Role::Crew) && !roles.allow(Role::Triage));
}

#[test]
fn an_epochs_number_is_one_keys_and_the_highest_is_the_newest() {
    let World { mut rng, authority, hub, mut directory } = world();
    let mut open = |directory: &mut Directory, number| {
        let public = ReceivingKey::generate(&mut rng).public();
        let compartment = Compartment::Triage;
        let line = Statement::Epoch(Epoch { compartment, number, public });
        let line = SignedStatement::sign(authority.region(), &hub, &line).unwrap();
        directory.apply(9, &line)
    };
    assert_eq!(open(&mut directory, 40), Ok(()));
    assert_eq!(open(&mut directory, 7), Ok(()));
    assert_eq!(open(&mut directory, 40), Err(DirectoryError::EpochTaken));
    assert_eq!(directory.epoch(Compartment::Triage).map(|epoch| epoch.number), Some(40));
    for ahead in [u32::MAX, u32::MAX - 1, 100_001] {
        assert_eq!(open(&mut directory, ahead), Err(DirectoryError::EpochAhead));
    }
    assert_eq!(open(&mut directory, 100_000), Ok(()));
    assert_eq!(open(&mut directory, 100_001), Ok(()), "there is always a next one");

    let second = Millis(1_767_225_600_000).plus_days(1);
    assert_eq!(Epoch::number_after(None, second), 2);
    assert_eq!(Epoch::number_after(Some(2), second), 3);
    assert_eq!(Epoch::number_after(None, Millis(i64::MIN)), 1);
}

#[test]
fn a_revoked_issuer_states_nothing_more() {
    let World { mut rng, authority, hub, mut directory } = world();
    let end = authority.revoke(Revocation { device: hub.id(), at: LATER }).unwrap();
    directory.apply(2, &end).unwrap();
    let phone = DeviceIdentity::generate(&mut rng);
    let line = certificate(&phone, &[Role::Crew]);
    let line = SignedStatement::sign(authority.region(), &hub, &line).unwrap();
    assert_eq!(directory.apply(3, &line), Err(DirectoryError::NoRight));
}

#[test]
fn the_latest_policy_counts_in_whatever_order_the_lines_come() {
    let World { mut rng, authority, hub, directory } = world();
    let phone = DeviceIdentity::generate(&mut rng);
    let line = |by, at, days| {
        let (read_lease, history) = (Days::new(days), None);
        let line =
            Statement::Policy(Policy { at: Millis(at), read_lease, history, register: None });
        SignedStatement::sign(authority.region(), by, &line).unwrap()
    };
    let (older, newer, none) = (line(&hub, 1, 14), line(&hub, 2, 7), line(&hub, 3, 0));
    let lease = |lines: &[&Vec<u8>]| {
        let mut directory = directory.clone();
        for (position, line) in (2..).zip(lines) {
            directory.apply(position, line).unwrap();
        }
        directory.policy().and_then(|policy| policy.read_lease).map(Days::get)
    };
    assert_eq!(lease(&[&older, &newer]), Some(7));
    assert_eq!(lease(&[&newer, &older]), Some(7), "given back to a restored log");
    assert_eq!(lease(&[&none, &newer]), None, "a limit can be taken back");
    let mut untouched = directory.clone();
    let crew = certificate(&phone, &[Role::Crew]);
    let crew = SignedStatement::sign(authority.region(), &hub, &crew).unwrap();
    untouched.apply(2, &crew).unwrap();
    let forged = untouched.apply(3, &line(&phone, 9, 1));
    assert_eq!(forged, Err(DirectoryError::NoRight));
    assert_eq!(untouched.policy(), None);
}

/// A phone hears of a removal over a link, and the log has an order before it.
#[test]
fn a_device_is_out_from_the_earliest_place_however_late_that_is_heard() {
    let World { mut rng, authority, hub, mut directory } = world();
    let phone = DeviceIdentity::generate(&mut rng);
    let sign =
        |statement: &Statement| SignedStatement::sign(authority.region(), &hub, statement).unwrap();
    directory.apply(2, &sign(&certificate(&phone, &[Role::Crew]))).unwrap();
    let (device, at) = (phone.id(), LATER);
    let gone = sign(&Statement::Revocation(Revocation { device, at }));
    let order = sign(&Statement::Wipe(WipeOrder { device, at, unsent_too: false }));
    let out_from = |lines: &[(u64, &[u8])]| {
        let mut directory = directory.clone();
        lines.iter().for_each(|(position, line)| directory.apply(*position, line).unwrap());
        directory.device(device).unwrap().revoked_at
    };
    assert_eq!(out_from(&[(4, &order), (5, &gone), (TOLD, &gone)]), Some(4));
    assert_eq!(out_from(&[(TOLD, &gone), (4, &order), (5, &gone)]), Some(4));
}

#[test]
fn a_wipe_order_is_an_issuers_for_a_device_and_the_authoritys_for_an_issuer() {
    let World { mut rng, authority, hub, mut directory } = world();
    let (phone, mate) = (DeviceIdentity::generate(&mut rng), DeviceIdentity::generate(&mut rng));
    let sign = |by: &DeviceIdentity, statement: &Statement| {
        SignedStatement::sign(authority.region(), by, statement).unwrap()
    };
    for (position, device) in [(2, &phone), (3, &mate)] {
        let crew = certificate(device, &[Role::Crew]);
        directory.apply(position, &sign(&hub, &crew)).unwrap();
    }
    let order = |device: &DeviceIdentity, unsent_too| {
        Statement::Wipe(WipeOrder { device: device.id(), at: LATER, unsent_too })
    };
    let by_mate = directory.clone().apply(4, &sign(&mate, &order(&phone, false)));
    assert_eq!(by_mate, Err(DirectoryError::NoRight));
    let of_the_hub = directory.clone().apply(4, &sign(&hub, &order(&hub, false)));
    assert_eq!(of_the_hub, Err(DirectoryError::NoRight));
    let stranger = DeviceIdentity::generate(&mut rng);
    let unknown = directory.clone().apply(4, &sign(&hub, &order(&stranger, false)));
    assert_eq!(unknown, Err(DirectoryError::NoRight));
    let elsewhere = Authority::generate(&mut rng).region();
    let elsewhere = SignedStatement::sign(elsewhere, &hub, &order(&phone, false)).unwrap();
    assert!(directory.clone().apply(4, &elsewhere).is_err());

    directory.apply(4, &sign(&hub, &order(&phone, false))).unwrap();
    let standing = directory.device(phone.id()).unwrap().clone();
    assert_eq!(standing.revoked_at, Some(4), "it is the end of the device too");
    let known = standing.wipe.unwrap();
    assert_eq!((known.position, known.signer, known.order.unsent_too), (4, hub.id(), false));
    directory.apply(5, &sign(&hub, &order(&phone, true))).unwrap();
    directory.apply(6, &sign(&hub, &order(&phone, false))).unwrap();
    let known = directory.device(phone.id()).unwrap().wipe.unwrap();
    assert!(known.order.unsent_too, "the stricter order stays");
    assert_eq!(directory.device(mate.id()).unwrap().wipe, None);
}

fn erasure(records: &[u8]) -> Statement {
    Statement::Erasure(Erasure {
        records: records.iter().map(|n| RecordId::new([*n; 16])).collect(),
        chunks: vec![ChunkAddress::new([records[0]; 32])],
        class: ErasureClass(200),
        at: LATER,
        certificate: CertificateHash::of(&[records[0]]),
    })
}

#[test]
fn records_are_erased_by_an_issuer_who_stands_and_by_nobody_else() {
    let World { mut rng, authority, hub, mut directory } = world();
    let phone = DeviceIdentity::generate(&mut rng);
    let sign = |by, statement: &Statement| {
        SignedStatement::sign(authority.region(), by, statement).unwrap()
    };
    directory.apply(2, &sign(&hub, &certificate(&phone, &[Role::Crew, Role::Triage]))).unwrap();
    let (one, two) = (RecordId::new([1; 16]), RecordId::new([2; 16]));
    let by_crew = sign(&phone, &erasure(&[1]));
    assert_eq!(directory.apply(3, &by_crew), Err(DirectoryError::NoRight));
    assert_eq!(directory.erased(one), None);

    // What was told and not placed does not count, and is not in the way of its place.
    directory.apply(TOLD, &sign(&hub, &erasure(&[1]))).unwrap();
    assert_eq!((directory.erased(one), directory.all_erased().count()), (None, 0));
    assert!(!directory.chunk_is_erased(ChunkAddress::new([1; 32])));
    directory.apply(5, &sign(&hub, &erasure(&[1]))).unwrap();
    assert_eq!(directory.erased(one).map(|erased| erased.position), Some(5));
    assert!(directory.chunk_is_erased(ChunkAddress::new([1; 32])));
    // Twice is once.
    directory.apply(7, &sign(&hub, &erasure(&[1]))).unwrap();
    assert_eq!(directory.erased(one).map(|erased| erased.position), Some(5));

    let gone = Revocation { device: hub.id(), at: LATER };
    // Who heard of the removal from another device takes what the log has from before it.
    let mut linked = directory.clone();
    linked.apply(TOLD, &authority.revoke(gone.clone()).unwrap()).unwrap();
    linked.apply(8, &sign(&hub, &erasure(&[2]))).unwrap();
    assert_eq!(linked.erased(two).map(|erased| erased.position), Some(8));
    directory.apply(9, &authority.revoke(gone).unwrap()).unwrap();
    // Wherever the relay says that it stood, even before the removal.
    for position in [4, 8, 10, TOLD] {
        let by_removed = sign(&hub, &erasure(&[2]));
        assert_eq!(directory.apply(position, &by_removed), Err(DirectoryError::ErasureRefused));
        assert_eq!(directory.erased(two), None);
    }
    // Another log says again what is known.
    directory.apply(5, &sign(&hub, &erasure(&[1]))).unwrap();
    // The largest fits into a line.
    let records = (0..MOST_RECORDS as u8).collect::<Vec<_>>();
    let Statement::Erasure(mut most) = erasure(&records) else { return };
    most.chunks = (0..MOST_CHUNKS as u8).map(|n| ChunkAddress::new([n; 32])).collect();
    assert!(SignedStatement::parse(&sign(&hub, &Statement::Erasure(most))).is_ok());
}
