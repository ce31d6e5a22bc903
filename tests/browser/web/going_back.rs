//! The browser's own buttons in the middle of a consultation.

use super::{OWN_WORDS, Visit, way::WAY};

#[test]
fn back_from_another_page_finds_the_present_question() {
    let visit = Visit::start();
    visit.went(2);
    visit.click_link("記録について");
    visit.wait_for_address("/privacy");
    visit.back();
    visit.shows(WAY[1].1);
    assert_eq!(visit.texts(OWN_WORDS), ["どちらも"]);
    visit.did(WAY[2].0);
    visit.asked(WAY[2].1);
    visit.reload();
    visit.shows(WAY[2].1);
    visit.did(WAY[3].0);
    visit.asked(WAY[3].1);
    visit.assert_clean();
}

#[test]
fn back_among_plain_pages_finds_the_present_question() {
    let visit = Visit::start_plain();
    visit.went(3);
    for _ in 0..2 {
        visit.back();
        visit.shows(WAY[2].1);
        assert_eq!(visit.texts(OWN_WORDS), ["会社"]);
    }
    visit.reload();
    visit.shows(WAY[2].1);
    visit.did(WAY[3].0);
    visit.shows(WAY[3].1);
    visit.forward();
    visit.shows(WAY[3].1);
    visit.assert_clean();
}
