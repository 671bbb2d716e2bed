//! What a region runs: the relay that keeps entries it cannot read, and what stands around it.

pub mod relay;
