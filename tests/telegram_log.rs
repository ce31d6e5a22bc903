//! What the Telegram channel logs. A file of its own: a subscriber of one thread mishears events that another thread
//! of the same process meets first.

#[path = "support/echo.rs"]
mod echo;
#[path = "support/telegram_bot.rs"]
mod telegram_bot;
#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use sodan::store::MemoryStore;
use telegram_bot::Bot;
use telegram_server::{Failure, TOKEN, TelegramServer};
use tokio::sync::Notify;

const A: i64 = 71;

/// What was logged, and that something was.
#[derive(Clone, Default)]
struct Log(Arc<(Mutex<Vec<u8>>, Notify)>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.0.lock().unwrap().clone()).unwrap()
    }

    async fn until_it_says(&self, words: &str) {
        loop {
            let more = self.0.1.notified();
            if self.text().contains(words) {
                return;
            }
            tokio::time::timeout(Duration::from_secs(30), more).await.unwrap_or_else(|_| panic!("{}", self.text()));
        }
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.0.lock().unwrap().extend_from_slice(bytes);
        self.0.1.notify_waiters();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_tells_trouble_once_and_nothing_of_anybody() {
    let log = Log::default();
    let (writer, owner) = (log.clone(), 987_654_321);
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("sodan=trace")
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = TelegramServer::start().await;
    server.down().await;
    server.says(owner, "秘密の話");
    let bot = Bot::start(server, Arc::new(MemoryStore::default()));
    log.until_it_says("Connection refused").await;
    bot.server.up();
    log.until_it_says("reaching Telegram works again").await;
    bot.server.says(owner, "!refused");
    let question = bot.server.next_message(owner).await;
    bot.server.next_message(owner).await;
    bot.server.press(owner, question.id, "はい");
    bot.server.next_message(owner).await;
    bot.server.fail("getUpdates", None, 2, Failure::Status(502));
    bot.server.fail("sendMessage", Some(owner), 1, Failure::CutBefore);
    bot.server.says(owner, "秘密の話");
    bot.server.next_message(owner).await;
    bot.server.failed("getUpdates").await;
    log.until_it_says("fetching from Telegram works again").await;
    bot.server.down().await;
    log.until_it_says("works again\n WARN").await;
    bot.server.says(owner, "秘密の話");
    bot.server.up();
    bot.server.next_message(owner).await;
    bot.server.leaves(owner);
    bot.server.says(A, "x");
    bot.server.next_message(A).await;
    bot.stop().await;

    let log = log.text();
    let secret = TOKEN.split(':').next_back().unwrap();
    for hidden in [secret, "秘密", "極秘", "987654321", "社長", "yes"] {
        assert!(!log.contains(hidden), "{hidden} is in the log:\n{log}");
    }
    let times = |words: &str| log.matches(words).count();
    assert_eq!(times("Telegram: connected"), 1, "{log}");
    assert_eq!(times("Bad Gateway"), 1, "two failures in a row are told once:\n{log}");
    assert_eq!(times("Telegram refused a message (Bad Request: BUTTON_DATA_INVALID)"), 1, "{log}");
    assert_eq!(times("fetching from Telegram works again"), 2, "{log}");
}
