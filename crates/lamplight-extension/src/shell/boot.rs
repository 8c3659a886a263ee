//! The start: everything that Lambda waits for, and nothing else.
//!
//! Sockets are bound before Lambda is told that the extension is there, because the function starts then. What cannot be
//! bound or asked is done without: the function starts in any case.

use std::time::Duration;

use lamplight_core::clock::Clock;
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::link::{Name, OTLP_PORT, otlp_port};
use lamplight_core::lookup::Lookup;
use lamplight_core::variable;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::inbox::{self, Arrival, Inbox};
use super::lambda::{Lambda, LambdaError, Subscription};
use super::{choices, link, target, voice, xray};
use crate::settings::Settings;
use crate::synthesis::Resource;

/// Lambda is tried again so often, if it cannot be reached.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(50);

/// What the start leaves behind.
pub(crate) struct Booted {
    pub(crate) settings: Settings,
    /// The connection for events; none where there is no Lambda to ask.
    pub(crate) lambda: Option<Lambda>,
    pub(crate) inbox: Inbox,
    pub(crate) arrivals: mpsc::UnboundedReceiver<Arrival>,
}

/// Binds, registers and subscribes.
pub(crate) async fn boot(lookup: &dyn Lookup, clock: &Clock) -> Booted {
    let mut settings = settings(lookup);
    let (inbox, arrivals) = mpsc::unbounded_channel();
    take_otlp(lookup, clock, &inbox, settings.body_bytes).await;
    take_link(lookup, clock, &inbox);
    take_xray(lookup, clock, &inbox).await;
    let telemetry = inbox::listen([0, 0, 0, 0], 0).await;
    settings.is_managed = choices::is_managed(lookup);
    let mut lambda = match register(lookup, settings.is_managed).await {
        Ok(lambda) => Some(lambda),
        Err(error) => {
            voice::say(
                clock,
                format_args!("the extension is not registered, and does without events: {error}"),
            );
            None
        }
    };
    settings.has_telemetry = false;
    if let (Some(lambda), Ok(telemetry)) = (&mut lambda, telemetry) {
        settings.has_telemetry = subscribe(lambda, telemetry, inbox.clone(), lookup, clock).await;
    }
    Booted { settings, lambda, inbox, arrivals }
}

fn settings(lookup: &dyn Lookup) -> Settings {
    let environment = FunctionEnvironment::read(lookup);
    let get = |name| lookup.get(name).ok().flatten().filter(|value: &String| !value.is_empty());
    let service = get(variable::SERVICE_NAME.name).or_else(|| get(variable::OTEL_SERVICE_NAME.name));
    let memory = environment.memory_mb.unwrap_or(128);
    Settings {
        most_bytes: Settings::share_of_memory(memory, target::count(lookup)),
        resource: Resource::of(&environment, service.as_deref(), get("AWS_REGION").as_deref()),
        ..Settings::default()
    }
}

async fn take_otlp(lookup: &dyn Lookup, clock: &Clock, inbox: &Inbox, most_bytes: usize) {
    let port = otlp_port(lookup).unwrap_or_else(|problem| {
        voice::say(clock, format_args!("{problem}; {OTLP_PORT} is taken"));
        OTLP_PORT
    });
    match inbox::listen([127, 0, 0, 1], port).await {
        Ok(listener) => {
            tokio::spawn(inbox::serve_otlp(listener, inbox.clone(), most_bytes));
        }
        Err(error) => {
            voice::say(clock, format_args!("OTLP is not taken on port {port} of 127.0.0.1: {error}"));
        }
    }
}

fn take_link(lookup: &dyn Lookup, clock: &Clock, inbox: &Inbox) {
    let name = Name::from_lookup(lookup);
    let listening = name.listen().and_then(|socket| link::listen(socket, inbox.clone()));
    if let Err(error) = listening {
        voice::say(clock, format_args!("there is no link with the function at {name:?}: {error}"));
    }
}

async fn take_xray(lookup: &dyn Lookup, clock: &Clock, inbox: &Inbox) {
    let Some((own, daemon)) = choices::xray(lookup) else { return };
    if let Err(error) = xray::listen(own, daemon, inbox.clone()).await {
        voice::say(clock, format_args!("X-Ray segments are not taken at {own}: {error}"));
    }
}

/// Registers under the name of the executable, as Lambda demands.
async fn register(lookup: &dyn Lookup, is_managed: bool) -> Result<Lambda, LambdaError> {
    let api = lookup.get(variable::RUNTIME_API.name).ok().flatten();
    let api =
        api.ok_or(LambdaError::Malformed("AWS_LAMBDA_RUNTIME_API is not set: Lambda starts this program"))?;
    let name = std::env::current_exe().ok();
    let name = name.as_ref().and_then(|path| path.file_name()).and_then(|name| name.to_str());
    let name = name.ok_or(LambdaError::Malformed("the name of the executable is not known"))?;
    let mut attempt = 1;
    let mut lambda = loop {
        match Lambda::connect(&api).await {
            Ok(lambda) => break lambda,
            Err(error) if attempt == ATTEMPTS => return Err(error),
            Err(_) => sleep(PAUSE).await,
        }
        attempt += 1;
    };
    // Managed instances refuse who asks to be told of invocations.
    let events: &[&str] = if is_managed { &["SHUTDOWN"] } else { &["INVOKE", "SHUTDOWN"] };
    lambda.register(name, events).await?;
    Ok(lambda)
}

/// Whether platform events will come.
async fn subscribe(
    lambda: &mut Lambda,
    listener: tokio::net::TcpListener,
    inbox: Inbox,
    lookup: &dyn Lookup,
    clock: &Clock,
) -> bool {
    let Ok(address) = listener.local_addr() else {
        return false;
    };
    tokio::spawn(inbox::serve_telemetry(listener, inbox));
    match lambda.subscribe(address.port(), choices::logs(lookup, clock)).await {
        Ok(subscription) => subscription == Subscription::Subscribed,
        Err(error) => {
            voice::say(clock, format_args!("there are no platform events: {error}"));
            false
        }
    }
}
