//! Who may state what, what is ordered, and who is named.

use serde_json::Value;
use tabard_core::entry::Compartment;
use tabard_core::ids::DeviceId;
use tabard_core::keys::ReceivingKey;
use tabard_core::region::{Days, MateCode, WipeOrder};
use tabard_core::wire::Problem;

use super::{array, at, bytes, directory, items, number, text};

fn ordered(problem: &str) -> Option<WipeOrder> {
    let problem: Problem = serde_json::from_str(text(problem)).expect("a refusal");
    let held = usize::try_from(number(at("order/held"))).expect("few lines");
    let mut directory = directory(held);
    let lines = problem.order_lines();
    assert_eq!(lines.len(), 2);
    let counts = lines.iter().all(|line| directory.apply(u64::MAX, line).is_ok());
    let lost = directory.device(DeviceId::new(array("order/device"))).expect("a known device");
    lost.wipe.filter(|_| counts).map(|ordered| ordered.order)
}

#[test]
fn every_line_counts_or_not_as_the_file_says() {
    let directory = directory(usize::MAX);
    let policy = directory.policy().expect("a policy");
    assert_eq!(policy.read_lease.map(Days::get), Some(30));
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
    assert_eq!(items("directory/lines").len(), 22);
}

#[test]
fn a_refusal_brings_the_order_and_a_forged_one_brings_none() {
    let order = ordered("order/problem").expect("an order");
    assert_eq!(Some(order.unsent_too), at("order/unsent_too").as_bool());
    assert_eq!(ordered("order/forged"), None);
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
