//! Making several bodies of one that is too large for its destination.
//!
//! A request repeats resources, which repeat scopes, which repeat items; in every signal the repeated field is 1 in the
//! request and 2 in the others, and all other fields say what the items are of. A body that is a part of another has
//! those of each item that it has.

use bytes::Bytes;

use super::count;
use super::limits::Limits;
use super::wire::{Field, Fields, Malformed};
use crate::signal::Signal;

/// A body as several.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fitting {
    /// Each of which keeps the limits, with how many items it has.
    pub(crate) bodies: Vec<(Bytes, u64)>,
    /// How many items no request may hold.
    pub(crate) too_large: u64,
}

/// What is around the repeated field of a message, and each of those: all as they are written.
struct Parts<'a> {
    head: Vec<&'a [u8]>,
    repeated: Vec<Field<'a>>,
}

/// A body under construction, from the inside out.
#[derive(Default)]
struct Writing {
    request: Vec<u8>,
    resource: Vec<u8>,
    scope: Vec<u8>,
    items: u64,
    limit: Limits,
    done: Vec<(Bytes, u64)>,
}

/// The most bytes that the tag and the length of a message take.
const OVERHEAD: usize = 6;

/// A protobuf request with so many items as several that keep the limits; `None` where it does already, or is none.
pub(crate) fn fitting(signal: Signal, body: &Bytes, items: u64, limits: &Limits) -> Option<Fitting> {
    let is_small = body.len() <= limits.bytes && items <= limits.items;
    // No part of it is larger than all of it.
    if is_small && body.len() <= limits.item_bytes.min(limits.head_bytes) {
        return None;
    }
    let fitting = split(signal, body, limits).ok()?;
    let is_as_it_was = is_small && fitting.too_large == 0;
    (!is_as_it_was).then_some(fitting)
}

/// A request with so many items as two with about as many each; `None` where nothing can be parted.
pub(crate) fn halves(signal: Signal, body: &Bytes, items: u64) -> Option<Vec<(Bytes, u64)>> {
    let limits = Limits { items: items.div_ceil(2), ..Limits::NONE };
    let halves = split(signal, body, &limits).ok()?.bodies;
    (halves.len() > 1).then_some(halves)
}

fn split(signal: Signal, body: &[u8], limits: &Limits) -> Result<Fitting, Malformed> {
    let mut writing = Writing { limit: *limits, ..Writing::default() };
    let mut too_large = 0;
    for resource in Parts::of(body, 1)?.repeated {
        let resource = Parts::of(resource.bytes.ok_or(Malformed)?, 2)?;
        for scope in &resource.repeated {
            let scope = Parts::of(scope.bytes.ok_or(Malformed)?, 2)?;
            let has_room = resource.described() + scope.described() <= limits.head_bytes;
            for item in &scope.repeated {
                let item = item.bytes.ok_or(Malformed)?;
                let count = count::of_item(signal, item)?;
                let alone = item.len() + resource.length() + scope.length() + 3 * OVERHEAD;
                if !has_room || item.len() > limits.item_bytes || alone > limits.bytes {
                    too_large += count;
                    continue;
                }
                if !writing.has_room_for(alone, count) {
                    writing.end_body();
                }
                writing.add(&resource, &scope, item, count);
            }
            writing.end_scope();
        }
        writing.end_resource();
    }
    writing.end_body();
    Ok(Fitting { bodies: writing.done, too_large })
}

// === impl Parts ===

impl<'a> Parts<'a> {
    fn of(message: &'a [u8], number: u32) -> Result<Self, Malformed> {
        let (mut head, mut repeated, mut start) = (Vec::new(), Vec::new(), 0);
        for field in Fields::of(message) {
            let field = field?;
            if field.number == number {
                repeated.push(field);
            } else {
                head.push(&message[start..field.end]);
            }
            start = field.end;
        }
        Ok(Self { head, repeated })
    }

    fn length(&self) -> usize {
        self.head.iter().map(|field| field.len()).sum()
    }

    /// How long the resource or the scope itself is, which is field 1.
    fn described(&self) -> usize {
        let fields = self.head.iter().filter_map(|field| Fields::of(field).next()?.ok());
        fields.filter(|field| field.number == 1).filter_map(|field| field.bytes).map(<[u8]>::len).sum()
    }
}

// === impl Writing ===

