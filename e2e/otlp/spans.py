"""Spans in a form of their own, whatever they were written as: what the sender tells, and what a receiver read."""

import struct

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

import values
from values import parsed


def decode(content_type, body):
    """Reads the body of a request, strictly."""
    return parsed(ExportTraceServiceRequest, content_type, body)


def spans(request):
    """Every span of a request."""
    for of_resource in request.resource_spans:
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                yield {
                    "resource": attributes(of_resource.resource.attributes),
                    "scope": [of_scope.scope.name, of_scope.scope.version],
                    "context": context(span),
                    "parent": span.parent_span_id.hex(),
                    "flags": span.flags,
                    "name": span.name,
                    "kind": span.kind,
                    "start": str(span.start_time_unix_nano),
                    "end": str(span.end_time_unix_nano),
                    "attributes": attributes(span.attributes),
                    "events": [
                        {
                            "name": event.name,
                            "time": str(event.time_unix_nano),
                            "attributes": attributes(event.attributes),
                            "dropped": event.dropped_attributes_count,
                        }
                        for event in span.events
                    ],
                    "links": [
                        {
                            "context": context(link),
                            "attributes": attributes(link.attributes),
                            "dropped": link.dropped_attributes_count,
                            "flags": link.flags,
                        }
                        for link in span.links
                    ],
                    "dropped": [
                        span.dropped_attributes_count,
                        span.dropped_events_count,
                        span.dropped_links_count,
                    ],
                    "status": [span.status.code, span.status.message],
                }


def context(span):
    return [span.trace_id.hex(), span.span_id.hex(), span.trace_state]


def attributes(pairs):
    # To the last bit.
    return values.attributes(pairs, lambda number: struct.pack(">d", number).hex())


def difference(told, read, is_exact):
    """What is wrong, in a few words; nothing where all that was told was read once. Without `is_exact` the last bit of
    a fraction does not count."""
    told, read = ({span["context"][1]: span for span in some} for some in (list(told), list(read)))
    if told.keys() != read.keys():
        return "%d spans instead of %d" % (len(read), len(told))
    for number, span in told.items():
        for key, expected in span.items():
            if not is_same(expected, read[number][key], is_exact):
                return "span %s, %s: %r instead of %r" % (number, key, read[number][key], expected)
    return None


def is_same(told, read, is_exact):
    if type(told) is not type(read):
        return False
    if isinstance(told, list):
        pairs = zip(told, read)
        return len(told) == len(read) and all(is_same(one, other, is_exact) for one, other in pairs)
    if isinstance(told, dict):
        if told.keys() == read.keys() == {"double"} and not is_exact:
            return abs(int(told["double"], 16) - int(read["double"], 16)) <= 1
        return told.keys() == read.keys() and all(is_same(told[key], read[key], is_exact) for key in told)
    return told == read
