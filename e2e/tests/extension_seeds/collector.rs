//! The collector, and how it feels.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lamplight_emulator::backends::{Backend, Behaviour};
use tokio::runtime::Handle;
use tokio::sync::Mutex;

use crate::chance::Chance;
use crate::road::{Answers, Road};

/// How often, and after how long, it is tried to have a port again.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// How a collector, and the road to it, behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Well,
    Slow(Duration),
    Hanging,
    /// It answers with this status, and takes nothing.
    Status(u16),
    /// 429, and to come again in a second.
    Throttling,
    /// It rejects so many items of each request.
    Partial(u64),
    Resetting,
    /// It reads slowly.
    Trickling,
    /// It closes connections once it has answered.
    Closing,
    /// Nobody listens.
    Refusing,
    /// It is well, but its answers do not come through. Without a road they do.
    Lost(Answers),
}

/// A collector as one environment has it: others may send to it, too.
#[derive(Clone, Debug)]
pub(crate) struct Collector {
    backend: Arc<Backend>,
    /// Who changes it does so alone.
    turn: Arc<Mutex<()>>,
    pub(crate) road: Option<Arc<Road>>,
    /// Where it runs: reading what came must not hold up the environments.
    outside: Handle,
}

// === impl Mood ===

impl Mood {
    pub(crate) fn by(chance: &mut Chance) -> Self {
        match chance.below(16) {
            0 | 1 => Self::Well,
            2 | 3 => Self::Slow(chance.pick_millis(&[5, 50, 200, 900])),
            4 | 5 => Self::Hanging,
            6 => Self::Status(chance.pick(&[400, 413, 500])),
            7 => Self::Status(chance.pick(&[502, 503, 504])),
            8 => Self::Throttling,
            9 => Self::Partial(1 + chance.below(3)),
            10 => Self::Resetting,
            11 => Self::Trickling,
            12 => Self::Closing,
            13 => Self::Refusing,
            _ => Self::Lost(chance.pick(&[Answers::Vanish, Answers::Garbled, Answers::Cut])),
        }
    }
}

// === impl Collector ===

impl Collector {
    pub(crate) fn new(backend: Arc<Backend>, outside: Handle) -> Self {
        Self { backend, turn: Arc::default(), road: None, outside }
    }

    /// The same one, by a road.
    pub(crate) async fn by_road(&self) -> io::Result<Self> {
        let road = self.outside.spawn(Road::start(self.backend.address())).await??;
        Ok(Self { road: Some(Arc::new(road)), ..self.clone() })
    }

    /// Where an extension sends to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.road.as_ref().map_or_else(|| self.backend.address(), |road| road.address())
    }

    pub(crate) async fn behave(&self, mood: &Mood) -> io::Result<()> {
        let (own, mood) = (self.clone(), mood.clone());
        self.outside.spawn(async move { own.change(&mood).await }).await?
    }

    async fn change(&self, mood: &Mood) -> io::Result<()> {
        let (behaviour, answers) = match *mood {
            Mood::Well | Mood::Refusing => (Behaviour::Answer, Answers::Arrive),
            Mood::Slow(latency) => (Behaviour::Latency(latency), Answers::Arrive),
            Mood::Hanging => (Behaviour::Blackhole, Answers::Arrive),
            Mood::Status(status) => (Behaviour::status(status), Answers::Arrive),
            Mood::Throttling => (Behaviour::throttle(Duration::from_secs(1)), Answers::Arrive),
            Mood::Partial(rejected) => {
                let message = "these are not taken".to_owned();
                (Behaviour::PartialSuccess { rejected, message }, Answers::Arrive)
            }
            Mood::Resetting => (Behaviour::Reset, Answers::Arrive),
            Mood::Trickling => {
                let (bytes, every) = (4096, Duration::from_millis(20));
                (Behaviour::SlowRead { bytes, every }, Answers::Arrive)
            }
            Mood::Closing => (Behaviour::Close, Answers::Arrive),
            Mood::Lost(answers) => (Behaviour::Answer, answers),
        };
        self.backend.always(behaviour);
        if let Some(road) = &self.road {
            road.answers(answers);
        }
        let _turn = self.turn.lock().await;
        let refuses = *mood == Mood::Refusing;
        let mut changed = if refuses { self.backend.refuse().await } else { self.backend.accept() };
        // Between two sockets the port is nobody's for a moment, and a connection of anybody may have got it.
        for _ in 0..TRIES {
            if changed.is_ok() {
                break;
            }
            tokio::time::sleep(PAUSE).await;
            changed = self.backend.refuse().await;
            if changed.is_ok() && !refuses {
                changed = self.backend.accept();
            }
        }
        changed
    }

    pub(crate) fn pass(&self, gap: Duration) {
        self.backend.pass(gap);
    }
}
