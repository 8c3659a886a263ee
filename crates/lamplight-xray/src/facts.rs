//! Attributes that have a place of their own in a document.

use opentelemetry::trace::SpanKind;
use opentelemetry::{KeyValue, Value};
use opentelemetry_sdk::trace::SpanData;

/// The longest string of the `http` block, in characters (AWS X-Ray developer guide, "HTTP request data").
pub(crate) const MAX_FIELD: usize = 250;

/// What an attribute says, whichever of its names it goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Method,
    Url,
    Status,
    UserAgent,
    ClientIp,
    Operation,
    Region,
    RequestId,
    TableName,
    QueueUrl,
    // From here on, what is used but is not shown whole; it stays in the metadata.
    Scheme,
    Host,
    Path,
    RpcSystem,
    RpcService,
    RpcMethod,
    RemoteService,
    PeerService,
    ColdStart,
}

const FIELDS: usize = Field::ColdStart as usize + 1;

/// The attributes of a span that have a place of their own.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    values: [Option<&'a Value>; FIELDS],
}

// === impl Field ===

impl Field {
    /// By the names of OpenTelemetry's semantic conventions, old and new.
    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "http.request.method" | "http.method" => Self::Method,
            "url.full" | "http.url" => Self::Url,
            "http.response.status_code" | "http.status_code" => Self::Status,
            "user_agent.original" | "http.user_agent" => Self::UserAgent,
            "client.address" | "http.client_ip" => Self::ClientIp,
            "aws.operation" => Self::Operation,
            "aws.region" => Self::Region,
            "aws.request_id" | "aws.requestId" => Self::RequestId,
            "aws.table_name" | "aws.table.name" => Self::TableName,
            "aws.queue_url" | "aws.queue.url" | "aws.sqs.queue.url" => Self::QueueUrl,
            "url.scheme" | "http.scheme" => Self::Scheme,
            "server.address" | "http.host" | "net.peer.name" => Self::Host,
            "url.path" | "http.target" => Self::Path,
            "rpc.system" => Self::RpcSystem,
            "rpc.service" => Self::RpcService,
            "rpc.method" => Self::RpcMethod,
            "aws.remote.service" => Self::RemoteService,
            "peer.service" => Self::PeerService,
            "faas.coldstart" => Self::ColdStart,
            _ => return None,
        })
    }
}

/// Whether a value is shown whole at its place, which may be that of the status code.
fn shows(is_status: bool, value: &Value) -> bool {
    match value {
        Value::I64(_) => is_status,
        Value::String(text) => !is_status && text.as_str().len() <= MAX_FIELD,
        _ => false,
    }
}

// === impl Facts ===

impl<'a> Facts<'a> {
    /// The last attribute that says a thing wins.
    pub(crate) fn of(attributes: &'a [KeyValue]) -> Self {
        let mut values = [None; FIELDS];
        for attribute in attributes {
            if let Some(field) = Field::of(attribute.key.as_str()) {
                values[field as usize] = Some(&attribute.value);
            }
        }
        Self { values }
    }

    /// The text of a fact, where it is text.
    pub(crate) fn text(&self, field: Field) -> Option<&'a str> {
        match self.values[field as usize]? {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The status code of HTTP.
    pub(crate) fn status(&self) -> Option<i64> {
        match self.values[Field::Status as usize]? {
            Value::I64(status) => Some(*status),
            _ => None,
        }
    }

    /// Whether the span is of an invocation, and if so whether that was a cold start.
    pub(crate) fn cold_start(&self) -> Option<bool> {
        match self.values[Field::ColdStart as usize]? {
            Value::Bool(cold_start) => Some(*cold_start),
            _ => None,
        }
    }

    /// Whether this attribute is shown whole at the place it has.
    pub(crate) fn shows(&self, attribute: &KeyValue) -> bool {
        // To look for it among those that are known is less than to read its key again.
        let is_the_one = |value: &Option<&Value>| value.is_some_and(|it| std::ptr::eq(it, &attribute.value));
        let place = self.values[..Field::Scheme as usize].iter().position(is_the_one);
        place.is_some_and(|place| shows(place == Field::Status as usize, &attribute.value))
    }

    /// Whether anything is known of a request of HTTP.
    pub(crate) fn has_http(&self) -> bool {
        let fields =
            [Field::Method, Field::Url, Field::Status, Field::UserAgent, Field::ClientIp, Field::Path];
        self.has_any(&fields)
    }

    /// Whether anything is known of a call to AWS.
    pub(crate) fn has_aws(&self) -> bool {
        let fields = [Field::Operation, Field::Region, Field::RequestId, Field::TableName, Field::QueueUrl];
        self.has_any(&fields) || self.is_aws()
    }

    fn has_any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.values[*field as usize].is_some())
    }

    /// Whether the span is a call that an AWS SDK made.
    pub(crate) fn is_aws(&self) -> bool {
        self.text(Field::RpcSystem) == Some("aws-api")
    }

    /// What the span is shown as: a call to another service by that service's name.
    pub(crate) fn name<'b>(&self, span: &'b SpanData) -> &'b str
    where
        'a: 'b,
    {
        let calls = match span.span_kind {
            SpanKind::Client | SpanKind::Producer => true,
            SpanKind::Consumer | SpanKind::Internal | SpanKind::Server => self.is_aws(),
        };
        let by = [Field::RemoteService, Field::PeerService, Field::RpcService, Field::Host];
        let service = by.into_iter().find_map(|field| self.text(field)).filter(|name| !name.is_empty());
        match service {
            Some(service) if calls => service,
            _ => &span.name,
        }
    }
}
