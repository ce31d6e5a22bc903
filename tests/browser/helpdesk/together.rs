//! Two workers and an owner at once.

use super::{Asking, AtDesk};
use crate::server::Server;

#[test]
fn a_person_takes_over_answers_and_hands_back() {
    let server = Server::start_staffed(&["山田"]);
    let owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.wait_for_text("table.queue", "電気代・燃料代");
    desk.picture("helpdesk-queue");
    desk.case();
    desk.wait_for_text(".said", "染物屋");
    desk.click_button("担当する");
    desk.wait_for_text("main", "対応中");
    desk.reply("どの設備の電気が、いちばん多いですか。");
    desk.wait_for_text("main", "相談者待ち");
    desk.picture("helpdesk-case");
    // It comes to the owner's page by itself.
    owner.wait_for_text("#log", "どの設備の電気が");
    owner.wait_for_text("#log", "相談員 山田");
    owner.wait_for_text("#now-head", "相談員がお答えしています");
    owner.picture("helpdesk-owner");
    owner.write("コンプレッサーです");
    owner.wait_for_text("#log", "相談員に届きました");
    desk.reload();
    desk.wait_for_text(".said", "コンプレッサーです");
    desk.click_button("ボットに戻す");
    owner.wait_for_text("#log", "相談員からボットに戻りました");
    owner.wait_for_text("#now-head", "質問2");
    owner.assert_accessible();
    owner.assert_clean();
    desk.assert_accessible();
    desk.assert_clean();
}

#[test]
fn of_two_who_take_a_case_one_has_it_and_of_two_who_answer_one_is_told() {
    let server = Server::start_staffed(&["山田", "佐藤"]);
    let _owner = Asking::start(&server);
    let (one, other) = (AtDesk::sign_in(&server, "山田"), AtDesk::sign_in(&server, "佐藤"));
    one.case();
    other.case();
    one.click_button("担当する");
    one.wait_for_text("main", "対応中");
    other.click_button("担当する");
    other.wait_for_text("[role=alert]", "ほかの担当者が先に操作しました");
    other.case();
    one.case();
    other.type_into("#reply", "二人目の返事");
    one.reply("一人目の返事");
    one.wait_for_text(".said", "一人目の返事");
    other.click_button("相談者に送る");
    other.wait_for_text("[role=alert]", "ほかの担当者が先に操作しました");
    // What was written is still there, and the colleague's words are on the page.
    assert_eq!(other.value("#reply"), "二人目の返事");
    other.wait_for_text("main", "一人目の返事");
    one.assert_clean();
    other.take_problems();
}

#[test]
fn a_new_case_moves_nothing_under_the_mouse_and_is_told() {
    let server = Server::start_staffed(&["山田"]);
    let _first = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.wait_for_count("table.queue tbody tr", 1);
    let place = "JSON.stringify(document.querySelector('table.queue').getBoundingClientRect())";
    let before = desk.js(place);
    let _second = Asking::start_as(&server, "受付番号 2番");
    desk.wait_for_text("main", "新しい相談が 1 件あります");
    assert_eq!(desk.count("table.queue tbody tr"), 1);
    assert_eq!(desk.js(place), before);
    desk.reload();
    desk.wait_for_count("table.queue tbody tr", 2);
    desk.assert_clean();
}

#[test]
fn outside_the_hours_the_owner_is_told_when_and_may_go_on() {
    let server = Server::start_staffed_at("2026-11-24T20:00", &["山田"]);
    let owner = Asking::start(&server);
    owner.wait_for_text("#log", "次は11月25日(水) 9:00から");
    owner.click_button("2 設備を替えたい");
    owner.wait_for_text("#now-head", "質問3");
    owner.assert_clean();
}

#[test]
fn erasing_an_owner_erases_the_case_and_the_owners_page() {
    let server = Server::start_staffed(&["山田"]);
    let owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.go("/helpdesk/case/1/erase");
    desk.wait_for_text("main", "消");
    desk.click("input[name=sure]");
    desk.click_button("消す");
    desk.wait_for_text("main", "消しました");
    desk.go("/helpdesk/case/1");
    desk.wait_for_text("main", "その受付番号の相談はありません");
    owner.wait_for_text("#now-head", "どんなことでお困りですか");
    assert_eq!(owner.count("#log .owner"), 0);
    desk.take_problems();
    owner.assert_clean();
}
