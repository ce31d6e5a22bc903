//! An impatient hand.

use serde_json::json;

use super::{DYEWORKS, FIELD, OWN_WORDS, Visit, way::WAY};

#[test]
fn a_double_click_on_a_choice_counts_once() {
    let visit = Visit::start();
    visit.went(1);
    visit.double_click(&visit.button("3 どちらも"));
    visit.shows(WAY[1].1);
    assert_eq!(visit.texts(OWN_WORDS), ["どちらも"]);
    visit.wait_for_text("#now-head", "質問3");
    assert_eq!(visit.count(".owner"), 2);
    visit.assert_clean();
}

#[test]
fn the_second_click_does_not_answer_the_question_that_has_come_meanwhile() {
    let visit = Visit::start();
    visit.went(1);
    let place = visit.js(&format!(
        "(it => {{ it.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const box = it.getBoundingClientRect();
            return [box.x + 40, box.y + box.height / 2] }})(document.querySelector(\"{}\"))",
        visit.button("3 どちらも")
    ));
    let click = |count: u32| {
        for what in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": what, "x": place[0], "y": place[1], "button": "left", "clickCount": count });
            visit.cdp("Input.dispatchMouseEvent", event);
        }
    };
    click(1);
    visit.asked(WAY[1].1);
    click(2);
    visit.did(WAY[2].0);
    visit.asked(WAY[2].1);
    assert_eq!(visit.texts(OWN_WORDS), ["会社"]);
    visit.assert_clean();
}

#[test]
fn a_double_click_on_send_counts_once() {
    for plain in [false, true] {
        let visit = if plain { Visit::start_plain() } else { Visit::start() };
        visit.type_into(FIELD, DYEWORKS);
        visit.double_click(".send");
        visit.shows(WAY[0].1);
        assert_eq!(visit.texts(OWN_WORDS), [DYEWORKS]);
        visit.double_click(&visit.button("3 どちらも"));
        visit.shows(WAY[1].1);
        assert_eq!((visit.texts(OWN_WORDS), visit.count(".owner")), (vec!["どちらも".to_owned()], 2));
        visit.did(WAY[2].0);
        visit.shows(WAY[2].1);
        assert_eq!(visit.count(".owner"), 3);
        visit.assert_clean();
    }
}
