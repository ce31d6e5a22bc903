//! What users of other helpdesks suffered, each by its number there.

use crate::desk::{act, act_at, desk, seen};

/// chatwoot 7340: the bot went on answering while a colleague talked with the owner.
#[tokio::test]
async fn chatwoot_7340_the_bot_does_not_answer_over_a_colleague() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, case, "reply", &[("text", "どの設備ですか")]).await;
    desk.sent("owner").await;
    let arrived = desk.owner("owner", "業務改善助成金の上限はいくらですか").await;
    assert!(arrived.starts_with("相談員に届きました"), "{arrived}");
    for text in ["従業員は14人です", "1", "最初から", "補助金"] {
        assert_eq!(desk.owner("owner", text).await, "", "{text}");
    }
    let page = yamada.get(&format!("/helpdesk/case/{case}")).await.page();
    assert!(page.has("従業員は14人です"), "and the colleague reads it all");
    desk.stop().await;
}

/// fazer-ai 457: after the conversation was given back, nobody answered any more.
#[tokio::test]
async fn fazer_457_after_the_return_the_bot_answers() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, case, "reply", &[("text", "ボットで続けられます")]).await;
    act(&mut yamada, case, "hand_back", &[]).await;
    desk.sent("owner").await;
    assert!(!desk.owner("owner", "業務改善助成金の上限はいくらですか").await.is_empty());
    desk.stop().await;
}

#[tokio::test]
async fn a_hand_back_says_so_once() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, case, "reply", &[("text", "はい")]).await;
    desk.sent("owner").await;
    act(&mut yamada, case, "hand_back", &[]).await;
    assert_eq!(desk.sent("owner").await, "相談員からボットに戻りました。続きをどうぞ。");
    act(&mut yamada, case, "hand_back", &[]).await;
    assert_eq!(desk.sent("owner").await, "", "the bot holds it already");
    desk.stop().await;
}

/// fazer-ai 158: the closing text came twice.
#[tokio::test]
async fn fazer_158_the_closing_text_comes_once() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let step = seen(&mut yamada, case).await;
    let outcome = [("outcome", "solved")];
    let (one, two) = tokio::join!(
        act_at(&mut yamada, case, "close", &step, &outcome),
        act_at(&mut sato, case, "close", &step, &outcome)
    );
    let mut both = [one.status, two.status];
    both.sort();
    assert_eq!(both, [303, 409]);
    let step = desk.consult.board().case(sodan::store::CaseId(case)).unwrap().1.step.to_string();
    assert_eq!(act_at(&mut yamada, case, "close", &step, &outcome).await.status, 409, "also with fresh eyes");
    assert_eq!(desk.sent("owner").await.matches("の相談を終わります").count(), 1);
    desk.stop().await;
}

/// chatwoot 5077: nobody was told of a conversation that was handed over.
#[tokio::test]
async fn chatwoot_5077_a_new_case_is_told_to_whoever_is_there() {
    let desk = desk().await;
    let (yamada, sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let mut streams =
        [yamada.listen("/helpdesk/events?queue=new").await, sato.listen("/helpdesk/events?queue=mine").await];
    for stream in &mut streams {
        crate::live::wait_for(stream, "\"new\":0").await;
    }
    let case = desk.case("owner").await;
    let told = crate::live::wait_for(&mut streams[0], "\"new\":1").await;
    assert!(told.contains(&format!("\"here\":[{case}]")), "{told}");
    crate::live::wait_for(&mut streams[1], "\"new\":1").await;
    desk.stop().await;
}

/// chatwoot 5668: a reopened conversation skipped the queue.
#[tokio::test]
async fn chatwoot_5668_a_reopened_case_waits_in_the_queue() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let row = format!("/helpdesk/case/{case}\"");
    act(&mut yamada, case, "close", &[("outcome", "solved")]).await;
    assert!(!yamada.get("/helpdesk").await.page().has(&row));
    desk.pass_minutes(5);
    desk.owner("owner", "人に相談").await;
    assert!(yamada.get("/helpdesk").await.page().has(&row), "nobody had taken it, so it waits for anybody");
    desk.pass_minutes(30);
    let page = yamada.get("/helpdesk").await.page();
    assert!(page.has("30分"), "its clock counts from then: {}", page.0);
    // One that somebody had stays theirs, and is in sight there.
    act(&mut yamada, case, "claim", &[]).await;
    act(&mut yamada, case, "close", &[("outcome", "solved")]).await;
    desk.owner("owner", "人に相談").await;
    assert!(yamada.get("/helpdesk/queue/mine").await.page().has(&row));
    desk.stop().await;
}
