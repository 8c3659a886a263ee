//! Records of the `log` crate, in the process's one logger for them.

#![cfg(feature = "log")]

mod stack;

use lamplight_core::settings::SettingsBuilder;
use serde_json::json;
use stack::{built, context, invoke_within, read};

#[tokio::test]
async fn records_are_lines_as_events_are_and_a_second_logger_for_them_is_refused() {
    let settings = SettingsBuilder::new().log_levels("warn,shop=debug,shop::noise=off").log_sample_rate(0.0);
    let (logger, lines) =
        built(settings, |builder| builder.redact_fields(lamplight_core::redaction::Redaction::recommended()));
    logger.init().expect("the first in this process");
    logger.install_log().expect("the first in this process");
    let (other, lines_of_other) = built(SettingsBuilder::new().log_levels("trace"), |builder| builder);
    let refused = other.install_log().expect_err("there is one already");
    assert_eq!(refused.to_string(), "the process has a logger for the `log` crate already");
    assert_eq!(log::max_level(), log::LevelFilter::Debug, "the level is that of the one that stays");

    // Outside of any invocation.
    let at = line!() + 1;
    log::warn!(target: "hyper::client", "connection {} reset", 7);
    let line = read(&lines.take().remove(0));
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["location"], format!("{}:{at}", module_path!()));
    assert_eq!(line["message"], "connection 7 reset");
    assert_eq!(
        line.as_object().map(serde_json::Map::len),
        Some(6),
        "nothing else but time, service, function"
    );

    // By the levels of their targets.
    log::info!(target: "hyper::client", "below the level of the rest");
    log::error!(target: "shop::noise", "silenced");
    log::debug!(target: "shop::db", "asked for");
    assert_eq!(read(&lines.take().remove(0))["message"], "asked for");
    assert!(log::log_enabled!(target: "shop::db", log::Level::Debug));
    assert!(!log::log_enabled!(target: "hyper", log::Level::Info));

    // In an invocation, in a span, with fields.
    let handler = || async {
        lamplight_logger::append_key("team", "checkout");
        let span = tracing::info_span!(target: "shop", "checkout", order_id = "A-17", items = 2);
        let _entered = span.enter();
        log::info!(
            target: "shop::cart",
            items = 3, weight = 1.5, gift = true, password = "hunter2", level = "high", owner:? = Some(1);
            "charged 4111 1111 1111 1111"
        );
        Ok(())
    };
    assert!(invoke_within(&logger, context(1), "{}", handler).await);
    let line = read(&lines.take().remove(0));
    for (key, value) in [
        ("function_request_id", json!("r1")),
        ("items", json!(3)),
        ("weight", json!(1.5)),
        ("gift", json!(true)),
        ("password", json!("*****")),
        ("level_", json!("high")),
        ("owner", json!("Some(1)")),
        ("order_id", json!("A-17")),
        ("team", json!("checkout")),
    ] {
        assert_eq!(line[key], value, "{key} of {line}");
    }
    let message = line["message"].as_str().expect("text");
    assert!(message.starts_with("charged ") && !message.contains("4111"), "{message}");

    // Where a record comes from, as far as it says that.
    for (module, file, place) in [
        (Some("shop::b"), Some("src/b.rs"), "shop::b:3"),
        (None, Some("src/b.rs"), "src/b.rs:3"),
        (None, None, "shop:3"),
    ] {
        let mut record = log::Record::builder();
        record.level(log::Level::Info).target("shop").module_path(module).file(file).line(Some(3));
        log::logger().log(&record.args(format_args!("m")).build());
        assert_eq!(read(&lines.take().remove(0))["location"], place);
    }
    assert_eq!(lines_of_other.take(), [""; 0]);
}
