//! Who may state what, what is ordered, and who is named.

use serde_json::{Value, json};
use tabard_core::entry::Compartment;
use tabard_core::ids::DeviceId;
use tabard_core::keys::ReceivingKey;
use tabard_core::region::{Days, Directory, DirectoryError, MateCode, SignedStatement, WipeOrder};
use tabard_core::wire::Problem;

use super::{array, at, bytes, directory, hex, items, key, number, text};

/// Whether a line was signed by the device that it names, whatever that may state.
fn is_signed(directory: &Directory, line: &[u8]) -> bool {
    let line = SignedStatement::parse(line).expect("a statement");
    let root = (line.signer.to_string() == text("region/authority_id"))
        .then(|| key("region/authority_signing_public"));
    let device = directory.device(line.signer);
    let key = root.or(device.and_then(|device| device.certificate.device.verifying_key()));
    line.verify(directory.region(), &key.expect("a known signer")).is_ok()
}

/// What the device makes of a refusal: what each line comes to, and its order.
fn told(problem: &str) -> (Vec<Result<(), DirectoryError>>, Option<WipeOrder>) {
    let problem: Problem = serde_json::from_str(text(problem)).expect("a refusal");
    let held = usize::try_from(number(at("order/held"))).expect("few lines");
    let mut directory = directory(held);
    let lines = problem.order_lines();
    let said = lines.iter().map(|line| {
        assert!(is_signed(&directory, line), "what does not count lacks a right, not a signature");
        directory.apply(u64::MAX, line)
    });
    let said = said.collect();
    let lost = directory.device(DeviceId::new(array("order/device"))).expect("a known device");
    (said, lost.wipe.map(|ordered| ordered.order))
}

#[test]
fn every_line_counts_or_not_as_the_file_says() {
    let directory = directory(usize::MAX);
    let policy = directory.policy().expect("a policy");
    let days = [policy.read_lease, policy.history].map(|days| days.map(Days::get));
    assert_eq!(*at("directory/policy"), json!([policy.at.0, days[0], days[1]]));
    for compartment in Compartment::ALL {
        let members: Vec<_> = directory.members(compartment).map(|id| id.to_string()).collect();
        assert_eq!(
            *at(&format!("directory/members/{}", compartment.number())),
            Value::from(members)
        );
    }
    let lost = directory.device(text("directory/wiped/0").parse().expect("an id"));
    let lost = lost.expect("a known device");
    assert_eq!(lost.revoked_at, Some(number(at("directory/revoked_from"))));
    assert_eq!(lost.wipe.map(|wipe| wipe.order.unsent_too), at("directory/wiped/1").as_bool());
    let lines = items("directory/lines");
    assert_eq!(lines.len(), 22);
    assert!(lines.iter().all(|line| is_signed(&directory, &hex(&line[0]))));
}

#[test]
fn a_refusal_brings_the_order_and_a_forged_one_brings_none() {
    let (said, order) = told("order/problem");
    assert_eq!(said, [Ok(()), Ok(())]);
    assert_eq!(order.map(|order| order.unsent_too), at("order/unsent_too").as_bool());
    assert_eq!(told("order/forged"), (vec![Ok(()), Err(DirectoryError::NoRight)], None));
}

#[test]
fn the_desk_opens_its_copy_of_the_epoch() {
    let secret = ReceivingKey::from_bytes(&array("wellbeing_epoch/member_secret"));
    let opened = secret.open(&bytes("wellbeing_epoch/info"), &bytes("wellbeing_epoch/wrap"));
    let opened = opened.expect("for this member");
    assert_eq!(*opened, array("wellbeing_epoch/secret"));
    let epoch = directory(usize::MAX).epoch(Compartment::Wellbeing).expect("an epoch").clone();
    assert_eq!(epoch.public, ReceivingKey::from_bytes(&opened).public());
}

#[test]
fn the_mates_code_names_the_device() {
    let code = MateCode::parse(text("mate/text")).expect("a code");
    assert_eq!(code.device.to_string(), text("mate/device"));
    assert_eq!((code.name.as_deref(), code.role.as_deref()), (Some("Siân"), Some("Paramedic")));
    let nameless = MateCode::parse(text("mate/nameless")).expect("a code");
    assert_eq!(nameless, MateCode { name: None, role: None, ..code });
}
