//! Spans as OTLP in the daemon's envelope: the daemon hands the text on as it is, and the service does the mapping.
//!
//! A datagram is the daemon's header, `T1S` for spans that are sampled or `T1U` for others, and an
//! `ExportTraceServiceRequest` in Protocol Buffers as base64. It is what the distributions of OpenTelemetry for
//! Lambda by AWS send.

mod protobuf;
mod resource;
mod span;

use lamplight_core::base64;
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;

use self::protobuf::{close, open, text};
use crate::annotation::Annotated;
use crate::documents::{Datagram, HEADER, KEPT};

/// The longest datagram, in bytes: what UDP has room for over IPv4.
const MAX_DATAGRAM: usize = 65_507;
/// The longest request: what is left of a datagram is text of a quarter more.
const MAX_REQUEST: usize = (MAX_DATAGRAM - HEADER.len() - "T1S".len()) / 4 * 3;
/// What is around spans in a request, but for the resource: the beginnings of messages, and one scope.
const AROUND: usize = 1024;
/// The longest span: with it and the resource there is a request.
const MAX_SPAN: usize = MAX_REQUEST - resource::MAX - AROUND;

/// Writes spans as OTLP for the X-Ray daemon. Its buffers are reused.
#[derive(Debug, Default)]
pub struct Envelopes {
    annotated: Annotated,
    resource: Vec<u8>,
    request: Vec<u8>,
    span: Vec<u8>,
    datagram: Vec<u8>,
}

/// A request in the making.
struct Request<'a> {
    out: &'a mut Vec<u8>,
    resource: &'a [u8],
    /// The scope whose spans are being written.
    scope: Option<&'a InstrumentationScope>,
    /// Where the lengths go of the messages that are open.
    resource_spans: usize,
    scope_spans: usize,
    spans: usize,
    is_cut: bool,
}

// === impl Envelopes ===

impl Envelopes {
    /// Attributes with these keys are named as those that X-Ray is to index, besides those that a span names.
    pub fn annotate<K: Into<String>>(&mut self, keys: impl IntoIterator<Item = K>) {
        keys.into_iter().for_each(|key| self.annotated.add(key.into()));
    }

    /// Takes the resource, which every request begins with.
    pub fn set_resource(&mut self, resource: &Resource) {
        self.resource.clear();
        resource::write(&mut self.resource, resource);
    }

    /// Gives every span to `send`, exactly once and in their order, within as few datagrams as possible.
    ///
    /// Returns how many spans could not be written: those whose own id or whose trace's is zero.
    pub fn write(&mut self, spans: &[SpanData], mut send: impl FnMut(Datagram<'_>)) -> usize {
        for (mark, is_sampled) in [("T1S", true), ("T1U", false)] {
            self.write_all(mark, spans, is_sampled, &mut send);
        }
        for buffer in [&mut self.request, &mut self.span, &mut self.datagram] {
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
        spans.iter().filter(|span| !span.span_context.is_valid()).count()
    }

    fn write_all(
        &mut self,
        mark: &str,
        spans: &[SpanData],
        is_sampled: bool,
        send: &mut dyn FnMut(Datagram<'_>),
    ) {
        let Self { annotated, resource, request: out, span: one, datagram } = self;
        let mut request = Request::new(out, resource);
        let is_wanted =
            |span: &&SpanData| span.span_context.is_valid() && span.span_context.is_sampled() == is_sampled;
        for span in spans.iter().filter(is_wanted) {
            let is_cut = span::write(one, span, annotated, MAX_SPAN);
            if request.spans > 0 && request.out.len() + AROUND + one.len() > MAX_REQUEST {
                request.send(mark, datagram, send);
            }
            request.add(span, one, is_cut);
        }
        if request.spans > 0 {
            request.send(mark, datagram, send);
        }
    }
}

// === impl Request ===

impl<'a> Request<'a> {
    fn new(out: &'a mut Vec<u8>, resource: &'a [u8]) -> Self {
        out.clear();
        Self { out, resource, scope: None, resource_spans: 0, scope_spans: 0, spans: 0, is_cut: false }
    }

    fn add(&mut self, span: &'a SpanData, written: &[u8], is_cut: bool) {
        if self.spans == 0 {
            self.resource_spans = open(self.out, 1);
            self.out.extend_from_slice(self.resource);
        }
        if self.scope != Some(&span.instrumentation_scope) {
            self.begin_scope(&span.instrumentation_scope);
        }
        self.out.extend_from_slice(written);
        self.spans += 1;
        self.is_cut |= is_cut;
    }

    fn begin_scope(&mut self, scope: &'a InstrumentationScope) {
        if self.scope.replace(scope).is_some() {
            close(self.out, self.scope_spans);
        }
        self.scope_spans = open(self.out, 2);
        let place = open(self.out, 1);
        text(self.out, 1, crate::value::cut(scope.name(), 250));
        text(self.out, 2, crate::value::cut(scope.version().unwrap_or_default(), 250));
        close(self.out, place);
    }

    fn send(&mut self, mark: &str, datagram: &mut Vec<u8>, send: &mut dyn FnMut(Datagram<'_>)) {
        close(self.out, self.scope_spans);
        close(self.out, self.resource_spans);
        datagram.clear();
        datagram.extend_from_slice(HEADER);
        datagram.extend_from_slice(mark.as_bytes());
        base64::write(datagram, self.out);
        send(Datagram { bytes: datagram, spans: self.spans, is_cut: self.is_cut });
        self.out.clear();
        (self.scope, self.spans, self.is_cut) = (None, 0, false);
    }
}
