//! The Telegram channel against a strict server: what owners see, in order, once, whoever else does what.

#[path = "support/echo.rs"]
mod echo;
#[path = "support/telegram_bot.rs"]
mod telegram_bot;
#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use std::sync::Arc;

use serde_json::json;
use sodan::store::{MemoryStore, Store};
use telegram_bot::{Bot, bot, counted, options, settled_after_stop};
use telegram_server::{Failure, TelegramServer, USERNAME};

const A: i64 = 71;
const B: i64 = 72;

// What an owner sees

#[tokio::test]
async fn a_question_is_asked_answered_and_settled() {
    let bot = bot().await;
    bot.server.says(A, "!bold");
    let question = bot.server.next_message(A).await;
    assert_eq!(question.text, "<1> 太い & 強い");
    assert_eq!(question.emphasised("bold"), ["太い & 強い"]);
    let press = bot.server.press(A, question.id, "はい");
    assert_eq!(bot.server.answered(&press).await, "[yes]");
    assert_eq!(bot.server.next_message(A).await.text, "2: yes");
    let question = &bot.server.messages(A)[0];
    assert_eq!(question.text, "<1> 太い & 強い\n\n→ yes");
    assert_eq!(question.emphasised("bold"), ["太い & 強い", "yes"]);
    assert_eq!(question.buttons, Vec::<Vec<_>>::new());
    let previews = bot.server.asked("sendMessage", 1).await[0].params["link_preview_options"].clone();
    assert_eq!(previews, json!({"is_disabled": true}));
    assert_eq!(bot.server.errors(), []);
    settled_after_stop(bot).await;
}

#[tokio::test]
async fn a_message_too_long_for_one_comes_in_several_with_the_buttons_last() {
    let bot = bot().await;
    bot.server.says(A, "!long");
    let mut parts = Vec::new();
    for _ in 0..3 {
        parts.push(bot.server.next_message(A).await);
    }
    assert_eq!(parts.iter().map(|it| it.buttons.len()).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(parts.iter().map(|it| it.text.matches("長い文。").count()).sum::<usize>(), 2000);
}

#[tokio::test]
async fn the_menu_and_the_description_are_set() {
    let bot = bot().await;
    bot.server.asked("setMyShortDescription", 1).await;
    let world = bot.server.world();
    assert_eq!(world.commands, [("start".to_owned(), "はじめる".to_owned())]);
    assert_eq!(world.description, "使える支援策をご案内します。");
    assert_eq!(world.short_description, world.description);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_so_and_what_nobody_said_is_passed_over() {
    let bot = bot().await;
    bot.server.sends(A, json!({"photo": [{"file_id": "x"}], "caption": "これは？"}));
    bot.server.sends(A, json!({"sticker": {}}));
    bot.server.sends(A, json!({"voice": {}, "forward_origin": {"type": "hidden_user"}}));
    bot.server.sends(A, json!({"pinned_message": {}}));
    bot.server.sends(A, json!({"text": "転送", "forward_origin": {"type": "user"}}));
    bot.server.says(A, &format!("/start@{USERNAME}"));
    assert_eq!(
        bot.server.next_texts(A, 5).await,
        ["1: (読めません)", "2: (読めません)", "3: (読めません)", "4: 転送", "5: /start"]
    );
}

// Order

#[tokio::test(flavor = "multi_thread")]
async fn each_chat_is_answered_in_order() {
    let bot = bot().await;
    for n in 0..40 {
        (1..=10).for_each(|chat| {
            bot.server.says(chat, &format!("m{n}"));
        });
    }
    for chat in 1..=10 {
        let expected: Vec<String> = (0..40).map(|n| format!("{}: m{n}", n + 1)).collect();
        assert_eq!(bot.server.next_texts(chat, 40).await, expected);
    }
    settled_after_stop(bot).await;
}

#[tokio::test]
async fn a_flood_from_one_chat_holds_nobody_else() {
    let bot = bot().await;
    bot.echo.hold(&[A]);
    for n in 0..500 {
        bot.server.says(A, &n.to_string());
    }
    bot.server.says(B, "x");
    assert_eq!(bot.server.next_message(B).await.text, "1: x");
    assert_eq!(bot.server.texts(A).len(), 0);
    bot.echo.hold(&[]);
    assert_eq!(bot.server.next_texts(A, 500).await.last().unwrap(), "500: 499");
}

#[tokio::test]
async fn a_press_is_answered_though_the_chats_messages_have_to_wait() {
    let bot = bot().await;
    bot.server.says(A, "x");
    let question = bot.server.next_message(A).await;
    bot.server.fail("editMessageText", Some(A), 1, Failure::Hold);
    let press = bot.server.press(A, question.id, "いいえ");
    assert_eq!(bot.server.answered(&press).await, "[no]");
    assert_eq!(bot.server.messages(A).len(), 1);
    bot.server.failed("editMessageText").await;
    bot.server.release();
    assert_eq!(bot.server.next_message(A).await.text, "2: no");
}

#[tokio::test]
async fn a_press_that_is_too_old_to_be_answered_is_handled_all_the_same() {
    let bot = bot().await;
    bot.server.says(A, "x");
    let question = bot.server.next_message(A).await;
    bot.server.fail("getUpdates", None, 1, Failure::Hold);
    // The poll that is under way brings this; the next one is held.
    bot.server.says(B, "x");
    bot.server.failed("getUpdates").await;
    let press = bot.server.press(A, question.id, "はい");
    bot.server.expire(&press);
    bot.server.release();
    assert_eq!(bot.server.next_message(A).await.text, "2: yes");
    bot.server.asked("answerCallbackQuery", 1).await;
    assert_eq!(bot.server.errors_of("answerCallbackQuery").len(), 1);
}

// Repetition

#[tokio::test]
async fn a_repeated_update_changes_nothing() {
    let bot = bot().await;
    let said: Vec<i64> = (0..20).map(|_| bot.server.says(A, "x")).collect();
    assert_eq!(bot.server.next_texts(A, 20).await, counted(20, "x"));
    bot.server.all_confirmed().await;
    said.iter().for_each(|update| bot.server.repeat(*update));
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "21: x");
    bot.server.all_confirmed().await;
    assert_eq!(bot.server.texts(A), counted(21, "x"));
    let (server, store) = bot.stop().await;
    let bot = Bot::start(server, store);
    said.iter().for_each(|update| bot.server.repeat(*update));
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "22: x", "the marks outlive a restart");
}

