//! What comes twice is done once, and what comes late is told.

use crate::{
    kept::Kept,
    site::{serve, served, unhurried},
    web_client::Page,
    world,
};

#[tokio::test]
async fn the_same_form_is_done_once_also_from_two_connections_at_once() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    let page = browser.press(&page, "1 エックス").await;
    // One after the other.
    let words = page.write("車");
    let first = browser.post(&words).await;
    let second = browser.post(&words).await;
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(second.header("location"), first.header("location"), "a repetition is no news");
    let said = |all: &[String], what: &str| all.iter().filter(|line| line.contains(what)).count();
    assert_eq!(said(&site.kept.transcript().await, "\"車\""), 1);
    // All at once.
    for number in ["12人", "13人", "14人"] {
        let page = browser.look().await;
        let words = page.write(number);
        let together = (0..8).map(|_| {
            let (mut browser, words) = (browser.clone(), words.clone());
            tokio::spawn(async move { browser.post(&words).await })
        });
        for answer in together.collect::<Vec<_>>() {
            let answer = answer.await.unwrap();
            assert_eq!((answer.status, answer.header("location")), (303, "/#log"));
        }
        assert_eq!(said(&site.kept.transcript().await, &format!("\"{number}\"")), 1, "{number}");
        let page = browser.look().await;
        browser.press(&page, "戻る").await;
    }
    site.stop().await;
}

/// Another button of a page that was gone back to is no repetition, and is told to be late.
#[tokio::test]
async fn an_old_screen_chooses_nothing() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let old = browser.look().await;
    browser.press(&old, "1 エックス").await;
    let page = browser.press(&old, "2 ワイ").await;
    assert_stale(&page);
    assert!(page.has("エックス") && page.has("どれをお持ちですか"), "{}", page.0);
    site.stop().await;
}

#[tokio::test]
async fn a_text_under_an_old_screen_is_no_answer_and_not_lost() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    let page = browser.press(&page, "1 エックス").await;
    let old = browser.press(&page, "1 車").await;
    assert!(old.has("何人ですか"), "{}", old.0);
    let page = browser.write(&old, "12").await;
    assert!(page.has("何ですか"), "{}", page.0);
    let kept = browser.look().await;
    let typed = "<b>13</b> & \"十三\" 人";
    for in_place in [false, true] {
        let with = if in_place { browser.with("hx-request", "true") } else { browser.clone() };
        let page = with.clone().write(&old, &format!("{typed}{in_place}")).await;
        assert_stale(&page);
        let draft = format!("&#60;b&#62;13&#60;/b&#62; &#38; &#34;十三&#34; 人{in_place}");
        assert_eq!(page.draft(), draft, "{}", page.0);
        assert_eq!(page.has("<!doctype html>"), !in_place);
    }
    let after = browser.look().await;
    assert!(after.has("何ですか") && after.has("12人") && !after.has("13人"), "{}", after.0);
    assert_eq!(after.times("class=\"bubble"), kept.times("class=\"bubble"), "what was not heard is not in the talk");
    site.stop().await;
}

#[tokio::test]
async fn distress_is_heard_wherever_it_is_written() {
    let site = serve(world::real(), Kept::new(), unhurried()).await;
    let mut browser = site.visitor().await;
    let old = browser.look().await;
    let page = browser.write(&old, "電気代").await;
    browser.press(&page, "最初から").await;
    let page = browser.write(&old, "もう死にたいです").await;
    assert!(!page.has("画面が前の質問のまま"), "{}", page.0);
    assert!(page.has("href=\"tel:"), "somebody to call is named: {}", page.0);
    assert!(page.has("もう死にたいです"), "it is in the talk: {}", page.0);
    site.stop().await;
}

fn assert_stale(page: &Page) {
    assert!(page.has("画面が前の質問のままでした"), "{}", page.0);
}
