//! Sending what waits in the outbox: each chat in order, chats side by side.
//!
//! A message leaves the outbox when Telegram has it, or has finally refused it. Between the two a crash can
//! happen, so the one message in flight may be sent twice; nothing else is, and nothing is lost.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use serde::Serialize;
use teloxide::{requests::Payload, types::ChatId};
use tokio::{sync::watch, time::Instant};
use tracing::{error, info, warn};

use super::{
    CHANNEL,
    api::{Api, CallError},
    crew::Crew,
    pace::{Floods, Pace},
    pause::{Pause, Stop, Trouble},
    render::{self, Question, Settled},
    turns::caught,
};
use crate::{
    consult::message::Outgoing,
    store::{self, ChatKey, Store, StoreError},
};

/// How many messages are read at once. Few, so that what is erased meanwhile is not sent.
const BATCH: usize = 8;

pub(super) struct Courier {
    api: Arc<Api>,
    store: Arc<dyn Store>,
    crew: Crew,
    stop: Stop,
    apology: String,
    /// The chats that have a task; true if something was added since it last looked.
    chats: Mutex<HashMap<ChatKey, bool>>,
    pace: Option<Pace>,
    floods: Floods,
    send_trouble: Trouble,
    store_trouble: Trouble,
}

/// What became of one message.
enum Delivered {
    /// It is with the owner, or will never be.
    Done,
    /// Nobody is there to read any message of this chat.
    Gone,
}

/// The stop came first; the message stays where it is.
struct Stopped;

impl Courier {
    pub fn new(
        api: Arc<Api>,
        store: Arc<dyn Store>,
        crew: Crew,
        stop: Stop,
        apology: String,
        messages_per_second: Option<u32>,
    ) -> Arc<Self> {
        let pace = messages_per_second.map(Pace::new);
        Arc::new(Self {
            api,
            store,
            crew,
            stop,
            apology,
            chats: Mutex::default(),
            pace,
            floods: Floods::default(),
            send_trouble: Trouble::new("sending to Telegram"),
            store_trouble: Trouble::new("the store"),
        })
    }

    /// Says that a chat may have messages to send.
    pub fn wake(self: &Arc<Self>, chat: &ChatKey) {
        match self.chats.lock().unwrap_or_else(PoisonError::into_inner).entry(chat.clone()) {
            Entry::Occupied(mut again) => *again.get_mut() = true,
            Entry::Vacant(new) => {
                new.insert(false);
                self.crew.spawn(self.clone().serve(chat.clone()));
            }
        }
    }

    /// Sends what staff say to owners, whenever a case changes.
    pub async fn watch(self: Arc<Self>, mut changes: watch::Receiver<u64>) {
        while let Some(Ok(())) = self.stop.or(changes.changed()).await {
            let Ok(chats) = self.stored(|| self.store.chats_to_send(CHANNEL)).await else { return };
            chats.iter().for_each(|chat| self.wake(chat));
        }
    }

    async fn serve(self: Arc<Self>, chat: ChatKey) {
        loop {
            if self.empty(&chat).await.is_err() {
                return;
            }
            let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
            match chats.get_mut(&chat) {
                Some(again) if *again => *again = false,
                _ => {
                    chats.remove(&chat);
                    return;
                }
            }
        }
    }

    /// Sends until the chat's outbox is empty.
    async fn empty(&self, chat: &ChatKey) -> Result<(), Stopped> {
        loop {
            let batch = self.stored(|| self.store.to_send(chat, BATCH)).await?;
            if batch.is_empty() {
                return Ok(());
            }
            let read = Instant::now();
            for message in batch {
                // After a pause the outbox may be another one.
                if read.elapsed() > Duration::from_secs(1) {
                    break;
                }
                match self.deliver(chat, &message).await? {
                    Delivered::Done => self.stored(|| self.store.sent(chat, message.seq)).await?,
                    Delivered::Gone => {
                        let dropped = self.stored(|| self.store.drop_outbox(chat)).await?;
                        info!(chat = %short(chat), dropped, "a chat is closed to the bot; its messages were dropped");
                        break;
                    }
                }
            }
        }
    }

