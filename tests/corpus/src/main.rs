//! Rewrites the committed reports.

fn main() -> std::io::Result<()> {
    std::fs::write(tabard_corpus::committed_path(), tabard_corpus::committed_text())
}
