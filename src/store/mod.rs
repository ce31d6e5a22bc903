//! What must survive: owners, updates waiting to be answered, messages waiting to be sent, cases, and what the helpdesk
//! keeps of itself.
//!
//! The [`Store`] trait is the few operations that "one update, one commit" needs, so that an embedded database
//! and a server can both keep the promise. Everything that must be atomic is one plain value, a [`Commit`];
//! no transaction handle is ever borrowed. Bodies are bytes: what they mean is the affair of the layers above.
//!
//! Every operation that changes something returns only when the change is durable: it survives `kill -9` and,
//! where the disk keeps its word, a power cut.

mod case;
mod entry;
mod memory;
mod sled;

pub use self::case::{Case, CaseId, KeptCase};
pub use self::entry::{Changed, EntryChange, EntryKey, Expect};
pub use self::memory::MemoryStore;
pub use self::sled::{SledOptions, SledStore};

use std::{fmt, future::Future, path::PathBuf, pin::Pin};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One conversation, named by its channel: `telegram/12345`, `terminal/local`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChatKey(String);

impl ChatKey {
    /// `channel` must hold no `/`; `id` is the channel's own name for the chat.
    pub fn new(channel: &str, id: impl fmt::Display) -> Self {
        debug_assert!(!channel.contains('/'));
        Self(format!("{channel}/{id}"))
    }

    /// The channel's name, `telegram` of `telegram/12345`.
    pub fn channel(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(channel, _)| channel)
    }

    /// The channel's own name for the chat, `12345` of `telegram/12345`.
    pub fn id(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, id)| id)
    }

    /// As stores keep it, the channel in front: `telegram/12345`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes back what [`ChatKey::as_str`] gave.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for ChatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One incoming update, named by its channel: `telegram/987654`. Seeing a key twice means seeing the update twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UpdateKey(String);

impl UpdateKey {
    /// `channel` must hold no `/`; `id` is the channel's own for the update, and never comes again for another.
    pub fn new(channel: &str, id: impl fmt::Display) -> Self {
        debug_assert!(!channel.contains('/'));
        Self(format!("{channel}/{id}"))
    }

    /// The channel's name, `telegram` of `telegram/987654`.
    pub fn channel(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(channel, _)| channel)
    }

    /// As stores keep it, the channel in front: `telegram/987654`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes back what [`UpdateKey::as_str`] gave.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// An update as it came in, kept until it is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// By which a repetition is known.
    pub key: UpdateKey,
    /// The conversation it belongs to.
    pub chat: ChatKey,
    /// The update in the channel's own form.
    pub body: Vec<u8>,
}

/// A name by which a chat can be found, by its kind: `code/K7QM3XPD`. Whoever knows it may use it, so it is a secret:
/// `Debug` shows the kind alone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(String);

impl NameKey {
    /// `kind` must hold no `/`; `id` is the secret, and names one chat at a time.
    pub fn new(kind: &str, id: impl fmt::Display) -> Self {
        debug_assert!(!kind.contains('/'));
        Self(format!("{kind}/{id}"))
    }

    /// What kind of name it is, `code` of `code/K7QM3XPD`.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(kind, _)| kind)
    }

    /// As stores keep it, the kind in front: `code/K7QM3XPD`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes back what [`NameKey::as_str`] gave.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NameKey({}/…)", self.kind())
    }
}

/// A name that a chat gives itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// By which it is found.
    pub key: NameKey,
    /// When it ends. The store goes on telling of it until [`Store::purge`]; whether it still holds is judged above.
    pub until: DateTime<Utc>,
}

/// Whose name it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The chat that gave itself the name.
    pub chat: ChatKey,
    /// When it ends.
    pub until: DateTime<Utc>,
}

/// Counts the commits of one chat; 0 where there has been none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version(pub u64);

/// What is kept of one owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// To be given back as [`Commit::expect`].
    pub version: Version,
    /// The owner's record; `None` where none was put, or it was erased.
    pub owner: Option<Vec<u8>>,
}

/// What a commit does to the owner's record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// The record stays as it is.
    #[default]
    Keep,
    /// This is the record from now on.
    Put(Vec<u8>),
    /// Forgets everything kept of this chat (record, transcript, cases, messages not yet sent, names) before the
    /// rest of the commit is applied. Marks of settled updates stay until [`Store::purge`]: they hold no content.
    Erase,
}

/// The longest key of a thing counted, in bytes: a short text with a few names, and small enough for a page of any
/// database to hold several.
pub const MOST_COUNTED_BYTES: usize = 1_000;

