//! Real sockets on the loopback address, and clients that misbehave.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::ConnectInfo,
    http::StatusCode,
    routing::{get, post},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, ProtocolVersion, RootCertStore, crypto::ring::default_provider},
};

use super::{Drained, Limits, TlsConfig, serve};

/// So long that a test which waits for it has failed.
const FOREVER: Duration = Duration::from_secs(20);
const SOON: Duration = Duration::from_millis(100);

fn patient() -> Limits {
    Limits {
        first_byte: FOREVER,
        header: FOREVER,
        body: FOREVER,
        idle: FOREVER,
        stalled: FOREVER,
        drain: FOREVER,
        ..Limits::default()
    }
}

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Drained>,
}

impl Server {
    async fn start(app: Router, limits: Limits) -> Self {
        Self::start_with(app, limits, None).await
    }

    async fn start_with(app: Router, limits: Limits, tls: Option<TlsConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { drop(stopped.await) };
        Self { address, stop, ended: tokio::spawn(serve(listener, tls, app, limits, shutdown)) }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn send(&self, bytes: impl AsRef<[u8]>) -> TcpStream {
        let mut client = self.connect().await;
        client.write_all(bytes.as_ref()).await.unwrap();
        client
    }

    async fn stop(self) -> Drained {
        self.stop.send(()).unwrap();
        timeout(FOREVER, self.ended).await.unwrap().unwrap()
    }
}

fn app() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/peer", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()))
        .route("/length", post(async |body: Bytes| body.len().to_string()))
        .route("/unread", post(async || StatusCode::UNAUTHORIZED))
        .route("/large", get(async || vec![0u8; 64 << 20]))
        .route(
            "/panic",
            get(async || {
                if true {
                    panic!("on purpose")
                }
            }),
        )
}

/// All that the server says until it closes the connection.
async fn rest(client: &mut (impl AsyncRead + Unpin)) -> String {
    let mut said = Vec::new();
    let read = timeout(FOREVER, client.read_to_end(&mut said)).await;
    read.unwrap_or_else(|_| panic!("still open: {}", String::from_utf8_lossy(&said))).unwrap();
    String::from_utf8(said).unwrap()
}

/// What the server says until it has said `end`.
async fn until(client: &mut (impl AsyncRead + Unpin), end: &str) -> String {
    let mut said = String::new();
    while !said.ends_with(end) {
        let byte = timeout(FOREVER, client.read_u8()).await;
        said.push(byte.unwrap_or_else(|_| panic!("waited after {said}")).unwrap().into());
    }
    said
}

