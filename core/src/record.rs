//! One Automerge document.
