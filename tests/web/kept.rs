//! A store that tells what was written into it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use sodan::store::{ChatKey, Commit, Store, StoreError};

use crate::wrapped_store::{Before, Op, Wrapped};

/// Keeps everything in memory, and a copy of every commit that was tried.
pub type Kept = Wrapped<Notes>;

#[derive(Default)]
pub struct Notes {
    tried: Mutex<Vec<Commit>>,
    /// Whether commits fail, as on a full disk.
    pub full: AtomicBool,
}

impl Wrapped<Notes> {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// How often something was to be written, also in vain.
    pub fn writes(&self) -> usize {
        self.with.tried.lock().unwrap().len()
    }

    /// Everything that was ever to be written, names of chats and updates too.
    pub fn everything(&self) -> String {
        let tried = self.with.tried.lock().unwrap();
        let of_one = |commit: &Commit| {
            let mut texts = vec![format!("{} {:?}", commit.chat, commit.settles)];
            let owner = match &commit.owner {
                sodan::store::Change::Put(bytes) => bytes.clone(),
                _ => Vec::new(),
            };
            let parts = [&commit.transcript, &commit.outbox, &commit.counted, &commit.log];
            let cases = commit.cases.iter().map(|case| &case.body);
            let all = std::iter::once(&owner).chain(parts.into_iter().flatten()).chain(cases);
            texts.extend(all.map(|bytes| String::from_utf8_lossy(bytes).into_owned()));
            texts.join("\n")
        };
        tried.iter().map(of_one).collect::<Vec<_>>().join("\n")
    }

    /// The chat of the last commit.
    pub fn last_chat(&self) -> ChatKey {
        self.with.tried.lock().unwrap().last().expect("something was written").chat.clone()
    }

    /// What is kept of the last chat's talk, a line each.
    pub async fn transcript(&self) -> Vec<String> {
        let lines = self.store.transcript(&self.last_chat(), 1_000).await.unwrap();
        lines.into_iter().map(|line| String::from_utf8(line).unwrap()).collect()
    }
}

impl Before for Notes {
    fn before(&self, op: Op<'_>) -> Result<(), StoreError> {
        let Op::Commit(commit) = op else { return Ok(()) };
        if self.full.load(Ordering::SeqCst) {
            return Err(StoreError::Write("極秘: no space left on the device".to_owned()));
        }
        self.tried.lock().unwrap().push(commit.clone());
        Ok(())
    }
}
