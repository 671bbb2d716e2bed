//! Who may use the console, and for what.

pub(in crate::console) mod people;
pub(in crate::console) mod roles;
pub(in crate::console) mod signing;
