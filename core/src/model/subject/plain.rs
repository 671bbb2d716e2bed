//! Two people write a name with other accents, capitals and marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::finding::plainer;

/// Letters and digits in capitals, without accents; full-width forms as plain ones, fractions as
/// they are.
pub(super) fn plain(word: &str) -> String {
    let mut plain = String::new();
    for c in word.chars() {
        match c {
            '¼' | '½' | '¾' => plain.push(c),
            _ => std::iter::once(c).nfkd().for_each(|c| push(c, &mut plain)),
        }
    }
    plain
}

fn push(c: char, plain: &mut String) {
    let letters = plainer(c).map(|letters| letters.chars().flat_map(char::to_uppercase));
    match letters {
        Some(letters) => plain.extend(letters),
        None => plain.extend(c.to_uppercase().filter(|c| c.is_alphanumeric())),
    }
}

/// Whether a character stands within a word: letters, digits and the marks upon them.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Marks that are written or left out as one likes: O'Brien, St Mary’s.
pub(super) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '＇')
}

/// A hyphen, a dash or a minus of any width.
pub(super) const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}
