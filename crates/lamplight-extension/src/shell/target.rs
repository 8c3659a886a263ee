//! Where telemetry goes: to what the standard variables name, and to the destinations of a list.

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::link::{OTLP_PORT, otlp_port};
use lamplight_core::lookup::Lookup;
use lamplight_core::variable::{self, Variable};
use lamplight_otlp_client::{self as client, Client, Destination as Source};
use tokio::sync::OnceCell;

use super::secret::Secret;
use crate::otlp::limits::Limits;
use crate::settings::Destination;
use crate::signal::Signal;

/// What we call ourselves.
const AGENT: &str = concat!("lamplight-extension/", env!("CARGO_PKG_VERSION"));
/// The headers that CloudWatch Logs asks for.
const LOG_GROUP: &str = "x-aws-log-group";
const LOG_STREAM: &str = "x-aws-log-stream";
/// The stream that logs go to, unless a header names another. It has to exist.
const DEFAULT_STREAM: &str = "lamplight";

/// A destination: how each signal is posted.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: String,
    settings: [Option<client::Settings>; Signal::ALL.len()],
    /// Where more headers are kept, which have to be there before anything is sent.
    secret: Option<Secret>,
    clients: OnceCell<Clients>,
}

/// How each signal is posted, if it is.
pub(crate) type Clients = [Option<Client>; Signal::ALL.len()];

/// The destinations, and what is wrong with their settings.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    pub(crate) targets: Vec<Target>,
    pub(crate) problems: Vec<String>,
}

// === impl Targets ===

impl Targets {
    /// All that can be used. What makes no sense is done without; a signal without an endpoint goes nowhere.
    pub(crate) fn from_lookup(lookup: &dyn Lookup) -> Self {
        let mut found = Self::default();
        found.add(None, &Source::first(lookup), lookup);
        for name in Source::names(lookup) {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            if !name.bytes().all(is_name) || found.targets.iter().any(|target| target.name == name) {
                let variable = variable::DESTINATIONS;
                let (list, allowed) = (variable.name, variable.allowed);
                found.problems.push(format!("{list} has {name:?}; allowed: {allowed}"));
                continue;
            }
            let source = Source::named(&name, lookup);
            if takes_any(&source) {
                found.add(Some(name), &source, lookup);
            } else {
                let endpoint = source.variable(client::ENDPOINT).unwrap_or_default();
                found.problems.push(format!("{endpoint} is not set, so nothing is sent to {name:?}"));
            }
        }
        let mut told = Vec::new();
        found.problems.retain(|problem| {
            let is_new = !told.contains(problem);
            told.extend(is_new.then(|| problem.clone()));
            is_new
        });
        found
    }

    fn add(&mut self, name: Option<String>, source: &Source<'_>, lookup: &dyn Lookup) {
        let own = otlp_port(lookup).unwrap_or(OTLP_PORT);
        let settings = Signal::ALL.map(|signal| self.settings(signal, source, own));
        let Some(first) = settings.iter().flatten().next() else { return };
        let name = name.unwrap_or_else(|| first.endpoint().host());
        match secret(source, lookup) {
            Ok(secret) => {
                let clients = OnceCell::new();
                self.targets.push(Target { name, settings, secret, clients });
            }
            Err(problem) => self.problems.push(format!("nothing is sent to {name}, as {problem}")),
        }
    }

    /// How a signal is posted, if it is, and not to the port that is the extension's own.
    fn settings(&mut self, signal: Signal, source: &Source<'_>, own: u16) -> Option<client::Settings> {
        let signal = of_client(signal);
        if !source.takes(signal) {
            return None;
        }
        let settings = match client::Settings::for_signal(signal, source) {
            Ok((settings, problems)) => {
                let problems = problems.iter().map(|problem| format!("skipped: {}", source.told(problem)));
                self.problems.extend(problems);
                settings
            }
            Err(problem) => {
                self.problems.push(format!("nothing is sent with {}", source.told(&problem)));
                return None;
            }
        };
        if settings.endpoint().is_local(own) {
            let endpoint = settings.endpoint();
            self.problems.push(format!(
                "nothing is sent to {endpoint}, which is the extension itself; LAMPLIGHT_DESTINATIONS names others"
            ));
            return None;
        }
        Some(with_log_stream(settings, source))
    }
}

/// How many destinations there are at most.
pub(crate) fn count(lookup: &dyn Lookup) -> usize {
    Source::names(lookup).len() + usize::from(takes_any(&Source::first(lookup)))
}

fn takes_any(source: &Source<'_>) -> bool {
    Signal::ALL.into_iter().any(|signal| source.takes(of_client(signal)))
}

