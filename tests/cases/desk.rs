//! An owner on a channel that sends messages, and the staff.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Duration, Utc};
use sodan::{
    consult::{
        Answering, Consult,
        case::{Act, Case, Worker},
        message::{Inbound, Input, Message, Outgoing},
        work::{By, Worked},
    },
    content::Content,
    store::{CaseId, ChatKey, MemoryStore, Store, UpdateKey},
};

use crate::world;

/// An owner on a channel that sends messages, and the staff.
pub struct Desk {
    pub consult: Consult,
    pub store: Arc<MemoryStore>,
    pub now: Arc<Mutex<DateTime<Utc>>>,
    pub chat: ChatKey,
    pub updates: AtomicU64,
}

impl Desk {
    pub fn new() -> Self {
        Self::of(world::real().clone())
    }

    /// With other content.
    pub fn of(content: Content) -> Self {
        let now = Arc::new(Mutex::new(world::moment("2026-11-24 14:00").to_utc()));
        let (store, clock) = (Arc::new(MemoryStore::new()), now.clone());
        let consult = Consult::new(Arc::new(content), store.clone(), Arc::new(move || *clock.lock().unwrap()));
        consult.set_staffed(true);
        Self { consult, store, now, chat: ChatKey::new("test", 1), updates: AtomicU64::new(0) }
    }

    /// The same office after a restart.
    pub fn over(store: Arc<MemoryStore>) -> Consult {
        Consult::new(Arc::new(world::real().clone()), store, Arc::new(Utc::now))
    }

    /// What comes back to something typed, without its emphasis.
    pub async fn says(&self, text: &str) -> String {
        self.does(Input::Text(text.to_owned())).await
    }

    pub async fn does(&self, input: Input) -> String {
        self.handle(input).await;
        self.came().await
    }

    pub async fn messages_for(&self, input: Input) -> Vec<Message> {
        self.handle(input).await;
        self.messages().await
    }

    async fn handle(&self, input: Input) {
        let key = UpdateKey::new("test", self.updates.fetch_add(1, Ordering::Relaxed));
        self.consult.handle(Inbound { key, chat: self.chat.clone(), input }).await.unwrap();
    }

    /// Everything sent since the last look.
    pub async fn came(&self) -> String {
        let texts: Vec<String> = self.messages().await.iter().map(|message| message.text.to_plain()).collect();
        texts.join("\n---\n")
    }

    pub async fn messages(&self) -> Vec<Message> {
        let mut messages = Vec::new();
        for outgoing in self.store.to_send(&self.chat, usize::MAX).await.unwrap() {
            self.store.sent(&self.chat, outgoing.seq).await.unwrap();
            if let Outgoing::Say(message) = serde_json::from_slice(&outgoing.body).unwrap() {
                messages.push(message);
            }
        }
        messages
    }

    pub async fn work(&self, name: &str, seen: u64, act: Act) -> Worked {
        let by = By { worker: Worker(name.to_owned()), name: name.to_owned() };
        self.consult.work(CaseId(1), &by, seen, &act, Vec::new()).await.unwrap()
    }

    pub fn case(&self) -> Case {
        self.consult.board().case(CaseId(1)).expect("the case").1
    }

    pub fn later(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }
}

pub fn reply(text: &str) -> Act {
    Act::Reply(text.to_owned())
}
