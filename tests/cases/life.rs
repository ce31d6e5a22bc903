//! As the owner and the staff live through it: who speaks, who is silent, who waits.

use std::sync::Arc;

use chrono::{Duration, Utc};
use sodan::{
    consult::{
        Answering, Consult,
        case::{Act, FollowUp, FollowUpSaid, Outcome, Refused, State},
        line::Speaker,
        media::{Kind, Media},
        message::{Inbound, Input, Token},
        request::Doubted,
        token::{At, Press},
        work::Worked,
    },
    content::{Offer, parse_value},
    rules::Answer,
    store::{CaseId, ChatKey, Store, UpdateKey},
};

use crate::{
    desk::{Desk, reply},
    world,
};

#[tokio::test]
async fn a_wish_becomes_a_case_that_holds_everything_said() {
    let desk = Desk::new();
    desk.says("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて").await;
    let told = desk.says("人に相談").await;
    assert!(
        told.contains("受付番号 1番")
            && told.contains("17:00まで")
            && told.contains("省エネ・脱炭素窓口")
            && told.contains("11月25日(水)"),
        "{told}"
    );
    let case = desk.case();
    assert_eq!((case.state, case.assignee.is_none()), (State::New, true));
    let answers: Vec<String> =
        case.reasons[0].answers.iter().map(|told| format!("{} {}", told.label, told.value)).collect();
    assert!(answers.contains(&"従業員 14人".to_owned()), "{answers:?}");
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    assert!(lines[0].text.to_plain().contains("染物屋"));
    // Until somebody takes over, the bot goes on.
    assert!(desk.says("3").await.contains("質問"));
}

/// Staff tell one case from another by what the owner said, not by why it came.
#[tokio::test]
async fn a_case_says_what_the_owner_said_last_in_words_of_their_own() {
    let desk = Desk::new();
    desk.says("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて").await;
    desk.says("14人").await;
    desk.says("人に相談").await;
    assert_eq!(desk.case().said, "うち職人14人の染物屋なんですけど、電気代が3割上がってもうて");
    // What is added while nobody has taken it.
    desk.says("ほげほげの\nふがふがを   替えたいんです").await;
    assert_eq!(desk.case().said, "ほげほげの ふがふがを 替えたいんです");
    desk.says("使い方").await;
    assert_eq!(desk.case().said, "ほげほげの ふがふがを 替えたいんです", "a command says nothing of the matter");
    desk.work("山田", 0, reply("はい")).await;
    desk.says(&"あ".repeat(3_000)).await;
    assert_eq!(desk.case().said, "あ".repeat(40) + "…", "and so for what is written to staff");
    desk.says("そうですか").await;
    assert_eq!(desk.case().said, "あ".repeat(40) + "…", "that says too little to tell a case by");
    desk.work("山田", desk.case().step, Act::Close(Outcome::Solved)).await;
    desk.says("業務改善助成金の上限は？").await;
    assert_eq!(desk.case().said, "あ".repeat(40) + "…", "nothing more of a case that is done");
}

#[tokio::test]
async fn whoever_said_nothing_is_known_by_the_question_they_were_at() {
    let desk = Desk::new();
    desk.says("/start").await;
    desk.says("人と話したいです").await;
    let said = desk.case().said;
    assert!(said.starts_with('「') && said.ends_with("」のところで"), "{said}");
    desk.says("もう死にたいです").await;
    assert_eq!(desk.case().said, "もう死にたいです");
}

/// Who somebody is, said before what they want, is no answer to the open question, and it tells them from others.
#[tokio::test]
async fn few_words_that_answer_nothing_are_the_owners_own_all_the_same() {
    for words in ["奈良の墨屋、2人", "埼玉の人形店、4人", "墨屋、2人"] {
        let desk = Desk::new();
        desk.says("/start").await;
        desk.says(words).await;
        desk.says("人に相談").await;
        assert_eq!(desk.case().said, words);
        desk.says("99番です").await;
        assert_eq!(desk.case().said, words, "a number that is no choice says nothing");
    }
    let desk = Desk::new();
    desk.says("/start").await;
    desk.says("99番です").await;
    desk.says("人に相談").await;
    assert!(desk.case().said.ends_with("」のところで"), "{}", desk.case().said);
}

