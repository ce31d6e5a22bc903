//! One update in, one commit out: joins content, rules, dialog and store for one chat at a time.
//!
//! [`turn`] decides, purely; [`Consult`] loads what is kept, lets it decide, and commits everything it came to as one.

mod absence;
mod carry;
pub mod case;
pub mod code;
pub mod command;
pub mod desk;
pub mod follow_up;
pub mod heard;
pub mod line;
pub mod media;
pub mod merge;
pub mod message;
pub mod news;
mod opened;
mod personal;
pub mod present;
pub mod record;
pub mod request;
pub mod screen;
pub mod tally;
pub mod token;
pub mod turn;
pub mod unanswered;
pub mod work;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::{Mutex, watch};
use tracing::{error, warn};

use self::{
    case::{Board, Case},
    code::{Chance, Code, Codes, Lent},
    line::Line,
    message::{Handled, Inbound, Input},
    news::{News, Watching},
    present::Present,
    record::Owner,
    tally::Tally,
    turn::Helpdesk,
    unanswered::Unanswered,
};
use crate::{
    content::Content,
    rules::Moment,
    search::Search,
    store::{CaseId, Change, ChatKey, Commit, Committed, Name, Store, StoreError, Version},
};

/// What a channel needs of the counter: the store that keeps updates and messages, and an answer to each update.
pub trait Answering: Send + Sync + 'static {
    /// Where updates wait before they are handled, and messages until they are sent.
    fn store(&self) -> &Arc<dyn Store>;

    /// Handles one update: decides, commits (which settles the update), and gives what may be shown at once. The
    /// messages it causes are in the store's outbox when this returns. A repeated update changes nothing.
    fn handle(&self, inbound: Inbound) -> impl Future<Output = Result<Handled, StoreError>> + Send;

    /// Rises when somebody else than the owner may have put messages into an outbox; none where nobody does.
    fn stirred(&self) -> Option<watch::Receiver<u64>> {
        None
    }
}

/// Tells the moment; tests and demonstrations set their own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Draws lots; tests set their own.
pub type Chances = Arc<dyn Fn() -> Chance + Send + Sync>;

/// The counter at which every channel asks.
pub struct Consult {
    content: Arc<Content>,
    search: Search,
    store: Arc<dyn Store>,
    clock: Clock,
    chances: Chances,
    news: News,
    board: Board,
    staffed: AtomicBool,
    log_owner: OnceLock<LogOwner>,
    absent: absence::Absent,
    /// Cases of several chats are joined, and erased together, one such deed at a time.
    merging: Mutex<()>,
}

/// What an owner did to a case that belongs into the log of the helpdesk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerDid {
    /// Needs it no more.
    Withdrew,
    /// Erased everything.
    Erased,
}

/// Makes a line for the log ([`Commit::log`]) of what an owner did.
pub type LogOwner = fn(DateTime<Utc>, OwnerDid, CaseId) -> Vec<u8>;

/// How what is said reaches the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Through {
    /// The channel sends it from the outbox.
    Outbox,
    /// The channel draws a page from what is kept, so that nothing is to be sent.
    Page,
}

impl Consult {
    /// Every turn takes its moment from `clock`.
    pub fn new(content: Arc<Content>, store: Arc<dyn Store>, clock: Clock) -> Self {
        let search = Search::new(&content);
        Self {
            content,
            search,
            store,
            clock,
            chances: Arc::new(Chance::draw),
            news: News::default(),
            board: Board::default(),
            staffed: AtomicBool::new(false),
            log_owner: OnceLock::new(),
            absent: absence::Absent::default(),
            merging: Mutex::default(),
        }
    }

    /// The same with lots of another origin than the operating system.
    pub fn with_chances(self, chances: Chances) -> Self {
        Self { chances, ..self }
    }

    /// Writes what owners do to their cases into the log, from now on and as `line` tells it.
    pub fn log_owners(&self, line: LogOwner) {
        // Told once, where the program starts.
        let _ = self.log_owner.set(line);
    }

