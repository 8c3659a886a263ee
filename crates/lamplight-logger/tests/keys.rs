//! Keys that code puts on lines: those of an invocation, those of the process, the correlation id.

mod stack;

use lamplight_core::settings::SettingsBuilder;
use lamplight_core::testing::Captured;
use lamplight_invocation::Scope;
use lamplight_logger::{
    append_key, append_keys, clear_keys, displayed, remove_keys, set_correlation_id, with_keys,
};
use serde_json::{Value, json};
use stack::{built, context, invoke, logger, read, text};

/// What follows the standard keys of each line.
fn fields(lines: &Captured) -> Vec<Value> {
    const STANDARD: [&str; 10] = [
        "level",
        "location",
        "message",
        "timestamp",
        "service",
        "cold_start",
        "function_name",
        "function_request_id",
        "xray_trace_id",
        "trace_id",
    ];
    let without_standard = |line: &String| {
        let mut line = read(line);
        let object = line.as_object_mut().expect("an object");
        object.retain(|key, _| !STANDARD.contains(&key.as_str()));
        line
    };
    lines.take().iter().map(without_standard).collect()
}

#[tokio::test]
async fn keys_are_on_the_lines_of_their_invocation_until_they_are_removed() {
    let (logger, lines) = logger(SettingsBuilder::new());
    invoke(&logger, context(1), "{}", || async {
        tracing::info!("before");
        append_keys(&[("order_id", &"A-17"), ("items", &3_u8), ("paid", &true), ("price", &2.5)]);
        append_key("peer", displayed(std::net::Ipv4Addr::LOCALHOST));
        tracing::info!("with keys");
        append_key("items", 4);
        remove_keys(&["paid", "price", "never there"]);
        tracing::info!("with fewer");
        clear_keys();
        tracing::info!("with none");
        append_key("left", "behind");
        Ok(())
    })
    .await;
    let with_keys =
        json!({ "order_id": "A-17", "items": 3, "paid": true, "price": 2.5, "peer": "127.0.0.1" });
    let with_fewer = json!({ "order_id": "A-17", "items": 4, "peer": "127.0.0.1" });
    assert_eq!(fields(&lines), [json!({}), with_keys, with_fewer, json!({})]);
    invoke(&logger, context(2), "{}", || async {
        tracing::info!("another invocation");
        Err("it failed".to_owned())
    })
    .await;
    let error = json!({ "error": { "type": "String", "message": "it failed" } });
    assert_eq!(fields(&lines)[0], json!({}), "keys do not outlive their invocation");
    invoke(&logger, context(3), "{}", || async {
        append_key("order_id", "A-18");
        Err("it failed".to_owned())
    })
    .await;
    let of_failure = fields(&lines).remove(0);
    assert_eq!(of_failure["order_id"], "A-18", "the line of the failure has them");
    assert_eq!(of_failure["error"]["type"], error["error"]["type"]);
}

#[tokio::test]
async fn a_guard_puts_back_what_was_there() {
    let (logger, lines) = logger(SettingsBuilder::new());
    invoke(&logger, context(1), "{}", || async {
        append_key("step", "order");
        {
            let _outer = with_keys(&[("step", &"payment"), ("attempt", &1)]);
            {
                let _inner = with_keys(&[("attempt", &2)]);
                tracing::info!("inner");
            }
            tracing::info!("outer");
        }
        tracing::info!("after");
        Ok(())
    })
    .await;
    let inner = json!({ "step": "payment", "attempt": 2 });
    let outer = json!({ "step": "payment", "attempt": 1 });
    assert_eq!(fields(&lines), [inner, outer, json!({ "step": "order" })]);
}

#[tokio::test]
async fn the_innermost_holds() {
    let (logger, lines) = built(SettingsBuilder::new(), |builder| {
        builder.process_key("key", "process").process_key("team", "checkout")
    });
    invoke(&logger, context(1), "{}", || async {
        tracing::info!("process");
        append_key("key", "invocation");
        tracing::info!("invocation");
        let span = tracing::info_span!("span", key = "span");
        span.in_scope(|| tracing::info!("span"));
        span.in_scope(|| tracing::info!(key = "event", "event"));
        Ok(())
    })
    .await;
    for line in lines.take() {
        let line = read(&line);
        assert_eq!((&line["key"], &line["team"]), (&line["message"], &json!("checkout")));
    }
}

