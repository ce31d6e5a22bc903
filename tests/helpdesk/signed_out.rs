//! Who has to sign in again finds the page they were going to.

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
