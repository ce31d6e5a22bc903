//! A case from the wish to the end, as the owner and the staff live through it: who speaks, who is silent, who waits.

mod world;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Duration, Utc};
use sodan::{
    consult::{
        Answering, Consult,
        case::{Act, Case, FollowUp, FollowUpSaid, Outcome, Refused, State, Worker},
        line::Speaker,
        media::{Kind, Media},
        message::{Inbound, Input, Message, Outgoing, Token},
        token::{At, Press},
        work::{By, Worked},
    },
    store::{CaseId, ChatKey, MemoryStore, Store, UpdateKey},
};

/// An owner on a channel that sends messages, and the staff.
struct Desk {
    consult: Consult,
    store: Arc<MemoryStore>,
    now: Arc<Mutex<DateTime<Utc>>>,
    chat: ChatKey,
    updates: AtomicU64,
}

impl Desk {
    fn new() -> Self {
        let now = Arc::new(Mutex::new(world::moment("2026-11-24 14:00").to_utc()));
        let (store, clock) = (Arc::new(MemoryStore::new()), now.clone());
        let content = Arc::new(world::real().clone());
        let consult = Consult::new(content, store.clone(), Arc::new(move || *clock.lock().unwrap()));
        consult.set_staffed(true);
        Self { consult, store, now, chat: ChatKey::new("test", 1), updates: AtomicU64::new(0) }
    }

    /// What comes back to something typed, without its emphasis.
    async fn says(&self, text: &str) -> String {
        self.does(Input::Text(text.to_owned())).await
    }

    async fn does(&self, input: Input) -> String {
        let key = UpdateKey::new("test", self.updates.fetch_add(1, Ordering::Relaxed));
        self.consult.handle(Inbound { key, chat: self.chat.clone(), input }).await.unwrap();
        self.came().await
    }

    /// Everything sent since the last look.
    async fn came(&self) -> String {
        let texts: Vec<String> = self.messages().await.iter().map(|message| message.text.to_plain()).collect();
        texts.join("\n---\n")
    }

    async fn messages(&self) -> Vec<Message> {
        let mut messages = Vec::new();
        for outgoing in self.store.to_send(&self.chat, usize::MAX).await.unwrap() {
            self.store.sent(&self.chat, outgoing.seq).await.unwrap();
            if let Outgoing::Say(message) = serde_json::from_slice(&outgoing.body).unwrap() {
                messages.push(message);
            }
        }
        messages
    }

    async fn work(&self, name: &str, seen: u64, act: Act) -> Worked {
        let by = By { worker: Worker(name.to_owned()), name: name.to_owned() };
        self.consult.work(CaseId(1), &by, seen, &act, Vec::new()).await.unwrap()
    }

    fn case(&self) -> Case {
        self.consult.board().case(CaseId(1)).expect("the case").1
    }

    fn later(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }
}

fn reply(text: &str) -> Act {
    Act::Reply(text.to_owned())
}

#[tokio::test]
async fn a_wish_becomes_a_case_that_holds_everything_said() {
    let desk = Desk::new();
    desk.says("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて").await;
    let told = desk.says("人に相談").await;
    assert!(
        told.contains("受付番号 1番") && told.contains("17:00まで") && told.contains("省エネ・脱炭素窓口"),
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
    assert_eq!(rewrites("燃料代").await, "", "whoever takes the case reads it");
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
    let expected = [("燃料代", false), ("3台です", true), ("もう死にたいです", true)];
    assert!(rewritten.eq(expected.map(|(text, to_staff)| (text.to_owned(), to_staff))), "{lines:?}");
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
    assert!(matches!(
        desk.work("佐藤", seen, Act::Close(Outcome::Solved)).await,
        Worked::Refused(Refused::Overtaken, _)
    ));
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
    let case = desk.case();
    assert_eq!(case.reason(), "結果が違うと知らせがあった");
    assert!(!case.reasons[0].shown.is_empty());
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
