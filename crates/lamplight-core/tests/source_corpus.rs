//! The scanner against the events that other projects test with.

mod corpus;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use corpus::events;
use lamplight_core::source::{Facts, Kind, Trigger};
use serde_json::Value;

/// Events that are nearly of a family, and taken for something else: their `triggerSource` is a placeholder.
const TAKEN_FOR_ANOTHER_TRIGGER: &[&str] = &[
    "aws-lambda-dotnet/cognito-customemailsender-event.json",
    "aws-lambda-dotnet/cognito-defineauthchallenge-event-with-null-values.json",
    "aws-lambda-dotnet/cognito-defineauthchallenge-event.json",
    "aws-lambda-dotnet/cognito-postconfirmation-event.json",
    "aws-lambda-dotnet/cognito-presignup-event.json",
    "aws-lambda-dotnet/cognito-pretokengeneration-event.json",
    "aws-lambda-go/cognito-event-userpools-pretokengen.json",
    "aws-lambda-dotnet/cognito-migrateuser-event.json",
    "aws-lambda-dotnet/cognito-verifyauthchallenge-event-with-null-values.json",
    "aws-lambda-dotnet/cognito-verifyauthchallenge-event.json",
];

/// A round trip through Java made an object of the list.
const RECORDS_THAT_ARE_NO_LIST: (&str, &str) = ("datadog-lambda-extension/msk_event_with_headers.json", "n");

#[test]
fn every_event_is_known_as_what_it_is() {
    let events = events();
    let accepted: Vec<_> = events.iter().filter(|event| event.expect == "accept").collect();
    assert_eq!((events.len(), accepted.len()), (704, 651));

    let mut table = Table::default();
    for event in accepted {
        let facts = Facts::scan(&event.bytes);
        table.count(&event.family, facts.kind().name() == event.family, || {
            format!("{}: {} ({})", event.file, facts.kind(), facts.decided_by())
        });
    }
    assert_eq!(table.families(), Kind::ALL.len() - 1, "every kind has an event");
    table.expect(651);
}

#[test]
fn an_event_with_flaws_is_known_unless_the_flaw_is_in_what_decides() {
    let events = events();
    let flawed: Vec<_> = events.iter().filter(|event| event.expect != "accept").collect();
    assert_eq!(flawed.len(), 51 + 2);

    let mut mistaken = Vec::new();
    for event in flawed {
        let kind = Facts::scan(&event.bytes).kind();
        if kind.name() != event.family {
            assert_eq!(kind, Kind::CognitoOther, "{}", event.file);
            mistaken.push(&*event.file);
        }
    }
    assert_eq!(mistaken, TAKEN_FOR_ANOTHER_TRIGGER);
}

