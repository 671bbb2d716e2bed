//! The client against sockets that count.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use super::*;

fn request(url: &str) -> HttpRequest {
    let headers = vec![("content-type", "application/cbor".to_owned())];
    HttpRequest { method: "POST", url: url.to_owned(), headers, body: vec![7; 300] }
}

fn local(url: &str) -> bool {
    is_local(&url.parse().unwrap())
}

#[test]
fn what_is_counted_is_what_was_sent() {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 3\r\n\r\nyes";
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/sync", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        let mut part = [0; 1024];
        while !received.ends_with(&[7; 300]) {
            let read = stream.read(&mut part).unwrap();
            received.extend_from_slice(&part[..read]);
        }
        stream.write_all(ANSWER).unwrap();
        received
    });
    let mut http = Http::new(None).unwrap();
    let reply = http.send(&request(&url)).ok().unwrap();
    let received = server.join().unwrap();
    assert_eq!((reply.status, reply.body), (200, b"yes".to_vec()));
    let expected =
        Traffic { requests: 1, bytes_up: received.len() as u64, bytes_down: ANSWER.len() as u64 };
    assert_eq!(http.traffic(), expected, "{}", String::from_utf8_lossy(&received));
}

#[test]
fn a_redirect_is_not_followed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/sync", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let answer = b"HTTP/1.1 302 Found\r\nlocation: /in\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let mut http = Http::new(None).unwrap();
    assert_eq!(http.send(&request(&url)).ok().unwrap().status, 302);
    drop(http);
    server.join().unwrap();
}

#[test]
fn nothing_leaves_the_machine_in_clear() {
    let mut http = Http::new(None).unwrap();
    for url in ["http://192.0.2.1/v1/sync", "http://localhost.example/v1/sync"] {
        assert_eq!(http.send(&request(url)).err(), Some(Unsent::InClear));
    }
    assert_eq!(http.send(&request("ftp://127.0.0.1/")).err(), Some(Unsent::NoAddress));
    assert_eq!(http.send(&request("nowhere")).err(), Some(Unsent::NoAddress));
    assert_eq!(http.traffic(), Traffic::default());
}

#[test]
fn this_machine_has_several_names() {
    for url in
        ["http://127.0.0.1:1/", "http://127.9.9.9/", "http://[::1]:8470/", "http://localhost/"]
    {
        assert!(local(url), "{url}");
    }
    assert!(!local("http://10.0.0.1/"));
}

#[test]
fn a_file_without_certificates_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(Http::new(Some(file.path())).err().unwrap().code(), "bad_ca");
}

/// A server with a certificate of its own making, and the certificate in a file.
fn over_tls() -> (String, tempfile::NamedTempFile) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(made.cert.pem().as_bytes()).unwrap();
    let key = rustls_pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let config = std::sync::Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/v1/sync", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            let mut part = [0; 4096];
            if stream.read(&mut part).is_ok() {
                stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
            }
        }
    });
    (url, file)
}

#[test]
fn a_server_is_trusted_by_its_certificate_alone() {
    let (url, file) = over_tls();
    let mut stranger = Http::new(None).unwrap();
    assert_eq!(stranger.send(&request(&url)).err(), Some(Unsent::Untrusted));
    let mut friend = Http::new(Some(file.path())).unwrap();
    assert_eq!(friend.send(&request(&url)).ok().unwrap().status, 204);
}