impl Writing {
    /// Whether an item that is so long with all that is around it can go to the others.
    fn has_room_for(&self, length: usize, count: u64) -> bool {
        let open = self.request.len() + self.resource.len() + self.scope.len() + 2 * OVERHEAD;
        self.items == 0 || (open + length <= self.limit.bytes && self.items + count <= self.limit.items)
    }

    fn add(&mut self, resource: &Parts<'_>, scope: &Parts<'_>, item: &[u8], count: u64) {
        if self.resource.is_empty() && self.scope.is_empty() {
            resource.head.iter().for_each(|field| self.resource.extend_from_slice(field));
        }
        if self.scope.is_empty() {
            scope.head.iter().for_each(|field| self.scope.extend_from_slice(field));
        }
        write(&mut self.scope, 2, item);
        self.items += count;
    }

    fn end_scope(&mut self) {
        if !self.scope.is_empty() {
            write(&mut self.resource, 2, &std::mem::take(&mut self.scope));
        }
    }

    fn end_resource(&mut self) {
        self.end_scope();
        if !self.resource.is_empty() {
            write(&mut self.request, 1, &std::mem::take(&mut self.resource));
        }
    }

    fn end_body(&mut self) {
        self.end_resource();
        if !self.request.is_empty() {
            self.done.push((std::mem::take(&mut self.request).into(), std::mem::take(&mut self.items)));
        }
    }
}

