//! Clicking, typing, going back and forth, waiting.

use super::on_page;
use crate::chrome::Key;

#[test]
fn it_types_and_clicks() {
    let (_page, browser) = on_page();
    browser.type_into("#text", "a電気代");
    assert_eq!(browser.value("#text"), "a電気代");
    browser.wait_for_text("#log", "a 65 false true");
    browser.click_button("送信");
    browser.wait_for_text("#log", "送信: a電気代");
    browser.type_into("#text", "もの補\n");
    browser.wait_for_text("#log", "送信: もの補");
    browser.type_into("#text", "x");
    browser.clear("#text");
    assert_eq!(browser.value("#text"), "");
    browser.click("#count");
    assert_eq!(browser.text("#count-shown"), "1");
    browser.double_click("#count");
    browser.wait_for_text("#count-shown", "3");
    assert_eq!(browser.attribute("#text", "aria-describedby").as_deref(), Some("hint"));
    assert_eq!(browser.attribute("#text", "disabled"), None);
    assert_eq!(browser.accessible_name("#text"), "ご相談");
    assert_eq!(browser.texts("button"), ["送信", "数える", "", "あとで"]);
    assert_eq!((browser.count("button"), browser.exists("#hidden"), browser.exists("#nothing")), (4, true, false));
    browser.assert_clean();
}

#[test]
fn keys_move_and_press() {
    let (_page, browser) = on_page();
    assert_eq!(browser.active().tag, "body");
    browser.key(Key::Tab);
    let active = browser.active();
    assert_eq!((active.tag.as_str(), active.role.as_str(), active.name.as_str()), ("input", "textbox", "ご相談"));
    browser.type_keys("ab");
    browser.key(Key::Backspace);
    browser.key(Key::Enter);
    browser.wait_for_text("#log", "送信: a");
    browser.focus("#count");
    browser.key(Key::Space);
    browser.key(Key::Enter);
    browser.wait_for_text("#count-shown", "2");
    browser.key(Key::ShiftTab);
    assert_eq!(browser.active().text, "送信");
    browser.assert_clean();
}

#[test]
fn what_comes_later_is_waited_for() {
    let (_page, browser) = on_page();
    browser.click_button("あとで");
    browser.click_button("来ました");
    browser.wait_for_none("#come");
    browser.click_button("あとで");
    browser.wait_for("#come");
    browser.click("#come");
    browser.wait_for_count("button", 4);
    browser.wait_for_js("document.getElementById('later').ariaExpanded === 'true'");
    browser.assert_clean();
}

#[test]
fn it_goes_back_and_forth() {
    let (page, browser) = on_page();
    browser.click_link("つぎのページ");
    browser.wait_for_address("/other");
    assert_eq!(browser.title(), "つぎのページ");
    browser.back();
    assert_eq!(browser.address(), page.url("/"));
    browser.forward();
    assert_eq!(browser.address(), page.url("/other"));
    browser.back();
    browser.click("#count");
    browser.reload();
    assert_eq!(browser.text("#count-shown"), "0");
    assert_eq!(browser.js("fetch('/hello').then(it => it.text())"), "こんにちは");
    browser.assert_clean();
}

#[test]
fn a_second_tab_shares_cookies() {
    let (page, browser) = on_page();
    let first = browser.tab();
    let second = browser.open_tab();
    browser.open(&page.url("/cookies"));
    assert_eq!(browser.text("p"), "session=secret");
    browser.switch_to(&first);
    assert_eq!(browser.text("h1"), "試しのページ");
    browser.switch_to(&second);
    browser.close_tab(&first);
    assert_eq!(browser.tabs(), [first]);

    let [cookie] = browser.cookies().try_into().unwrap();
    assert_eq!((cookie.name.as_str(), cookie.value.as_str(), cookie.path.as_str()), ("session", "secret", "/"));
    assert!(cookie.http_only && !cookie.secure && cookie.expires.is_some(), "{cookie:?}");
    assert_eq!(cookie.same_site.as_deref(), Some("Strict"));
    assert_eq!(browser.js("document.cookie"), "");
    browser.assert_clean();
}

#[test]
fn two_browsers_share_nothing() {
    let (page, browser) = on_page();
    let other = crate::chrome::Browser::start();
    other.open(&page.url("/cookies"));
    assert_eq!(other.text("p"), "none");
    assert_eq!(browser.cookies().len(), 1);
    browser.assert_clean();
    other.assert_clean();
}

#[test]
fn japanese_is_composed_and_confirmed() {
    let (_page, browser) = on_page();
    browser.focus("#text");
    browser.compose("でんき");
    browser.compose("でんきだい");
    assert_eq!(browser.value("#text"), "でんきだい");
    browser.confirm_composition("電気代");
    browser.wait_for_text("#log", "compositionend 電気代");
    assert_eq!(browser.value("#text"), "電気代");
    assert_eq!(
        browser.texts("#log p"),
        [
            "Process 229 false true",
            "compositionstart",
            "Process 229 true true",
            "Process 229 true true",
            "compositionend 電気代"
        ]
    );
    browser.key(Key::Enter);
    browser.wait_for_text("#log", "送信: 電気代");
    browser.assert_clean();
}
