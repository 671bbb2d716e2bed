//! Counters, and the page that Prometheus reads.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

/// From a look-up in memory to the longest that a phone waits.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// After how many requests samples are folded into their histograms.
const UPKEEP_INTERVAL: u64 = 4096;

/// The metrics of one server.
#[derive(Clone)]
pub struct Metrics {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
    requests: Arc<AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Metrics that start at nothing. Histograms whose names end in `_seconds` get buckets.
    pub fn new() -> Self {
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS);
        // It refuses an empty list of buckets only.
        let recorder = builder.unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder();
        let handle = recorder.handle();
        Self { recorder: Arc::new(recorder), handle, requests: Arc::default() }
    }

    /// Makes these the metrics of the whole process, so that `metrics::counter!` reaches them from
    /// anywhere. Says whether they are: the first in a process stay.
    pub fn install(&self) -> bool {
        metrics::set_global_recorder(self.recorder.clone()).is_ok()
    }

    /// The page.
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// Counts within `record`, whoever is installed.
    pub(super) fn record<T>(&self, record: impl FnOnce() -> T) -> T {
        metrics::with_local_recorder(&*self.recorder, record)
    }

    /// Counts a request. Samples wait in memory until they are folded, and nobody may ever ask for
    /// the page that would do it.
    pub(super) fn tick(&self) {
        if self.requests.fetch_add(1, Ordering::Relaxed) % UPKEEP_INTERVAL == UPKEEP_INTERVAL - 1 {
            self.handle.run_upkeep();
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_servers_in_a_process_count_apart() {
        let (one, other) = (Metrics::new(), Metrics::new());
        one.record(|| metrics::counter!("tabard_things_total").increment(2));
        assert!(one.render().contains("tabard_things_total 2"));
        assert!(!other.render().contains("tabard_things_total"));
    }

    #[test]
    fn samples_do_not_pile_up_and_are_not_lost() {
        let metrics = Metrics::new();
        for _ in 0..UPKEEP_INTERVAL + 1 {
            metrics.record(|| metrics::histogram!("tabard_test_seconds").record(0.002));
            metrics.tick();
        }
        let page = metrics.render();
        assert!(page.contains("tabard_test_seconds_bucket{le=\"0.0025\"} 4097"), "{page}");
        assert!(page.contains("tabard_test_seconds_bucket{le=\"0.001\"} 0"), "{page}");
    }
}
