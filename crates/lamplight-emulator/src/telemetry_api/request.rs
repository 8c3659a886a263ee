//! What a subscription asks for, and what it may ask for.

use std::time::Duration;

use http::{Method, Uri};
use serde::Deserialize;

use super::record::{Api, Schema, Stream};

/// What a subscription asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(super) schema: Schema,
    pub(super) streams: Vec<Stream>,
    pub(super) max_items: usize,
    pub(super) max_bytes: usize,
    pub(super) timeout: Duration,
    pub(super) destination: Destination,
}

/// Where records are sent: always a port of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// `host` is what the subscription calls it.
    Http {
        host: String,
        port: u16,
        path: String,
        /// `POST`, unless a subscription to the Logs API says `PUT`.
        method: Method,
    },
    Tcp {
        port: u16,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    schema_version: String,
    types: Vec<String>,
    #[serde(default)]
    buffering: Buffering,
    destination: Wanted,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Buffering {
    max_items: Option<u64>,
    max_bytes: Option<u64>,
    timeout_ms: Option<u64>,
}

#[derive(Deserialize)]
struct Wanted {
    protocol: String,
    #[serde(rename = "URI")]
    uri: Option<String>,
    port: Option<u16>,
    method: Option<String>,
    encoding: Option<String>,
}

// === impl Request ===

impl Request {
    /// Reads the body of a subscription.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in a sentence for the extension.
    pub(super) fn parse(api: Api, body: &[u8]) -> Result<Self, String> {
        let body: Body = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let schema = Schema::parse(api, &body.schema_version)
            .ok_or_else(|| format!("schemaVersion {:?} is not supported", body.schema_version))?;
        if body.types.is_empty() {
            return Err("types is empty".to_owned());
        }
        let stream =
            |name: &String| Stream::parse(name).ok_or_else(|| format!("type {name:?} does not exist"));
        let streams = body.types.iter().map(stream).collect::<Result<_, _>>()?;
        let Buffering { max_items, max_bytes, timeout_ms } = body.buffering;
        let timeout = within("timeoutMs", timeout_ms, 1000, 25, 30_000)?;
        Ok(Self {
            schema,
            streams,
            max_items: size(within("maxItems", max_items, 10_000, 1000, 10_000)?),
            max_bytes: size(within("maxBytes", max_bytes, 262_144, 262_144, 1_048_576)?),
            timeout: Duration::from_millis(timeout),
            destination: Destination::parse(api, &body.destination)?,
        })
    }
}

impl Request {
    /// Which API it is made with.
    pub(crate) fn api(&self) -> Api {
        self.schema.api()
    }

    /// The names of the streams.
    pub(crate) fn types(&self) -> Vec<&'static str> {
        self.streams.iter().copied().map(Stream::name).collect()
    }
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn within(name: &str, value: Option<u64>, default: u64, min: u64, max: u64) -> Result<u64, String> {
    let value = value.unwrap_or(default);
    let allowed = (min..=max).contains(&value).then_some(value);
    allowed.ok_or_else(|| format!("{name} is {value}, allowed is {min} to {max}"))
}

// === impl Destination ===

impl Destination {
    fn parse(api: Api, wanted: &Wanted) -> Result<Self, String> {
        let method = match (api, wanted.method.as_deref()) {
            (_, None | Some("POST")) => Method::POST,
            (Api::Logs, Some("PUT")) => Method::PUT,
            (_, Some(other)) => return Err(format!("method {other:?} is not supported")),
        };
        if let Some(other) = wanted.encoding.as_deref().filter(|encoding| *encoding != "JSON") {
            return Err(format!("encoding {other:?} is not supported"));
        }
        match (wanted.protocol.as_str(), &wanted.uri, wanted.port) {
            ("HTTP", Some(uri), None) => Self::http(uri, method),
            ("TCP", None, Some(port)) => Ok(Self::Tcp { port }),
            ("HTTP", ..) => Err("a destination with HTTP has a URI and no port".to_owned()),
            ("TCP", ..) => Err("a destination with TCP has a port and no URI".to_owned()),
            (other, ..) => Err(format!("protocol {other:?} is not supported")),
        }
    }

    fn http(text: &str, method: Method) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|error| format!("URI {text:?}: {error}"))?;
        match (uri.scheme_str(), uri.host()) {
            (Some("http"), Some(host @ ("sandbox.localdomain" | "sandbox"))) => Ok(Self::Http {
                host: host.to_owned(),
                port: uri.port_u16().unwrap_or(80),
                path: uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str).to_owned(),
                method,
            }),
            _ => {
                Err(format!("URI {text:?} does not begin with http://sandbox.localdomain or http://sandbox"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(buffering: &str, destination: &str) -> Result<Request, String> {
        let body = format!(
            r#"{{"schemaVersion":"2022-12-13","types":["platform"],"buffering":{buffering},"destination":{destination}}}"#
        );
        Request::parse(Api::Telemetry, body.as_bytes())
    }

    const HTTP: &str = r#"{"protocol":"HTTP","URI":"http://sandbox.localdomain:4243/a?b"}"#;

    #[test]
    fn what_is_left_out_has_the_defaults_of_lambda() {
        let request = parse("{}", HTTP).expect("it is valid");
        assert_eq!((request.max_items, request.max_bytes), (10_000, 262_144));
        assert_eq!(request.timeout, Duration::from_secs(1));
        let (host, path) = ("sandbox.localdomain".to_owned(), "/a?b".to_owned());
        assert_eq!(request.destination, Destination::Http { host, port: 4243, path, method: Method::POST });
    }

    #[test]
    fn each_bound_is_inclusive() {
        for (name, min, max) in
            [("maxItems", 1000, 10_000), ("maxBytes", 262_144, 1_048_576), ("timeoutMs", 25, 30_000)]
        {
            for (value, good) in [(min - 1, false), (min, true), (max, true), (max + 1, false)] {
                assert_eq!(parse(&format!("{{{name:?}:{value}}}"), HTTP).is_ok(), good, "{name} {value}");
            }
        }
    }

    #[test]
    fn a_destination_is_a_port_of_the_sandbox() {
        for (destination, good) in [
            (r#"{"protocol":"TCP","port":9}"#, true),
            (r#"{"protocol":"HTTP","URI":"http://sandbox:1"}"#, true),
            (r#"{"protocol":"HTTP","URI":"http://localhost:1"}"#, false),
            (r#"{"protocol":"HTTP","URI":"https://sandbox:1"}"#, false),
            (r#"{"protocol":"HTTP","port":9}"#, false),
            (r#"{"protocol":"TCP"}"#, false),
            (r#"{"protocol":"UDP","port":9}"#, false),
        ] {
            assert_eq!(parse("{}", destination).is_ok(), good, "{destination}");
        }
    }

    #[test]
    fn schema_and_types_are_those_that_there_are() {
        let body = |schema: &str, types: &str| {
            format!(r#"{{"schemaVersion":{schema:?},"types":{types},"destination":{HTTP}}}"#)
        };
        for (schema, types, good) in [
            ("2022-07-01", r#"["function"]"#, true),
            ("2025-01-29", r#"["platform","function","extension"]"#, true),
            ("2021-01-01", r#"["function"]"#, false),
            ("2022-07-01", "[]", false),
            ("2022-07-01", r#"["metrics"]"#, false),
        ] {
            let request = Request::parse(Api::Telemetry, body(schema, types).as_bytes());
            assert_eq!(request.is_ok(), good, "{schema} {types}");
        }
    }

    #[test]
    fn the_logs_api_has_schemas_and_a_method_of_its_own() {
        let body = |schema: &str, method: &str| {
            let destination =
                format!(r#"{{"protocol":"HTTP","URI":"http://sandbox:1","method":{method:?}}}"#);
            format!(r#"{{"schemaVersion":{schema:?},"types":["platform"],"destination":{destination}}}"#)
        };
        for (api, schema, method, good) in [
            (Api::Logs, "2020-08-15", "PUT", true),
            (Api::Logs, "2021-03-18", "POST", true),
            (Api::Logs, "2021-03-18", "GET", false),
            (Api::Logs, "2022-07-01", "POST", false),
            (Api::Telemetry, "2021-03-18", "POST", false),
            (Api::Telemetry, "2022-07-01", "PUT", false),
        ] {
            let request = Request::parse(api, body(schema, method).as_bytes());
            assert_eq!(request.is_ok(), good, "{api:?} {schema} {method}");
        }
    }
}
