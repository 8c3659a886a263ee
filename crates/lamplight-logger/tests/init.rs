//! A logger as the subscriber of the process: the first stays. And in a binary that is not a Lambda function.

mod stack;

use lamplight_core::settings::SettingsBuilder;
use stack::{logger, read};

#[test]
fn a_second_init_is_an_error_and_changes_nothing() {
    let (first, lines) = logger(SettingsBuilder::new());
    let (second, lines_of_second) =
        logger(SettingsBuilder::new().log_level(lamplight_core::level::Level::Trace));
    assert_eq!(first.init(), Ok(()));
    let refused = second.init().expect_err("there is one already");
    assert_eq!(refused.to_string(), "the process has a subscriber for its events already");
    assert!(first.init().is_err(), "not even the same one twice");
    tracing::debug!("below the level of the first");
    tracing::info!("no Lambda function, but a line");
    assert_eq!(lines_of_second.take(), [""; 0]);
    let lines = lines.take();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(read(&lines[0])["message"], "no Lambda function, but a line");
}
