//! Where each line and each record has its form from.

/// The beginning of a line, or the type of a record, and where its form is written down. The first one that fits
/// counts. Pages are those of the Lambda developer guide, `docs.aws.amazon.com/lambda/latest/dg/`.
const SOURCES: &[(&str, &str)] = &[
    ("INIT_START", "runtime-management-identify: INIT_START names the version and its ARN"),
    ("INIT_REPORT", "lambda-runtime-environment: INIT_REPORT of an init that failed, with phase and status"),
    ("START", "monitoring-cloudwatchlogs: START RequestId, Version"),
    ("END", "monitoring-cloudwatchlogs: END RequestId"),
    ("REPORT", "monitoring-cloudwatchlogs: REPORT and its fields; lambda-runtime-environment: its status"),
    ("RequestId: ", "runtimes-api and AWS's open source emulator: what a process that ended is said to be"),
    ("EXTENSION", "logs of functions in production: name, state, events of an extension at the end of init"),
    ("LOGS", "logs of functions in production: name, state, types of a subscription to the Logs API"),
    ("TELEMETRY", "logs of functions in production: name, state, types of a subscription"),
    ("platform.initStart", "telemetry-schema-reference#platform-initStart; instanceId: AWS's emulator"),
    ("platform.initRuntimeDone", "telemetry-schema-reference#platform-initRuntimeDone"),
    ("platform.initReport", "telemetry-schema-reference#platform-initReport; status: schema 2025-01-29"),
    ("platform.start", "telemetry-schema-reference#platform-start; functionArn: schema 2025-01-29"),
    ("platform.runtimeDone", "telemetry-schema-reference#platform-runtimeDone"),
    ("platform.report", "telemetry-schema-reference#platform-report"),
    ("platform.extension", "telemetry-schema-reference#platform-extension"),
    ("platform.telemetrySubscription", "telemetry-schema-reference#platform-telemetrySubscription"),
    ("platform.logsDropped", "telemetry-schema-reference#platform-logsDropped"),
    ("platform.logsSubscription", "runtimes-logs-api: platform.logsSubscription"),
    ("platform.end", "runtimes-logs-api: platform.end"),
    ("platform.fault", "runtimes-logs-api: platform.fault, a string"),
    ("function", "telemetry-schema-reference#function: a string, or an object when logs are JSON"),
];

/// A line that begins with a time is the one of a timeout.
const TIMEOUT: &str = "troubleshooting-invocation: Task timed out after, with two decimals";

/// Where the form of a line is written down.
pub(crate) fn source(line: &str) -> &'static str {
    let record: Option<serde_json::Value> = serde_json::from_str(line).ok();
    let kind = record.as_ref().and_then(|record| record["type"].as_str());
    let fits = |begin: &str| kind.map_or_else(|| line.starts_with(begin), |kind| kind == begin);
    if let Some((_, source)) = SOURCES.iter().find(|(begin, _)| fits(begin)) {
        return source;
    }
    assert!(line.contains("Task timed out after"), "nobody has said where this comes from: {line}");
    TIMEOUT
}
