//! Other screens, other tastes, other troubles.

use serde_json::json;

use super::on_page;

#[test]
fn it_is_a_phone() {
    let (_page, browser) = on_page();
    browser.phone();
    browser.reload();
    assert_eq!(browser.js("[innerWidth, innerHeight, devicePixelRatio]"), json!([360, 740, 2]));
    assert_eq!(browser.js("[navigator.maxTouchPoints, matchMedia('(pointer: coarse)').matches]"), json!([5, true]));
    browser.tap("#count");
    browser.wait_for_text("#touched", "touch");
    browser.wait_for_text("#count-shown", "1");
    browser.assert_fits();
    browser.assert_clean();
}

#[test]
fn it_is_zoomed() {
    let (_page, browser) = on_page();
    browser.screen(1280, 900);
    assert_eq!(browser.js("[innerWidth, innerHeight, devicePixelRatio]"), json!([1280, 900, 1]));
    browser.zoom_200();
    assert_eq!(browser.js("[innerWidth, innerHeight, devicePixelRatio]"), json!([640, 450, 2]));
    browser.assert_fits();
    browser.assert_clean();
}

#[test]
#[should_panic(expected = "2000 px wide on a screen of 625")]
fn what_is_too_wide_is_seen() {
    let (_page, browser) = on_page();
    browser.zoom_200();
    browser.js("document.getElementById('tall').style.width = '2000px'");
    browser.js("document.body.style.margin = 0");
    browser.assert_fits();
}

#[test]
fn it_is_dark_and_printed() {
    let (_page, browser) = on_page();
    let background = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.js(background), "rgb(255, 255, 255)");
    browser.media("", &[("prefers-color-scheme", "dark")]);
    assert_eq!(browser.js(background), "rgb(17, 17, 17)");
    browser.assert_accessible();
    browser.media("print", &[]);
    assert_eq!(browser.text("#send"), "");
    browser.media("", &[]);
    assert_eq!(browser.text("#send"), "送信");
    browser.assert_clean();
}

#[test]
fn it_has_no_javascript() {
    let (_page, browser) = on_page();
    assert!(!browser.exists("#no-script"));
    browser.javascript(false);
    browser.reload();
    assert_eq!(browser.text("#no-script"), "JavaScript がありません");
    browser.click_button("数える");
    assert_eq!(browser.text("#count-shown"), "0");
    browser.type_into("#text", "電気代\n");
    browser.wait_for_address("?text=");
    browser.javascript(true);
    browser.reload();
    browser.click("#count");
    assert_eq!(browser.text("#count-shown"), "1");
    browser.assert_clean();
}

#[test]
fn it_is_offline() {
    let (_page, browser) = on_page();
    browser.offline(true);
    assert_eq!(browser.js("navigator.onLine"), false);
    assert_eq!(browser.js("fetch('/hello').then(() => 'here', () => 'gone')"), "gone");
    let [problem] = browser.take_problems().try_into().unwrap();
    assert!(problem.contains("/hello") && problem.contains("ERR_INTERNET_DISCONNECTED"), "{problem}");
    browser.offline(false);
    assert_eq!(browser.js("fetch('/hello').then(() => 'here', () => 'gone')"), "here");
    browser.assert_clean();
}

#[test]
fn it_is_a_japanese_browser_in_japan() {
    let (_page, browser) = on_page();
    assert_eq!(browser.js("navigator.languages"), json!(["ja", "en"]));
    assert_eq!(browser.js("Intl.DateTimeFormat().resolvedOptions().timeZone"), "Asia/Tokyo");
    browser.assert_clean();
}

#[test]
fn the_whole_page_is_in_the_picture() {
    let (_page, browser) = on_page();
    browser.phone();
    let png = browser.png().unwrap();
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    let size = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!(size(16), 720);
    assert!(size(20) > 3000, "{}", size(20));
    browser.picture("harness");
    browser.assert_clean();
}

#[test]
fn the_accessibility_tree_is_text() {
    let (_page, browser) = on_page();
    browser.type_into("#text", "a\n");
    browser.wait_for_count("#log p", 3);
    browser.click("#agree");
    insta::assert_snapshot!(browser.accessibility_tree());
    browser.assert_accessible();
    browser.assert_clean();
}
