//! Starting a function.

use std::fmt::Debug;
use std::future::Future;

use bytes::Bytes;
use futures_core::Stream;
use lambda_runtime::{Diagnostic, Error, IntoFunctionResponse, LambdaEvent, Runtime};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::lookup::ProcessEnvironment;
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::ObserveLayer;
use lamplight_invocation::status::StatusLayer;
use lamplight_logger::LoggerBuilder;
#[cfg(feature = "metrics")]
use lamplight_metrics::MetricsBuilder;
#[cfg(feature = "tracer")]
use lamplight_tracer::{Tracer, TracerBuilder};
use serde::{Deserialize, Serialize};
use tower_layer::Layer;
use tower_service::Service;

use crate::builders::{self, Builders};
use crate::failure::{AsMade, describe, describe_any};
use crate::parse::Parse;
use crate::start_error::{Kind, StartError};
use crate::{init_error, install, runtime};

/// A start, with what code has to say about it. Made by [`with`].
///
/// The bounds of its methods are those of [`lambda_runtime::run_concurrent`] and of
/// [`lambda_runtime::run`].
#[derive(Debug, Default)]
#[must_use = "nothing runs until `start`, `run` or `run_sequential` is called"]
pub struct Launch {
    settings: SettingsBuilder,
    builders: Builders,
}

/// Takes settings that are made in code. What they leave open is asked of the environment.
///
/// ```no_run
/// use lamplight::prelude::*;
///
/// async fn handler(event: LambdaEvent<u32>) -> Result<u32, Error> {
///     Ok(event.payload)
/// }
///
/// fn main() -> lamplight::Result {
///     let settings = lamplight::Settings::new().service("checkout").log_level(lamplight::Level::Debug);
///     lamplight::with(settings).start(async { Ok(service_fn(handler)) })
/// }
/// ```
pub fn with(settings: SettingsBuilder) -> Launch {
    Launch { settings, builders: Builders::default() }
}

/// Starts a function from `main`: builds a tokio runtime, initialises, and handles invocations until the
/// process ends.
///
/// `init` is run first, on that runtime; it makes the handler, and whatever the handler needs.
///
/// # Errors
///
/// When settings make no sense, when the process was not started by Lambda, when `init` fails, or when the
/// Runtime API does. Lambda is told the reason.
pub fn start<I, A, F, R, B, S, D, E>(init: I) -> Result<(), StartError>
where
    I: Future<Output = Result<F, Error>>,
    F: Service<LambdaEvent<A>, Response = R> + Clone + Send + 'static,
    F::Future: Future<Output = Result<R, F::Error>> + Send + 'static,
    F::Error: Into<Diagnostic> + Debug,
    A: for<'de> Deserialize<'de> + Send + 'static,
    R: IntoFunctionResponse<B, S> + Send + 'static,
    B: Serialize + Send + 'static,
    S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
    D: Into<Bytes> + Send + 'static,
    E: Into<Error> + Send + Debug + 'static,
{
    Launch::default().start(init)
}

/// Handles invocations until the process ends, on the tokio runtime of the caller: one at a time, or with the feature
/// `concurrency` as many at once as Lambda gives.
///
/// # Errors
///
/// When settings make no sense, when the process was not started by Lambda, or when the Runtime API fails.
/// Lambda is told the reason.
///
/// # Panics
///
/// Outside a tokio runtime, and in one whose timers are not enabled.
pub async fn run<A, F, R, B, S, D, E>(handler: F) -> Result<(), StartError>
where
    F: Service<LambdaEvent<A>, Response = R> + Clone + Send + 'static,
    F::Future: Future<Output = Result<R, F::Error>> + Send + 'static,
    F::Error: Into<Diagnostic> + Debug,
    A: for<'de> Deserialize<'de> + Send + 'static,
    R: IntoFunctionResponse<B, S> + Send + 'static,
    B: Serialize + Send + 'static,
    S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
    D: Into<Bytes> + Send + 'static,
    E: Into<Error> + Send + Debug + 'static,
{
    Launch::default().run(handler).await
}

/// As [`run`], one invocation at a time, for a handler that cannot be cloned or sent.
///
/// # Errors
///
/// As [`run`].
///
/// # Panics
///
/// As [`run`].
pub async fn run_sequential<A, F, R, B, S, D, E>(handler: F) -> Result<(), StartError>
where
    F: Service<LambdaEvent<A>, Response = R>,
    F::Future: Future<Output = Result<R, F::Error>>,
    F::Error: Into<Diagnostic> + Debug,
    A: for<'de> Deserialize<'de>,
    R: IntoFunctionResponse<B, S>,
    B: Serialize,
    S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
    D: Into<Bytes> + Send,
    E: Into<Error> + Send + Debug,
{
    Launch::default().run_sequential(handler).await
}

