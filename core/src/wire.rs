//! What core and server both speak.

pub mod http_signature;
