//! Details that were unfolded are counted once, and change nothing.

use sodan::{
    consult::tally::{Tally, What},
    store::Store,
};

use crate::{
    site::{Served, served},
    web_client::{Answer, Browser, FORM, Page},
};

async fn at_results(browser: &mut Browser) -> Page {
    let mut page = browser.look().await;
    for choice in ["1 エックス", "1 車"] {
        page = browser.press(&page, choice).await;
    }
    for _ in 0..3 {
        page = browser.press(&page, "わからない").await;
    }
    page = browser.press(&page, "1 はい").await;
    browser.press(&page, "さがす").await
}

/// What unfolding posts, of each card.
fn opens(page: &Page) -> Vec<String> {
    let tokens = page.0.split("<details data-opens=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    tokens.map(|token| format!("once=0123456789abcdef&press={token}")).collect()
}

async fn open(browser: &mut Browser, body: &str) -> Answer {
    browser.ask("POST", "/opened", &[("content-type", FORM)], body.as_bytes()).await
}

/// How often details were counted, of any program.
async fn counted(site: &Served) -> Vec<(String, u64)> {
    let counts = site.kept.counts().await.unwrap().into_iter();
    let tallies = counts.filter_map(|(key, count)| Some((Tally::from_key(&key)?, count)));
    tallies.filter(|(tally, _)| tally.what == What::Opened).map(|(tally, count)| (tally.id, count)).collect()
}

#[tokio::test]
async fn what_is_unfolded_counts_once_for_each_showing() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = at_results(&mut browser).await;
    let opens_here = opens(&page);
    assert_eq!(opens_here.len(), 2, "{}", page.0);
    for _ in 0..3 {
        assert_eq!(open(&mut browser, &opens_here[0]).await.status, 204);
    }
    assert_eq!(counted(&site).await, [("one".to_owned(), 1)]);
    // The page is as it was, and so are its buttons.
    let after = browser.look().await;
    assert_eq!(opens(&after), opens_here);
    let gone_back = browser.press(&page, "戻る").await;
    assert!(gone_back.has("この内容で探します"), "{}", gone_back.0);
    assert_eq!(open(&mut browser, &opens_here[1]).await.status, 204);
    assert_eq!(counted(&site).await, [("one".to_owned(), 1)], "what is not shown cannot be unfolded");
    let again = browser.press(&gone_back, "さがす").await;
    open(&mut browser, &opens(&again)[0]).await;
    assert_eq!(counted(&site).await, [("one".to_owned(), 2)]);
    site.stop().await;
}

#[tokio::test]
async fn nobody_else_counts_anything() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = at_results(&mut browser).await;
    let body = opens(&page).remove(0);
    let mut stranger = site.browser();
    assert_eq!(open(&mut stranger, &body).await.status, 400);
    let mut other = site.visitor().await;
    assert_eq!(open(&mut other, &body).await.status, 204);
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        assert_eq!(open(&mut browser.with(name, value), &body).await.status, 403);
    }
    for wrong in ["", "press=x", "once=0123456789abcdef&under=s1.2.r&text=a", "once=0123456789abcdef"] {
        assert_eq!(open(&mut browser, wrong).await.status, 400, "{wrong}");
    }
    assert_eq!(open(&mut browser, "once=0123456789abcdef&press=s1.2.d0").await.status, 204);
    assert_eq!(browser.get("/opened").await.status, 405);
    assert_eq!(counted(&site).await, []);
    site.stop().await;
}
