//! The device's HTTP: blocking, without redirects, and in clear only within this machine.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use tabard_core::client::Obstacle;
use tabard_core::sync::HttpRequest;
use tabard_core::words::Words;
use tokio_rustls::rustls;
use ureq::http::{self, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Proxy};

use crate::cli::failure::Failure;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(60);
/// More than a server of a region ever answers.
const LARGEST: u64 = 16 * 1024 * 1024;

/// A connection to a server, kept open between requests.
pub(in crate::cli) struct Http {
    agent: Agent,
    traffic: Traffic,
}

/// What went over the wire: lines, headers and bodies, without TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traffic {
    pub(super) requests: u64,
    pub(super) bytes_up: u64,
    pub(super) bytes_down: u64,
}

/// What a server answered.
pub(in crate::cli) struct Reply {
    pub(in crate::cli) status: u16,
    pub(in crate::cli) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Unsent {
    /// No connection, or a broken one.
    NoAnswer,
    /// The address is in clear and leaves this machine. Nothing was sent.
    InClear,
    /// The address is none.
    NoAddress,
    /// The server's certificate is not one to trust. Nothing was sent.
    Untrusted,
}

impl Http {
    /// A client that trusts the certificates in a file, or the public ones.
    pub(in crate::cli) fn new(ca: Option<&Path>) -> Result<Self, Failure> {
        let mut tls = TlsConfig::builder();
        if let Some(file) = ca {
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates(file)?));
        }
        let config = Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // On a slow network every byte of a header is paid for, and none of these is needed.
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .tls_config(tls.build())
            .build();
        Ok(Self { agent: config.new_agent(), traffic: Traffic::default() })
    }

    pub(super) const fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Sends a request and reads the whole answer.
    pub(in crate::cli) fn send(&mut self, request: &HttpRequest) -> Result<Reply, Unsent> {
        let uri: Uri = request.url.parse().map_err(|_| Unsent::NoAddress)?;
        let local = is_local(&uri);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if local => {}
            Some("http") => return Err(Unsent::InClear),
            _ => return Err(Unsent::NoAddress),
        }
        let proxy = if local { None } else { Proxy::try_from_env() };
        let mut sent = self.agent.post(&uri).config().proxy(proxy).build();
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        self.traffic.requests += 1;
        let answer = sent.send(request.body.as_slice()).map_err(|error| unsent(&error))?;
        self.traffic.bytes_up += bytes_of(request, &uri);
        self.receive(answer)
    }

    fn receive(&mut self, mut answer: http::Response<Body>) -> Result<Reply, Unsent> {
        let status = answer.status();
        let reason = status.canonical_reason().unwrap_or_default();
        let line = "HTTP/1.1 200 \r\n\r\n".len() + reason.len();
        let headers: usize =
            answer.headers().iter().map(|(name, value)| field(name.as_str(), value.len())).sum();
        self.traffic.bytes_down += (line + headers) as u64;
        let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
        let body = body.map_err(|error| unsent(&error))?;
        self.traffic.bytes_down += body.len() as u64;
        Ok(Reply { status: status.as_u16(), body })
    }
}

impl Unsent {
    /// What stands in the way, for people.
    pub(in crate::cli) fn obstacle(self) -> Obstacle {
        let (code, advice) = match self {
            Self::NoAnswer => ("no_answer", "advice.no_answer"),
            Self::InClear => ("in_clear", "advice.in_clear"),
            Self::NoAddress => ("no_address", "advice.no_address"),
            Self::Untrusted => ("untrusted_server", "advice.untrusted_server"),
        };
        Obstacle { code, what_to_do: Words::english().text(advice).to_owned() }
    }

    /// The same as the end of a command.
    pub(super) fn failure(self) -> Failure {
        let Obstacle { code, what_to_do } = self.obstacle();
        Failure::new(code, what_to_do)
    }
}

/// A handshake that fails comes as an error of TLS, or as one of the socket that holds it.
fn unsent(error: &ureq::Error) -> Unsent {
    let handshake = match error {
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => true,
        ureq::Error::Io(error) => error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>()),
        _ => false,
    };
    if handshake { Unsent::Untrusted } else { Unsent::NoAnswer }
}

fn certificates(file: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
    let unusable =
        || Failure::input("bad_ca", "there is no certificate in PEM form in the file of --ca");
    let pem = std::fs::read(file).map_err(|_| unusable())?;
    let certificates: Vec<_> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() { Err(unusable()) } else { Ok(certificates) }
}

fn is_local(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn bytes_of(request: &HttpRequest, uri: &Uri) -> u64 {
    let HttpRequest { method, headers, body, .. } = request;
    let line = method.len() + uri.path().len() + "  HTTP/1.1\r\n\r\n".len();
    let host = uri.authority().map_or(0, |authority| authority.as_str().len());
    let own = field("host", host) + field("content-length", body.len().to_string().len());
    let given: usize = headers.iter().map(|(name, value)| field(name, value.len())).sum();
    (line + own + given + body.len()) as u64
}

const fn field(name: &str, value: usize) -> usize {
    name.len() + value + ": \r\n".len()
}

#[cfg(test)]
mod tests;
