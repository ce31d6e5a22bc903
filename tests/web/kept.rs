//! A store that tells what was written into it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, Utc};
use sodan::store::{
    CaseId, Changed, ChatKey, Commit, Committed, EntryChange, EntryKey, KeptCase, Later, Loaded, MemoryStore, NameKey,
    Named, Outgoing, Received, Store, StoreError, UpdateKey,
};

/// Keeps everything in memory, and a copy of every commit that was tried.
#[derive(Default)]
pub struct Kept {
    store: MemoryStore,
    tried: Mutex<Vec<Commit>>,
    /// Whether commits fail, as on a full disk.
    pub full: AtomicBool,
}

impl Kept {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// How often something was to be written, also in vain.
    pub fn writes(&self) -> usize {
        self.tried.lock().unwrap().len()
    }

    /// Everything that was ever to be written, names of chats and updates too.
    pub fn everything(&self) -> String {
        let tried = self.tried.lock().unwrap();
        let of_one = |commit: &Commit| {
            let mut texts = vec![format!("{} {:?}", commit.chat, commit.settles)];
            let owner = match &commit.owner {
                sodan::store::Change::Put(bytes) => bytes.clone(),
                _ => Vec::new(),
            };
            let parts = [&commit.transcript, &commit.outbox, &commit.counted, &commit.log];
            let cases = commit.cases.iter().map(|case| &case.body);
            let all = std::iter::once(&owner).chain(cases).chain(parts.into_iter().flatten());
            texts.extend(all.map(|bytes| String::from_utf8_lossy(bytes).into_owned()));
            texts.join("\n")
        };
        tried.iter().map(of_one).collect::<Vec<_>>().join("\n")
    }

    /// The chat of the last commit.
    pub fn last_chat(&self) -> ChatKey {
        self.tried.lock().unwrap().last().expect("something was written").chat.clone()
    }

    /// What is kept of the last chat's talk, a line each.
    pub async fn transcript(&self) -> Vec<String> {
        let lines = self.store.transcript(&self.last_chat(), 1_000).await.unwrap();
        lines.into_iter().map(|line| String::from_utf8(line).unwrap()).collect()
    }
}

impl Store for Kept {
    fn receive(&self, updates: Vec<Received>) -> Later<'_, Vec<UpdateKey>> {
        self.store.receive(updates)
    }

    fn commit(&self, commit: Commit) -> Later<'_, Committed> {
        if self.full.load(Ordering::SeqCst) {
            return Box::pin(std::future::ready(Err(StoreError::Write(
                "極秘: no space left on the device".to_owned(),
            ))));
        }
        self.tried.lock().unwrap().push(commit.clone());
        self.store.commit(commit)
    }

    fn sent(&self, chat: &ChatKey, seq: u64) -> Later<'_, ()> {
        self.store.sent(chat, seq)
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