/// Where somebody answers here, nobody is sent to windows that don't stand there, and what was said beside the wish is kept.
#[tokio::test]
async fn who_asks_for_a_call_is_told_who_reads_it_and_where_the_answer_comes() {
    for (words, said) in [
        ("電話ください 090-1234-5678", None),
        ("090-1234-5678 の田中太郎です", None),
        ("埼玉の人形店です、お電話ください", Some("埼玉の人形店です、お電話ください")),
        ("ドローンの免許を取りたいので担当者と話したい", Some("ドローンの免許を取りたいので担当者と話したい")),
    ] {
        let desk = Desk::new();
        desk.says("/start").await;
        let told = desk.says(words).await;
        assert!(told.contains("書かなくても") && told.contains("受付番号 1番"), "{told}");
        assert!(!told.contains("下の窓口") && !told.contains("---"), "{told}");
        let case = desk.case().said;
        assert!(said.map_or(case.ends_with("」のところで"), |said| case == said), "{words}: {case}");
    }
    // A wish, however long, says less than what was said before.
    let desk = Desk::new();
    desk.says("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて").await;
    desk.says("担当の方とちゃんと話をしたいんですけれども").await;
    assert!(desk.case().said.contains("染物屋"), "{}", desk.case().said);
    desk.consult.set_staffed(false);
    assert!(desk.says("電話ください").await.contains("下の窓口"));
}

#[tokio::test]
async fn a_number_beside_a_question_leaves_it_a_question() {
    let desk = Desk::new();
    let told = desk.says("090-1234-5678 の田中太郎です ドローン免許の補助").await;
    assert!(told.contains("人に相談") && !told.contains("受付番号"), "{told}");
    desk.says("人に相談").await;
    assert_eq!(desk.case().said, "090-1234-5678 の田中太郎です ドローン免許の補助");
}

#[tokio::test]
async fn outside_its_hours_the_owner_is_told_when_and_may_go_on() {
    let desk = Desk::new();
    desk.later(Duration::hours(10));
    desk.says("電気代").await;
    let told = desk.says("人に相談").await;
    assert!(told.contains("受付時間外です。次は11月25日(水) 9:00から"), "{told}");
    assert!(desk.says("1").await.contains("質問"));
    assert_eq!(desk.case().state, State::New);
}

#[tokio::test]
async fn without_staff_nothing_is_promised() {
    let desk = Desk::new();
    desk.consult.set_staffed(false);
    desk.says("電気代").await;
    let told = desk.says("人に相談").await;
    assert!(told.contains("よろず支援拠点") && !told.contains("受付番号"), "{told}");
    assert_eq!(desk.case().state, State::New, "the wish is kept all the same");
}

#[tokio::test]
async fn the_bot_does_not_answer_over_a_person() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("どの設備ですか。")).await;
    assert_eq!(desk.came().await, "相談員 山田\nどの設備ですか。");
    let first = desk.says("3").await;
    assert!(first.contains("相談員に届きました") && !first.contains("質問"), "{first}");
    assert_eq!(desk.says("コンプレッサーです").await, "", "that it is silent is said once");
    let token = At { session: 1, turn: 1, press: Press::Choose(1) }.token();
    assert_eq!(desk.does(Input::Press { token, question: None }).await, "");
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    assert!(lines.iter().any(|line| line.by == Speaker::Staff && line.name.as_deref() == Some("山田")));
    assert_eq!(lines.last().unwrap().text.to_plain(), "コンプレッサーです");
}

fn photo(caption: &str) -> Input {
    Input::Sent(Media::new(Kind::Photo, "", caption))
}

