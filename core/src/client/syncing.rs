//! Syncing: what is asked of the relay, what its answer means, and what is taken in.

pub(super) mod answer;
pub(super) mod bound;
pub(super) mod carry;
pub(super) mod exchange;
pub(super) mod ingest;
pub(super) mod merge;
pub(super) mod problem;
pub(super) mod rebirth;
pub(super) mod request;
pub(super) mod upstream;
