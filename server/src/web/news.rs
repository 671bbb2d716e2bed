//! A word whenever something came, as server-sent events. What came is asked for by itself, by
//! whoever is signed in then.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::pulse;

/// How soon a page that lost the server asks again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often a page hears that the server is there.
const PULSE: Duration = Duration::from_secs(15);
/// After so long a page has to ask anew, so that a session that ended hears nothing more.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// A stream that says `hello`, and `news` at each change, until the server closes.
pub fn news_of(news: watch::Receiver<u64>, closing: watch::Receiver<bool>) -> Response {
    Sse::new(words(news, closing)).keep_alive(pulse(PULSE)).into_response()
}

fn words(
    news: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let end = Instant::now() + LONGEST;
    stream::unfold((true, news, closing), move |(first, mut news, mut closing)| async move {
        if first {
            // A page that hears this asks for what came before.
            news.mark_unchanged();
            let hello = Event::default().event("hello").data("1").retry(AGAIN);
            return Some((Ok(hello), (false, news, closing)));
        }
        let came = tokio::select! {
            _ = closing.wait_for(|closing| *closing) => return None,
            came = timeout_at(end, news.changed()) => came,
        };
        came.ok()?.ok()?;
        Some((Ok(Event::default().event("news").data("1")), (false, news, closing)))
    })
}
