//! After the end: whether it helped, and what became of it.

use chrono::Duration;
use sodan::consult::{
    case::{Act, FollowUp, FollowUpSaid, Outcome, Refused},
    message::{Input, Token},
    token::{At, Press},
    work::Worked,
};

use crate::desk::{Desk, reply};

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
