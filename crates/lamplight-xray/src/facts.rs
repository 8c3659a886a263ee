//! Attributes that have a place of their own in a document.

use std::borrow::Cow;
use std::net::IpAddr;

use opentelemetry::trace::SpanKind;
use opentelemetry::{Array, KeyValue, StringValue, Value};
use opentelemetry_sdk::trace::SpanData;

/// The longest string of the `http` block, in characters (AWS X-Ray developer guide, "HTTP request data").
pub(crate) const MAX_FIELD: usize = 250;

/// What an attribute says, whichever of its names it goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Method,
    Url,
    Status,
    ContentLength,
    UserAgent,
    ClientIp,
    AccountId,
    Operation,
    Region,
    RequestId,
    TableName,
    TableNames,
    QueueUrl,
    DatabaseUser,
    DatabaseQuery,
    Annotations,
    // From here on, what is used but is not shown whole; it stays in the metadata.
    Scheme,
    User,
    Host,
    Peer,
    Path,
    RpcSystem,
    RpcService,
    RpcMethod,
    RemoteService,
    PeerService,
    AwsService,
    Database,
    DatabaseName,
    ColdStart,
}

const FIELDS: usize = Field::ColdStart as usize + 1;

/// The attributes of a span that have a place of their own.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    attributes: &'a [KeyValue],
    /// Where the attribute is that says it, for each field that is known.
    places: [u32; FIELDS],
    /// Which fields are known: a bit for each.
    known: u32,
    /// Keys of which another attribute may have the same; see [`bit`].
    repeated: u64,
}

/// Some attributes of a span: a bit for each of the first 128.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Places(u128);

// === impl Field ===

impl Field {
    /// By the names of OpenTelemetry's semantic conventions, old and new. By their lengths first: most keys are none of
    /// these, and would be compared with all of them.
    fn of(key: &str) -> Option<Self> {
        let field = match key.len() {
            7 => match key {
                "db.user" => Self::DatabaseUser,
                "db.name" => Self::DatabaseName,
                _ => return None,
            },
            8 => match key {
                "url.full" | "http.url" => Self::Url,
                "url.path" => Self::Path,
                _ => return None,
            },
            9 => match key {
                "http.host" => Self::Host,
                "db.system" => Self::Database,
                _ => return None,
            },
            10 => match key {
                "aws.region" => Self::Region,
                "enduser.id" => Self::User,
                "url.scheme" => Self::Scheme,
                "rpc.system" => Self::RpcSystem,
                "rpc.method" => Self::RpcMethod,
                _ => return None,
            },
            11 => match key {
                "http.method" => Self::Method,
                "http.scheme" => Self::Scheme,
                "net.peer.ip" => Self::Peer,
                "http.target" => Self::Path,
                "rpc.service" => Self::RpcService,
                "aws.service" => Self::AwsService,
                _ => return None,
            },
            12 => match key {
                "db.statement" => Self::DatabaseQuery,
                "peer.service" => Self::PeerService,
                "db.namespace" => Self::DatabaseName,
                _ => return None,
            },
            13 => match key {
                "aws.operation" => Self::Operation,
                "aws.requestId" => Self::RequestId,
                "aws.queue_url" | "aws.queue.url" | "messaging.url" => Self::QueueUrl,
                "db.query.text" => Self::DatabaseQuery,
                "net.peer.name" => Self::Host,
                _ => return None,
            },
            14 => match key {
                "client.address" | "http.client_ip" => Self::ClientIp,
                "aws.account_id" => Self::AccountId,
                "aws.request_id" => Self::RequestId,
                "aws.table_name" | "aws.table.name" => Self::TableName,
                "server.address" => Self::Host,
                "db.system.name" => Self::Database,
                "faas.coldstart" => Self::ColdStart,
                _ => return None,
            },
            15 => match key {
                "http.user_agent" => Self::UserAgent,
                _ => return None,
            },
            16 => match key {
                "http.status_code" => Self::Status,
                _ => return None,
            },
            17 => match key {
                "aws.sqs.queue.url" => Self::QueueUrl,
                _ => return None,
            },
            18 => match key {
                "aws.remote.service" => Self::RemoteService,
                _ => return None,
            },
            19 => match key {
                "http.request.method" => Self::Method,
                "user_agent.original" => Self::UserAgent,
                _ => return None,
            },
            20 => match key {
                "aws.xray.annotations" => Self::Annotations,
                "network.peer.address" => Self::Peer,
                _ => return None,
            },
            23 => match key {
                "http.response.body.size" => Self::ContentLength,
                _ => return None,
            },
            24 => match key {
                "aws.dynamodb.table_names" => Self::TableNames,
                _ => return None,
            },
            25 => match key {
                "http.response.status_code" => Self::Status,
                _ => return None,
            },
            27 => match key {
                "messaging.message.body.size" => Self::ContentLength,
                _ => return None,
            },
            _ => return None,
        };
        Some(field)
    }
}

