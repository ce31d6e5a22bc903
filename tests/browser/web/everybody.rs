//! What a screen reader has of every kind of page, and what keeps people out, in the light and in the dark.

use super::{
    Visit,
    way::{SELF_CHECK, WAY},
};

#[test]
fn everybody_can_use_every_page() {
    let visit = Visit::start();
    visit.is_for_everybody("start");
    visit.went(1);
    visit.is_for_everybody("choice");
    visit.picture("light");
    for (did, next) in &WAY[1..7] {
        visit.did(*did);
        visit.asked(next);
    }
    visit.is_for_everybody("review");
    visit.did(WAY[7].0);
    visit.asked(WAY[7].1);
    visit.is_for_everybody("results");
    visit.js("document.querySelectorAll('details').forEach(it => it.open = true)");
    visit.assert_accessible();
    visit.media("", &[("prefers-color-scheme", "dark")]);
    visit.assert_accessible();
    visit.picture("dark");
    visit.go("/print");
    visit.is_for_everybody("print");
    visit.go("/");
    visit.click_button("最初から");
    visit.asked("どんなことでお困りですか");
    visit.did(SELF_CHECK.0);
    visit.asked(SELF_CHECK.1);
    visit.is_for_everybody("several");
    visit.click_button("人に相談");
    visit.said("よろず支援拠点");
    visit.accessible_in_light_and_dark();
    visit.click_button("やめる");
    visit.wait_for("#now .go button");
    visit.accessible_in_light_and_dark();
    for page in ["/privacy", "/embed", "/embed/privacy"] {
        visit.go(page);
        visit.accessible_in_light_and_dark();
    }
    visit.assert_clean();

    visit.go("/nothing-here");
    visit.wait_for_text("main", "このページはありません");
    visit.accessible_in_light_and_dark();
    visit.picture("not-found");
    visit.click_link("相談に戻る");
    visit.wait_for("#now-head");
    let [problem] = visit.take_problems().try_into().unwrap();
    assert!(problem.contains("404"), "{problem}");
}

impl Visit {
    #[track_caller]
    fn is_for_everybody(&self, name: &str) {
        insta::assert_snapshot!(name, self.accessibility_tree());
        self.accessible_in_light_and_dark();
    }

    #[track_caller]
    fn accessible_in_light_and_dark(&self) {
        for scheme in ["dark", "light"] {
            self.media("", &[("prefers-color-scheme", scheme)]);
            self.assert_accessible();
        }
    }
}
