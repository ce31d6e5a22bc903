//! The test server refuses what the real Bot API refuses, in its words; otherwise no test on it proves anything.

#[path = "support/raw_call.rs"]
mod raw_call;
#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use serde_json::{Value, json};
use telegram_server::{Failure, TOKEN, TelegramServer};

const OWNER: i64 = 71;

/// Calls with a JSON body; gives the result or the error's code and description.
async fn call(server: &TelegramServer, method: &str, params: Value) -> Result<Value, (u16, String)> {
    let (status, answer) = raw_call::post(&server.url(), TOKEN, method, "application/json", params.to_string()).await;
    if answer["ok"] == true {
        assert_eq!(status, 200);
        return Ok(answer["result"].clone());
    }
    assert_eq!(answer["error_code"], json!(status));
    Err((status, answer["description"].as_str().unwrap().to_owned()))
}

async fn refusal(server: &TelegramServer, method: &str, params: Value) -> String {
    let asked = format!("{method} {params:.100}");
    match call(server, method, params).await {
        Err((_, description)) => description,
        Ok(it) => panic!("{asked} was accepted: {it}"),
    }
}

async fn with_owner() -> TelegramServer {
    let server = TelegramServer::start().await;
    server.says(OWNER, "/start");
    server
}

fn say(text: &str) -> Value {
    json!({"chat_id": OWNER, "text": text, "parse_mode": "HTML"})
}

fn keyboard(rows: Value) -> Value {
    json!({"chat_id": OWNER, "text": "?", "reply_markup": {"inline_keyboard": rows}})
}

#[tokio::test]
async fn tokens_paths_and_methods_are_checked() {
    let server = with_owner().await;
    let post = async |token: &str, method: &str| {
        let (status, answer) = raw_call::post(&server.url(), token, method, "application/json", String::new()).await;
        (status, answer["description"].as_str().map(str::to_owned))
    };
    assert_eq!(post("1:wrong", "getMe").await, (401, Some("Unauthorized".into())));
    assert_eq!(post("nonsense", "getMe").await, (404, Some("Not Found".into())));
    assert_eq!(post(TOKEN, "sendMesage").await, (404, Some("Not Found: method not found".into())));
    assert_eq!(post(TOKEN, "GETME").await, (200, None));
    assert_eq!(server.errors().len(), 3);
}

#[tokio::test]
async fn a_form_and_a_query_are_read_like_json() {
    let server = with_owner().await;
    let markup = "%7B%22inline_keyboard%22%3A%5B%5B%7B%22text%22%3A%22a%22%2C%22callback_data%22%3A%22b%22%7D%5D%5D%7D";
    let form = format!("text=%E3%81%82+1&reply_markup={markup}");
    let method = format!("sendMessage?chat_id={OWNER}");
    let (status, _) = raw_call::post(&server.url(), TOKEN, &method, "application/x-www-form-urlencoded", form).await;
    assert_eq!(status, 200);
    let shown = server.next_message(OWNER).await;
    assert_eq!((shown.text.as_str(), shown.buttons[0][0].data.as_str()), ("あ 1", "b"));
}

#[tokio::test]
async fn texts_are_measured_after_their_entities() {
    let server = with_owner().await;
    assert_eq!(refusal(&server, "sendMessage", say("")).await, "Bad Request: message text is empty");
    for blank in [" \n", "<b> </b>", "<i></i>"] {
        assert_eq!(refusal(&server, "sendMessage", say(blank)).await, "Bad Request: text must be non-empty", "{blank}");
    }
    let long = "あ".repeat(4097);
    assert_eq!(refusal(&server, "sendMessage", say(&long)).await, "Bad Request: message is too long");
    let longest = format!("<b>{}</b>&amp;", "🏭".repeat(4095));
    call(&server, "sendMessage", say(&longest)).await.unwrap();
    assert_eq!(refusal(&server, "sendMessage", say(&"x".repeat(32769))).await, "Bad Request: text is too long");
    let mut markdown = say("x");
    markdown["parse_mode"] = json!("Klingon");
    assert_eq!(refusal(&server, "sendMessage", markdown).await, "Bad Request: unsupported parse_mode");
}

#[tokio::test]
async fn html_is_read_strictly() {
    let server = with_owner().await;
    for (html, wrong) in [
        ("a <p>b</p>", "Unsupported start tag \"p\" at byte offset 2"),
        ("1 < 2", "Unsupported start tag \"\" at byte offset 2"),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<a href=\"x", "Unclosed start tag at byte offset 0"),
        ("あ<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
    ] {
        let expected = format!("Bad Request: can't parse entities: {wrong}");
        assert_eq!(refusal(&server, "sendMessage", say(html)).await, expected, "{html}");
    }
    let html = "  &lt;a&gt; &#12354;&#x3042; &nbsp; <b>太字</b> <a href='https://example.jp/?a=1&amp;b=2'>ここ</a>";
    let sent = call(&server, "sendMessage", say(html)).await.unwrap();
    assert_eq!(sent["text"], "<a> ああ &nbsp; 太字 ここ");
    assert_eq!(
        sent["entities"],
        json!([
            {"type": "bold", "offset": 14, "length": 2},
            {"type": "text_link", "offset": 17, "length": 2, "url": "https://example.jp/?a=1&b=2"},
        ])
    );
    assert_eq!(server.next_message(OWNER).await.emphasised("bold"), ["太字"]);
}

