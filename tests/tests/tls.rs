//! On its way to another machine nothing goes in clear, and nothing goes to a server that cannot
//! prove who it is.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::json;
use tabard_core::vault::{Vault, VaultKey};
use tabard_tests::process::{Device, Server, World};
use zeroize::Zeroizing;

#[test]
fn a_phone_that_trusts_the_regions_own_certificate_syncs() {
    let world = World::new();
    let certificate = self_signed(&world, "own", "127.0.0.1");
    let server = serve(&world, &certificate);
    let phone = enrolled(&world, &certificate.file);
    let _ = phone.report(&[json!({ "callsign": "A" })]).exits(0);
    let _ = phone.run("sync", &["--ca", plain(&certificate.file)]).exits(0);
    assert_eq!(phone.held(), phone.ids());
    assert_eq!(phone.held().len(), 1);
    drop(server);
}

#[test]
fn a_phone_that_trusts_the_regions_authority_syncs() {
    let world = World::new();
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(Vec::new()).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&key).expect("an authority");
    let ca = world.path("ca.pem");
    fs::write(&ca, authority.pem()).expect("a file");
    let leaf_key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("parameters");
    let leaf = leaf.signed_by(&leaf_key, &Issuer::new(params, key)).expect("a certificate");
    let certificate = Certificate::write(&world, "leaf", &leaf.pem(), &leaf_key);
    let server = serve(&world, &certificate);
    let phone = enrolled(&world, &ca);
    let _ = phone.report(&[json!({ "callsign": "A" })]).exits(0);
    let _ = phone.run("sync", &["--ca", plain(&ca)]).exits(0);
    assert_eq!(phone.held().len(), 1);
    drop(server);
}

#[test]
fn a_certificate_that_is_not_trusted_gets_nothing_and_the_phone_says_what_to_do() {
    let world = World::new();
    let certificate = self_signed(&world, "own", "127.0.0.1");
    let other = self_signed(&world, "other", "127.0.0.1");
    let server = serve(&world, &certificate);
    let phone = enrolled(&world, &certificate.file);
    let _ = phone.report(&[json!({ "callsign": "A" })]).exits(0);
    let code = world.code("second", &[]);
    let second = world.stranger("second");
    for trusting in [&[][..], &["--ca", plain(&other.file)]] {
        let synced = phone.run("sync", trusting).exits(3).json();
        assert_eq!(synced["problem"]["code"], "untrusted_server", "{synced}");
        let what_to_do = synced["problem"]["what_to_do"].as_str().expect("words");
        assert!(what_to_do.contains("not trusted") && what_to_do.contains("--ca"), "{what_to_do}");
        assert_eq!((&synced["waiting"], &synced["bytes_up"]), (&json!(1), &json!(0)));
        assert!(phone.held().is_empty());
        let ended = second.run("enrol", &[&["--code", code.as_str()], trusting].concat()).exits(1);
        assert_eq!(ended.failure().0, "untrusted_server");
    }
    let _ = phone.run("sync", &["--ca", plain(&certificate.file)]).exits(0);
    drop(server);
}

#[test]
fn a_certificate_for_another_name_gets_nothing() {
    let world = World::new();
    let certificate = self_signed(&world, "elsewhere", "tabard.example.org");
    let server = serve(&world, &certificate);
    let code = world.code("phone", &[]);
    let phone = world.stranger("phone");
    let ended = phone.run("enrol", &["--code", &code, "--ca", plain(&certificate.file)]).exits(1);
    assert_eq!(ended.failure().0, "untrusted_server");
    drop(server);
}

#[test]
fn a_certificate_that_has_ended_gets_nothing() {
    let world = World::new();
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("parameters");
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2025, 1, 1);
    let ended = params.self_signed(&key).expect("a certificate");
    let certificate = Certificate::write(&world, "ended", &ended.pem(), &key);
    let server = serve(&world, &certificate);
    let code = world.code("phone", &[]);
    let phone = world.stranger("phone");
    let ended = phone.run("enrol", &["--code", &code, "--ca", plain(&certificate.file)]).exits(1);
    assert_eq!(ended.failure().0, "untrusted_server");
    drop(server);
}

