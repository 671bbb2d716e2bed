//! Files of reports: one a line, one spread over lines, or a list of them.

use super::fault::{Fault, Problem};
use super::{Report, json};

/// One report of a file, or what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The report, or every fault found in it.
    pub report: Result<Report, Vec<Fault>>,
}

/// Parses the reports in a file: JSON Lines, one JSON document, or one JSON array.
#[must_use]
pub fn parse_bytes(bytes: &[u8]) -> Vec<Parsed> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse_lines(text),
        Err(error) => {
            let good = bytes.iter().take(error.valid_up_to());
            let line = 1 + good.filter(|byte| **byte == b'\n').count();
            let problem = Problem::NotUtf8(error.valid_up_to() + 1);
            vec![refused(line, Fault::of(problem))]
        }
    }
}

/// Parses the reports in a text: JSON Lines, one JSON document, or one JSON array.
///
/// A faulty line of JSON Lines does not keep the others from being read.
#[must_use]
pub fn parse_lines(text: &str) -> Vec<Parsed> {
    if text.starts_with('\u{feff}') {
        return vec![refused(1, Fault::of(Problem::ByteOrderMark))];
    }
    let Some((first_line, first)) = filled_lines(text).next() else {
        return vec![refused(1, Fault::of(Problem::EmptyReport))];
    };
    match json::parse(text) {
        Ok(value) if value.is_array() => array(text),
        Ok(_) => vec![parse_one(first_line, text)],
        Err(_) if is_json_lines(first, text) => {
            filled_lines(text).map(|(line, report)| parse_one(line, report)).collect()
        }
        Err(fault) if first.starts_with('[') && fault.problem == Problem::RepeatedField => {
            array(text)
        }
        Err(fault) => vec![refused(first_line, fault)],
    }
}

fn array(text: &str) -> Vec<Parsed> {
    let reports: Vec<_> =
        json::members(text).into_iter().map(|(line, report)| parse_one(line, report)).collect();
    if reports.is_empty() {
        return vec![refused(1, Fault::of(Problem::EmptyReport))];
    }
    reports
}

fn parse_one(line: usize, text: &str) -> Parsed {
    let report = json::parse(text)
        .map_err(|fault| vec![fault])
        .and_then(|value| Report::parse(&value))
        .map_err(|faults| faults.into_iter().map(|fault| placed(line, text, fault)).collect());
    Parsed { line, report }
}

/// The parser counts lines from where it began; people count from the top of the file.
fn placed(line: usize, text: &str, mut fault: Fault) -> Fault {
    if let Problem::Malformed { line: within, .. } = &mut fault.problem {
        let leading = text.bytes().take_while(u8::is_ascii_whitespace);
        let above = leading.filter(|byte| *byte == b'\n').count();
        *within = (line + *within).saturating_sub(1 + above);
    }
    fault.on_line(line)
}

fn refused(line: usize, fault: Fault) -> Parsed {
    Parsed { line, report: Err(vec![fault.on_line(line)]) }
}

fn filled_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(place, line)| (place + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// Whether a text that is no single document is meant as one report a line: its first line is one,
/// or fails in itself, or another line is one.
fn is_json_lines(first: &str, text: &str) -> bool {
    first.starts_with('{')
        && filled_lines(text).nth(1).is_some()
        && filled_lines(text).any(|(_, line)| line.starts_with('{') && json::parse(line).is_ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(usize, Result<(), String>)> {
        let parsed = parse_lines(text).into_iter();
        parsed
            .map(|Parsed { line, report }| {
                let faults = |faults: Vec<Fault>| {
                    let texts: Vec<_> = faults.iter().map(ToString::to_string).collect();
                    texts.join("\n")
                };
                (line, report.map(|_| ()).map_err(faults))
            })
            .collect()
    }

    #[test]
    fn reads_one_report_a_line() {
        let text = "{\"callsign\":\"A\"}\n\n{\"callsign\":\"B\"}\r\n";
        assert_eq!(lines(text), [(1, Ok(())), (3, Ok(()))]);
    }

    #[test]
    fn a_bad_line_does_not_stop_the_others() {
        let text = "{\"callsign\":\"A\"}\n{\"callsign\":\n{\"callsgin\":1}\n{\"callsign\":\"B\"}";
        let lines = lines(text);
        assert_eq!(lines[0], (1, Ok(())));
        assert_eq!(lines[3], (4, Ok(())));
        let second = lines[1].1.as_ref().unwrap_err();
        assert!(second.starts_with("line 2: not JSON at line 2, column 12: EOF"), "{second}");
        let third = lines[2].1.as_ref().unwrap_err();
        assert_eq!(third, "line 3: field 1 is not known; did you mean callsign?");
    }

    #[test]
    fn a_bad_first_line_does_not_stop_the_others() {
        let lines = lines("{\"callsign\": oops}\n{\"callsign\":\"B\"}");
        assert!(lines[0].1.is_err());
        assert_eq!(lines[1], (2, Ok(())));
    }

    #[test]
    fn reads_one_document_over_many_lines() {
        let text = "\n{\n  \"callsign\": \"A\",\n  \"acts\": [\n    {\"act\": \"kick\"}\n  ]\n}\n";
        assert_eq!(lines(text), [(2, Ok(()))]);
    }

    #[test]
    fn a_fault_in_a_document_over_many_lines_says_its_line() {
        let lines = lines("{\n  \"callsign\": \"A\"\n  \"dwelling\": true\n}");
        let text = lines[0].1.as_ref().unwrap_err();
        assert!(text.contains("at line 3, column 3"), "{text}");
    }

    #[test]
    fn reads_a_list_and_knows_where_each_begins() {
        let text = "[\n {\"callsign\": \"A\"},\n {\"callsign\": 1},\n {\"callsign\": \"B\", \"callsign\": \"C\"}\n]";
        let lines = lines(text);
        assert_eq!(lines[0], (2, Ok(())));
        assert!(lines[1].1.as_ref().unwrap_err().starts_with("line 3: callsign: a number"));
        let repeated = lines[2].1.as_ref().unwrap_err();
        assert!(repeated.starts_with("line 4: callsign: this field stands twice"), "{repeated}");
    }

    #[test]
    fn nothing_is_a_fault() {
        for text in ["", " \n\t\n", "[]"] {
            assert!(lines(text)[0].1.is_err(), "{text:?}");
        }
    }
}