#[tokio::test]
async fn a_photo_for_a_person_is_kept_waits_and_is_acknowledged_once() {
    let desk = Desk::new();
    desk.says("電気代").await;
    assert!(desk.does(photo("")).await.contains("読めません"));
    desk.says("人に相談").await;
    // Before anybody took it: it is theirs all the same, and the bot goes on.
    let told = desk.does(photo("看板です")).await;
    assert!(told.contains("開けません") && told.contains("質問"), "{told}");
    assert_eq!(desk.does(photo("")).await, "", "of an album one is acknowledged");
    assert!(desk.says("3").await.contains("質問"), "the bot is not silent for it");
    assert_eq!((desk.case().state, desk.case().written), (State::New, 2));
    desk.work("山田", 0, reply("拝見します。")).await;
    desk.came().await;
    desk.later(Duration::minutes(7));
    assert!(desk.does(photo(&"あ".repeat(3_000))).await.contains("開けません"));
    assert_eq!(desk.does(photo("")).await, "");
    let case = desk.case();
    assert_eq!((case.state, case.waiting_since), (State::Working, Some(*desk.now.lock().unwrap())));
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    let sent: Vec<_> = lines.iter().filter(|line| line.place.is_some()).collect();
    assert_eq!(sent.iter().map(|line| line.to_staff).collect::<Vec<_>>(), [false, true, true, true, true]);
    assert_eq!(sent[1].text.to_plain(), "（写真）\n看板です");
    assert_eq!(sent[3].text.chars(), 3_005, "the caption is whole");
    // Who goes back to the bot hears from it again.
    desk.says("ボットに戻る").await;
    assert!(desk.does(photo("")).await.contains("開けません"));
    desk.says("取り下げる").await;
    assert!(desk.does(photo("")).await.contains("読めません"));
}

#[tokio::test]
async fn distress_below_a_photo_gets_its_numbers_whoever_holds_the_conversation() {
    let desk = Desk::new();
    desk.says("電気代").await;
    assert!(desk.does(photo("もう死にたいです")).await.contains("電話"));
    assert!(desk.case().urgent);
    desk.work("山田", 0, reply("お話しください。")).await;
    desk.work("山田", 1, Act::Urgent(false)).await;
    desk.came().await;
    assert!(desk.does(photo("もう死にたいです")).await.contains("電話"));
    assert!(desk.case().urgent);
}

#[tokio::test]
async fn what_is_rewritten_is_read_by_staff_and_means_nothing_to_the_bot() {
    let desk = Desk::new();
    let rewrites = async |text: &str| desk.does(Input::Rewrote(text.to_owned())).await;
    assert_eq!(rewrites("電気代").await, "");
    assert_eq!(desk.store.load(&desk.chat).await.unwrap().owner, None, "nothing begins with it");
    desk.says("電気代").await;
    let before = desk.store.load(&desk.chat).await.unwrap().owner;
    desk.later(Duration::days(2));
    assert_eq!(rewrites("賃上げ").await, "");
    assert_eq!(desk.store.load(&desk.chat).await.unwrap().owner, before);
    desk.says("人に相談").await;
    let told = rewrites("燃料代").await;
    assert!(told.contains("書き直したことは、相談員に伝わります") && told.contains("質問"), "{told}");
    assert_eq!(rewrites("ガス代").await, "", "said once");
    assert_eq!((desk.case().state, desk.case().written), (State::New, 2), "whoever takes the case reads it");
    desk.work("山田", 0, reply("何台ですか。")).await;
    desk.came().await;
    desk.says("2台です").await;
    desk.work("山田", 1, reply("2台ですね。")).await;
    desk.came().await;
    desk.later(Duration::minutes(7));
    assert!(rewrites("3台です").await.contains("相談員に届きました"));
    let case = desk.case();
    assert_eq!((case.state, case.waiting_since), (State::Working, Some(*desk.now.lock().unwrap())));
    assert!(rewrites("もう死にたいです").await.contains("電話"));
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    let rewritten = lines.iter().filter(|line| line.rewritten).map(|line| (line.text.to_plain(), line.to_staff));
    let expected = ["燃料代", "ガス代", "3台です", "もう死にたいです"];
    assert!(rewritten.eq(expected.map(|text| (text.to_owned(), true))), "{lines:?}");
}

#[tokio::test]
async fn distress_is_noticed_in_what_was_rewritten_whether_or_not_anybody_is_waited_for() {
    let rewritten = |text: &str| Input::Rewrote(text.to_owned());
    let below = |text: &str| Input::Sent(Media::new(Kind::Photo, "", text).rewritten());
    for what in [rewritten("もう死にたいです"), below("もう死にたいです")] {
        for asked in [false, true] {
            let desk = Desk::new();
            desk.says("電気代").await;
            if asked {
                desk.says("人に相談").await;
            }
            let told = desk.does(what.clone()).await;
            assert!(told.contains("電話"), "{what:?} {asked}: {told}");
            let case = desk.case();
            assert_eq!((case.urgent, case.said.as_str()), (true, "もう死にたいです"));
            let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
            let line = lines.iter().find(|line| line.rewritten).expect("it is in the transcript");
            assert!(line.to_staff && line.text.to_plain().contains("死にたい"), "{line:?}");
        }
    }
    let desk = Desk::new();
    desk.consult.set_staffed(false);
    assert!(desk.does(rewritten("もう死にたいです")).await.contains("電話"), "though nobody was there, nor is");
}