    /// Where everything is kept.
    pub fn kept(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The moment of the clock that turns take theirs from.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The content by which every owner is answered.
    pub fn content(&self) -> &Arc<Content> {
        &self.content
    }

    /// The content by which this owner's screens are drawn.
    pub fn content_for(&self, owner: &Owner) -> &Content {
        owner.words(&self.content)
    }

    /// Handles an update of a channel that draws where the owner stands ([`Consult::look`]) instead of sending messages:
    /// as [`Answering::handle`], but nothing comes into the outbox.
    pub async fn take(&self, inbound: Inbound) -> Result<Handled, StoreError> {
        self.decide(inbound, Through::Page).await
    }

    /// Draws where the owner of a chat stands. `lines` are the last ones of the transcript, at most `most`.
    pub async fn look<R>(
        &self,
        chat: &ChatKey,
        most: usize,
        draw: impl FnOnce(&Present<'_>, Version, Vec<Line>) -> R,
    ) -> Result<R, StoreError> {
        let (loaded, lines) = tokio::try_join!(self.store.load(chat), self.store.transcript(chat, most))?;
        // Lines of a newer version that cannot be read are left out, not guessed.
        let lines = lines.iter().filter_map(|line| serde_json::from_slice(line).ok()).collect();
        let owner = loaded.owner.as_deref().map(|bytes| self.read(bytes)).unwrap_or_default();
        Ok(draw(&self.present(owner), loaded.version, lines))
    }

    /// Where somebody stands of whom nothing is kept.
    pub fn stranger(&self) -> Present<'_> {
        self.present(Owner::default())
    }

    fn present(&self, owner: Owner) -> Present<'_> {
        let case = owner.case.and_then(|id| self.board.case(id));
        let case = case.map(|(_, case)| case);
        Present::new(&self.content, Moment::from((self.clock)()), owner, case)
    }

    /// Tells of what is committed for a chat from now on.
    pub fn watch(&self, chat: &ChatKey) -> Watching {
        self.news.watch(chat)
    }

    fn read(&self, bytes: &[u8]) -> Owner {
        record::read(bytes, &self.content).unwrap_or_else(|problem| {
            // A record nobody can read must not lock its owner out; the bytes are not logged.
            error!(%problem, "an owner's record cannot be read; the owner starts afresh");
            Owner::default()
        })
    }

