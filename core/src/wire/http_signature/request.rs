//! The part of a request's head that is signed.

use super::UnsignableRequest;

/// A method and a target that mean the same to both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHead {
    method: String,
    target_uri: String,
}

impl RequestHead {
    /// A request for `path_and_query`, written as it is sent, at `authority`: what the `Host` header
    /// says, or the public name of a server that is reached under another one.
    pub fn new(
        method: &str,
        authority: &str,
        path_and_query: &str,
    ) -> Result<Self, UnsignableRequest> {
        if !is_method(method) {
            return Err(UnsignableRequest::Method);
        }
        if !is_authority(authority) {
            return Err(UnsignableRequest::Authority);
        }
        if !is_path_and_query(path_and_query) {
            return Err(UnsignableRequest::Target);
        }
        let authority = authority.to_ascii_lowercase();
        let host = authority.strip_suffix(":443").unwrap_or(&authority);
        Ok(Self {
            method: method.to_owned(),
            target_uri: format!("https://{host}{path_and_query}"),
        })
    }

    /// The value of `@method`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The value of `@target-uri`.
    pub fn target_uri(&self) -> &str {
        &self.target_uri
    }
}

fn is_method(method: &str) -> bool {
    !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_authority(authority: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    !authority.is_empty() && authority.bytes().all(allowed)
}

/// A line break here would let a client write lines of the signature base.
fn is_path_and_query(target: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    target.starts_with('/') && target.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn spellings_of_one_authority_are_one() {
        let plain = RequestHead::new("GET", "tabard.example", "/a?b").unwrap();
        assert_eq!(plain.target_uri(), "https://tabard.example/a?b");
        assert_eq!(RequestHead::new("GET", "Tabard.Example:443", "/a?b").unwrap(), plain);
        assert_ne!(RequestHead::new("GET", "tabard.example:80", "/a?b").unwrap(), plain);
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        let refused =
            |method, authority, target| RequestHead::new(method, authority, target).unwrap_err();
        assert_eq!(refused("get", "a", "/"), UnsignableRequest::Method);
        assert_eq!(refused("", "a", "/"), UnsignableRequest::Method);
        assert_eq!(refused("GET", "", "/"), UnsignableRequest::Authority);
        assert_eq!(refused("GET", "user@a", "/"), UnsignableRequest::Authority);
        assert_eq!(refused("GET", "a/b", "/"), UnsignableRequest::Authority);
        for target in ["", "*", "a", "/a b", "/a\n\"@method\": PUT", "/a#b", "/é"] {
            assert_eq!(refused("GET", "a", target), UnsignableRequest::Target, "{target}");
        }
    }
}
