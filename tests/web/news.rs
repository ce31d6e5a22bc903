//! Pages that are open elsewhere hear of what happens, of their own chat alone.

use std::time::Duration;

use crate::{
    site::served,
    web_client::{Browser, Connection},
};

/// The version that the page shows.
async fn version(browser: &mut Browser) -> u64 {
    let page = browser.look().await;
    let shown = page.0.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap();
    shown.parse().unwrap()
}

#[tokio::test]
async fn a_commit_is_heard_by_every_page_of_its_chat_and_no_other() {
    let site = served().await;
    let (mut ours, mut theirs) = (site.visitor().await, site.visitor().await);
    let (mut one, mut two) = (ours.listen("/events").await, ours.listen("/events").await);
    let mut other = theirs.listen("/events").await;
    // What a page missed that could not listen for a while it hears at once; here nothing has happened yet.
    for stream in [&mut one, &mut two, &mut other] {
        assert_eq!(stream.event().await, Some(0));
    }
    for label in ["1 エックス", "1 車"] {
        let page = ours.look().await;
        ours.press(&page, label).await;
        let version = version(&mut ours).await;
        assert_eq!(one.event().await, Some(version));
        assert_eq!(two.event().await, Some(version));
    }
    assert_eq!(ours.listen("/events").await.event().await, Some(version(&mut ours).await));
    // The first that the other hears is its own.
    let page = theirs.look().await;
    theirs.press(&page, "2 ワイ").await;
    assert_eq!(other.event().await, Some(version(&mut theirs).await));
    site.stop().await;
}

#[tokio::test]
async fn a_stop_ends_every_stream_at_once() {
    let site = served().await;
    let mut streams: Vec<Connection> = Vec::new();
    for _ in 0..40 {
        streams.push(site.visitor().await.listen("/events").await);
    }
    tokio::time::timeout(Duration::from_secs(5), site.stop()).await.expect("promptly");
    for mut stream in streams {
        assert_eq!(stream.event().await, Some(0));
        assert_eq!(stream.event().await, None, "it was ended, not cut off");
    }
}