// Strange updates and people who leave

#[tokio::test]
async fn updates_of_unknown_kinds_pass() {
    let bot = bot().await;
    let odd = [
        json!({"kind_of_next_year": {"chat": {"id": A}, "thing": [1, {"a": null}]}}),
        json!({"message": "not an object"}),
        json!({"message": {"chat": {"id": A, "type": "private"}}}),
        json!({"callback_query": {"id": "9", "from": {"id": A}, "data": "x", "inline_message_id": "z"}}),
        json!({"poll": {"id": "1"}}),
        json!({}),
        json!({"edited_message": {"message_id": 1, "chat": {"id": A, "type": "private"}, "from": {"id": A}, "location": {}}}),
        json!({"channel_post": {"message_id": 1, "chat": {"id": -5, "type": "channel"}, "text": "x"}}),
        json!({"my_chat_member": {"chat": {"id": A, "type": "private"}, "new_chat_member": {"status": "member"}}}),
    ];
    odd.into_iter().for_each(|update| {
        bot.server.inject(update);
    });
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "1: x");
    settled_after_stop(bot).await;
}

#[tokio::test]
async fn a_user_who_blocks_the_bot_loses_messages_and_nobody_else_does() {
    let bot = bot().await;
    bot.server.says(A, "!two");
    bot.server.block(A);
    bot.server.says(B, "x");
    assert_eq!(bot.server.next_message(B).await.text, "1: x");
    bot.server.asked("sendMessage", 2).await;
    bot.server.says(B, "x");
    bot.server.next_message(B).await;
    bot.server.unblock(A);
    bot.server.says(A, "x");
    let next = bot.server.next_message(A).await.text;
    assert_eq!((next.as_str(), bot.server.texts(A).len()), ("2: x", 1));
    assert_eq!(
        bot.server.errors(),
        [("sendmessage".to_owned(), 403, "Forbidden: bot was blocked by the user".to_owned())]
    );
    settled_after_stop(bot).await;
}

