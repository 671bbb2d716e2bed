//! One line and a few counts for each request.

use std::{fmt, time::Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use metrics::{Counter, Gauge, counter, gauge, histogram};
use tracing::{Instrument, info_span};

use super::{Metrics, counted::Counted};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs and counts every request to `app`: call it on the finished router.
pub fn observe(app: Router, metrics: Metrics) -> Router {
    app.layer(from_fn_with_state(metrics, observe_request))
}

/// Names a request in the logs and, if it went wrong, to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(u64);

impl RequestId {
    fn random() -> Self {
        // Two requests of one name are a nuisance; a request refused for want of a name is worse.
        Self(getrandom::u64().unwrap_or_default())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

async fn observe_request(
    State(metrics): State<Metrics>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let id = RequestId::random();
    let method = method_of(&request);
    let route = route_of(&request);
    let span = info_span!("request", %id, method, route);
    let counts = metrics.record(|| Counts::of(&route));

    request.extensions_mut().insert(id);
    let request = request.map(|body| Counted::wrap(body, counts.received));
    let mut response = next.run(request).instrument(span.clone()).await;

    let elapsed = began.elapsed();
    let status = response.status();
    metrics.record(|| {
        let labels = [
            ("method", method.into()),
            ("route", route.clone()),
            ("status", status.as_str().to_owned()),
        ];
        counter!("tabard_http_requests_total", &labels).increment(1);
        histogram!("tabard_http_request_seconds", "route" => route).record(elapsed);
    });
    metrics.tick();
    let ms = elapsed.as_micros() as f64 / 1000.0;
    span.in_scope(|| match status.is_server_error() {
        true => tracing::error!(status = status.as_u16(), ms, "failed"),
        false => tracing::info!(status = status.as_u16(), ms, "answered"),
    });
    // An answer that is as expected carries no name: on 2G each byte counts.
    if let (true, Ok(id)) = (status.as_u16() >= 400, HeaderValue::from_str(&id.to_string())) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.map(|body| Counted::wrap(body, counts.sent))
}

/// The template of the route, never the path: a path names records.
fn route_of(request: &Request) -> String {
    request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned()
}

/// A client chooses the method, and must not be able to write into logs or grow the metrics with it.
fn method_of(request: &Request) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// What is counted while a request is under way.
struct Counts {
    received: Counter,
    sent: Counter,
    _in_flight: InFlight,
}

impl Counts {
    fn of(route: &str) -> Self {
        Self {
            received: counter!("tabard_http_received_bytes_total", "route" => route.to_owned()),
            sent: counter!("tabard_http_sent_bytes_total", "route" => route.to_owned()),
            _in_flight: InFlight::begin(gauge!("tabard_http_requests_in_flight")),
        }
    }
}

/// Counts down even if the client leaves in the middle of a request.
struct InFlight(Gauge);

impl InFlight {
    fn begin(gauge: Gauge) -> Self {
        gauge.increment(1);
        Self(gauge)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use axum::{
        Extension,
        body::{Body, Bytes, to_bytes},
        extract::Path,
        http::StatusCode,
        routing::{get, post},
    };
    use tower::ServiceExt;
    use tracing::level_filters::LevelFilter;

    use super::super::logs::tests::Captured;
    use super::*;

    fn app(metrics: &Metrics) -> Router {
        let app = Router::new()
            .route("/records/{id}", post(async |Path(_): Path<String>, body: Bytes| body))
            .route("/id", get(async |Extension(id): Extension<RequestId>| id.to_string()))
            .route("/failure", get(async || StatusCode::INTERNAL_SERVER_ERROR))
            .route("/word", get(async || tracing::info!("a word")));
        observe(app, metrics.clone())
    }

    async fn ask(metrics: &Metrics, method: &str, uri: &str, body: &'static str) -> Response {
        let request = Request::builder().method(method).uri(uri).body(Body::from(body)).unwrap();
        app(metrics).oneshot(request).await.unwrap()
    }

    async fn text(response: Response) -> String {
        String::from_utf8(to_bytes(response.into_body(), 1000).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_request_is_one_line_that_names_nobody() {
        let (captured, _guard) = Captured::start(LevelFilter::TRACE);
        let metrics = Metrics::new();
        text(ask(&metrics, "POST", "/records/secret-1?secret=2", "secret-3").await).await;
        ask(&metrics, "SECRET-4", "/secret-5", "").await;

        let lines = captured.lines();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["message"], "answered");
        assert_eq!(lines[0]["status"], 200);
        assert!(lines[0]["ms"].is_number());
        assert_eq!(lines[0]["span"]["method"], "POST");
        assert_eq!(lines[0]["span"]["route"], "/records/{id}");
        assert_eq!(lines[0]["span"]["id"].as_str().unwrap().len(), 16);
        assert_eq!(lines[1]["span"]["method"], "other");
        assert_eq!(lines[1]["span"]["route"], "unmatched");
        let everything = captured.text() + &metrics.render();
        assert!(!everything.to_lowercase().contains("secret"), "{everything}");
    }

    #[tokio::test]
    async fn requests_and_bytes_are_counted_by_route() {
        let metrics = Metrics::new();
        for id in ["1", "2"] {
            text(ask(&metrics, "POST", &format!("/records/{id}"), "12345").await).await;
        }
        let page = metrics.render();
        for line in [
            "tabard_http_requests_total{method=\"POST\",route=\"/records/{id}\",status=\"200\"} 2",
            "tabard_http_received_bytes_total{route=\"/records/{id}\"} 10",
            "tabard_http_sent_bytes_total{route=\"/records/{id}\"} 10",
            "tabard_http_request_seconds_count{route=\"/records/{id}\"} 2",
            "tabard_http_requests_in_flight 0",
        ] {
            assert!(page.contains(line), "{line} in {page}");
        }
    }

    #[tokio::test]
    async fn a_failure_tells_its_name_and_a_success_does_not() {
        let (captured, _guard) = Captured::start(LevelFilter::INFO);
        let metrics = Metrics::new();
        let failure = ask(&metrics, "GET", "/failure", "").await;
        let line = &captured.lines()[0];
        assert_eq!((&line["level"], &line["message"]), (&"ERROR".into(), &"failed".into()));
        assert_eq!(failure.headers()[REQUEST_ID], line["span"]["id"].as_str().unwrap());

        let success = ask(&metrics, "GET", "/id", "").await;
        assert!(!success.headers().contains_key(REQUEST_ID));
        assert_eq!(text(success).await, captured.lines()[1]["span"]["id"]);
    }

    #[tokio::test]
    async fn what_a_handler_logs_names_its_request() {
        let (captured, _guard) = Captured::start(LevelFilter::INFO);
        ask(&Metrics::new(), "GET", "/word", "").await;
        let lines = captured.lines();
        assert_eq!(lines[0]["message"], "a word");
        assert_eq!(lines[0]["span"]["id"], lines[1]["span"]["id"]);
    }
}