/// Where the headers of a destination are kept, if they are kept elsewhere.
fn secret(source: &Source<'_>, lookup: &dyn Lookup) -> Result<Option<Secret>, String> {
    let get = |of: Variable| source.get(of.name).ok().flatten().filter(|value| !value.trim().is_empty());
    let secret = match (get(variable::HEADERS_SECRET_ARN), get(variable::HEADERS_SSM)) {
        (Some(arn), _) => Secret::of_secrets_manager(arn.trim(), AGENT, lookup).map(Some),
        (None, Some(name)) => Secret::of_parameter_store(name.trim(), AGENT, lookup).map(Some),
        (None, None) => Ok(None),
    };
    secret.map_err(|problem| problem.to_string())
}

const fn of_client(signal: Signal) -> client::Signal {
    match signal {
        Signal::Traces => client::Signal::Traces,
        Signal::Metrics => client::Signal::Metrics,
        Signal::Logs => client::Signal::Logs,
    }
}

/// CloudWatch Logs wants to know where in it logs go: as long as nobody says, beside what the function prints.
fn with_log_stream(mut settings: client::Settings, lookup: &dyn Lookup) -> client::Settings {
    if settings.signed_service() != Some("logs") {
        return settings;
    }
    let get = |name| lookup.get(name).ok().flatten().filter(|value: &String| !value.is_empty());
    let of_function = || FunctionEnvironment::read(lookup).name.map(|name| format!("/aws/lambda/{name}"));
    let group = get("AWS_LAMBDA_LOG_GROUP_NAME").or_else(of_function);
    let stream = get("AWS_LAMBDA_LOG_STREAM_NAME").unwrap_or_else(|| DEFAULT_STREAM.to_owned());
    for (name, value) in [(LOG_GROUP, group), (LOG_STREAM, Some(stream))] {
        let Some(value) = value.filter(|_| settings.header(name).is_none()) else { continue };
        // A function's name is always fit for a header; if it were not, the service would say what is missing.
        settings = settings.clone().with_header(name, &value).unwrap_or(settings);
    }
    settings
}

// === impl Target ===

impl Target {
    pub(crate) fn destination(&self) -> Destination {
        let settings = self.settings.each_ref().map(Option::as_ref);
        let limits =
            settings.map(|settings| Limits::of_service(settings.and_then(|own| own.signed_service())));
        Destination { name: self.name.clone(), takes: settings.map(|settings| settings.is_some()), limits }
    }

    /// How each signal is posted. Headers that are kept elsewhere are asked for first, until they were there once.
    ///
    /// # Errors
    ///
    /// Why they are not there.
    pub(crate) async fn clients(&self) -> Result<&Clients, String> {
        let clients = || async {
            match &self.secret {
                Some(secret) => self.build(Some(&secret.headers().await?)),
                None => self.build(None),
            }
        };
        self.clients.get_or_try_init(clients).await
    }

    /// The same, if they were there.
    pub(crate) fn built(&self) -> Option<&Clients> {
        self.clients.get()
    }

