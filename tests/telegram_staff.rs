//! The staff's group on Telegram against a strict server: cases told once, taken by one, answered in both directions.

#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use std::{
    path::Path,
    sync::{Arc, LazyLock, Mutex},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sodan::{
    channel::telegram::{StaffGroup, TelegramError, TelegramOptions, Words, run_with},
    consult::{
        Consult,
        case::{Act, Outcome, State, Worker},
        line::Speaker,
        work::{By, Worked},
    },
    content::{Content, load},
    helpdesk::{name::StaffName, role::Role, staff::Staff, telegram},
    store::{CaseId, ChatKey, EntryChange, EntryKey, Expect, MemoryStore, Store},
};
use telegram_server::{Failure, Shown, TOKEN, TelegramServer, USERNAME};
use tokio::{sync::watch, task::JoinHandle};

const GROUP: i64 = -1_001;
const OWNER: i64 = 71;
const YAMADA: i64 = 501;
const SATO: i64 = 502;
const STRANGER: i64 = 503;
const CASE: CaseId = CaseId(1);

#[tokio::test]
async fn a_new_case_is_told_once_with_a_button_to_take_it() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    let card = desk.server.next_message(GROUP).await;
    for part in ["受付番号 1　新規", "窓口　", "担当　まだいません", "理由　", "テーマ"] {
        assert!(card.text.contains(part), "{part}: {}", card.text);
    }
    assert_eq!(card.buttons.len(), 1);
    assert!(card.button("担当する").unwrap().data.len() <= 64);
    let desk = desk.restarted().await;
    for text in ["いちばん低い時給を上げる", "人に相談"] {
        desk.server.says(OWNER, text);
        desk.server.next_message(OWNER).await;
    }
    assert!(desk.server.next_message(GROUP).await.text.contains("また人との相談"));
    assert_eq!(desk.cards(), 1);
    desk.end(&[]).await;
}

#[tokio::test]
async fn one_of_two_members_takes_the_case_and_nobody_unknown() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    let card = desk.server.next_message(GROUP).await;
    let data = card.button("担当する").unwrap().data.clone();
    let press = |who| desk.server.press_data(GROUP, who, card.id, &data);
    let stranger = press(STRANGER);
    assert!(desk.server.answered(&stranger).await.contains("あなたのTelegramの番号 503"));
    let (first, second) = (press(YAMADA), press(SATO));
    assert_eq!(desk.server.answered(&first).await, "受付番号 1 の担当になりました。");
    assert_eq!(desk.server.answered(&second).await, "山田さんが先に担当しました。");
    desk.card_says(card.id, "担当　山田").await;
    let again = press(YAMADA);
    assert_eq!(desk.server.answered(&again).await, "もう担当しています。");
    let card = desk.server.messages(GROUP).remove(0);
    assert!(card.text.contains("対応中") && card.buttons.is_empty(), "{card:?}");
    desk.end(&[]).await;
}

#[tokio::test]
async fn a_reply_to_the_cases_message_reaches_the_owner_and_the_owners_words_come_back() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    let card = desk.server.next_message(GROUP).await;
    desk.server.group_says(GROUP, YAMADA, "だれか見てください");
    desk.server.group_replies(GROUP, STRANGER, card.id, "私が答えます");
    let notice = desk.server.next_message(GROUP).await;
    assert!(notice.text.contains("登録されていない"), "{}", notice.text);
    let reply = desk.server.group_replies(GROUP, YAMADA, card.id, "お電話ください");
    assert_eq!(desk.server.next_message(OWNER).await.text.lines().last(), Some("お電話ください"));
    desk.server.says(OWNER, "わかりました");
    let words = desk.server.next_message(GROUP).await;
    assert_eq!((words.text.as_str(), words.reply_to), ("相談者\nわかりました", Some(card.id)));
    // Below the owner's words it reaches them as well; an update that comes again does not.
    desk.server.group_replies(GROUP, YAMADA, words.id, "お待ちしています");
    desk.server.next_message(OWNER).await;
    assert_eq!(desk.server.next_message(OWNER).await.text.lines().last(), Some("お待ちしています"));
    desk.server.repeat(reply);
    desk.server.all_confirmed().await;
    desk.server.says(OWNER, "では");
    assert_eq!(desk.server.next_message(GROUP).await.text, "相談者\nでは");
    let heard = desk.server.texts(OWNER).iter().filter(|text| text.contains("お電話ください")).count();
    assert_eq!(heard, 1);
    desk.end(&[]).await;
}

