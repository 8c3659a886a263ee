//! How a line is made, and what becomes of it.

use lamplight_core::json::Number as _;
use lamplight_core::level::Level;
use lamplight_invocation::Scope;
use tracing::Metadata;

use crate::format::{Location, SAMPLING_RATE};
use crate::invocation_log::{InvocationLog, LineKeys};
use crate::levels::{Destination, Origin};
use crate::line::{Head, Line, Scratch};
use crate::shared::Shared;

impl Shared {
    /// Writes a line that code asks for, or holds it back, where the levels let it through. `of` is the event whose
    /// fields are written to it, if it is of one.
    pub(crate) fn write(
        &self,
        of: Option<&'static Metadata<'static>>,
        scope: Option<&Scope>,
        origin: Origin<'_>,
        location: Location<'_>,
        gather: &mut dyn FnMut(&mut Line<'_>),
    ) {
        let log = scope.and_then(|scope| Some((scope, scope.get::<InvocationLog>()?)));
        let Some(destination) = self.levels().destination(origin, log.map(|(_, log)| log)) else { return };
        if let (Some((scope, log)), Level::Error) = (log, origin.level) {
            log.flush(scope);
        }
        self.make_line(of, log.map(|(_, log)| log), origin, Some(location), gather, &mut |line| match (
            destination,
            log,
        ) {
            (Destination::Held, Some((scope, log))) => log.hold(scope, line),
            _ => self.write_line(scope, line),
        });
    }

    /// Makes a line of what is gathered, with the keys of the invocation that it belongs to, or of none, and hands it
    /// on.
    pub(crate) fn make_line(
        &self,
        of: Option<&'static Metadata<'static>>,
        log: Option<&InvocationLog>,
        Origin { level, target }: Origin<'_>,
        location: Option<Location<'_>>,
        gather: &mut dyn FnMut(&mut Line<'_>),
        hand_on: &mut dyn FnMut(&[u8]),
    ) {
        // Before the fields are written, whose code may set keys: those are for the next line.
        let keys = LineKeys::now(self, log);
        Scratch::with(|scratch| {
            let mut line = Line::begin(scratch, self.format(), of);
            gather(&mut line);
            if let (Some(_), Some(rate)) = (log, self.log_settings().sample_rate) {
                line.own_field(SAMPLING_RATE, |out| rate.get().write(out));
            }
            keys.set_by_code().for_each(|keys| keys.write(&mut line));
            let (timestamp, keys) = (self.now(), keys.standard());
            hand_on(line.end(&Head { level, location, target, timestamp, keys }));
        });
    }
}
