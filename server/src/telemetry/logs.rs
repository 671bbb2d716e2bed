//! Structured logs: one JSON object a line, on standard error.

use std::{
    io,
    panic::{self, PanicHookInfo},
};

use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer, filter::Targets, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Logs can be set up once in a process.
#[derive(Debug, thiserror::Error)]
#[error("logs are set up already")]
pub struct LogsTaken;

/// Logs from now on. `level` holds for Tabard's own words; libraries are heard from warnings up,
/// because at finer levels some of them print what they carry.
pub fn init_logs(level: LevelFilter) -> Result<(), LogsTaken> {
    subscriber(level, io::stderr).try_init().map_err(|_| LogsTaken)?;
    panic::set_hook(Box::new(log_panic));
    Ok(())
}

fn subscriber<W>(level: LevelFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let libraries = level.min(LevelFilter::WARN);
    let audible = Targets::new().with_default(libraries).with_target("tabard", level);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_ansi(false)
        .with_writer(writer);
    tracing_subscriber::registry().with(lines.with_filter(audible))
}

/// Where, and not what: the message of a panic may quote what was being read.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    tracing::error!(place, "panicked");
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
    use std::sync::{Arc, Mutex};

    use tracing::subscriber::DefaultGuard;

    use super::*;

    /// What this thread logs.
    #[derive(Clone, Default)]
    pub(in super::super) struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Captured {
        pub(in super::super) fn start(level: LevelFilter) -> (Self, DefaultGuard) {
            let captured = Self::default();
            let writer = captured.clone();
            let guard = subscriber(level, move || writer.clone()).set_default();
            (captured, guard)
        }

        pub(in super::super) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }

        pub(in super::super) fn lines(&self) -> Vec<serde_json::Value> {
            self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
    }

    impl io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_json_without_escape_codes() {
        let (captured, _guard) = Captured::start(LevelFilter::INFO);
        tracing::info!(what = "\u{1b}[31mred\nline", "said");
        let lines = captured.lines();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["message"], "said");
        assert_eq!(lines[0]["level"], "INFO");
        assert!(!captured.text().contains('\u{1b}'));
    }

    #[test]
    fn libraries_are_not_heard_below_warnings() {
        let (captured, _guard) = Captured::start(LevelFilter::TRACE);
        tracing::debug!(target: "tabard_core::sync", "ours");
        tracing::info!(target: "tokio_postgres", "theirs");
        tracing::warn!(target: "tokio_postgres", "warning");
        let said: Vec<_> = captured.lines().iter().map(|line| line["message"].clone()).collect();
        assert_eq!(said, ["ours", "warning"]);
    }

    #[test]
    fn a_panic_keeps_its_words_to_itself() {
        let (captured, _guard) = Captured::start(LevelFilter::INFO);
        let before = panic::take_hook();
        panic::set_hook(Box::new(log_panic));
        let _ = panic::catch_unwind(|| panic!("the patient's name"));
        panic::set_hook(before);
        assert!(captured.text().contains("logs.rs"), "{}", captured.text());
        assert!(!captured.text().contains("patient"));
    }
}
