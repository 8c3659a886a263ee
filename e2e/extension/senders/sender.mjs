// A function that sends every kind of telemetry with OpenTelemetry's SDK, in the form that its event names, to where an
// extension listens; and answers what it has sent.

import { context, SpanKind, SpanStatusCode, trace, ValueType } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import * as told from "./told.mjs";

const EXTENSION = `http://127.0.0.1:${process.env.LAMPLIGHT_OTLP_PORT}`;
// Nothing is sent by the clock.
const NEVER = 3_600_000;
const EXPORTERS = {
  json: { spans: JsonTraces, points: JsonMetrics, logs: JsonLogs },
  protobuf: { spans: ProtobufTraces, points: ProtobufMetrics, logs: ProtobufLogs },
};
const PATHS = { spans: "traces", points: "metrics", logs: "logs" };

/** What went out since the last answer. */
let sent = { spans: [], points: [], logs: [], failures: [] };

/** The SDK's exporter, which keeps what it sends. */
function exporter(kind, protocol, compression) {
  const to = { url: `${EXTENSION}/v1/${PATHS[kind]}`, compression };
  const exporter = new EXPORTERS[protocol][kind]({ ...to, temporalityPreference: AggregationTemporality.DELTA });
  const original = exporter.export.bind(exporter);
  exporter.export = (batch, done) => {
    sent[kind].push(...told[kind](batch));
    original(batch, (result) => {
      if (result.code !== 0) sent.failures.push(`${kind} were not taken: ${result.error}`);
      done(result);
    });
  };
  return exporter;
}

/** The SDK, set up for one form. */
class Sender {
  constructor(protocol, compression) {
    const form = `javascript ${protocol} ${compression}`;
    const resource = resourceFromAttributes({ "service.name": "sender", "sender.form": form });
    const exporters = (kind) => exporter(kind, protocol, compression);
    const options = { scheduledDelayMillis: NEVER };
    const spans = new BatchSpanProcessor(exporters("spans"), options);
    this.traces = new NodeTracerProvider({ resource, spanProcessors: [spans] });
    // Without it no span has a parent.
    if (!Sender.isRegistered) this.traces.register();
    Sender.isRegistered = true;
    const logs = new BatchLogRecordProcessor({ exporter: exporters("logs"), ...options });
    this.logs = new LoggerProvider({ resource, processors: [logs] });
    const reader = new PeriodicExportingMetricReader({ exporter: exporters("points"), exportIntervalMillis: NEVER });
    const aggregation = { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 20 } };
    const views = [{ instrumentName: "bytes", aggregation }];
    this.metrics = new MeterProvider({ resource, readers: [reader], views });
    const meter = this.metrics.getMeter("stock", "2.0");
    const description = "orders that came in";
    this.orders = meter.createCounter("orders", { unit: "1", description, valueType: ValueType.INT });
    this.weight = meter.createCounter("weight", { unit: "kg" });
    this.open = meter.createUpDownCounter("open", { valueType: ValueType.INT });
    this.shelf = meter.createGauge("shelf", { valueType: ValueType.INT });
    this.duration = meter.createHistogram("duration", { unit: "s" });
    this.bytes = meter.createHistogram("bytes", { unit: "By" });
    const age = meter.createObservableGauge("age", { unit: "s" });
    age.addCallback((result) => result.observe(process.uptime(), { of: "process" }));
  }

  async send(round, count) {
    const tracer = this.traces.getTracer("shop", "1.0");
    const logger = this.logs.getLogger("shop.log", "1.1");
    const root = tracer.startSpan("batch", { kind: SpanKind.CONSUMER });
    context.with(trace.setSpan(context.active(), root), () => {
      for (let at = 0; at < count; at += 1) {
        const links = [{ context: root.spanContext(), attributes: { at } }];
        const span = tracer.startSpan(`order ${at}`, { kind: SpanKind.CLIENT, links });
        span.setAttributes({ at, share: at / 7, ok: at % 2 === 0, name: "Lämpchen 💡", tags: ["a", "b"] });
        span.addEvent("packed", { boxes: at });
        if (at % 3 === 0) span.setStatus({ code: SpanStatusCode.ERROR, message: "sold out" });
        context.with(trace.setSpan(context.active(), span), () => this.log(logger, at));
        span.end();
        const of = { round, lamp: `lamp-${at % 3}` };
        this.orders.add(1, of);
        this.weight.add(0.5 + at / 3, of);
        this.open.add(at % 2 ? -1 : 1, of);
        this.shelf.record(at, of);
        this.duration.record(at / 100, of);
        this.bytes.record(at * at, of);
      }
    });
    root.end();
    await Promise.all([this.traces, this.metrics, this.logs].map((provider) => provider.forceFlush()));
  }

  log(logger, at) {
    const body = at % 2 ? { text: `order ${at}`, sizes: [at, at / 2] } : `order ${at}`;
    const severityNumber = at % 4 ? SeverityNumber.INFO : SeverityNumber.ERROR;
    const severityText = SeverityNumber[severityNumber];
    logger.emit({ timestamp: Date.now(), severityNumber, severityText, body, attributes: { at } });
  }
}

const senders = {};

export async function handler({ protocol, compression, round, count, hang }) {
  senders[protocol + compression] ??= new Sender(protocol, compression);
  await senders[protocol + compression].send(round, count);
  if (hang) await new Promise((done) => setTimeout(done, 60_000));
  const answer = sent;
  sent = { spans: [], points: [], logs: [], failures: [] };
  return answer;
}
