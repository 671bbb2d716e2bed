//! Frames, and the handshake that makes them private: Noise XX (revision 34) between the receiving
//! keys of two devices, bound to the region.
//!
//! The side that connects learns who listens before it says who it is. The host moves bytes and
//! nothing else.

use rand_core::CryptoRng;
use snow::{Builder, HandshakeState, TransportState};
use zeroize::Zeroizing;

use super::LinkFault;
use super::noise::Primitives;
use super::ranges::Salt;
use crate::ids::RegionId;
use crate::keys::{ReceivingKey, ReceivingPublic};

/// The largest message of a link in bytes, whatever the frames it comes in.
pub const MAX_MESSAGE: usize = 1024 * 1024;
/// The largest frame of the handshake in bytes.
pub const MAX_HELLO: usize = 8 * 1024;

const PATTERN: &str = "Noise_XX_25519_ChaChaPoly_SHA256";
/// The largest message of Noise.
const MAX_FRAME: usize = 65_535;
const TAG: usize = 16;
/// What one frame carries beside its tag and the mark that says whether more follows.
const CHUNK: usize = MAX_FRAME - TAG - 1;
const LAST: u8 = 0;
const MORE: u8 = 1;

/// Which end of the pipe this device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It opened the pipe, and speaks first.
    Connects,
    /// It was found.
    Listens,
}

/// What came whole.
pub enum Received {
    /// The other side's proof of itself, and the receiving key that it proved to hold.
    Hello {
        /// What it says of itself.
        hello: Vec<u8>,
        /// The key that the handshake proved.
        key: ReceivingPublic,
    },
    /// A message.
    Message(Vec<u8>),
}

enum State {
    Shaking(Box<HandshakeState>),
    Open(Box<TransportState>),
    Closed,
}

/// A private pipe over one that is not.
pub struct Channel {
    state: State,
    side: Side,
    hello: Vec<u8>,
    salt: Option<Salt>,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    message: Vec<u8>,
    said_hello: bool,
}