/// Appends a message as a field.
fn write(out: &mut Vec<u8>, number: u8, message: &[u8]) {
    out.push(number << 3 | 2);
    let mut length = message.len();
    while length >= 0x80 {
        out.push((length as u8) | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(message);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::Encoding;
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
    use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
    use opentelemetry_proto::tonic::resource::v1::Resource;
    use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
    use proptest::prelude::*;
    use prost::Message as _;

    fn span(name: &str) -> Span {
        Span { name: name.to_owned(), span_id: vec![1; 8], ..Span::default() }
    }

    fn of_scope(name: &str, spans: Vec<Span>) -> ScopeSpans {
        let scope = Some(InstrumentationScope { name: name.to_owned(), ..InstrumentationScope::default() });
        ScopeSpans { scope, spans, schema_url: "scope".to_owned() }
    }

    fn of_resource(dropped: u32, scope_spans: Vec<ScopeSpans>) -> ResourceSpans {
        let resource = Some(Resource { dropped_attributes_count: dropped, ..Resource::default() });
        ResourceSpans { resource, scope_spans, schema_url: "resource".to_owned() }
    }

    fn body(resource_spans: Vec<ResourceSpans>) -> (Bytes, u64) {
        let body = Bytes::from(ExportTraceServiceRequest { resource_spans }.encode_to_vec());
        let items = count::items(Signal::Traces, Encoding::Protobuf, &body).expect("a request");
        (body, items)
    }

    /// What each span is of, and its name.
    fn spans(body: &[u8]) -> Vec<(u32, String, String)> {
        let request = ExportTraceServiceRequest::decode(body).expect("a request");
        let mut found = Vec::new();
        for resource in request.resource_spans {
            assert_eq!(resource.schema_url, "resource");
            let number = resource.resource.expect("a resource").dropped_attributes_count;
            for scope in resource.scope_spans {
                assert_eq!(scope.schema_url, "scope");
                let name = scope.scope.expect("a scope").name;
                found.extend(scope.spans.into_iter().map(|span| (number, name.clone(), span.name)));
            }
        }
        found
    }

    fn two_resources() -> (Bytes, u64) {
        let names = |names: &[&str]| names.iter().map(|name| span(name)).collect();
        body(vec![
            of_resource(1, vec![of_scope("a", names(&["1", "2", "3"])), of_scope("b", names(&["4"]))]),
            of_resource(2, vec![of_scope("c", names(&["5"]))]),
        ])
    }

    #[test]
    fn what_keeps_the_limits_is_left_as_it_is() {
        let (body, items) = two_resources();
        let exact = Limits { bytes: body.len(), items, ..Limits::NONE };
        assert_eq!(fitting(Signal::Traces, &body, items, &exact), None);
        assert_eq!(fitting(Signal::Traces, &body, items, &Limits::XRAY), None);
        let nonsense = Bytes::from_static(b"\x0a\xff");
        assert_eq!(fitting(Signal::Traces, &nonsense, 1, &Limits { bytes: 1, ..Limits::NONE }), None);
    }

    #[test]
    fn one_item_or_byte_more_than_the_limit_makes_two_bodies_that_have_it_all() {
        let (body, items) = two_resources();
        for limits in
            [Limits { items: items - 1, ..Limits::NONE }, Limits { bytes: body.len() - 1, ..Limits::NONE }]
        {
            let Fitting { bodies, too_large } = fitting(Signal::Traces, &body, items, &limits).expect("two");
            assert_eq!((bodies.len(), too_large), (2, 0), "{limits:?}");
            let found: Vec<_> = bodies.iter().flat_map(|(body, _)| spans(body)).collect();
            assert_eq!(found, spans(&body), "{limits:?}");
        }
    }

    #[test]
    fn an_item_that_is_too_large_costs_itself_only() {
        let (whole, items) = body(vec![of_resource(
            1,
            vec![of_scope("a", vec![span("1"), span(&"x".repeat(100)), span("3")])],
        )]);
        let size = span(&"x".repeat(100)).encoded_len();
        let of = |item_bytes| {
            let limits = Limits { item_bytes, ..Limits::NONE };
            fitting(Signal::Traces, &whole, items, &limits)
        };
        assert_eq!((of(size + 1), of(size)), (None, None));
        let Fitting { bodies, too_large } = of(size - 1).expect("it is too large");
        assert_eq!((bodies.len(), bodies[0].1, too_large), (1, 2, 1));
        let names: Vec<_> = spans(&bodies[0].0).into_iter().map(|(_, _, name)| name).collect();
        assert_eq!(names, ["1", "3"]);
    }

    #[test]
    fn what_is_said_of_items_has_a_limit_of_its_own() {
        let of = |length: usize| {
            let of_scope = of_scope(&"x".repeat(length), vec![span("1"), span("2")]);
            let head = of_scope.scope.as_ref().map_or(0, |scope| scope.encoded_len());
            let (body, items) = body(vec![of_resource(0, vec![of_scope])]);
            let limits = Limits { head_bytes: 50, ..Limits::NONE };
            (head, fitting(Signal::Traces, &body, items, &limits))
        };
        assert_eq!((of(47).0, of(47).1), (49, None));
        assert_eq!((of(48).0, of(48).1), (50, None));
        assert_eq!(of(49), (51, Some(Fitting { bodies: Vec::new(), too_large: 2 })));
    }

    #[test]
    fn halves_have_half_of_the_items_each_and_one_item_has_none() {
        let (whole, items) = two_resources();
        let halves = halves(Signal::Traces, &whole, items).expect("five items");
        assert_eq!(halves.iter().map(|(_, items)| *items).collect::<Vec<_>>(), [3, 2]);
        let (one, _) = body(vec![of_resource(1, vec![of_scope("a", vec![span("1")])])]);
        assert_eq!(super::halves(Signal::Traces, &one, 1), None);
    }

    proptest! {
        #[test]
        fn parts_keep_the_limits_and_have_all_items_in_order(
            resources in proptest::collection::vec(
                proptest::collection::vec(proptest::collection::vec(0_usize..200, 0..6), 0..4), 0..4),
            most_bytes in 60_usize..600,
            most_items in 1_u64..6,
        ) {
            let resources = resources.into_iter().enumerate().map(|(at, scopes)| {
                let scopes = scopes.into_iter().enumerate().map(|(at, spans)| {
                    of_scope(&at.to_string(), spans.into_iter().map(|length| span(&"x".repeat(length))).collect())
                });
                of_resource(at as u32 + 1, scopes.collect())
            });
            let (whole, items) = body(resources.collect());
            let limits = Limits { bytes: most_bytes, items: most_items, ..Limits::NONE };
            let Some(Fitting { bodies, too_large }) = fitting(Signal::Traces, &whole, items, &limits) else {
                prop_assert!(whole.len() <= most_bytes && items <= most_items);
                return Ok(());
            };
            for (body, items) in &bodies {
                prop_assert!(body.len() <= most_bytes && *items <= most_items && *items > 0);
                prop_assert_eq!(count::items(Signal::Traces, Encoding::Protobuf, body), Ok(*items));
            }
            prop_assert_eq!(bodies.iter().map(|(_, items)| items).sum::<u64>() + too_large, items);
            let found: Vec<_> = bodies.iter().flat_map(|(body, _)| spans(body)).collect();
            let mut all = spans(&whole);
            all.retain(|span| found.contains(span));
            prop_assert!(too_large > 0 || found == all);
        }
    }
}
