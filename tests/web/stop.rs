//! Trouble on the server's side, and its end, which nobody can hold up.

use std::sync::atomic::Ordering;

use crate::{site::served, web_client::Connection};

#[tokio::test]
async fn who_never_finishes_what_they_say_is_not_waited_for() {
    let site = served().await;
    let browser = site.visitor().await;
    let request = browser.request("POST", "/say", &[], &[b'a'; 100]);
    let mut hanging = Vec::new();
    // Silent, in the midst of the head, and in the midst of the body.
    for said in [0, 10, request.len() - 1] {
        let mut connection = Connection::open(site.at).await;
        connection.send(&request[..said]).await.unwrap();
        hanging.push(connection);
    }
    // The server knows of them by then: connections are taken in order.
    browser.clone().get("/").await;
    site.stop().await;
}

#[tokio::test]
async fn on_a_full_disk_owners_are_told_in_words_and_can_try_again() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let press = browser.look().await.press("1 エックス");
    site.kept.with.full.store(true, Ordering::SeqCst);
    let answer = browser.post(&press).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
    assert!(answer.body.contains("data-trouble>") && !answer.body.contains("極秘"), "{}", answer.body);
    site.kept.with.full.store(false, Ordering::SeqCst);
    assert!(browser.go(&press).await.has("どれをお持ちですか"), "the same form is done now");
    site.stop().await;
}
