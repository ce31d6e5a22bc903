//! The Telegram channel when calls fail, Telegram goes away, or the disk is full: nothing lost, nothing doubled.

#[path = "support/echo.rs"]
mod echo;
#[path = "support/raw_call.rs"]
mod raw_call;
#[path = "support/stumbling_store.rs"]
mod stumbling_store;
#[path = "support/telegram_bot.rs"]
mod telegram_bot;
#[path = "support/telegram_server/mod.rs"]
mod telegram_server;
#[path = "support/wrapped_store.rs"]
mod wrapped_store;

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use sodan::{channel::telegram::TelegramOptions, store::MemoryStore};
use stumbling_store::StumblingStore;
use telegram_bot::{Bot, bot, counted, options, settled_after_stop};
use telegram_server::{Failure, TOKEN, TelegramServer};
use tokio::task::JoinSet;

const A: i64 = 71;
const B: i64 = 72;
const C: i64 = 73;

/// Tries several failures side by side, each with a bot of its own.
async fn each<T: Future<Output = ()> + Send + 'static>(failures: &[Failure], test: fn(Failure) -> T) {
    let mut running: JoinSet<()> = failures.iter().map(|failure| test(*failure)).collect();
    while let Some(ended) = running.join_next().await {
        ended.expect("the failure is survived");
    }
}

