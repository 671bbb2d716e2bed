//! Packs in memory, made by a hub in a folder.
