//! The store that forgets everything with the process: for tests and the terminal.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};

use super::{
    CaseId, Change, Changed, ChatKey, Commit, Committed, EntryChange, EntryKey, KeptCase, Later, Loaded, MOST_COUNTED,
    MOST_TALLIED, NameKey, Named, Outgoing, Received, Store, StoreError, UpdateKey, Version,
};

/// Keeps everything in memory, with the same answers as the stores that last.
#[derive(Debug)]
pub struct MemoryStore {
    /// `None` once closed.
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    chats: BTreeMap<ChatKey, Chat>,
    updates: HashMap<UpdateKey, Update>,
    waiting: BTreeMap<u64, Received>,
    cases: BTreeMap<CaseId, KeptCase>,
    counts: BTreeMap<Vec<u8>, u64>,
    /// How many of the counts came by counting, and by tallying.
    counted: u64,
    tallied: u64,
    names: BTreeMap<NameKey, Named>,
    entries: BTreeMap<EntryKey, Vec<u8>>,
    log: Vec<Vec<u8>>,
    arrivals: u64,
    last_case: u64,
}

#[derive(Debug, Default)]
struct Chat {
    version: u64,
    owner: Option<Vec<u8>>,
    transcript: Vec<Vec<u8>>,
    outbox: BTreeMap<u64, Vec<u8>>,
    outgoing_made: u64,
}

#[derive(Debug)]
enum Update {
    Waiting(u64),
    Done(DateTime<Utc>),
}

impl MemoryStore {
    /// A store that nothing was kept in yet.
    pub fn new() -> Self {
        Self { kept: Mutex::new(Some(Kept::default())) }
    }

    fn with<T: Send + 'static>(&self, act: impl FnOnce(&mut Kept) -> T + Send + 'static) -> Later<'_, T> {
        Box::pin(async move { self.kept().as_mut().map(act).ok_or(StoreError::Closed) })
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        // Nothing here can panic half-way, so a poisoned lock still guards whole data.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl Kept {
    fn receive(&mut self, received: Received) -> Option<UpdateKey> {
        if self.updates.contains_key(&received.key) {
            return None;
        }
        self.arrivals += 1;
        let key = received.key.clone();
        self.updates.insert(key.clone(), Update::Waiting(self.arrivals));
        self.waiting.insert(self.arrivals, received);
        Some(key)
    }

    fn commit(&mut self, commit: Commit) -> Committed {
        if let Some(Update::Done(_)) = commit.settles.as_ref().and_then(|key| self.updates.get(key)) {
            return Committed::Duplicate;
        }
        let version = self.chats.get(&commit.chat).map_or(0, |chat| chat.version);
        if commit.expect != Version(version) || !self.names_are_free(&commit) || !self.cases_are_its_own(&commit) {
            return Committed::Conflict(Version(version));
        }
        if let Some(key) = commit.settles
            && let Some(Update::Waiting(arrival)) = self.updates.insert(key, Update::Done(commit.at))
        {
            self.waiting.remove(&arrival);
        }
        let chat = self.chats.entry(commit.chat.clone()).or_default();
        chat.version += 1;
        match commit.owner {
            Change::Keep => {}
            Change::Put(body) => chat.owner = Some(body),
            Change::Erase => {
                chat.owner = None;
                chat.transcript.clear();
                chat.outbox.clear();
                self.cases.retain(|_, case| case.chat != commit.chat);
                self.names.retain(|_, named| named.chat != commit.chat);
            }
        }
        if let Some(taken) = &commit.takes {
            self.names.remove(taken);
        }
        for name in commit.names {
            self.names.retain(|key, named| named.chat != commit.chat || key.kind() != name.key.kind());
            self.names.insert(name.key, Named { chat: commit.chat.clone(), until: name.until });
        }
        chat.transcript.extend(commit.transcript);
        for body in commit.outbox {
            chat.outgoing_made += 1;
            chat.outbox.insert(chat.outgoing_made, body);
        }
        for case in commit.cases {
            self.last_case = self.last_case.max(case.id.0);
            self.cases.insert(case.id, KeptCase { id: case.id, chat: commit.chat.clone(), body: case.body });
        }
        self.log.extend(commit.log);
        for key in commit.counted {
            count(&mut self.counts, key, &mut self.counted, MOST_COUNTED);
        }
        for key in commit.tallied {
            count(&mut self.counts, key, &mut self.tallied, MOST_TALLIED);
        }
        Committed::Done(Version(version + 1))
    }

    /// Whether the name it takes is there, and those it gives are nobody else's.
    fn names_are_free(&self, commit: &Commit) -> bool {
        commit.takes.as_ref().is_none_or(|taken| self.names.contains_key(taken))
            && commit.names.iter().all(|name| self.names.get(&name.key).is_none_or(|named| named.chat == commit.chat))
    }

    fn cases_are_its_own(&self, commit: &Commit) -> bool {
        commit.cases.iter().all(|case| self.cases.get(&case.id).is_none_or(|kept| kept.chat == commit.chat))
    }

    fn change(&mut self, changes: Vec<EntryChange>, log: Vec<Vec<u8>>) -> Changed {
        if !changes.iter().all(|change| change.expect.allows(self.entries.get(&change.key).map(Vec::as_slice))) {
            return Changed::Conflict;
        }
        for change in changes {
            match change.body {
                Some(body) => drop(self.entries.insert(change.key, body)),
                None => drop(self.entries.remove(&change.key)),
            }
        }
        self.log.extend(log);
        Changed::Done
    }

    fn purge(&mut self, before: DateTime<Utc>) -> usize {
        let marks = self.updates.len();
        self.updates.retain(|_, update| !matches!(update, Update::Done(at) if *at < before));
        let names = self.names.len();
        self.names.retain(|_, named| named.until >= before);
        marks - self.updates.len() + names - self.names.len()
    }
}