    fn build(&self, headers: Option<&str>) -> Result<Clients, String> {
        let mut clients = Clients::default();
        for (signal, settings) in self.settings.iter().enumerate() {
            let Some(mut settings) = settings.clone() else { continue };
            if let Some(list) = headers {
                let wrong;
                (settings, wrong) = settings.with_header_list(list);
                if !wrong.is_empty() {
                    return Err(format!("what is kept has {wrong:?}, which are no headers with a value"));
                }
            }
            let client = match clients.iter().flatten().next() {
                Some(first) => Client::beside(first, settings, AGENT),
                None => Client::new(settings, AGENT),
            };
            clients[signal] = Some(client);
        }
        Ok(clients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destinations(lookup: &dyn Lookup) -> (Vec<Destination>, Vec<String>) {
        let Targets { targets, problems } = Targets::from_lookup(lookup);
        (targets.iter().map(Target::destination).collect(), problems)
    }

    fn endpoints(target: &Target) -> [Option<String>; 3] {
        let settings = target.settings.each_ref();
        settings.map(|settings| settings.as_ref().map(|settings| settings.endpoint().to_string()))
    }

    #[test]
    fn one_endpoint_serves_all_signals_below_it_and_a_signals_own_is_taken_as_it_is() {
        let lookup = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/base/"),
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://logs.example/in"),
        ];
        let Targets { targets, problems } = Targets::from_lookup(&lookup);
        assert_eq!((targets.len(), problems), (1, Vec::new()));
        assert_eq!(targets[0].name, "collector");
        let expected = [
            "http://collector:4318/base/v1/traces",
            "http://collector:4318/base/v1/metrics",
            "https://logs.example/in",
        ];
        assert_eq!(endpoints(&targets[0]), expected.map(|url| Some(url.to_owned())));
    }

    #[test]
    fn destinations_of_the_list_have_variables_of_their_own() {
        let lookup = [
            ("LAMPLIGHT_DESTINATIONS", "honey, my-archive"),
            ("LAMPLIGHT_DESTINATION_HONEY_PROFILE", "honeycomb"),
            ("LAMPLIGHT_DESTINATION_HONEY_KEY", "k"),
            ("LAMPLIGHT_DESTINATION_MY_ARCHIVE_LOGS_ENDPOINT", "http://archive/logs"),
        ];
        assert_eq!(count(&lookup), 2);
        let Targets { targets, problems } = Targets::from_lookup(&lookup);
        assert_eq!((targets.len(), problems), (2, Vec::new()));
        assert_eq!((targets[0].name.as_str(), targets[1].name.as_str()), ("honey", "my-archive"));
        let honey = "https://api.honeycomb.io/v1/traces".to_owned();
        assert_eq!(endpoints(&targets[0])[0], Some(honey));
        assert_eq!(endpoints(&targets[1]), [None, None, Some("http://archive/logs".to_owned())]);
    }

    #[test]
    fn what_makes_no_sense_is_named_as_it_was_set_and_costs_itself_only() {
        let lookup = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a b=secret"),
            ("LAMPLIGHT_DESTINATIONS", "archive,archive,none,a b"),
            ("LAMPLIGHT_DESTINATION_ARCHIVE_ENDPOINT", "http://archive"),
            ("LAMPLIGHT_DESTINATION_ARCHIVE_LOGS_PROTOCOL", "grpc"),
            ("LAMPLIGHT_DESTINATION_ARCHIVE_TIMEOUT", "soon"),
        ];
        let (found, problems) = destinations(&lookup);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!((found[0].takes, found[1].takes), ([true; 3], [true, true, false]));
        for (problem, expected) in problems.iter().zip([
            "skipped: OTEL_EXPORTER_OTLP_HEADERS is \"a b\"; allowed: ",
            "skipped: LAMPLIGHT_DESTINATION_ARCHIVE_TIMEOUT is \"soon\"; allowed: ",
            "nothing is sent with LAMPLIGHT_DESTINATION_ARCHIVE_LOGS_PROTOCOL is \"grpc\"; allowed: ",
            "LAMPLIGHT_DESTINATIONS has \"archive\"; allowed: ",
            "LAMPLIGHT_DESTINATION_NONE_ENDPOINT is not set",
            "LAMPLIGHT_DESTINATIONS has \"a b\"; allowed: ",
        ]) {
            assert!(problem.starts_with(expected), "{problem}");
        }
        assert_eq!(problems.len(), 6, "{problems:?}");
    }

    #[test]
    fn the_extension_never_sends_to_itself() {
        let lookup = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")];
        let (found, problems) = destinations(&lookup);
        assert!(found.is_empty() && problems[0].contains("the extension itself"), "{problems:?}");
        let lookup =
            [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"), ("LAMPLIGHT_OTLP_PORT", "4317")];
        assert_eq!(destinations(&lookup).0.len(), 1);
        let lookup = [
            ("LAMPLIGHT_DESTINATIONS", "own"),
            ("LAMPLIGHT_DESTINATION_OWN_ENDPOINT", "http://127.0.0.1:4317"),
            ("LAMPLIGHT_OTLP_PORT", "4317"),
        ];
        let (found, problems) = destinations(&lookup);
        assert!(found.is_empty() && problems[0].contains("the extension itself"), "{problems:?}");
    }

    #[test]
    fn endpoints_of_aws_have_limits_and_logs_go_beside_those_of_the_function() {
        let lookup = [
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://xray.eu-west-1.amazonaws.com/v1/traces"),
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://logs.eu-west-1.amazonaws.com/v1/logs"),
            ("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-aws-log-stream=mine"),
            ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ];
        let (found, problems) = destinations(&lookup);
        assert_eq!((found[0].limits, problems), ([Limits::XRAY, Limits::NONE, Limits::LOGS], Vec::new()));
        let logs = |lookup: &dyn Lookup| {
            let (settings, _) = client::Settings::for_signal(client::Signal::Logs, lookup).expect("settings");
            let settings = with_log_stream(settings, lookup);
            ["x-aws-log-group", "x-aws-log-stream"].map(|name| settings.header(name).map(str::to_owned))
        };
        let expected = ["/aws/lambda/orders", "mine"].map(|value| Some(value.to_owned()));
        assert_eq!(logs(&lookup), expected);
        let elsewhere = [("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://logs.example")];
        assert_eq!(logs(&elsewhere), [None, None]);
    }
}
