//! Where output goes: data to standard output, everything about it to standard error.

use std::io::{self, ErrorKind, IsTerminal as _, Write};

use anstream::AutoStream;

use crate::args::Output;
use crate::block::Block;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::summary::Tally;
use crate::terminal::Terminal;

/// Prints what a command has to say.
#[derive(Debug)]
pub(crate) struct Printer {
    pub(crate) output: Output,
    pub(crate) terminal: Terminal,
    blocks: u64,
    /// Who read standard output has gone. What a command does besides printing goes on.
    reader_gone: bool,
}

// === impl Printer ===

impl Printer {
    pub(crate) fn new(output: Output, terminal: Terminal) -> Self {
        Self { output, terminal, blocks: 0, reader_gone: false }
    }

    /// Prints an invocation.
    ///
    /// # Errors
    ///
    /// That standard output cannot be written, unless it is because its reader has gone.
    pub(crate) fn block(&mut self, block: &Block) -> Result<()> {
        self.blocks += 1;
        let text = match self.output {
            Output::Json => block.json() + "\n",
            Output::Human if self.blocks == 1 => block.human(&self.terminal.look),
            Output::Human => format!("\n{}", block.human(&self.terminal.look)),
        };
        self.data(text.as_bytes())
    }

    /// Prints what a session came to; JSON has no summary, because its reader can count.
    pub(crate) fn summary(&mut self, tally: &Tally) -> Result<()> {
        match self.output {
            Output::Json => Ok(()),
            Output::Human => self.data(format!("\n{}", tally.human(&self.terminal.look)).as_bytes()),
        }
    }

    /// Writes to standard output, and at once.
    pub(crate) fn data(&mut self, bytes: &[u8]) -> Result<()> {
        if self.reader_gone {
            return Ok(());
        }
        let mut stdout = AutoStream::new(io::stdout(), self.terminal.color);
        self.written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
    }

    /// Writes bytes as they are to standard output: a response is not ours to recolour.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        let mut stdout = io::stdout().lock();
        let result = stdout.write_all(bytes).and_then(|()| stdout.flush());
        drop(stdout);
        self.written(result)
    }

    fn written(&mut self, result: io::Result<()>) -> Result<()> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader_gone = true;
                Ok(())
            }
            Err(error) => {
                Err(Failure::new(Exit::Internal, "cannot write to standard output").because_of(&error))
            }
            Ok(()) => Ok(()),
        }
    }

    /// Says why the command failed, within the window if it is seen in one.
    pub(crate) fn failure(&self, failure: &Failure) {
        let width = self.terminal.look.width.filter(|_| io::stderr().is_terminal());
        self.note(&failure.render(width));
    }

    /// Writes to standard error. That nobody can read it is nothing that anybody could be told.
    pub(crate) fn note(&self, text: &str) {
        let mut stderr = AutoStream::new(io::stderr(), self.terminal.color);
        let _unreadable = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }
}