#[test]
fn facts_are_those_that_another_program_found() {
    let events = events();
    let mut compared = BTreeMap::new();
    let mut wrong = String::new();
    // What is meant to be refused has no facts worth the name.
    for event in events.iter().filter(|event| event.expect != "reject") {
        let facts = Facts::scan(&event.bytes);
        for (name, expected) in &event.facts {
            let Some(found) = found(&facts, &event.family, name) else { continue };
            if (&*event.file, &**name) == RECORDS_THAT_ARE_NO_LIST {
                assert_eq!((found, expected), (0.into(), &1.into()));
                continue;
            }
            *compared.entry(name.as_str()).or_insert(0) += 1;
            let expected = as_found(&event.family, name, expected);
            if found != expected {
                writeln!(wrong, "{} {name}: {found}, not {expected}", event.file)
                    .expect("a String takes all");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let expected = [
        ("buckets", 21),
        ("detail_type", 49),
        ("field", 12),
        ("id", 74),
        ("ids", 78),
        ("keys", 21),
        ("method", 200),
        ("n", 184),
        ("names", 41),
        ("path", 200),
        ("request_id", 190),
        ("route", 190),
        ("seq", 38),
        ("source", 49),
        ("state", 5),
        ("time", 49),
        ("topics", 18),
        ("trace", 249),
        ("trigger", 51),
        ("type", 16),
    ];
    assert_eq!(compared, expected.into());
}

/// A fact in the words of the corpus; `None` for facts that the scanner does not look for.
fn found<B: AsRef<[u8]>>(facts: &Facts<B>, family: &str, name: &str) -> Option<Value> {
    let http = facts.http();
    let text = match (name, family) {
        ("trace", "sqs") => return Some(facts.record_trace_headers().map(text_or_null).collect()),
        ("n", "cloudwatch-logs") => return None,
        ("n", _) => return Some(facts.record_count().into()),
        // What is decoded from within the data.
        ("type", "cloudwatch-logs") => return None,
        ("trace", _) => facts.trace_header(),
        ("method", _) => http.map(|http| http.method),
        ("path", _) => http.map(|http| http.path),
        ("route", _) => http.and_then(|http| http.route),
        ("request_id", _) => facts.request_id(),
        ("id" | "ids" | "seq", _) => facts.id(),
        ("source", _) => facts.source(),
        ("detail_type", _) => facts.detail_type(),
        ("time", _) => facts.time(),
        ("topics", _) => facts.source_arn(),
        ("buckets", _) => facts.document().map(|document| document.collection),
        // The corpus has them decoded.
        ("keys", _) => {
            let key = facts.document().and_then(|document| document.name);
            key.map(|key| key.replace("%20", " ").replace("%2F", "/").into())
        }
        ("names" | "type" | "field" | "state", _) => facts.operation(),
        // A trigger of the predecessor of user pools has no name.
        ("trigger", "cognito-sync") => return None,
        ("trigger", _) => facts.operation(),
        _ => return None,
    };
    Some(text_or_null(text))
}

/// A fact of the corpus in the scanner's words: of a batch the first, and a route without its method.
fn as_found(family: &str, name: &str, fact: &Value) -> Value {
    match (name, family, fact) {
        ("trace", "sqs", fact) => fact.clone(),
        // Function URLs have no routes, only a key that says so.
        ("route", "lambda-url", _) => Value::Null,
        ("route", _, Value::String(route)) => route.split(' ').next_back().into(),
        (_, _, Value::Array(records)) => records.first().cloned().unwrap_or_default(),
        _ => fact.clone(),
    }
}

fn text_or_null(text: Option<Cow<'_, str>>) -> Value {
    text.map_or(Value::Null, |text| Value::String(text.into_owned()))
}

#[test]
fn every_trace_header_is_found() {
    let events: BTreeMap<_, _> = events().into_iter().map(|event| (event.file.clone(), event)).collect();
    let headers = corpus::trace_headers();
    assert_eq!(headers.len(), 85);
    for (header, file) in headers {
        let facts = Facts::scan(&events[&file].bytes);
        assert_eq!(facts.trace_header().as_deref(), Some(&*header), "{file}");
    }
}

#[test]
fn correlation_ids_are_where_the_teams_of_other_languages_look_for_them() {
    let mut compared = BTreeMap::new();
    for event in events() {
        let Some(path) = correlation_path(&event.family) else { continue };
        let value = event.value();
        let expected = path.iter().try_fold(&value, |value, step| member(value, step));
        // What those teams miss: a load balancer may have lists of values instead.
        let of_many = || member(member(&value, "multiValueHeaders")?, path.last()?)?.get(0);
        // And how one team wraps what it adds to the input of a task.
        let wrapped = || member(member(member(&value, "_datadog")?, "Execution")?, "Id");
        let expected = expected
            .or_else(of_many)
            .or_else(wrapped)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        let facts = Facts::scan(&event.bytes);
        assert_eq!(facts.correlation_id().as_deref(), expected, "{}", event.file);
        if expected.is_some() {
            *compared.entry(path.join(".")).or_insert(0) += 1;
        }
    }
    let expected = [
        ("Execution.Id", 3),
        ("headers.x-amzn-trace-id", 34),
        ("id", 49),
        ("request.headers.x-amzn-trace-id", 10),
        ("requestContext.requestId", 183),
        ("xAmzRequestId", 9),
    ];
    assert_eq!(compared, expected.map(|(path, count)| (path.to_owned(), count)).into());
}

fn correlation_path(family: &str) -> Option<&'static [&'static str]> {
    Some(match family {
        "lambda-url" | "appsync-authorizer" => &["requestContext", "requestId"],
        family if family.starts_with("apigw-") && family != "apigw-authorizer-token" => {
            &["requestContext", "requestId"]
        }
        "appsync-direct-resolver" | "appsync-custom-resolver" => &["request", "headers", "x-amzn-trace-id"],
        "vpc-lattice-v1" | "vpc-lattice-v2" => &["headers", "x-amzn-trace-id"],
        "alb" => &["headers", "x-amzn-trace-id"],
        "s3-object-lambda" => &["xAmzRequestId"],
        "s3-eventbridge" | "cloudwatch-alarm-action" => &["id"],
        family if family.starts_with("eventbridge-") => &["id"],
        "stepfunctions-context" => &["Execution", "Id"],
        _ => return None,
    })
}

/// A member, in any case of its name.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[test]
fn a_records_id_correlates_only_when_it_is_alone() {
    let mut alone = 0;
    for event in events().iter().filter(|event| event.family == "sqs") {
        let facts = Facts::scan(&event.bytes);
        let expected = (facts.record_count() == Some(1)).then(|| facts.id()).flatten();
        assert_eq!(facts.correlation_id(), expected, "{}", event.file);
        alone += usize::from(expected.is_some());
    }
    assert_eq!(alone, 28);
}

#[test]
fn what_has_no_escapes_is_borrowed_from_the_payload() {
    let (mut borrowed, mut owned) = (0, 0);
    for event in events() {
        let facts = Facts::scan(&event.bytes[..]);
        let payload = event.bytes.as_ptr_range();
        for text in all_texts(&facts) {
            match text {
                Cow::Borrowed(text) => {
                    assert!(payload.contains(&text.as_ptr()), "{}: {text}", event.file);
                    borrowed += 1;
                }
                Cow::Owned(text) => {
                    assert!(event.bytes.contains(&b'\\'), "{}: {text}", event.file);
                    owned += 1;
                }
            }
        }
    }
    assert_eq!((borrowed, owned), (3856, 8));
}

fn all_texts<'a>(facts: &'a Facts<&[u8]>) -> impl Iterator<Item = Cow<'a, str>> {
    let http = facts.http().into_iter().flat_map(|http| {
        [
            Some(http.method),
            Some(http.path).filter(|path| !path.is_empty()),
            http.route,
            http.host,
            http.scheme,
            http.client,
            http.user_agent,
        ]
    });
    let document =
        facts.document().into_iter().flat_map(|document| [Some(document.collection), document.name]);
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
    ];
    texts.into_iter().chain(http).chain(document).chain(facts.record_trace_headers()).flatten()
}

