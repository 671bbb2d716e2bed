//! Bodies with an end: requests that are cut when too large or too slow, answers that tell when they
//! are over.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Body;
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    Limits,
    pulse::{Linger, Pulse},
};

/// Why the rest of a body is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BodyRefusal {
    #[error("the body is too large")]
    TooLarge,
    #[error("the body came too slowly")]
    TooSlow,
}

/// Tells the service what a handler saw only as a broken body.
pub(super) type Verdict = Arc<OnceLock<BodyRefusal>>;

/// A request's body within its limits.
pub(super) struct LimitedBody {
    inner: Incoming,
    left: u64,
    rate: u32,
    patience: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
    verdict: Verdict,
    ended: bool,
    pulse: Pulse,
}

impl LimitedBody {
    /// Refuses at once what announces that it is too large.
    pub(super) fn new(
        inner: Incoming,
        limits: &Limits,
        pulse: Pulse,
    ) -> Result<(Self, Verdict), BodyRefusal> {
        if inner.size_hint().lower() > limits.body_bytes {
            return Err(BodyRefusal::TooLarge);
        }
        let verdict = Verdict::default();
        let body = Self {
            inner,
            left: limits.body_bytes,
            rate: limits.body_rate.max(1),
            patience: limits.body,
            deadline: None,
            verdict: verdict.clone(),
            ended: false,
            pulse,
        };
        Ok((body, verdict))
    }

    fn account(&mut self, bytes: usize) -> Result<(), BodyRefusal> {
        let bytes = bytes as u64;
        self.left = self.left.checked_sub(bytes).ok_or(BodyRefusal::TooLarge)?;
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.rate));
        let deadline = self.deadline();
        let later = deadline.deadline() + earned;
        deadline.as_mut().reset(later);
        Ok(())
    }

    /// Time runs from when the body is first wanted, so that a slow handler is not the client's fault.
    fn deadline(&mut self) -> &mut Pin<Box<Sleep>> {
        let patience = self.patience;
        self.deadline.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + patience)))
    }

    fn refuse<T>(&self, refusal: BodyRefusal) -> Poll<Option<Result<T, axum::BoxError>>> {
        let _ = self.verdict.set(refusal);
        Poll::Ready(Some(Err(refusal.into())))
    }
}

impl HttpBody for LimitedBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if self.verdict.get().is_some() {
            return Poll::Ready(None);
        }
        self.deadline();
        let frame = match Pin::new(&mut self.inner).poll_frame(cx)? {
            Poll::Ready(Some(frame)) => frame,
            Poll::Ready(None) => {
                self.ended = true;
                return Poll::Ready(None);
            }
            Poll::Pending => {
                ready!(self.deadline().as_mut().poll(cx));
                return self.refuse(BodyRefusal::TooSlow);
            }
        };
        match self.account(frame.data_ref().map_or(0, Bytes::len)) {
            Ok(()) => Poll::Ready(Some(Ok(frame))),
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A request may be answered before its body is read.
impl Drop for LimitedBody {
    fn drop(&mut self) {
        if !self.ended && !self.inner.is_end_stream() {
            self.pulse.linger(Linger::ForTheBody);
        }
    }
}

/// An answer's body: when hyper lets go of it, the answer is over.
pub(super) struct AnswerBody {
    inner: Body,
    pulse: Pulse,
}

impl AnswerBody {
    pub(super) fn new(inner: Body, pulse: Pulse) -> Self {
        Self { inner, pulse }
    }
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        self.pulse.answer_ended();
    }
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
