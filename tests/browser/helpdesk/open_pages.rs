//! Pages that stay open: what they hear, and what they say when they hear nothing; buttons that are pressed again;
//! and whose they are when somebody signs in elsewhere.

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

impl AtDesk<'_> {
    /// In another tab whoever is signed in signs out, and somebody else in.
    #[track_caller]
    fn elsewhere(&self, out: bool, signs_in: Option<&str>) {
        let here = self.tab();
        self.open_tab();
        self.go("/helpdesk");
        if out {
            self.wait_for_text("h1", "相談の一覧");
            self.click_button("サインアウト");
        }
        self.wait_for_address("/helpdesk/login");
        if let Some(name) = signs_in {
            self.type_into("#name", name);
            self.type_into("#password", PASSWORD);
            self.click_button("サインイン");
            self.wait_for_text("h1", "相談の一覧");
        }
        self.close_tab(&here);
    }
}

#[test]
fn what_was_written_by_one_person_is_not_sent_by_another() {
    let server = Server::start_staffed(&["山田", "佐藤"]);
    let owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.case();
    desk.type_into("#reply", "どの設備ですか。");
    desk.elsewhere(true, Some("佐藤"));
    desk.click_button("相談者に送る");
    desk.wait_for_text("[role=alert]", "別の人のサインインに変わっています（いまは佐藤さん）");
    assert_eq!(desk.value("#written-1"), "どの設備ですか。");
    desk.assert_accessible();
    desk.picture("helpdesk-changed");
    desk.click_link("もとの画面を開く");
    desk.wait_for_text("header.top", "佐藤");
    desk.reply("佐藤です。");
    owner.wait_for_text("#log", "相談員 佐藤");
    assert!(!owner.text("#log").contains("どの設備ですか"));
    desk.take_problems();
}

#[test]
fn a_page_hears_again_after_its_sign_in_had_ended_and_becomes_that_of_who_signs_in() {
    let server = Server::start_staffed(&["山田", "佐藤"]);
    let owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.case();
    desk.elsewhere(true, None);
    owner.write("コンプレッサーです");
    desk.wait_for_text("#told", "サインインの時間が切れました");
    desk.elsewhere(false, Some("山田"));
    desk.click("#again");
    desk.wait_for_text("#said", "コンプレッサーです");
    desk.wait_for_js("document.getElementById('told').textContent === ''");
    owner.write("三台あります");
    desk.wait_for_text("#told", "相談者が書きました");
    desk.elsewhere(true, Some("佐藤"));
    desk.click("#again");
    desk.wait_for_text("header.top", "佐藤");
    desk.wait_for_text("#said", "三台あります");
    desk.take_problems();
}
