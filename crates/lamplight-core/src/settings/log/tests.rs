//! What wins over what for the log, and which values are refused.

use super::super::{Settings, SettingsError};
use super::*;

fn read<const N: usize>(variables: [(&str, &str); N]) -> LogSettings {
    settle(SettingsBuilder::new(), variables).expect("every value is allowed").log
}

fn settle<const N: usize>(
    builder: SettingsBuilder,
    variables: [(&str, &str); N],
) -> Result<Settings, SettingsError> {
    let (settings, skipped) = builder.read(&variables)?;
    assert_eq!(skipped, [], "nothing to skip");
    Ok(settings)
}

#[test]
fn the_less_verbose_of_our_level_and_lambdas_holds() {
    let level = |ours, lambdas| {
        read([("LAMPLIGHT_LOG_LEVEL", ours), ("AWS_LAMBDA_LOG_LEVEL", lambdas)]).levels.rest()
    };
    assert_eq!(level("debug", "WARN"), Level::Warn);
    assert_eq!(level("error", "DEBUG"), Level::Error);
    assert_eq!(level("", "DEBUG"), Level::Debug, "Lambda's control alone decides when nobody else speaks");
    assert_eq!(level("hyper=warn", "DEBUG"), Level::Debug, "nor where only parts are spoken of");
    assert_eq!(level("trace", ""), Level::Trace);
    assert_eq!(level("", ""), Level::Info);
}

#[test]
fn a_level_that_lambdas_control_holds_back_is_told() {
    let refused = |ours, lambdas| {
        read([("LAMPLIGHT_LOG_LEVEL", ours), ("AWS_LAMBDA_LOG_LEVEL", lambdas)]).refused_level
    };
    assert_eq!(refused("debug", "WARN"), Some(Level::Debug));
    assert_eq!(refused("error,shop=trace", "INFO"), Some(Level::Trace));
    assert_eq!(refused("error", "DEBUG"), None);
    assert_eq!(refused("", "FATAL"), None, "nobody asked for INFO");
    assert_eq!(refused("debug", ""), None);
}

#[test]
fn parts_of_the_code_have_levels_of_their_own() {
    let levels = read([("LAMPLIGHT_LOG_LEVEL", "info,hyper=warn,shop::db=debug")]).levels;
    assert_eq!(levels.level_of("hyper::client"), Level::Warn);
    assert_eq!(levels.level_of("shop::db"), Level::Debug);
    let code =
        settle(SettingsBuilder::new().log_levels("warn,shop=info"), [("LAMPLIGHT_LOG_LEVEL", "debug")]);
    assert_eq!(code.expect("allowed").log.levels, Directives::parse("warn,shop=info").expect("allowed"));
}