/// Whether a value is shown whole at the place that its field has.
fn shows(field: usize, value: &Value) -> bool {
    let is_number = field == Field::Status as usize || field == Field::ContentLength as usize;
    let is_list = field == Field::TableNames as usize || field == Field::Annotations as usize;
    match value {
        Value::I64(_) => is_number,
        Value::Array(Array::String(_)) => is_list,
        Value::String(text) if field == Field::ClientIp as usize => is_address(text.as_str()),
        Value::String(text) => !is_number && !is_list && text.as_str().len() <= MAX_FIELD,
        _ => false,
    }
}

/// Whether a later attribute has the same key: that one holds.
pub(crate) fn is_overwritten(attributes: &[KeyValue], place: usize) -> bool {
    let key = attributes[place].key.as_str();
    attributes[place + 1..].iter().any(|later| later.key.as_str() == key)
}

/// One bit of 64, the same for the same key.
fn bit(key: &str) -> u64 {
    let (length, last) = (key.len(), key.as_bytes().last().copied().unwrap_or_default());
    let middle = key.as_bytes().get(length / 2).copied().unwrap_or_default();
    1 << ((length ^ usize::from(last) ^ usize::from(middle) << 3) & 63)
}

fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Databases whose calls X-Ray shows with their query: names of OpenTelemetry's conventions, old and new.
const SQL: [&str; 16] = [
    "postgresql",
    "mysql",
    "mariadb",
    "sqlite",
    "mssql",
    "microsoft.sql_server",
    "oracle",
    "oracle.db",
    "db2",
    "ibm.db2",
    "derby",
    "hive",
    "teradata",
    "aws.redshift",
    "redshift",
    "other_sql",
];

// === impl Places ===

impl Places {
    pub(crate) fn has(self, place: usize) -> bool {
        place < 128 && self.0 >> place & 1 == 1
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// From the first to the last.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.0), |rest| Some(rest & rest.wrapping_sub(1)))
            .take_while(|rest| *rest != 0)
            .map(|rest| rest.trailing_zeros() as usize)
    }

    pub(crate) fn add(&mut self, place: usize) {
        if place < 128 {
            self.0 |= 1 << place;
        }
    }
}

// === impl Facts ===

impl<'a> Facts<'a> {
    /// The last attribute that says a thing wins.
    pub(crate) fn of(attributes: &'a [KeyValue]) -> Self {
        let mut facts = Self { attributes, places: [0; FIELDS], known: 0, repeated: 0 };
        let mut seen = 0;
        for (attribute, place) in attributes.iter().zip(0..) {
            let key = attribute.key.as_str();
            facts.repeated |= seen & bit(key);
            seen |= bit(key);
            if let Some(field) = Field::of(key) {
                facts.places[field as usize] = place;
                facts.known |= 1 << field as usize;
            }
        }
        facts
    }

    /// Whether a later attribute has the same key: that one holds.
    pub(crate) fn is_overwritten(&self, place: usize) -> bool {
        // Almost never is there a key that looks like another.
        self.repeated & bit(self.attributes[place].key.as_str()) != 0
            && is_overwritten(self.attributes, place)
    }

