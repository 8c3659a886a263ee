//! What is not written is not evaluated either. By itself, because `tracing` evaluates what any subscriber of the
//! process may want.

mod support;

use lamplight_core::level::Level;
use lamplight_core::settings::SettingsBuilder;
use support::lines_of;

#[test]
fn levels_below_the_threshold_are_not_written_and_not_even_evaluated() {
    let evaluated = std::cell::Cell::new(0);
    let value = || {
        evaluated.set(evaluated.get() + 1);
        1
    };
    let lines = lines_of(SettingsBuilder::new().log_level(Level::Warn), || {
        tracing::info!(value = value());
        tracing::debug!(value = value());
        tracing::warn!(value = value());
        tracing::error!(value = value());
    });
    assert_eq!((lines.len(), evaluated.get()), (2, 2));
}
