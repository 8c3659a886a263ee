//! There is no extension for a function that cannot send OTLP.

use lamplight_core::lookup::Lookup;

use crate::start_error::StartError;

/// None.
#[derive(Debug)]
pub(crate) enum Extension {}

// === impl Extension ===

impl Extension {
    /// Nobody is asked.
    pub(crate) fn find(_: &dyn Lookup) -> Result<Option<Self>, StartError> {
        Ok(None)
    }
}
