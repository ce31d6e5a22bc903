//! One update in, one commit out: joins content, rules, dialog and store for one chat at a time.
//!
//! [`turn`] decides, purely; [`Consult`] loads what is kept, lets it decide, and commits everything it came to as one.

pub mod command;
pub mod message;
mod personal;
pub mod record;
pub mod request;
pub mod screen;
pub mod token;
pub mod turn;
pub mod unanswered;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tracing::error;

use self::{
    message::{Handled, Inbound, Input, Outgoing},
    record::Owner,
    turn::Turn,
    unanswered::Unanswered,
};
use crate::{
    content::Content,
    rules::Moment,
    search::Search,
    store::{Change, Commit, Committed, Store, StoreError},
};

/// What a channel needs of the counter: the store that keeps updates and messages, and an answer to each update.
pub trait Answering: Send + Sync + 'static {
    /// Where updates wait before they are handled, and messages until they are sent.
    fn store(&self) -> &Arc<dyn Store>;

    /// Handles one update: decides, commits (which settles the update), and gives what may be shown at once. The
    /// messages it causes are in the store's outbox when this returns. A repeated update changes nothing.
    fn handle(&self, inbound: Inbound) -> impl Future<Output = Result<Handled, StoreError>> + Send;
}

/// Tells the moment; tests and demonstrations set their own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The counter at which every channel asks.
pub struct Consult {
    content: Arc<Content>,
    search: Search,
    store: Arc<dyn Store>,
    clock: Clock,
}

/// One line of the transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When the update was handled.
    pub at: DateTime<Utc>,
    /// Who said it.
    pub by: Speaker,
    /// What was typed (its first 2,000 characters) or chosen, or what the bot said, without emphasis.
    pub text: String,
}

/// Whose line of the transcript it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The owner (相談者).
    Owner,
    /// The bot.
    Bot,
}

impl Consult {
    /// Every turn takes its moment from `clock`.
    pub fn new(content: Arc<Content>, store: Arc<dyn Store>, clock: Clock) -> Self {
        let search = Search::new(&content);
        Self { content, search, store, clock }
    }

    /// The content by which every owner is answered.
    pub fn content(&self) -> &Arc<Content> {
        &self.content
    }

    /// The content by which this owner's screens are drawn.
    pub fn content_for(&self, owner: &Owner) -> &Content {
        owner.words(&self.content)
    }

    /// Decides and commits, again where somebody else committed first: a turn is a pure function of what it loads.
    async fn decide(&self, inbound: Inbound) -> Result<Handled, StoreError> {
        loop {
            let now = (self.clock)();
            let loaded = self.store.load(&inbound.chat).await?;
            let mut owner = match &loaded.owner {
                None => Owner::default(),
                Some(bytes) => record::read(bytes, &self.content).unwrap_or_else(|problem| {
                    // A record nobody can read must not lock its owner out; the bytes are not logged.
                    error!(%problem, "an owner's record cannot be read; the owner starts afresh");
                    Owner::default()
                }),
            };
            let turn = turn::take(&self.content, &self.search, Moment::from(now), &mut owner, &inbound.input);
            let mut commit = Commit::new(inbound.chat.clone(), loaded.version, now);
            commit.settles = Some(inbound.key.clone());
            commit.owner = if turn.erase { Change::Erase } else { Change::Put(record::write(&owner, &self.content)) };
            if !turn.erase {
                commit.transcript = transcript(&inbound.input, &turn, now);
                commit.requests = turn.wish.iter().map(json).collect();
            }
            commit.counted = turn.unanswered.iter().map(Unanswered::to_key).collect();
            commit.outbox = turn.out.iter().map(json).collect();
            match self.store.commit(commit).await? {
                Committed::Conflict(_) => continue,
                Committed::Duplicate => return Ok(Handled::default()),
                Committed::Done(_) => return Ok(Handled { notice: turn.notice }),
            }
        }
    }
}

impl Answering for Consult {
    fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    fn handle(&self, inbound: Inbound) -> impl Future<Output = Result<Handled, StoreError>> + Send {
        self.decide(inbound)
    }
}

/// What was said in a turn, by both.
fn transcript(input: &Input, turn: &Turn, at: DateTime<Utc>) -> Vec<Vec<u8>> {
    const MOST_CHARS: usize = 2_000;
    let said = match input {
        Input::Text(text) => Some(text.chars().take(MOST_CHARS).collect::<String>()),
        Input::Press { .. } => turn.out.iter().find_map(|out| match out {
            Outgoing::Settle { chosen, .. } => Some(chosen.clone()),
            _ => None,
        }),
        Input::Unreadable => None,
    };
    let by_owner = said.map(|text| Line { at, by: Speaker::Owner, text });
    let by_bot = turn.out.iter().filter_map(|out| match out {
        Outgoing::Say(message) => Some(Line { at, by: Speaker::Bot, text: message.text.to_plain() }),
        _ => None,
    });
    by_owner.into_iter().chain(by_bot).map(|line| json(&line)).collect()
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain values with string keys always serialize")
}
