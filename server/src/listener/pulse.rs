//! What a connection is doing, and since when: hyper's own timeout counts an idle connection as a slow
//! header, so that one limit would have to serve for both.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use super::Limits;

/// Shared by the parts of one connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Pulse(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    phase: Phase,
    /// The client does not take what is written.
    stalled: bool,
    /// The client may still be sending what nobody will read.
    linger: Option<Linger>,
    changes: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Connected, and not a word yet.
    #[default]
    Fresh,
    /// In the middle of a request's header.
    Header,
    /// A request is being read, handled or answered.
    Busy,
    /// Answered.
    Idle,
}

/// How long and how much of a refused request is thrown away, so that the client reads the refusal
/// before it learns that the connection is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Linger {
    /// The connection or the body was too much.
    AMoment,
    /// A route answered before it had read the body. The sender may be a phone with a wrong clock,
    /// which has to learn so from the answer.
    ForTheBody,
}

impl Pulse {
    pub(super) fn request_began(&self) {
        self.change(|state| {
            state.phase = Phase::Busy;
            state.linger = None;
        });
    }

    pub(super) fn answer_ended(&self) {
        self.change(|state| state.phase = Phase::Idle);
    }

    pub(super) fn linger(&self, how: Linger) {
        self.change(|state| state.linger = Some(how));
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.state().phase == Phase::Fresh
    }

    pub(super) fn lingers(&self) -> Option<Linger> {
        self.state().linger
    }

    fn bytes_came(&self) {
        self.change(|state| {
            if matches!(state.phase, Phase::Fresh | Phase::Idle) {
                state.phase = Phase::Header;
            }
        });
    }

    fn write_went<T>(&self, outcome: Poll<T>) -> Poll<T> {
        self.change(|state| state.stalled = outcome.is_pending());
        outcome
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *state;
        change(&mut state);
        if *state != before {
            state.changes += 1;
        }
    }

    fn state(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ready when a connection has taken too long over what it is doing. Polled after the connection.
pub(super) struct Overdue<'a> {
    pulse: Pulse,
    limits: &'a Limits,
    seen: Option<u64>,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<'a> Overdue<'a> {
    pub(super) fn new(pulse: Pulse, limits: &'a Limits) -> Self {
        Self { pulse, limits, seen: None, deadline: None }
    }

    fn limit(&self, state: State) -> Option<Duration> {
        match state.phase {
            _ if state.stalled => Some(self.limits.stalled),
            Phase::Fresh => Some(self.limits.first_byte),
            Phase::Header => Some(self.limits.header),
            Phase::Idle => Some(self.limits.idle),
            Phase::Busy => None,
        }
    }
}

impl Future for Overdue<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let state = self.pulse.state();
        if self.seen.replace(state.changes) != Some(state.changes) {
            let deadline = self.limit(state).map(|limit| Instant::now() + limit);
            self.deadline = deadline.map(|deadline| Box::pin(sleep_until(deadline)));
        }
        match &mut self.deadline {
            Some(deadline) => deadline.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }
}

/// A stream that tells the pulse what moves.
pub(super) struct Watched<S> {
    stream: S,
    pulse: Pulse,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, pulse: Pulse) -> Self {
        Self { stream, pulse }
    }

    pub(super) fn into_inner(self) -> S {
        self.stream
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.pulse.bytes_came();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.pulse.write_went(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.pulse.write_went(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(cx);
        self.pulse.write_went(outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
