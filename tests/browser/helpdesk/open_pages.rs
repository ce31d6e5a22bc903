//! Pages that stay open: what they hear, and what they say when they hear nothing; buttons that are pressed again.

use super::{Asking, AtDesk};
use crate::{
    chrome::Browser,
    server::{PASSWORD, Server},
};

#[test]
fn a_lost_connection_is_said_and_taken_back() {
    let mut server = Server::start_staffed(&["山田"]);
    let desk = Browser::start();
    desk.open(&server.url("/helpdesk"));
    desk.type_into("#name", "山田");
    desk.type_into("#password", PASSWORD);
    desk.click_button("サインイン");
    desk.wait_for_text("h1", "相談の一覧");
    assert_eq!(desk.text("#told"), "");
    server.kill();
    desk.wait_for_text("#told", "つながっていません。件数は古いかもしれません。");
    desk.picture("helpdesk-lost");
    server.start_again();
    desk.wait_for_js("document.getElementById('told').textContent === ''");
    let _owner = Asking::start(&server);
    desk.wait_for_text("#told", "新しい相談が 1 件あります");
    desk.take_problems();
}

#[test]
fn how_many_wait_stands_in_the_title() {
    let server = Server::start_staffed(&["山田"]);
    let desk = AtDesk::sign_in(&server, "山田");
    assert_eq!(desk.title(), "相談の一覧");
    let _first = Asking::start(&server);
    desk.wait_for_js("document.title === '(1) 相談の一覧'");
    desk.case();
    desk.wait_for_js("document.title === '(1) 受付番号 1'");
    desk.click_button("担当する");
    desk.wait_for_text("#head", "対応中");
    desk.wait_for_js("document.title === '受付番号 1'");
    desk.assert_clean();
}

#[test]
fn a_button_that_gives_a_file_works_again_and_again() {
    let server = Server::start_staffed(&["山田"]);
    let desk = AtDesk::sign_in(&server, "山田");
    let taken = |times: usize| {
        desk.wait_for_js(&format!(
            "fetch('/helpdesk/log').then(it => it.text()).then(it => it.split('<td>書き出し</td>').length - 1 === {times})"
        ));
    };
    desk.go("/helpdesk/export");
    desk.click_button("書き出す");
    taken(1);
    desk.click_button("書き出す");
    taken(2);
    desk.go("/helpdesk/statistics");
    desk.click_button("CSVで書き出す");
    taken(3);
    desk.click_button("CSVで書き出す");
    taken(4);
    desk.click_button("表示する");
    desk.wait_for_address("from=");
    desk.assert_clean();
}
