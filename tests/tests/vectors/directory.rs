//! Keys, ids, the signed lines of a directory, and a compartment's secret.

use serde_json::{Map, Value, json};
use tabard_core::entry::Compartment;
use tabard_core::keys::DeviceIdentity;
use tabard_core::region::{Role, Roles, SignedStatement, Statement, member_info};

use crate::world::{EPOCH, NAME, World, hex, payload_and_signed};

pub(crate) fn region(world: &World) -> Value {
    let root = world.root();
    let mut section = keys("authority_", &root);
    section.insert("authority_id".to_owned(), hex(root.id().as_bytes()).into());
    section.insert("id".to_owned(), hex(world.region().as_bytes()).into());
    section.into()
}

pub(crate) fn device(world: &World) -> Value {
    let mut section = keys("", &world.device);
    section.insert("id".to_owned(), hex(world.device.id().as_bytes()).into());
    section.into()
}

fn keys(prefix: &str, of: &DeviceIdentity) -> Map<String, Value> {
    let all = [
        ("signing_seed", hex(of.signing_seed())),
        ("receiving_secret", hex(of.receiving().to_bytes())),
        ("signing_public", hex(of.public().signing_bytes())),
        ("receiving_public", hex(of.public().receiving().as_bytes())),
    ];
    all.into_iter().map(|(name, key)| (format!("{prefix}{name}"), key.into())).collect()
}

pub(crate) fn founding(world: &World) -> Value {
    let [founding, ..] = world.statements();
    let mut section = statement(world, &founding, &world.root());
    section["name"] = NAME.into();
    section
}

pub(crate) fn certificate(world: &World) -> Value {
    let bytes = world.certificate();
    let mut section = statement(world, &bytes, &world.hub);
    let Statement::Certificate(said) = parsed(&bytes) else { panic!("a certificate") };
    assert_eq!(said.roles, Roles::of(&[Role::Crew, Role::Eoc]));
    section["device"] = hex(said.device.device_id().as_bytes()).into();
    section["roles"] = 3.into();
    section["not_after"] = said.not_after.0.into();
    section
}

pub(crate) fn statement(world: &World, bytes: &[u8], signer: &DeviceIdentity) -> Value {
    let (payload, signed) = payload_and_signed(bytes, b"tabard/statement/v1", world.region());
    json!({
        "bytes": hex(bytes),
        "signer_public": hex(signer.public().signing_bytes()),
        "payload": hex(payload),
        "signer": hex(signer.id().as_bytes()),
        "to_be_signed": hex(signed),
    })
}

pub(crate) fn epoch(world: &World) -> Value {
    let Statement::Membership(said) = parsed(&world.membership()) else { panic!("a membership") };
    let info = member_info(world.region(), Compartment::Triage, EPOCH, said.member);
    json!({
        "wrap": hex(said.wrap),
        "member_secret": hex(world.hub.receiving().to_bytes()),
        "member": hex(said.member.as_bytes()),
        "number": said.epoch,
        "info": hex(info),
        "secret": hex(world.triage.to_bytes()),
        "public": hex(world.triage.public().as_bytes()),
    })
}

pub(crate) fn parsed(bytes: &[u8]) -> Statement {
    SignedStatement::parse(bytes).expect("a statement").statement
}
