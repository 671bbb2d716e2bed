//! What `tabard device sync` does and says of attachments.

use serde_json::{Value, json};
use tabard_core::attachment::{METERED_AT_MOST, Network};
use tabard_core::client::{Client, Obstacle, Progress, TransferStatus};

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::words::counted;

/// How often progress is told: about every sixteen megabytes.
const EVERY: u64 = 64;

#[derive(Debug, clap::Args)]
pub(super) struct AttachmentOptions {
    /// The network is paid for by the byte: larger attachments wait for another
    #[arg(long)]
    metered: bool,
    /// The largest attachment that goes over a metered network, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = METERED_AT_MOST, requires = "metered")]
    metered_at_most: u64,
    /// Ask the region again whether it holds the attachments that are on this device
    #[arg(long)]
    check_attachments: bool,
}

impl AttachmentOptions {
    pub(super) fn prepare(&self, client: &mut Client) -> Result<(), Failure> {
        client.set_network(match self.metered {
            true => Network::Metered { at_most: self.metered_at_most },
            false => Network::Unmetered,
        });
        if self.check_attachments {
            client.check_attachments()?;
        }
        Ok(())
    }
}

pub(super) const fn all_moved(status: &TransferStatus) -> bool {
    status.sending == 0 && status.fetching == 0
}

/// Says how far it has come, now and then.
pub(super) fn tell(client: &Client, total: &Progress, output: &Output) -> Result<(), Failure> {
    if total.chunks.is_multiple_of(EVERY) {
        let status = client.transfer_status()?;
        let left = status.bytes_to_send.saturating_add(status.bytes_to_fetch);
        output.aside(&format!("{left} bytes of attachments to go"));
    }
    Ok(())
}

pub(super) fn figures(status: &TransferStatus, total: &Progress) -> Value {
    let said = |one: &Obstacle| json!({ "code": one.code, "what_to_do": one.what_to_do });
    let problems = status.problems.iter().map(
        |(id, one)| json!({ "id": id.to_string(), "code": one.code, "what_to_do": one.what_to_do }),
    );
    json!({
        "chunks_moved": total.chunks,
        "sending": status.sending,
        "bytes_to_send": status.bytes_to_send,
        "fetching": status.fetching,
        "bytes_to_fetch": status.bytes_to_fetch,
        "bytes_on_hold": status.bytes_on_hold,
        "problems": problems.collect::<Vec<_>>(),
        "stopped": status.stopped.as_ref().map(said),
    })
}

/// What there is to say of attachments; nothing while there is nothing to do.
pub(super) fn words(status: &TransferStatus) -> Vec<String> {
    let mut lines = Vec::new();
    let TransferStatus { sending, fetching, bytes_on_hold, .. } = status;
    if *sending > 0 {
        let what = counted(*sending, "attachment");
        lines.push(format!("Not held by the region yet: {what}, {} bytes.", status.bytes_to_send));
    }
    if *fetching > 0 {
        let what = counted(*fetching, "attachment");
        lines.push(format!("Not fetched yet: {what}, {} bytes.", status.bytes_to_fetch));
    }
    if *bytes_on_hold > 0 {
        lines.push(format!("{bytes_on_hold} bytes wait for an unmetered network."));
    }
    if let Some(stopped) = &status.stopped {
        lines.push(format!("Attachments wait: {}.", stopped.what_to_do));
    }
    for (id, problem) in &status.problems {
        lines.push(format!("{id}: {}.", problem.what_to_do));
    }
    lines
}
