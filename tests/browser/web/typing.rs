//! Enter, which confirms kanji, breaks a line or sends.

use super::{FIELD, OWN_WORDS, Visit, way::WAY};
use crate::chrome::Key;

#[test]
fn in_several_lines_enter_never_sends_and_control_enter_does() {
    let visit = Visit::start();
    assert_eq!(visit.js("document.querySelector('#now .write [name=text]').tagName"), "TEXTAREA");
    visit.focus(FIELD);
    visit.compose("でんきだい");
    visit.confirm_composition("電気代");
    visit.wait_for_js("document.querySelector('#now .write [name=text]').value === '電気代'");
    visit.key(Key::Enter);
    visit.type_keys("が高い");
    assert_eq!(visit.value(FIELD), "電気代\nが高い");
    assert_eq!(visit.count(".owner"), 0);
    visit.key(Key::CtrlEnter);
    visit.asked("質問2");
    visit.wait_for_count(OWN_WORDS, 1);
    assert_eq!(visit.text(OWN_WORDS), "電気代\nが高い");
    visit.assert_clean();
}

#[test]
fn in_one_line_enter_sends_but_not_while_it_confirms_kanji() {
    let visit = Visit::start();
    visit.went(5);
    assert_eq!(visit.js("document.querySelector('#now .write [name=text]').tagName"), "INPUT");
    visit.focus(FIELD);
    visit.compose("ひゃくごじゅう");
    visit.confirm_composition("百五十");
    visit.wait_for_js("document.querySelector('#now .write [name=text]').value === '百五十'");
    visit.type_keys("kL");
    visit.key(Key::Enter);
    visit.asked(WAY[5].1);
    assert_eq!(visit.texts(OWN_WORDS), ["百五十kL"]);
    visit.said("エネルギー使用量は150kLですね");
    visit.assert_clean();
}