#[tokio::test]
async fn a_user_who_leaves_is_written_to_no_more() {
    let bot = bot().await;
    bot.server.fail("sendMessage", Some(A), 1, Failure::TooMany { retry_after: 1 });
    bot.server.says(A, "x");
    bot.server.asked("sendMessage", 1).await;
    bot.server.leaves(A);
    bot.server.unblock(A);
    bot.server.says(A, "y");
    bot.server.says(B, "x");
    bot.server.next_message(B).await;
    let texts = [bot.server.next_message(A).await.text];
    // The message that was being sent when its reader left may still come; what waited behind it does not.
    assert!(texts == ["1: x"] || texts == ["2: y"], "{texts:?}");
}

#[tokio::test]
async fn a_refused_message_becomes_an_apology_and_the_next_goes_out() {
    let bot = bot().await;
    bot.server.says(A, "!refused");
    bot.server.says(A, "x");
    let texts = bot.server.next_texts(A, 2).await;
    assert_eq!(texts, ["申し訳ありません。もう一度お試しください。", "2: x"]);
    assert_eq!(bot.server.errors_of("sendMessage"), ["Bad Request: BUTTON_DATA_INVALID"]);
    bot.server.fail("sendMessage", Some(A), 2, Failure::Status(400));
    bot.server.says(A, "x");
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "4: x", "an apology that is refused too is given up");
}

#[tokio::test]
async fn groups_are_told_once_and_never_consulted() {
    let bot = bot().await;
    let group = -1001;
    let call = format!("/start@{USERNAME}");
    bot.server.group_says(group, A, "こんにちは");
    bot.server.group_says(group, A, "/start@another_bot");
    bot.server.group_says(group, A, &call);
    let told = bot.server.next_message(group).await;
    assert_eq!(told.text, "ご相談は個別のチャットでどうぞ。");
    let press = bot.server.press_data(group, A, told.id, "yes");
    assert_eq!(bot.server.answered(&press).await, "");
    let (server, store) = bot.stop().await;
    let bot = Bot::start(server, store);
    bot.server.group_says(group, B, &call);
    bot.server.group_says(-1002, B, &call);
    bot.server.next_message(-1002).await;
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "1: x");
    assert_eq!(*bot.echo.heard.lock().unwrap(), [(A.to_string(), "x".to_owned())]);
    bot.server.all_confirmed().await;
    let (server, _) = bot.stop().await;
    assert_eq!(server.messages(group).len(), 1);
}

#[tokio::test]
async fn nobody_presses_anothers_button() {
    let bot = bot().await;
    bot.server.says(A, "x");
    let question = bot.server.next_message(A).await;
    let press = bot.server.press_data(A, B, question.id, "yes");
    assert_eq!(bot.server.answered(&press).await, "");
    let press = bot.server.press_data(A, A, question.id, "not ours: <>");
    assert_eq!(bot.server.answered(&press).await, "");
    bot.server.says(A, "y");
    assert_eq!(bot.server.next_message(A).await.text, "2: y");
}

// Ends

