//! What our own codes are, for a receiver who wants to check them.

use serde_json::{Value, json};

use super::checks::{base, line};
use super::{Category, FlagError, Instruction, Publisher};

pub(super) const EXTENSION: &str = "marker-instruction";

/// A definition, and the name of the file it may stand in.
pub struct DefinedAs {
    /// The last part of its URI.
    pub name: &'static str,
    /// The resource.
    pub resource: Value,
}

/// The two code systems of a [`flag`](super::flag), and the extension that holds the instruction.
///
/// # Errors
/// [`FlagError::Publisher`] when what the service says of itself is not of its form.
pub fn definitions(publisher: &Publisher<'_>) -> Result<[DefinedAs; 3], FlagError> {
    base(publisher.base).ok_or(FlagError::Publisher)?;
    line(publisher.name, 200).ok_or(FlagError::Publisher)?;
    let categories = Category::ALL.map(|one| concept(one.code(), one.meaning()));
    let instructions = Instruction::ALL.map(|one| concept(one.code(), one.meaning()));
    Ok([
        code_system(Category::LIST, "MarkerCategory", &categories, publisher),
        code_system(Instruction::LIST, "ResponseInstruction", &instructions, publisher),
        extension(publisher),
    ])
}

fn concept(code: &str, meaning: &str) -> Value {
    json!({ "code": code, "display": meaning })
}

pub(in crate::model::exchange) fn code_system(
    name: &'static str,
    title: &str,
    concepts: &[Value],
    publisher: &Publisher<'_>,
) -> DefinedAs {
    let resource = json!({
        "resourceType": "CodeSystem",
        "url": publisher.uri(name),
        "name": title,
        "status": "active",
        "experimental": false,
        "publisher": publisher.name,
        "caseSensitive": true,
        "content": "complete",
        "count": concepts.len(),
        "concept": concepts,
    });
    DefinedAs { name, resource }
}

fn extension(publisher: &Publisher<'_>) -> DefinedAs {
    let url = publisher.uri(EXTENSION);
    let resource = json!({
        "resourceType": "StructureDefinition",
        "url": url,
        "name": "MarkerInstruction",
        "status": "active",
        "experimental": false,
        "publisher": publisher.name,
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": false,
        "context": [{ "type": "element", "expression": "Flag" }],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": { "element": [
            { "id": "Extension", "path": "Extension", "max": "1" },
            { "id": "Extension.extension", "path": "Extension.extension", "max": "0" },
            { "id": "Extension.url", "path": "Extension.url", "fixedUri": url },
            {
                "id": "Extension.value[x]",
                "path": "Extension.value[x]",
                "min": 1,
                "type": [{ "code": "Coding" }],
            },
            {
                "id": "Extension.value[x].system",
                "path": "Extension.value[x].system",
                "min": 1,
                "fixedUri": publisher.uri(Instruction::LIST),
            },
            { "id": "Extension.value[x].code", "path": "Extension.value[x].code", "min": 1 },
        ] },
    });
    DefinedAs { name: EXTENSION, resource }
}
