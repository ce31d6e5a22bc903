//! What open pages hear without asking.

use crate::{
    desk::{act, desk, post},
    web_client::Connection,
};

/// Reads a stream until an event has this in it, and gives that event.
pub async fn wait_for(stream: &mut Connection, what: &str) -> String {
    loop {
        let event = stream.told().await.unwrap_or_else(|| panic!("the stream ended before {what}"));
        if event.contains(what) {
            return event;
        }
    }
}

#[tokio::test]
async fn a_case_page_hears_who_wrote_and_who_else_is_there() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let mut stream = yamada.listen(&format!("/helpdesk/events?case={case}")).await;
    let first = wait_for(&mut stream, "event: case").await;
    assert!(first.contains("\"others\":[]"), "{first}");
    let page = sato.get(&format!("/helpdesk/case/{case}")).await.page();
    assert!(page.has("山田さんが見ています"), "also without a script");
    wait_for(&mut stream, "\"others\":[{\"name\":\"佐藤\",\"writing\":false}]").await;
    let writing = format!("/helpdesk/case/{case}/writing");
    assert_eq!(post(&mut sato, &writing, &[("writing", "yes")]).await.status, 204);
    wait_for(&mut stream, "\"writing\":true").await;
    act(&mut sato, case, "reply", &[("text", "秘密の返事")]).await;
    let told = wait_for(&mut stream, "\"by\":\"佐藤\"").await;
    assert!(!told.contains("秘密"), "{told}");
    desk.owner("owner", "秘密の質問").await;
    let told = wait_for(&mut stream, "\"others\"").await;
    assert!(!told.contains("秘密"), "{told}");
    desk.stop().await;
}

#[tokio::test]
async fn who_is_disabled_writes_no_more() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (yamada, mut sato, mut admin) =
        (desk.worker("山田").await, desk.worker("佐藤").await, desk.worker("管理").await);
    let mut stream = yamada.listen(&format!("/helpdesk/events?case={case}")).await;
    post(&mut sato, &format!("/helpdesk/case/{case}/writing"), &[("writing", "yes")]).await;
    wait_for(&mut stream, "\"writing\":true").await;
    let disable = [("name", "佐藤"), ("sure", "yes")];
    assert_eq!(post(&mut admin, "/helpdesk/people/disable", &disable).await.status, 303);
    wait_for(&mut stream, "\"others\":[]").await;
    let page = admin.get(&format!("/helpdesk/case/{case}")).await.page();
    assert!(!page.has("佐藤さんが"), "{}", page.0);
    desk.stop().await;
}

#[tokio::test]
async fn an_erased_case_is_told_as_gone() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (yamada, mut admin) = (desk.worker("山田").await, desk.worker("管理").await);
    let mut stream = yamada.listen(&format!("/helpdesk/events?case={case}")).await;
    wait_for(&mut stream, "event: case").await;
    post(&mut admin, &format!("/helpdesk/case/{case}/erase"), &[("sure", "yes")]).await;
    wait_for(&mut stream, "\"gone\":true").await;
    desk.stop().await;
}

#[tokio::test]
async fn beyond_four_pages_of_one_person_none_listens_and_one_that_is_closed_makes_room() {
    let desk = desk().await;
    let mut yamada = desk.worker("山田").await;
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(yamada.listen("/helpdesk/events").await);
    }
    assert_eq!(yamada.get("/helpdesk/events").await.status, 204);
    desk.worker("佐藤").await.listen("/helpdesk/events").await;
    streams.pop();
    // The server notices it when it next has something to tell.
    desk.case("owner").await;
    while yamada.ask("HEAD", "/helpdesk/events", &[], b"").await.status == 204 {
        tokio::task::yield_now().await;
    }
    desk.stop().await;
}

#[tokio::test]
async fn a_stop_ends_every_stream() {
    let desk = desk().await;
    let yamada = desk.worker("山田").await;
    let mut stream = yamada.listen("/helpdesk/events").await;
    wait_for(&mut stream, "counts").await;
    desk.stop().await;
    assert_eq!(stream.told().await, None);
}
