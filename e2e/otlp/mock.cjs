// Starts a receiver on a free port and says where; then says of each request how its spans arrived, in the form of
// spans.py. Ends with its standard input.
const path = require('node:path');
const {createRequire} = require('node:module');
const {MockOtlpServer} = createRequire(path.join(process.argv[2], 'package.json'))('@elastic/mockotlpserver');

const hex = (id) => (typeof id === 'string' ? id : Buffer.from(id ?? []).toString('hex'));
const own = (message, key) => message != null && Object.hasOwn(message, key);
const text = (number) => String(number ?? 0);
const items = (list) => list ?? [];

function value(read) {
    if (own(read, 'stringValue')) return {string: read.stringValue};
    if (own(read, 'boolValue')) return {bool: read.boolValue};
    if (own(read, 'intValue')) return {int: text(read.intValue)};
    if (own(read, 'doubleValue')) {
        const bits = Buffer.alloc(8);
        bits.writeDoubleBE(read.doubleValue);
        return {double: bits.toString('hex')};
    }
    if (own(read, 'arrayValue')) return items(read.arrayValue.values).map(value);
    throw new Error(`a value of no kind: ${JSON.stringify(read)}`);
}

const attributes = (pairs) => Object.fromEntries(items(pairs).map((pair) => [pair.key, value(pair.value)]));
const context = (span) => [hex(span.traceId), hex(span.spanId), span.traceState ?? ''];

function spans(request) {
    return items(request.resourceSpans).flatMap((ofResource) =>
        items(ofResource.scopeSpans).flatMap((ofScope) =>
            items(ofScope.spans).map((span) => ({
                resource: attributes(ofResource.resource.attributes),
                scope: [ofScope.scope.name ?? '', ofScope.scope.version ?? ''],
                context: context(span),
                parent: hex(span.parentSpanId),
                flags: span.flags ?? 0,
                name: span.name,
                kind: span.kind,
                start: text(span.startTimeUnixNano),
                end: text(span.endTimeUnixNano),
                attributes: attributes(span.attributes),
                events: items(span.events).map((event) => ({
                    name: event.name,
                    time: text(event.timeUnixNano),
                    attributes: attributes(event.attributes),
                    dropped: event.droppedAttributesCount ?? 0,
                })),
                links: items(span.links).map((link) => ({
                    context: context(link),
                    attributes: attributes(link.attributes),
                    dropped: link.droppedAttributesCount ?? 0,
                    flags: link.flags ?? 0,
                })),
                dropped: [
                    span.droppedAttributesCount ?? 0,
                    span.droppedEventsCount ?? 0,
                    span.droppedLinksCount ?? 0,
                ],
                status: [span.status?.code ?? 0, span.status?.message ?? ''],
            })),
        ),
    );
}

const server = new MockOtlpServer({
    logLevel: 'error',
    services: ['http'],
    httpHostname: '127.0.0.1',
    httpPort: 0,
    onTrace: (request) => console.log(JSON.stringify(spans(request))),
});
server.start().then(() => console.log(JSON.stringify(server.httpUrl)));
process.stdin.resume().on('end', () => process.exit(0));
