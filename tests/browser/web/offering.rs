//! Questions of the owner's own, in the middle of a dialog.

use super::{OWN_WORDS, Visit, way::WAY};

#[test]
fn a_question_is_answered_and_the_open_one_stays() {
    let visit = Visit::start();
    visit.went(2);
    visit.write("もの補の上限いくら");
    visit.said("通常枠：上限 1,000万円");
    visit.asked(WAY[1].1);
    assert_eq!(visit.texts(OWN_WORDS), ["もの補の上限いくら"]);
    visit.picture("answer");
    visit.did(WAY[2].0);
    visit.asked(WAY[2].1);
    visit.assert_clean();
}

#[test]
fn where_three_may_be_meant_the_owner_chooses_one_or_none() {
    let visit = Visit::start();
    visit.write("賃上げ");
    visit.shows("質問2");
    let question = visit.text("#now-head");
    for choice in ["2 ", "どれも違う"] {
        visit.write("古い機械を入れ替える補助金ってありますか");
        visit.said("どれのことですか");
        visit.asked(&question);
        let offered = visit.texts("#log .bot button");
        visit.picture("offer");
        let chosen =
            offered.iter().find(|it| it.starts_with(choice)).unwrap_or_else(|| panic!("{choice}: {offered:?}"));
        visit.click_button(chosen);
        if choice == "2 " {
            visit.said(chosen.trim_start_matches(choice));
            visit.said("出典");
        } else {
            visit.said("見つかりませんでした");
        }
        visit.asked(&question);
        assert!(!visit.exists("#log .bot button[value='1 ']"));
    }
    visit.assert_clean();
}
