//! The mapping from spans to documents, row by row: the rows are those of the translator in OpenTelemetry's collector
//! (`awsxrayexporter`), which is what other languages' spans go through. Where ours is different, the row says so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod schema;
#[expect(dead_code, reason = "other tests need more")]
mod spans;

use lamplight_xray::Documents;
use opentelemetry::trace::{Event, Link, SpanKind, Status};
use opentelemetry::{Array, KeyValue, Value as Attribute};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use serde_json::{Value, json};

use self::spans::{context, exception, span, start};

/// One row: what it is called, a span, its resource, and what is to be found in its document and where.
struct Row {
    name: &'static str,
    span: SpanData,
    resource: Value,
    expected: Vec<(&'static str, Value)>,
}

impl Row {
    /// A span with a parent and with these attributes.
    fn of(name: &'static str, kind: SpanKind, attributes: &Value) -> Self {
        let mut span = span(0x10, 0x53);
        span.span_kind = kind;
        span.attributes = key_values(attributes);
        Self { name, span, resource: json!({}), expected: Vec::new() }
    }

    fn with(mut self, change: impl FnOnce(&mut SpanData)) -> Self {
        change(&mut self.span);
        self
    }

    fn in_resource(mut self, resource: Value) -> Self {
        self.resource = resource;
        self
    }

    /// There is this value at this place, or nothing where it is null.
    fn has(mut self, pointer: &'static str, value: impl Into<Value>) -> Self {
        self.expected.push((pointer, value.into()));
        self
    }

