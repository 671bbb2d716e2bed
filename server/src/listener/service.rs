//! One request: guarded on its way in, and answered in any case.

use std::{convert::Infallible, net::SocketAddr, pin::Pin, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{
        HeaderName, HeaderValue, Request, Response, StatusCode,
        header::{CONNECTION, RETRY_AFTER},
    },
};
use hyper::{body::Incoming, service::Service};
use tabard_core::wire::ProblemCode;
use tower::ServiceExt;

use super::{
    Limits,
    body::{AnswerBody, BodyRefusal, LimitedBody, Verdict},
    problem::problem,
    pulse::{Linger, Pulse},
};

/// What hyper calls for each request of a connection.
pub(super) struct RequestService {
    /// Nothing, if there is no room for this connection.
    pub(super) app: Option<Router>,
    pub(super) peer: SocketAddr,
    pub(super) limits: Arc<Limits>,
    pub(super) pulse: Pulse,
}

impl Service<Request<Incoming>> for RequestService {
    type Response = Response<AnswerBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.pulse.request_began();
        let answer = self.prepare(request);
        let pulse = self.pulse.clone();
        Box::pin(async move {
            let answer = match answer {
                Ok(answer) => answer.await,
                Err(refusal) => Err(refusal),
            };
            let response = answer.unwrap_or_else(|refusal| {
                pulse.linger(Linger::AMoment);
                refusal.response()
            });
            Ok(response.map(|body| AnswerBody::new(body, pulse)))
        })
    }
}

impl RequestService {
    fn prepare(
        &self,
        request: Request<Incoming>,
    ) -> Result<impl Future<Output = Result<Response<Body>, Refusal>> + use<>, Refusal> {
        let app = self.app.clone().ok_or(Refusal::NoRoom)?;
        let (head, body) = request.into_parts();
        let body = LimitedBody::new(body, &self.limits, self.pulse.clone());
        let (body, verdict) = body.map_err(Refusal::Body)?;
        let mut request = Request::from_parts(head, body);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        Ok(answer(app, request, verdict, self.pulse.clone()))
    }
}

/// A handler cannot tell a body that was cut from one that broke, so its answer does not count then.
async fn answer(
    app: Router,
    request: Request<LimitedBody>,
    verdict: Verdict,
    pulse: Pulse,
) -> Result<Response<Body>, Refusal> {
    let mut response = app.oneshot(request).await.unwrap_or_else(|never| match never {});
    if pulse.lingers().is_some() {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    match verdict.get() {
        None => Ok(response),
        Some(refusal) => Err(Refusal::Body(*refusal)),
    }
}

#[derive(Clone, Copy, Debug)]
enum Refusal {
    NoRoom,
    Body(BodyRefusal),
}

impl Refusal {
    /// The connection ends with a refusal: what the client is still sending belongs to no request.
    fn response(self) -> Response<Body> {
        let (code, status) = match self {
            Self::NoRoom => (ProblemCode::Unavailable, StatusCode::SERVICE_UNAVAILABLE),
            Self::Body(BodyRefusal::TooLarge) => {
                (ProblemCode::TooLarge, StatusCode::PAYLOAD_TOO_LARGE)
            }
            Self::Body(BodyRefusal::TooSlow) => {
                (ProblemCode::Unavailable, StatusCode::REQUEST_TIMEOUT)
            }
        };
        let mut response = problem(code, status);
        let mut header = |name: HeaderName, value| {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        };
        header(CONNECTION, "close");
        if matches!(self, Self::NoRoom) {
            header(RETRY_AFTER, "5");
        }
        response
    }
}