#[tokio::test]
async fn a_code_stands_in_no_transcript_though_it_was_put_right_or_told_to_a_person() {
    let desk = Desk::new();
    let (there, here) = (ChatKey::new("test", 2), desk.chat.clone());
    for (number, text) in [(1, "電気代"), (2, "14人"), (3, "続きの番号")] {
        let inbound =
            Inbound { key: UpdateKey::new("other", number), chat: there.clone(), input: Input::Text(text.into()) };
        desk.consult.handle(inbound).await.unwrap();
    }
    let told = desk.consult.lines(&there, 1).await.unwrap()[0].text.clone();
    let code = told.0.iter().find(|span| span.bold).expect("a code in bold").text.clone();
    let bare = code.replace('-', "");
    desk.says("電気代").await;
    desk.says("人に相談").await;
    for text in [&code, &bare] {
        assert_eq!(desk.does(Input::Rewrote(text.clone())).await, "");
    }
    assert_eq!(desk.case().written, 0, "it is nothing for a person");
    desk.work("山田", 0, reply("はい")).await;
    desk.does(Input::Rewrote(code.clone())).await;
    desk.says(&bare).await;
    let lines = desk.consult.lines(&here, 100).await.unwrap();
    assert!(lines.iter().all(|line| !line.text.to_plain().contains(&code[..4])), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.text.to_plain() == "（続きの番号）").count(), 4);
    assert!(!desk.case().said.contains(&code[..4]));
    // What only looks like one is for the person.
    desk.says("CFRT-3456").await;
    assert_eq!(desk.consult.lines(&here, 1).await.unwrap()[0].text.to_plain(), "CFRT-3456");
}

#[tokio::test]
async fn the_bot_is_not_silent_after_it_was_handed_back_to() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("はい")).await;
    desk.came().await;
    desk.work("山田", desk.case().step, Act::HandBack).await;
    assert_eq!(desk.came().await, "相談員からボットに戻りました。続きをどうぞ。");
    desk.work("山田", desk.case().step, Act::HandBack).await;
    assert_eq!(desk.came().await, "", "said once");
    assert!(desk.says("1").await.contains("質問"));
}

#[tokio::test]
async fn the_owner_may_go_back_to_the_bot_and_the_case_stays() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("はい")).await;
    desk.came().await;
    let back = desk.says("ボットに戻る").await;
    assert!(back.contains("またボットがお答えします") && back.contains("質問"), "{back}");
    assert!(!desk.case().state.is_done());
}

#[tokio::test]
async fn closing_is_said_once_and_asks_whether_it_helped() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("はい")).await;
    desk.came().await;
    let seen = desk.case().step;
    assert!(matches!(desk.work("山田", seen, Act::Close(Outcome::Solved)).await, Worked::Done(_)));
    assert!(matches!(desk.work("佐藤", seen, Act::Close(Outcome::Solved)).await, Worked::Refused(Refused::Closed, _)));
    let messages = desk.messages().await;
    assert_eq!(messages.len(), 2);
    let helped: Token = messages[1].buttons[0][0].token.clone();
    let press = || Input::Press { token: helped.clone(), question: None };
    let thanks = desk.does(press()).await;
    assert!(thanks.contains("ありがとうございました") && thanks.contains("一度だけここでおたずねしても"), "{thanks}");
    assert_eq!(desk.does(press()).await, "", "a second tap changes nothing");
    assert_eq!(desk.case().helpful, Some(true));
    assert!(desk.says("1").await.contains("質問"), "the bot is back");
}

