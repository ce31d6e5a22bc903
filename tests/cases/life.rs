//! As the owner and the staff live through it: who speaks, who is silent, who waits.

use std::sync::Arc;

use chrono::{Duration, Utc};
use sodan::{
    consult::{
        Consult,
        case::{Act, Outcome, Refused, State},
        line::Speaker,
        message::Input,
        token::{At, Press},
        work::Worked,
    },
    store::{CaseId, Store},
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
