//! What may stand between a device and its server: a listener, or something that only pretends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What the proxy does with a connection.
#[derive(Clone)]
pub enum Answer {
    /// Passes everything on, both ways, to a server.
    OfServer(SocketAddr),
    /// Reads a request and answers it with these bytes, whatever it says.
    Always(Vec<u8>),
}

/// A proxy in plain HTTP that remembers every byte.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    answer: Answer,
    /// One for each direction of each connection.
    streams: Vec<Recording>,
    connections: usize,
}

type Recording = Arc<Mutex<Vec<u8>>>;

impl Proxy {
    /// Listens at a port that the system chooses.
    pub fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Shared { answer, streams: Vec::new(), connections: 0 };
        let shared = Arc::new(Mutex::new(shared));
        let weak = Arc::downgrade(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // Gone with the proxy: the last connection is its own, to be told so.
                let Some(shared) = weak.upgrade() else { return };
                if let Ok(stream) = stream {
                    thread::spawn(move || serve(&shared, stream));
                }
            }
        });
        Self { address, shared }
    }

    /// Its address for devices.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Does something else with the connections that come from now on.
    pub fn answer(&self, answer: Answer) {
        lock(&self.shared).answer = answer;
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        lock(&self.shared).connections
    }

    /// What was carried, in each direction of each connection.
    pub fn carried(&self) -> Vec<Vec<u8>> {
        let streams = lock(&self.shared).streams.clone();
        streams.iter().map(|one| lock(one).clone()).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let address = self.address;
        let nothing =
            Shared { answer: Answer::Always(Vec::new()), streams: Vec::new(), connections: 0 };
        self.shared = Arc::new(Mutex::new(nothing));
        let _ = TcpStream::connect(address);
    }
}

fn serve(shared: &Mutex<Shared>, device: TcpStream) {
    let (answer, up, down) = {
        let mut shared = lock(shared);
        shared.connections += 1;
        let (up, down) = (Recording::default(), Recording::default());
        shared.streams.extend([up.clone(), down.clone()]);
        (shared.answer.clone(), up, down)
    };
    match answer {
        Answer::OfServer(server) => {
            let Ok(server) = TcpStream::connect(server) else { return };
            let (from, to) = (twin(&device), twin(&server));
            let upwards = thread::spawn(move || pass_on(from, to, &up));
            pass_on(server, device, &down);
            let _ = upwards.join();
        }
        Answer::Always(bytes) => {
            let mut device = BufReader::new(device);
            read_request(&mut device, &up);
            let _ = device.get_mut().write_all(&bytes);
            lock(&down).extend_from_slice(&bytes);
        }
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, recording: &Mutex<Vec<u8>>) {
    let mut part = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut part) {
        lock(recording).extend_from_slice(&part[..read]);
        if to.write_all(&part[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

/// A request by its content length: what comes after it is the next one.
fn read_request(device: &mut impl BufRead, recording: &Mutex<Vec<u8>>) {
    let mut length = 0;
    let mut line = String::new();
    while matches!(device.read_line(&mut line), Ok(3..)) {
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        lock(recording).extend_from_slice(line.as_bytes());
        line.clear();
    }
    let mut body = vec![0; length];
    let _ = device.read_exact(&mut body);
    lock(recording).extend_from_slice(&body);
}

fn twin(stream: &TcpStream) -> TcpStream {
    stream.try_clone().expect("a second handle")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The answer to a plain GET: header and body.
pub fn http_get(server: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(server).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}
