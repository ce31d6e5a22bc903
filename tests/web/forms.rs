//! What is posted that no form of ours posts: a friendly page in the right status, and nothing changes.

use proptest::prelude::*;

use crate::{
    kept::Kept,
    site::{Served, serve, served, small, unhurried},
    web_client::{Answer, Browser, FORM},
};

const MARK: &str = "once=0123456789abcdef";

/// Whether it is a page for people, with a way back.
fn is_friendly(answer: &Answer) -> bool {
    answer.header("content-type") == "text/html; charset=utf-8"
        && answer.body.contains("data-trouble>")
        && answer.body.contains(">相談に戻る</a>")
}

async fn refused(site: &Served, browser: &mut Browser, body: &[u8], status: u16, what: &str) {
    let before = browser.clone();
    let answer = browser.ask("POST", "/say", &[("content-type", FORM)], body).await;
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    assert!(is_friendly(&answer), "{what}: {}", answer.body);
    assert_eq!((site.kept.writes(), &before.cookies), (0, &browser.cookies), "{what}");
}

#[tokio::test]
async fn a_body_that_no_form_of_ours_posts_is_refused_in_words() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    let (press, text) = (page.press("1 エックス"), page.write("車"));
    let without_mark = press.split_once('&').unwrap().1.to_owned();
    let hundred = "&tick=1".repeat(100);
    for (what, body) in [
        ("nothing", String::new()),
        ("no mark", without_mark.clone()),
        ("a wrong mark", format!("once=../../etc&{without_mark}")),
        ("a mark alone", MARK.to_owned()),
        ("no token", format!("{MARK}&press=")),
        ("a token that is none", format!("{MARK}&press=drop+table")),
        ("a token that is too long", format!("{MARK}&press=s1.2.{}", "a".repeat(70))),
        ("a press and a text", format!("{press}&text=a")),
        ("a text without its screen", format!("{MARK}&text=a")),
        ("a tick beyond the last", format!("{MARK}&of=s1.2.k&tick=64")),
        ("a tick that is no number", format!("{MARK}&of=s1.2.k&tick=%3Cscript%3E")),
        ("ticks of no question", format!("{MARK}&of=s1.2.y&tick=1")),
        ("an unknown field", format!("{press}&admin=1")),
        ("a hundred fields", format!("{MARK}&of=s1.2.k{hundred}")),
        ("a hundred fields behind a right one", format!("{press}{}", "&press=s1.2.y".repeat(100))),
        ("bytes that are no UTF-8", text.replace("%E8%BB%8A", "%E8%BB")),
        ("escapes that are none", text.replace("%E8%BB%8A", "%E8%ZZ")),
        ("an escape that is cut off", text + "%8"),
        ("JSON", "{\"press\":\"s1.2.y\"}".to_owned()),
    ] {
        refused(&site, &mut browser, body.as_bytes(), 400, what).await;
    }
    refused(&site, &mut browser, &[0xff, 0xfe, b'&', b'=', 0], 400, "raw bytes").await;
    site.stop().await;
}

#[tokio::test]
async fn what_is_too_long_is_told_to_be_too_long() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    refused(&site, &mut browser, page.write(&"あ".repeat(1_001)).as_bytes(), 413, "1,001 characters").await;
    let long = page.write("a") + &"a".repeat(16 * 1024);
    refused(&site, &mut browser, &long.as_bytes()[..16 * 1024 + 1], 413, "one byte more than 16 KiB").await;
    let far_too_long = vec![b'a'; 3 << 20];
    refused(&site, &mut browser, &far_too_long, 413, "three megabytes").await;
    // The longest text of the widest characters goes through, and so do lines of a browser.
    assert_eq!(browser.post(&page.write(&"😀".repeat(1_000))).await.status, 303);
    assert_eq!(site.kept.writes(), 1);
    site.stop().await;
}

