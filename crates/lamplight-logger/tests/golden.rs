//! The lines of other languages' loggers, and ours for the same. Where ours differs on purpose, the test says why.

mod support;

use lambda_runtime::{Context, LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::cold_start::ColdStart;
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::lookup::Lookup;
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::{ObserveLayer, Stack};
use lamplight_logger::format::{EcsFormat, Format, JsonFormat, Part};
use serde_json::{Value, json};
use support::{lines_of, logger_with, subscriber};
use tower_layer::Layer;

const ON_DEMAND: (&str, &str) = ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");

macro_rules! golden {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("golden/", $name, ".json"))).expect($name)
    };
}

fn line_of(service: &str, work: impl FnOnce()) -> Value {
    let lines = lines_of(SettingsBuilder::new().service(service), work);
    serde_json::from_str(&lines[0]).expect(&lines[0])
}

/// What is written in an invocation of a function, the first of its environment, with this context.
async fn line_in(format: impl Format, variables: &dyn Lookup, context: Context, work: fn()) -> String {
    let environment = FunctionEnvironment::read(variables);
    let initialization = environment.initialization;
    let (logger, lines) = logger_with(SettingsBuilder::new().service("hello-world"), |builder| {
        let clock = Clock::manual(Timestamp::from_millis(1_466_424_490_000));
        builder.format(format).environment(environment).clock(clock)
    });
    let _default = tracing::subscriber::set_default(subscriber(&logger));
    let cold_start: &'static ColdStart = Box::leak(Box::default());
    let stack = Stack::new(initialization).with_cold_start(cold_start).with(logger.observer());
    let handler = service_fn(move |_: LambdaEvent<()>| async move {
        work();
        Ok::<_, std::io::Error>(())
    });
    ObserveLayer::new(stack).layer(handler).oneshot(LambdaEvent::new((), context)).await.expect("no error");
    lines.take().remove(0)
}

fn context(arn: &str, request_id: &str, trace: &str) -> Context {
    let mut context = Context::default();
    context.request_id = request_id.to_owned();
    context.invoked_function_arn = arn.to_owned();
    context.xray_trace_id = Some(format!("Root={trace}"));
    context
}

