//! Entries: what is kept of nobody's chat, such as the accounts of the helpdesk's people.

use std::fmt;

/// Names an entry, by its kind: `staff/tanaka`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryKey(String);

impl EntryKey {
    /// `kind` must hold no `/`; `id` names one entry among those of the kind.
    pub fn new(kind: &str, id: impl fmt::Display) -> Self {
        debug_assert!(!kind.contains('/'));
        Self(format!("{kind}/{id}"))
    }

    /// What kind of entry it is, `staff` of `staff/tanaka`.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(kind, _)| kind)
    }

    /// Which of its kind, `tanaka` of `staff/tanaka`.
    pub fn id(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, id)| id)
    }
}

/// What must stand under a key for a change to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Whatever does.
    Any,
    /// Nothing.
    Absent,
    /// Exactly this.
    Is(Vec<u8>),
}

impl Expect {
    pub(super) fn allows(&self, found: Option<&[u8]>) -> bool {
        match self {
            Self::Any => true,
            Self::Absent => found.is_none(),
            Self::Is(body) => found == Some(body),
        }
    }
}

/// A change of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// Which entry.
    pub key: EntryKey,
    /// What must be there now.
    pub expect: Expect,
    /// What is there from now on; nothing where it is `None`.
    pub body: Option<Vec<u8>>,
}

/// What became of a change of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Everything is durable.
    Done,
    /// Something else stands under one of the keys than was expected. Nothing was changed.
    Conflict,
}
