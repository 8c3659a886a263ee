//! The lines that the logger writes by itself.

use std::fmt;

use lamplight_core::json::write_formatted;
use lamplight_core::level::Level;
use lamplight_invocation::Scope;

use crate::format::Location;
use crate::invocation_keys::InvocationKeys;
use crate::line::{Head, Line, Scratch};
use crate::logger::Shared;

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
        let keys = scope.and_then(|scope| scope.get::<InvocationKeys>());
        let keys = keys.map_or(self.process_keys(), InvocationKeys::as_json);
        Scratch::with(|scratch| {
            let mut line = Line::begin(scratch, self.format());
            line.message(|out| write_formatted(out, message));
            fields(&mut line);
            let head = Head { level, location, target: "lamplight", timestamp: self.now(), keys };
            self.write_line(line.end(&head));
        });
    }

    /// Says once that lines which were asked for are not written, because Lambda would drop them.
    pub(crate) fn say_refused_level(&self) {
        let settings = self.log_settings();
        let (Some(asked), Some(limit)) = (settings.refused_level, settings.lambda_level) else { return };
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
}
