//! The interface of the library as text: what a reviewer reads when it changes.

use std::collections::BTreeMap;
use std::fmt::Write;

use camino::Utf8Path;
use uniffi_bindgen::macro_metadata::extract_from_library;
use uniffi_meta::{FieldMetadata, FnParamMetadata, Metadata, MethodMetadata, Type};

/// Every type with its members, and the functions, sorted by name. Documentation is left out: it
/// changes nothing for who calls.
pub(crate) fn of_library(library: &Utf8Path) -> Result<String, String> {
    let items = extract_from_library(library).map_err(|error| format!("{error:#}"))?;
    let mut interface = Interface::default();
    items.iter().for_each(|item| interface.add(item));
    Ok(interface.text())
}

#[derive(Default)]
struct Interface {
    functions: Vec<String>,
    types: BTreeMap<String, Described>,
}

/// A type: what it is, and a line for each member.
#[derive(Default)]
struct Described {
    what: &'static str,
    members: Vec<String>,
}

impl Interface {
    fn add(&mut self, item: &Metadata) {
        match item {
            Metadata::Func(f) => {
                let text = called(&f.name, &f.inputs, f.return_type.as_ref(), f.throws.as_ref());
                self.functions.push(text);
            }
            Metadata::Object(object) => self.named(&object.name).what = "object",
            Metadata::CallbackInterface(host) => {
                self.named(&host.name).what = "interface of the host"
            }
            Metadata::Constructor(new) => {
                let text = called(&new.name, &new.inputs, None, new.throws.as_ref());
                self.member(&new.self_name, format!("new {text}"));
            }
            Metadata::Method(method) => self.method(method),
            Metadata::TraitMethod(method) => self.method(&method.clone().into()),
            Metadata::Record(record) => {
                let described = self.named(&record.name);
                described.what = "record";
                described.members = record.fields.iter().map(field).collect();
            }
            Metadata::Enum(of) => {
                let described = self.named(&of.name);
                described.what = if of.shape.is_error() { "error" } else { "enum" };
                let variants = of.variants.iter();
                described.members =
                    variants.map(|one| format!("{}{}", one.name, fields(&one.fields))).collect();
            }
            Metadata::CustomType(custom) => {
                let text = type_name(&custom.builtin);
                self.member(&custom.name, text);
            }
            Metadata::UniffiTrait(derived) => {
                self.member(derived.self_name(), format!("derives {}", derived.name()));
            }
            Metadata::Namespace(_) | Metadata::UdlFile(_) | Metadata::ObjectTraitImpl(_) => {}
        }
    }

    fn method(&mut self, m: &MethodMetadata) {
        let text = called(&m.name, &m.inputs, m.return_type.as_ref(), m.throws.as_ref());
        self.member(&m.self_name, text);
    }

    fn named(&mut self, name: &str) -> &mut Described {
        self.types.entry(name.to_owned()).or_default()
    }

    fn member(&mut self, of: &str, text: String) {
        self.named(of).members.push(text);
    }

    fn text(mut self) -> String {
        let mut text = String::new();
        self.functions.sort();
        for function in &self.functions {
            let _ = writeln!(text, "function {function}");
        }
        for (name, described) in &mut self.types {
            // Methods are called by name; fields and cases cross in their order.
            if matches!(described.what, "object" | "interface of the host") {
                described.members.sort();
            }
            let _ = writeln!(text, "\n{} {name}", described.what);
            for member in &described.members {
                let _ = writeln!(text, "    {member}");
            }
        }
        text
    }
}

fn called(
    name: &str,
    inputs: &[FnParamMetadata],
    gives: Option<&Type>,
    throws: Option<&Type>,
) -> String {
    let inputs: Vec<_> =
        inputs.iter().map(|input| format!("{}: {}", input.name, type_name(&input.ty))).collect();
    let mut text = format!("{name}({})", inputs.join(", "));
    if let Some(gives) = gives {
        let _ = write!(text, " -> {}", type_name(gives));
    }
    if let Some(throws) = throws {
        let _ = write!(text, " throws {}", type_name(throws));
    }
    text
}

fn fields(fields: &[FieldMetadata]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    format!("({})", fields.iter().map(field).collect::<Vec<_>>().join(", "))
}

fn field(field: &FieldMetadata) -> String {
    let default = if field.default.is_some() { " = …" } else { "" };
    format!("{}: {}{default}", field.name, type_name(&field.ty))
}

fn type_name(of: &Type) -> String {
    match of {
        Type::UInt8 => "u8".to_owned(),
        Type::Int8 => "i8".to_owned(),
        Type::UInt16 => "u16".to_owned(),
        Type::Int16 => "i16".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Float32 => "f32".to_owned(),
        Type::Float64 => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::String => "text".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Timestamp => "time".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        Type::Box { inner_type } => type_name(inner_type),
        Type::Optional { inner_type } => format!("{}?", type_name(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", type_name(inner_type)),
        Type::Set { inner_type } => format!("{{{}}}", type_name(inner_type)),
        Type::Map { key_type, value_type } => {
            format!("{{{}: {}}}", type_name(key_type), type_name(value_type))
        }
    }
}
