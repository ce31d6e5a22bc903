//! All cases at a glance, in memory: read once from the store, and kept up with every commit.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    sync::{Mutex, PoisonError, RwLock},
};

use tokio::sync::watch;

use super::Case;
use crate::store::{CaseId, ChatKey, Version};

/// Every case with the chat that it is of.
#[derive(Debug)]
pub struct Board {
    kept: RwLock<Kept>,
    /// Chats with a case in which something was written, until whoever keeps their texts has taken note.
    touched: Mutex<HashSet<ChatKey>>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    cases: BTreeMap<CaseId, (ChatKey, Case)>,
    /// By which commit of its chat each case is as it is here.
    versions: HashMap<CaseId, Version>,
    /// When chats were erased, by a mark of each that names nobody: tasks that committed one after the other may come here
    /// in another order, and nothing of before comes back.
    erased: HashMap<u64, Version>,
    marks: RandomState,
}

impl Default for Board {
    fn default() -> Self {
        Self { kept: RwLock::default(), touched: Mutex::default(), changes: watch::channel(0).0 }
    }
}

impl Board {
    /// A case is new or has changed, with the commit that made this version of its chat.
    pub(in crate::consult) fn put(&self, chat: &ChatKey, case: Case, version: Version) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let erased = kept.erased.get(&kept.marks.hash_one(chat)).is_some_and(|erased| version < *erased);
        let known = kept.versions.get(&case.id).is_some_and(|known| version < *known);
        if !erased && !known {
            kept.versions.insert(case.id, version);
            kept.cases.insert(case.id, (chat.clone(), case));
        }
        drop(kept);
        self.touch(chat);
        self.changes.send_modify(|count| *count += 1);
    }

    /// A chat was erased with this commit, and its cases with it.
    pub(in crate::consult) fn forget(&self, chat: &ChatKey, had_case: bool, version: Version) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let Kept { cases, versions, erased, marks } = &mut *kept;
        let before = cases.len();
        let of_before = |id: &CaseId| versions.get(id).is_none_or(|known| *known < version);
        cases.retain(|id, (of, _)| of != chat || !of_before(id));
        versions.retain(|id, _| cases.contains_key(id));
        if had_case {
            erased.insert(marks.hash_one(chat), version);
        }
        let gone = cases.len() != before;
        drop(kept);
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
        look(&self.kept.read().unwrap_or_else(PoisonError::into_inner).cases)
    }

    /// One case.
    pub fn case(&self, id: CaseId) -> Option<(ChatKey, Case)> {
        self.look(|cases| cases.get(&id).cloned())
    }

    /// The case in which a case goes on; itself where it goes on in no other.
    pub fn goes_on_in(&self, id: CaseId) -> CaseId {
        self.look(|cases| goes_on_in(cases, id))
    }

    /// The cases that go on in this one, at whatever remove, in the order of their numbers.
    pub fn merged_into(&self, id: CaseId) -> Vec<(ChatKey, Case)> {
        self.look(|cases| {
            let merged = cases.values().filter(|(_, case)| case.merged_into.is_some() && case.id != id);
            merged.filter(|(_, case)| goes_on_in(cases, case.id) == id).cloned().collect()
        })
    }

    /// Cases that went on in one which is not here, each with its chat and the number of that one.
    pub(in crate::consult) fn left_behind(&self) -> Vec<(ChatKey, CaseId, CaseId)> {
        self.look(|cases| {
            let into = |case: &Case| case.merged_into.filter(|id| !cases.contains_key(id));
            cases.values().filter_map(|(chat, case)| Some((chat.clone(), case.id, into(case)?))).collect()
        })
    }

    /// Rises with every change of any case.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

/// The same where all cases are looked at.
pub fn goes_on_in(cases: &BTreeMap<CaseId, (ChatKey, Case)>, id: CaseId) -> CaseId {
    let mut at = id;
    // No way is longer than there are cases; that none leads back is seen to where it is made (`consult::merge`).
    for _ in 0..cases.len() {
        match cases.get(&at).and_then(|(_, case)| case.merged_into) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}
