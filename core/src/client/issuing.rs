//! Joining a region, and what an issuer or a member of a compartment signs.

mod attest;
pub(super) mod enrol;
pub(super) mod issue;
pub(super) mod keeper;
