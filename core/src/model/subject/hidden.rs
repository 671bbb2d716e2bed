//! Whom a subject names is not told by a log or a failed test.

/// A `Debug` that says the type and nothing of the content.
macro_rules! hidden {
    ($($name:ident),+) => {
        $(
            impl std::fmt::Debug for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(concat!(stringify!($name), "(..)"))
                }
            }
        )+
    };
}

pub(super) use hidden;
