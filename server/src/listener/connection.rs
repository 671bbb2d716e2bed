//! One connection, from the handshake to the last byte.

use std::{
    future::poll_fn,
    io,
    net::SocketAddr,
    pin::{self, pin},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};

use super::{
    Limits, TlsConfig,
    admission::Admission,
    pulse::{Linger, Overdue, Pulse, Watched},
    service::RequestService,
};

/// The smallest buffer that hyper accepts.
const SMALLEST_BUFFER: usize = 8 * 1024;

/// How long the door stays open for a client whose request was too much, and for how many bytes.
const MOMENT: (Duration, u64) = (Duration::from_secs(2), 256 * 1024);

pub(super) struct Connection {
    pub(super) peer: SocketAddr,
    pub(super) app: Router,
    pub(super) admission: Admission,
    pub(super) limits: Arc<Limits>,
    pub(super) closing: watch::Receiver<bool>,
}

impl Connection {
    pub(super) async fn run(mut self, stream: TcpStream, tls: Option<TlsConfig>) {
        // An answer is written at once; waiting for more would add a delay to every one.
        let _ = stream.set_nodelay(true);
        let Some(tls) = tls else {
            return self.serve(stream).await;
        };
        let handshake = tokio::select! {
            handshake = timeout(self.limits.first_byte, tls.accept(stream)) => handshake,
            _ = self.closing.wait_for(|closing| *closing) => return,
        };
        if let Ok(Ok(stream)) = handshake {
            self.serve(stream).await;
        }
    }

    /// Every ending is an ordinary one: whatever a client does, only its own connection is over.
    async fn serve(mut self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let pulse = Pulse::default();
        let limits = self.limits.clone();
        let mut overdue = pin!(Overdue::new(pulse.clone(), &limits));
        let io = TokioIo::new(Watched::new(stream, pulse.clone()));
        let mut connection = http(&limits).serve_connection(io, self.service(pulse.clone()));
        let mut open = true;
        loop {
            // In this order, so that the deadline knows what the connection has just done.
            tokio::select! {
                biased;
                _ = poll_fn(|cx| connection.poll_without_shutdown(cx)) => break,
                () = &mut overdue => return,
                _ = self.closing.wait_for(|closing| *closing), if open => {
                    if pulse.is_fresh() {
                        return;
                    }
                    open = false;
                    pin::Pin::new(&mut connection).graceful_shutdown();
                }
            }
        }
        let stream = connection.into_parts().io.into_inner().into_inner();
        let (patience, bytes) = match pulse.lingers() {
            None => (MOMENT.0, 0),
            Some(Linger::AMoment) => MOMENT,
            Some(Linger::ForTheBody) => (limits.body, limits.body_bytes),
        };
        tokio::select! {
            _ = timeout(patience, close(stream, bytes)) => (),
            () = self.a_moment_after_closing() => (),
        }
    }

    async fn a_moment_after_closing(&mut self) {
        let _ = self.closing.wait_for(|closing| *closing).await;
        sleep(MOMENT.0).await;
    }

    fn service(&self, pulse: Pulse) -> RequestService {
        let app = match self.admission {
            Admission::Served { .. } => Some(self.app.clone()),
            Admission::Refused { .. } => None,
        };
        RequestService { app, peer: self.peer, limits: self.limits.clone(), pulse }
    }
}

fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // Ours tells an idle connection from a slow header.
        .header_read_timeout(None)
        .max_header_size(limits.header_bytes)
        // What holds for a header whose end has not come.
        .max_buf_size(limits.header_bytes.max(SMALLEST_BUFFER));
    http
}

/// Ends the answer, and throws away so many bytes of what the client is still sending.
async fn close(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: u64) -> io::Result<()> {
    stream.shutdown().await?;
    tokio::io::copy(&mut stream.take(bytes), &mut tokio::io::sink()).await?;
    Ok(())
}