#[test]
fn each_part_that_cannot_be_read_is_named() {
    for error in [
        settle(SettingsBuilder::new(), [("LAMPLIGHT_LOG_LEVEL", "info,hyper=loud,shop")]).unwrap_err(),
        settle(SettingsBuilder::new().log_levels("info,hyper=loud,shop"), []).unwrap_err(),
    ] {
        let message = error.to_string();
        assert_eq!(error.problems().count(), 2, "{message}");
        assert!(message.contains(r#" is "hyper=loud"; allowed: TRACE"#), "{message}");
        assert!(message.contains(r#" is "shop"; allowed"#), "{message}");
    }
}

#[test]
fn the_alias_of_the_level_counts_as_ours() {
    let both = [("POWERTOOLS_LOG_LEVEL", "DEBUG"), ("AWS_LAMBDA_LOG_LEVEL", "ERROR")];
    assert_eq!(read(both).levels, Level::Error.into());
    assert_eq!(read([("POWERTOOLS_LOG_LEVEL", "CRITICAL")]).levels, Level::Fatal.into());
    let ours = [("POWERTOOLS_LOG_LEVEL", "DEBUG"), ("LAMPLIGHT_LOG_LEVEL", "WARN")];
    assert_eq!(read(ours).levels, Level::Warn.into());
}

#[test]
fn a_rate_is_from_nought_to_one() {
    let rate = |text| read([("LAMPLIGHT_LOG_SAMPLE_RATE", text)]).sample_rate.map(SampleRate::get);
    assert_eq!([rate(""), rate("0"), rate(" 0.25 "), rate("1")], [None, Some(0.0), Some(0.25), Some(1.0)]);
    assert_eq!(read([("POWERTOOLS_LOGGER_SAMPLE_RATE", "0.5")]).sample_rate, SampleRate::new(0.5));
    for refused in ["42", "-0.1", "NaN", "half"] {
        let error = settle(SettingsBuilder::new(), [("LAMPLIGHT_LOG_SAMPLE_RATE", refused)]).unwrap_err();
        assert!(error.to_string().contains("allowed: a number from 0 to 1"), "{error}");
    }
    let error = settle(SettingsBuilder::new().log_sample_rate(42.0), []).unwrap_err();
    assert!(error.to_string().contains(r#"log_sample_rate (set in code) is "42""#), "{error}");
}

#[test]
fn code_beats_the_variables_of_rate_event_and_buffer() {
    let variables = [
        ("LAMPLIGHT_LOG_SAMPLE_RATE", "0.5"),
        ("LAMPLIGHT_LOG_EVENT", "true"),
        ("LAMPLIGHT_LOG_BUFFER", "20480"),
    ];
    let of_variables = read(variables);
    assert_eq!(of_variables.sample_rate, SampleRate::new(0.5));
    assert_eq!((of_variables.event, of_variables.buffer.map(NonZeroUsize::get)), (true, Some(20_480)));
    let code = SettingsBuilder::new().log_sample_rate(1.0).log_event(false).log_buffer(0);
    let of_code = settle(code, variables).expect("allowed").log;
    assert_eq!((of_code.sample_rate, of_code.event, of_code.buffer), (SampleRate::new(1.0), false, None));
    assert!(read([("POWERTOOLS_LOGGER_LOG_EVENT", "1")]).event);
}

#[test]
fn a_buffer_that_no_function_has_room_for_is_refused() {
    for refused in ["10485761", "20k", "-1"] {
        let error = settle(SettingsBuilder::new(), [("LAMPLIGHT_LOG_BUFFER", refused)]).unwrap_err();
        assert!(error.to_string().contains("from 0 to 10485760"), "{error}");
    }
    assert!(settle(SettingsBuilder::new().log_buffer(LARGEST_BUFFER + 1), []).is_err());
}

#[test]
fn a_rate_is_read_as_the_standard_library_reads_it() {
    for text in ["0", "1", "0.1", ".5", "1.", "0.05", "0.333333333333333", " 0.25 ", "1.000"] {
        assert_eq!(SampleRate::parse(text).map(SampleRate::get), text.trim().parse().ok(), "{text}");
    }
    for text in ["", ".", "1.1", "-0.5", "5e-2", "0,5", "nan", "0.1.2", "0.3333333333333333333"] {
        assert_eq!(SampleRate::parse(text), None, "{text}");
    }
}

#[test]
fn the_format_is_what_code_says_then_our_variable_then_lambdas_then_json() {
    let format =
        |ours, lambdas| read([("LAMPLIGHT_LOG_FORMAT", ours), ("AWS_LAMBDA_LOG_FORMAT", lambdas)]).format;
    assert_eq!(format("", ""), LogFormat::Json);
    assert_eq!(format("", "Text"), LogFormat::Text);
    assert_eq!(format("", "JSON"), LogFormat::Json);
    assert_eq!(format("json", "Text"), LogFormat::Json);
    assert_eq!(format(" TEXT ", "JSON"), LogFormat::Text);
    let code = SettingsBuilder::new().log_format(LogFormat::Json);
    let variables = [("LAMPLIGHT_LOG_FORMAT", "text"), ("AWS_LAMBDA_LOG_FORMAT", "Text")];
    assert_eq!(settle(code, variables).expect("allowed").log.format, LogFormat::Json);
}

#[test]
fn a_format_that_nobody_knows_fails_the_start_or_is_skipped_by_who_defines_the_variable() {
    let error = settle(SettingsBuilder::new(), [("LAMPLIGHT_LOG_FORMAT", "xml")]).unwrap_err().to_string();
    assert!(error.contains("LAMPLIGHT_LOG_FORMAT is \"xml\"; allowed: JSON or Text"), "{error}");
    let (settings, skipped) =
        SettingsBuilder::new().read(&[("AWS_LAMBDA_LOG_FORMAT", "xml")]).expect("Lambda's is skipped");
    assert_eq!((settings.log.format, skipped.len()), (LogFormat::Json, 1));
}
