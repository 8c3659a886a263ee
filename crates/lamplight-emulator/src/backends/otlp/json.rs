//! Requests in JSON: ids in hex, 64-bit numbers as strings or numbers, names in lower camel case.
//!
//! <https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>

use bytes::Bytes;
use serde_json::Value;

use super::messages::{self, AnyValue, ArrayValue, KeyValue, KeyValueList};
use super::{Batch, Group, Item, Malformed, Signal, service};

pub(super) fn read(signal: Signal, body: &Bytes) -> Result<Batch, Malformed> {
    let request: Value = serde_json::from_slice(body).map_err(|error| Malformed(error.to_string()))?;
    if !request.is_object() {
        return Err(Malformed("a request is an object".to_owned()));
    }
    let [of_resources, of_scopes, items] = match signal {
        Signal::Traces => ["resourceSpans", "scopeSpans", "spans"],
        Signal::Logs => ["resourceLogs", "scopeLogs", "logRecords"],
        Signal::Metrics => ["resourceMetrics", "scopeMetrics", "metrics"],
    };
    let mut groups = Vec::new();
    for of_resource in list(&request[of_resources])? {
        let resource = &of_resource["resource"];
        let service = service(&key_values(&resource["attributes"])?);
        for of_scope in list(&of_resource[of_scopes])? {
            let head_bytes = size(resource) + size(&of_scope["scope"]);
            let items = list(&of_scope[items])?.iter().map(|value| item(signal, value, service.as_deref()));
            groups.push(Group { head_bytes, items: items.collect::<Result<_, _>>()? });
        }
    }
    Ok(Batch { groups })
}

fn item(signal: Signal, value: &Value, service: Option<&str>) -> Result<Item, Malformed> {
    let bytes = size(value);
    Ok(match signal {
        Signal::Traces => Item::span(bytes, span(value)?, service),
        Signal::Logs => Item::log(bytes, &log(value)?, service),
        Signal::Metrics => Item::metric(bytes, &metric(value)?, service),
    })
}

fn span(value: &Value) -> Result<messages::Span, Malformed> {
    let code = i32::try_from(unsigned(&value["status"]["code"])?).unwrap_or_default();
    Ok(messages::Span {
        trace_id: id(&value["traceId"])?,
        span_id: id(&value["spanId"])?,
        parent_span_id: id(&value["parentSpanId"])?,
        name: text(&value["name"])?,
        start: unsigned(&value["startTimeUnixNano"])?,
        end: unsigned(&value["endTimeUnixNano"])?,
        attributes: key_values(&value["attributes"])?,
        status: Some(messages::SpanStatus { code }),
    })
}

fn log(value: &Value) -> Result<messages::LogRecord, Malformed> {
    Ok(messages::LogRecord {
        time: unsigned(&value["timeUnixNano"])?,
        severity: i32::try_from(unsigned(&value["severityNumber"])?).unwrap_or_default(),
        body: any_value(&value["body"])?,
        attributes: key_values(&value["attributes"])?,
        trace_id: id(&value["traceId"])?,
        span_id: id(&value["spanId"])?,
        observed: unsigned(&value["observedTimeUnixNano"])?,
    })
}

fn metric(value: &Value) -> Result<messages::Metric, Malformed> {
    let points = |kind: &str| -> Result<Option<&[Value]>, Malformed> {
        value.get(kind).map(|data| list(&data["dataPoints"])).transpose()
    };
    let numbers = |kind: &str| -> Result<Option<messages::Numbers>, Malformed> {
        let Some(points) = points(kind)? else { return Ok(None) };
        Ok(Some(messages::Numbers { points: points.iter().map(number).collect::<Result<_, _>>()? }))
    };
    let mut metric = messages::Metric {
        name: text(&value["name"])?,
        unit: text(&value["unit"])?,
        gauge: numbers("gauge")?,
        sum: numbers("sum")?,
        ..messages::Metric::default()
    };
    // For an index, every kind of distribution is its sum.
    let mut distributions = messages::Histograms::default();
    for kind in ["histogram", "exponentialHistogram", "summary"] {
        for point in points(kind)?.unwrap_or_default() {
            distributions.points.push(messages::Histogram {
                time: unsigned(&point["timeUnixNano"])?,
                sum: point["sum"].as_f64(),
                attributes: key_values(&point["attributes"])?,
            });
        }
    }
    metric.histogram = Some(distributions);
    Ok(metric)
}

fn number(point: &Value) -> Result<messages::Number, Malformed> {
    Ok(messages::Number {
        time: unsigned(&point["timeUnixNano"])?,
        double: point["asDouble"].as_f64(),
        int: point.get("asInt").map(signed).transpose()?,
        attributes: key_values(&point["attributes"])?,
    })
}

fn key_values(value: &Value) -> Result<Vec<KeyValue>, Malformed> {
    let read =
        |member: &Value| Ok(KeyValue { key: text(&member["key"])?, value: any_value(&member["value"])? });
    list(value)?.iter().map(read).collect()
}

fn any_value(value: &Value) -> Result<Option<AnyValue>, Malformed> {
    let Some(members) = value.as_object() else {
        return if value.is_null() { Ok(None) } else { Err(wrong("a value", value)) };
    };
    let mut any = AnyValue::default();
    for (kind, value) in members {
        match kind.as_str() {
            "stringValue" => any.string = Some(text(value)?),
            "boolValue" => any.bool = value.as_bool(),
            "intValue" => any.int = Some(signed(value)?),
            "doubleValue" => any.double = value.as_f64(),
            "arrayValue" => {
                let values: Result<Vec<_>, _> = list(&value["values"])?.iter().map(any_value).collect();
                let values = values?.into_iter().map(Option::unwrap_or_default).collect();
                any.array = Some(ArrayValue { values });
            }
            "kvlistValue" => any.list = Some(KeyValueList { values: key_values(&value["values"])? }),
            "bytesValue" => any.bytes = Some(text(value)?.into()),
            // Unknown members are ignored, by the specification.
            _ => {}
        }
    }
    Ok(Some(any))
}

fn list(value: &Value) -> Result<&[Value], Malformed> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(values) => Ok(values),
        other => Err(wrong("a list", other)),
    }
}

fn text(value: &Value) -> Result<String, Malformed> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        other => Err(wrong("a string", other)),
    }
}

fn unsigned(value: &Value) -> Result<u64, Malformed> {
    match value {
        Value::Null => Ok(0),
        Value::String(text) => text.parse().map_err(|_| wrong("a number", value)),
        other => other.as_u64().ok_or_else(|| wrong("a number", value)),
    }
}

fn signed(value: &Value) -> Result<i64, Malformed> {
    match value {
        Value::String(text) => text.parse().map_err(|_| wrong("a number", value)),
        other => other.as_i64().ok_or_else(|| wrong("a number", value)),
    }
}

/// Pairs of hex digits.
fn id(value: &Value) -> Result<Bytes, Malformed> {
    let digits = text(value)?;
    let pairs: Option<Vec<&str>> = (0..digits.len()).step_by(2).map(|at| digits.get(at..at + 2)).collect();
    let bytes = pairs.map(|pairs| pairs.into_iter().map(|pair| u8::from_str_radix(pair, 16)).collect());
    match bytes {
        Some(Ok(bytes)) => Ok(Vec::into(bytes)),
        _ => Err(wrong("hex digits", value)),
    }
}

fn size(value: &Value) -> usize {
    if value.is_null() { 0 } else { value.to_string().len() }
}

fn wrong(expected: &str, value: &Value) -> Malformed {
    Malformed(format!("{value} is not {expected}"))
}
