//! The server dies and comes back.

use super::{FIELD, OWN_WORDS, Visit, way::WAY};

const LOST: &str = "つながりませんでした";

#[test]
fn a_restart_between_question_and_answer_goes_unnoticed() {
    let mut visit = Visit::start();
    visit.went(1);
    visit.server.start_again();
    visit.did(WAY[1].0);
    visit.asked(WAY[1].1);
    visit.said("「どちらも」ですね");
    visit.server.start_again();
    visit.write("株式会社です");
    visit.asked(WAY[2].1);
    // The page has heard of the restart, and listens again.
    let first = visit.tab();
    visit.open_tab();
    visit.go("/");
    visit.did(WAY[3].0);
    visit.asked(WAY[3].1);
    visit.switch_to(&first);
    visit.shows(WAY[3].1);
    lines_broke(&visit);
}

#[test]
fn while_the_server_is_down_a_press_says_so_and_what_was_typed_stays() {
    let mut visit = Visit::start();
    visit.went(1);
    visit.server.kill();
    visit.type_into(FIELD, "どちらも知りたい");
    visit.click_button("送る");
    visit.wait_for_text("#trouble", LOST);
    assert_eq!(visit.value(FIELD), "どちらも知りたい");
    visit.picture("lost");
    visit.clear(FIELD);
    visit.click_button("3 どちらも");
    visit.wait_for_text("#trouble", LOST);
    visit.shows(WAY[0].1);
    visit.type_into(FIELD, "どちらも");
    visit.server.start_again();
    visit.click_button("送る");
    visit.asked(WAY[1].1);
    assert_eq!(visit.texts(OWN_WORDS), ["どちらも"]);
    assert_eq!(visit.text("#trouble"), "");
    lines_broke(&visit);
}

#[test]
fn a_restart_goes_unnoticed_without_javascript() {
    let mut visit = Visit::start_plain();
    visit.went(1);
    visit.server.start_again();
    visit.did(WAY[1].0);
    visit.shows(WAY[1].1);
    visit.assert_clean();
}

/// That the line was cut is what this is about; nothing else may have gone wrong.
#[track_caller]
fn lines_broke(visit: &Visit) {
    let problems = visit.take_problems();
    assert!(
        problems
            .iter()
            .all(|it| it.contains("net::ERR_") || it.contains("Failed to fetch") || it.contains("network error")),
        "{problems:#?}"
    );
}
