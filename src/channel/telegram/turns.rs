//! Each chat's updates strictly in order, chats side by side.
//!
//! A chat with work has one task, a chat without has none, so one chat's flood does not hold another's answer.

use std::{
    collections::{HashMap, VecDeque},
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use chrono::Utc;
use teloxide::{payloads::AnswerCallbackQuery, types::CallbackQueryId};
use tokio::sync::Notify;
use tracing::{debug, error};

use super::{
    Words,
    api::Api,
    courier::Courier,
    crew::Crew,
    inbox::{Meaning, Pending, meaning, message_number},
    pause::{Pause, Stop, Trouble},
    staff::Group,
};
use crate::{
    consult::{
        Answering,
        media::Place,
        message::{Inbound, Input, Message, Outgoing, Text},
    },
    store::{Change, ChatKey, Commit, Committed, StoreError},
};

/// With this many updates waiting we stop fetching: Telegram keeps them better than our memory does.
const MOST_WAITING: usize = 10_000;
/// Before the code by which a member of the staff is known.
const LINKS: &str = "/staff ";
/// The most characters that Telegram shows on a press.
const MOST_NOTICE: usize = 200;

pub(super) struct Turns<C> {
    consult: Arc<C>,
    courier: Arc<Courier>,
    api: Arc<Api>,
    crew: Crew,
    stop: Stop,
    words: Arc<Words>,
    /// The bot's own name, which a command in a group may carry.
    username: String,
    /// The group of the staff, where there is one.
    group: Option<Arc<Group>>,
    /// The chats that have a task, with what it has yet to do.
    queues: Mutex<HashMap<ChatKey, VecDeque<Pending>>>,
    waiting: AtomicUsize,
    less: Notify,
    trouble: Trouble,
}

impl<C: Answering> Turns<C> {
    #[expect(clippy::too_many_arguments, reason = "what a turn needs, put together once")]
    pub fn new(
        consult: Arc<C>,
        courier: Arc<Courier>,
        api: Arc<Api>,
        crew: Crew,
        stop: Stop,
        words: Arc<Words>,
        username: String,
        group: Option<Arc<Group>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            consult,
            courier,
            api,
            crew,
            stop,
            words,
            username,
            group,
            queues: Mutex::default(),
            waiting: AtomicUsize::new(0),
            less: Notify::new(),
            trouble: Trouble::new("the store"),
        })
    }

    /// Puts updates, already kept by the store, at the end of their chats' queues.
    pub fn push(self: &Arc<Self>, updates: Vec<Pending>) {
        self.waiting.fetch_add(updates.len(), Ordering::Relaxed);
        let mut queues = self.queues();
        for update in updates {
            if let Some(queue) = queues.get_mut(&update.chat) {
                queue.push_back(update);
                continue;
            }
            let chat = update.chat.clone();
            queues.insert(chat.clone(), VecDeque::from([update]));
            self.crew.spawn(self.clone().serve(chat));
        }
    }

    /// Waits until not too many updates wait.
    pub async fn room(&self) {
        loop {
            let less = self.less.notified();
            if self.waiting.load(Ordering::Relaxed) < MOST_WAITING {
                return;
            }
            less.await;
        }
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<ChatKey, VecDeque<Pending>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the chat's next update, or ends the chat's task.
    fn next(&self, chat: &ChatKey) -> Option<Pending> {
        let mut queues = self.queues();
        let next = queues.get_mut(chat).and_then(VecDeque::pop_front);
        if next.is_none() {
            queues.remove(chat);
        }
        next
    }

    async fn serve(self: Arc<Self>, chat: ChatKey) {
        while let Some(update) = self.next(&chat) {
            self.take(&update).await;
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.less.notify_waiters();
            if self.stop.asked() {
                // What is left waits in the store for the next start.
                return;
            }
        }
    }

    /// Sees one update through. A panic ends it with an apology, so that it cannot come back and do it again; a
    /// store that fails is waited for, since nothing can be answered without it.
    async fn take(self: &Arc<Self>, update: &Pending) {
        let mut pause = Pause::default();
        let mut panicked = false;
        loop {
            let turn = async { if panicked { self.apologise(update).await } else { self.turn(update).await } };
            match caught(turn).await {
                Some(Ok(())) => return self.trouble.over(),
                None if panicked => return error!("a bug: not even the apology could be made; the update waits"),
                None => {
                    error!("a bug: an update made the program panic; its sender gets an apology, the others go on");
                    panicked = true;
                }
                Some(Err(StoreError::Closed)) => return,
                Some(Err(error)) => {
                    self.trouble.say(&format!("an answer has to wait: {error}"));
                    if self.stop.or(tokio::time::sleep(pause.next())).await.is_none() {
                        return;
                    }
                }
            }
        }
    }

    async fn turn(self: &Arc<Self>, update: &Pending) -> Result<(), StoreError> {
        if let Some(group) = self.group.as_ref().filter(|group| group.is(&update.chat)) {
            let taken = group.take(update).await?;
            if !taken.settled {
                self.settle(update, |_| {}).await?;
            }
            if let Some((press, word)) = taken.press {
                self.answer(press, Some(word).filter(|word| !word.is_empty()));
            }
            return Ok(());
        }
        match meaning(&update.update, &self.username) {
            Meaning::Consult { input: Input::Text(text), .. } if self.links(&text) => {
                let Some(group) = &self.group else { return Ok(()) };
                let told = group.link(update, text[LINKS.len()..].trim()).await?;
                self.settle(update, |commit| commit.outbox = sentence(&told)).await?;
                self.courier.wake(&update.chat);
            }
            Meaning::Consult { mut input, press } => {
                if let (Input::Sent(media), Some(number)) = (&mut input, message_number(&update.update))
                    && self.group.is_some()
                {
                    media.place = Some(Place::Group(number.to_string()));
                }
                let inbound = Inbound { key: update.key.clone(), chat: update.chat.clone(), input };
                let handled = self.consult.handle(inbound).await?;
                self.courier.wake(&update.chat);
                if let Some(press) = press {
                    self.answer(press, handled.notice);
                }
            }
            Meaning::StrayPress(press) => {
                self.settle(update, |_| {}).await?;
                self.answer(press, None);
            }
            Meaning::CalledInGroup => {
                // The group's record holds nothing but the mark that it was told.
                let told = self.consult.store().load(&update.chat).await?.owner.is_some();
                self.settle(update, |commit| {
                    if !told && !self.words.private_only.is_empty() {
                        commit.owner = Change::Put(br#"{"told":"private_only"}"#.to_vec());
                        commit.outbox = sentence(&self.words.private_only);
                    }
                })
                .await?;
                self.courier.wake(&update.chat);
            }
            Meaning::Left => {
                self.settle(update, |_| {}).await?;
                self.consult.store().drop_outbox(&update.chat).await?;
            }
            Meaning::Nothing => self.settle(update, |_| {}).await?,
        }
        Ok(())
    }

    /// Whether somebody says who of the staff they are.
    fn links(&self, text: &str) -> bool {
        self.group.is_some() && text.starts_with(LINKS)
    }

    async fn apologise(self: &Arc<Self>, update: &Pending) -> Result<(), StoreError> {
        let owed = matches!(meaning(&update.update, &self.username), Meaning::Consult { .. });
        self.settle(update, |commit| {
            if owed && !self.words.apology.is_empty() {
                commit.outbox = sentence(&self.words.apology);
            }
        })
        .await?;
        self.courier.wake(&update.chat);
        if let Some(press) = update.update["callback_query"]["id"].as_str() {
            self.answer(press.to_owned(), None);
        }
        Ok(())
    }

    /// Settles an update without the consultation; `also` adds to the commit.
    async fn settle(&self, update: &Pending, also: impl Fn(&mut Commit)) -> Result<(), StoreError> {
        let store = self.consult.store();
        let mut expect = store.load(&update.chat).await?.version;
        loop {
            let mut commit = Commit::new(update.chat.clone(), expect, Utc::now());
            commit.settles = Some(update.key.clone());
            also(&mut commit);
            match store.commit(commit).await? {
                Committed::Done(_) | Committed::Duplicate => return Ok(()),
                Committed::Conflict(version) => expect = version,
            }
        }
    }

    /// Takes the hourglass off a pressed button. It is a courtesy: nothing waits for it and it is not repeated.
    fn answer(self: &Arc<Self>, press: String, notice: Option<String>) {
        let api = self.api.clone();
        self.crew.spawn(async move {
            let mut call = AnswerCallbackQuery::new(CallbackQueryId(press));
            call.text = notice.map(|text| text.chars().take(MOST_NOTICE).collect());
            if let Err(error) = api.call(&call).await {
                debug!(?error, "a press was not answered");
            }
        });
    }
}

fn sentence(text: &str) -> Vec<Vec<u8>> {
    let message = Message::new(Text::plain(text), Vec::new());
    serde_json::to_vec(&Outgoing::Say(message)).into_iter().collect()
}

/// What the future gives, or `None` if it panicked.
pub(super) async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
        Err(_) => Poll::Ready(None),
    })
    .await
}
