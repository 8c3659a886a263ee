//! The tracer: what all traces of a process share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::level::Level as Severity;
use lamplight_core::link::Sender;
use lamplight_core::lookup::Lookup;
use lamplight_core::notice;
use lamplight_core::settings::Settings;
use lamplight_invocation::scope::SpanSubscriber;
use lamplight_invocation::{BoxFuture, Observe, ObserveLayer, Stack};
use opentelemetry::trace::SpanKind;
use opentelemetry::{InstrumentationScope, StringValue};
use opentelemetry_sdk::trace::SpanExporter;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{FilterFn, Filtered};
use tracing_subscriber::registry::LookupSpan;

use crate::alone::Alone;
use crate::conventions::Invoked;
use crate::environment::{Problem, TraceEnvironment};
use crate::exporter::{Export, OneAtATime};
use crate::exporters::Exporters;
use crate::layer::TracerLayer;
use crate::link::Link;
use crate::observer::TraceObserver;
use crate::resource::{resource, service};
use crate::sampler::Sampler;
use crate::span_layer::SpanLayer;
#[cfg(feature = "otel-api")]
use crate::trace::Trace;
use crate::trace::{Batch, Outbox};

/// Makes traces. Cheap to clone; clones are the same tracer.
#[derive(Clone, Debug)]
pub struct Tracer {
    shared: Arc<Shared>,
    observer: Arc<TraceObserver>,
}

/// Makes a [`Tracer`].
#[derive(Debug, Default)]
pub struct TracerBuilder {
    settings: Settings,
    environment: FunctionEnvironment,
    clock: Clock,
    root_kind: Option<SpanKind>,
    caller_first: Option<bool>,
    sampler: Option<Sampler>,
    traces: TraceEnvironment,
    also: Vec<Box<dyn Export>>,
    link: Option<Sender>,
}

/// What spans are called where the environment does not name the function.
const NAMELESS: &str = "invocation";

/// Lets through spans at `INFO` and above, and events that are errors.
type Wanted = FilterFn<fn(&Metadata<'_>) -> bool>;

#[derive(Debug)]
pub(crate) struct Shared {
    settings: Settings,
    environment: FunctionEnvironment,
    clock: Clock,
    root_kind: Option<SpanKind>,
    caller_first: bool,
    sampler: Sampler,
    /// Shared by all root spans, which are many and say the same.
    service: StringValue,
    /// By what the first invocation was invoked, which is shared as well.
    invoked: OnceLock<Invoked>,
    late: AtomicU64,
    /// With the extension, where there is one.
    link: Option<Arc<Link>>,
    scope: InstrumentationScope,
    exporters: Exporters,
    outbox: Arc<Outbox>,
    /// The traces of invocations, for spans that are made where only their parent is known.
    #[cfg(feature = "otel-api")]
    under_way: std::sync::Mutex<Vec<std::sync::Weak<Trace>>>,
}

// === impl Tracer ===

impl Tracer {
    /// A tracer with the default settings, that knows nothing of the function yet.
    #[must_use]
    pub fn builder() -> TracerBuilder {
        TracerBuilder::default()
    }

    /// The subscriber of a function in which nothing else listens to `tracing`: the cheapest there is, above all where
    /// no trace is sampled. With other layers it is [`span_layer`](Self::span_layer) and a
    /// [`ScopeLayer`](lamplight_invocation::ScopeLayer).
    #[must_use]
    pub fn subscriber(&self) -> SpanSubscriber {
        let spans = self.unfiltered_layer();
        SpanSubscriber::new(Alone::new(spans.clone()), move |_| spans.is_in_use())
    }

    /// The layer that turns spans into `SpanData`, behind a filter that leaves other layers of the same
    /// subscriber alone: spans at level `INFO` and above, and errors.
    pub fn span_layer<S>(&self) -> Filtered<SpanLayer, Wanted, S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let wanted: fn(&Metadata<'_>) -> bool = if self.shared.settings.disabled {
            |_| false
        } else {
            |metadata| {
                let least = if metadata.is_span() { Level::INFO } else { Level::ERROR };
                *metadata.level() <= least
            }
        };
        self.unfiltered_layer().with_filter(FilterFn::new(wanted))
    }

    /// The layer alone, for a subscriber whose layers all share one filter, which has to let through what it
    /// [wants](SpanLayer::wants).
    #[must_use]
    pub fn unfiltered_layer(&self) -> SpanLayer {
        SpanLayer::new(self.shared.clone())
    }

    /// The layer for the handler and for the runtime, where no other signal shares their scope.
    #[must_use]
    pub fn layer(&self) -> TracerLayer {
        let Shared { settings, environment, clock, .. } = &*self.shared;
        if settings.disabled {
            return TracerLayer::new(ObserveLayer::disabled());
        }
        let stack = Stack::configured(settings, environment).with_clock(clock.clone()).with(self.observer());
        TracerLayer::new(ObserveLayer::new(stack))
    }

    /// How many invocations ended after all, although their trace had been sent when their time ran out. It is
    /// not sent again. With an extension there are none: the root is sent when they end.
    #[must_use]
    pub fn ended_late(&self) -> u64 {
        self.shared.late.load(Ordering::Relaxed)
    }

    /// How many messages the extension did not get: it has gone, or did not keep up. The first is said on stderr.
    #[must_use]
    pub fn unsaid(&self) -> u64 {
        self.shared.link.as_ref().map_or(0, |link| link.unsaid())
    }

    /// The tracer as OpenTelemetry's provider, for those who make spans through its API.
    #[cfg(feature = "otel-api")]
    #[must_use]
    pub fn provider(&self) -> crate::api::Provider {
        crate::api::Provider::new(self.shared.clone())
    }

    /// What watches invocations for this tracer, for a [`Stack`] that several signals share.
    #[must_use]
    pub fn observer(&self) -> Arc<dyn Observe> {
        self.observer.clone()
    }
}

