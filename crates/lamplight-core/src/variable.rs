//! Every environment variable that code in a function reads, in one list.
//!
//! The reference page of the manual is printed from [`ALL`], and a test holds the two together.

/// An environment variable: what it is called, what it means, what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Who defines it.
    pub origin: Origin,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// What it may be set to.
    pub allowed: &'static str,
    /// What holds when neither it nor anything it ranks with is set.
    pub default: &'static str,
}

/// Who defines a variable. Values of [`Lamplight`](Self::Lamplight) beat those of
/// [`Standard`](Self::Standard), and those beat an [`Alias`](Self::Alias).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Ours. A value that is not allowed fails the start.
    Lamplight,
    /// OpenTelemetry's, or a control of Lambda's. A value that is not allowed is reported and skipped.
    Standard,
    /// Understood so that a team's settings for other languages just work; reported and skipped likewise.
    Alias,
    /// A fact that Lambda reserves the name for and sets itself.
    Lambda,
}

macro_rules! variables {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $origin:ident, $about:literal, $allowed:expr, $default:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $about)]
            pub const $constant: Variable = Variable {
                name: $name,
                origin: Origin::$origin,
                about: $about,
                allowed: $allowed,
                default: $default,
            };
        )*

        /// Every variable, in the order of the reference page.
        pub const ALL: &[Variable] = &[$($constant),*];
    };
}

const SWITCH: &str = "true, yes, on, 1 or false, no, off, 0";
const NAME: &str = "1 to 255 characters, none of them a control character";
const NAMESPACE: &str = "1 to 255 characters of printable ASCII, the first of them not a colon";
const SPAN_OF_TIME: &str = "a whole number of milliseconds, from 0 to 900000";
const URL: &str = "a URL that begins with http://, or with the feature `tls` with https://";
const COMPRESSION: &str = "none, or with the feature `gzip` gzip";
const PROTOCOL: &str = "http/protobuf, or with the feature `json` http/json";
const PROXY: &str = "http://host:port or http://user:password@host:port";
const PEM: &str = "the path of a file in PEM";
const HEADERS: &str = "`key=value` pairs, separated by commas, percent-encoded";
const LEVELS: &str = "TRACE, DEBUG, INFO, WARN, ERROR or FATAL; behind a comma also for parts of the code, as in info,hyper=warn";
const LOG_FORMATS: &str = "JSON or Text";
const RATE: &str = "a number from 0 to 1";
const BYTES: &str = "a whole number of bytes, from 0 to 10485760";
const ANYTHING: &str = "set by Lambda";