impl Channel {
    /// Begins. `hello` is what the other side gets once nobody else can read it.
    ///
    /// # Errors
    /// [`LinkFault::Unreadable`] when the keys cannot be used.
    pub fn new(
        side: Side,
        region: RegionId,
        own: &ReceivingKey,
        hello: Vec<u8>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, LinkFault> {
        let mut drawn = Zeroizing::new([0; 32]);
        rng.fill_bytes(drawn.as_mut());
        let unusable = |_| LinkFault::Unreadable;
        let params = PATTERN.parse().map_err(unusable)?;
        let secret = own.to_bytes();
        let prologue = [b"tabard/link/v1".as_slice(), region.as_bytes()].concat();
        let builder = Builder::with_resolver(params, Box::new(Primitives { drawn }))
            .local_private_key(secret.as_slice())
            .and_then(|builder| builder.prologue(&prologue))
            .map_err(unusable)?;
        let handshake = match side {
            Side::Connects => builder.build_initiator(),
            Side::Listens => builder.build_responder(),
        };
        let mut channel = Self {
            state: State::Shaking(Box::new(handshake.map_err(unusable)?)),
            side,
            hello,
            salt: None,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            message: Vec::new(),
            said_hello: false,
        };
        if side == Side::Connects {
            channel.shake(&[])?;
        }
        Ok(channel)
    }

    /// Which end this is.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// Takes bytes as they come, in pieces of any size. [`Channel::receive`] gives what is whole.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !matches!(self.state, State::Closed) {
            self.incoming.extend_from_slice(bytes);
        }
    }

    /// What came whole and was not given yet.
    ///
    /// # Errors
    /// [`LinkFault`]; the channel is closed then.
    pub fn receive(&mut self) -> Result<Option<Received>, LinkFault> {
        let received = self.read();
        if received.is_err() {
            self.close();
        }
        received
    }

    /// The side that connects says who it is, once it knows who listens. For the other side, which
    /// has said so, this does nothing.
    ///
    /// # Errors
    /// [`LinkFault::Unreadable`] when it is not the time for it.
    pub fn prove(&mut self) -> Result<(), LinkFault> {
        if self.side == Side::Connects && !self.said_hello {
            self.said_hello = true;
            let hello = std::mem::take(&mut self.hello);
            self.shake(&hello)?;
            self.open()?;
        }
        Ok(())
    }

    /// Sends a message.
    ///
    /// # Errors
    /// [`LinkFault::Unreadable`] before the handshake is over.
    pub fn send(&mut self, message: &[u8]) -> Result<(), LinkFault> {
        let State::Open(transport) = &mut self.state else { return Err(LinkFault::Unreadable) };
        let mut chunks = message.chunks(CHUNK).peekable();
        while let Some(chunk) = chunks.next() {
            let mark = if chunks.peek().is_some() { MORE } else { LAST };
            let plain = [&[mark], chunk].concat();
            let mut frame = vec![0; plain.len() + TAG];
            let written = transport.write_message(&plain, &mut frame);
            frame.truncate(written.map_err(|_| LinkFault::Unreadable)?);
            put_frame(&mut self.outgoing, &frame);
        }
        Ok(())
    }

    /// The bytes to give to the other side, in this order.
    pub fn take_outgoing(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.outgoing)
    }

    /// Hears and says nothing more. What is to be sent stays to be taken.
    pub fn close(&mut self) {
        self.state = State::Closed;
        self.incoming = Vec::new();
        self.message = Vec::new();
    }

    /// Random to all but the two ends; none before the handshake is over.
    #[must_use]
    pub const fn salt(&self) -> Option<Salt> {
        self.salt
    }

    fn read(&mut self) -> Result<Option<Received>, LinkFault> {
        loop {
            let Some(frame) = self.frame()? else { return Ok(None) };
            if let Some(received) = self.take(&frame)? {
                return Ok(Some(received));
            }
        }
    }

    /// The next whole frame.
    fn frame(&mut self) -> Result<Option<Vec<u8>>, LinkFault> {
        let Some((length, rest)) = self.incoming.split_first_chunk::<2>() else { return Ok(None) };
        let length = usize::from(u16::from_be_bytes(*length));
        if matches!(self.state, State::Shaking(_)) && length > MAX_HELLO {
            return Err(LinkFault::Unreadable);
        }
        let Some(frame) = rest.get(..length) else { return Ok(None) };
        let frame = frame.to_vec();
        self.incoming.drain(..length + 2);
        Ok(Some(frame))
    }

    fn take(&mut self, frame: &[u8]) -> Result<Option<Received>, LinkFault> {
        match &mut self.state {
            State::Shaking(handshake) => {
                let mut payload = vec![0; frame.len()];
                let read = handshake.read_message(frame, &mut payload);
                payload.truncate(read.map_err(|_| LinkFault::Unreadable)?);
                self.shaken(payload)
            }
            State::Open(transport) => {
                let mut plain = vec![0; frame.len()];
                let read = transport.read_message(frame, &mut plain);
                plain.truncate(read.map_err(|_| LinkFault::Unreadable)?);
                self.assemble(&plain)
            }
            State::Closed => Err(LinkFault::Unreadable),
        }
    }

    /// After a message of the handshake: the first brings nothing, the second and the third bring
    /// the other side's key.
    fn shaken(&mut self, hello: Vec<u8>) -> Result<Option<Received>, LinkFault> {
        let State::Shaking(handshake) = &self.state else { return Ok(None) };
        let key = handshake.get_remote_static().and_then(|key| key.first_chunk::<32>().copied());
        let Some(key) = key else {
            let own = std::mem::take(&mut self.hello);
            self.said_hello = true;
            self.shake(&own)?;
            return Ok(None);
        };
        if handshake.is_handshake_finished() {
            self.open()?;
        }
        Ok(Some(Received::Hello { hello, key: ReceivingPublic::new(key) }))
    }

    fn shake(&mut self, payload: &[u8]) -> Result<(), LinkFault> {
        let State::Shaking(handshake) = &mut self.state else { return Err(LinkFault::Unreadable) };
        let mut frame = vec![0; MAX_HELLO];
        let written = handshake.write_message(payload, &mut frame);
        frame.truncate(written.map_err(|_| LinkFault::Unreadable)?);
        put_frame(&mut self.outgoing, &frame);
        Ok(())
    }

    fn open(&mut self) -> Result<(), LinkFault> {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Shaking(handshake) => {
                let hash = handshake.get_handshake_hash().first_chunk::<32>().copied();
                self.salt = hash.map(Salt::new);
                let transport = handshake.into_transport_mode();
                let transport = transport.map_err(|_| LinkFault::Unreadable)?;
                self.state = State::Open(Box::new(transport));
                Ok(())
            }
            State::Open(_) | State::Closed => Err(LinkFault::Unreadable),
        }
    }

    fn assemble(&mut self, plain: &[u8]) -> Result<Option<Received>, LinkFault> {
        let (mark, chunk) = plain.split_first().ok_or(LinkFault::Unreadable)?;
        if self.message.len() + chunk.len() > MAX_MESSAGE {
            return Err(LinkFault::TooMuch);
        }
        self.message.extend_from_slice(chunk);
        match *mark {
            LAST => Ok(Some(Received::Message(std::mem::take(&mut self.message)))),
            MORE if !chunk.is_empty() => Ok(None),
            _ => Err(LinkFault::Unreadable),
        }
    }
}

/// A frame is its length in two bytes, then the message of Noise.
fn put_frame(outgoing: &mut Vec<u8>, frame: &[u8]) {
    let length = u16::try_from(frame.len()).unwrap_or(u16::MAX);
    outgoing.extend_from_slice(&length.to_be_bytes());
    outgoing.extend_from_slice(frame);
}
