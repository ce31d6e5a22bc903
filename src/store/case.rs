//! Cases: what the helpdesk works on, each of one chat.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ChatKey;

/// The number of a case, by which owner and helpdesk name it. It rises over all chats and is never given twice:
/// [`Store::next_case`](super::Store::next_case).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseId(pub u64);

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A case to be kept: new, or in place of what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its number, given by [`Store::next_case`](super::Store::next_case); any other will not be given later either.
    pub id: CaseId,
    /// The case in the form of the layers above.
    pub body: Vec<u8>,
}

/// A case as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCase {
    /// Its number.
    pub id: CaseId,
    /// Whose case it is.
    pub chat: ChatKey,
    /// The case in the form of the layers above.
    pub body: Vec<u8>,
}
