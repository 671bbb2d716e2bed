//! Attachments: captured, moved, read back, shared, and who had them.

pub(super) mod attach;
mod chunks;
pub(super) mod custody;
mod in_memory;
pub(super) mod share;
pub(super) mod shown;
pub(super) mod transfer;