#[tokio::test]
async fn a_topic_carries_the_talk_with_photos_and_what_was_rewritten() {
    let desk = Desk::start(true).await;
    desk.case_opens().await;
    let card = desk.server.next_message(GROUP).await;
    let thread = card.thread.expect("a topic");
    assert!(desk.server.world().chats[&GROUP].topics[&thread].starts_with("1 "));
    desk.server.topic_says(GROUP, STRANGER, thread, "私が答えます");
    let notice = desk.server.next_message(GROUP).await;
    assert!(notice.text.contains("登録されていない") && notice.thread == Some(thread), "{}", notice.text);
    desk.server.topic_says(GROUP, YAMADA, thread, "どんな設備ですか");
    desk.server.next_message(OWNER).await;
    desk.server.says(OWNER, "ボイラーです");
    let words = desk.server.next_message(GROUP).await;
    assert_eq!((words.text.as_str(), words.thread), ("相談者\nボイラーです", Some(thread)));
    let written = desk.server.world().chats[&OWNER].messages.values().rfind(|it| !it.from_bot).unwrap().id;
    desk.server.rewrites(OWNER, written, "ボイラー2台です");
    assert_eq!(desk.server.next_message(GROUP).await.text, "相談者（書き直し）\nボイラー2台です");
    desk.server.sends(OWNER, json!({"photo": [{"file_id": "x"}]}));
    let photo = desk.server.next_message(GROUP).await;
    assert_eq!((photo.content["photo"][0]["file_id"].as_str(), photo.thread), (Some("x"), Some(thread)));
    desk.end(&[]).await;
}

#[tokio::test]
async fn what_is_no_text_is_in_the_transcript_restarts_the_clock_and_is_acknowledged_once() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    let card = desk.server.next_message(GROUP).await;
    desk.at_console(Act::Reply("見積を送ってください".to_owned())).await;
    desk.server.next_message(OWNER).await;
    desk.server.next_message(GROUP).await;
    let estimate =
        json!({"document": {"file_id": "x", "file_name": "見積.pdf"}, "caption": "二社のものです。\n安いのは乙社"});
    let update = desk.server.sends(OWNER, estimate);
    let copied = desk.server.next_message(GROUP).await;
    assert_eq!((copied.content["document"]["file_id"].as_str(), copied.reply_to), (Some("x"), Some(card.id)));
    assert!(desk.server.next_message(OWNER).await.text.contains("相談員に届きました"));
    let (_, case) = desk.consult.board().case(CASE).unwrap();
    assert_eq!((case.state, case.waiting_since, case.written), (State::Working, Some(noon()), 1));
    assert_eq!(desk.last_line().await, "（書類「見積.pdf」）\n二社のものです。\n安いのは乙社");
    // Again it is neither told nor acknowledged; another one is told.
    desk.server.repeat(update);
    desk.server.sends(OWNER, json!({"sticker": {"file_id": "y", "emoji": "🙏"}}));
    assert_eq!(desk.server.next_message(GROUP).await.content["sticker"]["file_id"], "y");
    assert_eq!(desk.last_line().await, "（スタンプ「🙏」）");
    desk.server.all_confirmed().await;
    let heard = desk.server.texts(OWNER).iter().filter(|text| text.contains("相談員に届きました")).count();
    assert_eq!(heard, 1);
    // What a message says now, be it a caption.
    desk.at_console(Act::Reply("届きました".to_owned())).await;
    desk.server.next_message(OWNER).await;
    desk.server.next_message(GROUP).await;
    let sent =
        desk.server.world().chats[&OWNER].messages.values().find(|it| it.content["document"].is_object()).unwrap().id;
    desk.server.changes(
        OWNER,
        sent,
        json!({"document": {"file_id": "z", "file_name": "見積2.pdf"}, "caption": "直しました"}),
    );
    let told = desk.server.next_message(GROUP).await.content;
    assert_eq!(told["document"]["file_id"], "z");
    assert_eq!(told["caption"], "相談者（書き直し）\n（書類「見積2.pdf」）\n直しました");
    assert!(desk.server.next_message(OWNER).await.text.contains("相談員に届きました"));
    assert_eq!(desk.consult.board().case(CASE).unwrap().1.state, State::Working);
    desk.end(&[]).await;
}

