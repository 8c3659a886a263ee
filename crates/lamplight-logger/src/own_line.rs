//! The lines that the logger writes by itself.

use std::fmt;

use lamplight_core::json::write_formatted;
use lamplight_core::level::Level;
use lamplight_invocation::Scope;

use crate::buffer::BufferSettings;
use crate::format::Location;
use crate::levels::Origin;
use crate::line::Line;
use crate::shared::Shared;

impl Shared {
    /// Writes a line, whatever the levels are. One without a scope belongs to no invocation.
    pub(crate) fn say(
        &self,
        scope: Option<&Scope>,
        level: Level,
        location: Option<Location<'_>>,
        message: fmt::Arguments<'_>,
        fields: &mut dyn FnMut(&mut Line<'_>),
    ) {
        let gather = &mut |line: &mut Line<'_>| {
            line.message(|out| write_formatted(out, message));
            fields(line);
        };
        let log = scope.and_then(|scope| scope.get());
        let origin = Origin { level, target: "lamplight" };
        self.make_line(None, log, origin, location, gather, &mut |line| self.write_line(scope, line));
    }

    /// Says once that lines which were asked for are not written, because Lambda would drop them.
    pub(crate) fn say_refused_level(&self) {
        let settings = self.log_settings();
        let (Some(asked), Some(limit)) = (self.asked_level(), settings.lambda_level) else { return };
        if asked >= limit {
            return;
        }
        self.say(
            None,
            Level::Warn,
            None,
            format_args!(
                "lines from {asked} on are asked for, but Lambda's control of the log level, AWS_LAMBDA_LOG_LEVEL, \
                 drops what is less severe than {limit}: that is not written"
            ),
            &mut |_| {},
        );
    }

    /// The least severe level that anything asks for: a setting, the rate, the buffer.
    fn asked_level(&self) -> Option<Level> {
        let settings = self.log_settings();
        let by_rate = settings.sample_rate.filter(|rate| rate.get() > 0.0).map(|_| Level::Debug);
        let by_buffer = self.buffer().map(BufferSettings::least_severe);
        settings.refused_level.into_iter().chain(by_rate).chain(by_buffer).min()
    }

    /// Says why this invocation has more lines than others.
    pub(crate) fn say_closer_look(&self, scope: &Scope, level: Level) {
        self.say(
            Some(scope),
            Level::Debug,
            None,
            format_args!("lines from {level} on are written in this invocation, chosen by rate or by code"),
            &mut |_| {},
        );
    }
}
