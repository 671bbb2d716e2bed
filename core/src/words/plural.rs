//! Which form a number takes, by the categories of Unicode's CLDR.

use super::Language;

/// The form that every language has.
pub(super) const OTHER: &str = "other";

/// Every form that a language may have.
pub(super) const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", OTHER];

/// The form for `count`. A language that is not known here goes by one and other.
pub(super) fn form(language: &Language, count: u64) -> &'static str {
    match (language.as_str(), count) {
        ("cy", 0) => "zero",
        (_, 1) => "one",
        ("cy", 2) => "two",
        ("cy", 3) => "few",
        ("cy", 6) => "many",
        _ => OTHER,
    }
}

/// The key of the plural that `key` is a form of.
pub(super) fn base(key: &str) -> Option<&str> {
    let (base, form) = key.rsplit_once('.')?;
    (FORMS.contains(&form) && PLURALS.iter().any(|section| is_below(base, section))).then_some(base)
}

/// Where plurals stand. Elsewhere `other` is a code like any other.
const PLURALS: [&str; 3] = ["counts", "shown", "states"];

fn is_below(base: &str, section: &str) -> bool {
    base.strip_prefix(section).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_called_other_is_no_form() {
        assert_eq!(base("counts.change.other"), Some("counts.change"));
        assert_eq!(base("states.unsent.two"), Some("states.unsent"));
        assert_eq!(base("codes.injury_type.other"), None);
        assert_eq!(base("counts.other"), None);
        assert_eq!(base("other"), None);
    }
}
