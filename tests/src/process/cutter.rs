//! A road that is cut again and again: each connection carries so many bytes, both ways together,
//! and then breaks in the middle of whatever was under way.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::thread;

/// A proxy in plain HTTP that cuts its connections. It remembers counts, and no bytes.
pub struct Cutter {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    /// Bytes that the next connections carry before they are cut.
    budget: AtomicU64,
    cuts_left: AtomicU64,
    cuts: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

impl Cutter {
    /// Listens before a server, at a port that the system chooses.
    pub fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            server,
            budget: AtomicU64::new(u64::MAX),
            cuts_left: AtomicU64::new(0),
            cuts: AtomicU64::new(0),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
        });
        let weak = Arc::downgrade(&shared);
        thread::spawn(move || accept(&listener, &weak));
        Self { address, shared }
    }

    /// Its address for devices.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts the next connections, each after so many bytes.
    pub fn cut(&self, cuts: u64, budget: u64) {
        self.shared.budget.store(budget, Ordering::SeqCst);
        self.shared.cuts_left.store(cuts, Ordering::SeqCst);
        for count in [&self.shared.cuts, &self.shared.up, &self.shared.down] {
            count.store(0, Ordering::SeqCst);
        }
    }

    /// How often it cut since it was last told to.
    pub fn cuts(&self) -> u64 {
        self.shared.cuts.load(Ordering::SeqCst)
    }

    /// Bytes that were carried up and down since it was last told to cut.
    pub fn carried(&self) -> (u64, u64) {
        (self.shared.up.load(Ordering::SeqCst), self.shared.down.load(Ordering::SeqCst))
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        let nobody = Shared {
            server: self.address,
            budget: AtomicU64::new(0),
            cuts_left: AtomicU64::new(0),
            cuts: AtomicU64::new(0),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
        };
        self.shared = Arc::new(nobody);
        // The last connection is its own, to be told that it is gone.
        let _ = TcpStream::connect(self.address);
    }
}

fn accept(listener: &TcpListener, shared: &Weak<Shared>) {
    for stream in listener.incoming() {
        let Some(shared) = shared.upgrade() else { return };
        if let Ok(device) = stream {
            thread::spawn(move || serve(&shared, device));
        }
    }
}

fn serve(shared: &Arc<Shared>, device: TcpStream) {
    let Ok(server) = TcpStream::connect(shared.server) else { return };
    let cuts = shared.cuts_left.load(Ordering::SeqCst) > 0;
    let left = if cuts { shared.budget.load(Ordering::SeqCst) } else { u64::MAX };
    let left = Arc::new(AtomicU64::new(left));
    let (from, to) = (twin(&device), twin(&server));
    let upwards = {
        let (shared, left) = (Arc::clone(shared), Arc::clone(&left));
        thread::spawn(move || pass_on(from, to, &shared, &shared.up, &left))
    };
    pass_on(server, device, shared, &shared.down, &left);
    let _ = upwards.join();
}

fn pass_on(
    mut from: TcpStream,
    mut to: TcpStream,
    shared: &Shared,
    count: &AtomicU64,
    left: &AtomicU64,
) {
    let mut part = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut part) {
        let bytes = read as u64;
        let spent =
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(bytes));
        if spent.is_err() {
            // Whoever comes first takes what is left, so that a connection is cut once.
            if left.swap(0, Ordering::SeqCst) > 0 {
                shared.cuts.fetch_add(1, Ordering::SeqCst);
                shared.cuts_left.fetch_sub(1, Ordering::SeqCst);
            }
            break;
        }
        count.fetch_add(bytes, Ordering::SeqCst);
        if to.write_all(&part[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

fn twin(stream: &TcpStream) -> TcpStream {
    stream.try_clone().expect("a second handle")
}
