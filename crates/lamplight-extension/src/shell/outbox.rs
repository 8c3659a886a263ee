//! What goes out: attempts, each in a task of its own that can be given up.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::lookup::Lookup;
use lamplight_otlp_client::{self as client, Client, PartialSuccess};
use tokio::task::AbortHandle;

use super::inbox::{Arrival, Inbox};
use super::target::{Target, Targets};
use super::voice;
use crate::event::{Event, Sent, Verdict};
use crate::settings::Destination;
use crate::signal::{Encoding, Signal};

/// A connection that was not used for so long before an invocation may have been forgotten during a freeze.
const FROZEN: Duration = Duration::from_secs(5);

/// The attempts on their way.
pub(crate) struct Outbox {
    inbox: Inbox,
    clock: Clock,
    posts: Vec<Arc<Post>>,
    tasks: HashMap<u64, AbortHandle>,
}

/// One destination.
struct Post {
    target: Target,
    clock: Clock,
    /// For each signal why it was not reached, what it refused, and what it warned of: each is said once.
    told: [[AtomicBool; 3]; Signal::ALL.len()],
    /// Why there are no headers is said once, too.
    told_of_headers: AtomicBool,
}

/// What is said once.
#[derive(Clone, Copy)]
enum Telling {
    Failure,
    Refusal,
    Warning,
}

/// One signal of a destination, while something of it is sent.
struct Attempt<'a> {
    client: &'a Client,
    clock: &'a Clock,
    told: &'a [AtomicBool; 3],
}

// === impl Outbox ===

impl Outbox {
    pub(crate) fn new(inbox: Inbox, clock: &Clock) -> Self {
        Self { inbox, clock: clock.clone(), posts: Vec::new(), tasks: HashMap::new() }
    }

    /// Reads where to send. What makes no sense is said, and done without.
    pub(crate) fn configure(&mut self, lookup: &dyn Lookup) -> Vec<Destination> {
        let Targets { targets, problems } = Targets::from_lookup(lookup);
        for problem in problems {
            voice::say(&self.clock, format_args!("a setting of the extension: {problem}"));
        }
        if targets.is_empty() {
            voice::say(
                &self.clock,
                format_args!("telemetry goes nowhere: OTEL_EXPORTER_OTLP_ENDPOINT names no collector"),
            );
        }
        let destinations = targets.iter().map(Target::destination).collect();
        let clock = &self.clock;
        let posts = targets.into_iter().map(|target| {
            let (told, told_of_headers) = Default::default();
            Arc::new(Post { target, clock: clock.clone(), told, told_of_headers })
        });
        self.posts = posts.collect();
        destinations
    }

    pub(crate) fn send(
        &mut self,
        attempt: u64,
        destination: usize,
        signal: Signal,
        encoding: Encoding,
        bodies: Vec<Bytes>,
    ) {
        self.tasks.retain(|_, task| !task.is_finished());
        let post = self.posts.get(destination).cloned();
        let inbox = self.inbox.clone();
        let task = tokio::spawn(async move {
            let verdict = match post {
                Some(post) => post.attempt(signal, encoding, bodies).await,
                // Nobody is sent what he does not take.
                None => Verdict::Refused,
            };
            let _ = inbox.send(Arrival::Event(Event::Sent(vec![Sent { attempt, verdict }])));
        });
        self.tasks.insert(attempt, task.abort_handle());
    }

    /// Gives an attempt up, and closes its connection.
    pub(crate) fn abort(&mut self, attempt: u64) {
        if let Some(task) = self.tasks.remove(&attempt) {
            task.abort();
        }
    }

    pub(crate) fn abort_all(&mut self) {
        self.tasks.drain().for_each(|(_, task)| task.abort());
    }

    /// An invocation begins, perhaps after a freeze.
    pub(crate) fn thawed(&self) {
        self.forget(FROZEN);
    }

    /// The environment ends, as a rule after it was frozen for minutes. What is sent now cannot be sent again, so it goes on
    /// connections that nobody has forgotten: on fresh ones.
    pub(crate) fn ends(&self) {
        self.forget(Duration::ZERO);
    }

