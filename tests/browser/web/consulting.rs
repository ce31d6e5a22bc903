//! A whole consultation, from the first sentence to the sheet that is printed.

use super::{
    DYEWORKS, FIELD, OWN_WORDS, Visit,
    way::{Did, SELF_CHECK, WAY},
};
use crate::chrome::Key;

#[test]
fn a_dyer_consults_with_the_mouse() {
    let visit = Visit::start();
    visit.shows("どんなことでお困りですか");
    visit.picture("start");
    visit.write(DYEWORKS);
    visit.asked("いま知りたいことはどれですか");
    assert_eq!(visit.texts(OWN_WORDS), [DYEWORKS]);
    for part in ["「電気代・燃料代」ですね", "業種 製造業", "従業員 14人"] {
        visit.said(part);
    }
    assert_eq!(visit.value(FIELD), "", "what was sent does not stay in the field");
    visit.picture("question");
    for (place, understood) in ["どちらも", "会社", "空調・照明・ボイラなど", "入れ替える"].iter().enumerate()
    {
        let (did, next) = WAY[place + 1];
        visit.did(did);
        visit.asked(next);
        visit.said(&format!("「{understood}」ですね"));
        assert_eq!(visit.texts(OWN_WORDS), [*understood]);
    }
    visit.write("だいたい150");
    visit.asked("法定耐用年数を過ぎていますか");
    visit.said("エネルギー使用量は150kLですね");
    visit.click_button("1 はい");
    visit.asked("この内容で探します");
    visit.picture("review");

    visit.fix("従業員");
    visit.asked("従業員は何人ですか");
    visit.write("16人");
    visit.asked("この内容で探します");
    visit.wait_for_text("#now .given", "16人");
    visit.click_button("さがす");
    visit.asked("件見つかりました");
    visit.picture("results");

    let cards = visit.count(".card");
    assert!(cards >= 2, "{cards}");
    assert_eq!(visit.attribute(".card .tel", "href").unwrap().trim_start_matches("tel:").len(), 10);
    assert!(visit.text(".card .tel").starts_with("電話 0"), "{}", visit.text(".card .tel"));
    assert!(!visit.text(".card").contains("出典"));
    visit.click(".card > details > summary");
    visit.wait_for_text(".card details .text", "出典");
    visit.picture("details");

    visit.click_link("印刷用");
    visit.wait_for_address("/print");
    visit.wait_for_text("h1", "相談のまとめ");
    assert!(visit.text("table").contains("16人"));
    assert_eq!(visit.count("article"), cards);
    visit.wait_for("#print:not([hidden])");
    visit.picture("print-screen");
    visit.media("print", &[]);
    assert_eq!(visit.text("#print"), "");
    visit.picture("print");
    visit.media("", &[]);
    visit.click_link("相談に戻る");
    visit.shows("件見つかりました");
    visit.assert_clean();
}

#[test]
fn several_answers_are_ticked() {
    let visit = Visit::start();
    visit.did(SELF_CHECK.0);
    visit.asked(SELF_CHECK.1);
    visit.click(".tick:nth-of-type(1)");
    visit.click(".tick:nth-of-type(3)");
    visit.picture("several");
    visit.click_button("決める");
    visit.asked("手順②取り組み");
    visit.said("「エネルギー使用量の把握・燃料等からCO2に換算」ですね");
    assert_eq!(visit.count("input:checked"), 0);

    visit.click_button("決める");
    visit.said("1から3の番号で答えてください");
    visit.asked("手順②取り組み");
    visit.assert_clean();
}