#[tokio::test]
async fn other_kinds_of_bodies_and_requests_are_refused() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let press = browser.look().await.press("1 エックス");
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", "x"] {
        let answer = browser.ask("POST", "/say", &[("content-type", kind)], press.as_bytes()).await;
        assert_eq!((answer.status, is_friendly(&answer)), (415, true), "{kind}: {}", answer.body);
    }
    for (method, path, status) in [
        ("GET", "/say", 405),
        ("DELETE", "/say", 405),
        ("POST", "/", 405),
        ("POST", "/print", 405),
        ("GET", "/nowhere", 404),
        ("GET", "/say/", 404),
        ("GET", "/assets/0/x.js", 404),
        ("GET", "/assets/../../etc/passwd", 404),
        ("GET", "/embed/nowhere", 404),
    ] {
        let answer = browser.ask(method, path, &[], b"").await;
        assert_eq!((answer.status, is_friendly(&answer)), (status, true), "{method} {path}: {}", answer.body);
    }
    assert_eq!(site.kept.writes(), 0);
    let with_words = browser.ask(
        "POST",
        "/say",
        &[("content-type", "application/x-www-form-urlencoded; charset=UTF-8")],
        press.as_bytes(),
    );
    assert_eq!(with_words.await.status, 303, "what says its letters too is the same kind");
    site.stop().await;
}

#[tokio::test]
async fn a_page_that_is_led_to_with_nonsense_is_still_the_page() {
    let site = served().await;
    for query in ["?said=stale", "?said=nonsense", "?said", "?said=stale&said=stale", "?%ff", "?a=b", "?"] {
        let answer = site.browser().get(&format!("/{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        assert_eq!(answer.page().times("id=\"now\""), 1, "{query}");
    }
    site.stop().await;
}

#[tokio::test]
async fn who_brings_no_cookie_is_told_so() {
    let site = served().await;
    let press = site.visitor().await.look().await.press("1 エックス");
    for cookie in ["", "abc", &"g".repeat(64)] {
        let mut stranger = site.browser();
        if !cookie.is_empty() {
            stranger.cookies.insert("sodan".to_owned(), cookie.to_owned());
        }
        let answer = stranger.post(&press).await;
        assert_eq!((answer.status, is_friendly(&answer)), (400, true));
        assert!(answer.body.contains("クッキー"), "{}", answer.body);
    }
    assert_eq!(site.kept.writes(), 0);
    site.stop().await;
}

/// Tokens of another session, of long ago, of nothing: told, and nothing is chosen.
#[tokio::test]
async fn a_token_of_another_session_chooses_nothing() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    browser.press(&page, "2 ワイ").await;
    for press in ["s1.2.c0", "szzzzzzzzzzzz.zz.c0", "s0.0.czz", "s1.2.b0", "s1.2.d1z", "s1.2.fzz", "s1.2.x"] {
        let page = browser.go(&format!("{MARK}&press={press}")).await;
        assert!(page.has("画面が前の質問のままでした"), "{press}: {}", page.0);
    }
    site.stop().await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever comes, the server is not the one to blame.
    #[test]
    fn no_body_breaks_anything(bodies in proptest::collection::vec(body(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let site = serve(small(), Kept::new(), unhurried()).await;
            let mut browser = site.visitor().await;
            for body in bodies {
                let answer = browser.ask("POST", "/say", &[("content-type", FORM)], &body).await;
                assert!(answer.status < 500, "{}: {:?}", answer.status, String::from_utf8_lossy(&body));
                if !matches!(answer.status, 200 | 303) {
                    assert!(is_friendly(&answer), "{}", answer.body);
                }
            }
            assert_eq!(browser.look().await.times("id=\"now\""), 1);
            site.stop().await;
        });
    }
}

/// From bytes at random to what nearly is a form of ours.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        "[a-z0-9.]{0,12}",
        "s[0-9a-z]{1,13}\\.[0-9a-z]{1,7}\\.[a-z][0-9a-z]{0,13}",
        "(%[0-9A-Fa-f]{2}){0,8}",
        ".{0,40}",
        Just("0123456789abcdef".to_owned()),
        Just("1".repeat(2_000)),
    ];
    let key =
        prop_oneof![Just("once"), Just("press"), Just("text"), Just("under"), Just("of"), Just("tick"), Just("x")];
    let nearly = proptest::collection::vec((key, value), 0..8).prop_map(|pairs| {
        let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("{MARK}&{}", pairs.join("&")).into_bytes()
    });
    let encoded = ("[a-z0-9]{1,4}", ".{0,80}").prop_map(|(session, text)| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("once", "0123456789abcdef").append_pair("under", &format!("s{session}.1.r"));
        form.append_pair("text", &text).finish().into_bytes()
    });
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..400), nearly, encoded]
}