// === impl Launch ===

impl Launch {
    /// Says more to the logger than settings can: another format, keys of the process, when an invocation is looked
    /// at more closely, what is kept out of lines. Service, function and stdout are said already.
    ///
    /// ```no_run
    /// use lamplight::logger::format::EcsFormat;
    /// # use lamplight::prelude::*;
    /// # async fn handler(event: LambdaEvent<u32>) -> Result<u32, Error> { Ok(event.payload) }
    ///
    /// fn main() -> lamplight::Result {
    ///     lamplight::with(lamplight::Settings::new())
    ///         .logger(|logger| logger.format(EcsFormat).process_key("team", "checkout"))
    ///         .start(async { Ok(service_fn(handler)) })
    /// }
    /// ```
    pub fn logger(mut self, adjust: impl FnOnce(LoggerBuilder) -> LoggerBuilder + Send + 'static) -> Self {
        self.builders.logger = builders::and_then(self.builders.logger, adjust);
        self
    }

    /// Says more to the metrics than settings can: default dimensions, another provider. Service, function and stdout
    /// are said already.
    ///
    /// ```no_run
    /// # use lamplight::prelude::*;
    /// # async fn handler(event: LambdaEvent<u32>) -> Result<u32, Error> { Ok(event.payload) }
    /// fn main() -> lamplight::Result {
    ///     lamplight::with(lamplight::Settings::new())
    ///         .metrics(|metrics| metrics.dimension("environment", "production"))
    ///         .start(async { Ok(service_fn(handler)) })
    /// }
    /// ```
    #[cfg(feature = "metrics")]
    pub fn metrics(mut self, adjust: impl FnOnce(MetricsBuilder) -> MetricsBuilder + Send + 'static) -> Self {
        self.builders.metrics = builders::and_then(self.builders.metrics, adjust);
        self
    }

    /// Says more to the tracer than settings can, such as the share of traces that is recorded. Without somewhere to
    /// send traces to there is no tracer, and nothing is asked.
    #[cfg(feature = "tracer")]
    pub fn tracer(mut self, adjust: impl FnOnce(TracerBuilder) -> TracerBuilder + Send + 'static) -> Self {
        self.builders.tracer = builders::and_then(self.builders.tracer, adjust);
        self
    }

    /// Makes the tracer with an exporter of one's own: any
    /// [`SpanExporter`](https://docs.rs/opentelemetry_sdk/latest/opentelemetry_sdk/trace/trait.SpanExporter.html).
    /// Traces go there, whatever the environment says.
    ///
    /// ```no_run
    /// # use lamplight::prelude::*;
    /// # async fn handler(event: LambdaEvent<u32>) -> Result<u32, Error> { Ok(event.payload) }
    /// use lamplight::xray::XrayExporter;
    ///
    /// fn main() -> lamplight::Result {
    ///     let daemon = std::net::SocketAddr::from(([127, 0, 0, 1], 2000));
    ///     lamplight::with(lamplight::Settings::new())
    ///         .export_with(move |tracer| tracer.build(XrayExporter::new(daemon.into())))
    ///         .start(async { Ok(service_fn(handler)) })
    /// }
    /// ```
    #[cfg(feature = "tracer")]
    pub fn export_with(mut self, build: impl FnOnce(TracerBuilder) -> Tracer + Send + 'static) -> Self {
        self.builders.export = Some(Box::new(build));
        self
    }

    /// See [`start`].
    ///
    /// # Errors
    ///
    /// As [`start`].
    pub fn start<I, A, F, R, B, S, D, E>(self, init: I) -> Result<(), StartError>
    where
        I: Future<Output = Result<F, Error>>,
        F: Service<LambdaEvent<A>, Response = R> + Clone + Send + 'static,
        F::Future: Future<Output = Result<R, F::Error>> + Send + 'static,
        F::Error: Into<Diagnostic> + Debug,
        A: for<'de> Deserialize<'de> + Send + 'static,
        R: IntoFunctionResponse<B, S> + Send + 'static,
        B: Serialize + Send + 'static,
        S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
        D: Into<Bytes> + Send + 'static,
        E: Into<Error> + Send + Debug + 'static,
    {
        let environment = FunctionEnvironment::read(&ProcessEnvironment);
        let result = self.prepare(&environment).and_then(|prepared| {
            runtime::build(&environment)?.block_on(async {
                let handler = init.await.map_err(Kind::Init)?;
                concurrent(handler, prepared).await
            })
        });
        reported(result)
    }

