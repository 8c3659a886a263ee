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
    /// The compiler to run: the one that the environment names, or else the one on the path.
    pub(crate) rustc: String,
}

// === impl Context ===

impl Context {
    pub(crate) fn new(global: &Global, environment: &dyn Lookup) -> Self {
        let program = |name: &'static str, default: &str| {
            let given = environment.get(name).ok().flatten().filter(|program| !program.is_empty());
            given.unwrap_or_else(|| default.to_owned())
        };
        Self {
            printer: Printer::new(global.output, Terminal::detect(global, environment)),
            cargo: program("CARGO", "cargo"),
            rustc: program("RUSTC", "rustc"),
        }
    }
}
