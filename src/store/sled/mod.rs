//! The store on one machine: an embedded sled database, written by one thread.
//!
//! What sled 0.34 cannot do: be opened by two processes, be copied while open, and forget at once. What
//! [`Change::Erase`](super::Change::Erase) removes can no longer be asked for, but its bytes stay in the file until sled
//! reuses their place.

mod cases;
mod change;
mod database;
mod entries;
mod group;
mod keys;
mod migrate;
mod names;
mod open;
mod quiet;
mod read;
mod record;
mod tally;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread::{self, JoinHandle},
};

use chrono::{DateTime, Utc};
use sled::Tree;
use tokio::sync::{mpsc, oneshot};

use self::{
    group::Group,
    writer::{Confirm, Job},
};
use super::{
    CaseId, Changed, ChatKey, Commit, Committed, EntryChange, EntryKey, KeptCase, Later, Loaded, NameKey, Named,
    Outgoing, Received, Store, StoreError, UpdateKey,
};

/// How many may wait for the writer. Whoever comes later waits for a place to wait.
const QUEUE: usize = 4096;

/// How many marks and names one batch of a purge takes away.
const PURGED_AT_ONCE: usize = 1000;

/// Where the data is and how much memory it may take.
#[derive(Clone, Debug)]
pub struct SledOptions {
    /// The data folder. One that is made here is open to its owner alone.
    pub folder: PathBuf,
    /// What sled may keep of its pages, counted in bytes on disk; in memory they take several times that.
    pub cache_bytes: u64,
}

impl SledOptions {
    /// The usual options: a cache of 64 MiB.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), cache_bytes: 64 * 1024 * 1024 }
    }
}

/// An operation whose future is dropped after it was first polled may still happen, as a whole.
#[derive(Debug)]
pub struct SledStore {
    jobs: mpsc::Sender<Job>,
    writer: Option<JoinHandle<()>>,
    failed: Arc<OnceLock<Fault>>,
    folder: PathBuf,
}

/// What sled could not do.
#[derive(Clone, Debug, thiserror::Error)]
enum Fault {
    #[error("cannot read: {0}")]
    Read(String),
    #[error("cannot write: {0}")]
    Write(String),
}

impl From<sled::Error> for Fault {
    fn from(error: sled::Error) -> Self {
        Self::Read(error.to_string())
    }
}

impl Fault {
    fn into_error(self, folder: &Path) -> StoreError {
        match self {
            Self::Read(reason) => StoreError::Damaged { folder: folder.to_owned(), reason },
            Self::Write(reason) => StoreError::Write(reason),
        }
    }
}

impl SledStore {
    /// Opens the data folder, making it where there is none. Blocks: for long data a second or two, and up to three
    /// where another process holds the folder.
    pub fn open(options: SledOptions) -> Result<Self, StoreError> {
        let folder = options.folder.clone();
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let failed = Arc::new(OnceLock::new());
        let (tell, opened) = std::sync::mpsc::sync_channel(1);
        let writer = thread::Builder::new().name("store".into()).spawn({
            let failed = Arc::clone(&failed);
            move || match open::open(&options) {
                Ok(database) => {
                    let _ = tell.send(Ok(()));
                    writer::run(database, waiting, &failed);
                }
                Err(error) => {
                    let _ = tell.send(Err(error));
                }
            }
        });
        let writer = writer.map_err(|source| StoreError::Folder { folder: folder.clone(), source })?;
        opened.recv().map_err(|_| StoreError::Closed)??;
        Ok(Self { jobs, writer: Some(writer), failed, folder })
    }

    fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Group) -> Result<T, Fault> + Send + 'static,
    ) -> Later<'_, T> {
        self.ask(|reply| {
            Job::Change(Box::new(move |group| {
                let answer = act(group)?;
                Ok(Box::new(move || drop(reply.send(answer))) as Confirm)
            }))
        })
    }

    fn read<T: Send + 'static>(&self, look: impl FnOnce(&Tree) -> Result<T, Fault> + Send + 'static) -> Later<'_, T> {
        self.ask(|reply| {
            Job::Read(Box::new(move |tree| {
                drop(reply.send(look(tree)?));
                Ok(())
            }))
        })
    }

    fn ask<T: Send + 'static>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Later<'_, T> {
        let (reply, answer) = oneshot::channel();
        let job = job(reply);
        Box::pin(async move {
            if self.jobs.send(job).await.is_ok()
                && let Ok(answer) = answer.await
            {
                return Ok(answer);
            }
            Err(self.gone().await)
        })
    }

    /// Why the writer answers no more.
    async fn gone(&self) -> StoreError {
        // The writer leaves its reason before it lets go of the queue, but drops the failed jobs before both.
        self.jobs.closed().await;
        self.failed.get().map_or(StoreError::Closed, |fault| fault.clone().into_error(&self.folder))
    }
}

