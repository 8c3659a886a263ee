// What OpenTelemetry's SDK for JavaScript hands to its exporters, in the form of items.py.

const KINDS = ["histogram", "exponential", "gauge", "sum"];

const nanoseconds = ([seconds, rest]) => String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
const attributes = (pairs) =>
  Object.fromEntries(Object.entries(pairs ?? {}).map(([key, item]) => [key, value(item)]));
const origin = (resource, scope) => ({
  resource: attributes(resource.attributes),
  scope: [scope.name, scope.version ?? ""],
});

function value(item) {
  if (typeof item === "string") return { string: item };
  if (typeof item === "boolean") return { bool: item };
  if (typeof item === "number") return Number.isInteger(item) ? { int: String(item) } : { double: item };
  if (Array.isArray(item)) return item.map(value);
  return { map: attributes(item) };
}

export const spans = (batch) =>
  batch.map((span) => ({
    ...origin(span.resource, span.instrumentationScope),
    trace: span.spanContext().traceId,
    span: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId ?? "",
    name: span.name,
    // OpenTelemetry counts from 0 in its API, and from 1 in its protocol.
    kind: span.kind + 1,
    start: nanoseconds(span.startTime),
    end: nanoseconds(span.endTime),
    attributes: attributes(span.attributes),
    events: span.events.map((event) => [event.name, nanoseconds(event.time), attributes(event.attributes)]),
    links: span.links.map((link) => [link.context.traceId, link.context.spanId, attributes(link.attributes)]),
    status: [span.status.code, span.status.message ?? ""],
  }));

export const logs = (batch) =>
  batch.map((record) => ({
    ...origin(record.resource, record.instrumentationScope),
    trace: record.spanContext?.traceId ?? "",
    span: record.spanContext?.spanId ?? "",
    time: nanoseconds(record.hrTime),
    severity: record.severityNumber ?? 0,
    text: record.severityText ?? "",
    body: value(record.body),
    attributes: attributes(record.attributes),
  }));

export const points = (data) =>
  data.scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.flatMap((metric) =>
      metric.dataPoints.map((point) => ({
        ...origin(data.resource, scope),
        name: metric.descriptor.name,
        unit: metric.descriptor.unit,
        description: metric.descriptor.description,
        start: nanoseconds(point.startTime),
        time: nanoseconds(point.endTime),
        attributes: attributes(point.attributes),
        kind: KINDS[metric.dataPointType],
        // A gauge has none in the protocol, where those of the API come one later.
        temporality: KINDS[metric.dataPointType] === "gauge" ? 0 : metric.aggregationTemporality + 1,
        monotonic: metric.isMonotonic ?? false,
        value: number(metric, point.value),
      })),
    ),
  );

function number(metric, read) {
  const kind = KINDS[metric.dataPointType];
  // Of a number the instrument says what it is: 0 is for whole ones.
  if (kind === "sum" || kind === "gauge")
    return metric.descriptor.valueType === 0 ? { int: String(read) } : { double: read };
  const { count, sum, min, max } = read;
  const told = { count, sum, min, max };
  if (kind === "histogram") return { ...told, bounds: read.buckets.boundaries, counts: read.buckets.counts };
  const side = ({ offset, bucketCounts }) => [offset, bucketCounts];
  const [positive, negative] = [side(read.positive), side(read.negative)];
  return { ...told, scale: read.scale, zero: read.zeroCount, positive, negative };
}
