//! Statistical disclosure control: what of a table of counts may be shown, so that nobody in a small
//! number can be made out.
//!
//! Counts from 1 to a limit are suppressed and the others rounded, totals as well. Where a
//! suppressed count could still be worked out from what is shown beside it, further cells are
//! suppressed until it cannot be. The parameters NHS Digital uses below the national level are
//! 1 to 7 and the nearest 5 (docs/adr/0024); they are a region's to set.

mod audit;
mod fixed;
mod fold;
mod rule;
mod table;

pub use fixed::{Sums, publish, publish_within};
pub use fold::{Folded, fold};
pub use rule::{Figure, Rule, RuleFault};
pub use table::{Published, Table, TableFault};

#[cfg(test)]
mod tests;
