//! Nobody stops the others by doing much, and nobody loses what they wrote.

use crate::{
    desk::{PASSWORD, act, desk_at_a_pace, post},
    web_client::Browser,
};

/// Posts until that is too much.
async fn until_too_much(browser: &mut Browser, path: &str, otherwise: u16) {
    loop {
        let answer = post(browser, path, &[("text", "x")]).await;
        if answer.status == 429 {
            return;
        }
        assert_eq!(answer.status, otherwise, "{}", answer.body);
    }
}

#[tokio::test]
async fn whoever_is_signed_in_has_a_pace_of_their_own_and_keeps_their_draft() {
    let desk = desk_at_a_pace().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let path = |what: &str| format!("/helpdesk/case/{case}/{what}");
    for _ in 0..100 {
        assert_eq!(post(&mut yamada, &path("writing"), &[("writing", "yes")]).await.status, 204);
    }
    act(&mut yamada, case, "reply", &[("text", "どの設備ですか")]).await;
    until_too_much(&mut yamada, &path("nonsense"), 404).await;
    let refused = post(&mut yamada, &path("reply"), &[("text", "長い<b>返事\n二行目"), ("seen", "3")]).await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    let page = refused.body;
    assert!(page.contains(">長い&#60;b&#62;返事\n二行目</textarea>"), "{page}");
    assert!(page.contains(&format!("action=\"{}\"", path("reply"))) && page.contains("name=\"seen\" value=\"3\""));
    assert!(page.contains("/helpdesk/assets/console.css"), "it is a page of the console");
    let password = [("name", "鈴木"), ("password", PASSWORD)];
    let refused = post(&mut yamada, "/helpdesk/people/add", &password).await;
    assert!(refused.status == 429 && !refused.body.contains(PASSWORD) && !refused.body.contains("<form"));
    // The same address, and somebody else.
    act(&mut sato, case, "note", &[("text", "続けます")]).await;
    assert_eq!(Browser::new(desk.at).get("/helpdesk/login").await.status, 200);
    desk.stop().await;
}

#[tokio::test]
async fn before_a_sign_in_an_address_has_its_pace() {
    let desk = desk_at_a_pace().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let mut stranger = Browser::new(desk.at);
    let path = format!("/helpdesk/case/{case}/writing");
    stranger.cookies.insert("sodan-staff".to_owned(), "0".repeat(64));
    until_too_much(&mut stranger, &path, 401).await;
    let refused = post(&mut stranger, &path, &[("text", "誰かの言葉")]).await;
    assert!(refused.status == 429 && !refused.body.contains("誰かの言葉"), "{}", refused.body);
    act(&mut yamada, case, "claim", &[]).await;
    desk.stop().await;
}
