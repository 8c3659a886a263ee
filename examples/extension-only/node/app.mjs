// A function with OpenTelemetry's SDK, and with nothing of Lamplight's: the extension beside it takes what it sends.

import { context, defaultTextMapGetter, metrics, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { AWSXRayPropagator } from "@opentelemetry/propagator-aws-xray";
import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

// Where the extension listens. The SDK would take OTEL_EXPORTER_OTLP_ENDPOINT, which says where the extension sends to.
const EXTENSION = `http://localhost:${process.env.LAMPLIGHT_OTLP_PORT ?? 4318}`;

const spans = new BatchSpanProcessor(new OTLPTraceExporter({ url: `${EXTENSION}/v1/traces` }));
const traces = new NodeTracerProvider({ spanProcessors: [spans] });
traces.register();

const temporalityPreference = AggregationTemporality.DELTA;
const exporter = new OTLPMetricExporter({ url: `${EXTENSION}/v1/metrics`, temporalityPreference });
const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
metrics.setGlobalMeterProvider(meters);

const tracer = trace.getTracer("orders");
const placed = metrics.getMeter("orders").createCounter("orders.placed");

export async function handler(event, { awsRequestId, functionName }) {
  // Lambda's own trace, which the extension's spans belong to.
  const header = { "x-amzn-trace-id": process.env._X_AMZN_TRACE_ID };
  const lambdas = new AWSXRayPropagator().extract(ROOT_CONTEXT, header, defaultTextMapGetter);
  const options = { kind: SpanKind.SERVER, attributes: { "faas.invocation_id": awsRequestId } };
  try {
    return context.with(lambdas, () => within(functionName, options, () => pack(event)));
  } finally {
    // To the extension it is a millisecond. Later the function is frozen.
    await Promise.all([traces.forceFlush(), meters.forceFlush()]);
  }
}

function pack(order) {
  const boxes = within("pack", { attributes: { "order.id": order.id } }, () =>
    order.items.map(reserve).reduce((sum, boxes) => sum + boxes, 0),
  );
  placed.add(1, { customer: order.customer });
  return { order_id: order.id, boxes };
}

function reserve({ sku, quantity, per_box }) {
  return within("reserve", { attributes: { sku } }, () => {
    if (sku === "lamp-far") throw new Error(`no answer about ${sku} after 3 attempts`);
    return Math.ceil(quantity / per_box);
  });
}

/** A span for as long as the work takes; an error is told and goes on. */
function within(name, options, work) {
  return tracer.startActiveSpan(name, options, (span) => {
    try {
      return work();
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      span.end();
    }
  });
}