/// How many different things are counted. What is counted comes from what strangers type and nobody erases it, so
/// without a bound one of them could fill the disk. At the longest keys this is 50 MB, read in one go by
/// [`Store::counts`]; and a person reads the most frequent few hundred of them.
pub const MOST_COUNTED: u64 = 50_000;

/// How many different things are tallied. Their names are not what somebody types, so they have a room of their own, which
/// no stranger can fill; and it is bounded all the same. A thousand of them a month, which is more than any content makes,
/// are some sixteen years.
pub const MOST_TALLIED: u64 = 200_000;

/// All that one update changes. It becomes durable together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The conversation that it is about; nothing of others changes, save that one loses the name that is taken.
    pub chat: ChatKey,
    /// The version that was loaded. Another one by now makes the commit a [`Committed::Conflict`].
    pub expect: Version,
    /// The update that this settles: it leaves the waiting list, and its mark makes a repetition a [`Committed::Duplicate`].
    pub settles: Option<UpdateKey>,
    /// When the update was handled; the age of its mark counts from here.
    pub at: DateTime<Utc>,
    /// What becomes of the owner's record.
    pub owner: Change,
    /// Lines to append to the transcript.
    pub transcript: Vec<Vec<u8>>,
    /// Messages to send, in order, after everything this chat already waits for.
    pub outbox: Vec<Vec<u8>>,
    /// Cases of this chat, each new or in place of what it was. One that is of another chat makes the commit a
    /// [`Committed::Conflict`].
    pub cases: Vec<Case>,
    /// Things counted, of no owner: each adds 1 to the counter of its key, which may stand here several times. An
    /// erasure takes nothing back, so a key must hold nothing by which an owner could be known. At most
    /// [`MOST_COUNTED_BYTES`] long, longer ones are left out; beyond [`MOST_COUNTED`] different keys new ones are left
    /// out, while known ones still count.
    pub counted: Vec<Vec<u8>>,
    /// The same for things that the program names by itself, from its content: beyond [`MOST_TALLIED`] different ones new
    /// ones are left out, however many are counted. A key counts on one counter, whichever way it comes.
    pub tallied: Vec<Vec<u8>>,
    /// Names that the chat gives itself. It has one of each kind: a new one replaces the old. One that another chat has
    /// makes the commit a [`Committed::Conflict`].
    pub names: Vec<Name>,
    /// Uses up a name, whosever it is. Where it is gone by now the commit is a [`Committed::Conflict`], so of many that
    /// take one name one wins.
    pub takes: Option<NameKey>,
    /// Lines to append to the log, which nothing erases: see [`Store::log`].
    pub log: Vec<Vec<u8>>,
}

impl Commit {
    /// A commit that changes nothing yet.
    pub fn new(chat: ChatKey, expect: Version, at: DateTime<Utc>) -> Self {
        Self {
            chat,
            expect,
            settles: None,
            at,
            owner: Change::Keep,
            transcript: Vec::new(),
            outbox: Vec::new(),
            cases: Vec::new(),
            counted: Vec::new(),
            tallied: Vec::new(),
            names: Vec::new(),
            takes: None,
            log: Vec::new(),
        }
    }

    /// Without the things whose key is too long, which is a mistake of the caller. Called where the caller hears of it,
    /// before the commit reaches a thread that must not stop for it.
    fn countable(mut self) -> Self {
        let longest = self.counted.iter().chain(&self.tallied).map(Vec::len).max().unwrap_or_default();
        debug_assert!(longest <= MOST_COUNTED_BYTES, "a key of {longest} bytes is counted");
        self.counted.retain(|key| key.len() <= MOST_COUNTED_BYTES);
        self.tallied.retain(|key| key.len() <= MOST_COUNTED_BYTES);
        self
    }
}

/// What became of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// Everything is durable; the chat's version is now this.
    Done(Version),
    /// The update had been settled before. Nothing was changed.
    Duplicate,
    /// Somebody else committed first, to this chat or over the names it wants, or a case is of another chat. Nothing was
    /// changed; load again and decide again. The version is the chat's present one.
    Conflict(Version),
}

/// A message waiting to be sent. `seq` rises within a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place in the chat's outbox, for [`Store::sent`].
    pub seq: u64,
    /// The message in the form of the layers above.
    pub body: Vec<u8>,
}