/// Counts a thing, where it is known or there is room among the `different` ones of its kind.
fn count(counts: &mut BTreeMap<Vec<u8>, u64>, key: Vec<u8>, different: &mut u64, most: u64) {
    match counts.entry(key) {
        Entry::Occupied(mut count) => *count.get_mut() += 1,
        Entry::Vacant(place) if *different < most => {
            *different += 1;
            place.insert(1);
        }
        Entry::Vacant(_) => {}
    }
}

impl Store for MemoryStore {
    fn receive(&self, updates: Vec<Received>) -> Later<'_, Vec<UpdateKey>> {
        self.with(move |kept| updates.into_iter().filter_map(|update| kept.receive(update)).collect())
    }

    fn waiting(&self, channel: &str) -> Later<'_, Vec<Received>> {
        let channel = channel.to_owned();
        self.with(move |kept| kept.waiting.values().filter(|update| update.key.channel() == channel).cloned().collect())
    }

    fn load(&self, chat: &ChatKey) -> Later<'_, Loaded> {
        let chat = chat.to_owned();
        self.with(move |kept| {
            kept.chats.get(&chat).map_or_else(Loaded::default, |chat| Loaded {
                version: Version(chat.version),
                owner: chat.owner.clone(),
            })
        })
    }

    fn named(&self, name: &NameKey) -> Later<'_, Option<Named>> {
        let name = name.clone();
        self.with(move |kept| kept.names.get(&name).cloned())
    }

    fn commit(&self, commit: Commit) -> Later<'_, Committed> {
        let commit = commit.countable();
        self.with(move |kept| kept.commit(commit))
    }

    fn chats_to_send(&self, channel: &str) -> Later<'_, Vec<ChatKey>> {
        let channel = channel.to_owned();
        self.with(move |kept| {
            let full = kept.chats.iter().filter(|(key, chat)| key.channel() == channel && !chat.outbox.is_empty());
            full.map(|(key, _)| key.clone()).collect()
        })
    }

    fn to_send(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Outgoing>> {
        let chat = chat.to_owned();
        self.with(move |kept| {
            let outbox = kept.chats.get(&chat).into_iter().flat_map(|chat| &chat.outbox);
            outbox.take(most).map(|(seq, body)| Outgoing { seq: *seq, body: body.clone() }).collect()
        })
    }

    fn sent(&self, chat: &ChatKey, seq: u64) -> Later<'_, ()> {
        let chat = chat.to_owned();
        self.with(move |kept| {
            if let Some(chat) = kept.chats.get_mut(&chat) {
                chat.outbox.remove(&seq);
            }
        })
    }

    fn drop_outbox(&self, chat: &ChatKey) -> Later<'_, usize> {
        let chat = chat.to_owned();
        self.with(move |kept| kept.chats.get_mut(&chat).map_or(0, |chat| std::mem::take(&mut chat.outbox).len()))
    }

    fn transcript(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Vec<u8>>> {
        let chat = chat.to_owned();
        self.with(move |kept| {
            let lines = kept.chats.get(&chat).map_or(&[][..], |chat| &chat.transcript);
            lines[lines.len().saturating_sub(most)..].to_vec()
        })
    }

    fn next_case(&self) -> Later<'_, CaseId> {
        self.with(|kept| {
            kept.last_case += 1;
            CaseId(kept.last_case)
        })
    }

    fn case(&self, id: CaseId) -> Later<'_, Option<KeptCase>> {
        self.with(move |kept| kept.cases.get(&id).cloned())
    }

    fn cases(&self) -> Later<'_, Vec<KeptCase>> {
        self.with(|kept| kept.cases.values().cloned().collect())
    }

    fn cases_of(&self, chat: &ChatKey) -> Later<'_, Vec<KeptCase>> {
        let chat = chat.to_owned();
        self.with(move |kept| kept.cases.values().filter(|case| case.chat == chat).cloned().collect())
    }

    fn change(&self, changes: Vec<EntryChange>, log: Vec<Vec<u8>>) -> Later<'_, Changed> {
        self.with(move |kept| kept.change(changes, log))
    }

    fn entry(&self, key: &EntryKey) -> Later<'_, Option<Vec<u8>>> {
        let key = key.clone();
        self.with(move |kept| kept.entries.get(&key).cloned())
    }

    fn entries(&self, kind: &str) -> Later<'_, Vec<(String, Vec<u8>)>> {
        let kind = kind.to_owned();
        self.with(move |kept| {
            let of_kind = kept.entries.iter().filter(|(key, _)| key.kind() == kind);
            of_kind.map(|(key, body)| (key.id().to_owned(), body.clone())).collect()
        })
    }

    fn log(&self, before: Option<u64>, most: usize) -> Later<'_, Vec<(u64, Vec<u8>)>> {
        self.with(move |kept| {
            let below = before.map_or(u64::MAX, |before| before.saturating_sub(1));
            let end = usize::try_from(below).unwrap_or(usize::MAX).min(kept.log.len());
            let lines = kept.log[..end].iter().enumerate().rev().take(most);
            lines.map(|(at, line)| (at as u64 + 1, line.clone())).collect()
        })
    }

    fn counts(&self) -> Later<'_, Vec<(Vec<u8>, u64)>> {
        self.with(|kept| kept.counts.iter().map(|(key, count)| (key.clone(), *count)).collect())
    }

    fn purge(&self, before: DateTime<Utc>) -> Later<'_, usize> {
        self.with(move |kept| kept.purge(before))
    }

    fn close(&self) -> Later<'_, ()> {
        Box::pin(async move { self.kept().take().map(drop).ok_or(StoreError::Closed) })
    }
}