#[test]
fn a_dyer_consults_with_the_keyboard_alone() {
    let visit = Visit::start();
    visit.key(Key::Tab);
    assert_eq!(visit.active().text, "質問へ進む", "what comes first leads past everything else");
    assert_eq!(visit.js("document.activeElement.getBoundingClientRect().left"), 0);
    visit.key(Key::Enter);
    visit.tabs_to("textbox", "困っていることを、そのまま書いてもかまいません");
    visit.type_keys(DYEWORKS);
    visit.key(Key::Tab);
    assert_eq!(visit.active().text, "送る");
    visit.key(Key::Enter);
    visit.asked(WAY[0].1);
    for (did, next) in &WAY[1..] {
        match did {
            Did::Pressed(text) => {
                visit.tabs_to("button", text);
                visit.key(if text.starts_with('1') { Key::Space } else { Key::Enter });
            }
            Did::Wrote(text) => {
                visit.tabs_to("textbox", "答えを書いてください");
                visit.type_keys(text);
                visit.key(Key::Enter);
            }
        }
        visit.asked(next);
    }
    visit.passes_everything();

    visit.tabs_to("button", "最初から");
    visit.key(Key::Enter);
    visit.asked("どんなことでお困りですか");
    visit.tabs_to("textbox", "困っていることを、そのまま書いてもかまいません");
    let Did::Wrote(self_check) = SELF_CHECK.0 else { unreachable!() };
    visit.type_keys(self_check);
    visit.tabs_to("button", "送る");
    visit.key(Key::Space);
    visit.asked(SELF_CHECK.1);
    visit.tabs_to("checkbox", "1 エネルギー使用量の把握");
    visit.key(Key::Space);
    visit.tabs_to("button", "決める");
    visit.key(Key::Enter);
    visit.asked("手順②取り組み");
    visit.assert_clean();
}

#[test]
fn a_dyer_consults_without_javascript() {
    let visit = Visit::start_plain();
    for (did, next) in &WAY[..6] {
        visit.did(*did);
        visit.shows(next);
        assert!(visit.address().ends_with("/#log"), "a reload must find a page, not a form: {}", visit.address());
    }
    let before = visit.text(".older > summary");
    visit.reload();
    visit.shows(WAY[5].1);
    assert_eq!((visit.text(".older > summary"), visit.texts(OWN_WORDS)), (before, vec!["だいたい150".to_owned()]));
    for (did, next) in &WAY[6..] {
        visit.did(*did);
        visit.shows(next);
    }
    visit.click(".card > details > summary");
    visit.wait_for_text(".card details .text", "出典");
    visit.click_link("印刷用");
    visit.wait_for_text("h1", "相談のまとめ");
    assert_eq!(visit.text("#print"), "", "a button that can do nothing is not shown");
    visit.click_link("相談に戻る");
    visit.shows("件見つかりました");

    visit.click_button("最初から");
    visit.shows("どんなことでお困りですか");
    visit.did(SELF_CHECK.0);
    visit.shows(SELF_CHECK.1);
    visit.click(".tick:nth-of-type(2)");
    visit.click_button("決める");
    visit.shows("手順②取り組み");
    visit.said("「CO2排出量の把握」ですね");
    visit.assert_clean();
}

impl Visit {
    /// Goes on with Tab until it is there; wherever it comes by, one can see where one is.
    #[track_caller]
    fn tabs_to(&self, role: &str, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..80 {
            self.key(Key::Tab);
            self.focus_is_seen();
            let active = self.active();
            if (active.role.as_str(), active.name.as_str()) == (role, name) {
                return;
            }
            passed.push(active.name);
        }
        panic!("Tab never comes to the {role} 「{name}」, only to {passed:?}");
    }

    /// Goes with Tab through everything, to the end of the page: nothing holds the focus, nothing is left out.
    #[track_caller]
    fn passes_everything(&self) {
        self.reload();
        let all = self.js(
            "(() => { const all = [...document.querySelectorAll('button, a[href], summary, input:not([type=hidden]), textarea, select')]
                 .filter(it => it.checkVisibility());
               all.forEach((it, place) => it.dataset.place = place);
               return all.length })()",
        );
        for place in 0..all.as_u64().unwrap() {
            self.key(Key::Tab);
            self.focus_is_seen();
            assert_eq!(self.js("Number(document.activeElement.dataset.place)"), place, "{:?}", self.active());
        }
    }

    #[track_caller]
    fn focus_is_seen(&self) {
        let outline = self.js(
            "(it => [it.tagName, getComputedStyle(it).outlineStyle, parseFloat(getComputedStyle(it).outlineWidth)])(document.activeElement)",
        );
        assert!(outline[0] == "BODY" || outline[1] != "none" && outline[2].as_f64() >= Some(2.0), "{outline}");
    }
}
