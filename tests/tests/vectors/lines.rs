//! A directory with lines that count and lines that do not: who may state what.

use serde_json::{Value, json};
use tabard_core::entry::Compartment;
use tabard_core::keys::DeviceIdentity;
use tabard_core::region::{
    Certificate, Days, Directory, Epoch, EpochIssuer, Policy, Role, Roles, Statement, WipeOrder,
    member_info,
};
use tabard_core::wire::{Problem, ProblemCode};

use crate::directory::{parsed, statement};
use crate::world::{EPOCH, NOW, World, hex, seeded};

/// How many lines a device holds that is turned away and has not heard of any order.
const HELD: usize = 19;

/// Every line with whether it counts at its place.
pub(crate) fn lines(world: &World) -> Value {
    let mut directory = Directory::new(world.region());
    let lines = all(world).into_iter().zip(0..).map(|(line, position)| {
        let counts = directory.apply(position, &line).is_ok();
        json!([hex(line), counts])
    });
    let lines: Vec<Value> = lines.collect();
    let policy = directory.policy().expect("a policy").clone();
    let wiped =
        directory.device(world.reader.id()).expect("the lost phone").wipe.expect("an order");
    json!({
        "lines": lines,
        "roles": {
            world.hub.id().to_string(): bits(&[Role::Issuer, Role::Triage]),
            world.device.id().to_string(): bits(&[Role::Crew, Role::Eoc]),
            world.desk.id().to_string(): bits(&[Role::Wellbeing]),
            world.reader.id().to_string(): bits(&[Role::Crew]),
        },
        "policy": [policy.at.0, policy.read_lease.map(Days::get), policy.history.map(Days::get)],
        "wiped": [hex(world.reader.id().as_bytes()), wiped.order.unsent_too],
        "revoked_from": 19,
        "members": {
            "1": [world.hub.id().to_string()],
            "2": [world.desk.id().to_string()],
            "3": [],
        },
    })
}

/// The number on the wire, as the protocol states it.
fn bits(roles: &[Role]) -> u16 {
    let bit = |role: &Role| match role {
        Role::Crew => 1,
        Role::Eoc => 2,
        Role::Triage => 4,
        Role::Wellbeing => 8,
        Role::Approver => 16,
        Role::Edge => 32,
        Role::Service => 64,
        Role::Issuer => 128,
    };
    roles.iter().map(bit).sum()
}

/// The lines, of which the first are those of the log that the receipts are about.
pub(crate) fn all(world: &World) -> Vec<Vec<u8>> {
    let (hub, desk, root) = (&world.hub, &world.desk, &world.root());
    let mut lines = world.statements().to_vec();
    lines.extend([
        certified(world, desk, &[Role::Wellbeing]),
        certified(world, &world.reader, &[Role::Crew]),
        // 8 and 9: whoever certifies devices must not hold the key of those who give support.
        support_epoch(world, hub),
        support_epoch(world, root),
        support_epoch(world, desk),
        support_membership(world),
        // 12: the hub investigates. 13: the desk must not.
        admitted(world, desk, hub),
        certified(world, desk, &[Role::Wellbeing, Role::Triage]),
        policy(world, hub),
        // 15: an older decision, which comes later.
        world.stated(
            hub,
            &Statement::Policy(Policy { at: NOW, read_lease: None, history: None, register: None }),
        ),
        policy(world, &world.device),
        // 17: an issuer is the authority's to end.
        ordered(world, hub, hub, true),
        ordered(world, &world.device, &world.reader, false),
        wipe(world),
        ordered(world, root, &world.reader, true),
        ordered(world, hub, &world.reader, false),
    ]);
    lines
}

fn certified(world: &World, device: &DeviceIdentity, roles: &[Role]) -> Vec<u8> {
    let (device, roles, not_after) = (device.public(), Roles::of(roles), NOW.plus_days(90));
    world.stated(&world.hub, &Statement::Certificate(Certificate { device, roles, not_after }))
}

fn support_epoch(world: &World, signer: &DeviceIdentity) -> Vec<u8> {
    let (compartment, public) = (Compartment::Wellbeing, world.wellbeing.public());
    world.stated(signer, &Statement::Epoch(Epoch { compartment, number: EPOCH, public }))
}

fn support_membership(world: &World) -> Vec<u8> {
    admitted(world, &world.desk, &world.desk)
}

fn admitted(world: &World, issuer: &DeviceIdentity, member: &DeviceIdentity) -> Vec<u8> {
    EpochIssuer { region: world.region(), issuer, compartment: Compartment::Wellbeing }
        .admit(EPOCH, &world.wellbeing, &member.public(), &mut seeded(23))
        .expect("a membership")
}

fn policy(world: &World, signer: &DeviceIdentity) -> Vec<u8> {
    let (read_lease, history) = (Days::new(30), Days::new(400));
    world.stated(
        signer,
        &Statement::Policy(Policy { at: NOW.plus_days(1), read_lease, history, register: None }),
    )
}

fn wipe(world: &World) -> Vec<u8> {
    ordered(world, &world.hub, &world.reader, false)
}

fn ordered(
    world: &World,
    signer: &DeviceIdentity,
    device: &DeviceIdentity,
    unsent_too: bool,
) -> Vec<u8> {
    let (device, at) = (device.id(), NOW.plus_days(2));
    world.stated(signer, &Statement::Wipe(WipeOrder { device, at, unsent_too }))
}

/// What a region asks of its devices, and the order to a lost one, byte by byte.
pub(crate) fn policy_line(world: &World) -> Value {
    let mut section = statement(world, &policy(world, &world.hub), &world.hub);
    section["at"] = NOW.plus_days(1).0.into();
    section["read_lease"] = 30.into();
    section["history"] = 400.into();
    section
}

pub(crate) fn wipe_line(world: &World) -> Value {
    let mut section = statement(world, &wipe(world), &world.hub);
    section["device"] = hex(world.reader.id().as_bytes()).into();
    section["at"] = NOW.plus_days(2).0.into();
    section["unsent_too"] = false.into();
    section
}

/// The refusal by which a lost phone learns of its order, and one that orders nothing: its signer
/// may report, and no more.
pub(crate) fn order(world: &World) -> Value {
    let [_, hub, _, device, ..] = world.statements();
    let forged = ordered(world, &world.device, &world.reader, true);
    json!({
        "device": hex(world.reader.id().as_bytes()),
        "held": HELD,
        "problem": problem(&[hub.clone(), wipe(world)]),
        "lines": [hex(hub), hex(wipe(world))],
        "unsent_too": false,
        "forged": problem(&[device, forged]),
    })
}

fn problem(lines: &[Vec<u8>]) -> String {
    let problem = Problem::new(ProblemCode::Revoked, NOW.plus_days(3)).with_order(lines);
    // What people read is no part of the wire, and is put in other words now and then.
    let problem = Problem { title: "This device was removed.".to_owned(), ..problem };
    serde_json::to_string(&problem).expect("JSON")
}

/// The desk's own copy of the secret that it made.
pub(crate) fn wellbeing_epoch(world: &World) -> Value {
    let Statement::Membership(said) = parsed(&support_membership(world)) else {
        panic!("a membership")
    };
    json!({
        "compartment": said.compartment.number(),
        "wrap": hex(&said.wrap),
        "member_secret": hex(world.desk.receiving().to_bytes()),
        "member": hex(said.member.as_bytes()),
        "number": said.epoch,
        "info": hex(member_info(world.region(), said.compartment, EPOCH, said.member)),
        "secret": hex(world.wellbeing.to_bytes()),
        "public": hex(world.wellbeing.public().as_bytes()),
    })
}
