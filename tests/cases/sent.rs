//! What owners send that is no text, and what they rewrite.

use chrono::Duration;
use sodan::{
    consult::{
        Answering,
        case::{Act, State},
        media::{Kind, Media},
        message::{Inbound, Input},
    },
    store::{ChatKey, Store, UpdateKey},
};

use crate::desk::{Desk, reply};

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
