//! All cases at a glance, in memory: read once from the store, and kept up with every commit.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use tokio::sync::watch;

use super::Case;
use crate::store::{CaseId, ChatKey};

/// Every case with the chat that it is of.
#[derive(Debug)]
pub struct Board {
    cases: RwLock<BTreeMap<CaseId, (ChatKey, Case)>>,
    changes: watch::Sender<u64>,
}

impl Default for Board {
    fn default() -> Self {
        Self { cases: RwLock::default(), changes: watch::channel(0).0 }
    }
}

impl Board {
    /// A case is new or has changed.
    pub(in crate::consult) fn put(&self, chat: &ChatKey, case: Case) {
        let mut cases = self.cases.write().unwrap_or_else(PoisonError::into_inner);
        cases.insert(case.id, (chat.clone(), case));
        self.changes.send_modify(|count| *count += 1);
    }

    /// A chat was erased, and its cases with it.
    pub(in crate::consult) fn forget(&self, chat: &ChatKey) {
        let mut cases = self.cases.write().unwrap_or_else(PoisonError::into_inner);
        let before = cases.len();
        cases.retain(|_, (of, _)| of != chat);
        if cases.len() != before {
            self.changes.send_modify(|count| *count += 1);
        }
    }

    /// Looks at all cases, in the order of their numbers.
    pub fn look<R>(&self, look: impl FnOnce(&BTreeMap<CaseId, (ChatKey, Case)>) -> R) -> R {
        look(&self.cases.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// One case.
    pub fn case(&self, id: CaseId) -> Option<(ChatKey, Case)> {
        self.look(|cases| cases.get(&id).cloned())
    }

    /// Rises with every change of any case.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}
