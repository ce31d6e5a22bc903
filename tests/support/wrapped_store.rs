//! A store in memory before whose every operation a test does something of its own: waits, fails, takes note.
#![allow(dead_code, reason = "every test file uses another part")]

use std::{future::Future, pin::Pin};

use chrono::{DateTime, Utc};
use sodan::store::{
    CaseId, Changed, ChatKey, Commit, Committed, EntryChange, EntryKey, KeptCase, Later, Loaded, MemoryStore, NameKey,
    Named, Outgoing, Received, Store, StoreError, UpdateKey,
};

/// The operation that comes next.
pub enum Op<'a> {
    Receive,
    Commit(&'a Commit),
    Sent,
    Other,
}

/// What a test does before an operation.
pub trait Before: Send + Sync + 'static {
    /// An error comes instead of the operation.
    fn before(&self, op: Op<'_>) -> Result<(), StoreError>;

    /// Called when the operation is waited for.
    fn pause(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }
}

#[derive(Default)]
pub struct Wrapped<B> {
    pub store: MemoryStore,
    pub with: B,
}

macro_rules! wrapped {
    ($($name:ident($(&$borrowed:ident: $of:ty),*; $($given:ident: $kind:ty),*) -> $out:ty, $op:expr;)*) => {$(
        fn $name(&self, $($borrowed: &$of,)* $($given: $kind),*) -> Later<'_, $out> {
            $(let $borrowed = $borrowed.to_owned();)*
            Box::pin(async move {
                self.with.pause().await;
                self.with.before($op)?;
                self.store.$name($(&$borrowed,)* $($given),*).await
            })
        }
    )*};
}

impl<B: Before> Store for Wrapped<B> {
    fn commit(&self, commit: Commit) -> Later<'_, Committed> {
        Box::pin(async move {
            self.with.pause().await;
            self.with.before(Op::Commit(&commit))?;
            self.store.commit(commit).await
        })
    }

    wrapped! {
        receive(; updates: Vec<Received>) -> Vec<UpdateKey>, Op::Receive;
        sent(&chat: ChatKey; seq: u64) -> (), Op::Sent;
        waiting(&channel: str;) -> Vec<Received>, Op::Other;
        load(&chat: ChatKey;) -> Loaded, Op::Other;
        named(&name: NameKey;) -> Option<Named>, Op::Other;
        chats_to_send(&channel: str;) -> Vec<ChatKey>, Op::Other;
        to_send(&chat: ChatKey; most: usize) -> Vec<Outgoing>, Op::Other;
        drop_outbox(&chat: ChatKey;) -> usize, Op::Other;
        transcript(&chat: ChatKey; most: usize) -> Vec<Vec<u8>>, Op::Other;
        next_case(;) -> CaseId, Op::Other;
        case(; id: CaseId) -> Option<KeptCase>, Op::Other;
        cases(;) -> Vec<KeptCase>, Op::Other;
        cases_of(&chat: ChatKey;) -> Vec<KeptCase>, Op::Other;
        change(; changes: Vec<EntryChange>, log: Vec<Vec<u8>>) -> Changed, Op::Other;
        entry(&key: EntryKey;) -> Option<Vec<u8>>, Op::Other;
        entries(&kind: str;) -> Vec<(String, Vec<u8>)>, Op::Other;
        log(; before: Option<u64>, most: usize) -> Vec<(u64, Vec<u8>)>, Op::Other;
        counts(;) -> Vec<(Vec<u8>, u64)>, Op::Other;
        purge(; before: DateTime<Utc>) -> usize, Op::Other;
        close(;) -> (), Op::Other;
    }
}