    fn check(self) {
        let Self { name, span, resource, expected } = self;
        let mut documents = Documents::default();
        documents.annotate(["order.id"]);
        documents.set_resource(&Resource::builder_empty().with_attributes(key_values(&resource)).build());
        let mut written = Vec::new();
        documents.write(&[span], |datagram| {
            let document = datagram.bytes.split(|byte| *byte == b'\n').nth(1).unwrap();
            written.push(serde_json::from_slice::<Value>(document).unwrap());
        });
        let [document] = &written[..] else { panic!("{name}: {written:?}") };
        schema::check(document);
        for (pointer, value) in expected {
            let found = document.pointer(pointer).unwrap_or(&Value::Null);
            assert_eq!(found, &value, "{name}: {pointer} of {document}");
        }
    }
}

fn key_values(object: &Value) -> Vec<KeyValue> {
    let list = |values: &[Value]| {
        let texts = values.iter().map(|value| value.as_str().unwrap().to_owned().into());
        Attribute::Array(Array::String(texts.collect()))
    };
    let value = |value: &Value| match value {
        Value::Bool(value) => Attribute::Bool(*value),
        Value::Number(value) => value.as_i64().map_or_else(|| value.as_f64().unwrap().into(), Attribute::I64),
        Value::String(value) => value.clone().into(),
        Value::Array(values) => list(values),
        other => panic!("{other} is no attribute"),
    };
    object.as_object().unwrap().iter().map(|(key, it)| KeyValue::new(key.clone(), value(it))).collect()
}

use SpanKind::{Client, Consumer, Internal, Producer, Server};

#[test]
fn kind_ids_and_times() {
    let none = json!({});
    for row in [
        Row::of("subsegment: not a server, with a parent", Internal, &none).has("/type", "subsegment"),
        Row::of("ours: a server with a parent is one, too", Server, &none).has("/type", "subsegment"),
        Row::of("segment: no parent", Client, &none)
            .with(|span| span.parent_span_id = opentelemetry::SpanId::INVALID)
            .has("/type", Value::Null)
            .has("/parent_id", Value::Null),
        Row::of("id, parent_id", Internal, &none)
            .has("/id", "0000000000000010")
            .has("/parent_id", "0000000000000053"),
        Row::of("trace_id", Internal, &none).has("/trace_id", "1-5759e988-bd862e3fe1be46a994272793"),
        Row::of("start_time, end_time", Internal, &none)
            .has("/start_time", 1_465_510_280.0)
            .has("/end_time", 1_465_510_280.25),
        Row::of("ours: an end before the start is the start", Internal, &none)
            .with(|span| span.end_time = start() - std::time::Duration::from_secs(1))
            .has("/end_time", 1_465_510_280.0),
    ] {
        row.check();
    }
}

#[test]
fn name_and_namespace() {
    let remote = json!({ "aws.remote.service": "payments", "peer.service": "other" });
    let sdk = json!({ "rpc.system": "aws-api", "aws.remote.service": "AWS.SDK.S3", "rpc.service": "S3" });
    let short = json!({ "rpc.system": "aws-api", "aws.remote.service": "AWS::SQS" });
    let database = json!({ "db.system": "mysql", "db.name": "shop", "server.address": "db.example.com" });
    let own = |name: &'static str| move |span: &mut SpanData| span.name = name.into();
    for row in [
        Row::of("name: aws.remote.service", Client, &remote).has("/name", "payments"),
        Row::of("name: aws.remote.service of a producer", Producer, &remote).has("/name", "payments"),
        Row::of("name: without AWS.SDK.", Client, &sdk).has("/name", "S3"),
        Row::of("name: without AWS::", Client, &short).has("/name", "SQS"),
        Row::of("name: peer.service", Client, &json!({ "peer.service": "stock" })).has("/name", "stock"),
        Row::of("name: aws.service", Client, &json!({ "aws.service": "S3" })).has("/name", "S3"),
        Row::of("name: db.name@host", Client, &database).has("/name", "shop@db.example.com"),
        Row::of("name: rpc.service", Client, &json!({ "rpc.service": "Stock" })).has("/name", "Stock"),
        Row::of("name: http.host", Client, &json!({ "http.host": "a.example" })).has("/name", "a.example"),
        Row::of("name: net.peer.name", Client, &json!({ "net.peer.name": "b" })).has("/name", "b"),
        Row::of("name: the span's, without what is refused", Server, &json!({}))
            .with(own("GET /users/{id}"))
            .has("/name", "GET /users/id")
            .has("/metadata", Value::Null),
        Row::of("name: nothing left of it", Internal, &json!({})).with(own("{}")).has("/name", "span"),
        Row::of("ours: the span's own name is kept", Client, &remote)
            .with(own("POST"))
            .has("/metadata/span/name", "POST"),
        Row::of("namespace: aws-api", Client, &sdk).has("/namespace", "aws"),
        Row::of("namespace: aws.service", Internal, &json!({ "aws.service": "S3" })).has("/namespace", "aws"),
        Row::of("namespace: a client", Client, &json!({})).has("/namespace", "remote"),
        Row::of("namespace: a producer to a service", Producer, &remote).has("/namespace", "remote"),
        Row::of("namespace: a consumer of a service", Consumer, &remote).has("/namespace", "remote"),
        Row::of("namespace: a producer", Producer, &json!({})).has("/namespace", Value::Null),
        Row::of("namespace: others", Server, &remote).has("/namespace", Value::Null),
    ] {
        row.check();
    }
}

#[test]
fn http() {
    let new = json!({
        "http.request.method": "POST", "url.full": "https://a.example/b", "user_agent.original": "curl",
        "http.response.status_code": 201, "http.response.body.size": 17,
    });
    let old = json!({
        "http.method": "POST", "http.url": "https://a.example/b", "http.user_agent": "curl",
        "http.status_code": 201, "messaging.message.body.size": 17,
    });
    let block = json!({
        "request": { "method": "POST", "url": "https://a.example/b", "user_agent": "curl" },
        "response": { "status": 201, "content_length": 17 },
    });
    let parts = json!({ "url.scheme": "https", "server.address": "a.example", "url.path": "/b" });
    let path = json!({ "http.target": "/b" });
    let url = "/http/request/url";
    let client = json!({ "client.address": "192.0.2.1" });
    let both = json!({ "client.address": "192.0.2.1", "network.peer.address": "192.0.2.2" });
    let peer = json!({ "http.method": "GET", "net.peer.ip": "192.0.2.2" });
    let named = json!({ "client.address": "a.example" });
    let segment = |span: &mut SpanData| span.parent_span_id = opentelemetry::SpanId::INVALID;
    for row in [
        Row::of("http: by today's names", Client, &new)
            .has("/http", block.clone())
            .has("/metadata/default", Value::Null),
        Row::of("http: by their old names", Client, &old).has("/http", block),
        Row::of("http: absent where nothing is known", Client, &json!({})).has("/http", Value::Null),
        Row::of("url: of its parts", Server, &parts).has(url, "https://a.example/b"),
        Row::of("ours: a path alone has no made-up host", Server, &path).has(url, "/b"),
        Row::of("client_ip: client.address", Server, &client).has("/http/request/client_ip", "192.0.2.1"),
        Row::of("client_ip: else the peer", Server, &peer).has("/http/request/client_ip", "192.0.2.2"),
        Row::of("client_ip: not a name", Server, &named)
            .has("/http", Value::Null)
            .has("/metadata/default/client.address", "a.example"),
        Row::of("x_forwarded_for: no peer is known", Server, &client)
            .with(segment)
            .has("/http/request/x_forwarded_for", true),
        Row::of("x_forwarded_for: the peer is known", Server, &both)
            .with(segment)
            .has("/http/request/x_forwarded_for", Value::Null),
        Row::of("x_forwarded_for: in segments only", Server, &client)
            .has("/http/request/x_forwarded_for", Value::Null),
    ] {
        row.check();
    }
}

#[test]
fn flags_and_cause() {
    let code = |code: i64| json!({ "http.response.status_code": code });
    let error = |span: &mut SpanData| span.status = Status::error("no cover");
    let flags = ["/error", "/throttle", "/fault"];
    for (name, attributes, is_error, expected) in [
        ("flags: 4xx, whatever the status", code(404), true, [json!(true), Value::Null, Value::Null]),
        ("flags: 429", code(429), false, [json!(true), json!(true), Value::Null]),
        ("flags: 5xx", code(503), false, [Value::Null, Value::Null, json!(true)]),
        (
            "flags: the old name of the code",
            json!({ "http.status_code": 503 }),
            false,
            [Value::Null, Value::Null, json!(true)],
        ),
        ("flags: no code, and an error", json!({}), true, [Value::Null, Value::Null, json!(true)]),
        ("flags: none", json!({}), false, [Value::Null, Value::Null, Value::Null]),
    ] {
        let mut row = Row::of(name, Client, &attributes);
        if is_error {
            row = row.with(error);
        }
        flags.into_iter().zip(expected).fold(row, |row, (flag, value)| row.has(flag, value)).check();
    }
    let failed = |span: &mut SpanData| {
        error(span);
        span.events.events = vec![exception("declined", "0: app::charge\n   at src/pay.rs:12:5\n")];
    };
    let frame = json!({ "path": "src/pay.rs", "line": 12, "label": "app::charge" });
    for row in [
        Row::of("cause: an exception", Internal, &json!({}))
            .with(failed)
            .has("/cause/exceptions/0/type", "Declined")
            .has("/cause/exceptions/0/message", "declined")
            .has("/cause/exceptions/0/remote", false)
            .has("/cause/exceptions/0/stack/0", frame)
            .has("/cause/exceptions/1", Value::Null),
        Row::of("cause: remote", Producer, &json!({})).with(failed).has("/cause/exceptions/0/remote", true),
        Row::of("cause: the status", Internal, &json!({}))
            .with(error)
            .has("/cause/exceptions/0/message", "no cover"),
        Row::of("cause: none", Internal, &json!({}))
            .with(|span| span.status = Status::error(""))
            .has("/cause", Value::Null),
    ] {
        row.check();
    }
}

#[test]
fn resource_and_user() {
    let on = |platform: &str| json!({ "cloud.provider": "aws", "cloud.platform": platform, "service.version": "1.2" });
    let origin = |name, platform: &str, origin: Value| {
        let row = Row::of(name, Server, &json!({ "enduser.id": "ada" })).in_resource(on(platform));
        row.with(|span| span.parent_span_id = opentelemetry::SpanId::INVALID).has("/origin", origin)
    };
    let elsewhere = json!({ "cloud.provider": "gcp", "cloud.platform": "aws_ec2" });
    let segment = |span: &mut SpanData| span.parent_span_id = opentelemetry::SpanId::INVALID;
    for row in [
        origin("origin: App Runner", "aws_app_runner", json!("AWS::AppRunner::Service")),
        origin("origin: EKS", "aws_eks", json!("AWS::EKS::Container")),
        origin("origin: Beanstalk", "aws_elastic_beanstalk", json!("AWS::ElasticBeanstalk::Environment")),
        origin("origin: ECS", "aws_ecs", json!("AWS::ECS::Container")),
        origin("origin: EC2", "aws_ec2", json!("AWS::EC2::Instance")),
        origin("origin: Lambda writes its own", "aws_lambda", Value::Null).has("/user", "ada"),
        origin("service.version", "aws_ec2", json!("AWS::EC2::Instance")).has("/service/version", "1.2"),
        Row::of("origin: another provider", Server, &json!({}))
            .in_resource(elsewhere)
            .with(segment)
            .has("/origin", Value::Null),
        Row::of("ours: no resource in the metadata", Server, &json!({}))
            .in_resource(on("aws_ec2"))
            .with(segment)
            .has("/metadata", Value::Null),
    ] {
        row.check();
    }
}

#[test]
fn calls_of_aws_and_of_databases() {
    let call = json!({
        "rpc.system": "aws-api", "rpc.method": "PutItem", "aws.region": "eu-west-1", "aws.request_id": "r-1",
        "aws.dynamodb.table_names": ["orders"],
    });
    let others = json!({
        "aws.operation": "Send", "rpc.method": "no", "aws.requestId": "r-2", "aws.queue.url": "https://q",
        "aws.table.name": "orders", "aws.account_id": "7", "rpc.system": "aws-api",
    });
    let tables = json!({ "aws.dynamodb.table_names": ["a", "b"] });
    let database = json!({
        "db.system": "postgresql", "db.name": "shop", "db.user": "packer", "db.statement": "SELECT 1",
    });
    let account = json!({ "cloud.account.id": "123456789012" });
    for row in [
        Row::of("aws: operation by rpc.method, region, request_id, table_name", Client, &call).has(
            "/aws",
            json!({ "operation": "PutItem", "region": "eu-west-1", "request_id": "r-1", "table_name": "orders" }),
        ),
        Row::of("aws: operation, and other names of the rest", Client, &others).has(
            "/aws",
            json!({
                "operation": "Send", "request_id": "r-2", "queue_url": "https://q", "table_name": "orders",
                "account_id": "7",
            }),
        ),
        Row::of("aws: table_names", Client, &tables).has("/aws/table_names", json!(["a", "b"])),
        Row::of("aws: account_id of the resource", Client, &call)
            .in_resource(account)
            .has("/aws/account_id", "123456789012"),
        Row::of("sql", Client, &database).has(
            "/sql",
            json!({
                "connection_string": "localhost/shop", "url": "work", "database_type": "postgresql",
                "user": "packer", "sanitized_query": "SELECT 1",
            }),
        ),
        Row::of("sql: not of others", Client, &json!({ "db.system": "redis" })).has("/sql", Value::Null),
    ] {
        row.check();
    }
}

#[test]
fn annotations_metadata_and_links() {
    let named =
        json!({ "order.id": "A-17", "a b": 1.5, "rest": [ "x" ], "aws.xray.annotations": ["a b", "rest"] });
    let retry = |span: &mut SpanData| {
        span.events.events = vec![Event::new("retry", start(), vec![KeyValue::new("attempt", 2)], 0)];
    };
    let linked = |span: &mut SpanData| {
        span.links.links = vec![
            Link::new(context(0), Vec::new(), 0),
            Link::new(context(7), vec![KeyValue::new("reason", "batch")], 0),
        ];
    };
    let link = json!({
        "trace_id": "1-5759e988-bd862e3fe1be46a994272793", "id": "0000000000000007",
        "attributes": { "reason": "batch" },
    });
    for row in [
        Row::of("annotations: named for all, and by the span", Internal, &named)
            .has("/annotations", json!({ "order_id": "A-17", "a_b": 1.5 })),
        Row::of("metadata: everything else", Internal, &named)
            .has("/metadata", json!({ "default": { "rest": ["x"] } })),
        Row::of("ours: events", Internal, &json!({})).with(retry).has(
            "/metadata/span/events",
            json!([{ "name": "retry", "time": 1_465_510_280.0, "attributes": { "attempt": 2 } }]),
        ),
        Row::of("links: an invalid one is left out", Internal, &json!({}))
            .with(linked)
            .has("/links", json!([link])),
        Row::of("ours: the annotations of an invocation", Internal, &json!({ "faas.coldstart": false }))
            .in_resource(json!({ "service.name": "orders" }))
            .has("/annotations", json!({ "ColdStart": false, "Service": "orders" })),
    ] {
        row.check();
    }
}
