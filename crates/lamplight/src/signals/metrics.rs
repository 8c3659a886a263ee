//! Metrics, written by the sink that log lines go to.

use std::sync::Arc;

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::lookup::Lookup;
use lamplight_core::settings::Settings;
use lamplight_core::sink::LineSink;
use lamplight_invocation::Observe;

use super::Extension;
use crate::builders::Builders;
use crate::start_error::StartError;

/// Who observes for the metrics.
#[cfg(feature = "metrics")]
pub(crate) fn metrics(
    settings: &Settings,
    environment: &FunctionEnvironment,
    lookup: &dyn Lookup,
    extension: Option<&Extension>,
    sink: Arc<dyn LineSink>,
    builders: &mut Builders,
) -> Result<Option<Arc<dyn Observe>>, StartError> {
    use crate::builders::adjusted;
    use crate::start_error::Kind;

    let metrics = lamplight_metrics::Metrics::builder()
        .settings(settings.clone())
        .environment(environment.clone())
        .sink(sink);
    #[cfg(feature = "otlp-metrics")]
    let metrics = match otlp(settings, environment, lookup, extension) {
        Some(provider) => metrics.provider(provider),
        None => metrics,
    };
    #[cfg(not(feature = "otlp-metrics"))]
    let _ = (lookup, extension);
    let metrics = adjusted(metrics, builders.metrics.take()).build().map_err(Kind::Stdout)?;
    // Others that were installed before stay; theirs is what is recorded outside invocations.
    let _ = metrics.install();
    // So does another recorder of that crate.
    #[cfg(feature = "metrics-crate")]
    let _ = lamplight_metrics::metrics_crate::FacadeRecorder::new().install();
    Ok(Some(metrics.observer()))
}

/// A provider that sends to a collector, or to the extension for it, where the environment asks for it. `OTEL_EXPORTER_OTLP_ENDPOINT` alone does
/// not: it is there for traces as a rule, and metrics that CloudWatch has had would be missing there.
#[cfg(feature = "otlp-metrics")]
fn otlp(
    settings: &Settings,
    environment: &FunctionEnvironment,
    lookup: &dyn Lookup,
    extension: Option<&Extension>,
) -> Option<lamplight_otlp::metrics::OtlpMetrics> {
    use lamplight_otlp::Signal;
    use lamplight_otlp::metrics::{OtlpMetrics, resource};

    use crate::install::say_skipped;

    let value = |name| lookup.get(name).ok().flatten().unwrap_or_default();
    let is_wanted =
        value("OTEL_METRICS_EXPORTER") == "otlp" || !value("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT").is_empty();
    if !is_wanted {
        return None;
    }
    let (resource, problem) = resource(settings, environment, lookup);
    problem.iter().for_each(|problem| say_skipped(format_args!("{problem}")));
    let beside = extension.and_then(|extension| extension.environment(Signal::Metrics, lookup));
    let lookup = beside.as_ref().map_or(lookup, |beside| beside);
    match OtlpMetrics::from_lookup(lookup, &resource) {
        Ok((provider, problems)) => {
            problems.iter().for_each(|problem| say_skipped(format_args!("{problem}")));
            Some(provider)
        }
        Err(problem) => {
            say_skipped(format_args!("{problem}; metrics are written to the log instead"));
            None
        }
    }
}

/// Nobody.
#[cfg(not(feature = "metrics"))]
pub(crate) fn metrics(
    _: &Settings,
    _: &FunctionEnvironment,
    _: &dyn Lookup,
    _: Option<&Extension>,
    _: Arc<dyn LineSink>,
    _: &mut Builders,
) -> Result<Option<Arc<dyn Observe>>, StartError> {
    Ok(None)
}
