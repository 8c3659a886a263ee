//! What loggers of other languages do, case by case: ours does the same, or a comment says why not.

mod stack;

use lamplight_core::level::Level;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::source::Facts;
use lamplight_core::testing::Captured;
use lamplight_logger::{Logger, append_key, append_keys, flush_buffer, remove_keys, set_correlation_id};
use serde_json::{Value, json};
use stack::{built, context, invoke, read, said};

fn cases(group: &str) -> Vec<Value> {
    let mut cases: Value = serde_json::from_str(include_str!("golden/behaviour/cases.json")).expect("JSON");
    match cases[group].take() {
        Value::Array(cases) => cases,
        other => vec![other],
    }
}

/// The level of a case in our words: theirs has no FATAL.
fn level(case: &Value, key: &str) -> Option<String> {
    let level = case[key].as_str()?;
    Some(Level::parse(level).map_or_else(|| level.to_owned(), |level| level.to_string()))
}

#[test]
fn levels() {
    for case in cases("levels") {
        let mut builder = SettingsBuilder::new();
        // Ours is set once, at the start: there is no `set_level` afterwards, and per invocation it only goes down.
        if let Some(code) = level(&case, "ctor").or_else(|| level(&case, "set_level")) {
            builder = builder.log_levels(code);
        }
        let variables = [
            ("POWERTOOLS_LOG_LEVEL", level(&case, "POWERTOOLS_LOG_LEVEL").unwrap_or_default()),
            ("AWS_LAMBDA_LOG_LEVEL", level(&case, "ALC").unwrap_or_default()),
        ];
        let variables = [(variables[0].0, &*variables[0].1), (variables[1].0, &*variables[1].1)];
        let read = builder.read(&variables);
        if case.to_string().contains("INVALID") {
            // Theirs take INFO where the code is wrong, or throw later; ours says so and does not start.
            assert!(read.is_err(), "{case}");
            continue;
        }
        let (settings, _) = read.expect("every value is allowed");
        // NOTSET is what one of them calls everything.
        let effective = level(&case, "effective").or_else(|| level(&case, "effective_ts")).expect("a level");
        assert_eq!(settings.log.levels.rest().as_str(), effective, "{case}");
        let lines = Captured::new();
        let logger = Logger::builder().settings(settings).sink(lines.clone()).build();
        assert!(logger.is_ok());
        // One line, in our words.
        assert_eq!(said(&lines).len(), usize::from(case.get("warn").is_some()), "{case}");
    }
}

#[tokio::test]
async fn sampling() {
    for case in cases("sampling") {
        let rate = case["rate_ctor"].as_f64().or(case["rate"].as_f64()).expect("a rate");
        let variables = [("POWERTOOLS_LOGGER_SAMPLE_RATE", case["rate_env"].as_str().unwrap_or_default())];
        let level = level(&case, "level").unwrap_or_else(|| "INFO".to_owned());
        let read = SettingsBuilder::new().log_levels(level).log_sample_rate(rate).read(&variables);
        if rate > 1.0 {
            // Theirs do without it; ours names it, as everything that code gets wrong, and does not start.
            assert!(read.is_err(), "{case}");
            continue;
        }
        let lines = Captured::new();
        let (settings, _) = read.expect("every value is allowed");
        let logger = Logger::builder().settings(settings).sink(lines.clone()).build().expect("built");
        let times = case["refresh_times"].as_u64().unwrap_or(1);
        let mut sampled = 0;
        for number in 1..=times {
            let handler = || async {
                tracing::debug!("debug");
                Ok(())
            };
            invoke(&logger, context(number), "{}", handler).await;
            let said = said(&lines);
            // The line that says so is in our words, and before the others.
            assert!(said.is_empty() || (said.len() == 2 && said[0].starts_with("DEBUG ")), "{said:?}");
            sampled += u64::from(!said.is_empty());
        }
        match case["debug_share"].as_array() {
            Some(share) => {
                let share = [0, 1].map(|end| share[end].as_f64().expect("a number"));
                let sampled = f64::from(u32::try_from(sampled).expect("at most 1000")) / 1000.0;
                assert!((share[0]..share[1]).contains(&sampled), "{sampled}");
            }
            None => assert_eq!(sampled == 1, case["effective"] == "DEBUG", "{case}"),
        }
    }
}

/// Logs what a case says: `debug:text`, `flush`, `throw`.
fn log(steps: &[Value]) -> Result<(), String> {
    for step in steps.iter().filter_map(Value::as_str) {
        match step.split_once(':') {
            Some(("debug", text)) => tracing::debug!("{text}"),
            Some(("info", text)) => tracing::info!("{text}"),
            Some(("warn", text)) => tracing::warn!("{text}"),
            Some(("error", text)) => tracing::error!("{text}"),
            _ if step == "throw" => return Err("thrown".to_owned()),
            _ => flush_buffer(),
        }
    }
    Ok(())
}

