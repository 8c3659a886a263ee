"""A function with OpenTelemetry's SDK, and with nothing of Lamplight's: the extension beside it takes what it sends."""

import os

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.sdk.metrics import Counter, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

# Where the extension listens. The SDK would take OTEL_EXPORTER_OTLP_ENDPOINT, which says where the extension sends to.
EXTENSION = f"http://localhost:{os.environ.get('LAMPLIGHT_OTLP_PORT', 4318)}"

traces = TracerProvider()
traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{EXTENSION}/v1/traces")))
trace.set_tracer_provider(traces)

delta = {Counter: AggregationTemporality.DELTA}
points = OTLPMetricExporter(f"{EXTENSION}/v1/metrics", preferred_temporality=delta)
meters = MeterProvider([PeriodicExportingMetricReader(points)])
metrics.set_meter_provider(meters)

tracer = trace.get_tracer("orders")
placed = metrics.get_meter("orders").create_counter("orders.placed")


def handler(event, context):
    # Lambda's own trace, which the extension's spans belong to.
    lambdas = AwsXRayPropagator().extract({"X-Amzn-Trace-Id": os.environ.get("_X_AMZN_TRACE_ID", "")})
    name, kind = context.function_name, trace.SpanKind.SERVER
    attributes = {"faas.invocation_id": context.aws_request_id}
    try:
        with tracer.start_as_current_span(name, lambdas, kind, attributes):
            return pack(event)
    finally:
        # To the extension it is a millisecond. Later the function is frozen.
        traces.force_flush()
        meters.force_flush()


def pack(order):
    with tracer.start_as_current_span("pack", attributes={"order.id": order["id"]}):
        boxes = sum(reserve(**item) for item in order["items"])
    placed.add(1, {"customer": order["customer"]})
    return {"order_id": order["id"], "boxes": boxes}


@tracer.start_as_current_span("reserve")
def reserve(sku, quantity, per_box):
    trace.get_current_span().set_attribute("sku", sku)
    if sku == "lamp-far":
        raise TimeoutError(f"no answer about {sku} after 3 attempts")
    return -(-quantity // per_box)
