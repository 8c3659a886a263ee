//! Which endpoints are AWS's own.

use crate::endpoint::Endpoint;

/// The services of AWS that take OTLP: spans, metrics and logs (CloudWatch User Guide, "OTLP Endpoints").
const SERVICES: [&str; 3] = ["xray", "monitoring", "logs"];
/// What stands behind the region, in most of the world and in China.
const DOMAINS: [&str; 2] = [".amazonaws.com", ".amazonaws.com.cn"];

/// The service and the region of an endpoint of AWS's: `https://xray.eu-west-1.amazonaws.com/v1/traces`.
pub(crate) fn service(endpoint: &Endpoint) -> Option<(&str, &str)> {
    let authority = endpoint.authority.to_str().ok()?;
    let host = authority.strip_suffix(":443").unwrap_or(authority);
    let host = DOMAINS.iter().find_map(|domain| host.strip_suffix(domain))?;
    let (service, region) = host.split_once('.')?;
    (SERVICES.contains(&service) && !region.contains('.')).then_some((service, region))
}

/// The service that takes a signal.
#[cfg(feature = "sigv4")]
pub(crate) const fn service_of(signal: crate::signal::Signal) -> &'static str {
    SERVICES[signal as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "sigv4")]
    #[test]
    fn each_signal_has_its_service() {
        use crate::signal::Signal;
        let services = [Signal::Traces, Signal::Metrics, Signal::Logs].map(service_of);
        assert_eq!(services, ["xray", "monitoring", "logs"]);
    }

    #[test]
    fn service_and_region_are_in_the_name_of_the_host() {
        for (url, expected) in [
            ("https://xray.eu-west-1.amazonaws.com/v1/traces", Some(("xray", "eu-west-1"))),
            ("https://logs.cn-north-1.amazonaws.com.cn:443", Some(("logs", "cn-north-1"))),
            ("https://monitoring.us-east-1.amazonaws.com", Some(("monitoring", "us-east-1"))),
            ("https://xray.amazonaws.com", None),
            ("https://s3.eu-west-1.amazonaws.com", None),
            ("https://xray.a.b.amazonaws.com", None),
            ("https://xray.eu-west-1.amazonaws.com.example.com", None),
            ("https://collector", None),
        ] {
            let endpoint = Endpoint::of_signal(url).expect(url);
            assert_eq!(service(&endpoint), expected, "{url}");
        }
    }
}
