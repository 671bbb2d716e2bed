//! Disclosing one incident entry by entry, as evidence, and reading what was disclosed without a
//! key of any record.

pub(in crate::client) mod give;
pub(in crate::client) mod read;