/// A refusal that a phone does not take for a sign-in page.
fn assert_problem(answer: &str, status: u16, code: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    assert!(answer.contains("content-type: application/problem+json\r\n"), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let problem: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!((&problem["code"], &problem["status"]), (&code.into(), &status.into()));
    assert!(problem["time"].as_i64().unwrap() > 0, "{answer}");
}

const GET: &str = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

#[tokio::test]
async fn answers_many_requests_on_one_connection() {
    let server = Server::start(app(), patient()).await;
    let mut client = server.send(GET).await;
    assert!(until(&mut client, "hello").await.starts_with("HTTP/1.1 200 OK\r\n"));
    client.write_all(b"GET /peer HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let me = client.local_addr().unwrap().to_string();
    assert!(rest(&mut client).await.ends_with(&me));
    assert_eq!(server.stop().await, Drained { cut: 0 });
}

#[tokio::test]
async fn nonsense_is_answered_and_cut() {
    let server = Server::start(app(), patient()).await;
    let mut client = server.send("what?\r\n\r\n").await;
    assert!(rest(&mut client).await.starts_with("HTTP/1.1 400 "));
}

#[tokio::test]
async fn a_panic_ends_one_connection_only() {
    let server = Server::start(app(), patient()).await;
    let mut client = server.send("GET /panic HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert_eq!(rest(&mut client).await, "");
    until(&mut server.send(GET).await, "hello").await;
}

#[tokio::test]
async fn a_silent_client_is_cut() {
    let server = Server::start(app(), Limits { first_byte: SOON, ..patient() }).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn a_header_that_trickles_in_is_cut() {
    let server = Server::start(app(), Limits { header: SOON, ..patient() }).await;
    let (mut reader, mut writer) = server.send("GET / HTTP/1.1\r\nx: ").await.into_split();
    let trickle = async {
        while writer.write_all(b"a").await.is_ok() {
            sleep(SOON / 10).await
        }
    };
    tokio::select! {
        () = trickle => (),
        // The byte that was under way when the server closed may turn the end into a reset.
        _ = reader.read_u8() => (),
        () = sleep(FOREVER) => panic!("still open"),
    }
}

#[tokio::test]
async fn an_idle_connection_may_wait_longer_than_a_header() {
    let limits = Limits { header: SOON, idle: 10 * SOON, ..patient() };
    let server = Server::start(app(), limits).await;
    let mut client = server.send(GET).await;
    until(&mut client, "hello").await;
    sleep(2 * SOON).await;
    client.write_all(GET.as_bytes()).await.unwrap();
    until(&mut client, "hello").await;
    assert_eq!(rest(&mut client).await, "");
}

#[tokio::test]
async fn a_slow_handler_is_not_the_clients_fault() {
    let limits = Limits {
        first_byte: SOON,
        header: SOON,
        idle: SOON,
        body: SOON,
        stalled: SOON,
        ..patient()
    };
    let slow = async |body: Bytes| {
        sleep(4 * SOON).await;
        body
    };
    let server = Server::start(Router::new().route("/", post(slow)), limits).await;
    let mut client =
        server.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nbody").await;
    assert!(rest(&mut client).await.ends_with("\r\n\r\nbody"));
}

#[tokio::test]
async fn a_slow_body_is_cut_with_408() {
    let server = Server::start(app(), Limits { body: SOON, ..patient() }).await;
    let mut client =
        server.send("POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nbo").await;
    let answer = until(&mut client, "}").await;
    assert!(answer.contains("connection: close"), "{answer}");
    assert_problem(&answer, 408, "unavailable");
    assert_eq!(rest(&mut client).await, "");
}

#[tokio::test]
async fn a_body_that_keeps_the_pace_earns_more_time() {
    let limits = Limits { body: SOON, body_rate: 1, ..patient() };
    let server = Server::start(app(), limits).await;
    let begins =
        "POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 22\r\n\r\ntwenty bytes at once";
    let mut client = server.send(begins).await;
    sleep(3 * SOON).await;
    client.write_all(b"..").await.unwrap();
    until(&mut client, "\r\n\r\n22").await;
}

#[tokio::test]
async fn an_announced_oversize_is_refused_before_the_body() {
    let server = Server::start(app(), Limits { body_bytes: 100, ..patient() }).await;
    let ask =
        "POST /length HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 101\r\n\r\n";
    let answer = until(&mut server.send(ask).await, "}").await;
    assert!(answer.contains("connection: close"), "{answer}");
    assert_problem(&answer, 413, "too_large");

    let mut client =
        server.send("POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n").await;
    client.write_all(&[b'a'; 100]).await.unwrap();
    until(&mut client, "\r\n\r\n100").await;
}

#[tokio::test]
async fn a_client_that_goes_on_sending_still_reads_the_refusal() {
    let server = Server::start(app(), Limits { body_bytes: 100, ..patient() }).await;
    let mut client =
        server.send("POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 200000\r\n\r\n").await;
    client.write_all(&[b'a'; 100_000]).await.unwrap();
    sleep(SOON).await;
    client.write_all(&[b'a'; 100_000]).await.unwrap();
    client.shutdown().await.unwrap();
    assert!(rest(&mut client).await.starts_with("HTTP/1.1 413 "));
}

#[tokio::test]
async fn who_is_answered_before_the_body_is_read_still_reads_the_answer() {
    let server = Server::start(app(), patient()).await;
    let mut client =
        server.send("POST /unread HTTP/1.1\r\nhost: a\r\ncontent-length: 3000000\r\n\r\n").await;
    sleep(SOON).await;
    client.write_all(&vec![0; 3_000_000]).await.unwrap();
    client.shutdown().await.unwrap();
    let answer = rest(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn who_sends_what_nobody_reads_does_not_hold_up_a_shutdown() {
    let server = Server::start(app(), patient()).await;
    let mut client =
        server.send("POST /unread HTTP/1.1\r\nhost: a\r\ncontent-length: 3000000\r\n\r\n").await;
    until(&mut client, "\r\n\r\n").await;
    let began = std::time::Instant::now();
    assert_eq!(server.stop().await, Drained { cut: 0 });
    assert!(began.elapsed() < FOREVER / 2);
}

#[tokio::test]
async fn an_oversize_in_chunks_is_refused_on_its_way() {
    let server = Server::start(app(), Limits { body_bytes: 100, ..patient() }).await;
    let ask = format!(
        "POST /length HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n65\r\n{}\r\n",
        "a".repeat(101)
    );
    let answer = until(&mut server.send(ask).await, "}").await;
    assert_problem(&answer, 413, "too_large");
}

#[tokio::test]
async fn the_body_limit_is_ours_and_not_the_frameworks() {
    let server = Server::start(app(), Limits { body_bytes: 4 << 20, ..patient() }).await;
    let mut client =
        server.send("POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 3000000\r\n\r\n").await;
    client.write_all(&vec![0; 3_000_000]).await.unwrap();
    until(&mut client, "\r\n\r\n3000000").await;
}

#[tokio::test]
async fn a_large_header_is_refused() {
    let server = Server::start(app(), Limits { header_bytes: 1000, ..patient() }).await;
    for (length, end) in [(1000, "\r\n\r\n"), (8192, "")] {
        let ask = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}{end}", "a".repeat(length));
        let answer = rest(&mut server.send(ask).await).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
}

#[tokio::test]
async fn who_does_not_fit_in_is_told_to_come_back() {
    let server = Server::start(app(), Limits { connections: 1, ..patient() }).await;
    let mut first = server.send(GET).await;
    until(&mut first, "hello").await;
    let refusal = rest(&mut server.send(GET).await).await;
    assert!(refusal.contains("retry-after: 5"), "{refusal}");
    assert_problem(&refusal, 503, "unavailable");

    first.shutdown().await.unwrap();
    assert_eq!(rest(&mut first).await, "");
    let retry = async { while !rest(&mut server.send(ONCE).await).await.ends_with("hello") {} };
    timeout(FOREVER, retry).await.unwrap();
}

const ONCE: &str = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_client_that_does_not_read_is_cut() {
    let server = Server::start(app(), Limits { stalled: SOON, ..patient() }).await;
    let _client = server.send("GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await;
    sleep(SOON).await;
    assert_eq!(server.stop().await, Drained { cut: 0 });
}

/// A server with a request under way that ends when it is told to.
async fn busy(limits: Limits) -> (Server, Arc<Notify>, TcpStream) {
    let (began, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (began, finish) = (began.clone(), finish.clone());
        async move || {
            began.notify_one();
            finish.notified().await;
            "done"
        }
    };
    let server = Server::start(Router::new().route("/", get(handler)), limits).await;
    let client = server.send(GET).await;
    timeout(FOREVER, began.notified()).await.unwrap();
    (server, finish, client)
}

#[tokio::test]
async fn a_request_under_way_is_answered_at_shutdown() {
    let (server, finish, mut client) = busy(patient()).await;
    let mut silent = server.connect().await;
    let address = server.address;
    let stopped = tokio::spawn(server.stop());
    // Silent connections go first, which tells that the shutdown has begun.
    assert_eq!(rest(&mut silent).await, "");
    assert!(TcpStream::connect(address).await.is_err());
    finish.notify_one();
    let answer = rest(&mut client).await;
    assert!(answer.ends_with("done"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(stopped.await.unwrap(), Drained { cut: 0 });
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_a_shutdown() {
    let server = Server::start(app(), patient()).await;
    let mut client = server.send(GET).await;
    until(&mut client, "hello").await;
    assert_eq!(server.stop().await, Drained { cut: 0 });
    assert_eq!(rest(&mut client).await, "");
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_at_shutdown() {
    let (server, _finish, mut client) = busy(Limits { drain: SOON, ..patient() }).await;
    assert_eq!(server.stop().await, Drained { cut: 1 });
    assert_eq!(rest(&mut client).await, "");
}

/// A server's TLS, and a client that trusts it.
fn tls() -> (TlsConfig, TlsConnector) {
    let dir = tempfile::tempdir().unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&certificate, certified.cert.pem()).unwrap();
    std::fs::write(&key, certified.signing_key.serialize_pem()).unwrap();

    let mut roots = RootCertStore::empty();
    roots.add(certified.cert.der().clone()).unwrap();
    let mut client = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (TlsConfig::from_pem_files(&certificate, &key).unwrap(), TlsConnector::from(Arc::new(client)))
}

#[tokio::test]
async fn answers_over_tls() {
    let (config, connector) = tls();
    let server = Server::start_with(app(), patient(), Some(config)).await;
    let name = "localhost".try_into().unwrap();
    let mut client = connector.connect(name, server.connect().await).await.unwrap();
    client.write_all(ONCE.as_bytes()).await.unwrap();
    // To the clean end of the TLS session: a cut would be an error here.
    assert!(rest(&mut client).await.ends_with("hello"));
    let (_, session) = client.get_ref();
    assert_eq!(session.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    assert_eq!(session.alpn_protocol(), Some(b"http/1.1".as_slice()));
}

#[tokio::test]
async fn a_silent_handshake_is_cut() {
    let (config, _) = tls();
    let limits = Limits { first_byte: SOON, ..patient() };
    let server = Server::start_with(app(), limits, Some(config)).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn shutdown_does_not_wait_for_a_handshake() {
    let (config, _) = tls();
    let server = Server::start_with(app(), patient(), Some(config)).await;
    let _silent = server.connect().await;
    assert_eq!(server.stop().await, Drained { cut: 0 });
}