#[tokio::test]
async fn a_panic_costs_its_update_an_apology_and_nothing_else() {
    let bot = bot().await;
    bot.server.says(A, "!panic");
    bot.server.says(A, "x");
    bot.server.says(B, "x");
    assert_eq!(bot.server.next_message(B).await.text, "1: x");
    assert_eq!(bot.server.next_texts(A, 2).await, ["申し訳ありません。もう一度お試しください。", "1: x"]);
    let (server, store) = bot.stop().await;
    assert_eq!(store.waiting("telegram").await.unwrap(), []);
    let bot = Bot::start(server, store);
    bot.server.says(A, "x");
    assert_eq!(bot.server.next_message(A).await.text, "2: x", "it does not come back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_updates_survive_a_kill_before_they_are_handled() {
    let chats: Vec<i64> = (1..=20).collect();
    let server = TelegramServer::start().await;
    let options = options(&server);
    let bot = Bot::start_with(server, Arc::new(MemoryStore::default()), options, |echo| echo.hold(&chats));
    for n in 0..5 {
        chats.iter().for_each(|chat| {
            bot.server.says(*chat, &n.to_string());
        });
    }
    bot.server.all_confirmed().await;
    let (server, store) = bot.kill().await;
    assert_eq!(store.waiting("telegram").await.unwrap().len(), 100);
    assert!(chats.iter().all(|chat| server.texts(*chat).is_empty()));

    let bot = Bot::start(server, store);
    for chat in &chats {
        let expected: Vec<String> = (0..5).map(|n| format!("{}: {n}", n + 1)).collect();
        assert_eq!(bot.server.next_texts(*chat, 5).await, expected);
    }
    let heard = bot.echo.heard.lock().unwrap().len();
    assert_eq!(heard, 100);
    settled_after_stop(bot).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_in_the_middle_double_no_more_than_the_message_in_flight() {
    let mut server = TelegramServer::start().await;
    let mut store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let chats: Vec<i64> = (1..=10).collect();
    for round in 0..6 {
        let bot = Bot::start(server, store);
        for chat in &chats {
            (0..5).for_each(|_| {
                bot.server.says(*chat, "x");
            });
        }
        bot.server.asked("sendMessage", round * 50 + 7 * (round + 1)).await;
        (server, store) = bot.kill().await;
    }
    let bot = Bot::start(server, store);
    for chat in &chats {
        bot.server
            .until("all is answered", |world| world.chats[chat].of_bot().any(|it| it.text == "30: x").then_some(()))
            .await;
        let texts = bot.server.texts(*chat);
        let mut once = texts.clone();
        once.dedup();
        assert_eq!(once, counted(30, "x"));
        assert!(texts.len() <= 30 + 6, "at most one doubled at each kill: {texts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_in_the_middle_loses_and_doubles_nothing() {
    let mut server = TelegramServer::start().await;
    let mut store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let chats: Vec<i64> = (1..=10).collect();
    for round in 0..4 {
        let bot = Bot::start(server, store);
        for chat in &chats {
            (0..5).for_each(|_| {
                bot.server.says(*chat, "x");
            });
        }
        bot.server.asked("sendMessage", round * 50 + 3).await;
        (server, store) = bot.stop().await;
    }
    let bot = Bot::start(server, store);
    for chat in &chats {
        bot.server.next_texts(*chat, 20).await;
        assert_eq!(bot.server.texts(*chat), counted(20, "x"));
    }
    settled_after_stop(bot).await;
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_chat_that_has_to_pause() {
    let bot = bot().await;
    bot.server.fail("sendMessage", Some(A), 1, Failure::TooMany { retry_after: 3600 });
    bot.server.says(A, "x");
    bot.server.asked("sendMessage", 1).await;
    let (server, store) = bot.stop().await;
    let bot = Bot::start(server, store);
    assert_eq!(bot.server.next_message(A).await.text, "1: x");
}

#[tokio::test]
async fn a_wrong_token_ends_it_with_what_to_do() {
    let server = TelegramServer::start().await;
    for token in ["110201543:wrong", "nonsense", "", "two words"] {
        let mut options = options(&server);
        options.token = token.to_owned();
        let bot = Bot::start_with(server.clone(), Arc::new(MemoryStore::default()), options, |_| {});
        let said = bot.end().await.expect_err("nothing can be done with this token").to_string();
        assert!(said.contains("copy the token from @BotFather into TELOXIDE_TOKEN"), "{said}");
        assert!(token.is_empty() || !said.contains(token), "{said}");
    }
    for url in ["not a url", "mailto:x", "data:,"] {
        let mut options = options(&server);
        options.api_url = Some(url.to_owned());
        let bot = Bot::start_with(server.clone(), Arc::new(MemoryStore::default()), options, |_| {});
        assert!(bot.end().await.expect_err("no address").to_string().contains("TELOXIDE_API_URL"), "{url}");
    }
}