#[tokio::test]
async fn who_agreed_is_asked_once_weeks_later_what_became_of_it() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, Act::Close(Outcome::Referred)).await;
    desk.came().await;
    let press = |press| Input::Press { token: At { session: 0, turn: 0, press }.token(), question: None };
    let said = |said| press(Press::FollowUp(said));
    assert_eq!(desk.does(said(FollowUpSaid::Agree)).await, "", "nobody asked yet");
    desk.does(press(Press::Helpful(true))).await;
    assert!(desk.does(said(FollowUpSaid::Agree)).await.contains("一度だけおたずねします"));
    assert_eq!(desk.consult.follow_up().await.unwrap(), 0, "it is too early");
    desk.later(Duration::weeks(6));
    assert_eq!(desk.consult.follow_up().await.unwrap(), 1);
    assert_eq!(desk.consult.follow_up().await.unwrap(), 0, "once");
    assert!(desk.came().await.contains("受付番号 1番"));
    assert!(desk.does(said(FollowUpSaid::Applied)).await.contains("お役に立ちましたか"));
    assert_eq!(desk.does(said(FollowUpSaid::Applied)).await, "");
    assert!(desk.does(said(FollowUpSaid::NotHelped)).await.contains("ありがとうございました"));
    assert_eq!(desk.case().follow_up, FollowUp::Said { helped: false });
}

#[tokio::test]
async fn whoever_was_not_helped_is_not_asked_whether_it_helped() {
    for (outcome, asks) in
        [(Outcome::Solved, true), (Outcome::Referred, true), (Outcome::Withdrawn, false), (Outcome::OutOfReach, false)]
    {
        let desk = Desk::new();
        desk.says("電気代").await;
        desk.says("人に相談").await;
        desk.work("山田", 0, Act::Close(outcome)).await;
        let told = desk.came().await;
        assert!(
            told.contains("の相談を終わります") && told.contains("お役に立ちましたか") == asks,
            "{outcome:?}: {told}"
        );
    }
}

#[tokio::test]
async fn a_reply_is_put_right_and_who_speaks_stays_as_it_was() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("60万円です")).await;
    desk.work("山田", desk.case().step, Act::HandBack).await;
    desk.came().await;
    let correct = || Act::Correct("50万円です".to_owned());
    assert!(matches!(desk.work("佐藤", desk.case().step, correct()).await, Worked::Refused(Refused::NotOwn, _)));
    desk.work("山田", desk.case().step, correct()).await;
    assert_eq!(desk.came().await, "（訂正）相談員 山田\n50万円です");
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    let (wrong, right) = (lines.iter().find(|line| line.by == Speaker::Staff).unwrap(), lines.last().unwrap());
    assert_eq!((right.by, right.corrects), (Speaker::Staff, Some(wrong.at)), "it says what it replaces");
    assert_eq!(wrong.text.to_plain(), "60万円です", "and that stays");
    assert!(desk.says("1").await.contains("質問"), "the bot goes on");
}

#[tokio::test]
async fn who_declined_is_not_asked() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, Act::Close(Outcome::Solved)).await;
    let press = |press| Input::Press { token: At { session: 0, turn: 0, press }.token(), question: None };
    desk.does(press(Press::Helpful(false))).await;
    desk.does(press(Press::FollowUp(FollowUpSaid::Decline))).await;
    desk.later(Duration::weeks(20));
    assert_eq!(desk.consult.follow_up().await.unwrap(), 0);
}

#[tokio::test]
async fn a_reopened_case_stands_in_the_queue_again() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, Act::Close(Outcome::Referred)).await;
    desk.later(Duration::hours(1));
    let told = desk.says("人に相談").await;
    assert!(told.contains("受付番号 1番"), "{told}");
    let case = desk.case();
    assert_eq!((case.state, case.waiting_since.is_some(), case.reasons.len()), (State::New, true, 2));
}

#[tokio::test]
async fn of_two_at_once_one_takes_it_and_one_replies() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    let (one, other) = tokio::join!(desk.work("山田", 0, Act::Claim), desk.work("佐藤", 0, Act::Claim));
    let won = [&one, &other].iter().filter(|worked| matches!(worked, Worked::Done(_))).count();
    assert_eq!(won, 1, "{one:?} {other:?}");
    let seen = desk.case().step;
    let (one, other) = tokio::join!(desk.work("山田", seen, reply("一")), desk.work("佐藤", seen, reply("二")));
    let won = [&one, &other].iter().filter(|worked| matches!(worked, Worked::Done(_))).count();
    assert_eq!(won, 1, "{one:?} {other:?}");
    assert_eq!(desk.messages().await.len(), 2, "who has it, and one reply");
}

#[tokio::test]
async fn notes_and_tags_never_reach_the_owner() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.came().await;
    desk.work("山田", 0, Act::Note("極秘".to_owned())).await;
    desk.work("山田", 0, Act::Tags(vec!["要注意".to_owned()])).await;
    assert_eq!(desk.came().await, "");
    desk.work("山田", 0, Act::Claim).await;
    assert_eq!(desk.came().await, "相談員の山田が担当します。お返事まで、もう少しお待ちください。");
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    assert!(lines.iter().all(|line| !line.text.to_plain().contains("極秘")));
}