#[tokio::test]
async fn a_photo_for_whom_was_wished_for_reaches_the_group_before_anybody_took_it() {
    let desk = Desk::start(true).await;
    desk.server.says(OWNER, "/start");
    desk.server.next_message(OWNER).await;
    desk.server.sends(OWNER, json!({"photo": [{"file_id": "w"}]}));
    assert!(desk.server.next_message(OWNER).await.text.contains("読めません"), "for the bot it is nothing");
    for text in ["賃上げ", "人に相談"] {
        desk.server.says(OWNER, text);
        desk.server.next_message(OWNER).await;
    }
    let card = desk.server.next_message(GROUP).await;
    for file in ["x", "y"] {
        desk.server.sends(OWNER, json!({"photo": [{"file_id": file}], "caption": "届いた書類です"}));
        let photo = desk.server.next_message(GROUP).await;
        assert_eq!((photo.content["photo"][0]["file_id"].as_str(), photo.thread), (Some(file), card.thread));
    }
    let told = desk.server.next_message(OWNER).await;
    assert!(told.text.contains("相談員に渡しました") && !told.buttons.is_empty(), "{told:?}");
    // The bot goes on; what was written before and is put right is for the group, too.
    let written = desk.server.world().chats[&OWNER].messages.values().find(|it| it.text == "賃上げ").unwrap().id;
    desk.server.rewrites(OWNER, written, "電気代");
    let words = desk.server.next_message(GROUP).await;
    assert_eq!((words.text.as_str(), words.thread), ("相談者（書き直し）\n電気代", card.thread));
    desk.server.says(OWNER, "いちばん低い時給を上げる");
    assert!(desk.server.next_message(OWNER).await.text.contains("質問"));
    assert_eq!(desk.consult.board().case(CASE).unwrap().1.state, State::New);
    let quiet = desk.quiet().await;
    assert_eq!(quiet.server.messages(GROUP).len(), 4);
    assert!(quiet.server.errors().is_empty());
}

#[tokio::test]
async fn without_a_group_an_owner_is_told_that_nobody_can_open_it() {
    let desk = Desk::start(false).await.without_group().await;
    desk.case_opens().await;
    desk.at_console(Act::Reply("お電話ください".to_owned())).await;
    desk.server.next_message(OWNER).await;
    desk.server.says(OWNER, "はい");
    assert!(desk.server.next_message(OWNER).await.text.contains("相談員に届きました"));
    desk.server.sends(OWNER, json!({"photo": [{"file_id": "x"}], "caption": "看板です"}));
    assert!(desk.server.next_message(OWNER).await.text.contains("開けません"));
    assert_eq!(desk.last_line().await, "（写真）\n看板です");
    // Said once, and not of what words tell as well.
    desk.server.sends(OWNER, json!({"photo": [{"file_id": "x"}]}));
    desk.server.sends(OWNER, json!({"location": {"latitude": 35.5, "longitude": 139.25}}));
    let written = desk.server.world().chats[&OWNER].messages.values().find(|it| it.text == "はい").unwrap().id;
    desk.server.rewrites(OWNER, written, "いいえ");
    desk.owner_wrote(5).await;
    desk.at_console(Act::Reply("何台ですか".to_owned())).await;
    assert!(desk.server.next_message(OWNER).await.text.contains("何台ですか"));
    let desk = desk.quiet().await;
    let lines = desk.consult.lines(&ChatKey::new("telegram", OWNER), 4).await.unwrap();
    let said: Vec<String> = lines.iter().map(|line| line.text.to_plain()).collect();
    assert_eq!(said, ["（写真）", "（位置情報「35.5, 139.25」）", "いいえ", "何台ですか"]);
    assert_eq!(lines.iter().map(|line| line.rewritten).collect::<Vec<_>>(), [false, false, true, false]);
}

