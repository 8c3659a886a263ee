//! The subscriptions of one environment.

use std::sync::Arc;

use lamplight_core::clock::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::delivery::{Circumstances, Conditions, Delivery, Mailbox};
use super::queue::CAPACITY;
use super::record::{Api, Record, Stream};
use super::request::Request;
use crate::event::EventKind;
use crate::lifecycle::Notice;
use crate::{Line, LineSource};

/// The subscriptions of one environment, from its init phase to its end. Dropping it ends them.
#[derive(Debug)]
pub(crate) struct Feed {
    circumstances: Circumstances,
    /// Log lines that are JSON objects are objects.
    structured: bool,
    /// What was said in the init phase, for those who subscribe late in it; none when it is over.
    early: Option<Vec<Record>>,
    early_bytes: usize,
    subscribers: Vec<Subscriber>,
    conditions: watch::Sender<Conditions>,
    tasks: JoinSet<()>,
}

#[derive(Debug)]
struct Subscriber {
    extension: Uuid,
    request: Request,
    mailbox: Arc<Mailbox>,
}

/// What became of a subscription, by the words of Lambda.
pub(crate) type State = &'static str;

// === impl Feed ===

impl Feed {
    pub(crate) fn new(structured: bool, circumstances: Circumstances) -> Self {
        Self {
            circumstances,
            structured,
            early: Some(Vec::new()),
            early_bytes: 0,
            subscribers: Vec::new(),
            conditions: watch::Sender::default(),
            tasks: JoinSet::new(),
        }
    }

    /// Nobody may subscribe any more.
    pub(crate) fn close(&mut self) {
        self.early = None;
    }

    /// Which API the extension has a subscription with, if it has one.
    pub(crate) fn api_of(&self, extension: Uuid) -> Option<Api> {
        let own = self.subscribers.iter().find(|subscriber| subscriber.extension == extension);
        own.map(|subscriber| subscriber.request.api())
    }

    /// Subscribes an extension; none when the init phase is over. It is sent what was said before, too.
    pub(crate) fn subscribe(&mut self, extension: Uuid, name: &str, request: Request) -> Option<State> {
        let early = self.early.as_ref()?;
        if self.subscribers.iter().any(|subscriber| subscriber.extension == extension) {
            return Some("Already subscribed");
        }
        let mailbox = Arc::new(Mailbox::default());
        let subscriber = Subscriber { extension, request: request.clone(), mailbox: Arc::clone(&mailbox) };
        early.iter().for_each(|record| subscriber.push(record));
        self.subscribers.push(subscriber);
        let conditions = self.conditions.subscribe();
        let circumstances = self.circumstances.clone();
        let delivery = Delivery::new(name.to_owned(), request, mailbox, conditions, circumstances);
        self.tasks.spawn(delivery.run());
        Some("Subscribed")
    }

    /// The platform says something.
    pub(crate) fn say(&mut self, time: Timestamp, notice: &Notice<'_>) {
        if let Notice::TimedOut { .. } | Notice::Failed { .. } = notice {
            if let Some(text) = notice.text(time) {
                self.publish(Record::fault(time, &text));
            }
        }
        let Some(line) = notice.record(time) else { return };
        if let Some(record) = Record::platform(&line) {
            self.publish(record);
        }
        self.circumstances.publisher.publish(|| EventKind::Recorded { record: line.into() });
    }

    /// The function or an extension has written a line.
    pub(crate) fn wrote(&mut self, line: &Line) {
        let stream = match line.source {
            LineSource::Platform => return,
            LineSource::Extension => Stream::Extension,
            LineSource::Stdout | LineSource::Stderr => Stream::Function,
        };
        // Most environments have nobody who listens.
        if self.early.is_some() || !self.subscribers.is_empty() {
            self.publish(Record::line(stream, line.time, &line.text, self.structured));
        }
    }

    fn publish(&mut self, record: Record) {
        self.subscribers.iter().for_each(|subscriber| subscriber.push(&record));
        if let Some(early) = &mut self.early {
            // What a queue would drop is not kept for one either.
            self.early_bytes += record.size();
            if self.early_bytes <= CAPACITY {
                early.push(record);
            }
        }
    }

    /// Nothing is sent while the environment is frozen.
    pub(crate) fn set_frozen(&self, frozen: bool) {
        self.conditions.send_modify(|conditions| conditions.frozen = frozen);
    }

    /// Sends what there is, and from now on everything at once.
    pub(crate) fn flush(&self) {
        self.conditions.send_modify(|conditions| conditions.flushing = true);
    }
}

// === impl Subscriber ===

impl Subscriber {
    fn push(&self, record: &Record) {
        if self.request.streams.contains(&record.stream) {
            record.render(self.request.schema).into_iter().for_each(|text| self.mailbox.push(text));
        }
    }
}
