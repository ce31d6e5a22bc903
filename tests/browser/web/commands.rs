//! What can be pressed at any time.

use super::{OWN_WORDS, Visit, way::WAY};

#[test]
fn erasing_asks_once_more_and_then_nothing_is_left_in_any_tab() {
    let visit = Visit::start();
    visit.went(2);
    let first = visit.tab();
    let second = visit.open_tab();
    visit.go("/");
    visit.shows(WAY[1].1);
    visit.click_button("記録を消す");
    visit.said("元には戻せません");
    visit.shows(WAY[1].1);
    visit.picture("erasing");
    visit.click("#log .bot button");
    visit.wait_for_text(".notice", "記録をすべて消しました");
    visit.asked("どんなことでお困りですか");
    assert!(!visit.exists(".answers") && !visit.exists(".owner") && !visit.exists(".older"));
    visit.switch_to(&first);
    visit.shows("どんなことでお困りですか");
    assert!(!visit.exists(".answers") && !visit.exists(".owner") && !visit.exists(".older"));
    visit.went(1);
    visit.switch_to(&second);
    visit.shows(WAY[0].1);
    visit.reload();
    visit.shows(WAY[0].1);
    assert!(!visit.text("main").contains("記録をすべて消しました"));
    visit.assert_clean();
}

#[test]
fn erasing_can_be_thought_better_of() {
    let visit = Visit::start_plain();
    visit.went(1);
    visit.click_button("記録を消す");
    visit.said("元には戻せません");
    visit.did(WAY[1].0);
    visit.shows(WAY[1].1);
    assert!(visit.exists(".answers"));
    assert!(!visit.exists("#log .bot button"));
    visit.click_button("記録を消す");
    visit.click("#log .bot button");
    visit.wait_for_text(".notice", "記録をすべて消しました");
    assert!(!visit.exists(".answers") && !visit.exists(".owner"));
    visit.assert_clean();
}

#[test]
fn who_wants_a_person_gets_numbers_and_may_go_on() {
    let visit = Visit::start();
    visit.went(2);
    visit.click_button("人に相談");
    visit.asked(WAY[1].1);
    visit.said("よろず支援拠点");
    assert!(visit.exists("#log a[href='tel:0120154505']"));
    visit.picture("person");
    visit.did(WAY[2].0);
    visit.asked(WAY[2].1);
    visit.assert_clean();
}

#[test]
fn back_unsure_explain_restart_and_cancel_do_as_they_say() {
    let visit = Visit::start();
    visit.went(2);
    visit.click_button("説明");
    visit.asked(WAY[1].1);
    visit.said("会社にせず、個人で商売をしている方");
    visit.click_button("わからない");
    visit.said("わからないままで進めます");
    visit.click_button("戻る");
    visit.asked(WAY[1].1);
    visit.click_button("戻る");
    visit.asked(WAY[0].1);
    visit.did(WAY[1].0);
    visit.asked(WAY[1].1);
    visit.click_button("使い方");
    visit.asked(WAY[1].1);
    visit.click_button("最初から");
    visit.asked("どんなことでお困りですか");
    visit.click_button("やめる");
    visit.wait_for_js("document.activeElement.id === 'now-head'");
    visit.wait_for_text("#now", "また相談するときは「はじめる」を押してください");
    visit.picture("left");
    visit.click("#now .go button");
    visit.asked("どんなことでお困りですか");
    assert_eq!(visit.texts(OWN_WORDS).len(), 1);
    visit.assert_clean();
}