#[tokio::test]
async fn a_failed_send_is_repeated_until_it_is_there_once() {
    let failures = [
        Failure::TooMany { retry_after: 1 },
        Failure::Status(500),
        Failure::Status(502),
        Failure::Status(401),
        Failure::CutBefore,
    ];
    each(&failures, |failure| async move {
        let bot = bot().await;
        bot.server.fail("sendMessage", Some(A), 2, failure);
        (0..5).for_each(|_| {
            bot.server.says(A, "x");
        });
        assert_eq!(bot.server.next_texts(A, 5).await, counted(5, "x"), "{failure:?}");
        assert_eq!(bot.server.asked("sendMessage", 7).await.len(), 7);
        settled_after_stop(bot).await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_to_a_send_doubles_that_message_at_most() {
    let bot = bot().await;
    bot.server.says(A, "!two");
    assert_eq!(bot.server.next_texts(A, 2).await, ["1.1", "1.2"]);
    bot.server.fail("sendMessage", Some(A), 1, Failure::CutAfter);
    bot.server.says(A, "!two");
    assert_eq!(bot.server.next_texts(A, 3).await, ["2.1", "2.1", "2.2"]);
}

#[tokio::test]
async fn a_lost_answer_to_an_edit_shows_nothing_twice() {
    let bot = bot().await;
    bot.server.says(A, "x");
    let question = bot.server.next_message(A).await;
    bot.server.fail("editMessageText", Some(A), 1, Failure::CutAfter);
    bot.server.press(A, question.id, "はい");
    assert_eq!(bot.server.next_message(A).await.text, "2: yes");
    assert_eq!(bot.server.texts(A), ["1: x\n\n→ yes", "2: yes"]);
    assert!(bot.server.errors_of("editMessageText")[0].contains("message is not modified"));
}

#[tokio::test]
async fn a_failed_fetch_loses_and_doubles_nothing() {
    let failures = [
        Failure::TooMany { retry_after: 1 },
        Failure::Status(500),
        Failure::Status(409),
        Failure::Status(401),
        Failure::CutBefore,
        Failure::CutAfter,
    ];
    each(&failures, |failure| async move {
        let bot = bot().await;
        bot.server.says(A, "x");
        bot.server.next_message(A).await;
        // A fetch whose answer is lost confirms all the same, and so waits for something new first.
        let times = if failure == Failure::CutAfter { 1 } else { 2 };
        bot.server.fail("getUpdates", None, times, failure);
        (0..10).for_each(|_| {
            bot.server.says(A, "x");
        });
        bot.server.failed("getUpdates").await;
        bot.server.says(A, "x");
        assert_eq!(bot.server.next_texts(A, 11).await, counted(12, "x")[1..], "{failure:?}");
        settled_after_stop(bot).await;
    })
    .await;
}

#[tokio::test]
async fn one_chats_pause_is_not_anothers() {
    let bot = bot().await;
    bot.server.fail("sendMessage", Some(A), 1, Failure::TooMany { retry_after: 2 });
    bot.server.says(A, "x");
    bot.server.failed("sendMessage").await;
    bot.server.says(B, "x");
    assert_eq!(bot.server.next_message(B).await.text, "1: x");
    assert_eq!(bot.server.messages(A), []);
    assert_eq!(bot.server.next_message(A).await.text, "1: x");
    let calls = bot.server.asked("sendMessage", 3).await;
    assert!(calls[2].at - calls[0].at >= Duration::from_secs(2), "the pause is kept");
}

#[tokio::test]
async fn three_flooded_chats_pause_the_whole_bot() {
    let bot = bot().await;
    for chat in [A, B, C] {
        bot.server.fail("sendMessage", Some(chat), 1, Failure::TooMany { retry_after: 1 });
        bot.server.says(chat, "x");
    }
    bot.server.failed("sendMessage").await;
    bot.server.asked("sendMessage", 3).await;
    bot.server.says(74, "x");
    bot.server.next_message(74).await;
    let calls = bot.server.asked("sendMessage", 6).await;
    let third = calls[2].at;
    let other = calls.iter().find(|it| it.chat == Some(74)).unwrap().at;
    assert!(other - third >= Duration::from_millis(900), "{:?}", other - third);
}

#[tokio::test]
async fn the_pace_is_kept() {
    let server = TelegramServer::start().await;
    let options = TelegramOptions { messages_per_second: Some(10), ..options(&server) };
    let bot = Bot::start_with(server, Arc::new(MemoryStore::default()), options, |_| {});
    let start = Instant::now();
    (1..=20).for_each(|chat| {
        bot.server.says(chat, "x");
    });
    let calls = bot.server.asked("sendMessage", 20).await;
    assert!(calls[19].at - start >= Duration::from_secs(1), "twenty messages at ten a second");
}

#[tokio::test]
async fn a_server_that_goes_down_and_comes_back_is_met_again() {
    let bot = bot().await;
    bot.server.says(A, "x");
    bot.server.next_message(A).await;
    bot.echo.hold(&[A]);
    bot.server.says(A, "x");
    bot.server.all_confirmed().await;
    bot.server.down().await;
    bot.echo.hold(&[]);
    bot.server.says(A, "x");
    bot.server.up();
    assert_eq!(bot.server.next_texts(A, 2).await, counted(3, "x")[1..]);
    settled_after_stop(bot).await;
}

#[tokio::test]
async fn another_fetching_program_is_survived() {
    let bot = bot().await;
    bot.server.says(A, "x");
    bot.server.next_message(A).await;
    bot.server.all_confirmed().await;
    let (status, _) = raw_call::post(&bot.server.url(), TOKEN, "getUpdates", "application/json", "{}".into()).await;
    assert_eq!(status, 200);
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "2: x");
    assert!(bot.server.errors_of("getUpdates")[0].starts_with("Conflict: terminated by other getUpdates"));
}

#[tokio::test]
async fn a_store_that_fails_holds_updates_and_messages_but_loses_none() {
    let store = Arc::new(StumblingStore::default());
    let bot = Bot::start(TelegramServer::start().await, store.clone());
    bot.server.says(A, "x");
    bot.server.next_message(A).await;
    bot.server.all_confirmed().await;

    store.with.receives.store(1, Ordering::SeqCst);
    bot.server.says(A, "x");
    let repeated = bot.server.until("the batch is fetched again", |world| {
        let fetches: Vec<_> = world.asked.iter().filter(|it| it.method == "getupdates").collect();
        let [.., before, last] = fetches.as_slice() else { return None };
        (store.with.receives.load(Ordering::SeqCst) == 0 && before.params["offset"] == last.params["offset"])
            .then_some(())
    });
    repeated.await;
    assert_eq!(bot.server.next_message(A).await.text, "2: x");

    store.with.commits.store(1, Ordering::SeqCst);
    store.with.sents.store(1, Ordering::SeqCst);
    bot.server.says(A, "x");
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_texts(A, 2).await, counted(4, "x")[2..]);
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "5: x");
    assert_eq!(bot.server.texts(A), counted(5, "x"));
    assert_eq!(store.with.commits.load(Ordering::SeqCst) + store.with.sents.load(Ordering::SeqCst), 0);
}