// === impl TracerBuilder ===

impl TracerBuilder {
    /// Takes service and switches from here.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Takes the function's name from here.
    #[must_use]
    pub fn environment(mut self, environment: FunctionEnvironment) -> Self {
        self.environment = environment;
        self
    }

    /// Takes time from here.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The kind of root spans. Unless something is said, `Consumer` for messages and records of streams, and
    /// else `Server`, which is what OpenTelemetry's conventions ask for. X-Ray shows a function twice then, and
    /// wants `Internal`: the root hangs below the segment that Lambda itself writes.
    #[must_use]
    pub fn root_kind(mut self, kind: SpanKind) -> Self {
        self.root_kind = Some(kind);
        self
    }

    /// Whether the `traceparent` header of a request over HTTP comes before Lambda's own context; that becomes
    /// a link then, and else the header does. OpenTelemetry's propagators have it first. So does a tracer, but
    /// for one whose [root kind](Self::root_kind) is `Internal`: below Lambda's own segment, there is no choice.
    #[must_use]
    pub fn caller_first(mut self, caller_first: bool) -> Self {
        self.caller_first = Some(caller_first);
        self
    }

    /// Which share of traces, from 0 to 1, is recorded where the request leaves it to the function. All unless
    /// it is said. Functions of one trace with the same share choose the same.
    #[must_use]
    pub fn share(self, share: f64) -> Self {
        self.sampler(Sampler::share(share))
    }

    /// Which traces are recorded.
    #[must_use]
    pub fn sampler(mut self, sampler: Sampler) -> Self {
        self.sampler = Some(sampler);
        self
    }

    /// Takes from here what the standard variables say: the sampler (`OTEL_TRACES_SAMPLER`, with
    /// `OTEL_TRACES_SAMPLER_ARG`), unless code chooses one, attributes of the resource
    /// (`OTEL_RESOURCE_ATTRIBUTES`), and the region, the log group and the log stream, which Lambda sets. What
    /// makes no sense is skipped, and comes back.
    #[must_use = "what was skipped is not said by itself"]
    pub fn read(mut self, lookup: &dyn Lookup) -> (Self, Vec<Problem>) {
        let (traces, problems) = TraceEnvironment::read(lookup);
        self.traces = traces;
        (self, problems)
    }

    /// Gives every span to this exporter, too. What one exporter cannot send, or is slow to send, the others do.
    #[must_use]
    pub fn also_export_to(mut self, exporter: impl SpanExporter + 'static) -> Self {
        self.also.push(Box::new(OneAtATime::new(exporter)));
        self
    }

