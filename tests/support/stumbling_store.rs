//! A store whose next operations fail when a test says so, as on a full disk.
#![allow(dead_code, reason = "every test file uses another part")]

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use sodan::store::{
    CaseId, Changed, ChatKey, Commit, Committed, EntryChange, EntryKey, KeptCase, Later, Loaded, MemoryStore, NameKey,
    Named, Outgoing, Received, Store, StoreError, UpdateKey,
};

#[derive(Default)]
pub struct StumblingStore {
    store: MemoryStore,
    /// How many more of each are to fail.
    pub receives: AtomicUsize,
    pub commits: AtomicUsize,
    pub sents: AtomicUsize,
}

fn or_stumble<'a, T: Send + 'a>(left: &AtomicUsize, act: impl FnOnce() -> Later<'a, T>) -> Later<'a, T> {
    let stumbles = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |it| it.checked_sub(1)).is_ok();
    if stumbles {
        return Box::pin(std::future::ready(Err(StoreError::Write("no space left on the device".to_owned()))));
    }
    act()
}

impl Store for StumblingStore {
    fn receive(&self, updates: Vec<Received>) -> Later<'_, Vec<UpdateKey>> {
        or_stumble(&self.receives, || self.store.receive(updates))
    }

    fn commit(&self, commit: Commit) -> Later<'_, Committed> {
        or_stumble(&self.commits, || self.store.commit(commit))
    }

    fn sent(&self, chat: &ChatKey, seq: u64) -> Later<'_, ()> {
        or_stumble(&self.sents, || self.store.sent(chat, seq))
    }

    fn waiting(&self, channel: &str) -> Later<'_, Vec<Received>> {
        self.store.waiting(channel)
    }

    fn load(&self, chat: &ChatKey) -> Later<'_, Loaded> {
        self.store.load(chat)
    }

    fn named(&self, name: &NameKey) -> Later<'_, Option<Named>> {
        self.store.named(name)
    }

    fn chats_to_send(&self, channel: &str) -> Later<'_, Vec<ChatKey>> {
        self.store.chats_to_send(channel)
    }

    fn to_send(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Outgoing>> {
        self.store.to_send(chat, most)
    }

    fn drop_outbox(&self, chat: &ChatKey) -> Later<'_, usize> {
        self.store.drop_outbox(chat)
    }

    fn transcript(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Vec<u8>>> {
        self.store.transcript(chat, most)
    }

    fn next_case(&self) -> Later<'_, CaseId> {
        self.store.next_case()
    }

    fn case(&self, id: CaseId) -> Later<'_, Option<KeptCase>> {
        self.store.case(id)
    }

    fn cases(&self) -> Later<'_, Vec<KeptCase>> {
        self.store.cases()
    }

    fn cases_of(&self, chat: &ChatKey) -> Later<'_, Vec<KeptCase>> {
        self.store.cases_of(chat)
    }

    fn change(&self, changes: Vec<EntryChange>, log: Vec<Vec<u8>>) -> Later<'_, Changed> {
        self.store.change(changes, log)
    }

    fn entry(&self, key: &EntryKey) -> Later<'_, Option<Vec<u8>>> {
        self.store.entry(key)
    }

    fn entries(&self, kind: &str) -> Later<'_, Vec<(String, Vec<u8>)>> {
        self.store.entries(kind)
    }

    fn log(&self, before: Option<u64>, most: usize) -> Later<'_, Vec<(u64, Vec<u8>)>> {
        self.store.log(before, most)
    }

    fn counts(&self) -> Later<'_, Vec<(Vec<u8>, u64)>> {
        self.store.counts()
    }

    fn purge(&self, before: DateTime<Utc>) -> Later<'_, usize> {
        self.store.purge(before)
    }

    fn close(&self) -> Later<'_, ()> {
        self.store.close()
    }
}