/// Why the store could not do it, in words for whoever runs the program.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Two processes may not write the same data.
    #[error(
        "the data folder {folder} is in use by another process; stop that one, or set SODAN_DATA to another folder"
    )]
    InUse {
        /// The data folder.
        folder: PathBuf,
    },
    /// What is there cannot be read, or changes that were confirmed are missing.
    #[error(
        "the data in {folder} cannot be read ({reason}); nothing was changed. Move the folder aside and start again, \
         or put back a copy made while the program was stopped"
    )]
    Damaged {
        /// The data folder.
        folder: PathBuf,
        /// What could not be read.
        reason: String,
    },
    /// An older program must not touch what it may misread.
    #[error(
        "the data in {folder} was written by a newer version (schema {found}, this program knows {known}); install that version"
    )]
    TooNew {
        /// The data folder.
        folder: PathBuf,
        /// The schema of the data.
        found: u32,
        /// The newest schema that this program reads.
        known: u32,
    },
    /// The folder cannot be made or opened.
    #[error("cannot use the data folder {folder}: {source}; check that it exists, is a folder and can be written")]
    Folder {
        /// The data folder.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A change could not be made durable, for this reason; it was not confirmed to anybody.
    #[error("the data could not be written: {0}; check the space left on the disk")]
    Write(String),
    /// [`Store::close`] was called before.
    #[error("the store is closed")]
    Closed,
}

/// The answer of a store, later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// See the module's description. One test suite, `tests/store/`, runs against every implementation.
pub trait Store: Send + Sync + 'static {
    /// Keeps updates until they are settled. Those already waiting or settled are left out.
    /// Gives the keys that were new, in the order given. Confirm to the sender only after this returns.
    fn receive(&self, updates: Vec<Received>) -> Later<'_, Vec<UpdateKey>>;

    /// The updates of a channel that were received and not settled, in the order they came in.
    fn waiting(&self, channel: &str) -> Later<'_, Vec<Received>>;

    /// What is kept of a chat's owner.
    fn load(&self, chat: &ChatKey) -> Later<'_, Loaded>;

    /// Whose name this is; nothing where it was never given, was replaced, or is used up.
    fn named(&self, name: &NameKey) -> Later<'_, Option<Named>>;

    /// Applies a commit whole, unless its update was settled before or its chat has another version by now: see [`Committed`].
    fn commit(&self, commit: Commit) -> Later<'_, Committed>;

    /// The chats of a channel that have messages to send.
    fn chats_to_send(&self, channel: &str) -> Later<'_, Vec<ChatKey>>;

    /// The next messages to send in a chat, oldest first.
    fn to_send(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Outgoing>>;

    /// Takes a sent (or finally refused) message off the outbox.
    fn sent(&self, chat: &ChatKey, seq: u64) -> Later<'_, ()>;

    /// Takes all messages of a chat off the outbox: its user is gone. Gives how many there were.
    fn drop_outbox(&self, chat: &ChatKey) -> Later<'_, usize>;

    /// A chat's transcript, oldest first: the last `most` lines.
    fn transcript(&self, chat: &ChatKey, most: usize) -> Later<'_, Vec<Vec<u8>>>;

    /// A number for a new case. None is given twice, also where the case was never put or was erased.
    fn next_case(&self) -> Later<'_, CaseId>;

    /// One case.
    fn case(&self, id: CaseId) -> Later<'_, Option<KeptCase>>;

    /// All cases, oldest first.
    fn cases(&self) -> Later<'_, Vec<KeptCase>>;

    /// The cases of a chat, oldest first.
    fn cases_of(&self, chat: &ChatKey) -> Later<'_, Vec<KeptCase>>;

    /// Changes entries, and appends lines to the log, all or nothing. What is expected of each entry is looked at before
    /// any is changed.
    fn change(&self, changes: Vec<EntryChange>, log: Vec<Vec<u8>>) -> Later<'_, Changed>;

    /// What is kept under a key.
    fn entry(&self, key: &EntryKey) -> Later<'_, Option<Vec<u8>>>;

    /// All entries of a kind: the id of each and what is kept, in the order of the ids.
    fn entries(&self, kind: &str) -> Later<'_, Vec<(String, Vec<u8>)>>;

    /// The last `most` lines of the log, newest first, each with its number; those below `before` where it is given.
    /// Nothing takes a line away, no erasure and no purge, so no line may hold personal data of an owner.
    fn log(&self, before: Option<u64>, most: usize) -> Later<'_, Vec<(u64, Vec<u8>)>>;

    /// Everything that was counted or tallied and how often, in the order of the keys.
    fn counts(&self) -> Later<'_, Vec<(Vec<u8>, u64)>>;

    /// Forgets the marks of updates settled before `before`, and the names that ended before it. Gives how many.
    fn purge(&self, before: DateTime<Utc>) -> Later<'_, usize>;

    /// Finishes what was begun and lets go of the data. Afterwards every call answers [`StoreError::Closed`].
    fn close(&self) -> Later<'_, ()>;
}