#[tokio::test]
async fn a_deleted_topic_is_made_again_and_the_words_come_there() {
    let desk = Desk::start(true).await;
    desk.case_opens().await;
    let thread = desk.server.next_message(GROUP).await.thread.expect("a topic");
    desk.server.topic_says(GROUP, YAMADA, thread, "どんな設備ですか");
    desk.server.next_message(OWNER).await;
    desk.server.until("the card says so", |world| shown(world, GROUP, "相談者待ち")).await;
    desk.server.delete_topic(GROUP, thread);
    desk.server.says(OWNER, "ボイラーです");
    let (card, words) = (desk.server.next_message(GROUP).await, desk.server.next_message(GROUP).await);
    let again = card.thread.expect("a topic");
    assert!(again != thread && card.text.contains("受付番号 1"), "{card:?}");
    assert_eq!((words.text.as_str(), words.thread), ("相談者\nボイラーです", Some(again)));
    desk.server.topic_says(GROUP, YAMADA, again, "何台ですか");
    desk.server.until("the owner hears it", |world| shown(world, OWNER, "何台ですか")).await;
    let desk = desk.quiet().await;
    let refused: Vec<_> = desk.server.errors().into_iter().map(|error| error.2).collect();
    assert!(
        refused.iter().all(|words| words.contains("not found")) && !refused.is_empty(),
        "nothing but the deleted topic was refused: {refused:?}"
    );
}

#[tokio::test]
async fn what_colleagues_do_at_the_console_is_told_and_a_lost_race_shows_their_words() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    let card = desk.server.next_message(GROUP).await;
    desk.server.fail("sendMessage", Some(GROUP), 1, Failure::Hold);
    desk.at_console(Act::Reply("担当の佐藤です".to_owned())).await;
    desk.server.failed("sendMessage").await;
    desk.server.group_replies(GROUP, YAMADA, card.id, "山田です");
    desk.server.all_confirmed().await;
    desk.server.release();
    assert!(desk.server.next_message(OWNER).await.text.contains("担当の佐藤です"));
    let told = desk.server.next_message(GROUP).await;
    assert_eq!(told.text, "相談員 佐藤（画面から）\n担当の佐藤です");
    let lost = desk.server.next_message(GROUP).await;
    assert!(lost.text.contains("佐藤さんが先に返信しています。\n「担当の佐藤です」"), "{}", lost.text);
    desk.card_says(card.id, "相談者待ち").await;
    // Having read that, one may.
    desk.server.group_replies(GROUP, YAMADA, told.id, "山田からも一言");
    desk.server.until("the owner hears it", |world| shown(world, OWNER, "山田からも一言")).await;
    desk.at_console(Act::Close(Outcome::Solved)).await;
    desk.card_says(card.id, "完了（解決）").await;
    desk.server.group_replies(GROUP, YAMADA, card.id, "もう一言");
    assert!(desk.server.next_message(GROUP).await.text.contains("完了しています"));
    assert!(!desk.server.texts(OWNER).iter().any(|text| text.contains("もう一言")));
    desk.end(&[]).await;
}

#[tokio::test]
async fn nobody_taking_a_case_is_said_once_in_the_teams_time() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    desk.server.next_message(GROUP).await;
    let desk = desk.restarted().await;
    desk.now.lock().unwrap().clone_from(&(noon() + TimeDelta::days(7)));
    let desk = desk.restarted().await;
    assert!(desk.server.next_message(GROUP).await.text.contains("まだ担当者がいません"));
    let desk = desk.restarted().await;
    desk.at_console(Act::Claim).await;
    desk.card_says(1, "担当　佐藤").await;
    assert_eq!(desk.server.messages(GROUP).len(), 2);
    desk.end(&[]).await;
}

#[tokio::test]
async fn who_waits_anew_is_reminded_of_anew() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    desk.server.next_message(GROUP).await;
    let week = |weeks: i64| noon() + TimeDelta::days(7 * weeks);
    desk.now.lock().unwrap().clone_from(&week(1));
    let desk = desk.restarted().await;
    assert!(desk.server.next_message(GROUP).await.text.contains("まだ担当者がいません"));
    // Wished for once more: the same wait.
    for text in ["いちばん低い時給を上げる", "人に相談"] {
        desk.server.says(OWNER, text);
        desk.server.next_message(OWNER).await;
    }
    assert!(desk.server.next_message(GROUP).await.text.contains("また人との相談"));
    // Taken and given back: nobody has it again.
    desk.at_console(Act::Claim).await;
    desk.at_console(Act::Assign(None)).await;
    assert!(desk.server.next_message(GROUP).await.text.contains("まだ担当者がいません"));
    // Ended and taken up again: it waits from then on.
    desk.at_console(Act::Close(Outcome::Solved)).await;
    desk.card_says(1, "完了（解決）").await;
    desk.at_console(Act::Reopen).await;
    desk.card_says(1, "新規").await;
    desk.now.lock().unwrap().clone_from(&week(2));
    let desk = desk.restarted().await;
    assert!(desk.server.next_message(GROUP).await.text.contains("まだ担当者がいません"));
    let desk = desk.restarted().await.quiet().await;
    let reminded = desk.server.texts(GROUP).iter().filter(|text| text.contains("まだ担当者がいません")).count();
    assert_eq!(reminded, 3);
}

