//! An address cut into what commas and lines divide, and these into words.

use super::house::House;
use super::unit;
use crate::model::subject::plain::{is_apostrophe, is_dash, is_of_word, plain};

/// One word, as it was written and as it is compared.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) shown: String,
    pub(super) plain: String,
}

impl Token {
    pub(super) fn new(shown: &str) -> Self {
        let plain = match shown.split_once(['-', '/']) {
            Some((before, after)) => {
                let mark = if shown.contains('/') { '/' } else { '-' };
                format!("{}{mark}{}", plain(before), plain(after))
            }
            None => plain(shown),
        };
        Self { shown: shown.to_owned(), plain }
    }

    fn is_door(&self) -> bool {
        House::parse(&self.plain).is_some_and(|house| !house.is_range())
    }
}

/// As they were written, with one gap between two.
pub(super) fn shown(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.shown.as_str()).collect::<Vec<_>>().join(" ")
}

/// Each part of the text that commas, line ends or a lone dash divide; none of them is empty.
pub(super) fn segments(text: &str) -> Vec<Vec<Token>> {
    let parts = text.split([',', ';', '\n', '\r', '|', '，', '、']);
    parts.flat_map(|part| cut_at_dashes(words(part))).filter(|part| !part.is_empty()).collect()
}

/// A word, or a dash that stands at its edge.
enum Piece {
    Word(Token),
    Dash,
}

fn words(part: &str) -> Vec<Piece> {
    let ends_word = |c: char| !(is_of_word(c) || is_apostrophe(c) || is_dash(c) || c == '/');
    let mut pieces = Vec::new();
    for raw in part.split(ends_word).filter(|word| !word.is_empty()) {
        let word: String = raw.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
        let inner = word.trim_matches('-');
        let dash = |is_there: bool| is_there.then_some(Piece::Dash);
        pieces.extend(dash(word.starts_with('-')));
        pieces.extend(halves(inner).filter(|token| !token.plain.is_empty()).map(Piece::Word));
        pieces.extend(dash(word.ends_with('-') && !inner.is_empty()));
    }
    pieces
}

/// 12-14 and 2/1 stay together; other hyphens and slashes are gaps.
fn halves(word: &str) -> impl Iterator<Item = Token> {
    let whole = Token::new(word);
    let is_one = House::parse(&whole.plain).is_some() || unit::is_floor_and_flat(&whole.plain);
    let parts: Vec<Token> =
        if is_one { vec![whole] } else { word.split(['-', '/']).map(Token::new).collect() };
    parts.into_iter()
}

/// `12 - 14` is a range; any other lone dash divides, as in `Flat 2 - 12 High Street`.
fn cut_at_dashes(pieces: Vec<Piece>) -> Vec<Vec<Token>> {
    let mut parts = vec![];
    let mut part: Vec<Token> = vec![];
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Word(token) => part.push(token),
            Piece::Dash => match pieces.next_if(|next| joins(&part, next)) {
                Some(Piece::Word(last)) => {
                    let first = part.pop().map(|first| first.shown).unwrap_or_default();
                    part.push(Token::new(&format!("{first}-{}", last.shown)));
                }
                _ => parts.push(std::mem::take(&mut part)),
            },
        }
    }
    parts.push(part);
    parts
}

fn joins(before: &[Token], next: &Piece) -> bool {
    let (Some((first, earlier)), Piece::Word(last)) = (before.split_last(), next) else {
        return false;
    };
    let of_unit = earlier.last().is_some_and(|token| unit::is_noun(&token.plain));
    first.is_door() && last.is_door() && !of_unit
}
