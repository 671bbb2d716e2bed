//! Keys for Swift: an enum without cases for each kind of record and each item in it, a struct for
//! each list of codes, and the types of the keys themselves.

use std::fmt::Write;

use tabard_core::model::codes::{self, CodeList};
use tabard_core::model::{Field, Kind, RecordKind};

use super::names::{after_no_digit, item, list, lower_camel, said, upper_camel};
use super::{Code, File, HEAD};

/// What the keys are. Reading and writing by them is written by hand, in extensions.
const KEYS: &str = include_str!("keys.swift");

/// Names of fields and codes that are words of the language.
const RESERVED: [&str; 51] = [
    "as",
    "associatedtype",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "default",
    "defer",
    "deinit",
    "do",
    "else",
    "enum",
    "extension",
    "fallthrough",
    "false",
    "fileprivate",
    "for",
    "func",
    "guard",
    "if",
    "import",
    "in",
    "init",
    "inout",
    "internal",
    "is",
    "let",
    "nil",
    "operator",
    "precedencegroup",
    "private",
    "protocol",
    "public",
    "repeat",
    "rethrows",
    "return",
    "self",
    "static",
    "struct",
    "subscript",
    "super",
    "switch",
    "throw",
    "throws",
    "true",
    "try",
    "typealias",
    "var",
    "where",
    "while",
];

pub(super) fn files() -> Vec<File> {
    let keys = File { path: "Keys.swift".to_owned(), text: format!("{HEAD}\n\n{KEYS}") };
    let mut records = Code::default();
    records.line(HEAD);
    for kind in RecordKind::ALL {
        record(&mut records, kind);
    }
    let mut lists = Code::default();
    lists.line(HEAD);
    for codes in codes::ALL {
        code_list(&mut lists, codes);
    }
    vec![
        keys,
        File { path: "Records.swift".to_owned(), text: records.text },
        File { path: "Codes.swift".to_owned(), text: lists.text },
    ]
}

fn record(code: &mut Code, kind: RecordKind) {
    let name = upper_camel(kind.name());
    code.line("");
    doc(code, &said(&format!("records.{kind}")));
    code.block(&format!("public enum {name}: RecordKind"), |code| {
        code.line(&format!("public static let kind = \"{kind}\""));
        code.line("");
        fields(code, &name, kind.name(), kind.fields());
        for field in kind.fields().iter().filter(|field| !field.item_fields().is_empty()) {
            code.line("");
            doc(code, &format!("One of `{}`.", property(field.name)));
            let item = item(field.name);
            code.block(&format!("public enum {item}: ItemKind"), |code| {
                let path = format!("{kind}.{}", field.name);
                fields(code, &item, &path, field.item_fields());
            });
        }
    });
}

fn fields(code: &mut Code, owner: &str, path: &str, fields: &[Field]) {
    for field in fields {
        doc(code, &said(&format!("fields.{path}.{}", field.name)));
        let (class, arguments) = key(owner, field);
        let about = if field.about_person { ", aboutPerson: true" } else { "" };
        code.line(&format!("public static let {} = {class}(", property(field.name)));
        code.line(&format!("    \"{path}\", \"{}\"{arguments}{about})", field.name));
    }
    code.line("");
    code.line("public static let fields: [any Key] = [");
    for field in fields {
        code.line(&format!("    {},", property(field.name)));
    }
    code.line("]");
}

/// The type of a key, and what its initializer takes besides the names.
fn key(owner: &str, field: &Field) -> (String, String) {
    let plain = |class: &str| (format!("{class}<{owner}>"), String::new());
    match field.kind {
        Kind::Code(codes) => (format!("CodeKey<{owner}, {}>", list(codes)), String::new()),
        Kind::Codes(codes) => (format!("CodesKey<{owner}, {}>", list(codes)), String::new()),
        Kind::Date => plain("DateKey"),
        Kind::Flag => plain("FlagKey"),
        Kind::ItemId(list) => (format!("ItemIdKey<{owner}>"), format!(", list: \"{list}\"")),
        Kind::Items(_) => (format!("ItemsKey<{owner}, {}>", item(field.name)), String::new()),
        Kind::Text { max_bytes } => {
            (format!("TextKey<{owner}>"), format!(", maxBytes: {max_bytes}"))
        }
        Kind::Time => plain("TimeKey"),
        Kind::Whole { min, max, unit } => {
            (format!("WholeKey<{owner}>"), format!(", range: {min}...{max}, unit: \"{unit}\""))
        }
    }
}

fn code_list(code: &mut Code, codes: &CodeList) {
    let name = list(codes);
    code.line("");
    doc(code, &said(&format!("lists.{}", codes.name)));
    code.block(&format!("public struct {name}: CodeValue"), |code| {
        code.line(&format!("public static let list = \"{}\"", codes.name));
        code.line("public let code: String");
        code.line("");
        code.block("public init(_ code: String)", |code| code.line("self.code = code"));
        code.line("");
        for one in codes.codes {
            doc(code, &said(&format!("codes.{}.{}", codes.name, one.code)));
            code.line(&format!(
                "public static let {} = Self(\"{}\")",
                constant(one.code),
                one.code
            ));
        }
        code.line("");
        code.line(&format!("public static let all: [{name}] = ["));
        for one in codes.codes {
            code.line(&format!("    {},", constant(one.code)));
        }
        code.line("]");
        code.line("");
        let mut groups = String::new();
        for (one, group) in codes.codes.iter().filter_map(|one| Some((one, one.group?))) {
            let _ = write!(groups, "\n        {}: \"{group}\",", constant(one.code));
        }
        let groups = if groups.is_empty() { ":".to_owned() } else { format!("{groups}\n    ") };
        code.line(&format!("public static let groups: [{name}: String] = [{groups}]"));
    });
}

/// A field as a property: `occurredAt`, in backticks where that is a word of the language.
fn property(name: &str) -> String {
    let name = after_no_digit(lower_camel(name));
    if RESERVED.contains(&name.as_str()) { format!("`{name}`") } else { name }
}

/// A code as a constant. What the list itself has keeps its name, and so has an optional.
fn constant(code: &str) -> String {
    match code {
        "all" | "code" | "groups" | "list" | "none" | "self" | "some" => format!("{code}_"),
        code => property(code),
    }
}

fn doc(code: &mut Code, text: &str) {
    code.doc(text, "/// ", "/// ", "");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::text_of;

    fn file(path: &str) -> String {
        text_of(files(), path)
    }

    #[test]
    fn a_field_is_a_key_of_its_record_and_of_what_it_holds() {
        let records = file("Records.swift");
        assert!(records.contains("public static let narrative = TextKey<Incident>("));
        assert!(records.contains("public static let types = CodesKey<Incident, IncidentType>("));
        assert!(records.contains("public static let acts = ItemsKey<Incident, Act>("));
        assert!(records.contains("public static let act = CodeKey<Act, PhysicalAct>("));
        assert!(records.contains("public static let `private` = FlagKey<Account>("));
    }

    #[test]
    fn a_code_is_a_constant_of_its_list() {
        let lists = file("Codes.swift");
        assert!(lists.contains("public static let verbalAbuse = Self(\"verbal_abuse\")"));
        assert!(!lists.contains("static let none ="));
    }
}
