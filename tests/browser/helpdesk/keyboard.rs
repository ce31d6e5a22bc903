//! The console without a mouse: keys, and where one is after something was done.

use super::{Asking, AtDesk};
use crate::{chrome::Key, server::Server};

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
