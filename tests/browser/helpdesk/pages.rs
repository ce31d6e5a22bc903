//! Every page of the console: everybody can use it, and nothing on it complains.

use super::{Asking, AtDesk};
use crate::{chrome::Browser, server::Server};

#[test]
fn everybody_can_use_every_page_of_the_console() {
    let server = Server::start_staffed(&["山田"]);
    let _owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    for (path, heading) in [
        ("/helpdesk", "相談の一覧"),
        ("/helpdesk/case/1", "受付番号 1"),
        ("/helpdesk/lookup", ""),
        ("/helpdesk/find", ""),
        ("/helpdesk/statistics", ""),
        ("/helpdesk/unanswered", ""),
        ("/helpdesk/wrong", "違うと言われた結果"),
        ("/helpdesk/people", ""),
        ("/helpdesk/log", ""),
        ("/helpdesk/export", ""),
        ("/helpdesk/telegram", ""),
        ("/helpdesk/case/1/erase", ""),
    ] {
        desk.go(path);
        desk.wait_for_text("h1", heading);
        desk.assert_fits();
        desk.assert_accessible();
    }
    desk.go("/helpdesk/statistics");
    desk.picture("helpdesk-statistics");
    desk.assert_clean();
}

#[test]
fn a_call_is_looked_up_in_one_go_and_saved() {
    let server = Server::start_staffed(&["山田"]);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.go("/helpdesk/lookup");
    assert_eq!(desk.active().tag, "input", "whoever is on the phone types at once");
    desk.type_keys("職人14人の染物屋で、電気代が上がって困っている\n");
    desk.wait_for_text("main", "省エネ");
    desk.wait_for_text("main", "製造業");
    desk.picture("helpdesk-lookup");
    desk.click_button("案件として保存");
    desk.wait_for_text("h1", "受付番号 1");
    desk.wait_for_text("main", "電話の相談です");
    desk.assert_clean();
}

#[test]
fn what_an_owner_says_is_wrong_stands_beside_its_rule() {
    let server = Server::start_staffed(&["山田"]);
    let owner = Asking { browser: Browser::start() };
    owner.open(&server.url("/"));
    owner.write("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて");
    let pressed =
        ["3 どちらも", "1 会社", "1 空調・照明・ボイラなど", "3 入れ替える", "わからない", "1 はい", "さがす"];
    for button in pressed {
        owner.wait_for_text("#now", button);
        owner.click_button(button);
    }
    owner.wait_for_text("#now-head", "件見つかりました");
    let title = owner.text(".card:nth-of-type(1) h4").trim_start_matches("1 ").to_owned();
    owner.click(".card details > summary");
    owner.wait_for_text(".card details", "この内容はちがう");
    owner.assert_accessible();
    owner.picture("wrong-button");
    owner.click(".card details form button");
    owner.wait_for_text("#log", &format!("「{title}」のどこが違うか"));
    owner.write("電話番号がつながりません");
    owner.wait_for_text("#log", "つながりません");
    owner.assert_clean();

    let desk = AtDesk::sign_in(&server, "山田");
    desk.go("/helpdesk");
    desk.click_link("違うと言われた結果");
    desk.wait_for_text("h1", "違うと言われた結果");
    desk.wait_for_text(".report", &format!("「{title}」の内容が違う"));
    assert!(desk.text(".report .said").contains("電話番号がつながりません"));
    assert!(desk.text(".report .program[open]").contains("knowledge/programs/"));
    assert_eq!(desk.count(".report .program[open]"), 1, "only what is doubted is unfolded");
    let looks = |name: &str| {
        desk.assert_fits();
        desk.assert_accessible();
        desk.picture(name);
    };
    looks("helpdesk-wrong");
    while desk.exists(".report .program:not([open])") {
        desk.click(".report .program:not([open]) > summary");
    }
    looks("helpdesk-wrong-unfolded");
    desk.media("", &[("prefers-color-scheme", "dark")]);
    desk.screen(390, 844);
    looks("helpdesk-wrong-narrow-dark");
    desk.click_link("受付番号 1");
    desk.wait_for_text("h1", "受付番号 1");
    desk.assert_clean();
}
