//! A device with a page on its own machine: its vault behind a lock, syncing beside the page, and
//! who is answered. The desk and welfare are such devices. A page listens on loopback alone.

mod carrier;
mod guard;
mod held;

pub use carrier::{Aboard, Carried, Carrier, Send, ordered};
pub use guard::{Stranger, authorities, by_name, from_own_page, lasting_cookie};
pub use held::{Held, HeldError};
