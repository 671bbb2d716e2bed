//! Texts with `{names}` in them, which are filled in. Other braces stand for themselves.

use std::collections::BTreeSet;

/// The template with each name filled in. What is filled in is not looked through again.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = name(after).and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match value {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The names in a template.
pub(super) fn names(template: &str) -> BTreeSet<&str> {
    template.split('{').skip(1).filter_map(|after| Some(name(after)?.0)).collect()
}

/// The name that stands before the closing brace, and what follows it.
fn name(after: &str) -> Option<(&str, &str)> {
    let (name, rest) = after.split_once('}')?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (!name.is_empty() && name.bytes().all(plain)).then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_filled_in_and_other_braces_stay() {
        let filled = fill("{a}, {b}; {\"field\": value} {c} {", &[("a", "1"), ("b", "{a}")]);
        assert_eq!(filled, "1, {a}; {\"field\": value} {c} {");
        assert_eq!(names("{b} {\"x\": y} {a}"), BTreeSet::from(["a", "b"]));
    }

    proptest! {
        #[test]
        fn any_text_survives(text in "[{}a-z_ŵ\" ]{0,40}") {
            prop_assert_eq!(fill(&text, &[]), text.clone());
            for name in names(&text) {
                prop_assert!(text.contains(name), "a name from nowhere");
            }
        }
    }
}
