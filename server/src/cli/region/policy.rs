//! `tabard region policy`.

use serde_json::json;
use tabard_core::region::Days;

use super::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::words::counted;
use crate::host::{entropy, now};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without options it shows what is stated. 0 takes a limit back. The numbers are the trust's to choose;\ndevices learn of them at their next sync. A device whose lease has ended still writes and sends reports.\n\nExample:\n  tabard region policy --dir ./region --read-lease-days 14 --history-days 30"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// For how many days after its last contact a device shows what it holds
    #[arg(long, value_name = "DAYS")]
    read_lease_days: Option<u16>,
    /// For how many days after the hub's receipt a device keeps a report readable
    #[arg(long, value_name = "DAYS")]
    history_days: Option<u16>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let known = hub.policy().cloned();
        let (lease, history) =
            known.map_or((None, None), |policy| (policy.read_lease, policy.history));
        let lease = self.read_lease_days.map_or(lease, Days::new);
        let history = self.history_days.map_or(history, Days::new);
        if self.read_lease_days.is_some() || self.history_days.is_some() {
            hub.set_policy(lease, history, now(), &mut entropy())?;
        }
        output.say(
            || {
                format!(
                    "A device can be read {} its last contact, and keeps a report {} the hub's receipt.",
                    words(lease, "without limit after"),
                    words(history, "without limit after"),
                )
            },
            || {
                json!({
                    "read_lease_days": lease.map(Days::get),
                    "history_days": history.map(Days::get),
                })
            },
        )?;
        Ok(Exit::Done)
    }
}

fn words(days: Option<Days>, none: &str) -> String {
    days.map_or_else(
        || none.to_owned(),
        |days| format!("for {} after", counted(u64::from(days.get()), "day")),
    )
}
