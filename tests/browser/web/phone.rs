//! On a small phone, under a finger; and magnified.

use serde_json::json;

use super::{
    FIELD, Visit,
    way::{Did, SELF_CHECK, WAY},
};

/// Whatever is pressed is at least so high, in pixels: what a thumb hits.
const THUMB: f64 = 44.0;

#[test]
fn a_dyer_consults_with_a_thumb() {
    let visit = Visit::start();
    visit.phone();
    visit.go("/");
    visit.is_for_thumbs("start");
    for (did, next) in WAY {
        visit.tapped(did);
        visit.asked(next);
        visit.is_for_thumbs(next);
        if next == WAY[0].1 {
            visit.picture("narrow");
        }
    }
    visit.picture("narrow-results");
    visit.js("document.querySelectorAll('details').forEach(it => it.open = true)");
    visit.is_for_thumbs("everything unfolded");
    visit.picture("narrow-unfolded");
    visit.tap("a.button");
    visit.wait_for_address("/print");
    visit.is_for_thumbs("print");
    visit.picture("narrow-print");
    visit.tap("a.button");
    visit.shows("件見つかりました");
    visit.tap(&visit.button("最初から"));
    visit.asked("どんなことでお困りですか");
    visit.tapped(SELF_CHECK.0);
    visit.asked(SELF_CHECK.1);
    visit.is_for_thumbs(SELF_CHECK.1);
    visit.tap(".tick");
    visit.picture("narrow-several");
    visit.tap(".choices button.main");
    visit.asked("手順②取り組み");
    for page in ["/privacy", "/nothing-here", "/embed"] {
        visit.go(page);
        visit.is_for_thumbs(page);
    }
    visit.take_problems();
    visit.assert_clean();
}

#[test]
fn at_twice_the_size_nothing_sticks_out() {
    let visit = Visit::start();
    visit.zoom_200();
    visit.assert_fits();
    for (did, next) in WAY {
        visit.did(did);
        visit.asked(next);
        visit.assert_fits();
    }
    visit.js("document.querySelectorAll('details').forEach(it => it.open = true)");
    visit.assert_fits();
    visit.go("/print");
    visit.assert_fits();
    visit.assert_clean();
}

impl Visit {
    #[track_caller]
    fn tapped(&self, did: Did) {
        match did {
            Did::Wrote(text) => {
                self.type_into(FIELD, text);
                self.tap(".send");
            }
            Did::Pressed(text) => {
                // So late that it is not the second one of a double tap.
                self.wait_for_js("performance.now() - (window.tapped ?? 0) > 500");
                self.tap(&self.button(text));
                self.js("window.tapped = performance.now()");
            }
        }
    }

    /// No sideways scrolling; everything that is pressed is large enough. Links within a sentence are as high as it.
    #[track_caller]
    fn is_for_thumbs(&self, page: &str) {
        self.assert_fits();
        let small = self.js(
            "(() => { const text = it => it.textContent.replace(/\\s/g, '');
               const alone = it => text(it.closest('p, li, dd, td, div')) === text(it);
               return [...document.querySelectorAll('button, a[href], summary, input:not([type=hidden]), textarea, select')]
                 .filter(it => it.checkVisibility() && !it.matches('.skip') && (!it.matches('a') || alone(it)))
                 .map(it => it.matches('[type=checkbox]') ? it.closest('label') : it)
                 .map(it => [it.getBoundingClientRect().height, it.tagName, it.textContent.trim().slice(0, 60)])
                 .filter(it => it[0] < 43.9) })()",
        );
        assert_eq!(small, json!([]), "lower than {THUMB} px: {page}");
    }
}
