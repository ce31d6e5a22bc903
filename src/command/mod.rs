//! The subcommands of `sodan`, one file each. They turn errors into words and exit codes; the work is done elsewhere.

pub mod as_of;
pub mod ask;
pub mod calibrate;
pub mod chat;
pub mod check;
pub mod evaluate;
pub mod import;
pub mod recommend;
pub mod serve;
pub mod settings;
pub mod staff;
pub mod unanswered;

use std::{error::Error, fmt, io};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: the answer is "no", or errors were found.
    No,
}

/// Why a command could not do its work: exit code 2, and one sentence that says what to do.
#[derive(Debug)]
pub struct Failure {
    said: String,
    /// Only the reader of the output has gone, as `| head -1` does: no failure of anybody's.
    pub reader_gone: bool,
}

impl Failure {
    /// `said` is one whole sentence for whoever ran the command.
    pub fn new(said: impl Into<String>) -> Self {
        Self { said: said.into(), reader_gone: false }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
        let mut reader_gone = false;
        while let Some(at) = cause {
            let io = at.downcast_ref::<io::Error>();
            reader_gone |= io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe);
            cause = at.source();
        }
        Self { said: error.to_string(), reader_gone }
    }
}