#[tokio::test]
async fn keyboards_are_limited() {
    let server = with_owner().await;
    let button = |data: &str| json!({"text": "x", "callback_data": data});
    for (rows, wrong) in [
        (json!([[button(&"あ".repeat(22))]]), "BUTTON_DATA_INVALID"),
        (
            json!([[button("")]]),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            json!([[{"text": "x"}]]),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (json!([[{"text": "", "callback_data": "x"}]]), "inline keyboard button text must be non-empty"),
        (json!([vec![button("x"); 9]]), "reply markup is too long"),
        (json!(vec![vec![button("x"); 2]; 51]), "reply markup is too long"),
        (json!(vec![vec![json!({"text": "あ".repeat(50), "callback_data": "x"})]; 90]), "reply markup is too long"),
        (
            json!([[{"text": "x", "url": "tel:0120366440"}]]),
            "inline keyboard button URL 'tel:0120366440' is invalid: Unsupported URL protocol",
        ),
        (
            json!([[{"text": "x", "url": "https://localhost/"}]]),
            "inline keyboard button URL 'https://localhost/' is invalid: Wrong HTTP URL",
        ),
    ] {
        assert_eq!(refusal(&server, "sendMessage", keyboard(rows)).await, format!("Bad Request: {wrong}"));
    }
    call(
        &server,
        "sendMessage",
        keyboard(json!([[button(&"x".repeat(64)), {"text": "地図", "url": "https://example.jp"}]])),
    )
    .await
    .unwrap();
    call(&server, "sendMessage", keyboard(json!(vec![vec![button("x"); 8]; 12]))).await.unwrap();
}

#[tokio::test]
async fn a_chat_must_be_there_and_open() {
    let server = with_owner().await;
    assert_eq!(refusal(&server, "sendMessage", json!({"text": "x"})).await, "Bad Request: chat_id is empty");
    assert_eq!(
        refusal(&server, "sendMessage", json!({"chat_id": 999, "text": "x"})).await,
        "Bad Request: chat not found"
    );
    server.block(OWNER);
    assert_eq!(
        call(&server, "sendMessage", say("x")).await,
        Err((403, "Forbidden: bot was blocked by the user".to_owned()))
    );
    server.unblock(OWNER);
    call(&server, "sendMessage", say("x")).await.unwrap();
    assert_eq!(server.texts(OWNER), ["x"]);
}

#[tokio::test]
async fn edits_are_checked_and_remembered() {
    let server = with_owner().await;
    let sent = call(&server, "sendMessage", keyboard(json!([[{"text": "x", "callback_data": "x"}]]))).await.unwrap();
    let id = sent["message_id"].as_i64().unwrap();
    let edit = |id: i64, text: &str| json!({"chat_id": OWNER, "message_id": id, "text": text});
    assert_eq!(refusal(&server, "editMessageText", edit(99, "x")).await, "Bad Request: message to edit not found");
    assert_eq!(refusal(&server, "editMessageText", edit(1, "x")).await, "Bad Request: message can't be edited");
    assert_eq!(refusal(&server, "editMessageText", edit(id, &"x".repeat(4097))).await, "Bad Request: MESSAGE_TOO_LONG");
    call(&server, "editMessageText", edit(id, "?")).await.expect("only the buttons go");
    let same = "Bad Request: message is not modified: specified new message content and reply markup are exactly \
                the same as a current content and reply markup of the message";
    assert_eq!(refusal(&server, "editMessageText", edit(id, "?")).await, same);
    assert_eq!(refusal(&server, "editMessageReplyMarkup", json!({"chat_id": OWNER, "message_id": id})).await, same);
    call(&server, "editMessageText", edit(id, "!")).await.unwrap();
    let shown = server.messages(OWNER).remove(0);
    assert_eq!((shown.text.as_str(), shown.buttons.len()), ("!", 0));
    let before: Vec<_> = shown.edits.iter().map(|it| (it.text.as_str(), it.buttons.len())).collect();
    assert_eq!(before, [("?", 1), ("?", 0)]);
}

#[tokio::test]
async fn a_press_is_answered_once_and_in_time() {
    let server = with_owner().await;
    call(&server, "sendMessage", keyboard(json!([[{"text": "はい", "callback_data": "yes"}]]))).await.unwrap();
    let id = server.next_message(OWNER).await.id;
    let answer = |press: &str, text: String| json!({"callback_query_id": press, "text": text});
    let (press, late) = (server.press(OWNER, id, "はい"), server.press(OWNER, id, "yes"));
    server.expire(&late);
    let old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    assert_eq!(
        refusal(&server, "answerCallbackQuery", answer(&press, "x".repeat(201))).await,
        "Bad Request: MESSAGE_TOO_LONG"
    );
    call(&server, "answerCallbackQuery", answer(&press, "x".repeat(200))).await.unwrap();
    for wrong in [press.as_str(), late.as_str(), "123"] {
        assert_eq!(refusal(&server, "answerCallbackQuery", answer(wrong, String::new())).await, old);
    }
}

#[tokio::test]
async fn the_menu_of_commands_is_checked() {
    let server = with_owner().await;
    let menu = |command: &str, about: &str| json!({"commands": [{"command": command, "description": about}]});
    for (command, about, wrong) in [
        ("相談", "x", "BOT_COMMAND_INVALID"),
        ("Start", "x", "BOT_COMMAND_INVALID"),
        (&"x".repeat(33), "x", "BOT_COMMAND_INVALID"),
        ("start", "", "command description must be non-empty"),
        ("start", &"あ".repeat(257), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ] {
        assert_eq!(refusal(&server, "setMyCommands", menu(command, about)).await, format!("Bad Request: {wrong}"));
    }
    let many = json!({"commands": vec![json!({"command": "a", "description": "b"}); 101]});
    assert_eq!(refusal(&server, "setMyCommands", many).await, "Bad Request: BOT_COMMANDS_TOO_MUCH");
    call(&server, "setMyCommands", menu("start", "はじめる")).await.unwrap();
    assert_eq!(server.world().commands, [("start".to_owned(), "はじめる".to_owned())]);
    let long = json!({"short_description": "あ".repeat(121)});
    refusal(&server, "setMyShortDescription", long).await;
}

fn ids(updates: &Value) -> Vec<i64> {
    updates.as_array().unwrap().iter().map(|it| it["update_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn an_offset_confirms_and_a_limit_limits() {
    let server = TelegramServer::start().await;
    let all: Vec<i64> = (0..5).map(|n| server.says(OWNER, &n.to_string())).collect();
    let get = async |params: Value| ids(&call(&server, "getUpdates", params).await.unwrap());
    assert_eq!(get(json!({"limit": 2})).await, all[..2]);
    assert_eq!(get(json!({})).await, all);
    assert_eq!(get(json!({"offset": all[2]})).await, all[2..]);
    assert!(server.world().updates.is_confirmed(all[1]) && !server.world().updates.is_confirmed(all[2]));
    assert_eq!(get(json!({"offset": -1})).await, all[4..]);
    server.repeat(all[0]);
    assert_eq!(get(json!({"offset": all[4] + 1})).await, all[..1], "a repetition comes whatever the offset");
    assert!(get(json!({"offset": all[4] + 1})).await.is_empty());
    server.all_confirmed().await;
}

#[tokio::test]
async fn kinds_not_asked_for_are_not_given() {
    let server = TelegramServer::start().await;
    call(&server, "getUpdates", json!({"allowed_updates": ["callback_query"]})).await.unwrap();
    assert_eq!(server.says(OWNER, "x"), 0);
    let odd = server.inject(json!({"kind_of_next_year": {}}));
    assert_eq!(ids(&call(&server, "getUpdates", json!({})).await.unwrap()), [odd]);
}

#[tokio::test]
async fn a_long_poll_wakes_up_and_an_older_one_is_ended() {
    let server = TelegramServer::start().await;
    let poll = |server: TelegramServer| async move { call(&server, "getUpdates", json!({"timeout": 50})).await };
    let older = tokio::spawn(poll(server.clone()));
    let newer = tokio::spawn(poll(server.clone()));
    let conflict =
        server.until("one of two polls is ended", |world| world.asked.iter().find_map(|it| it.error.clone())).await;
    assert_eq!(
        conflict,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
    let update = server.says(OWNER, "x");
    let (older, newer) = (older.await.unwrap(), newer.await.unwrap());
    let answers: Vec<_> = [&older, &newer].into_iter().flatten().map(ids).collect();
    assert_eq!(answers, [[update]]);
    call(&server, "setWebhook", json!({})).await.unwrap();
    assert_eq!(
        call(&server, "getUpdates", json!({})).await,
        Err((
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
                .to_owned()
        ))
    );
}

#[tokio::test]
async fn it_breaks_as_it_is_told() {
    let server = with_owner().await;
    server.fail("sendMessage", Some(OWNER), 1, Failure::TooMany { retry_after: 5 });
    let (status, answer) =
        raw_call::post(&server.url(), TOKEN, "sendMessage", "application/json", say("x").to_string()).await;
    assert_eq!(status, 429);
    assert_eq!(
        answer,
        json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 5", "parameters": {"retry_after": 5}})
    );
    server.fail("sendMessage", Some(OWNER + 1), 1, Failure::Status(400));
    server.fail("sendMessage", None, 1, Failure::Status(502));
    assert_eq!(call(&server, "sendMessage", say("x")).await, Err((502, "Bad Gateway".to_owned())));
    call(&server, "sendMessage", say("1")).await.expect("the other failure is another chat's");

    let client = teloxide::Bot::new(TOKEN).client().clone();
    let send = async |text: &str| {
        let url = format!("{}/bot{TOKEN}/sendMessage", server.url());
        client.post(url).header("content-type", "application/json").body(say(text).to_string()).send().await
    };
    server.fail("sendMessage", None, 1, Failure::CutBefore);
    send("2").await.expect_err("the line is cut");
    server.fail("sendMessage", None, 1, Failure::CutAfter);
    send("3").await.expect_err("the line is cut");
    assert_eq!(server.texts(OWNER), ["1", "3"]);

    server.down().await;
    send("4").await.expect_err("nobody listens");
    server.up();
    send("5").await.expect("it is back");
    assert_eq!(server.texts(OWNER), ["1", "3", "5"]);
}

#[tokio::test]
async fn going_down_cuts_a_long_poll() {
    let server = TelegramServer::start().await;
    let url = format!("{}/bot{TOKEN}/getUpdates?timeout=50", server.url());
    let poll = tokio::spawn(teloxide::Bot::new(TOKEN).client().post(url).send());
    server.until("the poll has come", |world| (world.updates.calls() == 1).then_some(())).await;
    server.down().await;
    poll.await.unwrap().expect_err("the line is cut");
    server.up();
    assert_eq!(server.world().asked.len(), 0, "a poll that was cut is not answered");
}

#[tokio::test]
async fn topics_and_replies_are_where_they_are_said_to_be() {
    let server = with_owner().await;
    let (plain, forum) = (-1, -2);
    server.joins(plain, false);
    server.joins(forum, true);
    let topic = |chat: i64, name: &str| json!({"chat_id": chat, "name": name});
    assert_eq!(refusal(&server, "createForumTopic", topic(plain, "x")).await, "Bad Request: the chat is not a forum");
    assert_eq!(refusal(&server, "createForumTopic", topic(forum, " ")).await, "Bad Request: TOPIC_TITLE_EMPTY");
    let long = "題".repeat(129);
    assert_eq!(refusal(&server, "createForumTopic", topic(forum, &long)).await, "Bad Request: TOPIC_TITLE_TOO_LONG");
    let thread = call(&server, "createForumTopic", topic(forum, "相談")).await.unwrap()["message_thread_id"].clone();
    let into = |chat: i64, thread: &Value| json!({"chat_id": chat, "text": "x", "message_thread_id": thread});
    assert_eq!(call(&server, "sendMessage", into(forum, &thread)).await.unwrap()["message_thread_id"], thread);
    for (chat, thread) in [(plain, &thread), (forum, &json!(999))] {
        let refused = refusal(&server, "sendMessage", into(chat, thread)).await;
        assert_eq!(refused, "Bad Request: message thread not found");
    }
    server.delete_topic(forum, thread.as_i64().unwrap());
    let refused = refusal(&server, "sendMessage", into(forum, &thread)).await;
    assert_eq!(refused, "Bad Request: message thread not found");
    let below = |sure: bool| {
        let reply = json!({"message_id": 99, "allow_sending_without_reply": sure});
        json!({"chat_id": plain, "text": "x", "reply_parameters": reply})
    };
    let refused = refusal(&server, "sendMessage", below(false)).await;
    assert_eq!(refused, "Bad Request: message to be replied not found");
    call(&server, "sendMessage", below(true)).await.unwrap();
    let copy = |message: i64| json!({"chat_id": plain, "from_chat_id": OWNER, "message_id": message});
    call(&server, "copyMessage", copy(1)).await.unwrap();
    assert_eq!(refusal(&server, "copyMessage", copy(2)).await, "Bad Request: message to copy not found");
}

#[tokio::test]
async fn a_group_takes_twenty_messages_a_minute() {
    let server = TelegramServer::start().await;
    server.joins(-1, false);
    let say = json!({"chat_id": -1, "text": "x"});
    for _ in 0..20 {
        call(&server, "sendMessage", say.clone()).await.unwrap();
    }
    let (code, words) = call(&server, "sendMessage", say).await.unwrap_err();
    assert_eq!((code, words.starts_with("Too Many Requests: retry after ")), (429, true));
}
