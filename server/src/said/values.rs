//! What a field of a record's JSON holds, whatever is not there being nothing.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

/// The items of a list.
pub(crate) fn items<'v>(
    record: &'v Value,
    list: &str,
) -> impl Iterator<Item = &'v Value> + use<'v> {
    record.get(list).and_then(Value::as_array).into_iter().flatten()
}

/// A text, as it is written.
pub(crate) fn text<'v>(item: &'v Value, field: &str) -> &'v str {
    item.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// A moment.
pub(crate) fn time(item: &Value, field: &str) -> Option<Timestamp> {
    item.get(field)?.as_str()?.parse().ok()
}

/// A day.
pub(crate) fn day(item: &Value, field: &str) -> Option<Date> {
    item.get(field)?.as_str()?.parse().ok()
}
