//! Keys for Kotlin: an object for each kind of record and each item in it, a value class for each
//! list of codes.

use std::fmt::Write;

use tabard_core::model::codes::{self, CodeList};
use tabard_core::model::{Field, Kind, RecordKind};

use super::names::{item, list, lower_camel, said, shouted, upper_camel};
use super::{Code, File, HEAD};

/// What a line holds beside its indentation, before it is broken.
const LONGEST: usize = 90;

/// Names of fields that are words of the language.
const RESERVED: [&str; 28] = [
    "as",
    "break",
    "class",
    "continue",
    "do",
    "else",
    "false",
    "for",
    "fun",
    "if",
    "in",
    "interface",
    "is",
    "null",
    "object",
    "package",
    "return",
    "super",
    "this",
    "throw",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "when",
    "while",
];

pub(super) fn files() -> Vec<File> {
    let records = RecordKind::ALL.into_iter().map(record);
    records.chain(codes::ALL.iter().map(|list| code_list(list))).collect()
}

fn record(kind: RecordKind) -> File {
    let mut code = Code::default();
    code.line(HEAD);
    code.line("package org.tabard.record");
    code.line("");
    code.line("import org.tabard.*");
    code.line("import org.tabard.code.*");
    code.line("");
    let name = upper_camel(kind.name());
    doc(&mut code, &said(&format!("records.{kind}")));
    code.block(&format!("public object {name} : RecordKind"), |code| {
        code.line(&format!("override val kind: String = \"{kind}\""));
        code.line("");
        fields(code, Owner { name: &name, path: kind.name() }, kind.fields());
        for field in kind.fields().iter().filter(|field| !field.item_fields().is_empty()) {
            code.line("");
            doc(code, &format!("One of [{}].", property(field.name)));
            let item = item(field.name);
            code.block(&format!("public object {item} : ItemKind"), |code| {
                let owner = Owner {
                    name: &format!("{name}.{item}"),
                    path: &format!("{kind}.{}", field.name),
                };
                fields(code, owner, field.item_fields());
            });
        }
    });
    File { path: format!("org/tabard/record/{name}.kt"), text: code.text }
}

/// What a field is one of.
#[derive(Clone, Copy)]
struct Owner<'o> {
    /// As code says it.
    name: &'o str,
    /// As the words say it.
    path: &'o str,
}

fn fields(code: &mut Code, owner: Owner<'_>, fields: &[Field]) {
    for field in fields {
        doc(code, &said(&format!("fields.{}.{}", owner.path, field.name)));
        let (class, arguments) = key(owner, field);
        let mut all = format!("\"{}\", \"{}\"{arguments}", owner.path, field.name);
        if field.about_person {
            all.push_str(", aboutPerson = true");
        }
        code.line(&format!("public val {}: {class} =", property(field.name)));
        let constructor = class.split('<').next().unwrap_or_default();
        code.line(&format!("    {constructor}({all})"));
        code.line("");
    }
    let names: Vec<_> = fields.iter().map(|field| property(field.name)).collect();
    code.line("override val fields: List<Key<*>> =");
    code.line("    listOf(");
    for name in names {
        code.line(&format!("        {name},"));
    }
    code.line("    )");
}

/// The class of a key, and what its constructor takes besides the names.
fn key(owner: Owner<'_>, field: &Field) -> (String, String) {
    let Owner { name, .. } = owner;
    let plain = |class: &str| (format!("{class}<{name}>"), String::new());
    match field.kind {
        Kind::Code(codes) => {
            (format!("CodeKey<{name}, {0}>", list(codes)), format!(", {}", list(codes)))
        }
        Kind::Codes(codes) => {
            (format!("CodesKey<{name}, {0}>", list(codes)), format!(", {}", list(codes)))
        }
        Kind::Date => plain("DateKey"),
        Kind::Flag => plain("FlagKey"),
        Kind::ItemId(list) => (format!("ItemIdKey<{name}>"), format!(", list = \"{list}\"")),
        Kind::Items(_) => {
            let item = item(field.name);
            (format!("ItemsKey<{name}, {name}.{item}>"), format!(", {item}"))
        }
        Kind::Text { max_bytes } => {
            (format!("TextKey<{name}>"), format!(", maxBytes = {max_bytes}"))
        }
        Kind::Time => plain("TimeKey"),
        Kind::Whole { min, max, unit } => {
            (format!("WholeKey<{name}>"), format!(", range = {min}L..{max}L, unit = \"{unit}\""))
        }
    }
}

