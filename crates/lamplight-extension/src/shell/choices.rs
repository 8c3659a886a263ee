//! What the extension's own variables choose. One that makes no sense is said, and the default is taken.

use std::net::SocketAddr;
use std::time::Duration;

use lamplight_core::clock::Clock;
use lamplight_core::lookup::Lookup;
use lamplight_core::settings::parse_millis;
use lamplight_core::variable::{self, Variable};

use super::voice;
use crate::settings::{Emf, Mode, Spool};

/// Where Lambda's own X-Ray daemon is.
const XRAY_UPSTREAM: &str = "169.254.100.1:2000";

/// When telemetry is sent, by `LAMPLIGHT_FLUSH`.
pub(crate) fn flush(lookup: &dyn Lookup, clock: &Clock) -> Mode {
    choose(lookup, clock, variable::FLUSH, |value| match value {
        "adaptive" => Some(Mode::Adaptive),
        "end" => Some(Mode::End),
        "overlap" => Some(Mode::Overlap),
        _ => {
            let millis = value.strip_prefix("interval,")?.parse().ok()?;
            Some(Mode::Interval(Duration::from_millis(millis)))
        }
    })
    .unwrap_or_default()
}

/// How long sending may hold up the next event, by `LAMPLIGHT_FLUSH_TIMEOUT`.
pub(crate) fn flush_timeout(lookup: &dyn Lookup, clock: &Clock) -> Option<Duration> {
    choose(lookup, clock, variable::FLUSH_TIMEOUT, parse_millis)
}

/// What is to be spooled, by `LAMPLIGHT_SPOOL`.
pub(crate) fn spool(lookup: &dyn Lookup, clock: &Clock) -> Spool {
    choose(lookup, clock, variable::SPOOL, |value| match value {
        "0" => Some(Spool::Never),
        "1" => Some(Spool::AtTheEnd),
        "always" => Some(Spool::Always),
        _ => None,
    })
    .unwrap_or_default()
}

/// What becomes of lines of metrics, by `LAMPLIGHT_EMF`.
pub(crate) fn emf(lookup: &dyn Lookup, clock: &Clock) -> Emf {
    choose(lookup, clock, variable::EMF, |value| match value {
        "skip" => Some(Emf::Skip),
        "logs" => Some(Emf::Logs),
        "metrics" => Some(Emf::Metrics),
        _ => None,
    })
    .unwrap_or_default()
}

/// Whether the function's lines are sent, by `LAMPLIGHT_LOGS`; where it does not say, if logs have a collector of their
/// own. CloudWatch keeps them in any case, so that a collector for everything is no reason to pay for them twice.
pub(crate) fn logs(lookup: &dyn Lookup, clock: &Clock) -> bool {
    let chosen = choose(lookup, clock, variable::LOGS, |value| match value {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    });
    chosen.unwrap_or_else(|| get(lookup, variable::OTLP_LOGS_ENDPOINT.name).is_some())
}

/// The namespace of what the extension measures, if `LAMPLIGHT_PLATFORM_METRICS` is `emf`.
pub(crate) fn emf_namespace(lookup: &dyn Lookup, clock: &Clock) -> Option<String> {
    let is_wanted = choose(lookup, clock, variable::PLATFORM_METRICS, |value| match value {
        "emf" => Some(true),
        "otlp" => Some(false),
        _ => None,
    });
    let names = [variable::METRICS_NAMESPACE, variable::SERVICE_NAME, variable::FUNCTION_NAME];
    let namespace = || names.into_iter().find_map(|variable| get(lookup, variable.name));
    is_wanted.unwrap_or_default().then(|| namespace().unwrap_or_else(|| "lamplight".to_owned()))
}

/// Where X-Ray segments are taken, if the function was told to send them to its own machine, and where they go.
pub(crate) fn xray(lookup: &dyn Lookup) -> Option<(SocketAddr, SocketAddr)> {
    let own: SocketAddr = get(lookup, variable::XRAY_DAEMON_ADDRESS.name)?.parse().ok()?;
    let upstream = get(lookup, variable::XRAY_UPSTREAM.name).unwrap_or_else(|| XRAY_UPSTREAM.to_owned());
    let upstream = upstream.parse().ok()?;
    (own.ip().is_loopback() && own != upstream).then_some((own, upstream))
}

