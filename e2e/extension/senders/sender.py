"""A function that sends every kind of telemetry with OpenTelemetry's SDK, in the form that its event names, to where an
extension listens; and answers what it has sent."""

import os
import time

from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import Observation
from opentelemetry.sdk import metrics
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import view
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

import told

EXTENSION = f"http://127.0.0.1:{os.environ['LAMPLIGHT_OTLP_PORT']}"
DELTA = {kind: AggregationTemporality.DELTA for kind in (metrics.Counter, metrics.Histogram)}
# Nothing is sent by the clock.
NEVER = 3_600_000


class Sent:
    """What went out since the last answer."""

    items = {"spans": [], "points": [], "logs": []}
    failures = []

    @classmethod
    def keep(cls, kind, items, result):
        cls.items[kind] += items
        if result.name != "SUCCESS":
            cls.failures.append(f"{len(items)} {kind} were not taken")
        return result

    @classmethod
    def taken(cls):
        kept = {**cls.items, "failures": cls.failures}
        cls.items, cls.failures = {"spans": [], "points": [], "logs": []}, []
        return kept


class Spans(OTLPSpanExporter):
    def export(self, batch):
        return Sent.keep("spans", told.spans(batch), super().export(batch))


class Points(OTLPMetricExporter):
    def export(self, data, *rest, **options):
        return Sent.keep("points", told.points(data), super().export(data, *rest, **options))


class Logs(OTLPLogExporter):
    def export(self, batch):
        return Sent.keep("logs", told.logs(batch), super().export(batch))


class Sender:
    """The SDK, set up for one form."""

    def __init__(self, compression):
        compression = Compression(compression)
        resource = Resource({"service.name": "sender", "sender.form": f"python protobuf {compression.value}"})
        to = lambda signal: {"endpoint": f"{EXTENSION}/v1/{signal}", "compression": compression}
        self.traces = TracerProvider(resource=resource)
        self.traces.add_span_processor(BatchSpanProcessor(Spans(**to("traces")), schedule_delay_millis=NEVER))
        self.logs = LoggerProvider(resource=resource)
        self.logs.add_log_record_processor(BatchLogRecordProcessor(Logs(**to("logs")), schedule_delay_millis=NEVER))
        points = Points(**to("metrics"), preferred_temporality=DELTA)
        reader = PeriodicExportingMetricReader(points, export_interval_millis=NEVER)
        exponential = view.View(
            instrument_name="bytes", aggregation=view.ExponentialBucketHistogramAggregation(max_size=20)
        )
        self.metrics = metrics.MeterProvider([reader], resource, views=[exponential])
        meter = self.metrics.get_meter("stock", "2.0")
        self.orders = meter.create_counter("orders", "1", "orders that came in")
        self.weight = meter.create_counter("weight", "kg")
        self.open = meter.create_up_down_counter("open")
        self.shelf = meter.create_gauge("shelf")
        self.duration = meter.create_histogram("duration", "s")
        self.bytes = meter.create_histogram("bytes", "By")
        meter.create_observable_gauge("age", [lambda _: [Observation(time.monotonic(), {"of": "process"})]], "s")

    def send(self, round, count):
        tracer, logger = self.traces.get_tracer("shop", "1.0"), self.logs.get_logger("shop.log", "1.1")
        with tracer.start_as_current_span("batch", kind=trace.SpanKind.CONSUMER) as root:
            for at in range(count):
                link = trace.Link(root.get_span_context(), {"at": at})
                with tracer.start_as_current_span(f"order {at}", kind=trace.SpanKind.CLIENT, links=[link]) as span:
                    span.set_attributes({"at": at, "share": at / 7, "ok": at % 2 == 0, "name": "Lämpchen 💡"})
                    span.set_attribute("tags", ["a", "b"])
                    span.add_event("packed", {"boxes": at})
                    if at % 3 == 0:
                        span.set_status(trace.StatusCode.ERROR, "sold out")
                    self.log(logger, at)
                of = {"round": round, "lamp": f"lamp-{at % 3}"}
                self.orders.add(1, of)
                self.weight.add(0.5 + at / 3, of)
                self.open.add(-1 if at % 2 else 1, of)
                self.shelf.set(at, of)
                self.duration.record(at / 100, of)
                self.bytes.record(at * at, of)
        for provider in (self.traces, self.metrics, self.logs):
            provider.force_flush()

    def log(self, logger, at):
        body = {"text": f"order {at}", "sizes": [at, at / 2]} if at % 2 else f"order {at}"
        severity = SeverityNumber.INFO if at % 4 else SeverityNumber.ERROR
        record = LogRecord(timestamp=time.time_ns(), severity_number=severity, severity_text=severity.name, body=body)
        record.attributes = {"at": at}
        logger.emit(record)


SENDERS = {}


def handler(event, _):
    compression = event["compression"]
    if compression not in SENDERS:
        SENDERS[compression] = Sender(compression)
    SENDERS[compression].send(event["round"], event["count"])
    if event.get("hang"):
        time.sleep(60)
    return Sent.taken()