fn code_list(codes: &CodeList) -> File {
    let name = list(codes);
    let mut code = Code::default();
    code.line(HEAD);
    code.line("package org.tabard.code");
    code.line("");
    code.line("import org.tabard.Code");
    code.line("import org.tabard.CodeList");
    code.line("");
    doc(&mut code, &said(&format!("lists.{}", codes.name)));
    code.line("@JvmInline");
    let head = format!("public value class {name}(override val code: String) : Code");
    code.block(&head, |code| {
        code.line(&format!("override val list: CodeList<{name}> get() = Companion"));
        code.line("");
        code.line(&format!("override fun toString(): String = \"{name}\""));
        code.line("");
        doc(code, "The list, in the order in which people read it.");
        code.block(&format!("public companion object : CodeList<{name}>"), |code| {
            constants(code, &name, codes);
        });
    });
    File { path: format!("org/tabard/code/{name}.kt"), text: code.text }
}

fn constants(code: &mut Code, class: &str, codes: &CodeList) {
    code.line(&format!("override val name: String = \"{}\"", codes.name));
    code.line("");
    for one in codes.codes {
        doc(code, &said(&format!("codes.{}.{}", codes.name, one.code)));
        let name = shouted(one.code);
        let (head, made) =
            (format!("public val {name}: {class} ="), format!("{class}(\"{}\")", one.code));
        match head.len() + made.len() <= LONGEST {
            true => code.line(&format!("{head} {made}")),
            false => {
                code.line(&head);
                code.line(&format!("    {made}"));
            }
        }
    }
    code.line("");
    code.line(&format!("override val all: List<{class}> ="));
    code.line("    listOf(");
    for one in codes.codes {
        code.line(&format!("        {},", shouted(one.code)));
    }
    code.line("    )");
    code.line("");
    code.line(&format!("override val groups: Map<{class}, String> ="));
    let mut groups = String::new();
    for (one, group) in codes.codes.iter().filter_map(|one| Some((one, one.group?))) {
        let _ = write!(groups, "\n            {} to \"{group}\",", shouted(one.code));
    }
    let groups = if groups.is_empty() { String::new() } else { format!("{groups}\n        ") };
    code.line(&format!("    mapOf({groups})"));
    code.line("");
    code.line(&format!("override fun of(code: String): {class} = {class}(code)"));
}

/// A field as a property: `verbalAbuse`, in backticks where that is a word of the language.
fn property(name: &str) -> String {
    let name = lower_camel(name);
    if RESERVED.contains(&name.as_str()) { format!("`{name}`") } else { name }
}

fn doc(code: &mut Code, text: &str) {
    code.doc(text, "/** ", " * ", " */");
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
        let incident = file("org/tabard/record/Incident.kt");
        assert!(incident.contains("public val narrative: TextKey<Incident> ="));
        assert!(incident.contains("public val types: CodesKey<Incident, IncidentType> ="));
        assert!(incident.contains("public val acts: ItemsKey<Incident, Incident.Act> ="));
        assert!(incident.contains("public val act: CodeKey<Incident.Act, PhysicalAct> ="));
        assert!(incident.contains("TextKey(\"incident.people\", "));
    }

    #[test]
    fn a_code_is_a_constant_of_its_list() {
        let types = file("org/tabard/code/IncidentType.kt");
        assert!(types.contains("val VERBAL_ABUSE: IncidentType = IncidentType(\"verbal_abuse\")"));
    }

    #[test]
    fn no_line_is_longer_than_people_write_them_but_for_names() {
        for file in files() {
            let long = file.text.lines().find(|line| line.len() > 120);
            assert_eq!(long, None, "{}", file.path);
        }
    }
}
