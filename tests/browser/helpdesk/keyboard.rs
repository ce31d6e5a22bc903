//! The console without a mouse: keys, and where one is after something was done.

use super::{Asking, AtDesk};
use crate::{chrome::Key, server::Server};

#[test]
fn every_act_has_a_key_and_what_cannot_be_taken_back_waits_for_enter() {
    let server = Server::start_staffed(&["山田"]);
    let _owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.case();
    for (key, place) in [("m", "canned"), ("n", "note"), ("r", "reply"), ("e", "outcome"), ("a", "worker")] {
        desk.type_keys(key);
        assert_eq!(desk.active().id, place, "{key}");
        desk.key(Key::Escape);
    }
    assert_eq!(desk.js("document.getElementById('more').open"), true, "what is folded opens");
    desk.type_keys("!");
    assert_eq!(desk.active().text, "至急にする");
    desk.key(Key::Enter);
    desk.wait_for_text("#acts", "至急をはずす");
    desk.type_keys("c");
    desk.wait_for_text("#head", "対応中");
    desk.reply("どの設備ですか");
    desk.wait_for_text("#head", "相談者待ち");
    for (key, text) in [("b", "ボットに戻す"), ("d", "担当をはずす")] {
        desk.type_keys(key);
        assert_eq!(desk.active().text, text, "{key}");
    }
    desk.type_keys("e");
    desk.key(Key::Down);
    desk.key(Key::Tab);
    desk.key(Key::Enter);
    desk.wait_for_text("#acts", "再開する");
    desk.type_keys("o");
    assert_eq!(desk.active().text, "再開する");
    desk.key(Key::Enter);
    desk.wait_for_text("#acts", "終わり方");
    desk.type_keys("?");
    desk.wait_for("#keys[open]");
    desk.assert_accessible();
    desk.picture("helpdesk-keys");
    desk.click_button("閉じる");
    desk.assert_clean();
}

#[test]
fn a_slash_searches_and_in_the_lookup_goes_to_what_the_caller_says() {
    let server = Server::start_staffed(&["山田"]);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.type_keys("p");
    desk.wait_for_text("h1", "電話で調べる");
    desk.type_keys("染物屋\n");
    desk.wait_for_address("q=");
    desk.wait_for_text("h1", "電話で調べる");
    desk.js("document.activeElement.blur()");
    desk.type_keys("/");
    assert_eq!(desk.active().id, "said");
    assert_eq!(desk.value("#said"), "染物屋");
    desk.go("/helpdesk");
    desk.type_keys("/");
    desk.wait_for_text("h1", "さがす");
    // Who wants no such keys has none, there as well.
    desk.js("localStorage.setItem('sodan-keys', 'off')");
    desk.go("/helpdesk/lookup");
    desk.js("document.activeElement.blur()");
    desk.type_keys("/");
    assert_eq!(desk.active().tag, "body");
    desk.assert_clean();
}

#[test]
fn after_something_was_done_one_is_where_it_was_done() {
    let server = Server::start_staffed(&["山田", "佐藤"]);
    let _owner = Asking::start(&server);
    let (desk, other) = (AtDesk::sign_in(&server, "山田"), AtDesk::sign_in(&server, "佐藤"));
    desk.screen(390, 844);
    desk.case();
    other.case();
    desk.click_button("担当する");
    desk.wait_for_text("#head", "対応中");
    assert_eq!(desk.active().id, "acts");
    desk.click_button("返事の欄に入れる（まだ送りません）");
    desk.wait_for_address("/canned");
    desk.wait_for_js("document.getElementById('reply').value !== ''");
    assert_eq!(desk.active().id, "reply");
    desk.click_button("相談者に送る");
    desk.wait_for_text("#head", "相談者待ち");
    assert_eq!(desk.active().id, "last");
    assert_eq!(desk.js("scrollY > 0"), true);
    desk.picture("helpdesk-replied");
    desk.type_into("#note", "メモです");
    desk.click_button("メモに残す");
    desk.wait_for_text("#notes", "メモです");
    assert_eq!(desk.active().id, "last-note");
    other.reply("わたしの返事");
    other.wait_for_text("#problem", "先に操作しました");
    assert_eq!(other.active().id, "problem");
    other.click_link("先に送られた返事を見る");
    assert_eq!(other.active().id, "theirs");
    other.picture("helpdesk-second");
    desk.assert_clean();
    other.take_problems();
}

#[test]
fn the_menu_of_administrators_opens_and_closes_with_the_keyboard() {
    let server = Server::start_staffed(&["山田"]);
    let desk = AtDesk::sign_in(&server, "山田");
    for width in [1280, 900, 390] {
        desk.screen(width, 800);
        desk.focus(".menu summary");
        desk.key(Key::Enter);
        desk.wait_for(".menu[open]");
        desk.assert_fits();
        desk.assert_accessible();
        desk.key(Key::Tab);
        assert_eq!(desk.active().text, "担当者");
        desk.key(Key::Escape);
        desk.wait_for_none(".menu[open]");
        assert_eq!(desk.active().tag, "summary");
    }
    desk.screen(1280, 900);
    let height = desk.js("document.querySelector('header').offsetHeight");
    assert!(height.as_u64().unwrap() < 80, "one row on a wide screen: {height}");
    desk.click(".menu summary");
    desk.click(".me span");
    desk.wait_for_none(".menu[open]");
    desk.click(".menu summary");
    desk.click_link("監査記録");
    desk.wait_for_text("h1", "監査記録");
    desk.assert_clean();
}

#[test]
fn without_a_script_one_is_where_it_was_done_too() {
    let server = Server::start_staffed(&["山田"]);
    let _owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.javascript(false);
    desk.case();
    desk.click_button("担当する");
    desk.wait_for_text("#head", "対応中");
    assert_eq!(desk.active().id, "acts");
    desk.click_button("返事の欄に入れる（まだ送りません）");
    desk.wait_for_address("/canned");
    assert_eq!(desk.active().id, "reply");
    desk.click_button("相談者に送る");
    desk.wait_for_text("#head", "相談者待ち");
    assert_eq!(desk.active().id, "last");
    desk.click(".menu summary");
    desk.click_link("書き出し");
    desk.wait_for_text("h1", "書き出し");
    desk.assert_clean();
}
