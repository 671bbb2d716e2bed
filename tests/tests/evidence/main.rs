//! Evidence packs of a real region: two crew phones, edits, accounts, a photo. Both verifiers, the
//! product's own and `tests/evidence/verify.py`, have to say the same of everything here. The second
//! takes Python with the libraries that it names: `TABARD_PYTHON=… cargo test -p tabard-tests --test
//! evidence -- --include-ignored`.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

mod flipped;
mod forged;
mod made;
mod opens;
mod pack;
mod python;
mod read;
mod region;
