//! Lost devices: orders to wipe, leases, what is let go of, and the new device.

pub(super) mod erasing;
pub(super) mod handover;
pub(super) mod lease;
pub(super) mod letting_go;
pub(super) mod unsent;
pub(super) mod wipe;