    fn forget(&self, unused: Duration) {
        let built = self.posts.iter().filter_map(|post| post.target.built());
        built.flatten().flatten().for_each(|client| client.forget(unused));
    }
}

// === impl Post ===

impl Post {
    async fn attempt(&self, signal: Signal, encoding: Encoding, bodies: Vec<Bytes>) -> Verdict {
        let clients = match self.target.clients().await {
            Ok(clients) => clients,
            Err(why) => {
                if !self.told_of_headers.swap(true, Ordering::Relaxed) {
                    let name = &self.target.name;
                    voice::say(
                        &self.clock,
                        format_args!("no headers for {name}, which waits for them: {why}"),
                    );
                }
                return Verdict::Failed;
            }
        };
        let told = &self.told[signal.index()];
        match &clients[signal.index()] {
            Some(client) => Attempt { client, clock: &self.clock, told }.send(encoding, bodies).await,
            // Nobody is sent what he does not take.
            None => Verdict::Refused,
        }
    }
}

// === impl Attempt ===

impl Attempt<'_> {
    async fn send(&self, encoding: Encoding, mut bodies: Vec<Bytes>) -> Verdict {
        // Bodies in protobuf one after another are one.
        let body = match (bodies.pop(), bodies.is_empty()) {
            (Some(only), true) => only,
            (Some(last), false) => {
                bodies.push(last);
                bodies.concat().into()
            }
            (None, _) => Bytes::new(),
        };
        // Not needed while it is on its way.
        drop(bodies);
        let encoding = of_client(encoding);
        match self.client.attempt(encoding, &body).await {
            Ok(answer) => self.verdict(encoding, &answer),
            Err(why) => {
                self.tell(Telling::Failure, format_args!("{why}; it is tried again"));
                Verdict::Failed
            }
        }
    }

    fn verdict(&self, encoding: client::Encoding, answer: &client::Answer) -> Verdict {
        let verdict = verdict(encoding, answer, self.clock.now());
        match verdict {
            Verdict::Delivered { rejected } => self.warn(encoding, answer, rejected),
            Verdict::Retry { .. } => {
                self.tell(Telling::Failure, format_args!("it answers {}; it is tried again", answer.status));
            }
            Verdict::Refused | Verdict::TooLarge => self.tell(
                Telling::Refusal,
                format_args!(
                    "it refuses with {}: {:.300}",
                    answer.status,
                    String::from_utf8_lossy(&answer.body)
                ),
            ),
            Verdict::Failed => {}
        }
        verdict
    }

    fn warn(&self, encoding: client::Encoding, answer: &client::Answer, rejected: u64) {
        let PartialSuccess { message, .. } = PartialSuccess::read(encoding, &answer.body);
        if rejected > 0 || !message.is_empty() {
            self.tell(Telling::Warning, format_args!("it rejects {rejected} items and says {message:?}"));
        }
    }

    fn tell(&self, what: Telling, why: fmt::Arguments<'_>) {
        if !self.told[what as usize].swap(true, Ordering::Relaxed) {
            voice::say(self.clock, format_args!("{}: {why}", self.client.endpoint()));
        }
    }
}

const fn of_client(encoding: Encoding) -> client::Encoding {
    match encoding {
        Encoding::Protobuf => client::Encoding::Protobuf,
        Encoding::Json => client::Encoding::Json,
    }
}

/// What an answer means (OTLP specification, "OTLP/HTTP Response").
fn verdict(encoding: client::Encoding, answer: &client::Answer, now: Timestamp) -> Verdict {
    match answer.status.as_u16() {
        200..=299 => Verdict::Delivered { rejected: PartialSuccess::read(encoding, &answer.body).rejected },
        _ if answer.is_temporary() => Verdict::Retry { after: answer.retry_after(now) },
        413 => Verdict::TooLarge,
        _ => Verdict::Refused,
    }
}
