//! What wins over what, and what a value that is not allowed does.

use super::*;
use crate::lookup::NotUnicode;

fn read<const N: usize>(variables: [(&str, &str); N]) -> Settings {
    let (settings, skipped) = SettingsBuilder::new().read(&variables).expect("every value is allowed");
    assert_eq!(skipped, [], "nothing to skip");
    settings
}

#[test]
fn an_empty_environment_gives_the_documented_defaults() {
    let settings = read([]);
    assert!(!settings.disabled);
    assert_eq!(settings.service, None);
    assert_eq!(settings.log, LogSettings::default());
    assert_eq!(settings.flush_timeout.as_millis().to_string(), variable::FLUSH_TIMEOUT.default);
    assert_eq!(settings.deadline_margin.as_millis().to_string(), variable::DEADLINE_MARGIN.default);
}

#[test]
fn code_beats_ours_beats_the_standard_beats_the_alias() {
    let alias = ("POWERTOOLS_SERVICE_NAME", "alias");
    let standard = ("OTEL_SERVICE_NAME", "standard");
    let ours = ("LAMPLIGHT_SERVICE_NAME", "ours");
    assert_eq!(read([alias]).service.as_deref(), Some("alias"));
    assert_eq!(read([alias, standard]).service.as_deref(), Some("standard"));
    assert_eq!(read([alias, standard, ours]).service.as_deref(), Some("ours"));
    let (settings, _) = SettingsBuilder::new().service("code").read(&[alias, standard, ours]).unwrap();
    assert_eq!(settings.service.as_deref(), Some("code"));
}

#[test]
fn the_namespace_of_metrics_is_what_cloudwatch_takes_for_one() {
    let namespace = |value: &str| {
        let read = SettingsBuilder::new().read(&[("LAMPLIGHT_METRICS_NAMESPACE", value)]);
        read.map(|(settings, _)| settings.metrics_namespace)
    };
    assert_eq!(namespace(""), Ok(None));
    for allowed in ["a", "Shop/Orders", "Usage Metrics", &"n".repeat(255)] {
        assert_eq!(namespace(allowed), Ok(Some(allowed.to_owned())));
    }
    for refused in [":shop", "caf\u{e9}", "a\u{7}b", &"n".repeat(256)] {
        let error = namespace(refused).expect_err(refused).to_string();
        assert!(error.contains("the first of them not a colon"), "{error}");
    }
}

#[test]
fn code_names_the_namespace_before_the_variable_and_the_alias() {
    let alias = ("POWERTOOLS_METRICS_NAMESPACE", "Alias");
    assert_eq!(read([alias]).metrics_namespace.as_deref(), Some("Alias"));
    let ours = ("LAMPLIGHT_METRICS_NAMESPACE", "Ours");
    assert_eq!(read([alias, ours]).metrics_namespace.as_deref(), Some("Ours"));
    let code = SettingsBuilder::new().metrics_namespace("Code").read(&[alias, ours]).expect("allowed");
    assert_eq!(code.0.metrics_namespace.as_deref(), Some("Code"));
    let error = SettingsBuilder::new().metrics_namespace(":").read(&[]).expect_err("a colon");
    assert!(error.to_string().contains("metrics_namespace (set in code)"), "{error}");
}

#[test]
fn every_bad_value_of_ours_is_named_at_once_with_what_is_allowed() {
    let error = SettingsBuilder::new()
        .read(&[
            ("LAMPLIGHT_DISABLED", "perhaps"),
            ("LAMPLIGHT_LOG_LEVEL", "loud"),
            ("LAMPLIGHT_FLUSH_TIMEOUT", "1s"),
            ("LAMPLIGHT_DEADLINE_MARGIN", "900001"),
            ("LAMPLIGHT_SERVICE_NAME", "a\u{7}b"),
        ])
        .expect_err("five values are not allowed");
    let message = error.to_string();
    assert_eq!(error.problems().count(), 5, "{message}");
    for part in [
        r#"LAMPLIGHT_DISABLED is "perhaps"; allowed: true, yes, on, 1 or false, no, off, 0"#,
        r#"LAMPLIGHT_LOG_LEVEL is "loud"; allowed: TRACE, DEBUG, INFO, WARN, ERROR or FATAL"#,
        r#"LAMPLIGHT_FLUSH_TIMEOUT is "1s"; allowed: a whole number of milliseconds, from 0 to 900000"#,
        r#"LAMPLIGHT_DEADLINE_MARGIN is "900001""#,
        r#"LAMPLIGHT_SERVICE_NAME is "a\u{7}b""#,
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
}

#[test]
fn bad_values_in_code_fail_the_start_as_well() {
    let error = SettingsBuilder::new()
        .service("  ")
        .flush_timeout(Duration::from_secs(901))
        .read(&[("LAMPLIGHT_DISABLED", "?")])
        .expect_err("three values are not allowed");
    assert_eq!(error.problems().count(), 3, "{error}");
}

#[test]
fn bad_standard_values_and_aliases_are_reported_and_skipped() {
    let (settings, skipped) = SettingsBuilder::new()
        .read(&[
            ("OTEL_SERVICE_NAME", "\u{1}"),
            ("POWERTOOLS_SERVICE_NAME", "shop"),
            ("POWERTOOLS_LOG_LEVEL", "SILENT"),
            ("AWS_LAMBDA_LOG_LEVEL", "LOUD"),
        ])
        .expect("none of ours is set");
    assert_eq!(settings.service.as_deref(), Some("shop"));
    assert_eq!(settings.log, LogSettings::default());
    let skipped: Vec<String> = skipped.iter().map(ToString::to_string).collect();
    assert_eq!(skipped.len(), 3, "{skipped:?}");
    assert!(skipped[1].starts_with(r#"POWERTOOLS_LOG_LEVEL is "SILENT""#), "{skipped:?}");
}

#[test]
fn a_value_that_is_not_text_is_a_bad_value() {
    struct Bytes;
    impl Lookup for Bytes {
        fn get(&self, name: &str) -> Result<Option<String>, NotUnicode> {
            if name == "LAMPLIGHT_LOG_LEVEL" { Err(NotUnicode) } else { Ok(None) }
        }
    }
    let error = SettingsBuilder::new().read(&Bytes).expect_err("the level is not text");
    assert!(error.to_string().contains("LAMPLIGHT_LOG_LEVEL is \"the value is not UTF-8 text\""), "{error}");
}

#[test]
fn every_variable_is_listed_once() {
    let mut names: Vec<_> = variable::ALL.iter().map(|variable| variable.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn metrics_are_turned_off_by_code_or_by_a_variable_or_by_its_alias() {
    let (ours, alias) = (("LAMPLIGHT_METRICS_DISABLED", "true"), ("POWERTOOLS_METRICS_DISABLED", "1"));
    assert!(!read([]).metrics_disabled);
    assert!(read([ours]).metrics_disabled && read([alias]).metrics_disabled);
    assert!(!read([("LAMPLIGHT_METRICS_DISABLED", "off"), alias]).metrics_disabled);
    let (settings, _) = SettingsBuilder::new().metrics_disabled(false).read(&[ours]).unwrap();
    assert!(!settings.metrics_disabled, "code wins");
}