    /// See [`run()`].
    ///
    /// # Errors
    ///
    /// As [`run()`].
    ///
    /// # Panics
    ///
    /// As [`run()`].
    pub async fn run<A, F, R, B, S, D, E>(self, handler: F) -> Result<(), StartError>
    where
        F: Service<LambdaEvent<A>, Response = R> + Clone + Send + 'static,
        F::Future: Future<Output = Result<R, F::Error>> + Send + 'static,
        F::Error: Into<Diagnostic> + Debug,
        A: for<'de> Deserialize<'de> + Send + 'static,
        R: IntoFunctionResponse<B, S> + Send + 'static,
        B: Serialize + Send + 'static,
        S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
        D: Into<Bytes> + Send + 'static,
        E: Into<Error> + Send + Debug + 'static,
    {
        let environment = FunctionEnvironment::read(&ProcessEnvironment);
        let result = match self.prepare(&environment) {
            Ok(prepared) => concurrent(handler, prepared).await,
            Err(error) => Err(error),
        };
        reported(result)
    }

    /// See [`run_sequential()`].
    ///
    /// # Errors
    ///
    /// As [`run()`].
    ///
    /// # Panics
    ///
    /// As [`run()`].
    pub async fn run_sequential<A, F, R, B, S, D, E>(self, handler: F) -> Result<(), StartError>
    where
        F: Service<LambdaEvent<A>, Response = R>,
        F::Future: Future<Output = Result<R, F::Error>>,
        F::Error: Into<Diagnostic> + Debug,
        A: for<'de> Deserialize<'de>,
        R: IntoFunctionResponse<B, S>,
        B: Serialize,
        S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
        D: Into<Bytes> + Send,
        E: Into<Error> + Send + Debug,
    {
        let environment = FunctionEnvironment::read(&ProcessEnvironment);
        let result = match self.prepare(&environment) {
            Ok(prepared) => sequential(handler, prepared).await,
            Err(error) => Err(error),
        };
        reported(result)
    }

    /// Settles the settings and installs everything. The layer for both positions.
    fn prepare(self, environment: &FunctionEnvironment) -> Result<ObserveLayer, StartError> {
        let settings = install::settings(self.settings, &ProcessEnvironment)?;
        install::check_on_lambda(&ProcessEnvironment)?;
        #[cfg(not(feature = "concurrency"))]
        install::say_one_at_a_time(environment);
        install::install(&settings, environment, &ProcessEnvironment, self.builders)
    }
}

async fn concurrent<A, F, R, B, S, D, E>(handler: F, observe: ObserveLayer) -> Result<(), StartError>
where
    F: Service<LambdaEvent<A>, Response = R> + Clone + Send + 'static,
    F::Future: Future<Output = Result<R, F::Error>> + Send + 'static,
    F::Error: Into<Diagnostic> + Debug,
    A: for<'de> Deserialize<'de> + Send + 'static,
    R: IntoFunctionResponse<B, S> + Send + 'static,
    B: Serialize + Send + 'static,
    S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
    D: Into<Bytes> + Send + 'static,
    E: Into<Error> + Send + Debug + 'static,
{
    let inside =
        observe.clone().describe_with(AsMade).layer(StatusLayer::new().layer(Parse::new(handler, describe)));
    let runtime = Runtime::new(inside).layer(observe);
    #[cfg(feature = "concurrency")]
    let result = runtime.run_concurrent().await;
    #[cfg(not(feature = "concurrency"))]
    let result = runtime.run().await;
    result.map_err(|error| Kind::Runtime(error).into())
}

async fn sequential<A, F, R, B, S, D, E>(handler: F, observe: ObserveLayer) -> Result<(), StartError>
where
    F: Service<LambdaEvent<A>, Response = R>,
    F::Future: Future<Output = Result<R, F::Error>>,
    F::Error: Into<Diagnostic> + Debug,
    A: for<'de> Deserialize<'de>,
    R: IntoFunctionResponse<B, S>,
    B: Serialize,
    S: Stream<Item = Result<D, E>> + Unpin + Send + 'static,
    D: Into<Bytes> + Send,
    E: Into<Error> + Send + Debug,
{
    let inside = observe
        .clone()
        .describe_with(AsMade)
        .layer(StatusLayer::new().layer(Parse::new(handler, describe_any)));
    let result = Runtime::new(inside).layer(observe).run().await;
    result.map_err(|error| Kind::Runtime(error).into())
}

/// Tells Lambda why the function did not start.
fn reported(result: Result<(), StartError>) -> Result<(), StartError> {
    if let Err(error) = &result {
        if !error.is_runtime() {
            init_error::report(error, &ProcessEnvironment);
        }
    }
    result
}
