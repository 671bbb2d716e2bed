//! `tabard region policy`.

use std::num::NonZeroU16;

use serde_json::json;
use tabard_core::region::{Days, Policy, RegisterPolicy};

use super::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::{entropy, now};
use crate::said::words::counted;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without options it shows what is stated. 0 takes a limit back. The numbers are the trust's to choose;\ndevices learn of them at their next sync. A device whose lease has ended still writes and sends reports.\n\nExample:\n  tabard region policy --dir ./region --read-lease-days 14 --history-days 30\n  tabard region policy --dir ./region --temporary-days 30 --review-days 180"
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
    /// For how many hours an alert for today warns at most; 0 for the default, 24
    #[arg(long, value_name = "HOURS")]
    alert_hours: Option<u16>,
    /// For how many days a temporary marker waits for its decision at most; 0 for the default, 45
    #[arg(long, value_name = "DAYS")]
    temporary_days: Option<u16>,
    /// How many days ahead the review of a marker is at most; 0 for the default, 366
    #[arg(long, value_name = "DAYS")]
    review_days: Option<u16>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let known = hub.policy().cloned();
        let (lease, history) =
            known.as_ref().map_or((None, None), |policy| (policy.read_lease, policy.history));
        let lease = self.read_lease_days.map_or(lease, Days::new);
        let history = self.history_days.map_or(history, Days::new);
        let stated = known.as_ref().and_then(|policy| policy.register);
        let register = self.register(stated.unwrap_or_default());
        if self.states_something() {
            hub.set_policy(lease, history, Some(register), now(), &mut entropy())?;
        }
        let terms = hub.policy().map(Policy::terms).unwrap_or_default();
        let (alert, temporary, review) =
            (terms.alert.as_hours(), terms.temporary.as_hours() / 24, terms.review.as_hours() / 24);
        output.say(
            || {
                format!(
                    "A device can be read {} its last contact, and keeps a report {} the hub's receipt.\n\
                     An alert for today warns for {alert} hours, a temporary marker for {temporary} days, and a marker is looked at again within {review} days, at most.",
                    words(lease, "without limit after"),
                    words(history, "without limit after"),
                )
            },
            || {
                json!({
                    "read_lease_days": lease.map(Days::get),
                    "history_days": history.map(Days::get),
                    "alert_hours": alert,
                    "temporary_days": temporary,
                    "review_days": review,
                })
            },
        )?;
        Ok(Exit::Done)
    }

    const fn states_something(&self) -> bool {
        self.read_lease_days.is_some()
            || self.history_days.is_some()
            || self.alert_hours.is_some()
            || self.temporary_days.is_some()
            || self.review_days.is_some()
    }

    fn register(&self, stated: RegisterPolicy) -> RegisterPolicy {
        RegisterPolicy {
            alert_hours: self.alert_hours.map_or(stated.alert_hours, NonZeroU16::new),
            temporary: self.temporary_days.map_or(stated.temporary, Days::new),
            review: self.review_days.map_or(stated.review, Days::new),
        }
    }
}

fn words(days: Option<Days>, none: &str) -> String {
    days.map_or_else(
        || none.to_owned(),
        |days| format!("for {} after", counted(u64::from(days.get()), "day")),
    )
}