    /// The attributes of the span.
    pub(crate) fn attributes(&self) -> &'a [KeyValue] {
        self.attributes
    }

    fn value(&self, field: Field) -> Option<&'a Value> {
        let is_known = self.known >> field as usize & 1 == 1;
        is_known.then(|| &self.attributes[self.places[field as usize] as usize].value)
    }

    /// The text of a fact, where it is text.
    pub(crate) fn text(&self, field: Field) -> Option<&'a str> {
        match self.value(field)? {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The number of a fact, where it is one.
    pub(crate) fn number(&self, field: Field) -> Option<i64> {
        match self.value(field)? {
            Value::I64(number) => Some(*number),
            _ => None,
        }
    }

    /// The texts of a fact, where it is a list of them.
    pub(crate) fn list(&self, field: Field) -> &'a [StringValue] {
        match self.value(field) {
            Some(Value::Array(Array::String(texts))) => texts,
            _ => &[],
        }
    }

    /// The status code of HTTP.
    pub(crate) fn status(&self) -> Option<i64> {
        self.number(Field::Status)
    }

    /// The address of the client: what a proxy says of it, or else of whoever has opened the connection; and
    /// whether it was the proxy.
    pub(crate) fn client(&self) -> Option<(&'a str, bool)> {
        let peer = self.text(Field::Peer).filter(|peer| is_address(peer));
        match self.text(Field::ClientIp).filter(|client| is_address(client)) {
            Some(client) => Some((client, peer.is_none())),
            None => peer.map(|peer| (peer, false)),
        }
    }

    /// The database that is called, where X-Ray shows its queries.
    pub(crate) fn database(&self) -> Option<&'a str> {
        self.text(Field::Database).filter(|name| SQL.contains(name))
    }

    /// Whether the span is of an invocation, and if so whether that was a cold start.
    pub(crate) fn cold_start(&self) -> Option<bool> {
        match self.value(Field::ColdStart)? {
            Value::Bool(cold_start) => Some(*cold_start),
            _ => None,
        }
    }

    /// The attributes that are shown whole at places of their own.
    pub(crate) fn shown(&self) -> Places {
        let mut shown = Places::default();
        let mut fields = self.known & ((1 << Field::Scheme as usize) - 1);
        while fields != 0 {
            let field = fields.trailing_zeros() as usize;
            fields &= fields - 1;
            let place = self.places[field] as usize;
            let is_of_sql = field == Field::DatabaseUser as usize || field == Field::DatabaseQuery as usize;
            if shows(field, &self.attributes[place].value) && (!is_of_sql || self.database().is_some()) {
                shown.add(place);
            }
        }
        shown
    }

    /// Whether anything is known of a request of HTTP.
    pub(crate) fn has_http(&self) -> bool {
        let fields =
            [Field::Method, Field::Url, Field::Status, Field::UserAgent, Field::ClientIp, Field::Path];
        self.has_any(&fields)
    }

    /// Whether anything is known of a call to AWS.
    pub(crate) fn has_aws(&self) -> bool {
        let fields = [
            Field::AccountId,
            Field::Operation,
            Field::Region,
            Field::RequestId,
            Field::TableName,
            Field::TableNames,
            Field::QueueUrl,
        ];
        self.has_any(&fields) || self.is_aws()
    }

    fn has_any(&self, fields: &[Field]) -> bool {
        fields.iter().fold(0, |mask, field| mask | 1 << *field as usize) & self.known != 0
    }

    /// Whether the span is a call of a service of AWS.
    pub(crate) fn is_aws(&self) -> bool {
        self.text(Field::RpcSystem) == Some("aws-api") || self.has_any(&[Field::AwsService])
    }

    /// What the span is shown as: a call to another service by that service's name, one to a database as
    /// `orders@db.example.com`.
    pub(crate) fn name<'b>(&self, span: &'b SpanData) -> Cow<'b, str>
    where
        'a: 'b,
    {
        let calls = match span.span_kind {
            SpanKind::Client | SpanKind::Producer => true,
            SpanKind::Consumer | SpanKind::Internal | SpanKind::Server => self.is_aws(),
        };
        let named = |field| self.text(field).filter(|name| !name.is_empty());
        if !calls {
            return Cow::Borrowed(&span.name);
        }
        if let Some(service) = named(Field::RemoteService) {
            let prefixes = ["AWS.SDK.", "AWS::"];
            let short = prefixes.into_iter().find_map(|prefix| service.strip_prefix(prefix));
            return Cow::Borrowed(short.filter(|_| self.is_aws()).unwrap_or(service));
        }
        if let Some(service) = named(Field::PeerService).or_else(|| named(Field::AwsService)) {
            return Cow::Borrowed(service);
        }
        if let (Some(_), Some(name)) = (self.database(), named(Field::DatabaseName)) {
            let at = named(Field::Host).map(|host| Cow::Owned(format!("{name}@{host}")));
            return at.unwrap_or(Cow::Borrowed(name));
        }
        Cow::Borrowed(named(Field::RpcService).or_else(|| named(Field::Host)).unwrap_or(&span.name))
    }
}
