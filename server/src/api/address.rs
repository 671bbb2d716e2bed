//! Where the region listens, left in its folder for the commands that make enrolment codes.

use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use crate::hub::HubError;

const FILE: &str = "address";

/// An address that devices can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whether the region ends TLS itself.
    pub tls: bool,
    /// The socket.
    pub socket: SocketAddr,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.tls { "https" } else { "http" }, self.socket)
    }
}

pub(super) fn write(dir: &Path, address: &Address) -> Result<(), HubError> {
    Ok(fs::write(dir.join(FILE), address.to_string())?)
}

/// Where the region of a folder was served last.
#[must_use]
pub fn read_address(dir: &Path) -> Option<String> {
    fs::read_to_string(dir.join(FILE)).ok()
}
