//! The execution environments of a function, and who gets one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use crate::environment::{Asked, Command, Environment, Setup};
use crate::event::{EventKind, Hub, Publisher};
use crate::fault::Faults;
use crate::{FunctionConfig, InitFailure, Invoke};

/// The execution environments of a function. When it is dropped, their processes are killed.
#[derive(Debug)]
pub(crate) struct Fleet {
    pub(crate) environments: Vec<Environment>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) faults: Faults,
    /// For what happens in none of the environments; none after the shutdown.
    publisher: Mutex<Option<Arc<Publisher>>>,
    /// Of the environments, how many are started before anybody needs them.
    provisioned: usize,
    places: Mutex<Places>,
    /// How many places there are.
    count: usize,
    /// Told when an invocation has left its place and nobody waits for it.
    left: Notify,
}

/// Where there is room, and who waits for it.
#[derive(Debug)]
struct Places {
    /// An environment for each invocation that can begin at once, those that were used last at the end.
    free: Vec<usize>,
    waiting: VecDeque<Wanted>,
    /// How many may wait; none: any number.
    limit: Option<usize>,
}

/// An invocation that waits.
#[derive(Debug)]
struct Wanted {
    id: Uuid,
    invoke: Invoke,
    asked: Asked,
    /// Told when it is over.
    over: oneshot::Receiver<()>,
}

/// There is no room, not even to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Full;

// === impl Fleet ===

impl Fleet {
    pub(crate) async fn start(config: &Arc<FunctionConfig>) -> std::io::Result<Arc<Self>> {
        let hub = Hub::new(config.name.as_str().into(), config.clock.clone());
        let faults = Faults::new(config.faults.iter().cloned());
        let mut environments = Vec::new();
        for index in 0..config.environments {
            let publisher = Publisher::new(&hub, index);
            let setup = Setup { config: Arc::clone(config), publisher, faults: faults.clone() };
            environments.push(Environment::start(setup, index < config.provisioned).await?);
        }
        let slots = config.max_concurrency.unwrap_or(1);
        // The first environment is the first to be taken.
        let each = |index| (0..slots).map(move |_| index);
        let free: Vec<_> = (0..environments.len()).rev().flat_map(each).collect();
        let count = free.len();
        let places = Mutex::new(Places { free, waiting: VecDeque::new(), limit: config.queue });
        let publisher = Mutex::new(Some(Publisher::new(&hub, 0)));
        let provisioned = config.provisioned as usize;
        let left = Notify::new();
        let fleet = Self { environments, hub, faults, publisher, provisioned, places, count, left };
        fleet.provision();
        Ok(Arc::new(fleet))
    }

    /// Starts what is to be there before anybody needs it.
    pub(crate) fn provision(&self) {
        for environment in &self.environments[..self.provisioned] {
            // Why it does not start shows in its events, and in the first invocation.
            _ = environment.send(Command::WarmUp { reply: oneshot::channel().0 });
        }
    }

    /// Waits until what is to be there is ready: the provisioned environments, or else the first one.
    pub(crate) async fn warm_up(&self) -> Result<(), InitFailure> {
        for environment in &self.environments[..self.provisioned.max(1)] {
            let told = environment.ask(|reply| Command::WarmUp { reply }).await;
            told.unwrap_or(Err(InitFailure::ShutDown))?;
        }
        Ok(())
    }

    /// Has an invocation take place, now or when there is room. `over` hears of its end.
    pub(crate) fn invoke(
        self: &Arc<Self>,
        id: Uuid,
        invoke: Invoke,
        asked: Asked,
        over: oneshot::Receiver<()>,
    ) -> Result<(), Full> {
        let wanted = Wanted { id, invoke, asked, over };
        let mut places = self.places();
        match places.free.pop() {
            Some(place) => self.begin(place, wanted),
            None if places.limit.is_some_and(|limit| places.waiting.len() >= limit) => {
                drop(places);
                if let Some(publisher) = &*self.publisher() {
                    publisher.publish(|| EventKind::Throttled { request_id: id.to_string() });
                }
                return Err(Full);
            }
            None => places.waiting.push_back(wanted),
        }
        Ok(())
    }

    fn begin(self: &Arc<Self>, place: usize, wanted: Wanted) {
        let Wanted { id, invoke, asked, over } = wanted;
        // An environment that is gone drops the command, and so tells whoever waits.
        _ = self.environments[place].send(Command::Invoke { id, invoke, asked });
        let fleet = Arc::downgrade(self);
        tokio::spawn(async move {
            // Over, or dropped with its environment.
            _ = over.await;
            Self::leave(&fleet, place);
        });
    }

    /// An invocation is over: the next one may have its place.
    fn leave(fleet: &Weak<Self>, place: usize) {
        let Some(fleet) = fleet.upgrade() else { return };
        let mut places = fleet.places();
        match places.waiting.pop_front() {
            Some(wanted) => fleet.begin(place, wanted),
            None => {
                places.free.push(place);
                drop(places);
                fleet.left.notify_waiters();
            }
        }
    }

    /// Waits until nothing runs and nothing waits for its turn.
    pub(crate) async fn idle(&self) {
        loop {
            // Before the look, so that what is told in between is not missed.
            let left = self.left.notified();
            if self.places().free.len() == self.count {
                return;
            }
            left.await;
        }
    }

    /// Ends what runs and what waits, and waits for the end.
    pub(crate) async fn shut_down(&self) {
        self.end(|reply| Command::ShutDown { reply }).await;
    }

    /// Kills what runs, without a word to anybody, and waits for the end.
    pub(crate) async fn kill(&self) {
        self.end(|reply| Command::Kill { reply }).await;
    }

    async fn end(&self, command: fn(oneshot::Sender<()>) -> Command) {
        self.places().waiting.clear();
        let ends: Vec<_> = self
            .environments
            .iter()
            .filter_map(|environment| {
                let (reply, told) = oneshot::channel();
                environment.send(command(reply)).ok().map(|()| told)
            })
            .collect();
        for end in ends {
            // An environment that has ended already stays so.
            _ = end.await;
        }
        *self.publisher() = None;
    }

    fn places(&self) -> std::sync::MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publisher(&self) -> std::sync::MutexGuard<'_, Option<Arc<Publisher>>> {
        self.publisher.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