/// A note of a version that kept what owners had sent among the errands, and of a reminder no more than that it was sent.
#[tokio::test]
async fn what_an_earlier_version_noted_is_known_and_what_it_had_still_to_send_is_sent() {
    let desk = Desk::start(true).await;
    desk.server.says(OWNER, "/start");
    desk.server.next_message(OWNER).await;
    desk.server.sends(OWNER, json!({"photo": [{"file_id": "x"}]}));
    desk.server.next_message(OWNER).await;
    let photo =
        desk.server.world().chats[&OWNER].messages.values().find(|it| it.content["photo"].is_array()).unwrap().id;
    for text in ["賃上げ", "人に相談"] {
        desk.server.says(OWNER, text);
        desk.server.next_message(OWNER).await;
    }
    let card = desk.server.next_message(GROUP).await;
    let desk = desk.quiet().await;
    let (_, body) = desk.store.entries("tgcase").await.unwrap().remove(0);
    let mut note: serde_json::Value = serde_json::from_slice(&body).unwrap();
    for newer in ["threads", "theirs", "reminded_of"] {
        assert!(note.as_object_mut().unwrap().remove(newer).is_some(), "{note}");
    }
    note["reminded"] = json!(true);
    note["errands"] = json!([
        {"of": "telegram/900001", "what": {"copy": {"chat": OWNER, "message": photo}}},
        {"of": "telegram/900002", "what": {"edited": {"text": "電気代"}}},
    ]);
    let body = Some(serde_json::to_vec(&note).unwrap());
    let change = EntryChange { key: EntryKey::new("tgcase", CASE), expect: Expect::Any, body };
    desk.store.change(vec![change], Vec::new()).await.unwrap();
    desk.now.lock().unwrap().clone_from(&(noon() + TimeDelta::days(7)));
    let desk = Desk::on(desk.server, desk.store, desk.now, true).await;
    let copied = desk.server.next_message(GROUP).await;
    assert_eq!((copied.content["photo"][0]["file_id"].as_str(), copied.thread), (Some("x"), card.thread));
    assert_eq!(desk.server.next_message(GROUP).await.text, "相談者（書き直し）\n電気代");
    // Neither told anew nor reminded of once more; the next wait is another.
    let desk = desk.restarted().await;
    assert_eq!((desk.cards(), desk.server.messages(GROUP).len()), (1, 3));
    desk.at_console(Act::Claim).await;
    desk.at_console(Act::Assign(None)).await;
    assert!(desk.server.next_message(GROUP).await.text.contains("まだ担当者がいません"));
    let desk = desk.restarted().await.quiet().await;
    let reminded = desk.server.texts(GROUP).iter().filter(|text| text.contains("まだ担当者がいません")).count();
    assert_eq!((reminded, desk.server.errors().len()), (1, 0));
}

#[tokio::test]
async fn a_kill_half_way_loses_nothing_and_repeats_nothing_that_was_noted() {
    let desk = Desk::start(false).await;
    desk.server.fail("sendMessage", Some(GROUP), 1, Failure::Hold);
    desk.case_opens().await;
    desk.server.failed("sendMessage").await;
    let desk = desk.killed().await;
    desk.server.release();
    let card = desk.server.next_message(GROUP).await;
    desk.server.group_replies(GROUP, YAMADA, card.id, "お電話ください");
    desk.server.until("the owner hears it", |world| shown(world, OWNER, "お電話ください")).await;
    desk.card_says(card.id, "相談者待ち").await;
    desk.server.fail("sendMessage", Some(GROUP), 1, Failure::Hold);
    desk.server.says(OWNER, "一");
    desk.server.says(OWNER, "二");
    desk.server.failed("sendMessage").await;
    desk.server.all_confirmed().await;
    let desk = desk.killed().await;
    desk.server.release();
    desk.server.until("all is told", |world| shown(world, GROUP, "相談者\n二")).await;
    desk.server.says(OWNER, "三");
    desk.server.until("all is told", |world| shown(world, GROUP, "相談者\n三")).await;
    let texts = desk.server.texts(GROUP);
    // The held call had its effect after the kill, as the one message under way may.
    for (text, most) in [("相談者\n一", 2), ("相談者\n二", 1), ("相談者\n三", 1)] {
        let count = texts.iter().filter(|it| *it == text).count();
        assert!((1..=most).contains(&count), "{text}: {texts:?}");
    }
    desk.end(&["message is not modified"]).await;
}

