//! TLS in this process: a box in front that ends it would be one more party to trust.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring::{Ticketer, default_provider},
    },
    server::TlsStream,
};

/// A certificate and its key, ready to be served over TLS 1.3 or 1.2.
#[derive(Clone)]
pub struct TlsConfig {
    acceptor: TlsAcceptor,
}

/// Why a certificate and its key cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not PEM, or has nothing of the kind in it.
    #[error("no {what} in PEM form in {}", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// What is wrong with it.
        source: rustls_pki_types::pem::Error,
    },
    /// They are not usable, or do not belong together.
    #[error("the certificate and its key cannot be used")]
    Unusable(#[from] rustls::Error),
}

impl TlsConfig {
    /// Reads a certificate, with those that it hangs on, and its private key.
    pub fn from_pem_files(certificates: &Path, key: &Path) -> Result<Self, TlsError> {
        let chain = read_pem(certificates, "certificate", read_chain)?;
        let key = read_pem(key, "private key", PrivateKeyDer::from_pem_slice)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A phone takes up its session again in one round trip, and the server remembers nothing of it.
        config.ticketer = Ticketer::new()?;
        config.send_tls13_tickets = 1;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    pub(super) async fn accept(self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }
}

fn read_pem<T>(
    path: &Path,
    what: &'static str,
    parse: impl FnOnce(&[u8]) -> Result<T, rustls_pki_types::pem::Error>,
) -> Result<T, TlsError> {
    let path = path.to_owned();
    match fs::read(&path) {
        Ok(pem) => parse(&pem).map_err(|source| TlsError::NotPem { path, what, source }),
        Err(source) => Err(TlsError::Unreadable { path, source }),
    }
}

fn read_chain(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, rustls_pki_types::pem::Error> {
    let chain = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>()?;
    match chain.is_empty() {
        true => Err(rustls_pki_types::pem::Error::NoItemsFound),
        false => Ok(chain),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn says_what_is_wrong_with_the_files() {
        let dir = tempfile::tempdir().unwrap();
        let [good, key, other_key, empty, absent] =
            ["good.pem", "key.pem", "other.pem", "empty.pem", "absent.pem"]
                .map(|name| dir.path().join(name));
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(&good, certified.cert.pem()).unwrap();
        fs::write(&key, certified.signing_key.serialize_pem()).unwrap();
        fs::write(&other_key, rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
        fs::write(&empty, "").unwrap();

        let refused =
            |certificates: &Path, key: &Path| TlsConfig::from_pem_files(certificates, key).err();
        assert!(refused(&good, &key).is_none());
        assert!(
            matches!(refused(&absent, &key), Some(TlsError::Unreadable { path, .. }) if path == absent)
        );
        assert!(matches!(
            refused(&empty, &key),
            Some(TlsError::NotPem { what: "certificate", .. })
        ));
        assert!(matches!(
            refused(&good, &good),
            Some(TlsError::NotPem { what: "private key", .. })
        ));
        assert!(matches!(refused(&good, &other_key), Some(TlsError::Unusable(_))));
    }
}
