//! The subcommands of `sodan`, one file each. They turn errors into words and exit codes; the work is done elsewhere.

pub mod as_of;
pub mod chat;
pub mod check;
pub mod recommend;
pub mod serve;
pub mod settings;

use std::fmt;

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
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}
