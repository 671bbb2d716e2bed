//! What the host is asked to do, and what it answers.

use crate::ids::Millis;

/// Ties an answer to its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token(pub(super) u64);

impl Token {
    /// The token for a host that keeps numbers.
    #[must_use]
    pub const fn for_host(self) -> u64 {
        self.0
    }

    /// The token of such a host. Any other number belongs to no exchange.
    #[must_use]
    pub const fn of_host(number: u64) -> Self {
        Self(number)
    }
}

/// A request for the host's own HTTP stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Always `POST` so far.
    pub method: &'static str,
    /// The server's address with the path.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this, then call `step_done` with the token.
    Send(Token, HttpRequest),
    /// Nothing before this time.
    Wait {
        /// By the device's clock.
        until: Millis,
    },
    /// Nothing until something is written or the host asks to sync.
    Idle,
}

/// How an exchange ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body, whole.
        body: Vec<u8>,
    },
    /// No answer came: no signal, a timeout, a broken connection.
    NoAnswer,
}
