//! Who has to sign in again finds the page they were going to, and what they wrote.

use crate::{
    desk::{PASSWORD, desk, post},
    web_client::Browser,
};

#[tokio::test]
async fn signing_in_leads_to_where_somebody_was_going() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = Browser::new(desk.at);
    let there = format!("/helpdesk/case/{case}");
    let login = yamada.get(&there).await.header("location").to_owned();
    assert_eq!(login, format!("/helpdesk/login?to=%2Fhelpdesk%2Fcase%2F{case}"));
    let page = yamada.get(&login).await.page();
    assert!(page.has(&format!("name=\"to\" value=\"{there}\"")), "{}", page.0);
    let wrong = post(&mut yamada, "/helpdesk/login", &[("name", "山田"), ("password", "違う"), ("to", &there)]).await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains(&format!("value=\"{there}\"")), "it is still known at the second try");
    let right = [("name", "山田"), ("password", PASSWORD), ("to", &there)];
    let answer = post(&mut yamada, "/helpdesk/login", &right).await;
    assert_eq!((answer.status, answer.header("location")), (303, there.as_str()));
    assert_eq!(yamada.get(&there).await.status, 200);
    desk.stop().await;
}

#[tokio::test]
async fn signing_in_leads_nowhere_else() {
    let desk = desk().await;
    for to in ["https://evil.example/", "//evil.example", "/helpdesk/\\evil.example", "/me", "/helpdesk/events"] {
        let mut yamada = Browser::new(desk.at);
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
        let page = yamada.get(&format!("/helpdesk/login?{query}")).await.page();
        assert!(!page.has("name=\"to\""), "{to}");
        let fields = [("name", "山田"), ("password", PASSWORD), ("to", to)];
        let answer = post(&mut yamada, "/helpdesk/login", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/helpdesk"), "{to}");
    }
    desk.stop().await;
}

#[tokio::test]
async fn what_was_written_when_the_sign_in_had_ended_stands_on_the_page_and_is_not_sent() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut nobody = Browser::new(desk.at);
    let written = "こんにちは。<b>\r\n二行目";
    for (what, name) in [("reply", "返事（まだ"), ("note", "内部メモ"), ("canned", "返事（まだ")] {
        let answer = post(&mut nobody, &format!("/helpdesk/case/{case}/{what}"), &[("text", written)]).await;
        assert_eq!(answer.status, 401, "{what}");
        assert!(answer.body.contains(">こんにちは。&#60;b&#62;\n二行目</textarea>"), "{}", answer.body);
        assert!(answer.body.contains(name) && answer.body.contains("readonly"), "{}", answer.body);
        assert!(answer.body.contains(&format!("/helpdesk/login?to=%2Fhelpdesk%2Fcase%2F{case}\"")), "{}", answer.body);
    }
    let fields = [("asked", "q=a&case=1"), ("text", "調べた返事"), ("note", "折り返し")];
    let answer = post(&mut nobody, "/helpdesk/lookup/send", &fields).await;
    assert!(answer.body.contains("調べた返事") && answer.body.contains("折り返し"), "{}", answer.body);
    assert!(answer.body.contains("to=%2Fhelpdesk%2Flookup%3Fq%3Da%26case%3D1"), "{}", answer.body);
    let fields = [("name", "佐藤"), ("password", "閑さや岩にしみ入る"), ("text", "x")];
    let answer = post(&mut nobody, "/helpdesk/people/reset", &fields).await;
    assert!(!answer.body.contains("閑さや") && !answer.body.contains("<textarea"), "no password comes back");
    assert_eq!(desk.sent("owner").await, "");
    let long = "a".repeat(70 * 1024);
    let answer = post(&mut nobody, &format!("/helpdesk/case/{case}/reply"), &[("text", &long)]).await;
    assert_eq!(answer.status, 413, "nobody makes the program keep more than a form holds");
    desk.stop().await;
}
