//! The codes of all errors, read from the source: codes are matched on by apps, and no build would
//! tell that one was renamed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Where a `fn code` names the codes of an error that apps can meet.
const FILES: [&str; 10] = [
    "core/src/attachment/error.rs",
    "core/src/client/error.rs",
    "core/src/link.rs",
    "core/src/phone.rs",
    "core/src/region/enrolment.rs",
    "core/src/region/mate.rs",
    "core/src/unlock/fault.rs",
    "core/src/unlock/pin.rs",
    "core/src/unlock/store.rs",
    "core/src/vault.rs",
];

/// Each code once, a line each, sorted; those of the wire and of the calls themselves too.
pub(super) fn text(root: &Path) -> Result<String> {
    let mut codes = Vec::new();
    for file in FILES.into_iter().chain(["core/src/wire/problem.rs"]) {
        let source = fs::read_to_string(root.join(file)).context(file)?;
        let found = codes_in(&source, "fn code(");
        ensure!(!found.is_empty(), "{file} names no code: `fn code` is elsewhere now");
        codes.extend(found);
    }
    let calls = fs::read_to_string(root.join("bindings/ffi/src/error.rs"))?;
    codes.extend(codes_in(&calls, "fn of_own("));
    codes.sort_unstable();
    codes.dedup();
    Ok(codes.iter().map(|code| format!("{code}\n")).collect())
}

/// The words in quotes that look like a code, within the functions that begin so.
fn codes_in(source: &str, function: &str) -> Vec<String> {
    let bodies = source.split(function).skip(1);
    bodies.flat_map(|rest| quoted(rest.get(..end_of(rest)).unwrap_or(rest))).collect()
}

/// Where a function ends: its closing brace is the first one that stands as deep as it began.
fn end_of(body: &str) -> usize {
    let ends = ["\n    }\n", "\n}\n"].into_iter().filter_map(|end| body.find(end));
    ends.min().unwrap_or(body.len())
}

fn quoted(body: &str) -> Vec<String> {
    let inside = body.split('"').skip(1).step_by(2);
    let code = |text: &&str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    inside.filter(code).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::codes_in;

    #[test]
    fn codes_are_found_within_their_function_alone() {
        let source = r#"
impl E {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::A => "first_one",
            Self::B => "second",
        }
    }

    fn said(&self) -> &'static str {
        "not_a_code"
    }
}
"#;
        assert_eq!(codes_in(source, "fn code("), ["first_one", "second"]);
    }
}