    /// Asks the store until it answers.
    async fn stored<'a, T>(&self, ask: impl Fn() -> store::Later<'a, T>) -> Result<T, Stopped> {
        let mut pause = Pause::default();
        loop {
            match ask().await {
                Ok(it) => {
                    self.store_trouble.over();
                    return Ok(it);
                }
                Err(StoreError::Closed) => return Err(Stopped),
                Err(error) => {
                    self.store_trouble.say(&format!("a message has to wait: {error}"));
                    self.wait(pause.next()).await?;
                }
            }
        }
    }

    async fn wait(&self, time: Duration) -> Result<(), Stopped> {
        self.stop.or(tokio::time::sleep(time)).await.ok_or(Stopped)
    }

    async fn deliver(&self, chat: &ChatKey, message: &store::Outgoing) -> Result<Delivered, Stopped> {
        let sent = match (serde_json::from_slice(&message.body), chat.id().parse()) {
            (Ok(outgoing), Ok(id)) => caught(self.send(chat, ChatId(id), outgoing)).await,
            _ => None,
        };
        sent.unwrap_or_else(|| {
            error!(chat = %short(chat), "a bug: a message in the outbox cannot be sent; it is passed over");
            Ok(Delivered::Done)
        })
    }

    async fn send(&self, chat: &ChatKey, id: ChatId, outgoing: Outgoing) -> Result<Delivered, Stopped> {
        let outcome = match outgoing {
            Outgoing::Say(message) => {
                let mut outcome = Ok(());
                for part in render::say(id, &message) {
                    outcome = self.call(chat, &part).await?;
                    if outcome.is_err() {
                        break;
                    }
                }
                outcome
            }
            Outgoing::Settle { question, chosen } => match Question::from_note(&question) {
                Some(question) => match render::settle(id, question, &chosen) {
                    Settled::Text(edit) => self.call(chat, &*edit).await?,
                    Settled::Buttons(edit) => self.call(chat, &*edit).await?,
                },
                None => return Ok(Delivered::Done),
            },
            Outgoing::Rebutton { question, buttons } => match Question::from_note(&question) {
                Some(question) => self.call(chat, &render::rebutton(id, question.message_id, &buttons)).await?,
                None => return Ok(Delivered::Done),
            },
        };
        match outcome {
            Ok(()) | Err(Refusal::AsIfDone) => Ok(Delivered::Done),
            Err(Refusal::Gone) => Ok(Delivered::Gone),
            Err(Refusal::Message(words)) => {
                warn!(chat = %short(chat), "Telegram refused a message ({words}); the owner gets an apology instead");
                if self.apology.is_empty() {
                    return Ok(Delivered::Done);
                }
                match self.call(chat, &render::plain(id, &self.apology)).await? {
                    Err(Refusal::Gone) => Ok(Delivered::Gone),
                    _ => Ok(Delivered::Done),
                }
            }
        }
    }

    /// Makes a call, and waits out everything that time can cure.
    async fn call<P: Payload + Serialize>(&self, chat: &ChatKey, payload: &P) -> Result<Result<(), Refusal>, Stopped> {
        let mut pause = Pause::default();
        loop {
            while let Some(wait) = self.floods.wait(Instant::now()) {
                self.wait(wait).await?;
            }
            if let Some(pace) = &self.pace {
                self.wait(pace.reserve(Instant::now())).await?;
            }
            let wait = match self.api.call(payload).await {
                Ok(_) => {
                    self.send_trouble.over();
                    return Ok(Ok(()));
                }
                Err(CallError::Flood { retry_after }) => {
                    if self.floods.note(chat, retry_after, Instant::now()) {
                        self.send_trouble
                            .say("Telegram asks the bot as a whole to send less; set a lower rate of messages");
                    }
                    retry_after
                }
                Err(CallError::Refused { code: 401 | 404, words }) => {
                    self.send_trouble
                        .say(&format!("Telegram does not know this bot any more ({words}); check TELOXIDE_TOKEN"));
                    pause.next()
                }
                Err(CallError::Refused { code, words }) => return Ok(Err(Refusal::of(code, words))),
                Err(CallError::Broken { words }) => {
                    self.send_trouble.say(&format!("a message has to wait: Telegram cannot be reached ({words})"));
                    pause.next()
                }
            };
            self.wait(wait).await?;
        }
    }
}

/// A refusal that no waiting cures.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    /// What the call wants is so already, or can never be so.
    AsIfDone,
    Gone,
    /// Telegram's words on what is wrong with the message.
    Message(String),
}

impl Refusal {
    fn of(code: u16, words: String) -> Self {
        const DONE: [&str; 4] =
            ["message is not modified", "message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"];
        const GONE: [&str; 4] = ["chat not found", "user not found", "PEER_ID_INVALID", "user is deactivated"];
        let says = |these: &[&str]| these.iter().any(|it| words.contains(it));
        if code == 403 || says(&GONE) {
            Self::Gone
        } else if says(&DONE) {
            Self::AsIfDone
        } else {
            Self::Message(words)
        }
    }
}

/// A chat's name for the log: it tells chats apart within one run, and not who they are.
fn short(chat: &ChatKey) -> String {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    format!("{:06x}", KEY.hash_one(chat) & 0xff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart_by_telegrams_words() {
        let of = |code, words: &str| Refusal::of(code, words.to_owned());
        assert_eq!(of(403, "Forbidden: bot was blocked by the user"), Refusal::Gone);
        assert_eq!(of(400, "Bad Request: chat not found"), Refusal::Gone);
        assert_eq!(of(400, "Bad Request: message is not modified: specified new …"), Refusal::AsIfDone);
        assert_eq!(of(400, "Bad Request: message to edit not found"), Refusal::AsIfDone);
        assert!(matches!(of(400, "Bad Request: BUTTON_DATA_INVALID"), Refusal::Message(_)));
    }

    #[test]
    fn the_log_does_not_name_a_chat() {
        let chat = ChatKey::new("telegram", 123_456_789);
        assert_eq!(short(&chat), short(&chat.clone()));
        assert!(!short(&chat).contains("123456"));
    }
}
