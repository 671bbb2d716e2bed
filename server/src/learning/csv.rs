//! Comma-separated values (RFC 4180) that a spreadsheet takes for text where they are text.

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The rows as text, a line each.
#[must_use]
pub(crate) fn written(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |row: Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        format!("{}\r\n", cells.join(","))
    };
    rows.into_iter().map(line).collect()
}

/// A cell in quotes where it needs them, after an apostrophe where it would be a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.trim_start_matches(' ').starts_with(FORMULA) { "'" } else { "" };
    let needs_quotes = cell.contains([',', '"', '\n', '\r']) || cell != cell.trim();
    match needs_quotes || !guard.is_empty() {
        true => format!("\"{guard}{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text() {
        for cell in ["=1+1", "+44", "-1", "@sum", "\tx", "\rx", "=\"a\""] {
            let written = quoted(cell);
            assert!(written.starts_with("\"'"), "{written}");
        }
        assert_eq!(quoted("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
    }

    #[test]
    fn plain_cells_stay_plain() {
        let rows = [vec!["a".to_owned(), "*".to_owned()], vec!["b, c".to_owned(), "12".to_owned()]];
        assert_eq!(written(rows), "a,*\r\n\"b, c\",12\r\n");
    }
}
