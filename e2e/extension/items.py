"""Spans, data points and log records in a form of their own, whatever they were written as: what far ends have read."""

import collections
import json

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from values import attributes, parsed, value, with_base64

REQUESTS = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}


def decode(signal, content_type, body):
    """The items of a request."""
    return read(signal, parsed(REQUESTS[signal], content_type, body))


def from_json(signal, request, ids):
    """The same of JSON, whose ids are in hexadecimal digits or in base64."""
    request = with_base64(request) if ids == "hex" else request
    return read(signal, json_format.ParseDict(request, REQUESTS[signal]()))


def read(signal, request):
    return {
        "spans": [span(*found) for found in scoped(request, "span", "spans")] if signal == "traces" else [],
        "points": [item for found in scoped(request, "metric", "metrics") for item in points(*found)]
        if signal == "metrics"
        else [],
        "logs": [log(*found) for found in scoped(request, "log", "log_records")] if signal == "logs" else [],
    }


def scoped(request, name, items):
    """Every item, and where it comes from."""
    of_items = {"span": "spans", "metric": "metrics", "log": "logs"}[name]
    for of_resource in getattr(request, f"resource_{of_items}"):
        for of_scope in getattr(of_resource, f"scope_{of_items}"):
            scope = [of_scope.scope.name, of_scope.scope.version]
            origin = {"resource": attributes(of_resource.resource.attributes), "scope": scope}
            for item in getattr(of_scope, items):
                yield origin, item


def span(origin, read):
    return {
        **origin,
        "trace": read.trace_id.hex(),
        "span": read.span_id.hex(),
        "parent": read.parent_span_id.hex(),
        "name": read.name,
        "kind": read.kind,
        "start": str(read.start_time_unix_nano),
        "end": str(read.end_time_unix_nano),
        "attributes": attributes(read.attributes),
        "events": [[event.name, str(event.time_unix_nano), attributes(event.attributes)] for event in read.events],
        "links": [[link.trace_id.hex(), link.span_id.hex(), attributes(link.attributes)] for link in read.links],
        "status": [read.status.code, read.status.message],
    }


def log(origin, read):
    return {
        **origin,
        "trace": read.trace_id.hex(),
        "span": read.span_id.hex(),
        "time": str(read.time_unix_nano),
        "severity": read.severity_number,
        "text": read.severity_text,
        "body": value(read.body),
        "attributes": attributes(read.attributes),
    }


def points(origin, metric):
    kind = metric.WhichOneof("data")
    if kind is None:
        # Whoever wrote it has lost the points.
        return
    data = getattr(metric, kind)
    for point in data.data_points:
        yield {
            **origin,
            "name": metric.name,
            "unit": metric.unit,
            "description": metric.description,
            "start": str(point.start_time_unix_nano),
            "time": str(point.time_unix_nano),
            "attributes": attributes(point.attributes),
            "kind": "exponential" if kind == "exponential_histogram" else kind,
            "temporality": getattr(data, "aggregation_temporality", 0),
            "monotonic": getattr(data, "is_monotonic", False),
            "value": number(kind, point),
        }


def number(kind, point):
    if kind in ("sum", "gauge"):
        if point.WhichOneof("value") == "as_int":
            return {"int": str(point.as_int)}
        return {"double": point.as_double}
    read = {"count": point.count, "sum": point.sum, "min": point.min, "max": point.max}
    if kind == "histogram":
        return read | {"bounds": list(point.explicit_bounds), "counts": list(point.bucket_counts)}
    sides = {side: getattr(point, side) for side in ("positive", "negative")}
    return read | {
        "scale": point.scale,
        "zero": point.zero_count,
        **{side: [buckets.offset, list(buckets.bucket_counts)] for side, buckets in sides.items()},
    }


def differences(sent, arrived, digits):
    """What did not arrive exactly once and as it was sent, in a few words for each. Of fractions so many digits count."""
    wrong = []
    for kind in ("spans", "points", "logs"):
        told, read = ([json.dumps(normal(item, digits), sort_keys=True) for item in some[kind]] for some in (sent, arrived))
        told, read = collections.Counter(told), collections.Counter(read)
        for item in sorted(set(told) | set(read)):
            if told[item] != read[item]:
                wrong.append(f"{kind}: sent {told[item]}, arrived {read[item]} times: {item}")
    return wrong


def normal(item, digits):
    """The same, with a number that is written in two ways written in one. Whole numbers that have a type are text."""
    if isinstance(item, list):
        return [normal(each, digits) for each in item]
    if isinstance(item, dict):
        return {key: normal(each, digits) for key, each in item.items()}
    return float(f"{item:.{digits}g}") if isinstance(item, (int, float)) and not isinstance(item, bool) else item