#[tokio::test]
async fn keys_of_the_process_are_on_every_line_until_they_are_removed() {
    let (logger, lines) = logger(SettingsBuilder::new());
    logger.append_process_keys(&[("region", &"eu-west-1"), ("build", &7)]);
    let handler = || async {
        tracing::info!("in an invocation");
        Ok(())
    };
    invoke(&logger, context(1), "{}", handler).await;
    tracing::subscriber::with_default(stack::subscriber(&logger), || tracing::info!("in none"));
    logger.remove_process_keys(&["build"]);
    invoke(&logger, context(2), "{}", handler).await;
    let both = json!({ "region": "eu-west-1", "build": 7 });
    // A line that belongs to no invocation has no keys of one.
    let of_lines = fields(&lines);
    assert_eq!(of_lines, [both.clone(), both, json!({ "region": "eu-west-1" })]);
}

#[tokio::test]
async fn a_key_that_is_named_like_a_standard_one_gets_an_underscore() {
    let (logger, lines) = logger(SettingsBuilder::new());
    invoke(&logger, context(1), "{}", || async {
        append_keys(&[("level", &"LOUD"), ("message", &"mine")]);
        tracing::info!("ours");
        Ok(())
    })
    .await;
    let line = read(&lines.take()[0]);
    assert_eq!((text(&line, "level"), text(&line, "message")), ("INFO".into(), "ours".into()));
    assert_eq!((text(&line, "level_"), text(&line, "message_")), ("LOUD".into(), "mine".into()));
}

#[tokio::test]
async fn a_value_that_logs_and_sets_keys_while_it_is_written_holds_nobody_up() {
    struct Talks;
    impl std::fmt::Display for Talks {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            append_key("talked", true);
            tracing::info!("talking");
            f.write_str("done")
        }
    }
    let (logger, lines) = logger(SettingsBuilder::new());
    invoke(&logger, context(1), "{}", || async {
        append_key("value", displayed(Talks));
        tracing::info!(field = %Talks, "asks");
        Ok(())
    })
    .await;
    let lines = lines.take();
    let last = read(lines.last().expect("a line"));
    assert_eq!((text(&last, "value"), text(&last, "field")), ("done".into(), "done".into()));
}

#[tokio::test]
async fn outside_of_an_invocation_keys_are_on_no_line() {
    let (logger, lines) = logger(SettingsBuilder::new());
    tracing::subscriber::with_default(stack::subscriber(&logger), || {
        append_key("of", "nobody");
        drop(with_keys(&[("of", &"nobody")]));
        tracing::info!("in no invocation");
    });
    assert!(!lines.lines()[0].contains("nobody"), "{lines:?}");
}

/// The correlation id of a line in an invocation with this event, and after the handler has set one.
async fn correlation_ids(
    event: &str,
    build: impl FnOnce(lamplight_logger::LoggerBuilder) -> lamplight_logger::LoggerBuilder,
) -> [Value; 3] {
    let (logger, lines) = built(SettingsBuilder::new(), build);
    invoke(&logger, context(1), event, || async {
        tracing::info!("of the event");
        set_correlation_id("of the handler");
        tracing::info!("of the handler");
        set_correlation_id("");
        tracing::info!("removed");
        Ok(())
    })
    .await;
    let ids: Vec<Value> = lines.take().iter().map(|line| read(line)["correlation_id"].clone()).collect();
    ids.try_into().expect("three lines")
}

#[tokio::test]
async fn the_correlation_id_is_the_events_or_the_paths_or_the_handlers() {
    let bus = r#"{"id":"of-the-bus","detail-type":"t","source":"s","detail":{"order":{"id":17}},"time":"2026-01-31T23:59:59Z","account":"1","region":"r","resources":[],"version":"0"}"#;
    let handlers = json!("of the handler");
    let by_facts = correlation_ids(bus, |builder| builder).await;
    assert_eq!(by_facts, [json!("of-the-bus"), handlers.clone(), Value::Null]);
    let by_path = correlation_ids(bus, |builder| builder.correlation_id_path("detail.order.id")).await;
    assert_eq!(by_path[0], "17");
    let not_there = correlation_ids(bus, |builder| builder.correlation_id_path("detail.nothing")).await;
    assert_eq!(not_there[0], "of-the-bus", "where the path leads nowhere, the event counts");
    let code = |scope: &Scope| Some(format!("order-{}", scope.context().request_id()));
    let by_code =
        correlation_ids(bus, |builder| builder.correlation_id_path("id").correlation_id_with(code)).await;
    assert_eq!(by_code[0], "order-r1");
    let header = r#"{"headers":{"X-My-Id":"abc \" \u00e9"}}"#;
    let by_header = correlation_ids(header, |builder| builder.correlation_id_path("headers.x-my-id")).await;
    assert_eq!(by_header[0], "abc \" \u{e9}");
}