#[tokio::test]
async fn distress_is_urgent_and_gets_its_numbers_whoever_holds_the_conversation() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("はい")).await;
    desk.came().await;
    let told = desk.says("もう死にたいです").await;
    assert!(told.contains("電話"), "{told}");
    assert!(desk.case().urgent);
}

#[tokio::test]
async fn a_wrong_result_is_reported_with_what_was_shown() {
    let desk = Desk::new();
    for text in ["電気代", "1", "会社", "14人", "製造業"] {
        desk.says(text).await;
    }
    for _ in 0..8 {
        let told = desk.says("わからない").await;
        if told.contains("見つかりました") {
            break;
        }
        desk.says("さがす").await;
    }
    let told = desk.says("結果がちがう").await;
    assert!(told.contains("どこが違うか") && told.contains("受付番号 1番"), "{told}");
    let what = "業務改善助成金の上限は600万円のはずです";
    assert_eq!(desk.says(what).await, "相談員に伝えました。ほかにもあるときは「人に相談」と書いてください。");
    assert_eq!((desk.case().written, desk.case().said.as_str()), (1, what));
    let lines = desk.consult.lines(&desk.chat, 2).await.unwrap();
    assert!(lines[0].to_staff && lines[0].text.to_plain() == what, "the group hears it too");
    assert!(!desk.says("業務改善助成金の上限は").await.contains("伝えました"), "the bot answers again");
    let case = desk.case();
    assert_eq!(case.reason(), "結果が違うと知らせがあった");
    assert!(!case.reasons[0].shown.is_empty());
    assert_eq!(case.reasons[0].doubted, Some(Doubted::Results));
    desk.says("結果がちがう").await;
    assert_eq!(desk.case().reasons.len(), 1, "said twice it is one report");

    // What stands below the details of a program knows which one is meant.
    let detail = desk.messages_for(Input::Text("1".to_owned())).await;
    let buttons = detail.iter().flat_map(|message| message.buttons.iter().flatten());
    let (token, id) = buttons
        .filter_map(|button| match At::read(&button.token)?.press {
            Press::Wrong(id) => Some((button.token.clone(), id)),
            _ => None,
        })
        .next()
        .expect("a way to report");
    let content = desk.consult.content().clone();
    let Offer { name, title, .. } = &content.program(id).offer;
    let told = desk.does(Input::Press { token, question: None }).await;
    assert!(told.contains(&format!("「{title}」のどこが違うか")), "{told}");
    let case = desk.case();
    assert_eq!(case.reason(), format!("「{title}」の内容が違うと知らせがあった"));
    assert_eq!(case.reasons[1].doubted, Some(Doubted::Program(name.clone())));
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    assert!(lines.iter().any(|line| line.by == Speaker::Owner && line.text.to_plain().starts_with("この内容はちがう")));
    // What was answered by then can be worked with, not only read.
    let facts = &content.facts;
    for told in &case.reasons[1].answers {
        let (fact, _) = told.answer(facts).unwrap();
        assert_eq!(facts.get(fact).name, told.fact);
    }
    let fourteen = case.reasons[1].answers.iter().find(|told| told.fact == "employees").unwrap();
    let number = parse_value("14", facts.get(facts.find("employees").unwrap())).unwrap();
    assert_eq!(fourteen.answer(facts).unwrap().1, Answer::Is(number));
}

/// Whoever knows the program looks at it, whatever the owner came with.
#[tokio::test]
async fn a_report_goes_to_the_team_that_takes_what_the_program_is_about() {
    for before in ["/start", "電気代"] {
        let desk = Desk::new();
        desk.says(before).await;
        let mut messages = desk.messages_for(Input::Text("業務改善助成金の上限は？".to_owned())).await;
        for on_the_way in [|press| matches!(press, Press::Detail(_)), |press| matches!(press, Press::Wrong(_))] {
            let buttons = messages.iter().flat_map(|message| message.buttons.iter().flatten());
            let mut tokens = buttons.map(|button| button.token.clone());
            let token =
                tokens.find(|token| At::read(token).is_some_and(|at| on_the_way(at.press))).expect("the button");
            messages = desk.messages_for(Input::Press { token, question: None }).await;
        }
        let told: String = messages.iter().map(|message| message.text.to_plain()).collect();
        assert!(told.contains("雇用・賃上げ窓口"), "{told}");
        assert_eq!(desk.case().team, "people");
    }
}

