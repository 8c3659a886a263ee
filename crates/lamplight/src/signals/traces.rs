//! Traces, and the subscriber that they share with the logger.
//!
//! Where traces go is said by the environment: to the collector of `OTEL_EXPORTER_OTLP_ENDPOINT` if one is
//! named, by way of the extension where there is one, else to the X-Ray daemon of `AWS_XRAY_DAEMON_ADDRESS`,
//! which Lambda sets when tracing is active, else nowhere; and then no span is made.

use std::sync::Arc;

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::lookup::Lookup;
use lamplight_core::settings::Settings;
use lamplight_invocation::Observe;
use lamplight_logger::Logger;
#[cfg(feature = "otlp")]
use lamplight_otlp::Signal;
#[cfg(feature = "tracer")]
use lamplight_tracer::Tracer;

use super::Extension;
use super::all::AllSignals;
use crate::builders::Builders;
#[cfg(feature = "tracer")]
use crate::builders::adjusted;
use crate::start_error::{Kind, StartError};

/// Installs the subscriber. Who observes for the tracer, if there is one.
#[cfg(feature = "tracer")]
pub(crate) fn subscribe(
    settings: &Settings,
    environment: &FunctionEnvironment,
    lookup: &dyn Lookup,
    extension: Option<Extension>,
    logger: &Logger,
    builders: &mut Builders,
) -> Result<Option<Arc<dyn Observe>>, StartError> {
    let tracer = tracer(settings, environment, lookup, extension, builders)?;
    install(AllSignals::new(logger, tracer.as_ref().map(Tracer::unfiltered_layer)))?;
    Ok(tracer.map(|tracer| tracer.observer()))
}

/// Installs the subscriber. Nobody observes.
#[cfg(not(feature = "tracer"))]
pub(crate) fn subscribe(
    _: &Settings,
    _: &FunctionEnvironment,
    _: &dyn Lookup,
    _: Option<Extension>,
    logger: &Logger,
    _: &mut Builders,
) -> Result<Option<Arc<dyn Observe>>, StartError> {
    install(AllSignals::new(logger, None)).map(|()| None)
}

fn install(signals: AllSignals) -> Result<(), StartError> {
    tracing::subscriber::set_global_default(signals.subscriber()).map_err(|_| Kind::Subscriber.into())
}

/// A tracer that sends to where code says, or else the environment.
#[cfg(feature = "tracer")]
#[cfg_attr(
    not(feature = "otlp"),
    expect(clippy::needless_pass_by_value, reason = "there is none without the feature")
)]
fn tracer(
    settings: &Settings,
    environment: &FunctionEnvironment,
    lookup: &dyn Lookup,
    extension: Option<Extension>,
    builders: &mut Builders,
) -> Result<Option<Tracer>, StartError> {
    let plain = Tracer::builder().settings(settings.clone()).environment(environment.clone());
    let (plain, problems) = plain.read(lookup);
    problems.iter().for_each(|problem| crate::install::say_skipped(format_args!("{problem}")));
    let adjust = builders.tracer.take();
    if let Some(build) = builders.export.take() {
        return Ok(Some(build(adjusted(plain, adjust))));
    }
    #[cfg(feature = "otlp")]
    if let Some(extension) = extension {
        let exporter = extension.environment(Signal::Traces, lookup).map(|beside| otlp(&beside));
        if let Some(exporter) = exporter.transpose()?.flatten() {
            return Ok(Some(adjusted(plain.link(extension.link), adjust).build(exporter)));
        }
    }
    #[cfg(feature = "otlp")]
    if lamplight_otlp::Settings::is_named(Signal::Traces, lookup) {
        // A collector that cannot be used is said, and its spans go nowhere instead of elsewhere.
        return Ok(otlp(lookup)?.map(|exporter| adjusted(plain, adjust).build(exporter)));
    }
    #[cfg(feature = "xray")]
    if let Some(exporter) = xray(lookup) {
        // X-Ray would show a second node for a root of kind `Server`: Lambda itself has made one.
        let plain = plain.root_kind(lamplight_tracer::SpanKind::Internal);
        return Ok(Some(adjusted(plain, adjust).build(exporter)));
    }
    #[cfg(not(feature = "otlp"))]
    let _ = extension;
    let _ = (plain, adjust, lookup);
    Ok(None)
}

/// An exporter to the collector that the environment names, if it can be used. What is said of it in a variable of
/// ours, and makes no sense, fails the start.
#[cfg(feature = "otlp")]
fn otlp(lookup: &dyn Lookup) -> Result<Option<lamplight_otlp::OtlpExporter>, StartError> {
    use lamplight_otlp::{OtlpExporter, Settings};

    match Settings::from_lookup(lookup) {
        Ok((settings, problems)) => {
            problems.iter().for_each(|problem| crate::install::say_skipped(format_args!("{problem}")));
            Ok(Some(OtlpExporter::new(settings)))
        }
        Err(problem) => {
            let problem = problem.to_string();
            if problem.starts_with("LAMPLIGHT_") {
                return Err(Kind::Destination(problem).into());
            }
            crate::install::say_skipped(format_args!("{problem}"));
            Ok(None)
        }
    }
}

/// An exporter to the daemon that Lambda names, if it names one.
#[cfg(feature = "xray")]
fn xray(lookup: &dyn Lookup) -> Option<lamplight_xray::XrayExporter> {
    match lamplight_xray::DaemonAddress::from_lookup(lookup) {
        Ok(address) => address.map(lamplight_xray::XrayExporter::new),
        Err(error) => {
            crate::install::say_skipped(format_args!("{error}"));
            None
        }
    }
}
