//! The lines that the logger writes by itself.

use std::fmt;

use lamplight_core::json::Object;
use lamplight_core::level::Level;
use lamplight_invocation::Scope;

use crate::invocation_keys::InvocationKeys;
use crate::line::{Line, Location, Scratch};
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
            let message = |object: &mut Object<'_>| object.formatted("message", message);
            let mut line = Line::begin(scratch, level, location, message, self.now(), keys);
            fields(&mut line);
            self.write_line(line.end());
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
