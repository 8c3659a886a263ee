//! Metrics, written by the sink that log lines go to.

use std::sync::Arc;

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::Settings;
use lamplight_core::sink::LineSink;
use lamplight_invocation::Observe;

use crate::builders::Builders;
use crate::start_error::StartError;

/// Who observes for the metrics.
#[cfg(feature = "metrics")]
pub(crate) fn metrics(
    settings: &Settings,
    environment: &FunctionEnvironment,
    sink: Arc<dyn LineSink>,
    builders: &mut Builders,
) -> Result<Option<Arc<dyn Observe>>, StartError> {
    use crate::builders::adjusted;
    use crate::start_error::Kind;

    let metrics = lamplight_metrics::Metrics::builder()
        .settings(settings.clone())
        .environment(environment.clone())
        .sink(sink);
    let metrics = adjusted(metrics, builders.metrics.take()).build().map_err(Kind::Stdout)?;
    // Others that were installed before stay; theirs is what is recorded outside invocations.
    let _ = metrics.install();
    Ok(Some(metrics.observer()))
}

/// Nobody.
#[cfg(not(feature = "metrics"))]
pub(crate) fn metrics(
    _: &Settings,
    _: &FunctionEnvironment,
    _: Arc<dyn LineSink>,
    _: &mut Builders,
) -> Result<Option<Arc<dyn Observe>>, StartError> {
    Ok(None)
}
