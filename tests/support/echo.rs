//! The smallest consultation: it says back what it hears, and counts. Tests of a channel need no more.
#![allow(dead_code, reason = "every test file uses another part")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use chrono::Utc;
use sodan::{
    consult::{
        Answering,
        message::{Button, Handled, Inbound, Input, Message, Outgoing, Text, Token},
    },
    store::{Change, Commit, Committed, Store, StoreError},
};
use tokio::sync::watch;

/// Answers `n: what was said`, where n counts the chat's updates, with the buttons はい (`yes`) and いいえ (`no`).
///
/// Some words do something else: `!panic`, `!refused` (a message that Telegram refuses), `!two` (two messages),
/// `!long` (10,000 characters), `!bold`.
pub struct Echo {
    store: Arc<dyn Store>,
    /// Chats (their ids) whose updates wait until they are let go.
    held: watch::Sender<Vec<String>>,
    /// How many updates came, also those still held.
    pub came: AtomicUsize,
    /// What was handled, in order: the chat's id and what its owner did.
    pub heard: Mutex<Vec<(String, String)>>,
}

impl Echo {
    pub fn new(store: Arc<dyn Store>) -> Arc<Self> {
        Arc::new(Self { store, held: watch::Sender::default(), came: AtomicUsize::new(0), heard: Mutex::default() })
    }

    /// Lets the updates of these chats wait; of no chat, lets all go.
    pub fn hold(&self, chats: &[i64]) {
        self.held.send_replace(chats.iter().map(i64::to_string).collect());
    }
}

fn answers(input: &Input, count: u64) -> Vec<Outgoing> {
    let button = |label: &str, token: &str| Button { label: label.to_owned(), token: Token(token.to_owned()) };
    let say = |text: Text, buttons| Outgoing::Say(Message::new(text, buttons));
    let both = || vec![vec![button("はい", "yes"), button("いいえ", "no")]];
    match input {
        Input::Sent(_) => vec![say(Text::plain(format!("{count}: (読めません)")), vec![])],
        Input::Rewrote(_) => vec![],
        Input::Press { token, question } => {
            let settle = |it: &String| Outgoing::Settle { question: it.clone(), chosen: token.0.clone() };
            let mut all: Vec<Outgoing> = question.iter().map(settle).collect();
            all.push(say(Text::plain(format!("{count}: {}", token.0)), vec![]));
            all
        }
        Input::Text(text) | Input::Written { text, .. } => match text.as_str() {
            "!panic" => panic!("as the test wants it"),
            "!refused" => vec![say(Text::plain("極秘"), vec![vec![button("x", &"x".repeat(100))]])],
            "!two" => [1, 2].map(|n| say(Text::plain(format!("{count}.{n}")), vec![])).into(),
            "!long" => vec![say(Text::plain("長い文。\n".repeat(2000)), both())],
            "!bold" => {
                let mut text = Text::plain("<1> ");
                text.push_bold("太い & 強い");
                vec![say(text, both())]
            }
            _ => vec![say(Text::plain(format!("{count}: {text}")), both())],
        },
    }
}

impl Answering for Echo {
    fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    async fn handle(&self, inbound: Inbound) -> Result<Handled, StoreError> {
        self.came.fetch_add(1, Ordering::SeqCst);
        let chat = inbound.chat.id().to_owned();
        let _ = self.held.subscribe().wait_for(|held| !held.contains(&chat)).await;
        let did = match &inbound.input {
            Input::Text(text) | Input::Written { text, .. } => text.clone(),
            Input::Press { token, .. } => format!("[{}]", token.0),
            Input::Sent(_) => "(?)".to_owned(),
            Input::Rewrote(text) => format!("({text})"),
        };
        self.heard.lock().unwrap().push((chat, did.clone()));
        loop {
            let loaded = self.store.load(&inbound.chat).await?;
            let count = 1 + loaded.owner.map_or(0, |it| String::from_utf8(it).unwrap().parse().unwrap());
            let mut commit = Commit::new(inbound.chat.clone(), loaded.version, Utc::now());
            commit.settles = Some(inbound.key.clone());
            commit.owner = Change::Put(count.to_string().into_bytes());
            commit.outbox = answers(&inbound.input, count).iter().map(|it| serde_json::to_vec(it).unwrap()).collect();
            match self.store.commit(commit).await? {
                Committed::Conflict(_) => {}
                Committed::Done(_) => {
                    return Ok(Handled { notice: did.starts_with('[').then_some(did), ..Handled::default() });
                }
                Committed::Duplicate => return Ok(Handled::default()),
            }
        }
    }
}
