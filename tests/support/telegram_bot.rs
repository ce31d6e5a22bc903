//! A running Telegram channel in a test: the strict server, the echo, and a store that outlives both.
#![allow(dead_code, reason = "every test file uses another part")]

use std::sync::Arc;

use sodan::{
    channel::telegram::{TelegramError, TelegramOptions, Words, run},
    store::{MemoryStore, Store},
};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    echo::Echo,
    telegram_server::{TOKEN, TelegramServer},
};

pub struct Bot {
    pub server: TelegramServer,
    pub store: Arc<dyn Store>,
    pub echo: Arc<Echo>,
    stop: watch::Sender<bool>,
    task: JoinHandle<Result<(), TelegramError>>,
}

pub fn options(server: &TelegramServer) -> TelegramOptions {
    TelegramOptions {
        token: TOKEN.to_owned(),
        api_url: Some(server.url()),
        messages_per_second: None,
        words: Words {
            private_only: "ご相談は個別のチャットでどうぞ。".to_owned(),
            apology: "申し訳ありません。もう一度お試しください。".to_owned(),
            commands: vec![("start".to_owned(), "はじめる".to_owned())],
            about: "使える支援策をご案内します。".to_owned(),
        },
    }
}

impl Bot {
    /// Starts the channel on what is there already.
    pub fn start(server: TelegramServer, store: Arc<dyn Store>) -> Self {
        let options = options(&server);
        Self::start_with(server, store, options, |_| {})
    }

    /// The same, with other options and an echo made ready before the first update.
    pub fn start_with(
        server: TelegramServer,
        store: Arc<dyn Store>,
        options: TelegramOptions,
        prepare: impl FnOnce(&Echo),
    ) -> Self {
        let echo = Echo::new(store.clone());
        prepare(&echo);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(echo.clone(), options, stopped));
        Self { server, store, echo, stop, task }
    }

    /// Stops it as SIGTERM would. Gives server and store back.
    pub async fn stop(self) -> (TelegramServer, Arc<dyn Store>) {
        self.stop.send_replace(true);
        self.task.await.expect("no panic").expect("a clean end");
        (self.server, self.store)
    }

    /// Ends it in the middle of everything, as near to `kill -9` as a process can do to a part of itself.
    pub async fn kill(self) -> (TelegramServer, Arc<dyn Store>) {
        self.task.abort();
        let _ = self.task.await;
        (self.server, self.store)
    }

    /// What the channel ended with, by itself.
    pub async fn end(self) -> Result<(), TelegramError> {
        self.task.await.expect("no panic")
    }
}

/// The last message leaves the outbox just after its owner sees it, so ask after the stop.
pub async fn settled_after_stop(bot: Bot) {
    bot.server.all_confirmed().await;
    let (_, store) = bot.stop().await;
    assert_eq!(store.waiting("telegram").await.unwrap(), []);
    assert_eq!(store.chats_to_send("telegram").await.unwrap(), []);
}

/// The channel on a fresh server and a fresh store.
pub async fn bot() -> Bot {
    Bot::start(TelegramServer::start().await, Arc::new(MemoryStore::default()))
}

/// `1: x`, `2: x`, …
pub fn counted(count: usize, text: &str) -> Vec<String> {
    (1..=count).map(|n| format!("{n}: {text}")).collect()
}
