//! What the library did, for the host to drain: calls that failed by their code, openings, steps.
//! No content, name, number or place is ever part of a line.

use std::collections::VecDeque;
use std::sync::Mutex;

use crate::error::TabardError;
use crate::host;

/// The most lines that wait; the oldest go first.
const MOST: usize = 512;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LogLine {
    /// When, in milliseconds since 1970 by the device's clock.
    pub at_ms: i64,
    /// Whether a person should look at it: a fault of the library or of its storage.
    pub is_fault: bool,
    /// What happened, such as `opened` or `call_failed`.
    pub event: String,
    /// The code that goes with it, such as that of an error; empty where there is none.
    pub code: String,
}

static LINES: Mutex<VecDeque<LogLine>> = Mutex::new(VecDeque::new());

/// Takes the lines that wait, the oldest first. At most 512 wait.
#[uniffi::export]
pub fn drain_log() -> Vec<LogLine> {
    LINES.lock().map(|mut lines| lines.drain(..).collect()).unwrap_or_default()
}

pub(crate) fn note(event: &'static str, code: &str) {
    write(event, code, false);
}

/// A call that failed. What a person or a network may do about it is no fault of the library.
pub(crate) fn failed(error: &TabardError) {
    let is_fault = matches!(
        error,
        TabardError::Damaged { .. } | TabardError::Storage { .. } | TabardError::Unexpected { .. }
    );
    write("call_failed", error.code(), is_fault);
}

fn write(event: &'static str, code: &str, is_fault: bool) {
    let Ok(mut lines) = LINES.lock() else { return };
    if lines.len() == MOST {
        lines.pop_front();
    }
    let at_ms = host::now().0;
    lines.push_back(LogLine { at_ms, is_fault, event: event.to_owned(), code: code.to_owned() });
}
