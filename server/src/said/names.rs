//! Devices by what people call them.

use std::collections::BTreeMap;

use serde_json::Value;
use tabard_core::client::{Client, Naming};
use tabard_core::ids::DeviceId;
use tabard_core::region::Role;
use tabard_core::words::Words;

use crate::hub::DeviceLine;

/// What the devices that write a report are called. Whoever is not known is said by id.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// On a device: itself, the hub, and whoever of the crew gave a name.
    pub(crate) fn on_device(words: &Words, client: &Client, report: &Value) -> Self {
        let hubs = client
            .directory()
            .devices()
            .filter(|(_, standing)| standing.certificate.roles.allow(Role::Triage));
        let mut names: BTreeMap<_, _> =
            hubs.map(|(id, _)| (id.to_string(), words.text("shown.the_hub").to_owned())).collect();
        names.extend(crew(report));
        let own = words.text("shown.this_device").to_owned();
        names.insert(client.device().to_string(), own);
        Self(names)
    }

    /// At the hub: nobody where the reporter wants it so, or else what it calls each device, with the name that its holder gave.
    pub(crate) fn at_hub(devices: Vec<DeviceLine>, report: &Value) -> Self {
        if Naming::of(report) == Naming::Anonymous {
            return Self::default();
        }
        let named = devices.into_iter().filter(|line| !line.label.is_empty());
        let mut names: BTreeMap<_, _> =
            named.map(|line| (line.id.to_string(), line.label)).collect();
        for (id, name) in crew(report) {
            let label = names.remove(&id);
            let said = label.map_or_else(|| name.clone(), |label| format!("{name} ({label})"));
            names.insert(id, said);
        }
        Self(names)
    }

    /// What a device is called.
    pub(crate) fn said(&self, words: &Words, device: &str) -> String {
        let by_id = || words.fill("shown.device", &[("device", device)]);
        self.0.get(device).cloned().unwrap_or_else(by_id)
    }

    /// The same of a device by its id.
    pub(crate) fn of(&self, words: &Words, device: DeviceId) -> String {
        self.said(words, &device.to_string())
    }
}

/// The devices of the crew that a report names.
fn crew(report: &Value) -> impl Iterator<Item = (String, String)> {
    let members = report.get("crew").and_then(Value::as_array).into_iter().flatten();
    members.filter_map(|member| {
        let text = |name: &str| member.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("id")?, text("name")?))
    })
}