    /// Tells the extension of each invocation, when it begins and when all was sent. The exporter of
    /// [`build`](Self::build) is one that sends to that extension, which writes the root of an invocation that times
    /// out, crashes or runs out of memory: it knows the root's id, so that spans that were sent before have a parent.
    #[must_use]
    pub fn link(mut self, extension: Sender) -> Self {
        self.link = Some(extension);
        self
    }

    /// Makes the tracer. The exporter is told the resource: the service, and what function this is.
    pub fn build(self, exporter: impl SpanExporter + 'static) -> Tracer {
        self.build_with(Box::new(OneAtATime::new(exporter)))
    }

    /// One copy for all exporters.
    fn build_with(self, mut exporter: Box<dyn Export>) -> Tracer {
        let Self { settings, environment, clock, root_kind, caller_first, sampler, traces, mut also, link } =
            self;
        let resource = resource(&settings, &traces, &environment);
        exporter.set_resource(&resource);
        also.iter_mut().for_each(|exporter| exporter.set_resource(&resource));
        let scope =
            InstrumentationScope::builder("lamplight").with_version(env!("CARGO_PKG_VERSION")).build();
        let shared = Arc::new(Shared {
            caller_first: caller_first.unwrap_or(root_kind != Some(SpanKind::Internal)),
            root_kind,
            sampler: sampler.or(traces.sampler).unwrap_or_default(),
            service: Arc::<str>::from(service(&settings, &traces, &environment).unwrap_or(NAMELESS)).into(),
            invoked: OnceLock::new(),
            late: AtomicU64::new(0),
            link: link.map(|sender| Arc::new(Link::new(sender, clock.clone()))),
            scope,
            exporters: Exporters::new(exporter.into(), also.into_iter().map(Arc::from).collect()),
            outbox: Arc::default(),
            #[cfg(feature = "otel-api")]
            under_way: std::sync::Mutex::default(),
            settings,
            environment,
            clock,
        });
        Tracer { observer: Arc::new(TraceObserver::new(shared.clone())), shared }
    }
}

// === impl Shared ===

impl Shared {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn is_enabled(&self) -> bool {
        !self.settings.disabled
    }

    pub(crate) fn scope(&self) -> &InstrumentationScope {
        &self.scope
    }

    /// The kind of root spans, where one was chosen for all of them.
    pub(crate) fn root_kind(&self) -> Option<SpanKind> {
        self.root_kind.clone()
    }

    pub(crate) fn caller_first(&self) -> bool {
        self.caller_first
    }

    pub(crate) fn sampler(&self) -> Sampler {
        self.sampler
    }

    /// An invocation began.
    #[cfg(feature = "otel-api")]
    pub(crate) fn begins(&self, trace: &Arc<Trace>) {
        let mut under_way = crate::trace::lock(&self.under_way);
        under_way.retain(|trace| trace.strong_count() > 0);
        under_way.push(Arc::downgrade(trace));
    }

    /// The last trace of this id that is still in use.
    #[cfg(feature = "otel-api")]
    pub(crate) fn under_way(&self, id: opentelemetry::TraceId) -> Option<Arc<Trace>> {
        let under_way = crate::trace::lock(&self.under_way);
        let traces = under_way.iter().rev().filter_map(std::sync::Weak::upgrade);
        traces.into_iter().find(|trace| trace.trace_id() == id)
    }

    /// An invocation ended whose trace is gone already.
    pub(crate) fn ended_late(&self, request_id: &str) {
        if self.late.fetch_add(1, Ordering::Relaxed) == 0 {
            notice::say(
                &self.clock,
                Severity::Warn,
                format_args!("{request_id} ended after its trace was sent as one that timed out"),
            );
        }
    }

    pub(crate) fn function_name(&self) -> &str {
        self.environment.name.as_deref().unwrap_or(NAMELESS)
    }

    pub(crate) fn service(&self) -> StringValue {
        self.service.clone()
    }

    /// What the ARN of an invocation says.
    pub(crate) fn invoked_by<R>(&self, arn: &str, use_it: impl FnOnce(&Invoked) -> R) -> R {
        let first = self.invoked.get_or_init(|| Invoked::by(arn));
        if first.arn() == arn { use_it(first) } else { use_it(&Invoked::by(arn)) }
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    pub(crate) fn link(&self) -> Option<&Arc<Link>> {
        self.link.as_ref()
    }

    pub(crate) fn export(&self, batch: Batch) -> Option<BoxFuture> {
        self.exporters.export(batch)
    }
}