#[test]
fn a_file_of_certificates_that_holds_none_is_bad_input() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let empty = world.path("empty.pem");
    fs::write(&empty, "none\n").expect("a file");
    for ca in [plain(&empty), "/nowhere.pem"] {
        assert_eq!(phone.run("sync", &["--ca", ca]).exits(2).failure().0, "bad_ca");
    }
    drop(server);
}

#[test]
fn nothing_goes_in_clear_to_another_machine_not_even_a_connection() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let _ = phone.report(&[json!({ "callsign": "A" })]).exits(0);
    // Whatever would connect to another machine would come to this proxy first.
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    proxy.set_nonblocking(true).expect("it does not wait");
    let url = format!("http://{}", proxy.local_addr().expect("an address"));
    for server in [
        "http://192.0.2.1:8470",
        "http://10.0.0.1",
        "http://tabard.example.org",
        "http://127.0.0.1.example.org",
    ] {
        let code = world.code("second", &["--server", server]);
        let second = world.stranger("second");
        let (why, what_to_do) =
            second.run_with(("http_proxy", &url), "enrol", &["--code", &code]).exits(1).failure();
        assert_eq!(why, "in_clear", "{server}");
        assert!(
            what_to_do.contains("nothing was sent") && what_to_do.contains("https://"),
            "{what_to_do}"
        );

        set_server(&phone, server);
        let synced = phone.run_with(("ALL_PROXY", &url), "sync", &[]).exits(3).json();
        assert_eq!(synced["problem"]["code"], "in_clear", "{synced}");
        assert_eq!((&synced["bytes_up"], &synced["requests"]), (&json!(0), &json!(0)), "{synced}");
        assert!(phone.held().is_empty());
    }
    let nobody = proxy.accept().expect_err("nobody connected");
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
    set_server(&phone, &format!("http://{}", server.address));
    let _ = phone.sync().exits(0);
    drop(server);
}

struct Certificate {
    file: PathBuf,
    key: PathBuf,
}

impl Certificate {
    fn write(world: &World, name: &str, pem: &str, key: &KeyPair) -> Self {
        let path = |end: &str| world.path(&format!("{name}.{end}"));
        let written = Self { file: path("pem"), key: path("key") };
        fs::write(&written.file, pem).expect("a certificate");
        fs::write(&written.key, key.serialize_pem()).expect("its key");
        written
    }
}

fn self_signed(world: &World, name: &str, host: &str) -> Certificate {
    let made = rcgen::generate_simple_self_signed([host.to_owned()]).expect("a certificate");
    Certificate::write(world, name, &made.cert.pem(), &made.signing_key)
}

fn serve(world: &World, certificate: &Certificate) -> Server {
    let mut serving = world.serving("127.0.0.1:0");
    serving.args(["--tls-cert", plain(&certificate.file), "--tls-key", plain(&certificate.key)]);
    world.start(serving)
}

fn enrolled<'w>(world: &'w World, ca: &Path) -> Device<'w> {
    let phone = world.stranger("phone");
    let code = world.code("phone", &[]);
    let _ = phone.run("enrol", &["--code", &code, "--ca", plain(ca)]).exits(0);
    phone
}

/// The phone as if it had enrolled with another address.
fn set_server(phone: &Device<'_>, server: &str) {
    let key = fs::read(phone.dir.join("vault.key")).expect("a key").try_into().expect("32 bytes");
    let mut vault = Vault::open(&phone.dir, &VaultKey::new(Zeroizing::new(key))).expect("a vault");
    vault
        .write_synced(|tables| {
            let mut meta = tables.meta()?.expect("an enrolled device");
            server.clone_into(&mut meta.server);
            tables.set_meta(&meta)
        })
        .expect("another address");
}

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}
