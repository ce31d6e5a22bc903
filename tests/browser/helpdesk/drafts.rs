//! What was written and not sent is there again, for whoever wrote it.

use serde_json::json;

use super::{Asking, AtDesk};
use crate::server::{PASSWORD, Server};

impl AtDesk<'_> {
    #[track_caller]
    fn lose_sign_in(&self) {
        self.cdp("Network.clearBrowserCookies", json!({}));
    }

    #[track_caller]
    fn sign_in_here(&self, name: &str) {
        self.type_into("#name", name);
        self.type_into("#password", PASSWORD);
        self.click_button("サインイン");
    }
}

#[test]
fn a_reply_outlives_the_end_of_the_sign_in() {
    let server = Server::start_staffed(&["山田"]);
    let _owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.case();
    desk.type_into("#note", "折り返しは夕方");
    desk.type_into("#reply", "どの設備の電気が、いちばん多いですか。");
    desk.lose_sign_in();
    desk.click_button("相談者に送る");
    desk.wait_for_text("[role=alert]", "サインインの時間が切れていた");
    assert_eq!(desk.value("#written-1"), "どの設備の電気が、いちばん多いですか。");
    desk.assert_accessible();
    desk.picture("helpdesk-ended");
    desk.click_link("サインインして、もとの画面に戻る");
    desk.sign_in_here("山田");
    desk.wait_for_text("h1", "受付番号 1");
    assert_eq!(desk.value("#reply"), "どの設備の電気が、いちばん多いですか。");
    assert_eq!(desk.value("#note"), "折り返しは夕方");
    desk.click_button("相談者に送る");
    desk.wait_for_text(".said .staff", "どの設備の電気が");
    assert_eq!(desk.value("#reply"), "", "it was sent");
    assert_eq!(desk.value("#note"), "折り返しは夕方", "this was not");
    desk.click_button("メモに残す");
    desk.wait_for_text("#notes", "折り返しは夕方");
    assert_eq!(desk.value("#note"), "");
    desk.take_problems();
}

#[test]
fn looking_something_up_elsewhere_loses_nothing() {
    let server = Server::start_staffed(&["山田"]);
    let _owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.case();
    desk.type_into("#reply", "書きかけの返事");
    for path in ["/helpdesk", "/helpdesk/find", "/helpdesk/lookup?case=1", "/helpdesk/statistics"] {
        desk.go(path);
        desk.wait_for("h1");
    }
    desk.case();
    assert_eq!(desk.value("#reply"), "書きかけの返事");
    desk.click_button("至急にする");
    desk.wait_for_text("#acts", "至急をはずす");
    assert_eq!(desk.value("#reply"), "書きかけの返事", "also after something else was done");
    desk.clear("#reply");
    desk.case();
    assert_eq!(desk.value("#reply"), "", "what was crossed out does not come back");
    desk.assert_clean();
}

#[test]
fn signing_out_asks_first_and_leaves_nothing_for_the_next() {
    let server = Server::start_staffed(&["山田", "佐藤"]);
    let _owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.case();
    desk.type_into("#reply", "書きかけの返事");
    desk.click_button("サインアウト");
    let asked = desk.answer_prompt(false);
    assert!(asked.contains("書きかけ") && asked.contains("受付番号 1"), "{asked}");
    assert_eq!(desk.value("#reply"), "書きかけの返事");
    // From another page too, where it is not in sight.
    desk.go("/helpdesk");
    desk.wait_for_text("h1", "相談の一覧");
    desk.click_button("サインアウト");
    assert!(desk.answer_prompt(true).contains("受付番号 1"));
    desk.wait_for_address("/helpdesk/login");
    desk.sign_in_here("山田");
    desk.wait_for_text("h1", "相談の一覧");
    desk.case();
    assert_eq!(desk.value("#reply"), "", "they were told so");
    desk.type_into("#reply", "山田の書きかけ");
    desk.lose_sign_in();
    desk.go("/helpdesk/case/1");
    desk.sign_in_here("佐藤");
    desk.wait_for_text("h1", "受付番号 1");
    assert_eq!(desk.value("#reply"), "", "nobody reads what somebody else was writing");
    desk.click_button("サインアウト");
    desk.wait_for_address("/helpdesk/login");
    desk.assert_clean();
}
