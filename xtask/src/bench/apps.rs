//! The calls that apps make, beside a real server: from Rust, and the same from Kotlin and Swift as
//! ratios to that; and what the library adds to an app.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bindings;
use crate::cargo::{cargo, read_to, released, succeed};
use crate::foreign::{self, Beside};
use crate::setup::OpenSsl;

pub(super) fn run(openssl: OpenSsl) -> Result<()> {
    let mut build = cargo(["build", "--release", "--package", "tabard-tests"])?;
    build.args(["--bin", "tabard-under-test", "--bin", "bench"]);
    succeed(build.args(openssl.flags()))?;
    let mut library = cargo(["build", "--release", "--package", "tabard-ffi"])?;
    succeed(library.args(openssl.flags()))?;
    bindings::generate_all(openssl)?;

    let built = released()?;
    let mut bench = Command::new(built.join("bench"));
    let rust = measured(bench.arg("apps"), &[])?;
    let beside = Beside { tabard: built.join("tabard-under-test"), library: built };
    for (language, bench) in foreign::benches(&beside)? {
        match bench {
            Ok(mut bench) => drop(measured(&mut bench, &rust)?),
            Err(why) => println!("{}", json!({ "figure": language, "not_measured": why })),
        }
    }
    bindings::print_size(openssl)
}

/// Runs a bench, and prints its figures as they come, each beside Rust's. What else it says is for
/// whoever watches.
fn measured(bench: &mut Command, rust: &[Value]) -> Result<Vec<Value>> {
    let mut figures = Vec::new();
    read_to(bench, |line| match figure(line) {
        Some(figure) => {
            let figure = beside(figure, rust);
            println!("{figure}");
            figures.push(figure);
        }
        None => eprintln!("{line}"),
    })?;
    figures.first().context("the bench gave no figure")?;
    Ok(figures)
}

fn figure(line: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(line).ok()?;
    value.get("figure")?.is_string().then_some(value)
}

/// With how many times Rust's figure of the same call it is.
fn beside(mut figure: Value, rust: &[Value]) -> Value {
    let ratio = rust.iter().find_map(|one| {
        let call = format!("_{}", one.get("figure")?.as_str()?);
        let same = figure.get("figure")?.as_str()?.ends_with(&call);
        let ratio = figure.get("value")?.as_f64()? / one.get("value")?.as_f64()?;
        (same && ratio.is_finite()).then_some(ratio)
    });
    if let (Some(ratio), Some(figure)) = (ratio, figure.as_object_mut()) {
        figure.insert("times_rust".to_owned(), json!((ratio * 100.0).round() / 100.0));
    }
    figure
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{beside, figure};

    #[test]
    fn figures_are_told_from_what_tools_say() {
        assert!(figure(r#"{"figure":"kotlin_call","value":2,"unit":"ns"}"#).is_some());
        for line in ["", "[INFO] Tests run: 1", "{}", "12", r#"{"figure":1}"#] {
            assert_eq!(figure(line), None, "{line}");
        }
    }

    #[test]
    fn a_figure_stands_beside_that_of_the_same_call() {
        let rust = [
            json!({ "figure": "call", "value": 200.0 }),
            json!({ "figure": "report", "value": 0 }),
        ];
        let times = |name: &str| {
            let figure = json!({ "figure": name, "value": 500.0 });
            beside(figure, &rust).get("times_rust").cloned()
        };
        assert_eq!(times("kotlin_call"), Some(json!(2.5)));
        assert_eq!(times("swift_generated_call"), Some(json!(2.5)));
        assert_eq!(times("kotlin_report"), None, "nothing is a multiple of nothing");
        assert_eq!(times("kotlin_open"), None);
    }
}