#[test]
fn triggers_are_those_of_the_semantic_conventions() {
    let mut triggers = BTreeMap::new();
    for event in events() {
        let facts = Facts::scan(&event.bytes);
        triggers.entry(facts.trigger().as_str()).or_insert_with(Vec::new).push(facts.kind());
    }
    for (trigger, kinds) in [
        (Trigger::Http, &[Kind::ApiGatewayRest, Kind::ApiGatewayHttpV2, Kind::Alb, Kind::LambdaUrl][..]),
        (Trigger::Pubsub, &[Kind::Sqs, Kind::Sns, Kind::KinesisStream, Kind::Msk, Kind::EventBridgeCustom]),
        (Trigger::Datasource, &[Kind::S3, Kind::DynamoDbStream, Kind::S3EventBridge, Kind::DocumentDb]),
        (Trigger::Timer, &[Kind::EventBridgeScheduled]),
        (Trigger::Other, &[Kind::CloudFormationCustomResource, Kind::CognitoPreSignup]),
    ] {
        for kind in kinds {
            assert!(triggers[trigger.as_str()].contains(kind), "{kind}");
        }
    }
}

/// What came out, family by family.
#[derive(Default)]
struct Table {
    rows: BTreeMap<String, (usize, usize)>,
    misses: Vec<String>,
}

impl Table {
    fn count(&mut self, family: &str, hit: bool, miss: impl FnOnce() -> String) {
        let row = self.rows.entry(family.to_owned()).or_default();
        row.0 += usize::from(hit);
        row.1 += 1;
        if !hit {
            self.misses.push(miss());
        }
    }

    fn families(&self) -> usize {
        self.rows.len()
    }

    #[track_caller]
    fn expect(&self, hits: usize) {
        let mut table = String::new();
        for (family, (hit, of)) in &self.rows {
            let mark = if hit == of { ' ' } else { '!' };
            writeln!(table, "{mark} {family:32} {hit:3} of {of:3}").expect("a String takes all");
        }
        let found: usize = self.rows.values().map(|(hit, _)| hit).sum();
        assert!(
            found == hits && self.misses.is_empty(),
            "{found} of {hits}\n{table}\n{}",
            self.misses.join("\n")
        );
    }
}
