//! The extension beside the function, if there is one: what would go to a collector goes there instead.

use lamplight_core::link::{Name, Sender, otlp_port};
use lamplight_core::lookup::{Lookup, NotUnicode};
use lamplight_otlp::{Destination, ENDPOINT, Signal};

use crate::start_error::{Kind, StartError};

/// An extension that listens.
#[derive(Debug)]
pub(crate) struct Extension {
    /// For the tracer.
    pub(crate) link: Sender,
    endpoint: String,
}

/// What the environment says of OTLP to a function that has an extension. Where the collector is, how it is reached and
/// what it asks for is the extension's to know.
pub(crate) struct Beside<'a> {
    lookup: &'a dyn Lookup,
    endpoint: &'a str,
}

// === impl Extension ===

impl Extension {
    /// The extension, if its end of the link is there. Nobody is asked where the environment names no collector: the
    /// extension would have nowhere to send to.
    ///
    /// # Errors
    ///
    /// When the extension is there and its port makes no sense.
    pub(crate) fn find(lookup: &dyn Lookup) -> Result<Option<Self>, StartError> {
        if ![Signal::Traces, Signal::Metrics].into_iter().any(|signal| is_named(signal, lookup)) {
            return Ok(None);
        }
        let Ok(link) = Name::from_lookup(lookup).connect() else { return Ok(None) };
        let port = otlp_port(lookup).map_err(Kind::Destination)?;
        let endpoint = format!("http://127.0.0.1:{}", port);
        Ok(Some(Self { link, endpoint }))
    }

    /// What the environment says beside it, if it has somewhere to send this signal to.
    pub(crate) fn environment<'a>(&'a self, signal: Signal, lookup: &'a dyn Lookup) -> Option<Beside<'a>> {
        is_named(signal, lookup).then_some(Beside { lookup, endpoint: &self.endpoint })
    }
}

/// Whether there is a collector for a signal: that of the standard variables, or one of the extension's list.
fn is_named(signal: Signal, lookup: &dyn Lookup) -> bool {
    let is_named = |name: String| Destination::named(&name, lookup).takes(signal);
    Destination::first(lookup).takes(signal) || Destination::names(lookup).into_iter().any(is_named)
}

// === impl Beside ===

impl Lookup for Beside<'_> {
    fn get(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        let value = || self.lookup.get(name);
        match name.strip_prefix("OTEL_EXPORTER_OTLP_") {
            _ if name == ENDPOINT => Ok(Some(self.endpoint.to_owned())),
            // What is to arrive as JSON has to be JSON from the beginning: the extension passes on what it gets.
            Some(setting) if setting.ends_with("PROTOCOL") => {
                Ok(value()?.filter(|protocol| protocol == "http/json"))
            }
            // What is made of values is the function's to know.
            Some(setting) if setting.ends_with("_PREFERENCE") || setting.ends_with("_AGGREGATION") => value(),
            Some(_) => Ok(None),
            None if name.starts_with("LAMPLIGHT_OTLP_") => Ok(None),
            None => value(),
        }
    }
}

#[cfg(test)]
mod tests {
    use lamplight_otlp::Settings;

    use super::*;

    const SOCKET: &str = concat!("@", module_path!());

    #[test]
    fn nobody_is_asked_where_there_is_no_collector_and_nobody_answers_where_there_is_no_extension() {
        let name = Name::from_lookup(&[("LAMPLIGHT_SOCKET", SOCKET)]);
        let environment = [("LAMPLIGHT_SOCKET", SOCKET), (ENDPOINT, "https://collector")];
        assert!(Extension::find(&environment).expect("no problem").is_none(), "nobody listens");
        let listener = name.listen().expect("a socket");
        assert!(
            Extension::find(&[environment[0]]).expect("no problem").is_none(),
            "it has nowhere to send to"
        );
        let found = Extension::find(&environment).expect("no problem").expect("an extension");
        assert_eq!(found.endpoint, "http://127.0.0.1:4318");
        let metrics = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://collector");
        let port = |port| [environment[0], metrics, ("LAMPLIGHT_OTLP_PORT", port)];
        assert_eq!(
            Extension::find(&port("99")).expect("no problem").expect("an extension").endpoint,
            "http://127.0.0.1:99"
        );
        let error = Extension::find(&port("0")).expect_err("no port");
        assert!(
            error.is_settings() && error.to_string().starts_with("LAMPLIGHT_OTLP_PORT is \"0\";"),
            "{error}"
        );
        let archive = [
            environment[0],
            ("LAMPLIGHT_DESTINATIONS", "other, a-1"),
            ("LAMPLIGHT_DESTINATION_A_1_TRACES_ENDPOINT", "http://archive"),
        ];
        let found = Extension::find(&archive).expect("no problem").expect("an extension");
        assert!(found.environment(Signal::Traces, &archive).is_some());
        assert!(found.environment(Signal::Metrics, &archive).is_none(), "nobody takes those");
        drop(listener);
    }

    #[test]
    fn what_is_about_the_collector_is_not_read_beside_an_extension() {
        let environment = [
            (ENDPOINT, "https://collector"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://collector/traces"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "key=secret"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such.pem"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"),
            ("LAMPLIGHT_OTLP_PROFILE", "honeycomb"),
            ("LAMPLIGHT_OTLP_SIGV4", "true"),
            ("OTEL_SERVICE_NAME", "orders"),
        ];
        let beside = Beside { lookup: &environment, endpoint: "http://127.0.0.1:4318" };
        let read = environment.iter().filter_map(|(name, _)| Some((*name, beside.get(name).ok()??)));
        let expected = [
            (ENDPOINT, "http://127.0.0.1:4318"),
            ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"),
            ("OTEL_SERVICE_NAME", "orders"),
        ];
        assert_eq!(read.collect::<Vec<_>>(), expected.map(|(name, value)| (name, value.to_owned())));
        let (_, problems) = Settings::from_lookup(&beside).expect("there is nothing to be refused");
        assert_eq!(problems, []);
    }
}