    /// Decides and commits, again where somebody else committed first: a turn is a pure function of what it loads.
    async fn decide(&self, inbound: Inbound, through: Through) -> Result<Handled, StoreError> {
        let mut number = None;
        loop {
            let now = (self.clock)();
            let loaded = self.store.load(&inbound.chat).await?;
            let mut owner = loaded.owner.as_deref().map(|bytes| self.read(bytes)).unwrap_or_default();
            owner.draws_pages = through == Through::Page;
            let helpdesk =
                Helpdesk { staffed: self.staffed.load(Ordering::Relaxed), case: self.case_of(&owner).await?, number };
            let codes = Codes { fresh: Code::new((self.chances)()), lent: self.lent(&inbound, now).await? };
            let moment = Moment::from(now);
            let had = owner.case;
            let stood = tally::Stand::of(&self.content, &owner);
            let mut turn = turn::take(&self.content, &self.search, moment, &mut owner, &inbound.input, codes, helpdesk);
            if turn.wants_number {
                number = Some(self.store.next_case().await?);
                continue;
            }
            if let Some(case) = &mut turn.case {
                self.free(case, now);
            }
            let mut commit = Commit::new(inbound.chat.clone(), loaded.version, now);
            commit.settles = Some(inbound.key.clone());
            commit.owner = match turn.passed_over {
                true => Change::Keep,
                false if turn.erase => Change::Erase,
                false => Change::Put(record::write(&owner, &self.content)),
            };
            if !turn.erase {
                commit.transcript = line::of_turn(&inbound.input, &turn, now).iter().map(json).collect();
                let case = |case: &Case| crate::store::Case { id: case.id, body: case::write(case) };
                commit.cases = turn.case.iter().map(case).collect();
            }
            let did = match (turn.erase, turn.withdrew) {
                (true, _) => Some(OwnerDid::Erased),
                (false, true) => Some(OwnerDid::Withdrew),
                (false, false) => None,
            };
            commit.log = had.zip(did).and_then(|(case, did)| self.line_of_owner(now, did, case)).into_iter().collect();
            commit.counted = turn.unanswered.iter().map(Unanswered::to_key).collect();
            let stands = tally::Stand::of(&self.content, &owner);
            let tallies = tally::of_turn(&self.content, &stood, &stands, &turn, moment);
            commit.tallied = tallies.iter().map(Tally::to_key).collect();
            if through == Through::Outbox {
                commit.outbox = turn.out.iter().map(json).collect();
            }
            commit.names = turn.lends.iter().map(|lends| Name { key: lends.code.key(), until: lends.until }).collect();
            commit.takes = turn.takes.map(|code| code.key());
            let by_owner = |case| self.line_of_owner(now, OwnerDid::Erased, case);
            // Nothing is merged into what is about to be erased.
            let _alone = match turn.erase {
                true => Some(self.merging.lock().await),
                false => None,
            };
            match self.store.commit(commit).await? {
                Committed::Conflict(_) => continue,
                Committed::Duplicate => return Ok(Handled::default()),
                Committed::Done(version) => {
                    match turn.case {
                        _ if turn.erase => self.board.forget(&inbound.chat, had.is_some(), version),
                        Some(case) => self.board.put(&inbound.chat, case, version),
                        None if owner.case.is_some() => self.board.touch(&inbound.chat),
                        None => {}
                    }
                    self.news.tell(&inbound.chat, version);
                    if turn.erase
                        && let Err(problem) = self.erase_left_behind(&by_owner).await
                    {
                        // What the owner asked for is done; the rest is done again at the next start.
                        warn!(%problem, "what was merged into an erased case could not be erased");
                    }
                    return Ok(Handled { notice: turn.notice, erased: turn.erase });
                }
            }
        }
    }

    /// A line for the log, where one is kept.
    fn line_of_owner(&self, now: DateTime<Utc>, did: OwnerDid, case: CaseId) -> Option<Vec<u8>> {
        self.log_owner.get().map(|line| line(now, did, case))
    }

    /// The last case of an owner; none where it cannot be read, which is logged where all are read.
    async fn case_of(&self, owner: &Owner) -> Result<Option<Case>, StoreError> {
        let Some(id) = owner.case else { return Ok(None) };
        let kept = self.store.case(id).await?;
        Ok(kept.and_then(|kept| case::read(id, &kept.body).ok()))
    }

    /// What is behind the code that was typed, where it looks like one and holds. Between here and the commit its chat
    /// may go on, which makes no difference, or be erased, which makes the commit a conflict.
    async fn lent(&self, inbound: &Inbound, now: DateTime<Utc>) -> Result<Option<Lent>, StoreError> {
        let (Input::Text(text) | Input::Written { text, .. } | Input::Rewrote(text)) = &inbound.input else {
            return Ok(None);
        };
        let Some(typed) = code::typed(text) else { return Ok(None) };
        let Some(named) = self.store.named(&typed.code.key()).await?.filter(|named| now < named.until) else {
            return Ok(None);
        };
        if named.chat == inbound.chat {
            return Ok(Some(Lent::Own));
        }
        let there = self.store.load(&named.chat).await?;
        Ok(there.owner.map(|bytes| Lent::Of(Box::new(self.read(&bytes)))))
    }
}

impl Answering for Consult {
    fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    fn handle(&self, inbound: Inbound) -> impl Future<Output = Result<Handled, StoreError>> + Send {
        self.decide(inbound, Through::Outbox)
    }

    fn stirred(&self) -> Option<watch::Receiver<u64>> {
        Some(self.board.changes())
    }
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain values with string keys always serialize")
}
