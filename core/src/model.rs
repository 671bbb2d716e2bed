//! What is written down: fields, code lists and the changes made to them. It knows nothing of
//! storage, keys or networks.

mod patch;

pub use patch::{Node, Patch, Path, PathError, Scalar, Stated, Tree};
