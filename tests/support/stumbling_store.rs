//! A store whose next operations fail when a test says so, as on a full disk.
#![allow(dead_code, reason = "every test file uses another part")]

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use sodan::store::{
    ChatKey, Commit, Committed, Later, Loaded, MemoryStore, NameKey, Named, Outgoing, Received, Request, Store,
    StoreError, UpdateKey,
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

    fn requests(&self) -> Later<'_, Vec<Request>> {
        self.store.requests()
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