/// Whether the environment serves several invocations at once, and is never frozen.
pub(crate) fn is_managed(lookup: &dyn Lookup) -> bool {
    get(lookup, variable::INITIALIZATION_TYPE.name).is_some_and(|kind| kind == "lambda-managed-instances")
}

/// The value of a variable, unless it is empty.
pub(crate) fn get(lookup: &dyn Lookup, name: &str) -> Option<String> {
    lookup.get(name).ok().flatten().filter(|value| !value.is_empty())
}

fn choose<T>(
    lookup: &dyn Lookup,
    clock: &Clock,
    variable: Variable,
    meaning: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let Variable { name, allowed, .. } = variable;
    let value = get(lookup, name)?;
    let meant = meaning(&value);
    if meant.is_none() {
        voice::say(clock, format_args!("{name} is {value:?}; allowed: {allowed}; it is passed over"));
    }
    meant
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn lines_are_sent_where_logs_have_a_collector_of_their_own_unless_it_is_said_otherwise() {
        const OWN: (&str, &str) = ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://logs/v1/logs");
        const ALL: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector");
        let sends = |variables: &[(&'static str, &'static str)]| {
            logs(&variables.iter().copied().collect::<BTreeMap<_, _>>(), &Clock::system())
        };
        assert!(sends(&[OWN]));
        assert!(!sends(&[ALL]));
        assert!(sends(&[ALL, ("LAMPLIGHT_LOGS", "true")]));
        assert!(!sends(&[OWN, ("LAMPLIGHT_LOGS", "off")]));
        assert!(sends(&[OWN, ("LAMPLIGHT_LOGS", "maybe")]), "it is said, and passed over");
    }

    #[test]
    fn words_choose_and_others_leave_the_default() {
        let spool = |value| spool(&[("LAMPLIGHT_SPOOL", value)], &Clock::system());
        assert_eq!(["0", "1", "always", "2", ""].map(spool).map(|spool| spool as u8), [0, 1, 2, 1, 1]);
        let flush = |value| flush(&[("LAMPLIGHT_FLUSH", value)], &Clock::system());
        let interval = Mode::Interval(Duration::from_millis(5000));
        assert_eq!(
            ["adaptive", "end", "overlap", "interval,5000", "interval", ""].map(flush),
            [Mode::Adaptive, Mode::End, Mode::Overlap, interval, Mode::Adaptive, Mode::Adaptive]
        );
        let timeout = |value| flush_timeout(&[("LAMPLIGHT_FLUSH_TIMEOUT", value)], &Clock::system());
        let longest = Some(Duration::from_secs(900));
        assert_eq!(
            ["0", "900000", "900001", "1s", ""].map(timeout),
            [Some(Duration::ZERO), longest, None, None, None]
        );
        let namespace = |value| {
            let lookup = [("LAMPLIGHT_PLATFORM_METRICS", value), ("AWS_LAMBDA_FUNCTION_NAME", "orders")];
            emf_namespace(&lookup, &Clock::system())
        };
        assert_eq!(["emf", "otlp", ""].map(namespace), [Some("orders".to_owned()), None, None]);
        let emf = |value| emf(&[("LAMPLIGHT_EMF", value)], &Clock::system());
        assert_eq!(["skip", "logs", "metrics", "no"].map(emf).map(|emf| emf as u8), [0, 1, 2, 0]);
    }

    #[test]
    fn xray_is_taken_only_where_the_function_was_told_to_send_it_to_its_own_machine() {
        let xray = |address| xray(&[("AWS_XRAY_DAEMON_ADDRESS", address)]);
        let (own, upstream) = xray("127.0.0.1:2000").expect("it is this machine");
        assert_eq!((own.port(), upstream.to_string()), (2000, XRAY_UPSTREAM.to_owned()));
        assert_eq!(["169.254.100.1:2000", "nonsense", ""].map(xray), [None; 3]);
    }
}