#[tokio::test]
async fn an_erased_owner_leaves_nothing_in_the_group() {
    for topics in [false, true] {
        let desk = Desk::start(topics).await;
        desk.case_opens().await;
        let card = desk.server.next_message(GROUP).await;
        desk.at_console(Act::Reply("担当の佐藤です".to_owned())).await;
        desk.server.next_message(GROUP).await;
        desk.server.next_message(OWNER).await;
        match card.thread {
            Some(thread) => desk.server.topic_says(GROUP, YAMADA, thread, "山田からも"),
            None => desk.server.group_replies(GROUP, YAMADA, card.id, "山田からも"),
        };
        desk.server.next_message(OWNER).await;
        desk.erases().await;
        if !topics {
            desk.card_says(card.id, "消されました").await;
        }
        let left = if topics { 0 } else { 1 };
        let few = |world: &telegram_server::World| (world.chats[&GROUP].messages.len() == left).then_some(());
        desk.server.until("the rest is deleted", few).await;
        // What is noted goes once the group is done.
        let desk = desk.restarted().await.quiet().await;
        assert_eq!(desk.store.entries("tgcase").await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_erased_owner_leaves_nothing_in_a_topic_that_was_closed_or_from_before_there_were_topics() {
    let desk = Desk::start(false).await;
    desk.case_opens().await;
    let card = desk.server.next_message(GROUP).await;
    desk.server.group_replies(GROUP, YAMADA, card.id, "お電話ください");
    desk.server.next_message(OWNER).await;
    desk.server.says(OWNER, "秘密その一");
    assert_eq!(desk.server.next_message(GROUP).await.text, "相談者\n秘密その一");
    desk.server.next_message(OWNER).await;
    // The group gets topics, and somebody deletes the message of the case.
    desk.server.joins(GROUP, true);
    let desk = desk.restarted().await;
    desk.server.world().chat(GROUP).messages.remove(&card.id);
    desk.at_console(Act::Urgent(true)).await;
    let first = desk.server.next_message(GROUP).await.thread.expect("a topic");
    desk.server.says(OWNER, "秘密その二");
    assert_eq!(desk.server.next_message(GROUP).await.thread, Some(first));
    desk.server.close_topic(GROUP, first);
    desk.server.says(OWNER, "秘密その三");
    let (card, words) = (desk.server.next_message(GROUP).await, desk.server.next_message(GROUP).await);
    assert!(card.thread.is_some_and(|thread| thread != first) && words.thread == card.thread, "{card:?} {words:?}");
    desk.erases().await;
    let empty = |world: &telegram_server::World| {
        let group = &world.chats[&GROUP];
        (group.messages.is_empty() && group.topics.is_empty()).then_some(())
    };
    desk.server.until("all of it is deleted", empty).await;
    let desk = desk.restarted().await.quiet().await;
    assert_eq!(desk.store.entries("tgcase").await.unwrap(), []);
    assert_eq!(desk.server.messages(GROUP), []);
}

#[tokio::test]
async fn what_of_an_erased_case_cannot_be_deleted_is_said_in_the_group() {
    for topics in [false, true] {
        let desk = Desk::start(topics).await;
        desk.case_opens().await;
        let card = desk.server.next_message(GROUP).await;
        desk.at_console(Act::Reply("担当の佐藤です".to_owned())).await;
        desk.server.next_message(GROUP).await;
        desk.server.next_message(OWNER).await;
        desk.server.says(OWNER, "秘密");
        desk.server.next_message(GROUP).await;
        desk.server.next_message(OWNER).await;
        for (method, times) in [("deleteForumTopic", 1), ("deleteMessages", 1), ("deleteMessage", 1)] {
            desk.server.fail(method, Some(GROUP), times, Failure::Status(400));
        }
        desk.erases().await;
        let left = if topics { "トピックが1つ、メッセージが1つ" } else { "メッセージが1つ" };
        let said = format!("受付番号 1 は、相談者の希望で消されました。ただし、{left}、ここに残っています。");
        let told = desk.server.until("what is left is said", |world| shown(world, GROUP, &said)).await;
        // Where there is no topic, the message of the case says it itself.
        assert_eq!(told.id == card.id, !topics, "{told:?}");
        assert_eq!(desk.server.messages(GROUP).len(), 2, "{:?}", desk.server.texts(GROUP));
        desk.server.release();
        let desk = desk.restarted().await.quiet().await;
        assert_eq!(desk.store.entries("tgcase").await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_code_of_the_console_links_somebody_once() {
    let desk = Desk::start(false).await;
    let yamada = StaffName::new("yamada").unwrap();
    let code = telegram::lend_code(desk.store.as_ref(), &yamada, Utc::now()).await.unwrap();
    let old = telegram::lend_code(desk.store.as_ref(), &yamada, Utc::now() - telegram::CODE_HOLDS).await.unwrap();
    for wrong in [old.as_str(), code.as_str(), "ABCD-EFGH", ""] {
        desk.server.says(STRANGER, &format!("/staff {wrong} "));
        assert!(desk.server.next_message(STRANGER).await.text.contains("使えません"), "{wrong}");
    }
    let code = telegram::lend_code(desk.store.as_ref(), &yamada, Utc::now()).await.unwrap();
    desk.server.says(STRANGER, &format!("/staff {}", code.to_lowercase()));
    assert!(desk.server.next_message(STRANGER).await.text.contains("山田さんを登録しました"));
    desk.server.says(OWNER, &format!("/staff {code}"));
    assert!(desk.server.next_message(OWNER).await.text.contains("使えません"));
    // Who was 山田 before is nobody now.
    let staff = Staff::new(desk.store.clone());
    let who = async |user| telegram::worker(desk.store.as_ref(), &staff, user).await.unwrap().map(|it| it.shown);
    assert_eq!((who(STRANGER).await.as_deref(), who(YAMADA).await), (Some("山田"), None));
    desk.end(&[]).await;
}

#[tokio::test]
async fn another_group_hears_that_the_bot_consults_in_private() {
    let desk = Desk::start(false).await;
    desk.server.group_says(-9, YAMADA, &format!("/start@{USERNAME}"));
    assert_eq!(desk.server.next_message(-9).await.text, "個別のチャットでどうぞ。");
    desk.server.group_says(GROUP, YAMADA, &format!("/start@{USERNAME}"));
    desk.server.all_confirmed().await;
    let desk = desk.quiet().await;
    assert_eq!(desk.server.texts(GROUP), Vec::<String>::new());
}

/// The message of the bot in a chat that says this.
fn shown(world: &telegram_server::World, chat: i64, part: &str) -> Option<Shown> {
    world.chats.get(&chat)?.of_bot().find(|shown| shown.text.contains(part)).cloned()
}

/// Within the hours of every team.
fn noon() -> DateTime<Utc> {
    "2026-11-24T03:00:00Z".parse().unwrap()
}

fn content() -> Arc<Content> {
    static CONTENT: LazyLock<Arc<Content>> =
        LazyLock::new(|| Arc::new(load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()));
    CONTENT.clone()
}

/// A bot with a group of two members of staff, 山田 and 佐藤.
struct Desk {
    server: TelegramServer,
    store: Arc<dyn Store>,
    consult: Arc<Consult>,
    now: Arc<Mutex<DateTime<Utc>>>,
    stop: watch::Sender<bool>,
    task: JoinHandle<Result<(), TelegramError>>,
}

impl Desk {
    async fn start(topics: bool) -> Self {
        let server = TelegramServer::start().await;
        server.joins(GROUP, topics);
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let staff = Staff::new(store.clone());
        for (name, shown, user) in [("yamada", "山田", YAMADA), ("sato", "佐藤", SATO)] {
            let name = StaffName::new(name).unwrap();
            staff.add(&name, Some(shown), Role::Worker, "五月雨をあつめて早し", None, noon()).await.unwrap();
            telegram::link(store.as_ref(), &staff, &name, Some(user), noon()).await.unwrap();
        }
        Self::on(server, store, Arc::new(Mutex::new(noon())), true).await
    }

    async fn on(server: TelegramServer, store: Arc<dyn Store>, now: Arc<Mutex<DateTime<Utc>>>, grouped: bool) -> Self {
        let clock = now.clone();
        let consult = Consult::new(content(), store.clone(), Arc::new(move || *clock.lock().unwrap()));
        let consult = Arc::new(consult);
        consult.open_board().await.unwrap();
        consult.set_staffed(true);
        let options = TelegramOptions {
            token: TOKEN.to_owned(),
            api_url: Some(server.url()),
            messages_per_second: None,
            words: Words { private_only: "個別のチャットでどうぞ。".to_owned(), ..Words::default() },
        };
        let group = StaffGroup { id: GROUP, consult: consult.clone(), staff: Staff::new(store.clone()) };
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run_with(consult.clone(), options, grouped.then_some(group), stopped));
        Self { server, store, consult, now, stop, task }
    }

    /// An owner names a theme and asks for a person.
    async fn case_opens(&self) {
        for text in ["/start", "賃上げ", "人に相談"] {
            self.server.says(OWNER, text);
            self.server.next_message(OWNER).await;
        }
    }

    /// The owner has everything forgotten.
    async fn erases(&self) {
        self.server.says(OWNER, "/delete");
        let asked = self.server.until("it is asked for", |world| {
            world.chats[&OWNER].of_bot().find(|shown| shown.button("記録を消す").is_some()).cloned()
        });
        let asked = asked.await;
        self.server.press(OWNER, asked.id, "記録を消す");
    }

    /// 佐藤 does something at the console.
    async fn at_console(&self, act: Act) {
        let by = By { worker: Worker("sato".to_owned()), name: "佐藤".to_owned() };
        let (_, case) = self.consult.board().case(CASE).unwrap();
        let worked = self.consult.work(CASE, &by, case.step, &act, Vec::new()).await.unwrap();
        assert!(matches!(worked, Worked::Done(_)), "{worked:?}");
    }

    /// The last thing that was said, by anybody but the bot.
    async fn last_line(&self) -> String {
        let lines = self.consult.lines(&ChatKey::new("telegram", OWNER), 100).await.unwrap();
        lines.iter().rfind(|line| line.by != Speaker::Bot).map(|line| line.text.to_plain()).unwrap_or_default()
    }

    /// Waits until the owner has written to the staff so often.
    async fn owner_wrote(&self, times: u64) {
        let mut changes = self.consult.board().changes();
        while self.consult.board().case(CASE).unwrap().1.written < times {
            changes.changed().await.unwrap();
        }
    }

    async fn card_says(&self, card: i64, part: &str) {
        let says = |world: &telegram_server::World| {
            world.chats[&GROUP].messages.get(&card).filter(|shown| shown.text.contains(part)).map(|_| ())
        };
        self.server.until(&format!("the case's message says {part}"), says).await;
    }

    /// How many messages of the group show how a case stands.
    fn cards(&self) -> usize {
        self.server.texts(GROUP).iter().filter(|text| text.contains("受付番号 1　")).count()
    }

    /// Stopped as SIGTERM would.
    async fn quiet(mut self) -> Self {
        self.server.all_confirmed().await;
        self.stop.send_replace(true);
        (&mut self.task).await.unwrap().unwrap();
        self
    }

    async fn restarted(self) -> Self {
        let old = self.quiet().await;
        Self::on(old.server, old.store, old.now, true).await
    }

    /// Started again where there is no group.
    async fn without_group(self) -> Self {
        let old = self.quiet().await;
        Self::on(old.server, old.store, old.now, false).await
    }

    /// Ended in the middle of everything, and started again.
    async fn killed(self) -> Self {
        self.task.abort();
        let _ = self.task.await;
        Self::on(self.server, self.store, self.now, true).await
    }

    /// Ends it: Telegram refused nothing but this, and nothing is left to do.
    async fn end(self, refused: &[&str]) {
        let desk = self.quiet().await;
        let errors = desk.server.errors();
        assert!(errors.iter().all(|error| refused.iter().any(|it| error.2.contains(it))), "{errors:?}");
        assert_eq!(desk.store.waiting("telegram").await.unwrap(), []);
        assert_eq!(desk.store.chats_to_send("telegram").await.unwrap(), []);
    }
}
