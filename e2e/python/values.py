"""Reads OTLP by the protocol's own definitions, and its attributes in a form that has one way to write each value."""

import base64
import json

from google.protobuf import json_format

# In JSON these are in hexadecimal digits, where protobuf's own JSON would have base64.
IDS = {"traceId", "spanId", "parentSpanId"}


def parsed(message, content_type, body):
    """The body of a request, read strictly: a field that the protocol does not know is an error."""
    if content_type == "application/json":
        return json_format.ParseDict(with_base64(json.loads(body)), message())
    assert content_type == "application/x-protobuf", content_type
    request = message.FromString(body)
    # What it does not know it would write again, and what it leaves out it would not.
    known = message()
    known.CopyFrom(request)
    known.DiscardUnknownFields()
    assert known == request, "a field that the protocol does not know"
    return request


def with_base64(value):
    """The same JSON with ids as protobuf's own JSON has them."""
    if isinstance(value, list):
        return [with_base64(item) for item in value]
    if isinstance(value, dict):
        return {
            key: base64.b64encode(bytes.fromhex(item)).decode() if key in IDS else with_base64(item)
            for key, item in value.items()
        }
    return value


def attributes(pairs, fraction=float):
    read = {pair.key: value(pair.value, fraction) for pair in pairs}
    assert len(read) == len(pairs), "a key twice"
    return read


def value(read, fraction=float):
    """A value by its kind. A whole number is text, as no reader of JSON rounds that; `fraction` writes the others."""
    kind = read.WhichOneof("value")
    if kind == "array_value":
        return [value(item, fraction) for item in read.array_value.values]
    if kind == "kvlist_value":
        return {"map": attributes(read.kvlist_value.values, fraction)}
    if kind == "int_value":
        return {"int": str(read.int_value)}
    if kind == "double_value":
        return {"double": fraction(read.double_value)}
    return {kind.removesuffix("_value"): getattr(read, kind)}
