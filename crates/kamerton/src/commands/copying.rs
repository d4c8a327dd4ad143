//! How far a copy of a whole store is, for a person in front of a terminal.

use std::io::{IsTerminal, Write};

use kamerton_store::copy::Progress;

/// A line on the terminal that is written over; nothing where there is no terminal.
pub struct Shown {
    what: &'static str,
    terminal: bool,
}

impl Shown {
    /// Begins; `what` is being done.
    pub fn new(what: &'static str) -> Self {
        Self { what, terminal: std::io::stderr().is_terminal() }
    }

    /// Shows a step.
    pub fn step(&mut self, at: Progress<'_>) {
        if self.terminal {
            let percent = at.done * 100 / at.total.max(1);
            eprint!("\r\x1b[K{}: {percent:>3} %  {}", self.what, at.table);
            let _ = std::io::stderr().flush();
        }
    }

    /// Takes the line away.
    pub fn end(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}
