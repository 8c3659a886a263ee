//! The scanner on payloads that are broken, hostile or large.

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use bytes::Bytes;
use lamplight_core::source::{Facts, Kind};
use proptest::prelude::*;

/// The events that other projects test with.
static EVENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/events");
    let inside = |folder: PathBuf| {
        let entries = fs::read_dir(folder).expect("the corpus is there");
        entries.map(|entry| entry.expect("is read").path())
    };
    let mut files: Vec<_> = inside(folder).flat_map(inside).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("an event is a file")).collect()
});

/// Asks for everything, and checks what holds of any payload.
fn examine(payload: &[u8]) {
    let facts = Facts::scan(payload);
    let http = facts.http();
    let document = facts.document();
    let texts = [
        facts.correlation_id(),
        facts.request_id(),
        facts.trace_header(),
        facts.traceparent(),
        facts.tracestate(),
        facts.id(),
        facts.source(),
        facts.source_arn(),
        facts.source_name(),
        facts.operation(),
        facts.detail_type(),
        facts.time(),
        http.as_ref().map(|http| http.method.clone()),
        http.and_then(|http| http.route),
        document.as_ref().map(|document| document.collection.clone()),
        document.and_then(|document| document.name),
    ];
    if facts.kind() == Kind::Unknown {
        assert!(texts.iter().all(Option::is_none) && facts.record_count().is_none());
    }
    for text in texts.into_iter().flatten() {
        // An escape is never shorter than what it stands for, but for U+FFFD in place of one bad byte.
        assert!(!text.is_empty() && text.len() <= 3 * payload.len());
    }
    let headers = facts.record_trace_headers().count();
    if facts.kind() != Kind::Sqs {
        assert_eq!(headers, 0);
    } else if serde_json::from_slice::<serde_json::Value>(payload).is_ok() {
        assert_eq!(Some(headers), facts.record_count());
    }
    assert!(!format!("{facts:?}").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_have_some_kind(payload: Vec<u8>) {
        examine(&payload);
    }

    #[test]
    fn any_text_that_looks_like_json_has_some_kind(payload in r#"([\[\]{}:,"\\ ntu0]|Records|headers|eventSource|aws:sqs){0,60}"#) {
        examine(payload.as_bytes());
    }

    #[test]
    fn an_event_with_bytes_changed_has_some_kind(
        event in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut payload = event.get(&EVENTS).clone();
        for (place, byte) in changes {
            *place.get_mut(&mut payload) = byte;
        }
        examine(&payload);
    }

    #[test]
    fn an_event_with_a_piece_cut_out_or_put_in_has_some_kind(
        event in any::<prop::sample::Index>(),
        donor in any::<prop::sample::Index>(),
        cut: (prop::sample::Index, prop::sample::Index),
        piece: (prop::sample::Index, prop::sample::Index),
    ) {
        let payload = event.get(&EVENTS);
        let donor = donor.get(&EVENTS);
        let (start, end) = ordered(cut, payload.len());
        let (from, to) = ordered(piece, donor.len());
        examine(&[&payload[..start], &payload[end..]].concat());
        examine(&[&payload[..start], &donor[from..to], &payload[end..]].concat());
    }
}

fn ordered((a, b): (prop::sample::Index, prop::sample::Index), length: usize) -> (usize, usize) {
    let (a, b) = (a.index(length), b.index(length));
    (a.min(b), a.max(b))
}

#[test]
fn an_event_that_breaks_off_anywhere_is_read_as_far_as_it_goes() {
    let mut known = 0;
    for event in EVENTS.iter() {
        // A hundred places and more in each.
        let step = 1 + event.len() / 150;
        for end in (0..event.len()).step_by(step) {
            let payload = event.get(..end).unwrap_or_default();
            examine(payload);
            known += usize::from(Facts::scan(payload).kind() != Kind::Unknown);
        }
    }
    assert!(known > 20_000, "{known}");
}

#[test]
fn depth_costs_nothing() {
    let deep = 1_000_000;
    for (open, close) in
        [("[", "]"), (r#"{"a":"#, "}"), (r#"{"Records":["#, "]}"), (r#"{"headers":{"host":["#, "]}}")]
    {
        let payload = [open.repeat(deep), close.repeat(deep)].concat();
        examine(payload.as_bytes());
        examine(open.repeat(deep).as_bytes());
        // And within an event that is known all the same.
        let event = format!(r#"{{"detail":{payload},"source":"mine","detail-type":"deep","id":"1"}}"#);
        assert_eq!(Facts::scan(event.as_bytes()).kind(), Kind::EventBridgeCustom);
    }
}

#[test]
fn a_key_given_a_million_times_costs_no_more_than_a_million_keys() {
    let again = r#""requestContext":{"http":{"method":"PUT"}},"#.repeat(200_000);
    let event = format!(r#"{{{again}"rawPath":"/","requestContext":{{"http":{{"method":"GET"}}}}}}"#);
    let facts = Facts::scan(event.as_bytes());
    assert_eq!(facts.http().map(|http| http.method), Some("GET".into()));
}

#[test]
fn the_last_of_several_values_counts_with_all_that_is_in_it() {
    let event = br#"{"requestContext":{"requestId":"1","http":{"method":"GET"}},
        "rawPath":"/","requestContext":{"http":{"method":"PUT"}},"rawPath":"/2"}"#;
    let facts = Facts::scan(event);
    let http = facts.http().expect("a request");
    assert_eq!((&*http.method, &*http.path, facts.request_id()), ("PUT", "/2", None));
}

#[test]
fn bytes_that_are_not_utf_8_are_replaced_and_do_not_hide_the_kind() {
    let event =
        b"{\"detail-type\":\"\xff\",\"source\":\"mine\xc3\",\"id\":\"a\xf0\x9fb\",\"\xff\xfe\":\"\xff\"}";
    let facts = Facts::scan(event);
    assert_eq!(facts.kind(), Kind::EventBridgeCustom);
    assert_eq!(facts.detail_type().as_deref(), Some("\u{fffd}"));
    assert_eq!(facts.source().as_deref(), Some("mine\u{fffd}"));
    assert_eq!(facts.correlation_id().as_deref(), Some("a\u{fffd}b"));
}

#[test]
fn half_a_surrogate_pair_is_replaced() {
    let event = br#"{"detail-type":"\ud83c","source":"mine\udf89","id":"\ud83c\udf89"}"#;
    let facts = Facts::scan(event);
    assert_eq!(facts.detail_type().as_deref(), Some("\u{fffd}"));
    assert_eq!(facts.source().as_deref(), Some("mine\u{fffd}"));
    assert_eq!(facts.id().as_deref(), Some("🎉"));
}

#[test]
fn names_and_values_may_be_written_with_escapes() {
    let event = br#"{"\u0052ecords":[{"event\u0053ource":"aws\u003asqs","messageId":"a\/b",
        "attr\u0069butes":{"AWSTraceHeader":"Root=1"}}]}"#;
    let facts = Facts::scan(event);
    assert_eq!((facts.kind(), facts.id().as_deref()), (Kind::Sqs, Some("a/b")));
    assert_eq!(facts.record_trace_headers().collect::<Vec<_>>(), [Some("Root=1".into())]);
}

#[test]
fn null_is_the_same_as_absent_and_so_is_another_type() {
    for id in ["null", "7", "true", "[]", "{}", r#"["a"]"#, r#""""#] {
        let event = format!(r#"{{"detail-type":"a","source":"mine","id":{id}}}"#);
        let facts = Facts::scan(event.as_bytes());
        assert_eq!((facts.kind(), facts.id()), (Kind::EventBridgeCustom, None), "{id}");
    }
    let no_records = Facts::scan(br#"{"Records":null,"detail-type":null,"source":"mine"}"#);
    assert_eq!(no_records.kind(), Kind::Unknown);
}

#[test]
fn payloads_of_ones_own_have_no_facts() {
    for payload in
        [r#"{"orderId":17,"id":"a","time":"now"}"#, r#""text""#, "7", "null", "[]", "[1]", "{}", "", " "]
    {
        let facts = Facts::scan(payload.as_bytes());
        assert_eq!((facts.kind(), facts.decided_by()), (Kind::Unknown, "no rule"), "{payload}");
        examine(payload.as_bytes());
    }
}

#[test]
fn a_batch_of_six_megabytes_is_counted() {
    let body = r#"{\"order\":{\"id\":\"o-17\",\"path\":\"C:\\\\temp\\\\\"}}"#.repeat(15);
    let message = |number: usize| {
        format!(
            r#"{{"messageId":"{number}","body":"{body}","attributes":{{"AWSTraceHeader":"Root={number}"}},"eventSource":"aws:sqs"}}"#
        )
    };
    let messages: Vec<_> = (0..7000).map(message).collect();
    let event = Bytes::from(format!(r#"{{"Records":[{}]}}"#, messages.join(",")));
    assert!(event.len() > 6_000_000);

    let facts = Facts::scan(event);
    assert_eq!((facts.kind(), facts.record_count()), (Kind::Sqs, Some(7000)));
    assert_eq!((facts.id().as_deref(), facts.correlation_id()), (Some("0"), None));
    assert_eq!(facts.record_trace_headers().last().flatten().as_deref(), Some("Root=6999"));
}

#[test]
fn a_header_is_found_in_any_case_and_any_shape() {
    for headers in [
        r#""headers":{"TraceParent":"00-a","X-AMZN-TRACE-ID":"Root=1"}"#,
        r#""headers":{"traceparent":["00-a","00-b"],"x-amzn-trace-id":["Root=1"]}"#,
        r#""headers":null,"multiValueHeaders":{"Traceparent":["00-a"],"X-Amzn-Trace-Id":["Root=1","Root=2"]}"#,
        r#""multiValueHeaders":{"traceparent":["00-b"],"x-amzn-trace-id":["Root=2"]},"headers":{"traceparent":"00-a","x-amzn-trace-id":"Root=1"}"#,
        r#""headers":{"traceparent":[{"key":"Traceparent","value":"00-a"}],"x-amzn-trace-id":[{"value":"Root=1"},{}]}"#,
    ] {
        let event = format!(r#"{{"requestContext":{{"elb":{{}}}},"httpMethod":"GET",{headers}}}"#);
        let facts = Facts::scan(event.as_bytes());
        assert_eq!(facts.kind(), Kind::Alb);
        assert_eq!(facts.traceparent().as_deref(), Some("00-a"), "{headers}");
        assert_eq!(facts.trace_header().as_deref(), Some("Root=1"), "{headers}");
        assert_eq!(facts.correlation_id(), facts.trace_header());
    }
}

#[test]
fn a_payload_may_be_borrowed_or_owned_and_facts_can_be_kept() {
    let payload = br#"{"detail-type":"a","source":"mine","id":"1"}"#;
    let borrowed: Facts<&[u8]> = Facts::scan(payload);
    let owned: Facts<Bytes> = Facts::scan(Bytes::from_static(payload));
    assert!(matches!(owned.id(), Some(Cow::Borrowed("1"))));
    assert_eq!(borrowed.id(), owned.clone().id());
    assert_eq!(owned.payload(), payload);

    fn is_kept_in_a_scope<T: Clone + Send + Sync + 'static>() {}
    is_kept_in_a_scope::<Facts<Bytes>>();
    assert!(size_of::<Facts<Bytes>>() <= 256, "{}", size_of::<Facts<Bytes>>());
}

#[test]
fn what_is_printed_of_facts_has_nothing_of_the_payload() {
    let facts = Facts::scan(br#"{"detail-type":"secret","source":"secret","id":"secret"}"#);
    assert!(!format!("{facts:?}").contains("secret"));
}

#[test]
fn a_client_is_who_the_service_saw_and_only_then_who_a_proxy_names() {
    let client = |event: &str| {
        let facts = Facts::scan(event.as_bytes());
        let http = facts.http().expect("a request");
        (http.client.map(|client| client.into_owned()), http.user_agent.map(|agent| agent.into_owned()))
    };
    let seen = |client: &str, agent: &str| (Some(client.to_owned()), Some(agent.to_owned()));
    let headers = r#""headers":{"X-Forwarded-For":"203.0.113.7, 10.0.0.1","User-Agent":"curl/8"}"#;
    let format_2 = format!(
        r#"{{"rawPath":"/","requestContext":{{"http":{{"method":"GET","sourceIp":"192.0.2.1","userAgent":"cli"}}}},{headers}}}"#
    );
    assert_eq!(client(&format_2), seen("192.0.2.1", "cli"));
    let format_1 = format!(
        r#"{{"resource":"/","httpMethod":"GET","path":"/",{headers},"requestContext":{{"identity":{{"sourceIp":"2001:db8::1","userAgent":"app"}}}}}}"#
    );
    assert_eq!(client(&format_1), seen("2001:db8::1", "app"));
    let balancer = format!(
        r#"{{"httpMethod":"GET","path":"/",{headers},"requestContext":{{"elb":{{"targetGroupArn":"a"}}}}}}"#
    );
    assert_eq!(client(&balancer), seen("203.0.113.7", "curl/8"));
    let edge = r#"{"Records":[{"cf":{"config":{"requestId":"r"},"request":{"method":"GET","uri":"/","clientIp":"192.0.2.9",
        "headers":{"user-agent":[{"key":"User-Agent","value":"Amazon CloudFront"}]}}}}]}"#;
    assert_eq!(client(edge), seen("192.0.2.9", "Amazon CloudFront"));
    assert_eq!(client(r#"{"httpMethod":"GET","path":"/"}"#), (None, None));
}

#[test]
fn senders_of_notifications_and_of_events_say_which_trace_theirs_are_of() {
    let notification = r#"{"Records":[{"EventSource":"aws:sns","Sns":{"MessageAttributes":{
        "traceparent":{"Type":"String","Value":"00-1-2-01"},"tracestate":{"Type":"String","Value":"a=1"},
        "x-amzn-trace-id":{"Type":"String","Value":"Root=1"}}}}]}"#;
    let event = r#"{"detail-type":"Order placed","source":"shop","detail":{"traceparent":"00-1-2-01","tracestate":"a=1",
        "x-amzn-trace-id":"Root=1"}}"#;
    for event in [notification, event] {
        let facts = Facts::scan(event.as_bytes());
        assert_eq!(facts.traceparent().as_deref(), Some("00-1-2-01"));
        assert_eq!(facts.tracestate().as_deref(), Some("a=1"));
        assert_eq!(facts.trace_header().as_deref(), Some("Root=1"));
    }
    let of_aws = r#"{"detail-type":"Object Created","source":"aws.s3","detail":{"traceparent":"00-1-2-01"}}"#;
    assert_eq!(
        Facts::scan(of_aws.as_bytes()).traceparent(),
        None,
        "nobody but a sender of one's own says so"
    );
}