variables! {
    DISABLED = "LAMPLIGHT_DISABLED", Lamplight,
        "Turns all of Lamplight off: nothing is written and nobody is told anything.", SWITCH, "false";
    SERVICE_NAME = "LAMPLIGHT_SERVICE_NAME", Lamplight,
        "The service this function belongs to: the key `service` of every log line, and the first dimension of every metric.", NAME, "the function's name";
    LOG_LEVEL = "LAMPLIGHT_LOG_LEVEL", Lamplight,
        "The least severe level that is written. Where Lambda's own control is set as well, the less verbose of the two holds.",
        LEVELS, "INFO";
    LOG_FORMAT = "LAMPLIGHT_LOG_FORMAT", Lamplight,
        "How lines look where code chooses no format: a JSON object each, or readable text.", LOG_FORMATS, "JSON";
    LOG_SAMPLE_RATE = "LAMPLIGHT_LOG_SAMPLE_RATE", Lamplight,
        "Of how many invocations `DEBUG` lines are written as well. All functions of a trace with the same rate choose the same.",
        RATE, "0";
    LOG_BUFFER = "LAMPLIGHT_LOG_BUFFER", Lamplight,
        "How many bytes of `DEBUG` lines are held back for each invocation, and written only if it goes wrong.",
        BYTES, "0";
    LOG_EVENT = "LAMPLIGHT_LOG_EVENT", Lamplight,
        "Writes each event to the log, without the secrets in it.", SWITCH, "false";
    METRICS_NAMESPACE = "LAMPLIGHT_METRICS_NAMESPACE", Lamplight,
        "The CloudWatch namespace of the function's metrics.", NAMESPACE, "the service's name";
    METRICS_DISABLED = "LAMPLIGHT_METRICS_DISABLED", Lamplight,
        "Turns metrics off: none is kept and none is written.", SWITCH, "false";
    FLUSH_TIMEOUT = "LAMPLIGHT_FLUSH_TIMEOUT", Lamplight,
        "How long the end of an invocation may wait for telemetry to be sent, after the response was posted. Unset, the extension waits for 800.",
        SPAN_OF_TIME, "1000";
    DEADLINE_MARGIN = "LAMPLIGHT_DEADLINE_MARGIN", Lamplight,
        "How long before the function's timeout the end is taken to be near: what was held back is written then, and no flush goes on past it.",
        SPAN_OF_TIME, "100";
    SOCKET = "LAMPLIGHT_SOCKET", Lamplight,
        "Where function and extension meet: a path, or `@` and a name in the abstract namespace of Linux.",
        "a path or @name, of at most 107 bytes", "@lamplight";
    OTLP_PORT = "LAMPLIGHT_OTLP_PORT", Lamplight,
        "Where the extension takes OTLP from the function, on 127.0.0.1.", "a port, from 1 to 65535", "4318";
    FLUSH = "LAMPLIGHT_FLUSH", Lamplight,
        "When the extension sends: whichever suits the traffic, at the end of every invocation, beside the next one's handler, or when so many milliseconds have passed.",
        "adaptive, end, overlap, or interval and milliseconds, such as interval,5000", "adaptive";
    SPOOL = "LAMPLIGHT_SPOOL", Lamplight,
        "What the extension writes to files that outlive a reset of the environment: nothing, what could not be sent when it ends, or also what waits at the end of every invocation.",
        "0, 1 or always", "1";
    DESTINATIONS = "LAMPLIGHT_DESTINATIONS", Lamplight,
        "Names of more places that the extension sends to. Each has variables of its own: what `OTEL_EXPORTER_OTLP_ENDPOINT` and `LAMPLIGHT_OTLP_PROFILE` are to the first, `LAMPLIGHT_DESTINATION_ARCHIVE_ENDPOINT` and `LAMPLIGHT_DESTINATION_ARCHIVE_PROFILE` are to `archive`, and so are all that begin like these.",
        "names of letters, digits, `-` and `_`, separated by commas, each once", "";
    HEADERS_SECRET_ARN = "LAMPLIGHT_HEADERS_SECRET_ARN", Lamplight,
        "A secret of Secrets Manager with more headers for what the extension sends: a list as in `OTEL_EXPORTER_OTLP_HEADERS`, or a JSON object. Everything waits until it could be read. `LAMPLIGHT_DESTINATION_ARCHIVE_HEADERS_SECRET_ARN` is that of `archive`.", "the ARN or the name of a secret", "";
    HEADERS_SSM = "LAMPLIGHT_HEADERS_SSM", Lamplight,
        "The same, as a parameter of the Parameter Store; `LAMPLIGHT_HEADERS_SECRET_ARN` beats it.", "the ARN or the name of a parameter", "";
    OTLP_SIGV4 = "LAMPLIGHT_OTLP_SIGV4", Lamplight,
        "Has requests signed for AWS also where the endpoint's name is not AWS's, as of an endpoint in a private network. Needs the feature `sigv4`.",
        SWITCH, "false";
    LOGS = "LAMPLIGHT_LOGS", Lamplight,
        "Whether the extension sends the function's lines to the collector as log records. Lambda writes them to CloudWatch in any case.",
        SWITCH, "true where OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is set, else false";
    EMF = "LAMPLIGHT_EMF", Lamplight,
        "What becomes of lines of metrics where the extension sends lines: they are left to CloudWatch, are log records as others are, or are sent as metrics.",
        "skip, logs or metrics", "skip";
    PLATFORM_METRICS = "LAMPLIGHT_PLATFORM_METRICS", Lamplight,
        "Where the extension's own metrics go if no collector takes metrics: nowhere, or as Embedded Metric Format to CloudWatch, where they cost as others do.",
        "otlp or emf", "otlp";
    XRAY_UPSTREAM = "LAMPLIGHT_XRAY_UPSTREAM", Lamplight,
        "The X-Ray daemon that the extension passes segments on to, where `AWS_XRAY_DAEMON_ADDRESS` is set to an address on the loopback interface.",
        "an address and a port", "169.254.100.1:2000";
    OTLP_PROFILE = "LAMPLIGHT_OTLP_PROFILE", Lamplight,
        "A backend that telemetry is sent to, by its name. Beats the endpoints below, and needs the feature `tls`.",
        "axiom, dash0, datadog, grafana, honeycomb or newrelic", "";
    OTLP_KEY = "LAMPLIGHT_OTLP_KEY", Lamplight,
        "The key that the backend has given; for Grafana, the number of the instance, a colon, and the token.", "text", "";
    OTLP_REGION = "LAMPLIGHT_OTLP_REGION", Lamplight,
        "Which of the backend's places is meant: a region, a zone or a site.", "letters, digits, hyphens and dots", "";
    OTLP_DATASET = "LAMPLIGHT_OTLP_DATASET", Lamplight,
        "The place within the backend, where it asks for one.", "text", "";
    OTEL_SERVICE_NAME = "OTEL_SERVICE_NAME", Standard,
        "Stands in for `LAMPLIGHT_SERVICE_NAME`.", NAME, "";
    OTLP_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT", Standard,
        "A collector that traces are sent to, at `/v1/traces` below it, instead of to X-Ray.", URL, "";
    OTLP_TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Standard,
        "As `OTEL_EXPORTER_OTLP_ENDPOINT`, but taken as it is.", URL, "";
    OTLP_HEADERS = "OTEL_EXPORTER_OTLP_HEADERS", Standard,
        "Headers of each request to the collector; `OTEL_EXPORTER_OTLP_TRACES_HEADERS` beats it.", HEADERS, "";
    OTLP_TRACES_HEADERS = "OTEL_EXPORTER_OTLP_TRACES_HEADERS", Standard,
        "Headers of each request with spans.", HEADERS, "";
    OTLP_TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT", Standard,
        "How long one export may take; `OTEL_EXPORTER_OTLP_TRACES_TIMEOUT` beats it. The flush timeout bounds it too.",
        SPAN_OF_TIME, "10000";
    OTLP_TRACES_TIMEOUT = "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", Standard,
        "How long one export of spans may take.", SPAN_OF_TIME, "10000";
    OTLP_COMPRESSION = "OTEL_EXPORTER_OTLP_COMPRESSION", Standard,
        "How bodies are compressed; `OTEL_EXPORTER_OTLP_TRACES_COMPRESSION` beats it.", COMPRESSION, "none";
    OTLP_TRACES_COMPRESSION = "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", Standard,
        "How bodies with spans are compressed.", COMPRESSION, "none";
    OTLP_PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL", Standard,
        "How bodies are written; `OTEL_EXPORTER_OTLP_TRACES_PROTOCOL` beats it. With `grpc` nothing is sent.", PROTOCOL, "http/protobuf";
    OTLP_TRACES_PROTOCOL = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", Standard,
        "How bodies with spans are written.", PROTOCOL, "http/protobuf";
    TRACES_SAMPLER = "OTEL_TRACES_SAMPLER", Standard,
        "Which traces are recorded. Those that begin with `parentbased_` leave it to the request, where it says.",
        "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio",
        "parentbased_always_on";
    TRACES_SAMPLER_ARG = "OTEL_TRACES_SAMPLER_ARG", Standard,
        "The share of traces that a sampler by ratio records.", RATE, "1";
    RESOURCE_ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES", Standard,
        "What spans and metrics over OTLP say of the function besides.", HEADERS, "";
    METRICS_EXPORTER = "OTEL_METRICS_EXPORTER", Standard,
        "With `otlp` metrics are sent to the collector, which needs the feature `otlp-metrics`, instead of being written to the log.",
        "otlp", "";
    OTLP_METRICS_ENDPOINT = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", Standard,
        "A collector that metrics are sent to, taken as it is. The other variables for traces have forms for metrics, with `METRICS` in place of `TRACES`.",
        URL, "";
    OTLP_LOGS_ENDPOINT = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", Standard,
        "A collector that the extension sends log records to, taken as it is. The other variables for traces have forms for logs, with `LOGS` in place of `TRACES`.",
        URL, "";
    OTLP_TEMPORALITY = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", Standard,
        "How sums are counted. A function does not live long enough for `cumulative`.", "delta or lowmemory", "delta";
    OTLP_HISTOGRAMS = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", Standard,
        "How values are put together.", "base2_exponential_bucket_histogram or explicit_bucket_histogram",
        "base2_exponential_bucket_histogram";
    OTLP_CERTIFICATE = "OTEL_EXPORTER_OTLP_CERTIFICATE", Standard,
        "Certificates that are trusted instead of those that are built in; `OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE` beats it. Nothing is sent where they cannot be read.", PEM, "";
    OTLP_CLIENT_CERTIFICATE = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", Standard,
        "Who the function is, for collectors that ask; `OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE` beats it.", PEM, "";
    OTLP_CLIENT_KEY = "OTEL_EXPORTER_OTLP_CLIENT_KEY", Standard,
        "The key of that certificate; `OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY` beats it.", PEM, "";
    HTTPS_PROXY = "HTTPS_PROXY", Standard,
        "Who forwards what the extension sends to `https://` endpoints, in a tunnel; also in lower case.", PROXY, "";
    HTTP_PROXY = "HTTP_PROXY", Standard,
        "Who forwards what the extension sends to `http://` endpoints, but for those on this machine; also in lower case.", PROXY, "";
    NO_PROXY = "NO_PROXY", Standard,
        "Endpoints that are sent to without them; also in lower case.", "hosts, domains, addresses and blocks of addresses, each with or without a port, separated by commas; or *", "";
    TMP_FOLDER = "TMPDIR", Standard,
        "The folder of temporary files, in which the extension has its own.", "the path of a folder", "/tmp";
    LAMBDA_LOG_LEVEL = "AWS_LAMBDA_LOG_LEVEL", Standard,
        "Lambda's advanced logging control: the application log level of the function.",
        crate::level::Level::ALLOWED, "";
    LAMBDA_LOG_FORMAT = "AWS_LAMBDA_LOG_FORMAT", Standard,
        "Lambda's advanced logging control: the log format of the function. Stands in for `LAMPLIGHT_LOG_FORMAT`.",
        LOG_FORMATS, "";
    POWERTOOLS_SERVICE_NAME = "POWERTOOLS_SERVICE_NAME", Alias,
        "Stands in for `LAMPLIGHT_SERVICE_NAME`.", NAME, "";
    POWERTOOLS_LOG_LEVEL = "POWERTOOLS_LOG_LEVEL", Alias,
        "Stands in for `LAMPLIGHT_LOG_LEVEL`.", crate::level::Level::ALLOWED, "";
    POWERTOOLS_LOGGER_SAMPLE_RATE = "POWERTOOLS_LOGGER_SAMPLE_RATE", Alias,
        "Stands in for `LAMPLIGHT_LOG_SAMPLE_RATE`.", RATE, "";
    POWERTOOLS_LOGGER_LOG_EVENT = "POWERTOOLS_LOGGER_LOG_EVENT", Alias,
        "Stands in for `LAMPLIGHT_LOG_EVENT`.", SWITCH, "";
    POWERTOOLS_METRICS_NAMESPACE = "POWERTOOLS_METRICS_NAMESPACE", Alias,
        "Stands in for `LAMPLIGHT_METRICS_NAMESPACE`.", NAMESPACE, "";
    POWERTOOLS_METRICS_DISABLED = "POWERTOOLS_METRICS_DISABLED", Alias,
        "Stands in for `LAMPLIGHT_METRICS_DISABLED`.", SWITCH, "";
    FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME", Lambda,
        "The function's name: the key `function_name` of every log line.", ANYTHING, "";
    FUNCTION_VERSION = "AWS_LAMBDA_FUNCTION_VERSION", Lambda, "The function's version.", ANYTHING, "";
    FUNCTION_MEMORY_SIZE = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Lambda,
        "The function's memory in MB: the key `function_memory_size` of every log line. Below two vCPUs' worth of it, `lamplight::start` runs on one thread.",
        ANYTHING, "";
    INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE", Lambda,
        "Why Lambda started the environment; only the first invocation of an `on-demand` one is a cold start.",
        ANYTHING, "";
    MAX_CONCURRENCY = "AWS_LAMBDA_MAX_CONCURRENCY", Lambda,
        "How many invocations a managed instance gives the process at once.", ANYTHING, "1";
    ACCESS_KEY_ID = "AWS_ACCESS_KEY_ID", Lambda,
        "The key of the function's role. With the feature `sigv4` requests to AWS's own OTLP endpoints are signed with it.",
        ANYTHING, "";
    SECRET_ACCESS_KEY = "AWS_SECRET_ACCESS_KEY", Lambda, "The secret of that key.", ANYTHING, "";
    SESSION_TOKEN = "AWS_SESSION_TOKEN", Lambda, "The token of that key.", ANYTHING, "";
    XRAY_DAEMON_ADDRESS = "AWS_XRAY_DAEMON_ADDRESS", Lambda,
        "Where traces are sent, over UDP. Set where tracing is active.", ANYTHING, "";
    RUNTIME_API = "AWS_LAMBDA_RUNTIME_API", Lambda,
        "Where Lambda's Runtime API listens; a start that fails says why there.", ANYTHING, "";
}

/// The tables of the manual's reference page, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = String::new();
    for (origin, title) in [
        (Origin::Lamplight, "Lamplight's own"),
        (Origin::Standard, "Standard variables that are understood"),
        (Origin::Alias, "Aliases"),
        (Origin::Lambda, "Set by Lambda"),
    ] {
        page.push_str(&format!(
            "\n## {title}\n\n| variable | meaning | allowed | default |\n|---|---|---|---|\n"
        ));
        for variable in ALL.iter().filter(|variable| variable.origin == origin) {
            let Variable { name, about, allowed, default, .. } = variable;
            page.push_str(&format!("| `{name}` | {about} | {allowed} | {default} |\n"));
        }
    }
    page
}
