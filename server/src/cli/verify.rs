//! `tabard verify`.

use data_encoding::HEXLOWER;
use serde_json::json;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;
use crate::relay::{Limits, Relay};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It may run while the region is served. The exit code is 1 when there is a fault.\n\nExample:\n  tabard verify --dir ./region"
)]
pub(super) struct Options {
    #[command(flatten)]
    place: Place,
}

impl Options {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let relay = Relay::open(&self.place.dir.join("relay"), Limits::default())?;
        let report = relay.verify()?;
        let (size, root) = (report.head.size, HEXLOWER.encode(report.head.root.as_bytes()));
        let chunks = relay.verify_chunks()?;
        let damaged: Vec<_> = chunks.damaged.iter().map(ToString::to_string).collect();
        let fault = report.fault.map(|fault| fault.to_string()).or_else(|| {
            let first = damaged.first()?;
            Some(format!(
                "of the chunks of attachments {} are damaged, first {first}",
                damaged.len()
            ))
        });
        output.say(
            || match &fault {
                None => format!("{size} lines of the log, each as it was written. Root {root}."),
                Some(fault) => {
                    format!(
                        "The log is sound up to line {size}, and then: {fault}. Restore a backup."
                    )
                }
            },
            || {
                json!({
                    "size": size,
                    "root": root,
                    "sound": fault.is_none(),
                    "fault": fault,
                    "chunks": chunks.whole,
                    "damaged_chunks": damaged,
                })
            },
        )?;
        Ok(if fault.is_none() { Exit::Done } else { Exit::Failed })
    }
}
