//! The language in which edits are said: a path, and the value it takes.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A single value of one field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// Yes or no; also the membership of a code in a set.
    Flag(bool),
    /// A whole number, in the unit its field names.
    Whole(i64),
    /// Free text, a code, or an RFC 3339 time.
    Text(String),
}

impl From<bool> for Scalar {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Where a value stands in a record: one to three segments of `[a-z0-9_]`, such as `callsign`,
/// `types/verbal_abuse` (a member of a set) or `acts/k3f9a2/act` (a field of an item).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(String);

/// A path with no segment, too many, one that is empty, too long or holds other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a path has one to three parts of a-z, 0-9 and _, at most 48 characters each")]
pub struct PathError;

impl Path {
    /// The deepest a record goes: list, item, field.
    pub const MAX_DEPTH: usize = 3;
    const MAX_SEGMENT: usize = 48;

    /// Parses `a/b/c`.
    ///
    /// # Errors
    /// [`PathError`] when a segment is empty, too long or of other characters, or there are more
    /// than [`Path::MAX_DEPTH`].
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let mut depth = 0;
        for segment in text.split('/') {
            depth += 1;
            let fits = (1..=Self::MAX_SEGMENT).contains(&segment.len());
            let plain =
                segment.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !fits || !plain || depth > Self::MAX_DEPTH {
                return Err(PathError);
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The segments, outermost first.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Path {
    type Error = PathError;

    fn try_from(text: String) -> Result<Self, PathError> {
        Self::parse(&text)
    }
}

/// Edits that belong together. A later edit of a path replaces an earlier one, so a patch never
/// grows past what it changes. `None` clears the path and all below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch(BTreeMap<Path, Option<Scalar>>);

impl Patch {
    /// Sets a path to a value.
    pub fn set(&mut self, path: Path, value: Scalar) {
        self.0.insert(path, Some(value));
    }

    /// Sets a path that the code names. A text that is none sets nothing.
    pub fn state(&mut self, path: &str, value: impl Into<Scalar>) {
        if let Ok(path) = Path::parse(path) {
            self.set(path, value.into());
        }
    }

    /// Clears a path and all below it.
    pub fn clear(&mut self, path: Path) {
        self.0.insert(path, None);
    }

    /// A patch of one edit.
    #[must_use]
    pub fn one(path: &Path, value: Option<&Scalar>) -> Self {
        Self(BTreeMap::from([(path.clone(), value.cloned())]))
    }

    /// Keeps the edits that a test holds for.
    pub fn retain(&mut self, mut keep: impl FnMut(&Path, Option<&Scalar>) -> bool) {
        self.0.retain(|path, value| keep(path, value.as_ref()));
    }

    /// Adds the edits of `later`, which win where both touch a path.
    pub fn extend(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    /// The edits, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, Option<&Scalar>)> {
        self.0.iter().map(|(path, value)| (path, value.as_ref()))
    }

    /// Whether nothing is edited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A value with the device that stated it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// What was stated.
    pub value: Scalar,
    /// The stating device's id as text.
    pub by: String,
}

/// A record as it reads at present.
pub type Tree = BTreeMap<String, Node>;

/// One place of a [`Tree`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A field: the value that shows first, then those stated at the same time elsewhere.
    Leaf(Stated, Vec<Stated>),
    /// A set, a list or an item of one.
    Branch(Tree),
}
