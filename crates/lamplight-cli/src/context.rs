//! What every command is given.

use lamplight_core::lookup::Lookup;

use crate::args::Global;
use crate::printer::Printer;
use crate::terminal::Terminal;

/// What every command is given.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) printer: Printer,
    /// The cargo to run: the one that runs this, or else the one on the path.
    pub(crate) cargo: String,
}

// === impl Context ===

impl Context {
    pub(crate) fn new(global: &Global, environment: &dyn Lookup) -> Self {
        let cargo = environment.get("CARGO").ok().flatten().filter(|cargo| !cargo.is_empty());
        Self {
            printer: Printer::new(global.output, Terminal::detect(global, environment)),
            cargo: cargo.unwrap_or_else(|| "cargo".to_owned()),
        }
    }
}
