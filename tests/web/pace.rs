//! Nobody can keep the server from the others by asking too much.

use std::time::Instant;

use sodan::channel::web::WebOptions;

use crate::{
    kept::Kept,
    site::{Served, public, serve, small},
    web_client::{Answer, Browser},
};

/// What may be posted at once, and how much more of it each second.
const BURST: usize = 60;
const PER_SECOND: f64 = 2.0;

/// Posts nonsense until that is too much; `of` says from whom each comes.
async fn until_too_much(of: impl Fn(usize) -> Browser) -> Answer {
    let began = Instant::now();
    for count in 1.. {
        let answer = of(count).post("nonsense").await;
        if answer.status == 429 {
            let even = (began.elapsed().as_secs_f64() * PER_SECOND) as usize + 1;
            assert!((BURST + 1..=BURST + 1 + even).contains(&count), "{count} posts, {even} of them at an even pace");
            return answer;
        }
        assert_eq!(answer.status, 400);
    }
    unreachable!("the count never ends")
}

async fn site(options: WebOptions) -> Served {
    serve(small(), Kept::new(), WebOptions { unlimited: false, ..options }).await
}

#[tokio::test]
async fn too_much_at_once_is_told_to_wait_and_others_go_on() {
    let site = site(public()).await;
    let hasty = site.visitor().await.with("x-forwarded-for", "203.0.113.7");
    let answer = until_too_much(|_| hasty.clone()).await;
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert!(answer.body.contains("data-trouble>") && answer.body.contains("少し休んでいます"), "{}", answer.body);
    // Looking goes on, and so does everybody else.
    assert_eq!(hasty.clone().get("/").await.status, 200);
    let mut other = site.visitor().await.with("x-forwarded-for", "203.0.113.8");
    let press = other.look().await.press("1 エックス");
    assert_eq!(other.post(&press).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn without_a_proxy_nobody_is_believed_to_be_somebody_else() {
    let site = site(WebOptions::default()).await;
    let visitor = site.visitor().await;
    until_too_much(|count| visitor.with("x-forwarded-for", &format!("203.0.113.{count}"))).await;
    site.stop().await;
}

#[tokio::test]
async fn behind_a_proxy_only_what_it_added_itself_counts() {
    let site = site(public()).await;
    let visitor = site.visitor().await;
    until_too_much(|count| visitor.with("x-forwarded-for", &format!("203.0.113.{count}, 198.51.100.1"))).await;
    site.stop().await;
}

#[tokio::test]
async fn files_that_never_change_are_given_at_any_pace() {
    let site = site(WebOptions::default()).await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    let css = page.0.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    for _ in 0..400 {
        assert_eq!(browser.get(css).await.status, 200);
    }
    assert_eq!(browser.get("/").await.status, 200);
    site.stop().await;
}
