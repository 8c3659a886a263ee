//! What is done once per process, before the first invocation.

use std::fmt;
use std::sync::Arc;

use lamplight_core::clock::Clock;
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::level::Level;
use lamplight_core::lookup::Lookup;
use lamplight_core::notice;
use lamplight_core::settings::{Settings, SettingsBuilder};
use lamplight_core::sink::{DescriptorSink, LineSink};
use lamplight_core::variable;
use lamplight_invocation::{ObserveLayer, install_panic_hook};
use lamplight_logger::Logger;

use crate::builders::{Builders, adjusted};
use crate::signals::{self, Extension};
use crate::stack::{self, Observers};
use crate::start_error::{Kind, StartError};

/// Settles the settings, and says once what was skipped.
pub(crate) fn settings(builder: SettingsBuilder, lookup: &dyn Lookup) -> Result<Settings, StartError> {
    let (settings, skipped) = builder.read(lookup).map_err(Kind::Settings)?;
    if !settings.disabled {
        for problem in skipped {
            say_skipped(format_args!("{problem}"));
        }
    }
    Ok(settings)
}

/// Says that a setting of others makes no sense, and does without it.
pub(crate) fn say_skipped(problem: fmt::Arguments<'_>) {
    notice::say(&Clock::system(), Level::Warn, format_args!("a setting is skipped: {problem}"));
}

/// Says that Lambda would give more invocations at once than are taken.
#[cfg(not(feature = "concurrency"))]
pub(crate) fn say_one_at_a_time(environment: &FunctionEnvironment) {
    if environment.max_concurrency > 1 {
        notice::say(
            &Clock::system(),
            Level::Warn,
            format_args!(
                "invocations are taken one at a time: the feature `concurrency` of lamplight is off"
            ),
        );
    }
}

/// Fails where the runtime would panic: when the variables are missing that Lambda sets.
pub(crate) fn check_on_lambda(lookup: &dyn Lookup) -> Result<(), StartError> {
    let needed = [
        variable::RUNTIME_API,
        variable::FUNCTION_NAME,
        variable::FUNCTION_VERSION,
        variable::FUNCTION_MEMORY_SIZE,
    ];
    for variable in needed {
        if !matches!(lookup.get(variable.name), Ok(Some(_))) {
            return Err(Kind::NotOnLambda(variable.name).into());
        }
    }
    Ok(())
}

/// Makes logger, metrics and tracer, and installs subscriber and panic hook; nothing of it where Lamplight is
/// turned off. Changes nothing where a subscriber is installed already.
pub(crate) fn install(
    settings: &Settings,
    environment: &FunctionEnvironment,
    lookup: &dyn Lookup,
    mut builders: Builders,
) -> Result<ObserveLayer, StartError> {
    if settings.disabled {
        return Ok(stack::unobserved(environment));
    }
    // One sink, so that lines of different signals are written one at a time.
    let sink: Arc<dyn LineSink> = Arc::new(DescriptorSink::stdout().map_err(Kind::Stdout)?);
    let logger =
        Logger::builder().settings(settings.clone()).environment(environment.clone()).sink(sink.clone());
    let logger = adjusted(logger, builders.logger.take()).build().map_err(Kind::Stdout)?;
    // Where the function has another logger for such records, that stays.
    #[cfg(feature = "log")]
    let _ = logger.install_log();
    let extension = Extension::find(lookup)?;
    let metrics = signals::metrics(settings, environment, lookup, extension.as_ref(), sink, &mut builders)?;
    let tracer = signals::subscribe(settings, environment, lookup, extension, &logger, &mut builders)?;
    install_panic_hook();
    let observers = Observers { tracer, logger: logger.observer(), metrics };
    Ok(stack::observe(settings, environment, observers))
}