fn texts(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn buffer() {
    for case in cases("buffer") {
        if case.get("ring").is_some() {
            // Tested where the ring is; ours also keeps lines that fill it exactly, of which theirs evict one.
            continue;
        }
        if case["trace_id"].is_null() && case.get("trace_id").is_some() {
            // Lines that belong to no invocation; ours need no trace, only an invocation.
            let (logger, lines) = built(SettingsBuilder::new().log_buffer(20_480), |builder| builder);
            let _default = tracing::subscriber::set_default(stack::subscriber(&logger));
            log(&texts(&case["log"])).expect("nothing is thrown");
            assert_eq!(said(&lines), [""; 0], "DEBUG is not the logger's level");
            continue;
        }
        // Their lines have no keys of the invocation, ours are some 200 bytes longer.
        let bytes = case["max_bytes"].as_u64().map_or(20_480, |bytes| if bytes > 200 { 400 } else { 100 });
        let level = if case["logger_level"] == "SILENT" { Level::Fatal } else { Level::Info };
        let upto = case["buffer_at"].as_str().and_then(Level::parse).unwrap_or(Level::Debug);
        let settings = SettingsBuilder::new().log_buffer(bytes).log_level(level);
        let (logger, lines) = built(settings, |builder| builder.buffer_level(upto));
        let mut steps = [texts(&case["log"]), texts(&case["handler"])].concat();
        if case.get("after_flush").is_some() {
            steps.push(json!("flush"));
        }
        invoke(&logger, context(1), "{}", || std::future::ready(log(&steps))).await;
        let said = said(&lines);
        let levels: Vec<&str> = said.iter().filter_map(|line| line.split(' ').next()).collect();
        match steps[0].as_str() {
            _ if case["flush_on_error"] == false => {
                // Ours has no such switch: what is held back is held back for this.
                assert_eq!(said, ["DEBUG d", "ERROR e"]);
            }
            _ if case.get("after_flush").is_some() => assert_eq!(levels, ["DEBUG", "WARN"]),
            _ if case.get("emitted_order").is_some() => {
                // The error line says what was thrown, not that something was.
                let held = ["INFO This is an info message", "DEBUG This is a log message"];
                assert_eq!((&said[..2], levels[2]), (&held.map(String::from)[..], "ERROR"));
            }
            _ => {
                // The same lines, with warnings in our words.
                let emitted = texts(&case["emitted"]);
                let same = |(ours, theirs): (&String, &Value)| {
                    let theirs = theirs.as_str().unwrap_or_default();
                    ours == theirs || (ours.starts_with("WARN ") && theirs.starts_with("WARN "))
                };
                assert_eq!(said.len(), emitted.len(), "{case} {said:?}");
                assert!(said.iter().zip(&emitted).all(same), "{case} {said:?}");
            }
        }
    }
}

#[test]
fn correlation_paths() {
    for (kind, path) in cases("correlation_paths").remove(0).as_object().expect("an object") {
        let event = match &**kind {
            "API_GATEWAY_REST" => {
                r#"{"resource":"/","path":"/","httpMethod":"GET","headers":{},"requestContext":{"requestId":"found","stage":"s","resourcePath":"/"}}"#
            }
            "API_GATEWAY_HTTP" => {
                r#"{"version":"2.0","routeKey":"GET /","rawPath":"/","headers":{},"requestContext":{"requestId":"found","http":{"method":"GET","path":"/"}}}"#
            }
            "LAMBDA_FUNCTION_URL" => {
                r#"{"version":"2.0","routeKey":"$default","rawPath":"/","headers":{},"requestContext":{"requestId":"found","domainName":"x.lambda-url.eu-west-1.on.aws","http":{"method":"GET","path":"/"}}}"#
            }
            "APPSYNC_AUTHORIZER" => {
                r#"{"authorizationToken":"t","requestContext":{"apiId":"a","accountId":"1","requestId":"found","queryString":"q","operationName":"o","variables":{}}}"#
            }
            "APPSYNC_RESOLVER" => {
                r#"{"arguments":{},"identity":null,"source":null,"request":{"headers":{"x-amzn-trace-id":"found"}},"info":{"fieldName":"f","parentTypeName":"Query","variables":{},"selectionSetList":[]},"prev":null,"stash":{}}"#
            }
            "APPLICATION_LOAD_BALANCER" => {
                r#"{"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/t/1"}},"httpMethod":"GET","path":"/","headers":{"X-Amzn-Trace-Id":"found"}}"#
            }
            "EVENT_BRIDGE" => {
                r#"{"id":"found","detail-type":"t","source":"s","detail":{},"time":"2026-01-31T23:59:59Z","account":"1","region":"r","resources":[],"version":"0"}"#
            }
            "S3_OBJECT_LAMBDA" => {
                r#"{"xAmzRequestId":"found","getObjectContext":{"inputS3Url":"u","outputRoute":"r","outputToken":"t"},"configuration":{},"userRequest":{"url":"u","headers":{}},"userIdentity":{},"protocolVersion":"1.0"}"#
            }
            "VPC_LATTICE" => {
                r#"{"raw_path":"/","method":"GET","headers":{"x-amzn-trace-id":"found"},"query_string_parameters":{},"body":"","is_base64_encoded":false}"#
            }
            other => panic!("no event for {other}"),
        };
        let facts = Facts::scan(event.as_bytes());
        assert_eq!(facts.correlation_id().as_deref(), Some("found"), "{kind}: {path} of {:?}", facts.kind());
    }
}

/// A line of theirs; keys that are equal on ours and theirs, which are those that code has set.
fn set_by_code(example: &str) -> Vec<Value> {
    let example: Value = serde_json::from_str(example).expect("JSON");
    let lines = match example {
        Value::Array(lines) => lines,
        line => vec![line],
    };
    lines.into_iter().map(without_standard).collect()
}

fn without_standard(mut line: Value) -> Value {
    let standard = |key: &str| {
        key.starts_with("function_")
            || matches!(
                key,
                "level"
                    | "location"
                    | "timestamp"
                    | "service"
                    | "cold_start"
                    | "xray_trace_id"
                    | "trace_id"
                    | "thread_id"
            )
    };
    line.as_object_mut().expect("an object").retain(|key, _| !standard(key));
    line
}

/// The lines of ours, in one invocation, and what they have besides standard keys.
async fn ours(settings: SettingsBuilder, event: &str, path: &str, handler: fn()) -> Vec<Value> {
    let (logger, lines) = built(settings, |builder| match path {
        "" => builder,
        path => builder.correlation_id_path(path),
    });
    let handler = || async move {
        handler();
        Ok(())
    };
    invoke(&logger, context(1), event, handler).await;
    lines.take().iter().map(|line| without_standard(read(line))).collect()
}

macro_rules! example {
    ($name:literal) => {
        set_by_code(include_str!(concat!("golden/behaviour/", $name, ".json")))
    };
}

#[tokio::test]
async fn lines_with_keys() {
    let plain = SettingsBuilder::new;
    let appended = ours(plain(), "{}", "", || {
        append_key("order_id", "order_id_value");
        tracing::info!("Collecting payment");
    });
    // Their first line, from before the key was appended, is not among the example's.
    assert_eq!(appended.await, example!("append_keys_output"));
    let of_the_event = ours(plain(), "{}", "", || tracing::info!(request_id = "1123", "Collecting payment"));
    let of_the_event = of_the_event.await;
    assert_eq!(of_the_event, example!("append_keys_kwargs_output"));
    assert_eq!(of_the_event, example!("append_keys_extra_output"));
    let removed = ours(plain(), "{}", "", || {
        append_key("name", "payment");
        tracing::info!("Name should be equal service value");
        append_keys(&[("processName", &"MainProcess"), ("process", &"9")]);
        tracing::info!("This will include process ID and name");
        remove_keys(&["processName", "process"]);
    });
    assert_eq!(removed.await, example!("append_and_remove_keys_output"));
    // Theirs stays until it is cleared; ours ends with the invocation, so the second is as if cleared.
    let first = ours(plain(), "{}", "", || {
        append_key("special_key", "debug_key");
        tracing::info!("Collecting payment");
    });
    assert_eq!(first.await, example!("clear_state_event_one"));
    let second = ours(plain(), "{}", "", || tracing::info!("Collecting payment"));
    assert_eq!(second.await, example!("clear_state_event_two"));
}

#[tokio::test]
async fn lines_of_threads() {
    let (logger, lines) = built(SettingsBuilder::new(), |builder| builder);
    // Theirs keeps keys by thread, ours by invocation, whatever threads it runs on.
    for (number, id) in [(1, "order_id_value_1"), (2, "order_id_value_2")] {
        let handler = || async move {
            append_key("order_id", id);
            tracing::info!("Collecting payment");
            remove_keys(&["order_id"]);
            tracing::info!("Exiting thread");
            Ok(())
        };
        invoke(&logger, context(number), "{}", handler).await;
    }
    let ours: Vec<Value> = lines.take().iter().map(|line| without_standard(read(line))).collect();
    let in_their_order: Vec<Value> = [0, 2, 1, 3].map(|index| ours[index].clone()).into();
    assert_eq!(in_their_order, example!("thread_safe_remove_keys_output"));
    assert_eq!(in_their_order[..2], example!("thread_safe_append_keys_output"));
}

#[tokio::test]
async fn lines_with_a_correlation_id() {
    let plain = SettingsBuilder::new;
    let expected = example!("set_correlation_id_output");
    let by_code = ours(plain(), "{}", "", || {
        set_correlation_id("correlation_id_value");
        tracing::info!("Collecting payment");
    });
    let by_code = by_code.await;
    assert_eq!(by_code, expected);
    assert_eq!(by_code, example!("set_correlation_id_method_output"));
    let event = r#"{"headers":{"my_request_id_header":"correlation_id_value"}}"#;
    let by_path =
        ours(plain(), event, "headers.my_request_id_header", || tracing::info!("Collecting payment"));
    assert_eq!(by_path.await, example!("set_correlation_id_jmespath_output"));
}

#[tokio::test]
async fn lines_of_their_other_examples() {
    let theirs = |example: &str| match serde_json::from_str(example).expect("JSON") {
        Value::Array(mut lines) => lines.remove(0),
        line => line,
    };
    let (logger, lines) = built(SettingsBuilder::new().service("payment"), |builder| builder);
    let handler = || async {
        set_correlation_id("correlation_id_value");
        tracing::info!("This is an INFO log with some context");
        Err("500 Server Error: INTERNAL SERVER ERROR for url: http://httpbin.org/status/500".to_owned())
    };
    invoke(&logger, context(1), "{}", handler).await;
    let ours: Vec<Value> = lines.take().iter().map(|line| read(line)).collect();
    let same = |ours: &Value, theirs: &Value, keys: &[&str]| {
        keys.iter().for_each(|key| assert_eq!(ours[key], theirs[key], "{key}"));
    };
    let correlation = theirs(include_str!("golden/behaviour/correlationIdOutput.json"));
    same(&ours[0], &correlation, &["level", "message", "service", "correlation_id"]);
    // The exception's name and text are one object with us, and there is no stack of an error to be had.
    let uncaught = theirs(include_str!("golden/behaviour/logging_uncaught_exceptions_output.json"));
    same(&ours[1], &uncaught, &["level", "service"]);
    // These layers are made by hand and show an error by its `Debug`, in quotes.
    assert_eq!(ours[1]["message"], format!("{:?}", uncaught["message"].as_str().expect("text")));
    assert!(uncaught["exception_name"].is_string() && ours[1]["error"]["type"].is_string());

    // A line that is not sampled. The rate is a number with us, as all numbers are.
    let not_sampled = theirs(include_str!("golden/behaviour/debugLogSamplingNotSampled.json"));
    let settings = SettingsBuilder::new().service("serverlessAirline").log_sample_rate(0.5);
    let (logger, lines) = built(settings, |builder| builder);
    for number in 1..=20 {
        invoke(&logger, context(number), "{}", || async {
            tracing::error!("This log is always emitted");
            Ok(())
        })
        .await;
    }
    let ours: Vec<Value> = lines.take().iter().map(|line| read(line)).collect();
    let errors: Vec<&Value> = ours.iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(errors.len(), 20, "sampled or not");
    for line in errors {
        same(line, &not_sampled, &["level", "message", "service"]);
        assert_eq!((&line["sampling_rate"], &not_sampled["sampling_rate"]), (&json!(0.5), &json!("0.5")));
    }

    // A line of a library, of the start. Ours has a rate only where there is one.
    let excerpt = theirs(include_str!("golden/behaviour/debugLogExcerpt.json"));
    let settings = SettingsBuilder::new().service("serverlessAirline").log_levels("debug");
    let (logger, lines) = built(settings, |builder| builder);
    let message = excerpt["message"].as_str().expect("text");
    tracing::subscriber::with_default(stack::subscriber(&logger), || tracing::debug!("{message}"));
    let line = read(&lines.take()[0]);
    same(&line, &excerpt, &["level", "message", "service"]);
    assert_eq!((line.get("sampling_rate"), excerpt.get("sampling_rate")), (None, Some(&json!(0))));
}

#[tokio::test]
async fn lines_that_are_sampled() {
    let (logger, lines) = built(SettingsBuilder::new().log_sample_rate(0.1), |builder| builder);
    let handler = || async {
        tracing::debug!("Verifying whether order_id is present");
        tracing::info!("Collecting payment");
        Ok(())
    };
    let expected = example!("sampling_debug_logs_output");
    let mut seen = [0, 0];
    for number in 1..=100 {
        invoke(&logger, context(number), "{}", handler).await;
        let ours: Vec<Value> = lines.take().iter().map(|line| without_standard(read(line))).collect();
        match ours.as_slice() {
            // Ours says so first.
            [_, debug, info] => {
                assert_eq!([debug, info], [&expected[0], &expected[1]]);
                seen[0] += 1;
            }
            [info] => {
                assert_eq!(info, &expected[1]);
                seen[1] += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
}
