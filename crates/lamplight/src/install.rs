//! What is done once per process, before the first invocation.

use lamplight_core::clock::Clock;
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::level::Level;
use lamplight_core::lookup::Lookup;
use lamplight_core::notice;
use lamplight_core::settings::{Settings, SettingsBuilder};
use lamplight_core::variable;
use lamplight_invocation::{ObserveLayer, ScopeLayer, install_panic_hook};
use lamplight_logger::Logger;
use tracing_subscriber::layer::SubscriberExt;

use crate::stack;
use crate::start_error::{Kind, StartError};

/// Settles the settings, and says once what was skipped.
pub(crate) fn settings(builder: SettingsBuilder, lookup: &dyn Lookup) -> Result<Settings, StartError> {
    let (settings, skipped) = builder.read(lookup).map_err(Kind::Settings)?;
    if !settings.disabled {
        for problem in skipped {
            notice::say(&Clock::system(), Level::Warn, format_args!("a setting is skipped: {problem}"));
        }
    }
    Ok(settings)
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

/// Makes the logger, and installs subscriber and panic hook; nothing of it where Lamplight is turned off.
/// Changes nothing where a subscriber is installed already.
pub(crate) fn install(
    settings: &Settings,
    environment: &FunctionEnvironment,
) -> Result<ObserveLayer, StartError> {
    if settings.disabled {
        return Ok(stack::unobserved(environment));
    }
    let logger = Logger::builder().settings(settings.clone()).environment(environment.clone());
    let logger = logger.build().map_err(Kind::Stdout)?;
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer());
    tracing::subscriber::set_global_default(subscriber).map_err(|_| Kind::Subscriber)?;
    install_panic_hook();
    Ok(stack::observe(settings, environment, &logger))
}
