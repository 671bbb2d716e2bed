//! What keeps a stream of events alive.

use std::time::Duration;

use axum::response::sse::{Event, KeepAlive};

/// An event `pulse` whenever nothing was told for so long, by which a page knows that somebody is
/// there. It holds a word: browsers keep an event without data to themselves.
pub fn pulse(every: Duration) -> KeepAlive {
    KeepAlive::new().interval(every).event(Event::default().event("pulse").data("1"))
}
