"""What OpenTelemetry's SDK for Python hands to its exporters, in the form of items.py."""


def spans(batch):
    return [
        {
            **origin(span.resource, span.instrumentation_scope),
            "trace": f"{span.context.trace_id:032x}",
            "span": f"{span.context.span_id:016x}",
            "parent": f"{span.parent.span_id:016x}" if span.parent else "",
            "name": span.name,
            # OpenTelemetry counts from 0 in its API, and from 1 in its protocol.
            "kind": span.kind.value + 1,
            "start": str(span.start_time),
            "end": str(span.end_time),
            "attributes": attributes(span.attributes),
            "events": [[event.name, str(event.timestamp), attributes(event.attributes)] for event in span.events],
            "links": [
                [f"{link.context.trace_id:032x}", f"{link.context.span_id:016x}", attributes(link.attributes)]
                for link in span.links
            ],
            "status": [span.status.status_code.value, span.status.description or ""],
        }
        for span in batch
    ]


def logs(batch):
    return [
        {
            **origin(item.resource, item.instrumentation_scope),
            "trace": f"{item.log_record.trace_id:032x}" if item.log_record.trace_id else "",
            "span": f"{item.log_record.span_id:016x}" if item.log_record.span_id else "",
            "time": str(item.log_record.timestamp or 0),
            "severity": item.log_record.severity_number.value,
            "text": item.log_record.severity_text or "",
            "body": value(item.log_record.body),
            "attributes": attributes(item.log_record.attributes),
        }
        for item in batch
    ]


def points(data):
    return [
        {
            **origin(of_resource.resource, of_scope.scope),
            "name": metric.name,
            "unit": metric.unit or "",
            "description": metric.description or "",
            "start": str(point.start_time_unix_nano or 0),
            "time": str(point.time_unix_nano),
            "attributes": attributes(point.attributes),
            **shape(metric.data),
            "value": number(point),
        }
        for of_resource in data.resource_metrics
        for of_scope in of_resource.scope_metrics
        for metric in of_scope.metrics
        for point in metric.data.data_points
    ]


def shape(data):
    kind = {"Sum": "sum", "Gauge": "gauge", "Histogram": "histogram", "ExponentialHistogram": "exponential"}
    return {
        "kind": kind[type(data).__name__],
        "temporality": int(getattr(data, "aggregation_temporality", 0)),
        "monotonic": getattr(data, "is_monotonic", False),
    }


def number(point):
    if hasattr(point, "value"):
        return value(point.value)
    told = {"count": point.count, "sum": float(point.sum), "min": float(point.min), "max": float(point.max)}
    if hasattr(point, "explicit_bounds"):
        return told | {"bounds": list(map(float, point.explicit_bounds)), "counts": list(point.bucket_counts)}
    sides = {side: getattr(point, side) for side in ("positive", "negative")}
    return told | {
        "scale": point.scale,
        "zero": point.zero_count,
        **{side: [buckets.offset, list(buckets.bucket_counts)] for side, buckets in sides.items()},
    }


def origin(resource, scope):
    return {"resource": attributes(resource.attributes), "scope": [scope.name, scope.version or ""]}


def attributes(pairs):
    return {key: value(item) for key, item in (pairs or {}).items()}


def value(item):
    if isinstance(item, bool):
        return {"bool": item}
    if isinstance(item, int):
        return {"int": str(item)}
    if isinstance(item, float):
        return {"double": item}
    if isinstance(item, str):
        return {"string": item}
    if isinstance(item, dict):
        return {"map": attributes(item)}
    return [value(each) for each in item]