#[tokio::test]
async fn erasing_an_owner_erases_the_case() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("はい")).await;
    desk.says("記録を消す").await;
    desk.says("はい").await;
    assert!(desk.consult.board().case(CaseId(1)).is_none());
    assert!(desk.store.cases().await.unwrap().is_empty());
    assert!(matches!(desk.work("山田", 1, reply("え")).await, Worked::Gone));
    desk.says("電気代").await;
    assert!(desk.says("人に相談").await.contains("受付番号 2番"), "no number comes twice");
}

#[tokio::test]
async fn a_withdrawn_case_is_done_and_a_restart_knows_all_cases() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    assert!(desk.says("取り下げる").await.contains("取り下げました"));
    assert_eq!(desk.case().state, State::Done(Outcome::Withdrawn));
    let again = Consult::new(Arc::new(world::real().clone()), desk.store.clone(), Arc::new(Utc::now));
    again.open_board().await.unwrap();
    assert_eq!(again.board().case(CaseId(1)).unwrap().1, desk.case());
}

#[tokio::test]
async fn what_is_said_to_whether_really_to_erase_is_for_the_person_unless_it_is_yes() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("どの設備ですか。")).await;
    desk.came().await;
    assert!(desk.says("記録を消す").await.contains("元には戻せません"));
    let told = desk.says("いいえ、コンプレッサーです。いつまでに申し込めばいいですか").await;
    assert!(told.contains("相談員に届きました"), "{told}");
    assert_eq!((desk.case().state, desk.case().written), (State::Working, 1));
    assert_eq!(desk.says("はい").await, "", "that was no answer to it");
    assert_eq!(desk.case().written, 2);
}

#[tokio::test]
async fn who_asks_again_after_the_bot_has_it_back_waits_again() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, Act::Claim).await;
    desk.work("山田", 1, reply("はい")).await;
    desk.work("山田", 2, Act::HandBack).await;
    desk.came().await;
    assert!(desk.says("人に相談").await.contains("受付番号 1番"));
    let case = desk.case();
    assert_eq!((case.state, case.waiting_since.is_some(), case.reasons.len()), (State::Working, true, 2));
    desk.says("人に相談").await;
    assert_eq!(desk.case().reasons.len(), 2, "who waits already waits on");
}

#[tokio::test]
async fn what_the_bot_holds_is_not_handed_back_to_it() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, Act::Claim).await;
    desk.came().await;
    let worked = desk.work("山田", 1, Act::HandBack).await;
    assert!(matches!(worked, Worked::Refused(Refused::BotHolds, _)), "{worked:?}");
    assert!(desk.case().waiting_since.is_some(), "who was told that somebody will answer still waits");
}

#[tokio::test]
async fn easier_words_are_told_and_nothing_is_asked_while_a_person_answers() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, reply("はい")).await;
    desk.came().await;
    let told = desk.says("やさしい日本語").await;
    assert!(!told.is_empty() && !told.contains("質問"), "{told}");
}

#[tokio::test]
async fn the_team_that_is_named_is_the_one_that_has_the_case() {
    let desk = Desk::new();
    desk.says("電気代").await;
    desk.says("人に相談").await;
    desk.work("山田", 0, Act::Team("money".to_owned())).await;
    desk.work("山田", 0, Act::Close(Outcome::Solved)).await;
    desk.came().await;
    let told = desk.says("人に相談").await;
    let team = &world::real().teams.find(&desk.case().team).unwrap().name;
    assert_eq!(desk.case().team, "money");
    assert!(told.contains(team), "{told}");
}

#[tokio::test]
async fn a_dialog_that_hands_over_says_who_will_answer() {
    let files = [("dialogs/start.yaml", "title: 相談\nabout: 相談\nsteps:\n  - handover: 難しい相談\n")];
    let desk = Desk::of(world::small(&files).unwrap());
    let told = desk.says("/start").await;
    assert!(told.contains("難しい相談") && told.contains("受付番号 1番"), "{told}");
    assert_eq!(desk.case().reason(), "難しい相談");
}
