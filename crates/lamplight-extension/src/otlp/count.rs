//! How many items a body has, without decoding it.

use serde_json::Value;

use super::json::{self, list};
use super::wire::{Fields, Malformed};
use crate::signal::{Encoding, Signal};

/// Counts the spans, data points or log records of an OTLP export request.
pub(crate) fn items(signal: Signal, encoding: Encoding, body: &[u8]) -> Result<u64, Malformed> {
    match encoding {
        Encoding::Protobuf => in_protobuf(signal, body),
        Encoding::Json => in_json(signal, body),
    }
}

/// In every signal: request -> field 1, resource -> field 2, scope -> field 2, item.
fn in_protobuf(signal: Signal, body: &[u8]) -> Result<u64, Malformed> {
    let mut count = 0;
    each(body, 1, &mut |resource| {
        each(resource, 2, &mut |scope| {
            each(scope, 2, &mut |item| {
                count += of_item(signal, item)?;
                Ok(())
            })
        })
    })?;
    Ok(count)
}

/// Of a span, a metric or a log record.
pub(crate) fn of_item(signal: Signal, item: &[u8]) -> Result<u64, Malformed> {
    if signal == Signal::Metrics { data_points(item) } else { well_formed(item) }
}

/// Calls for each message of this number.
fn each(
    message: &[u8],
    number: u32,
    found: &mut dyn FnMut(&[u8]) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    for field in Fields::of(message) {
        let field = field?;
        match field.bytes {
            Some(bytes) if field.number == number => found(bytes)?,
            // What has to be a message is none.
            None if field.number == number => return Err(Malformed),
            _ => {}
        }
    }
    Ok(())
}

fn well_formed(message: &[u8]) -> Result<u64, Malformed> {
    Fields::of(message).try_for_each(|field| field.map(drop))?;
    Ok(1)
}

/// Gauge, sum, histogram, exponential histogram and summary are fields 5, 7, 9, 10 and 11 of a metric; the data
/// points are field 1 of each.
fn data_points(metric: &[u8]) -> Result<u64, Malformed> {
    let mut count = 0;
    for field in Fields::of(metric) {
        let field = field?;
        if let (5 | 7 | 9 | 10 | 11, Some(data)) = (field.number, field.bytes) {
            each(data, 1, &mut |point| {
                count += well_formed(point)?;
                Ok(())
            })?;
        }
    }
    Ok(count)
}

fn in_json(signal: Signal, body: &[u8]) -> Result<u64, Malformed> {
    let request: Value = serde_json::from_slice(body).map_err(|_| Malformed)?;
    if !request.is_object() {
        return Err(Malformed);
    }
    let items = json::items(signal, &request);
    let count = match signal {
        Signal::Traces | Signal::Logs => items.count(),
        Signal::Metrics => {
            const KINDS: [&str; 5] = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];
            let data = items.flat_map(|metric| KINDS.into_iter().filter_map(|kind| metric.get(kind)));
            data.map(|data| list(data, "dataPoints").count()).sum()
        }
    };
    Ok(count as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_malformed() {
        for body in
            [&b"\x0a\x05ab"[..], b"\x0b", b"\x08\x01", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"]
        {
            assert_eq!(items(Signal::Traces, Encoding::Protobuf, body), Err(Malformed), "{body:?}");
        }
        assert_eq!(items(Signal::Logs, Encoding::Json, b"[]"), Err(Malformed));
        assert_eq!(items(Signal::Logs, Encoding::Json, b"{"), Err(Malformed));
    }

    #[test]
    fn nothing_is_no_items() {
        assert_eq!(items(Signal::Traces, Encoding::Protobuf, b""), Ok(0));
        assert_eq!(items(Signal::Traces, Encoding::Json, b"{}"), Ok(0));
    }

    #[test]
    fn json_is_counted_by_signal() {
        let metrics = br#"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[
            {"name":"a","sum":{"dataPoints":[{},{}]}},{"name":"b","gauge":{"dataPoints":[{}]}}]}]}]}"#;
        assert_eq!(items(Signal::Metrics, Encoding::Json, metrics), Ok(3));
        let logs = br#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{}]},{}]}]}"#;
        assert_eq!(items(Signal::Logs, Encoding::Json, logs), Ok(2));
    }
}