impl Drop for SledStore {
    /// Waits for the writer, so that what was begun is finished when the store is gone.
    fn drop(&mut self) {
        // Without senders the writer's queue ends.
        self.jobs = mpsc::channel(1).0;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

impl Store for SledStore {
    fn receive(&self, updates: Vec<Received>) -> Later<'_, Vec<UpdateKey>> {
        self.write(|group| change::receive(group, updates))
    }

    fn waiting(&self, channel: &str) -> Later<'_, Vec<Received>> {
        let channel = channel.to_owned();
        self.read(move |tree| read::waiting(tree, &channel))
    }

    fn load(&self, chat: &ChatKey) -> Later<'_, Loaded> {
        let chat = chat.clone();
        self.read(move |tree| read::load(tree, &chat))
    }

    fn named(&self, name: &NameKey) -> Later<'_, Option<Named>> {
        let name = name.clone();
        self.read(move |tree| names::named(tree, &name))
    }

    fn commit(&self, commit: Commit) -> Later<'_, Committed> {
        let commit = commit.countable();
        self.write(move |group| change::commit(group, &commit))
    }

    fn chats_to_send(&self, channel: &str) -> Later<'_, Vec<ChatKey>> {
        let channel = channel.to_owned();
        self.read(move |tree| read::chats_to_send(tree, &channel))
    }

    fn to_send(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Outgoing>> {
        let chat = chat.clone();
        self.read(move |tree| read::to_send(tree, &chat, most))
    }

    fn sent(&self, chat: &ChatKey, seq: u64) -> Later<'_, ()> {
        let chat = chat.clone();
        self.write(move |group| change::sent(group, &chat, seq))
    }

    fn drop_outbox(&self, chat: &ChatKey) -> Later<'_, usize> {
        let chat = chat.clone();
        self.write(move |group| change::drop_outbox(group, &chat))
    }

    fn transcript(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Vec<u8>>> {
        let chat = chat.clone();
        self.read(move |tree| read::transcript(tree, &chat, most))
    }

    fn next_case(&self) -> Later<'_, CaseId> {
        self.write(cases::next)
    }

    fn case(&self, id: CaseId) -> Later<'_, Option<KeptCase>> {
        self.read(move |tree| cases::case(tree, id))
    }

    fn cases(&self) -> Later<'_, Vec<KeptCase>> {
        self.read(cases::cases)
    }

    fn cases_of(&self, chat: &ChatKey) -> Later<'_, Vec<KeptCase>> {
        let chat = chat.clone();
        self.read(move |tree| cases::cases_of(tree, &chat))
    }

    fn change(&self, changes: Vec<EntryChange>, log: Vec<Vec<u8>>) -> Later<'_, Changed> {
        self.write(move |group| entries::change(group, &changes, &log))
    }

    fn entry(&self, key: &EntryKey) -> Later<'_, Option<Vec<u8>>> {
        let key = key.clone();
        self.read(move |tree| entries::entry(tree, &key))
    }

    fn entries(&self, kind: &str) -> Later<'_, Vec<(String, Vec<u8>)>> {
        let kind = kind.to_owned();
        self.read(move |tree| entries::entries(tree, &kind))
    }

    fn log(&self, before: Option<u64>, most: usize) -> Later<'_, Vec<(u64, Vec<u8>)>> {
        self.read(move |tree| entries::log(tree, before, most))
    }

    fn counts(&self) -> Later<'_, Vec<(Vec<u8>, u64)>> {
        self.read(read::counts)
    }

    fn purge(&self, before: DateTime<Utc>) -> Later<'_, usize> {
        Box::pin(async move {
            let mut total = 0;
            loop {
                let count = self.write(move |group| change::purge(group, before, PURGED_AT_ONCE)).await?;
                total += count;
                if count < PURGED_AT_ONCE {
                    return Ok(total);
                }
            }
        })
    }

    fn close(&self) -> Later<'_, ()> {
        self.ask(Job::Close)
    }
}
