//! How the story is told.

/// Prints a sentence of it.
macro_rules! tell {
    ($($sentence:tt)*) => {
        println!("   {}", format_args!($($sentence)*))
    };
}

pub(super) use tell;

/// A size as people say it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
