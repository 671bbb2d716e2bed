//! `tabard hub retention certificate`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::retention::{Judged, judge};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The certificate is JSON, and stands in the field `text` of --json, to be kept as it is: its hash is in the order\nthat an issuer of the region signed and the log holds for ever. --file holds such a text against the log, wherever it\ncame from. The exit code is 1 where it does not hold. It names no report but by its id.\n\nExample:\n  tabard hub retention certificate --dir ./region\n  tabard hub retention certificate --dir ./region 5b1c --out certificate.json\n  tabard hub retention certificate --dir ./region --file certificate.json"
)]
pub(in crate::cli) struct Certificate {
    #[command(flatten)]
    place: Place,
    /// The certificate, by the first characters of its hash; without it, all of them
    hash: Option<String>,
    /// Hold this file against the log
    #[arg(long, value_name = "FILE", conflicts_with = "hash")]
    file: Option<PathBuf>,
    /// Write the text of the one certificate into a new file
    #[arg(long, value_name = "FILE", requires = "hash")]
    out: Option<PathBuf>,
}

impl Certificate {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let hub = self.place.hub_up_to_date()?;
        let texts = match &self.file {
            Some(file) => {
                vec![fs::read_to_string(file).map_err(|error| Failure::folder(&error))?]
            }
            None => {
                let wanted = self.hash.as_deref().unwrap_or_default().trim().to_lowercase();
                let all = hub.certificates()?.into_iter();
                let named = all.filter(|(hash, _)| hash.to_string().starts_with(&wanted));
                named.map(|(_, text)| text).collect()
            }
        };
        if let (Some(out), [text]) = (&self.out, texts.as_slice()) {
            let mut file = fs::File::create_new(out).map_err(|error| Failure::folder(&error))?;
            std::io::Write::write_all(&mut file, text.as_bytes())
                .map_err(|error| Failure::folder(&error))?;
        } else if self.hash.is_some() && texts.len() != 1 {
            return Err(Failure::input(
                "not_one",
                "there is not exactly one certificate of that hash: see all of them without it",
            ));
        }
        let judged = texts.iter().map(|text| judge(&hub, text)).collect::<Result<Vec<_>, _>>()?;
        let sound = judged.iter().all(|one| one.fault.is_none());
        output.say(
            || match judged.is_empty() {
                true => "Nothing was erased.".to_owned(),
                false => judged.iter().map(page).collect::<Vec<_>>().join("\n\n"),
            },
            || judged.iter().zip(&texts).map(|(one, text)| line(one, text)).collect::<Value>(),
        )?;
        Ok(if sound { Exit::Done } else { Exit::Failed })
    }
}

fn line(one: &Judged, text: &str) -> Value {
    json!({
        "hash": one.hash,
        "positions": one.positions,
        "holds": one.fault.is_none(),
        "fault": one.fault,
        "text": text,
    })
}

/// The certificate as somebody reads it.
fn page(one: &Judged) -> String {
    let said = |name: &str| one.says.get(name).and_then(Value::as_str).unwrap_or("-").to_owned();
    let mut lines = vec![
        format!("Certificate of erasure {}", one.hash),
        format!("Ordered    {}, by {}", said("ordered_at"), said("ordered_by")),
        format!("Agreed by  {}", said("approved_by")),
        format!("Why        {}", said("why")),
        format!("Region     {}, log {}", said("region"), said("log")),
    ];
    let positions = one.positions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    lines.push(match &one.fault {
        None => format!("Holds      the log orders it at {positions}, and has no byte of it"),
        Some(fault) => format!("DOES NOT HOLD: {fault}"),
    });
    for erased in one.says.get("erased").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| erased.get(name).and_then(Value::as_str).unwrap_or("-");
        let number = |name: &str| erased.get(name).and_then(Value::as_u64).unwrap_or(0);
        let records = erased.get("records").and_then(Value::as_array).map_or(0, Vec::len);
        lines.push(format!(
            "Erased     {}, {}, due {}: {records} records, {} entries, {} bytes, {} chunks",
            text("report"),
            text("class"),
            text("period_ended"),
            number("entries"),
            number("bytes"),
            number("chunks"),
        ));
    }
    let not = one.says.get("not_reached").and_then(Value::as_array).into_iter().flatten();
    lines.push("It does not reach:".to_owned());
    lines.extend(not.filter_map(Value::as_str).map(|text| format!("  {text}")));
    lines.join("\n")
}
