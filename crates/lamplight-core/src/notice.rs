//! Lamplight's own voice: one JSON line on stderr when something about Lamplight itself needs to be said.
//!
//! It goes to stderr and past every sink, so that a message about a broken pipeline never enters it.

use std::fmt;
use std::io::Write as _;

use crate::clock::Clock;
use crate::json::Object;
use crate::level::Level;

/// Says `message` as a line of this level, with the key `logger` set to `lamplight`. Who calls this sees to
/// it that the same thing is not said twice. A stderr that cannot be written leaves nobody to tell.
pub fn say(clock: &Clock, level: Level, message: fmt::Arguments<'_>) {
    let mut line = Vec::with_capacity(256);
    write(&mut line, clock, level, message);
    let _ = std::io::stderr().write_all(&line);
}

fn write(line: &mut Vec<u8>, clock: &Clock, level: Level, message: fmt::Arguments<'_>) {
    let mut object = Object::begin(line);
    object.string("level", level.as_str());
    object.formatted("message", message);
    object.string("timestamp", clock.now().rfc3339().as_str());
    object.string("logger", "lamplight");
    object.end();
    line.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_json_line_that_lambdas_level_filter_understands() {
        let mut line = Vec::new();
        write(&mut line, &Clock::system(), Level::Warn, format_args!("two\nlines"));
        let text = String::from_utf8(line).expect("JSON is UTF-8");
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((read["level"].as_str(), read["message"].as_str()), (Some("WARN"), Some("two\nlines")));
    }
}
