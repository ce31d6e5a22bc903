//! All cases at a glance, in memory: read once from the store, and kept up with every commit.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, PoisonError, RwLock},
};

use tokio::sync::watch;

use super::Case;
use crate::store::{CaseId, ChatKey};

/// Every case with the chat that it is of.
#[derive(Debug)]
pub struct Board {
    cases: RwLock<BTreeMap<CaseId, (ChatKey, Case)>>,
    /// Chats with a case in which something was written, until whoever keeps their texts has taken note.
    touched: Mutex<HashSet<ChatKey>>,
    changes: watch::Sender<u64>,
}

impl Default for Board {
    fn default() -> Self {
        Self { cases: RwLock::default(), touched: Mutex::default(), changes: watch::channel(0).0 }
    }
}

impl Board {
    /// A case is new or has changed.
    pub(in crate::consult) fn put(&self, chat: &ChatKey, case: Case) {
        let mut cases = self.cases.write().unwrap_or_else(PoisonError::into_inner);
        cases.insert(case.id, (chat.clone(), case));
        drop(cases);
        self.touch(chat);
        self.changes.send_modify(|count| *count += 1);
    }

    /// A chat was erased, and its cases with it.
    pub(in crate::consult) fn forget(&self, chat: &ChatKey) {
        let mut cases = self.cases.write().unwrap_or_else(PoisonError::into_inner);
        let before = cases.len();
        cases.retain(|_, (of, _)| of != chat);
        let gone = cases.len() != before;
        drop(cases);
        if gone {
            self.touch(chat);
            self.changes.send_modify(|count| *count += 1);
        }
    }

    /// Something was written in a chat that has a case, or what was written is to be read once more.
    pub fn touch(&self, chat: &ChatKey) {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).insert(chat.clone());
    }

    /// The chats in which something was written since this was last asked, for the one that keeps their texts.
    pub fn take_touched(&self) -> HashSet<ChatKey> {
        std::mem::take(&mut self.touched.lock().unwrap_or_else(PoisonError::into_inner))
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
