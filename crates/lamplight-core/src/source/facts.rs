//! What one scan of an event finds out.

use std::borrow::Cow;
use std::fmt;

use super::arn;
use super::extract::Values;
use super::family::{Fact, Family};
use super::http::{self, Http};
use super::kind::{Kind, Trigger};
use super::path::Path;
use super::records::TraceHeaders;
use super::span::Span;
use super::text;

/// What kind of event a payload is, and what it says about itself.
///
/// Texts are borrowed from the payload, but for those that have an escape in them. An empty text counts
/// as absent. See the [module](super) for what is read, and for what becomes of payloads that are not
/// JSON.
#[derive(Clone)]
pub struct Facts<B> {
    payload: B,
    found: Found,
}

/// A document in a store, which something happened to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document<'a> {
    /// The bucket, table or collection.
    pub collection: Cow<'a, str>,
    /// The object's key, as the event has it: S3's own notifications encode it as in a form. There is
    /// none for rows of a table.
    pub name: Option<Cow<'a, str>>,
}

/// Where the facts are.
#[derive(Clone)]
struct Found {
    family: &'static Family,
    decided_by: &'static str,
    record_count: Option<u32>,
    spans: [Span; Fact::COUNT],
}

// === impl Facts ===

impl<B: AsRef<[u8]>> Facts<B> {
    /// Reads an event, once. Never fails, whatever the bytes are.
    #[must_use]
    pub fn scan(payload: B) -> Self {
        let found = Found::in_payload(payload.as_ref());
        Self { payload, found }
    }

    /// The kind of event.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.found.family.kind
    }

    /// The rule that decided the kind, for people to read: `Records[0].eventSource = aws:sqs`.
    #[must_use]
    pub fn decided_by(&self) -> &'static str {
        self.found.decided_by
    }

    /// What caused the invocation.
    ///
    /// Who authorises or resolves a request over HTTP counts as answering it. Queues, topics, streams of
    /// messages and buses are messaging. What a function transforms or decides in passing is neither.
    #[must_use]
    pub fn trigger(&self) -> Trigger {
        self.found.family.trigger
    }

    /// What the log lines of this event, and of all that is done for it, are brought together by.
    ///
    /// That is the id of the request, the event, the execution or the conversation; the trace header
    /// where the service gives requests no id; and the id of a record where it is the only one of its
    /// batch. Some events have nothing of the kind, such as those of Cognito.
    #[must_use]
    pub fn correlation_id(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::Correlation)
    }

    /// The id that the calling service gave the request.
    #[must_use]
    pub fn request_id(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::RequestId)
    }

    /// The request, where the event stands for one over HTTP.
    #[must_use]
    pub fn http(&self) -> Option<Http<'_>> {
        Some(Http {
            method: self.text(Fact::Method)?,
            path: self.text(Fact::UrlPath).unwrap_or_default(),
            route: self.text(Fact::Route).map(http::without_method),
            host: self.text(Fact::Host),
            scheme: self.text(Fact::Scheme),
            client: self.text(Fact::ClientAddress).map(http::first_address),
            user_agent: self.text(Fact::UserAgent),
        })
    }

    /// How many records a batch has.
    #[must_use]
    pub fn record_count(&self) -> Option<usize> {
        self.found.record_count.map(|count| count as usize)
    }

    /// X-Ray's trace header: of the request over HTTP, or of the first message of a batch; what its sender put
    /// into the attributes of a notification, or into the detail of an event.
    #[must_use]
    pub fn trace_header(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::Trace)
    }

    /// W3C's `traceparent`: the header of the request over HTTP, or what its sender put into the attributes of a
    /// notification or into the detail of an event.
    #[must_use]
    pub fn traceparent(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::TraceParent)
    }

    /// W3C's `tracestate`, from where [`traceparent`](Self::traceparent) is.
    #[must_use]
    pub fn tracestate(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::TraceState)
    }

    /// X-Ray's trace header of each SQS message, in their order. Reads the messages again.
    pub fn record_trace_headers(&self) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        let messages = match self.kind() {
            Kind::Sqs => self.found.span(Fact::Records).of(self.payload.as_ref()),
            _ => None,
        };
        TraceHeaders::new(messages.unwrap_or_default())
    }

    /// The id of the event; of a batch, its first record's, in the form in which a partial failure names
    /// it.
    #[must_use]
    pub fn id(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::Id)
    }

    /// What the event calls its source: `aws:sqs`, `aws.ec2`, `com.example.orders`.
    #[must_use]
    pub fn source(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::Source)
    }

    /// The resource that the event comes from, or is about: a queue, a topic, a bucket, the rule of a
    /// schedule. Mostly an Amazon Resource Name.
    #[must_use]
    pub fn source_arn(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::SourceArn)
    }

    /// The name in [`source_arn`](Self::source_arn): `orders` of `arn:aws:sqs:us-east-1:123456789012:orders`.
    #[must_use]
    pub fn source_name(&self) -> Option<Cow<'_, str>> {
        self.source_arn().and_then(arn::resource_name)
    }

    /// What happened, or is asked for: `ObjectCreated:Put`, `INSERT`, `PreSignUp_SignUp`, `$connect`, a
    /// field.
    #[must_use]
    pub fn operation(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::Operation)
    }

    /// EventBridge's `detail-type`.
    #[must_use]
    pub fn detail_type(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::DetailType)
    }

    /// When it happened, in the event's own words, which mostly are RFC 3339.
    #[must_use]
    pub fn time(&self) -> Option<Cow<'_, str>> {
        self.text(Fact::Time)
    }

    /// What it happened to, where that is in a store.
    #[must_use]
    pub fn document(&self) -> Option<Document<'_>> {
        let collection = match self.kind() {
            Kind::DynamoDbStream => self.source_name(),
            _ => self.text(Fact::Collection),
        };
        Some(Document { collection: collection?, name: self.text(Fact::Document) })
    }

    /// The bytes that were scanned.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.payload.as_ref()
    }

    /// One copy for all facts: inlined, they would be kilobytes of whoever asks for several.
    #[inline(never)]
    fn text(&self, fact: Fact) -> Option<Cow<'_, str>> {
        let text = self.found.span(fact).of(self.payload.as_ref()).and_then(text::string);
        text.filter(|text| !text.is_empty())
    }
}

/// Shows what was found, and nothing of the payload, which is not ours to show.
impl<B> fmt::Debug for Facts<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts")
            .field("kind", &self.found.family.kind)
            .field("decided_by", &self.found.decided_by)
            .field("record_count", &self.found.record_count)
            .finish_non_exhaustive()
    }
}

// === impl Found ===

impl Found {
    fn in_payload(payload: &[u8]) -> Self {
        let values = Values::of(payload);
        let (family, decided_by) = Family::decide(&values, payload);
        let mut found = Self { family, decided_by, record_count: None, spans: [Span::NONE; Fact::COUNT] };
        for (fact, path) in family.places.iter().copied().flatten() {
            found.take(*fact, *path, &values);
        }
        found
    }

    /// Takes a fact from a place, unless it was found before.
    fn take(&mut self, fact: Fact, path: Path, values: &Values) {
        let Some(span) = values.get(path) else { return };
        let span_of_fact = &mut self.spans[fact as usize];
        if span_of_fact.is_some() {
            return;
        }
        match fact {
            Fact::Records => self.record_count = values.count(path),
            // One record's id says nothing of the others.
            Fact::Correlation if path.is_of_one_among_many() && self.record_count != Some(1) => return,
            _ => {}
        }
        *span_of_fact = span;
    }

    fn span(&self, fact: Fact) -> Span {
        self.spans[fact as usize]
    }
}
