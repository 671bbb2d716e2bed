//! Bytes, counted while they pass.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, HttpBody};
use hyper::body::{Bytes, Frame, SizeHint};
use metrics::Counter;

/// A body whose bytes are counted as they pass.
pub(super) struct Counted {
    body: Body,
    bytes: Counter,
}

impl Counted {
    pub(super) fn wrap(body: Body, bytes: Counter) -> Body {
        Body::new(Self { body, bytes })
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            self.bytes.increment(frame.data_ref().map_or(0, Bytes::len) as u64);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
