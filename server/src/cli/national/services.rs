//! Whose returns a device of a national region hands in.

use serde_json::json;
use tabard_core::region::Role;

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::host::{entropy, now};
use crate::returns::Sender;

/// The service of a device that is about to join.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct OfService {
    /// With --role service: the service whose returns the device hands in, by its ODS code
    #[arg(long, value_name = "CODE", required_if_eq("role", "service"))]
    service: Option<String>,
    /// The id of that service's own region, whose hub signs its returns; without it, who signed is
    /// not proved
    #[arg(long, value_name = "ID", requires = "service")]
    service_region: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A device is pinned when it joins; this pins it anew, as when the region's id was not known then. What it\nhanded in before is judged by it as well.\n\nExample:\n  tabard national pin --dir ./national \"Yorkshire\" --service RX8 --region 0f3c…"
)]
pub(in crate::cli) struct Pin {
    #[command(flatten)]
    place: Place,
    /// The device, by what the hub calls it, or the first characters of its id
    device: String,
    /// The service, by its ODS code
    #[arg(long, value_name = "CODE")]
    service: String,
    /// The id of the service's own region, whose hub signs its returns
    #[arg(long, value_name = "ID")]
    region: Option<String>,
}

impl OfService {
    /// The service, where the role is a service's.
    pub(in crate::cli) fn for_role(&self, role: Role) -> Result<Option<Sender>, Failure> {
        match (&self.service, role) {
            (Some(service), Role::Service) => {
                sender(service, self.service_region.as_deref()).map(Some)
            }
            (None, Role::Service) => Err(no_service()),
            (Some(_), _) => Err(Failure::input(
                "not_a_service",
                "--service goes with --role service alone: a device of another role hands in no returns",
            )),
            (None, _) => Ok(None),
        }
    }
}

fn no_service() -> Failure {
    Failure::input("no_service", "say by --service whose returns the device hands in")
}

fn sender(service: &str, region: Option<&str>) -> Result<Sender, Failure> {
    let service = service.parse();
    let service = service.map_err(|error| Failure::input("bad_service", format!("{error}")))?;
    let region = region.map(super::region_id).transpose()?;
    Ok(Sender { service, region })
}

impl Pin {
    pub(super) fn run(self, output: &Output) -> Result<(), Failure> {
        let sender = sender(&self.service, self.region.as_deref())?;
        let mut hub = self.place.hub_up_to_date()?;
        let devices = hub.devices()?;
        let services = devices.iter().filter(|one| one.roles.allow(Role::Service));
        let all = services.map(|one| (one.id, one.label.as_str()));
        let device = pick::one_by_label(&self.device, "service's device", all)?;
        hub.pin_sender(device, &sender, now(), &mut entropy())?;
        output.say(
            || format!("{device} hands in the returns of {} from now on.", sender.service),
            || json!({ "device": device.to_string(), "sender": sender }),
        )
    }
}
