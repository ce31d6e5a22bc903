//! The content changes while a page is open: the server was started again with another.

use crate::{
    kept::Kept,
    site::{START, serve, small, unhurried, with_start},
};

#[tokio::test]
async fn a_press_of_a_page_of_another_content_is_told_to_be_old() {
    let kept = Kept::new();
    let before = serve(small(), kept.clone(), unhurried()).await;
    let mut browser = before.visitor().await;
    let page = browser.look().await;
    let old = browser.press(&page, "1 エックス").await;
    assert!(old.has("どれをお持ちですか"), "{}", old.0);
    before.stop().await;

    // The next question is another one now; what stood in its place would choose of that.
    let start = START.replace("  - ask: having\n", "  - ask: b\n  - ask: having\n");
    let after = serve(&with_start(&start), kept, unhurried()).await;
    let mut browser = browser.at(after.at);
    for post in [old.press("1 車"), old.write("1")] {
        let page = browser.go(&post).await;
        assert!(page.has("画面が前の質問のままでした"), "{}", page.0);
        assert!(page.has("Bですか。"), "what was answered stays answered: {}", page.0);
    }
    let page = browser.look().await;
    assert!(!page.has("持ち物"), "nothing was chosen: {}", page.0);
    let page = browser.press(&page, "1 はい").await;
    assert!(page.has("どれをお持ちですか"), "the new page goes on: {}", page.0);
    after.stop().await;
}

/// A page of somebody of whom nothing is kept yet knows its content too.
#[tokio::test]
async fn a_strangers_page_of_another_content_is_old_as_well() {
    let kept = Kept::new();
    let before = serve(small(), kept.clone(), unhurried()).await;
    let mut browser = before.visitor().await;
    let old = browser.look().await;
    before.stop().await;
    let after =
        serve(&with_start(&START.replace("  - ask: kind\n", "  - ask: b\n  - ask: kind\n")), kept, unhurried()).await;
    let mut browser = browser.at(after.at);
    let page = browser.press(&old, "2 ワイ").await;
    assert!(page.has("画面が前の質問のままでした") && page.has("Bですか。"), "{}", page.0);
    assert!(!page.has("種類"), "nothing was chosen: {}", page.0);
    after.stop().await;
}

#[tokio::test]
async fn a_page_of_the_same_content_outlives_the_server() {
    let kept = Kept::new();
    let before = serve(small(), kept.clone(), unhurried()).await;
    let mut browser = before.visitor().await;
    let page = browser.look().await;
    before.stop().await;
    let after = serve(small(), kept, unhurried()).await;
    let page = browser.at(after.at).press(&page, "1 エックス").await;
    assert!(page.has("どれをお持ちですか") && !page.has("画面が前の質問のまま"), "{}", page.0);
    after.stop().await;
}