fn keys(line: &Value) -> Vec<&str> {
    line.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_record_of_an_invocation() {
    let golden = &golden!("powertools")["log_record"][1]["expect"];
    let mut given = context(
        "arn:aws:lambda:eu-west-1:123456789012:function:Example",
        "abcdefg123456789",
        "1-5759e988-bd862e3fe1be46a994272793",
    );
    given.tenant_id = Some("cff02b3a-0e12-4be2-b3e0-758b49c4cd9b".to_owned());
    let variables = [
        ON_DEMAND,
        ("AWS_LAMBDA_FUNCTION_NAME", "my-lambda-function"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "123"),
    ];
    let line = line_in(JsonFormat::new(), &variables, given, || tracing::warn!("This is a WARN log")).await;
    let line: Value = serde_json::from_str(&line).expect(&line);
    for (key, expected) in golden.as_object().expect("an object") {
        match key.as_str() {
            // A number, as Python has it, so that it can be compared with others.
            "function_memory_size" => assert_eq!(line[key], 123),
            // That of the logger, once it samples; no part of a line's shape.
            "sampling_rate" => {}
            _ => assert_eq!(&line[key], expected, "{key}"),
        }
    }
    let absent = golden!("powertools")["log_record"][0]["absent"].clone();
    let outside = line_of("hello-world", || tracing::warn!("This is a WARN log"));
    for key in absent.as_array().expect("a list") {
        let key = key.as_str().expect("a name");
        // The function is known outside of invocations as well, and lines of its start can be found by it.
        let known = matches!(key, "function_name" | "function_memory_size");
        assert_eq!(outside.get(key).is_some(), known, "{key}");
    }
}

#[test]
fn the_first_keys_and_what_is_not_known() {
    let golden = golden!("powertools");
    let lines = lines_of(SettingsBuilder::new(), || tracing::info!("m"));
    let mut at = 0;
    for key in golden["log_record"][2]["first_keys"].as_array().expect("a list") {
        let found = lines[0].find(&format!("{key}:")).expect("the key is there");
        assert!(found >= at, "{key} comes in its place");
        at = found;
    }
    // What is not known is left out, never null. Level and time always are known, and cannot be taken off a line.
    let line: Value = serde_json::from_str(&lines[0]).expect("JSON");
    for key in golden["log_record"][3]["given"]["set_null"].as_array().expect("a list") {
        let key = key.as_str().expect("a name");
        assert!(matches!(key, "location" | "timestamp") || line.get(key).is_none(), "{key}");
    }
    assert!(!lines[0].contains("null"), "{lines:?}");
}

#[test]
fn messages() {
    let golden = golden!("powertools");
    let cases = golden["log_message"].as_array().expect("a list");
    // A map stays an object.
    #[cfg(feature = "json")]
    {
        let line = line_of("s", || tracing::info!(message = lamplight_logger::json(&cases[0]["in"])));
        assert_eq!(line["message"], cases[0]["message"]);
    }
    // A string that is JSON stays a string: what a line looks like must not depend on what a user typed.
    let text = cases[1]["in"].as_str().expect("text");
    assert_eq!(line_of("s", || tracing::info!("{text}"))["message"], *text);
    // A message and more beside it; here each has a name.
    let line = line_of("s", || tracing::info!(extra = "parameter", "Hello, world!"));
    for (key, value) in cases[2]["expect"].as_object().expect("an object") {
        assert_eq!(&line[key], value);
    }
    let line = line_of("s", || tracing::info!(parameterOne = "foo", extra = "bar", "Hello, world!"));
    for (key, value) in cases[3]["expect"].as_object().expect("an object") {
        assert_eq!(&line[key], value);
    }
    let line = line_of("s", || tracing::info!(message = "Hello, world!", extra = "parameter"));
    for (key, value) in cases[4]["expect"].as_object().expect("an object") {
        assert_eq!(&line[key], value);
    }
    // Nothing beside it.
    let line = line_of("s", || tracing::info!(nothing = None::<&str>, "foo"));
    assert_eq!((&line["message"], line.get("nothing")), (&cases[5]["expect"]["message"], None));
    // Zero and false stay; an empty string stays as well, because it was asked for; absent is absent.
    let line = line_of("s", || {
        tracing::info!(zero = 0, falseValue = false, emptyString = "", nullValue = None::<u8>, "foo");
    });
    for (key, value) in cases[6]["expect"].as_object().expect("an object") {
        assert_eq!(&line[key], value);
    }
    assert_eq!((line.get("emptyString"), line.get("nullValue")), (Some(&json!("")), None));
    // A wide integer is a number with all its digits: JSON has no limit, and text would not compare.
    let lines =
        lines_of(SettingsBuilder::new(), || tracing::info!(bigint = 9_007_199_254_740_991_i128, "foo"));
    assert!(lines[0].ends_with(r#""bigint":9007199254740991}"#), "{lines:?}");
    assert_eq!((cases.len(), &cases[7]["expect"]["bigint"]), (8, &json!("9007199254740991")));
}

#[test]
fn errors() {
    #[derive(Debug)]
    struct ErrorWithCause(std::io::Error);
    impl std::fmt::Display for ErrorWithCause {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("foo")
        }
    }
    impl std::error::Error for ErrorWithCause {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    let golden = &golden!("powertools")["log_error_ts"][0]["expect"];
    let error = ErrorWithCause(std::io::Error::other("bar"));
    let line = line_of("s", || tracing::error!(error = &error as &(dyn std::error::Error + 'static)));
    assert_eq!(line["error"]["message"], golden["message"]);
    // Sources are a flat list, the nearest first: Rust knows neither their names nor their places.
    assert_eq!(line["error"]["chain"], json!([golden["cause"]["message"]]));
    // There is no `stack`, and the error's own fields are not on the line: Rust does not hand them on.
    let mut of_error = keys(&line["error"]);
    of_error.sort_unstable();
    assert_eq!(of_error, ["chain", "message", "type"]);
    assert_eq!(line["error"]["type"], golden["name"]);
    // A source is an error as well, never plain text; and values that an error has besides are fields, if they are to
    // be on the line.
    let line = line_of("s", || {
        tracing::error!(
            code = 500,
            otherProperty = "otherProperty",
            extraProperty = "extraProperty",
            "Something went wrong"
        );
    });
    let custom = &golden!("powertools")["log_error_ts"][2]["expect"];
    for key in ["message", "code", "otherProperty", "extraProperty"] {
        assert_eq!(line[key], custom[key], "{key}");
    }
    // There are no frames of a stack: Rust's errors carry none. That of a panic is text, `error.backtrace`.
    assert!(golden!("powertools")["log_record"][4]["expect_subset"]["stack_trace"]["frames"].is_array());
    let python = golden!("python-logging_exceptions_output");
    // One object, not `exception` and `exception_name` beside each other, so that all of it is found in one place.
    assert!(python.get("exception").is_some() && line.get("exception").is_none());
}

#[tokio::test]
async fn timestamps() {
    let golden = golden!("powertools");
    let given = context("", "r1", "");
    let line = line_in(JsonFormat::new(), &[ON_DEMAND], given, || tracing::info!("m")).await;
    let line: Value = serde_json::from_str(&line).expect(&line);
    assert_eq!(line["timestamp"], golden["timestamp_ts"][0]["out"]);
    // Time zones are not read from `TZ`: lines of functions in different places can be put in order as text, and
    // Lambda's filter of levels understands the time. The others of these cases, and the other forms of dates of
    // Python's, therefore have no counterpart.
    let zones = [golden!("typescript-customTimezoneOutput"), golden!("python-date_formatting_output")];
    assert!(
        zones.iter().all(|lines| lines[1]["timestamp"].as_str().is_some_and(|time| !time.ends_with('Z')))
    );
}

#[tokio::test]
async fn the_elastic_common_schema() {
    let golden = &golden!("powertools")["ecs"][0]["expect_after_timestamp"];
    let arn = golden["faas.id"].as_str().expect("text");
    let mut given = context(arn, "test-request-id", "1-63441c4a-abcdef012345678912345678");
    given.tenant_id = Some("test-tenant".to_owned());
    let variables = [
        ON_DEMAND,
        ("AWS_LAMBDA_FUNCTION_NAME", "test-function"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
    ];
    let line =
        line_in(EcsFormat, &variables, given, || tracing::info!(myKey = "myValue", "Test debug event"));
    let line: Value = serde_json::from_str(&line.await).expect("JSON");
    for (key, expected) in golden.as_object().expect("an object") {
        match key.as_str() {
            // DEBUG there, INFO here; the service has another name; a logger is what Rust calls a target.
            "log.level" => assert_eq!(line[key], "INFO"),
            "service.name" => assert_eq!(line[key], "hello-world"),
            "log.logger" => assert_eq!(line[key], "golden"),
            // The name of this test's thread.
            "process.thread.name" => assert!(line[key].is_string()),
            _ => assert_eq!(&line[key], expected, "{key}"),
        }
    }
    assert_eq!(line.as_object().map(serde_json::Map::len), golden.as_object().map(|all| all.len() + 1));
}

#[test]
fn keys_in_another_order() {
    for (golden, first) in
        golden!("python-reordering_log_keys_output").as_array().expect("a list").iter().zip([
            vec![Part::Message],
            // Python names each key, we name parts of a line: fields are one of these.
            vec![Part::Fields, Part::Level, Part::Location, Part::Timestamp, Part::Keys],
        ])
    {
        let service = golden["service"].as_str().expect("text");
        let (logger, lines) = logger_with(SettingsBuilder::new().service(service), |builder| {
            builder.format(JsonFormat::new().first(&first)).environment(FunctionEnvironment::default())
        });
        tracing::subscriber::with_default(subscriber(&logger), || {
            if golden.get("request_id").is_some() {
                tracing::info!(request_id = "123", "hello universe");
            } else {
                tracing::info!("hello world");
            }
        });
        let line = lines.take().remove(0);
        let order: Vec<_> = if golden.get("request_id").is_some() {
            vec!["request_id", "level", "location", "timestamp", "service", "message"]
        } else {
            vec!["message", "level", "location", "timestamp", "service"]
        };
        let places: Vec<_> = order.iter().map(|key| line.find(&format!("\"{key}\":"))).collect();
        assert!(places.is_sorted() && places[0] == Some(1), "{line}");
        assert_eq!(keys(golden).len(), order.len(), "the golden line has the same keys");
    }
}

#[test]
fn fields_and_correlation() {
    let golden = golden!("python-append_keys_output");
    let line = line_of("payment", || tracing::info!(order_id = "order_id_value", "Collecting payment"));
    for key in ["level", "message", "service", "order_id"] {
        assert_eq!(line[key], golden[key], "{key}");
    }
    let golden = golden!("python-inject_lambda_context_output");
    for key in ["cold_start", "function_name", "function_memory_size", "function_arn", "function_request_id"]
    {
        // The names that `the_record_of_an_invocation` finds on ours, with values of the same kinds.
        assert!(golden[0].get(key).is_some(), "{key}");
    }
    assert!(golden!("python-set_correlation_id_output").get("correlation_id").is_some());
}

#[cfg(feature = "json")]
#[test]
fn values_that_need_a_form_of_their_own() {
    let golden = golden!("typescript-unserializableValues");
    let set = std::collections::BTreeSet::from([1, 2, 3]);
    let line = line_of("serverlessAirline", || {
        tracing::info!(serializedValue = lamplight_logger::json(&set), "Serialize with custom serializer");
    });
    for key in ["level", "message", "service", "serializedValue"] {
        assert_eq!(line[key], golden[key], "{key}");
    }
    // A value without a JSON form is shown by its `Debug`, where Python has a function that is asked.
    let golden = golden!("python-unserializable_values_output");
    #[derive(Debug)]
    struct Unserializable;
    let line = line_of("payment", || tracing::info!(serialize_me = ?Unserializable));
    assert_eq!(line["serialize_me"], "Unserializable");
    assert!(golden["message"]["serialize_me"].as_str().is_some_and(|text| text.contains("Unserializable")));
}
