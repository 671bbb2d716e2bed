//! What `tabard device sync` does and says of attachments.

use serde_json::{Value, json};
use tabard_core::attachment::{METERED_AT_MOST, Network};
use tabard_core::client::{Client, Obstacle, Progress, TransferStatus};
use tabard_core::words::Words;

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::said::attachments::size;

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
        let words = output.words();
        output.aside(&words.fill("sync.attachments_to_go", &[("size", &size(words, left))]));
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
pub(super) fn words(words: &Words, status: &TransferStatus) -> Vec<String> {
    let mut lines = Vec::new();
    let mut wait = |key: &str, count: u64, bytes: u64| {
        let what = words.counted("counts.attachment", count);
        lines.push(words.fill(key, &[("what", &what), ("size", &size(words, bytes))]));
    };
    if status.sending > 0 {
        wait("sync.attachments_waiting", status.sending, status.bytes_to_send);
    }
    if status.fetching > 0 {
        wait("sync.attachments_to_fetch", status.fetching, status.bytes_to_fetch);
    }
    if status.bytes_on_hold > 0 {
        let size = size(words, status.bytes_on_hold);
        lines.push(words.fill("sync.attachments_on_hold", &[("size", &size)]));
    }
    if let Some(stopped) = &status.stopped {
        let what_to_do = words.advice(&stopped.what_to_do);
        lines.push(words.fill("sync.attachments_stopped", &[("what_to_do", what_to_do)]));
    }
    for (id, problem) in &status.problems {
        lines.push(format!("{id}: {}.", words.advice(&problem.what_to_do)));
    }
    lines
}
